"""A Bot API server on this machine, strict like the real one: tests and benchmarks speak to it instead of the network's far end."""
