"""`take_turn`: one incoming message in, everything it changed and what to say about it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from advice_kb.grown_up import writes_as_grown_up
from bot.conversation import advising, asking, dates_kept
from bot.conversation.admission import Admission, topic_held_out
from bot.conversation.answering import MOST_KEPT
from bot.conversation.enquiry import gone_back
from bot.conversation.events import Began, Event, PassedOn
from bot.conversation.help_screen import voice_of
from bot.conversation.language_typed import language_meant, not_spoken
from bot.conversation.messages import EDITED, Incoming, Outgoing
from bot.conversation.place import Published
from bot.conversation.screening import GROWN_UP, MOST_KINDS, passed_on, speaks_of_harm, too_long
from bot.conversation.screens import screen
from bot.conversation.small_words import meant_by, wants_help
from bot.conversation.standing import Draft, Standing
from bot.conversation.survey_words import meant_there
from surveys.codes import read_code

ANYWHERE = ("return", "language", "stop", "later", "start", "again", "menu", "code", "receipt", "clear")


@dataclass(frozen=True)
class Turn:
    """Everything one message changed, and what to say about it. `draft` is None when there is none or it is done with."""

    standing: Standing
    draft: Draft | None
    events: tuple[Event, ...]
    replies: tuple[Outgoing, ...]


@dataclass(frozen=True)
class Findings:
    """What was looked up for this message before deciding: all of it values.

    `turn` is the conversation's number so far; `screening` is None when the screen could not look; `again` says that
    this very message was counted before. `fresh` is a random id, for whatever this turn has to name.
    """

    turn: int = 0
    admission: Admission | None = None
    withdrawn: int | None = None
    screening: Any = None
    again: bool = False
    fresh: str = ""


def take_turn(
    standing: Standing, draft: Draft | None, incoming: Incoming, published: Published, now: datetime, found: Findings
) -> Turn:
    """Decides one turn. Pure: the same values give the same turn. In Telegram it is remembered which question was shown."""
    turn = _taken(standing, draft, incoming, published, now, found)
    shown = turn.replies[0].question if standing.channel == "telegram" and turn.draft is not None else ""
    return replace(turn, standing=replace(turn.standing, shown=shown))


def _taken(
    standing: Standing, draft: Draft | None, incoming: Incoming, published: Published, now: datetime, found: Findings
) -> Turn:
    awake = replace(standing.awake(now), put_away=False)
    if awake.scene == "survey" and draft is not None and not incoming.command and incoming.text is not None:
        found = replace(found, admission=None)  # words of a list, and an answer all the same
    gone = awake.scene == "survey" and draft is None and found.admission is None
    awake, incoming = (_begin(awake) if gone else awake), meant_there(awake, draft, incoming, published)
    if found.again:
        return _say(standing, draft, published)
    elsewhere = incoming.sheet is not None and incoming.sheet != (draft.sheet if draft is not None else "")
    helped = _help_first(awake, None if elsewhere else draft, incoming, published, found)
    if helped is not None:
        return helped
    if standing.put_away and found.admission is None:
        return _say(awake, None, published, "code.idle.words" if incoming.words else "code.idle")
    if found.admission is not None:
        return _admitted(awake, published, found.admission, linked=incoming.text is None)
    if found.withdrawn is not None:
        done = "receipt.gone" if found.withdrawn else "receipt.none"
        return _say(replace(awake, scene="start" if found.withdrawn else "receipt"), draft, published, done)
    old = incoming.tap is not None and incoming.tap.turn is not None and incoming.tap.turn != found.turn
    if old and not advising.stays_good(awake, incoming):
        return _say(awake, draft, published, "question.old-button")
    if gone and incoming.tap is not None and incoming.tap.action not in (*ANYWHERE, *advising.ACTIONS):
        return _say(replace(awake, scene="code"), None, published, "code.gone")
    linked = bool(topic_held_out(incoming))
    anywhere = None if linked else _anywhere(awake, draft, incoming, published)
    if anywhere is None and elsewhere and standing.scene != "thanks":
        # Another tab of this browser, or a child before this one: an answer never lands in somebody else's survey.
        return _say(awake, draft, published, "question.old-words" if incoming.words else "question.old-button")
    return anywhere or _scene(awake, draft, incoming, published, found, now)


def _help_first(
    standing: Standing, draft: Draft | None, incoming: Incoming, published: Published, found: Findings
) -> Turn | None:
    """Help before anything else: a press on the button however old it is, or words that speak of harm, in any box.

    Inside a survey typed words are first held against the question's choices; that is `asking`'s. Four words of a slip are a
    code and no message: they are never put aside, because a concern holds no code.
    """
    screening = found.screening
    in_survey = draft is not None and standing.scene == "survey" and not advising.hears(standing, incoming)
    asked = (incoming.tap.action if incoming.tap else incoming.command) == "help" or (
        incoming.text is not None and (wants_help(incoming.text) if in_survey else meant_by(incoming.text) == "help")
    )
    if incoming.words and not (incoming.text is not None and in_survey):
        opened = found.admission is not None and found.admission.found not in ("refused", "slow")
        if opened or found.withdrawn:
            return None
        if speaks_of_harm(screening):
            if read_code(incoming.words):
                return _reads(standing, draft, published, "help") if screening.concern else None
            asked_too, asked_events = advising.set_aside(standing, incoming.words, published, found)
            setting = draft.setting if draft is not None and asked_too.scene == "survey" else ""  # as the card says
            event = passed_on(incoming.words, screening, setting, voice_of(standing, draft, published))
            grown_up = draft is None and not standing.role and writes_as_grown_up(incoming.words)
            marks = (*((GROWN_UP,) if grown_up else ()), *advising.language_marks(standing, screening))
            return _reads(asked_too, draft, published, "passed-on", (event, *asked_events), marks)
        if screening is None and incoming.command in ("", "ask", EDITED) and not read_code(incoming.words):
            return _reads(standing, draft, published, "unchecked")
    if asked:
        notice = "help.command" if incoming.command and standing.channel == "telegram" else ""
        return _say(replace(standing, reading="help", kinds=()), draft, published, notice)
    return None


def _reads(
    standing: Standing, draft: Draft | None, published: Published, reading: str, events: tuple[Event, ...] = (),
    marks: tuple[str, ...] = (),
) -> Turn:  # fmt: skip
    """The card, and what it needs to be made again; `marks` come first, so that they are never cut off."""
    kinds = (*marks, *(kind for event in events if isinstance(event, PassedOn) for kind in event.kinds))[:MOST_KINDS]
    return _say(replace(standing, reading=reading, kinds=kinds), draft, published, "", events)


def _say(
    standing: Standing, draft: Draft | None, published: Published, notice: str = "", events: tuple[Event, ...] = ()
) -> Turn:
    return Turn(standing, draft, events, (screen(standing, draft, published, notice),))


def _begin(standing: Standing) -> Standing:
    """Back to the beginning, keeping only who and in which language."""
    return Standing(
        standing.channel, standing.id, language=standing.language, sitting=standing.sitting, last=standing.last,
        role=standing.role,
    )  # fmt: skip


def _admitted(standing: Standing, published: Published, admission: Admission, *, linked: bool) -> Turn:
    """`linked` says that a link was followed: whoever did may never have had a slip."""
    if admission.found == "open" and admission.draft is not None:
        survey = published.survey(admission.draft.survey, admission.draft.version)
        opened = replace(
            _begin(standing),
            scene="survey",
            draft=admission.draft.key,
            sitting=standing.sitting + 1,
            voice=survey.audience,
        )
        if not opened.language and len(published.languages) == 1:
            opened = replace(opened, language=published.languages[0])
        events = (Began(admission.draft),) if admission.fresh else ()
        return _say(opened, admission.draft, published, "", events)
    if admission.found == "slow" and standing.scene == "receipt":
        return _say(standing, None, published, "receipt.slow")
    waiting = replace(_begin(standing), scene="code", tries=standing.tries + 1)
    keys = {"slow": "code.slow", "not-telegram": "code.not-telegram"}
    key = keys.get(admission.found, "code.refused.link" if linked else "code.refused")
    sentence = published.words.say(key, standing.language or "en", address=published.place.address)
    return _say(waiting, None, published, sentence)


def _anywhere(standing: Standing, draft: Draft | None, incoming: Incoming, published: Published) -> Turn | None:
    """What works on every screen besides help: language, stop, starting anew."""
    action = incoming.tap.action if incoming.tap else incoming.command
    match action:  # each of these stands in `ANYWHERE`
        case "return":
            return _say(gone_back(standing), draft, published)
        case "language":
            return _language(standing, draft, incoming, published)
        case "stop":
            if draft is None:
                return _say(_begin(standing), None, published, "stop.nothing")
            return _say(replace(standing, reading="stop", scene="survey"), draft, published)
        case "later":
            return _stopped(standing, draft, published, "stop.kept")
        case "start" | "again" | "menu":
            return _say(_begin(standing), None, published)
        case "code" | "receipt":
            return _say(replace(_begin(standing), scene=action), None, published)
        case "clear":
            return _say(_begin(standing), None, published, "clear.done")
    return None


def _stopped(
    standing: Standing, draft: Draft | None, published: Published, key: str, events: tuple[Event, ...] = ()
) -> Turn:
    """Ready for a code. A screen that a class shares forgets whoever stopped, as it does whoever sent."""
    shared, language = draft is not None and draft.class_mode, standing.language or "en"
    said = [published.words.say(key, language, days=published.place.draft_days)]
    said += [published.words.say("thanks.class", language)] if shared else []
    waiting = replace(_begin(standing), scene="code", facts={"class": True} if shared else {})
    return _say(waiting, None, published, " ".join(said), events)


def _language(standing: Standing, draft: Draft | None, incoming: Incoming, published: Published) -> Turn:
    wanted = incoming.tap.argument if incoming.tap else incoming.argument.strip()
    meant = wanted if wanted in published.languages else language_meant(wanted, published)
    if meant in published.languages:
        scene = "start" if standing.scene == "language" else standing.scene
        return _say(replace(standing, language=meant, reading="", scene=scene), draft, published)
    asked = replace(
        standing, reading="language" if draft else "", scene=standing.scene if draft else "language", kinds=()
    )
    told = not_spoken(meant, published, standing.language or "en") if wanted else ""
    return _say(asked, draft, published, told)


def _scene(
    standing: Standing, draft: Draft | None, incoming: Incoming, published: Published, found: Findings, now: datetime
) -> Turn:
    if standing.scene == "survey" and draft is not None and not advising.hears(standing, incoming):
        step = asking.answer(standing, draft, incoming, published, found.screening)
        if step is not None:
            return _stepped(step, published)
        return _say(standing, draft, published, "question.unknown" if incoming.text else "question.old-button")
    if too_long(incoming.words):
        return _say(standing, draft, published, published.words.say("question.too-long", standing.language or "en"))
    if incoming.text is not None and not incoming.words and (box := screen(standing, draft, published)).entry == "code":
        return _say(standing, draft, published, "receipt.empty" if box.name == "receipt" else "code.empty")
    advised = advising.advise(standing, draft, incoming, published, found, now)
    if advised is not None:
        standing, events, notice = advised
        turn = _say(standing, draft, published, notice or _cut(incoming), events)
        return _with_files(turn, incoming, published, now)
    return _say(standing, draft, published, "question.unknown" if incoming.text else "")


def _with_files(turn: Turn, incoming: Incoming, published: Published, now: datetime) -> Turn:
    """The files that were asked for go with this reply alone: they are not in the standing, and no later screen has them."""
    [shown] = turn.replies
    if incoming.tap is None or incoming.tap.action != "keep":
        return turn
    return replace(turn, replies=(replace(shown, files=dates_kept.files(turn.standing, published, now)),))


def _cut(incoming: Incoming) -> str:
    """A long question is searched by its beginning, and whoever asked is told."""
    return "advice.ask.cut" if len(incoming.text or "") > MOST_KEPT else ""


def _stepped(step: asking.Step, published: Published) -> Turn:
    standing, draft, events, notice = step
    if standing.scene == "stopped":
        return _stopped(standing, draft, published, "stop.deleted", events)
    if standing.scene == "thanks":
        standing = replace(standing, facts={"class": draft.class_mode})
        return Turn(standing, draft, events, (screen(standing, None, published, notice),))
    return _say(standing, draft, published, notice, events)
