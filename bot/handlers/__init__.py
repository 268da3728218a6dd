"""THE EDGES. Each translates between one channel and the conversation's own words; none decides."""
