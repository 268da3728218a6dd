"""`heard services`: the authority's menu of support, and the directory of screening tests, as officers look into them.

Seeds 4.12, 4.13, 1.4, 3.6 and 2.26. Drafts are never found by anybody else; here they stand with what still has to be said.
"""

from __future__ import annotations

from typing import Any, cast, get_args

import typer

from advice_kb.screening_tests import ScreeningTest, find_screening_tests
from advice_kb.service_search import search
from advice_kb.services import Directory, MenuError, Phase, Service, missing, overdue
from advice_kb.services_file import load_services
from bot.app import today
from bot.commands.opened import settings
from bot.commands.telling import JSON, refuse, table, tell, tell_json
from bot.commands.values import one_of

services = typer.Typer(no_args_is_help=True, help="The menu of support, and which screening test is for what.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(services, name="services")


@services.command("list")
def list_(
    words: str = typer.Argument("", metavar="[WORDS]", help="What is needed, in any words; everything when left out"),
    *,
    phase: str = typer.Option("", help=", ".join(get_args(Phase))),
    who: str = typer.Option("", help="Who asks, as school or parent"),
    drafts: bool = typer.Option(
        False, "--drafts", help="Instead, entries not yet published, and what they do not say yet"
    ),
    json: bool = JSON,
) -> None:
    """Published entries that fit, best first, each with its way in. One past its review date is marked."""
    if phase:
        one_of(phase, "--phase", get_args(Phase))
    menu = _menu()
    if drafts:
        found: tuple[Service, ...] = tuple(one for one in menu.services if one.state == "draft")
    else:
        found = search(menu, words, phase=cast(Phase, phase) if phase else None, who=who or None)
    rows = [_row(menu, one) for one in found]
    if json:
        tell_json(rows)
        return
    for row in rows:
        tell(*_lines(row), "")
    tell(f"{len(rows)} {'entry' if len(rows) == 1 else 'entries'}.")


def _menu() -> Directory:
    file = settings().local / "services.yaml"
    if not file.is_file():
        refuse(
            f"there is no {file.name} in {settings().local}; write the menu there, or name the folder in HEARD_LOCAL"
        )
    try:
        return load_services(file)
    except MenuError as error:
        refuse(*error.faults)


def _row(menu: Directory, one: Service) -> dict[str, Any]:
    said = {
        name: stated.text if (stated := getattr(one, name)) else "" for name in ("funding", "threshold", "accountable")
    }
    return {
        "id": one.id, "name": one.name, "level": one.level, "type": one.type, "need": one.need, "phases": one.phases,
        "who_may_ask": one.who_may_ask, "capacity": one.capacity, "duration": one.duration, "way_in": menu.way_in(one),
        "form": one.form, **said, "review_date": one.review_date, "overdue": overdue(one, today()),
        "state": one.state, "missing": missing(one), "synthetic": one.synthetic,
    }  # fmt: skip


def _lines(row: dict[str, Any]) -> list[str]:
    marks = [word for word, holds in (("made up", row["synthetic"]), ("review overdue", row["overdue"])) if holds]
    head = f"{row['name']} ({row['id']})" + (f" [{', '.join(marks)}]" if marks else "")
    told = [("For", row["need"]), ("How much", row["capacity"]), ("How long", row["duration"]), ("From when", row["threshold"]),
            ("Who may ask", ", ".join(row["who_may_ask"])), ("Way in", "; ".join(row["way_in"])), ("Paid by", row["funding"]),
            ("Answers for it", row["accountable"]), ("Not said yet", ", ".join(row["missing"]))]  # fmt: skip
    return [head, *(f"  {name}: {text}" for name, text in told if text)]


@services.command("tests")
def tests(
    words: str = typer.Argument("", metavar="[WORDS]", help="What it should look at, as memory"),
    *,
    age: int = typer.Option(None, min=0, max=120, help="The child's age in whole years"),
    json: bool = JSON,
) -> None:
    """Screening tests by purpose and age: names only. The tests themselves are licensed and are not here."""
    found = find_screening_tests(words, age)
    if json:
        tell_json([one.model_dump() for one in found])
        return
    rows = [(one.name, _ages(one), one.about) for one in found]
    tell(
        *(
            table([("test", "ages", "looks at"), *rows])
            if rows
            else ["No test of the directory fits; try one word, or no age."]
        )
    )


def _ages(one: ScreeningTest) -> str:
    def years(months: int) -> str:
        return f"{months // 12}:{months % 12:02}"

    return f"{years(one.from_months)} to {years(one.to_months)}" if one.to_months else f"from {years(one.from_months)}"
