"""Worked-out dates as files to keep, where a channel hands files over. Made for one turn alone, and stored nowhere."""

from __future__ import annotations

from datetime import datetime

from advice_kb.dates_form import NEEDS
from advice_kb.days import london_day
from advice_kb.deadlines import work_out
from advice_kb.kept_dates import text_to_keep, worked_out_said
from bot.conversation.advice import Advice
from bot.conversation.dates_given import given, listed_school, timeline
from bot.conversation.enquiry import Enquiry
from bot.conversation.messages import File
from bot.conversation.place import Published
from bot.conversation.showing import standing_line
from bot.conversation.standing import Standing

BY_FILE = ("telegram", "terminal")
"""Channels that hand files over themselves; in a browser the page about dates does it."""


def may_keep(standing: Standing, enquiry: Enquiry, advice: Advice) -> bool:
    """Whether there is anything to keep here: a date, of a school that has these time limits."""
    here = standing.channel in BY_FILE and enquiry.school not in ("private", "college")
    return here and bool(enquiry.said) and bool(timeline(enquiry, advice).deadlines)


def files(standing: Standing, published: Published, now: datetime) -> tuple[File, ...]:
    """The text and the calendar file, as the page about dates makes them. No name is in them."""
    from advice_kb.calendar_file import calendar_file  # loads what no other turn of a conversation needs

    assert published.advice is not None
    advice, enquiry = published.advice, Enquiry.of(standing)
    found = given(enquiry, advice)
    counted, sources = work_out(found), advice.library.sources
    line = standing_line(published, advice.library, None, standing.role, standing.language or "en")
    school = listed_school(enquiry, advice)
    name = next((one.name for one in advice.schools if one.id == school), "")
    text = text_to_keep(counted, found, sources, NEEDS, line, worked_out_said(london_day(now), name))
    entries = calendar_file(counted, found, sources, line, now, school)
    return (
        File("dates.txt", text.encode(), "text/plain; charset=utf-8"),
        File("dates.ics", entries, "text/calendar; charset=utf-8"),
    )
