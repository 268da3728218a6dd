"""WHAT IS KNOWN. Pure: no network, no database, no clock.

Knows the safeguarding screen, articles, signposts, dates. Refuses to know who asks and through which channel.
"""
