"""What a press or words inside a survey belong to: the question that was shown, or the aside that lay over it. Also a language
that is typed where it is asked which."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.language_typed import answers_which
from bot.conversation.messages import NOWHERE, Incoming, Tap
from bot.conversation.place import Published
from bot.conversation.screens import screen
from bot.conversation.standing import Draft, Standing
from bot.conversation.typed_choice import exact_choice, typed_choice

ASIDES = ("stop", "language")
"""Screens over a question that ask for one of their own buttons."""

WAYS_ON = ("go", "back", "skip", "stop", "check", "private", "send", "picked")
"""Buttons that are no answer; what they say may be typed."""

_STOP = {"no": "return", "yes": "later"}
"""Answers to "Do you want to stop?"; whoever only says yes keeps what they said."""


def meant_there(standing: Standing, draft: Draft | None, incoming: Incoming, published: Published) -> Incoming:
    """The same message, told where it belongs.

    A page names the question beside its box; a Telegram button has no room for it, and words typed there name none. Since one
    code may be open on two surfaces, another question may stand here by now, perhaps with the same choices.
    """
    if draft is None and standing.scene == "language" and incoming.text is not None and not incoming.command:
        return _language(incoming) if answers_which(incoming.words, published) else incoming
    if draft is None or standing.scene != "survey" or incoming.command:
        return incoming
    if (standing.reading in ASIDES or not standing.language) and incoming.text is not None:
        return _aside(standing, draft, incoming, published)
    if incoming.text is not None:
        incoming = _way_on(standing, draft, incoming, published)
    if not standing.shown:
        return incoming
    if incoming.tap is not None:
        return replace(incoming, tap=replace(incoming.tap, question=standing.shown))
    return replace(incoming, question=standing.shown)


def _way_on(standing: Standing, draft: Draft, incoming: Incoming, published: Published) -> Incoming:
    """ "Back" or "Stop", typed word for word where no words are asked for. In a box for words they may be the answer."""
    shown = screen(standing, draft, published)
    if shown.entry == "text" or incoming.question not in ("", shown.question):
        return incoming
    option = exact_choice(incoming.words, (*shown.options, *shown.always))
    if option is None or option.action not in WAYS_ON:
        return incoming
    return replace(incoming, text=None, tap=Tap(option.action, option.argument))


def _aside(standing: Standing, draft: Draft, incoming: Incoming, published: Published) -> Incoming:
    """Words typed where a button is asked for: that button, or words only looked at; never the answer to what lies below."""
    plain, options = incoming.words.strip(" .!").lower(), screen(standing, draft, published).options
    wanted = _STOP.get(plain, "") if standing.reading == "stop" else ""
    option = next((one for one in options if one.action == wanted), None) or typed_choice(plain, options)
    if option is None and standing.reading != "stop" and answers_which(plain, published):
        return _language(incoming)
    if option is None:
        return replace(incoming, question=NOWHERE)
    return replace(incoming, text=None, tap=Tap(option.action, option.argument))


def _language(incoming: Incoming) -> Incoming:
    """Typed words as `/language` takes them; they are looked at like what follows any command."""
    return replace(incoming, text=None, command="language", argument=incoming.words)
