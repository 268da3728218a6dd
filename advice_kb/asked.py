"""What a calculator is given, checked: events, facts and a calendar, every fault with place and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from advice_kb.days import LONDON
from advice_kb.order_of_events import check_order
from advice_kb.school_days import CalendarFault, SchoolCalendar, check_year, next_working_day, read_calendar
from advice_kb.time_limits import MAY_BE_POSTED, Given, events

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
"""A day, or a day and a time: shorter ways to write them would make a day alone a day at midnight."""

VALUES = {
    "kind": ("suspension", "permanent"),
    "panel_outcome": ("uphold", "recommend", "quash_and_direct"),
    "school_type": ("maintained", "academy", "pru"),
    "discrimination_ground": (
        "disability", "race", "sex", "religion_or_belief", "sexual_orientation", "gender_reassignment", "pregnancy_or_maternity",
    ),
}  # fmt: skip
NUMBERS = ("term_total", "year_total", "length_in_days", "permanent_exclusions")
YES_OR_NO = (
    "exam_missed", "representations", "compulsory_school_age", "looked_after", "social_worker", "has_ehc_plan",
    "provision_started", "reinstated",
)  # fmt: skip


def read_request(request: Any, named: Callable[[str], Any]) -> Given:
    """`{"events": …, "facts": …, "calendar": …}` as a `Given`. `named` finds a calendar by name or path.

    Raises `CalendarFault` (its sentence names place, fault and remedy) for anything that cannot be read.
    """
    if not isinstance(request, Mapping):
        raise CalendarFault("the request", "is not a JSON object", 'Give {"events": {…}, "facts": {…}, "calendar": …}')
    unknown = sorted(set(map(str, request)) - {"events", "facts", "calendar"})
    if unknown:
        raise CalendarFault("the request", f"has an unknown part {unknown[0]}", "Use events, facts and calendar")
    days, posted, decided = _events(request.get("events", {}))
    check_order(days, posted)
    return Given(days, _facts(request.get("facts", {})), _calendar(request.get("calendar"), named), posted, decided)


def _events(given: Any) -> tuple[dict[str, date], dict[str, date], datetime | None]:
    if not isinstance(given, Mapping):
        raise CalendarFault("events", "is not a JSON object", 'Write {"event": "2026-11-16"}')
    days: dict[str, date] = {}
    posted: dict[str, date] = {}
    decided = None
    for name, value in given.items():
        if name not in events():
            raise CalendarFault(
                f"events.{str(name)[:40]}",
                "is no event known here",
                "`heard deadlines --help` says where they are listed",
            )
        if value is None:
            continue
        if isinstance(value, Mapping):
            days[name], posted[name] = _posted(name, value)
            continue
        moment = _moment(f"events.{name}", value)
        days[name] = moment.date() if isinstance(moment, datetime) else moment
        if name == "head_decides_to_exclude" and isinstance(moment, datetime):
            decided = moment
    return days, posted, decided


def _posted(name: str, value: Mapping[str, Any]) -> tuple[date, date]:
    if set(value) != {"posted"} or name not in MAY_BE_POSTED:
        raise CalendarFault(
            f"events.{name}",
            "cannot be given like that",
            'Write a day, or {"posted": "2026-12-09"} for a notice that may be posted',
        )
    sent = _moment(f"events.{name}.posted", value["posted"])
    day = sent.date() if isinstance(sent, datetime) else sent
    return next_working_day(day, 2), day


def _moment(place: str, value: Any) -> date | datetime:
    try:
        if not isinstance(value, str) or len(value) > 40 or not _MOMENT.fullmatch(value):
            raise ValueError
        found = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        fault = f"{str(value)[:30]!r} is not a day"
        raise CalendarFault(place, fault, "Write it as 2026-11-16, or 2026-11-16T10:30") from None
    check_year(place, found)  # before it is moved to another zone, which ends with the calendar's last year
    return _in_london(found) if isinstance(found, datetime) else found


def _in_london(moment: datetime) -> datetime:
    """A clock time as it is read in England: days of law, and afternoons, are those there."""
    return moment if moment.tzinfo is None else moment.astimezone(LONDON).replace(tzinfo=None)


def _facts(given: Any) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise CalendarFault("facts", "is not a JSON object", 'Write {"kind": "suspension"}')
    return {str(name): _fact(str(name), value) for name, value in given.items() if value is not None}


def _fact(name: str, value: Any) -> Any:
    place = f"facts.{name[:40]}"
    if name in VALUES:
        several = value if isinstance(value, list) and name == "discrimination_ground" else [value]
        if not several or any(one not in VALUES[name] for one in several):
            raise CalendarFault(
                place, f"{str(value)[:30]!r} is not one of its values", f"Use {', '.join(VALUES[name])}"
            )
        return value
    if name in NUMBERS:
        whole = name == "permanent_exclusions"
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 <= value <= 400
            or value * 2 % (2 if whole else 1)
        ):
            raise CalendarFault(
                place,
                f"{str(value)[:30]!r} is not a number of days" if not whole else "is not a count",
                "Write it in halves, as 5.5" if not whole else "Write 0, 1, 2 …",
            )
        if name == "length_in_days" and not value:
            raise CalendarFault(
                place, "is no length of an exclusion", "Write how many school days it lasts, or leave it out"
            )
        return value
    if name in YES_OR_NO:
        if not isinstance(value, bool):
            raise CalendarFault(place, f"{str(value)[:30]!r} is neither yes nor no", "Write true or false")
        return value
    raise CalendarFault(place, "is no fact known here", f"Use {', '.join([*VALUES, *NUMBERS, *YES_OR_NO])}")


def _calendar(given: Any, named: Callable[[str], Any]) -> SchoolCalendar | None:
    if given is None:
        return None
    found = named(given) if isinstance(given, str) else given
    place = f"calendar {given[-60:]}" if isinstance(given, str) else "calendar"  # the end of a path names the file
    return found if isinstance(found, SchoolCalendar) else read_calendar(found, place)
