"""Names that Heard keeps for its own questions and definitions, so that no survey can answer for them."""

from __future__ import annotations

from surveys.faults import Fault
from surveys.loading import Places, fingerprint
from surveys.model import Survey

OWN_DEFINITIONS = ("preamble", "advice-dates")
"""Definitions that belong to other conversations and are no surveys of their own."""


def taken(survey: Survey, shipped: Survey | None, places: Places) -> tuple[Fault, ...]:
    """A fault where a survey has the id of one of Heard's own, and is not that very one."""
    if survey.id not in OWN_DEFINITIONS or (shipped is not None and fingerprint(shipped) == fingerprint(survey)):
        return ()
    return (
        Fault(places(survey, ("id",)), f"the id {survey.id} is kept for Heard's own", "Give the survey another id"),
    )
