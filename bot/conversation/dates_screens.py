"""Dates in words: short in a list, and one by one with rule, source and the count day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from advice_kb.days import in_full
from advice_kb.deadlines import could_bring
from advice_kb.first_day import FIRST, taken
from advice_kb.kept_dates import capital, citation, first_day_said, moves_said, taken_said
from advice_kb.own_days import own_days_counted
from advice_kb.time_limits import Deadline, Rule, Timeline, rules
from bot.conversation import asking, dates_asked, dates_given
from bot.conversation.dates_kept import may_keep
from bot.conversation.messages import Option, Outgoing
from bot.conversation.question_screen import ask
from bot.conversation.showing import Showing

NEEDS = (
    "calendar", "compulsory_school_age", "exam_missed", "kind", "length_in_days", "looked_after", "reinstated", "representations",
    "school_type", "social_worker", "term_total",
)  # fmt: skip
"""What may be missing and has words of its own."""


def question_screen(s: Showing) -> Outgoing:
    """The question that comes next, as the survey engine shows it; schools are typed, since there may be a hundred."""
    asked = dates_asked.with_dates(s.published, s.enquiry)
    draft = dates_asked.draft_of(s.standing, s.enquiry, s.advice)
    question = asking.current(s.standing, draft, asked)
    if question is None:
        return s.page("dates", s.say("dates.heading"), [], [s.button("dates.again", "dates")])
    shown = ask(s.standing, draft, question, asked)
    unsure = question.choice("not-sure") is not None
    answers = [_unsure(s, one) for one in shown.options if one.action != "skip" or not unsure]
    options = [*answers, s.button("advice.ask.again", "ask"), s.button("advice.person", "person")]
    if question.type == "date":
        shown = replace(shown, hint=shown.hint.replace(s.say("question.date.hint"), s.say("advice.date.hint")))
    if question.id != dates_given.SCHOOL:
        facts = s.typed_too() if shown.entry == "one" else {}
        return replace(shown, name="advice-dates", options=tuple(options), facts=facts)
    near = (*s.enquiry.near, *dates_asked.NOT_LISTED)
    options = [one for one in options if one.action != "pick" or one.argument in near or one.chosen]
    hint = s.say("dates.school.near" if s.enquiry.near else "dates.school.type")
    return replace(shown, name="advice-dates", options=tuple(options), entry="text", hint=hint)


def _unsure(s: Showing, option: Option) -> Option:
    """Nobody refuses these answers; people do not know them."""
    return s.button("dates.skip", "skip") if option.action == "skip" else option


def timeline_screen(s: Showing, below: str) -> Outgoing:
    """Every date in its order, each behind a button; then what is not known, said and handed over."""
    if s.enquiry.school in ("private", "college"):
        options = [s.button("advice.school.change", "school", "change"), *_ways_on(s)]
        return s.page("timeline", s.say("dates.heading"), [s.say("dates.outside"), below], options)
    found = dates_given.timeline(s.enquiry, s.advice)
    body = [
        s.say("dates.intro" if found.deadlines else "dates.nothing"),
        "\n".join([s.say("dates.at-once"), *(_duty(s, rule, who) for rule, who in found.at_once)])
        if found.at_once
        else "",
        "\n".join(_entry(s, one) for one in found.deadlines),
    ]
    if any(one.from_ is not None for one in found.deadlines):
        body.append(s.say("dates.provision"))
    options = [Option(f"{_short(_day(one))}: {one.rule.name}"[:60], "date", one.rule.id) for one in found.deadlines]
    shown = s.page(
        "timeline",
        s.say("dates.heading"),
        [
            *body,
            *_first_day(s),
            *_calendar(s, found),
            *_moved(s),
            *_limits(s, found),
            *_unknown(s, found),
            *_kept(s, found),
            below,
        ],
        [*options, *_keep(s), *_ways_on(s)],
    )
    if not found.deadlines or s.standing.channel != "chat":
        return shown
    taken_along = {"take": dates_given.as_form(s.enquiry, s.advice), "take_label": s.say("dates.take")}
    return replace(shown, facts={**shown.facts, **taken_along})


def date_screen(s: Showing) -> Outgoing:
    """One date: what its day is, a safer one, how it was counted, and on what rule it rests."""
    found = dates_given.timeline(s.enquiry, s.advice)
    one = next((one for one in found.deadlines if one.rule.id == s.enquiry.rule), None)
    options = [s.button("dates.back", "timeline"), *_ways_on(s)]
    if one is None:
        return s.page("date", s.say("dates.heading"), [s.say("dates.nothing")], options)
    body = [
        s.say("dates.detail.from", day=in_full(one.from_)) if one.from_ else "",
        _when(s, one),
        s.say("dates.detail.safer", day=in_full(one.safer)) if one.safer else "",
        *(s.say("dates.detail.also", day=in_full(day), what=what) for day, what in one.also),
        s.say("dates.detail.who", who=capital(one.who), action=one.rule.action),
        s.say("dates.detail.counted", counting=one.counting),
        s.say("dates.detail.should") if one.rule.is_guidance else "",
        s.say("dates.detail.source", source=citation(one.rule, s.advice.library.sources)),
        *(_taken(s) if one.rule.event == FIRST else []),
        *_calendar(s, found),
    ]
    return s.page("date", one.rule.name, body, options)


def _entry(s: Showing, one: Deadline) -> str:
    key = "dates.not-before" if one.not_before else "dates.span" if one.from_ and one.from_ != one.by else "dates.entry"
    action = one.rule.action[0].lower() + one.rule.action[1:]
    facts = {"first": in_full(one.from_)} if key == "dates.span" and one.from_ else {}
    return "• " + s.say(key, day=in_full(_day(one)), name=one.rule.name, who=capital(one.who), action=action, **facts)


def _when(s: Showing, one: Deadline) -> str:
    """What its day is. A run of days has none to act by: it ends."""
    if one.from_ is None and one.by is not None:
        return s.say("dates.detail.last", last=one.rule.last_day, day=in_full(one.by))
    return s.say("dates.detail.until" if one.by else "dates.detail.not-before", day=in_full(_day(one)))


def _duty(s: Showing, rule: Rule, who: str) -> str:
    action = rule.action[0].lower() + rule.action[1:]
    return "• " + s.say("dates.duty", name=rule.name, who=capital(who), action=action)


def _calendar(s: Showing, found: Timeline) -> list[str]:
    """What the calendar is worth, and the days without lessons that the school entered itself."""
    given = dates_given.given(s.enquiry, s.advice)
    if given.calendar is None:
        return [s.say("dates.no-calendar")]
    own = [
        s.say("dates.own.confirmed" if sure else "dates.own.unconfirmed", day=in_full(day))
        for day, sure in own_days_counted(given, found)
    ]
    said = s.say("dates.confirmed" if given.calendar.confirmed else "dates.unconfirmed")
    return [said, *([s.say("dates.own", days=", ".join(own))] if own else [])]


def _taken(s: Showing) -> list[str]:
    given = dates_given.given(s.enquiry, s.advice)
    return [] if (found := taken(given)) is None else [" ".join(taken_said(found, given))]


def _first_day(s: Showing) -> list[str]:
    """What was taken for day 1, before anybody relies on it."""
    lines = first_day_said(dates_given.given(s.enquiry, s.advice))
    return ["\n".join(lines)] if lines else []


def _moved(s: Showing) -> list[str]:
    """Which dates the school's own days move."""
    moves = moves_said(dates_given.given(s.enquiry, s.advice))
    return ["\n".join([s.say("dates.own.moves"), *(f"• {one}" for one in moves)])] if moves else []


def _limits(s: Showing, found: Timeline) -> list[str]:
    """The year's total, where it was asked."""
    return [
        s.say("dates.limit" if left >= 0 else "dates.limit.over", total=f"{total:g}", left=f"{left:g}")
        for _, total, left in found.limits
    ]


def _kept(s: Showing, found: Timeline) -> list[str]:
    """How they are taken along: a button below does it; what it cannot do, the page about dates can."""
    if not found.deadlines:
        return []
    if s.standing.channel == "chat":
        return [s.say("dates.keep.here")]
    return [s.say("dates.keep", button=one.label, address=s.place.address) for one in _keep(s)]


def _keep(s: Showing) -> list[Option]:
    here = may_keep(s.standing, s.enquiry, s.advice)
    return [s.button(f"dates.keep.{s.standing.channel}", "keep")] if here else []


def _unknown(s: Showing, found: Timeline) -> list[str]:
    names = {rule.id: rule.name for rule in rules()}
    given = dates_given.given(s.enquiry, s.advice)
    waiting = "board_receives_notice" not in given.days and could_bring(given, "board_receives_notice")
    lines = [s.say("dates.governors")] if waiting else []
    together: dict[str, list[str]] = {}
    for id_, needs in found.unknown:
        said = dict.fromkeys(s.say(f"dates.needs.{need if need in NEEDS else 'other'}") for need in needs)
        together.setdefault(", ".join(said), []).append(names[id_])
    return lines + [s.say("dates.unknown", name="; ".join(rules_), needs=needs) for needs, rules_ in together.items()]


def _ways_on(s: Showing) -> list[Option]:
    ways = [s.button("dates.again", "dates"), s.button("advice.person", "person"), s.button("advice.ask.again", "ask")]
    return ways[1:] if s.enquiry.school in ("private", "college") else ways


def _day(one: Deadline) -> date:
    day = one.not_before or one.by
    assert day is not None
    return day


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"
