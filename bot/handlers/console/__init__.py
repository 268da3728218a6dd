"""THE OFFICERS' FACE. An application of its own: it shares no session with what the public can reach."""
