"""WHAT IS SAID NEXT. Pure, though it lives here: no channel, no database, no clock.

`turn.take_turn` is its door: a standing, a draft and one incoming message in; everything that changes, and what to say
about it, out. Every channel (phone page, web chat, terminal, Telegram) speaks through this one core.
"""
