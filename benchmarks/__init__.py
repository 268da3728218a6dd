"""Speed and endurance, measured: ratios against peers in the same run, and trials that kill. Run by `heard bench`."""
