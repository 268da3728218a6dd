"""OFFLINE: a small sentence model's upper layers are tuned to one task and written as bytes. Needs torch (CPU will do), which no
lock file brings: install it by hand where weights are made. Nothing here runs in the service."""
