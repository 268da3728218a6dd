"""What `heard` does, one file a noun. Each prints for people, or for machines with `--json`."""
