"""WHAT HAPPENS. The shell: configuration, the exchange, the timed jobs, the commands and the composition root."""
