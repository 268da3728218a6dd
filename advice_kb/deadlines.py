"""Facts and a calendar -> dated deadlines, each with its rule and source. Arithmetic only; the words stand elsewhere.

The rules are data (`deadlines.yaml`). A fact that is not given is unknown: a rule that cannot be decided without it is
reported as unknown with what it needs, never guessed. A rule whose event has not happened is not reported.
"""

from __future__ import annotations

from datetime import date

from advice_kb.conditions import Need, judge
from advice_kb.dating import who
from advice_kb.safe_dates import settled
from advice_kb.school_days import OutsideCalendar
from advice_kb.time_limits import CHANGED, Deadline, Given, Rule, Timeline, rules


def work_out(given: Given) -> Timeline:
    """Every rule whose event happened, in the order of its day. Days that nobody confirmed make none less safe."""
    found: list[Deadline] = []
    at_once: list[tuple[Rule, str]] = []
    limits: list[tuple[str, float, float]] = []
    unknown: list[tuple[str, tuple[str, ...]]] = []
    for rule in rules():
        if not _happened(rule, given):
            continue
        verdict = _applies(rule, given)
        if isinstance(verdict, Need):
            unknown.append((rule.id, tuple(sorted(verdict.facts))))
        elif verdict and rule.id == "yearly-limit":
            total = _year_total(given)
            limits.append((rule.id, total, (rule.length or 0) - total))
        elif verdict and rule.length is None and rule.id != "delete-from-register":
            at_once.append((rule, who(rule, given)))
        elif verdict:
            try:
                found.append(settled(rule, given))
            except OutsideCalendar:
                unknown.append((rule.id, ("calendar",)))
    found.sort(key=lambda one: (one.by or one.not_before or date.max, one.rule.id))
    return Timeline(tuple(found), tuple(at_once), tuple(limits), tuple(unknown))


def could_bring(given: Given, event: str) -> bool:
    """Whether the day of this event could bring any date or duty, by the facts known so far."""
    here = Given({**given.days, event: given.days.get(event, CHANGED)}, given.facts, given.calendar)
    return any(_applies(rule, here) is not False for rule in rules() if rule.event == event)


def _happened(rule: Rule, given: Given) -> bool:
    if rule.id == "yearly-limit":
        return "year_total" in given.facts or rule.event in given.days or _over(rule, given)
    if rule.id == "delete-from-register":
        return rule.event in given.days or "notice_of_governors_decision_given" in given.days
    if rule.event == "first_day_of_exclusion":
        return rule.event in given.days or "head_decides_to_exclude" in given.days
    return rule.event in given.days


def _applies(rule: Rule, given: Given) -> bool | Need:
    """Three answers: yes, no, or what is needed to say."""
    verdict = judge(rule.conditions, given.facts)
    if verdict is False:
        return False
    if rule.id == "sixth-day-provision" and given.own_length is not None and given.own_length <= 5:
        return False
    if isinstance(verdict, Need):
        return verdict
    if rule.id == "yearly-limit" and "year_total" not in given.facts and not _over(rule, given):
        return Need(frozenset({"year_total"}))
    if (
        rule.id.startswith("off-site")
        and given.days[rule.event] < CHANGED
        and given.facts.get("school_type") != "maintained"
    ):
        return Need(frozenset({"school_type"}))
    if rule.id == "delete-from-register" and rule.event not in given.days and "application_received" in given.days:
        return Need(frozenset({"review_stages_over"}))
    return True


def _year_total(given: Given) -> float:
    """School days this year, at least: a year holds its terms, and a term this suspension."""
    parts = ("year_total", "term_total", "length_in_days")
    return max((float(given.facts[name]) for name in parts if name in given.facts), default=0.0)


def _over(rule: Rule, given: Given) -> bool:
    """Past the yearly limit whatever else there was that year."""
    return rule.length is not None and _year_total(given) > rule.length
