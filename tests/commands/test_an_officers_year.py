"""What an officer types, from empty database to slips, exports and backup: one story at the real commands."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from pypdf import PdfReader

from tests.commands.authority import CREATE, FACTS, ROOT, Heard

NUMBERS = "setting,cohort,children,period_from,period_to,basis,resident,as_of,source\n"
ROW = "{},{},{},2026-09-01,2027-08-31,ever,in,2026-10-01,census\n"


def test_from_an_empty_database_to_slips_exports_and_a_copy(heard: Heard, tmp_path: Path) -> None:
    heard("migrate")
    takes_numbers_in(heard, tmp_path)
    asks(heard, tmp_path)
    shows(heard, tmp_path)
    copies(heard, tmp_path)


def takes_numbers_in(heard: Heard, folder: Path) -> None:
    wrong, right = folder / "wrong.csv", folder / "right.csv"
    wrong.write_text(NUMBERS + ROW.format("*", "excluded", "1o0") + ROW.format("nowhere", "*", 5))
    told = heard("cohort", "import", wrong, code=1).stderr
    assert "row 2, column children" in told
    assert "row 3, column setting" in told
    assert "nothing was taken in" in told
    assert json.loads(heard("cohort", "show", "--json").stdout) == []
    right.write_text(
        NUMBERS + ROW.format("*", "*", 1000) + ROW.format("*", "excluded", 90) + ROW.format("area:north", "*", 300)
    )
    assert json.loads(heard("cohort", "import", right, "--json").stdout) == {"rows": 3, "new": True}
    assert "already taken in" in heard("cohort", "import", right).stdout
    assert [one["children"] for one in json.loads(heard("cohort", "show", "--json").stdout)] == [1000, 90, 300]


def asks(heard: Heard, folder: Path) -> None:
    heard(*CREATE)
    invite = ("campaign", "invite", "autumn", "--setting", "market-secondary", "--cohorts", "excluded+moving-often",
              "--count", "9", "--sixteen", "--out", folder / "slips")  # fmt: skip
    assert "dpia_reference is not recorded" in heard(*invite, code=1).stderr
    assert json.loads(heard("campaign", "ready", "autumn", "--json", code=1).stdout)["ready"] is False
    heard("campaign", "ready", "autumn", *(word for fact in FACTS for word in ("--set", fact)))
    heard(*invite)
    [pdf], [codes] = (sorted((folder / "slips").glob(f"*.{kind}")) for kind in ("pdf", "csv"))
    rows = list(csv.DictReader(io.StringIO(codes.read_text("utf-8"))))
    pages = PdfReader(pdf).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert (len(rows), len(pages), set(rows[0])) == (9, 2, {"serial", "words"})
    assert all(row["serial"] in text and row["words"].split()[0] in text for row in rows)
    assert "16 or over?" in text
    assert not any(word in text.lower() for word in ("excluded", "moving", "market"))
    new = heard("campaign", "replace", rows[0]["serial"], "--out", folder / "slips").stdout
    assert f"{rows[0]['serial']} is void" in new
    assert "no live slip" in heard("campaign", "replace", rows[0]["serial"], code=1).stderr
    [progress] = json.loads(heard("campaign", "status", "autumn", "--json").stdout)
    assert (progress["codes issued"], progress["not begun"], progress["heard"], progress["answers"]) == (
        9,
        9,
        0,
        "none yet",
    )
    heard(
        "campaign", "create", "families", "--survey", "parent-survey", "--opens", "2026-11-16", "--closes", "2026-12-11"
    )
    assert "https://heard.example/e/o-" in heard("campaign", "invite", "families").stdout
    [progress] = json.loads(heard("campaign", "status", "families", "--json").stdout)
    assert (progress["codes issued"], progress["heard"], progress["sent by link"]) == ("z", "z", 0)
    assert "0 reminders" in heard("campaign", "remind", "autumn").stdout
    assert "Closed" in heard("campaign", "close", "families").stdout


def test_what_cannot_be_meant_is_told_and_changes_nothing(heard: Heard, tmp_path: Path) -> None:
    assert "there is no database at" in str(heard("coverage", code=1).exception)
    assert not (tmp_path / "db").exists(), "looking for a database made one"
    heard("migrate")
    for name in ("", "Autumn 2026", "../x", "x" * 33):
        assert "cannot name a campaign" in heard("campaign", "create", name, *CREATE[3:], code=2).stderr
    assert "no survey advice-dates" in heard(*CREATE[:4], "advice-dates", *CREATE[5:], code=1).stderr
    heard(*CREATE)
    assert "no campaign spring" in heard("campaign", "status", "spring", code=1).stderr
    unsure = [fact.replace("=yes", "=no") for fact in FACTS]
    told = heard("campaign", "ready", "autumn", *(word for fact in unsure for word in ("--set", fact)), code=1).stdout
    assert "crisis_numbers is not yes" in told
    heard("campaign", "ready", "autumn", *(word for fact in FACTS for word in ("--set", fact)))
    holidays = ("--opens", "2027-01-11", "--closes", "2027-01-20")
    heard("campaign", "create", "winter", *CREATE[3:5], *holidays)
    for day, code in (
        ("2026-12-22", 1),
        ("2026-12-10", 0),
    ):  # school begins on the fifth of January: two weeks are not enough
        facts = [f"parents_told={day}" if fact.startswith("parents") else fact for fact in FACTS]
        told = heard(
            "campaign", "ready", "winter", *(word for fact in facts for word in ("--set", fact)), code=code
        ).stdout
    assert "Nothing is missing" in told
    plans_are_read_whole(heard, tmp_path)
    a_place_that_cannot_be_written_to_costs_no_codes(heard, tmp_path)
    heard("campaign", "close", "autumn")
    assert (
        "is closed"
        in heard("campaign", "invite", "autumn", "--setting", "market-secondary", "--count", "1", code=1).stderr
    )
    assert "is closed" in heard(*CREATE, code=1).stderr


def plans_are_read_whole(heard: Heard, folder: Path) -> None:
    plan = folder / "plan.csv"
    head = "setting,cohorts,count,sixteen\n"
    wrong = {
        head: "asks for no codes",
        head.replace("cohorts", "cohort") + "market-secondary,excluded,3,no\n": "row 1: the column cohort is unknown",
        head.replace("count", "cuont") + "market-secondary,excluded,3,no\n": "row 1: the column cuont is unknown",
        head + "\nmarket-secondary,excluded,3,no,more\n": "row 3, column 5: is one cell too many",
        head + "\n\nmarket-secondary,excluded,none,no\n": "row 4, column count",
        head + "market-secondary,excluded,²,no\n": "row 2, column count",
        head + "market-secondary,excluded,3,perhaps\n": "row 2, column sixteen",
        head + "market-secondary,exclüded,3,no\n": "is not UTF-8 text",
    }
    for text, told in wrong.items():
        plan.write_bytes(text.encode("latin-1" if "ü" in text else "utf-8"))
        assert told in heard("campaign", "invite", "autumn", "--plan", plan, "--out", folder / "s", code=1).stderr
    plan.write_text((head.upper() + "market-secondary,excluded+moving-often,2,no\n").replace(",", ";"), "utf-8")
    assert (
        "2 codes for market-secondary"
        in heard("campaign", "invite", "autumn", "--plan", plan, "--out", folder / "s").stdout
    )


def a_place_that_cannot_be_written_to_costs_no_codes(heard: Heard, folder: Path) -> None:
    (folder / "file").write_text("in the way")
    invite = ("campaign", "invite", "autumn", "--setting", "market-secondary", "--count", "1", "--out", folder / "file")
    assert "cannot be written to" in heard(*invite, code=1).stderr
    assert json.loads(heard("campaign", "status", "autumn", "--json").stdout)[0]["codes issued"] == 2
    assert "cannot be written to" in heard("export", "summary", "autumn-1", "--out", folder / "file", code=1).stderr
    assert "cannot be written to" in heard("survey", "export", "pupil-voice", "--out", folder / "file", code=1).stderr
    assert "cannot be written" in heard("backup", folder / "no" / "copy", code=1).stderr
    assert "is a folder" in heard("backup", folder / "s", code=1).stderr


def test_a_survey_taken_in_can_be_listed_shown_and_asked(heard: Heard, tmp_path: Path) -> None:
    heard("migrate")
    own = tmp_path / "own.yaml"
    text = (ROOT / "surveys" / "definitions" / "pupil-happiness.yaml").read_text("utf-8")
    own.write_text(text.replace("id: pupil-happiness", "id: borough-happiness"), "utf-8")
    heard("survey", "import", own)
    assert "borough-happiness" in heard("survey", "list").stdout
    assert "I laugh a lot." in heard("survey", "show", "borough-happiness").stdout
    words = (
        "campaign",
        "create",
        "own",
        "--survey",
        "borough-happiness",
        "--opens",
        "2026-11-16",
        "--closes",
        "2026-12-11",
    )
    assert "own-1 is there" in heard(*words).stdout
    own.write_text(own.read_text("utf-8").replace("I laugh a lot.", "I sing a lot."), "utf-8")
    assert "new version" in heard("survey", "import", own, code=1).stderr


def shows(heard: Heard, folder: Path) -> None:
    found = json.loads(heard("coverage", "--json").stdout)
    assert set(found) >= {"target", "total", "cohorts", "settings", "as_of"}
    assert set(found["total"]) >= {"heard", "affected", "rate", "met", "upper_bound"}
    assert (found["target"], found["total"]["affected"], found["areas"][0]["area"]) == (0.2, 1000, "north")
    heard("export", "summary", "autumn-1", "--format", "csv,xlsx,html", "--out", folder / "out")
    assert sorted(file.suffix for file in (folder / "out").iterdir()) == [".csv", ".html", ".xlsx"]
    assert "does not work yet" in heard("export", "summary", "autumn-1", "--format", "parquet", code=1).stderr
    assert "unknown" in heard("export", "summary", "autumn-1", "--format", "docx", code=2).stderr
    assert "No faults found" in heard("check").stdout
    settings = heard("config").stdout
    assert "HEARD_KEYS = set" in settings
    assert "hash:" not in settings


def copies(heard: Heard, folder: Path) -> None:
    copy = folder / "copy.sealed"
    assert "lost with it" in heard("backup", folder / "db" / "copy", code=1).stderr
    heard("backup", copy)
    assert b"market-secondary" not in copy.read_bytes()
    heard("campaign", "create", "later", "--survey", "parent-survey", "--opens", "2026-11-16", "--closes", "2026-12-11")
    assert "already" in heard("restore", copy, code=1).stderr
    heard("restore", copy, "--force")
    assert "later" not in heard("campaign", "status").stdout
    assert "autumn" in heard("campaign", "status").stdout
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "cannot be opened" in heard("restore", copy, "--force", code=1).stderr
