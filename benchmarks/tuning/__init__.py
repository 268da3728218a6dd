"""OFFLINE: a small sentence model's upper layers are tuned to one task and written as a graph of small integers.

Needs torch (CPU will do) and onnx, which no lock file brings: install them by hand where weights are made. Nothing here
runs in the service.
"""
