"""WHAT IS KNOWN. Pure: no network, no database, no clock.

Knows the safeguarding screen, articles, signposts, dates. Refuses to know who asks and through which channel.
"""

import os

os.putenv("ORT_DISABLE_TELEMETRY", "1")
"""Else onnxruntime, as it is loaded, gives the machine an id and reports to its makers over the network, and goes on doing so
while it runs. It looks once, so this is said here, before any module of this room loads it."""
