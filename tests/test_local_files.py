"""Files that an officer writes by hand: whatever is in them, a sentence with its line, and never a traceback or a wrong guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from advice_kb.school_days import CalendarFault, read_calendar
from bot.commands.deadlines import named_calendar
from bot.local import load_local
from bot.local_advice import load_local_advice
from surveys.faults import DefinitionError

DEMO = Path(__file__).parent.parent / "local"
SETTINGS, CALENDAR, SERVICES = (
    (DEMO / name).read_text("utf-8") for name in ("settings.yaml", "calendars/demo.yaml", "services.yaml")
)
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
Told = Callable[..., str]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """What is said of an authority's folder with these files in it; nothing where all is well."""

    def read(settings: str | bytes = SETTINGS, calendar: str | bytes = CALENDAR, services: str | bytes = "") -> str:
        (tmp_path / "calendars").mkdir(exist_ok=True)
        for name, text in (("settings.yaml", settings), ("calendars/demo.yaml", calendar), ("services.yaml", services)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            load_local_advice(tmp_path, load_local(tmp_path))
        except DefinitionError as error:
            return str(error)
        return ""

    return read


WRONG = [
    (SETTINGS.replace("Birchfield", "St Bríd’s").encode("cp1252"), "settings.yaml line 20 column 42: is not UTF-8 text"),
    (SETTINGS.encode("utf-16"), "is not UTF-8 text"),
    (SETTINGS + "since: 2026-02-30\n", "settings.yaml line 48 column 8: 2026-02-30 is no day"),
    (SETTINGS + f"since: {'9' * 5000}\n", "is not YAML"),
    (SETTINGS + f"since: {'[' * 100}{']' * 100}\n", "one inside the other"),
    (SETTINGS + "council: Other\n", "settings.yaml line 48 column 1: a key stands twice"),
    (SETTINGS.replace("  front_door", "\tfront_door"), "settings.yaml line 7 column 1: a tab stands where only spaces may"),
    (SETTINGS.replace("  out_of_hours", "   out_of_hours"), "settings.yaml line 8 column 4: stands in another column than its neighbours"),
    (SETTINGS.replace("council:", "council"), "settings.yaml line 3 column 1: has no colon"),
    (SETTINGS.replace('"Demo Borough Council"', '"Demo" Council'), "settings.yaml line 3 column 17: stands in another column than its neighbours, or behind"),
    (SETTINGS.replace('"Youth justice team"', '"Youth justice team'), "settings.yaml line 47 column 36: is opened and never closed"),
    (SETTINGS.replace("phase: primary, area: north", "phase: primary area: north", 1), "settings.yaml line 20 column 98: a bracket opened before is not closed, or a comma is missing"),
    (SETTINGS.replace("kind: unit", "kind: units"), "settings.yaml line 42 column 63 settings.22.kind: units is none of"),
    (BOMB + SETTINGS.replace('"Demo Borough Council"', "*i"), "anchors repeat more"),
    (SETTINGS.replace("id: birchfield-primary", 'id: "*"'), "'*' is no id"),
    (SETTINGS.replace("id: birchfield-primary", "id: ../up"), "'../up' is no id"),
    (SETTINGS.replace("id: birchfield-primary", 'id: "area:north"'), "'area:north' is no id"),
    (SETTINGS.replace("area: north", 'area: "a|cohort:b"', 1), "is no area"),
    (SETTINGS.replace("area: north", 'area: ""', 1), "is no area"),
    (SETTINGS.replace('"Birchfield Primary School"', '" "'), "settings.yaml line 20 column 30 settings.0.name: ' ' is no name"),
    (SETTINGS.replace("area: north", "area: North", 1), "settings.yaml line 21 column 91 settings.1.area: the area north is written North"),
    (SETTINGS.replace("larkrise-primary", "Birchfield-primary"), "settings.yaml line 21 column 6 settings.1.id: the setting Birchfield"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), WRONG, ids=[fault for _, fault in WRONG])
def test_settings_that_cannot_be_read_are_told_by_line(told: Told, text: str | bytes, fault: str) -> None:
    assert fault in told(settings=text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (CALENDAR.replace('"2026-11-27"', "2026-11-31"), "demo.yaml line 19 column 5: 2026-11-31 is no day"),
        (CALENDAR.replace('"2026-11-27"', "2026-11-27 10:00:00"), "calendars/demo.yaml line 19 column 5 closed 5: '2026-11-27 10:00:00' is not a day"),
        (CALENDAR + "closed: []\n", "demo.yaml line 28 column 1: a key stands twice"),
        ((CALENDAR + "# é").encode("cp1252"), "calendars/demo.yaml line 28 column 3: is not UTF-8 text"),
        (CALENDAR.replace("confirmed: false", "confirmed: perhaps"), "demo.yaml line 3 column 1 confirmed: 'perhaps' is neither yes nor no"),
        (CALENDAR.replace("  - [\"2026-09-03", "\t- [\"2026-09-03"), "calendars/demo.yaml line 8 column 1: a tab stands"),
        (CALENDAR.replace("  - [\"2026-09-03", "   - [\"2026-09-03"), "calendars/demo.yaml line 8 column 4: stands in another column"),
        (CALENDAR.replace('"2026-09-03"', '"03/09/2026"'), "calendars/demo.yaml line 8 column 5 terms 4: '03/09/2026' is not a day"),
        (CALENDAR.replace("bank_holidays:", "bank_holiday:"), "calendars/demo.yaml line 26 column 1 bank_holiday: is an unknown part"),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_read_is_told_by_line(told: Told, text: str | bytes, fault: str) -> None:
    assert fault in told(calendar=text)


FIRST = '    name: "Support hours in class, match funded"'
MENU = [
    ((SERVICES + "# é").encode("cp1252"), "line 972 column 3: is not UTF-8 text"),
    (SERVICES.replace("2027-03-31", "2027-02-31", 1), "line 38 column 18: 2027-02-31 is no day. Write one of the calendar"),
    (SERVICES.replace("2027-03-31", "31/03/2027", 1), "line 38 column 5 services.matched-hours.review_date: 31/03/2027 is no day"),
    (BOMB + "services:\n  - {id: *i}\n", "more than 200000 parts"),
    (SERVICES.replace("\nservices:", "\nServices:"), "line 20 column 1 Services: is no part that is read here"),
    (SERVICES.replace("threshold:", "treshold:", 1), "line 36 column 5 services.matched-hours.treshold: is no name that is known here"),
    (SERVICES.replace("level: additional", "level: aditional"), "line 24 column 5 services.matched-hours.level: aditional is none of 'additional'"),
    (SERVICES.replace(FIRST, ""), "line 22 column 5 services.matched-hours.name: is missing. Add it"),
    (SERVICES.replace("id: in-reach", "id: matched-hours"), "line 44 column 5 services.matched-hours: this id stands twice"),
    (SERVICES.replace("    level: additional", "\tlevel: additional"), "line 24 column 1: a tab stands where only spaces may"),
    (SERVICES.replace("    level: additional", "   level: additional"), "line 24 column 4: stands in another column than its neighbours"),
    (SERVICES.replace("    level: additional", "     level: additional"), "line 24 column 6: stands in another column"),
    (SERVICES.replace(FIRST, f"{FIRST}\n{FIRST}"), "line 24 column 5: a key stands twice. Remove one of them"),
    (SERVICES.replace(", match funded", '", "funded'), "line 23 column 35: stands in another column than its neighbours, or behind a value"),
    (SERVICES.replace("words: [support, hours", "words: support #"), "line 27 column 5 services.matched-hours.words: is no list"),
    (SERVICES.replace("through: educational-psychology", "through: edpsych", 1), "line 33 column 5 services.matched-hours.through: 'edpsych' is not among"),
    (SERVICES.replace("also_called", "alsocalled", 1), "line 8 column 80 roles.senior-inclusion-support-officer.alsocalled: is no name"),
    (SERVICES.replace("    funding: {text: \"Half", "    #", 1), "line 22 column 5 services.matched-hours.funding: 'funding' is empty"),
    (SERVICES.replace("  - id: in-reach", "  - in-reach\n  - id: in-reach"), "line 44 column 5 services.entry 2: is no set of names and values"),
    ("- id: club\n", "line 1 column 1: is no set of names and values"),
    ("roles: {a: {name: A}}\nservices: [{id: x, name: \x07}]", "line 2 column 26: holds a character that cannot be seen"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), MENU, ids=[fault for _, fault in MENU])
def test_a_menu_that_cannot_be_read_is_told_by_line_and_none_of_it_is_lost_in_silence(
    told: Told, text: str | bytes, fault: str
) -> None:
    said = told(services=text)
    assert fault in said
    assert all(line.startswith("services.yaml ") or "parts" in line for line in said.splitlines())


def test_a_fault_is_told_once_and_not_again_of_all_that_leads_to_it(told: Told) -> None:
    """A misspelt `roles:` was told of all 44 entries that go through one, and a role's own field of the entries behind it."""
    for wrong in (SERVICES.replace("roles:", "role:"), SERVICES.replace("also_called", "alsocalled", 1)):
        assert len(told(services=wrong).splitlines()) == 1


def test_the_demo_boroughs_own_files_are_in_order(told: Told) -> None:
    assert told(services=SERVICES) == ""
    assert told(settings=b"\xef\xbb\xbf" + SETTINGS.replace("\n", "\r\n").encode()) == ""


@pytest.mark.parametrize(
    ("word", "confirmed"), [("no", False), ("yes", True), ("'No'", False), ("", False), ("true", True)]
)
def test_a_calendar_is_confirmed_by_a_clear_yes_alone(tmp_path: Path, word: str, confirmed: bool) -> None:
    """`no` is a word here, and a word counted as true: dates nobody had confirmed were told as confirmed."""
    (tmp_path / "own.yaml").write_text(CALENDAR.replace("confirmed: false", f"confirmed: {word}"), "utf-8")
    assert read_calendar(named_calendar(str(tmp_path / "own.yaml"))).confirmed is confirmed


def test_a_calendar_named_in_a_request_is_read_with_the_same_care(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(BOMB + CALENDAR, "utf-8")
    with pytest.raises(CalendarFault, match="anchors repeat more"):
        named_calendar(str(file))
    file.write_text(CALENDAR.replace('"', ""), "utf-8")
    assert read_calendar(named_calendar(str(file))).terms[0][0] == date(2025, 9, 2)
    for name in ("a\0b", "x" * 5000, str(tmp_path)):
        with pytest.raises(CalendarFault, match="is not there"):
            named_calendar(name)
