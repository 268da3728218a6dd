"""What the conversation may look at, read once at start: articles, a finder, services, calendars, schools."""

from __future__ import annotations

from pydantic import ValidationError

from advice_kb.contents import load_contents
from advice_kb.library import Library, load_library
from advice_kb.search import load_finder
from advice_kb.service_search import search
from advice_kb.services import Directory, Service
from bot.conversation.advice import Advice, Finds, School
from bot.conversation.dates_asked import definition
from bot.local_advice import LocalAdvice
from surveys.faults import DefinitionError, Fault
from surveys.model import Survey

NEEDS_SERVICES, MOST_SERVICES = ("school-life", "instead"), 2
"""Groups of topics under which local services are named, and how many."""


def load_advice(
    near: LocalAdvice,
    dates: Survey,
    *,
    serve_checked: bool,
    finder: Finds | None = None,
    library: Library | None = None,
) -> Advice:
    """Everything but what the database says; a finder or a library that is loaded already serves again.

    Raises `DefinitionError` with every setting that cannot be used.
    """
    schools = tuple(
        School(id_, name, calendar, near.types.get(id_, "")) for id_, (name, calendar) in near.schools.items()
    )
    try:
        asked = definition(dates, schools)
    except ValidationError:
        odd = "an id that is longer than 32 letters or has others than small letters, digits and hyphens"
        raise DefinitionError([Fault("settings.yaml settings", f"have {odd}", "Shorten or mend it")]) from None
    library = library or load_library()
    return Advice(
        finder or load_finder(), library, load_contents(), asked,
        services=near.services, near=services_near(library, near.services), schools=schools,
        calendars=near.calendars, serve_checked=serve_checked,
    )  # fmt: skip


def services_near(library: Library, services: Directory) -> dict[str, tuple[Service, ...]]:
    """Topic -> the local services that fit it best, looked up once: nobody's turn waits for it."""
    needing = [
        one for one in library.topics.values() if one.group in NEEDS_SERVICES or one.id == "local-support-services"
    ]
    return {one.id: search(services, one.title)[:MOST_SERVICES] for one in needing}
