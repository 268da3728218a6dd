"""Tables of one report laid side by side: no number that one of them holds back may be worked out from another."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analytics.book import report_xlsx
from analytics.coverage import Coverage
from analytics.disclosure import SafeTable, profile
from analytics.rendering import report_csv
from analytics.report import Report, coverage_sections, upper_bound
from analytics.voice_summary import voice_summary
from tests.analytics.said_world import Said
from tests.analytics.test_counting import Code, counted, whole
from tests.world import SURVEYS

OFFICER, PUBLIC = profile("officer"), profile("public")


def tables_of(found: Coverage, limits: str = "officer") -> dict[str, SafeTable]:
    return {one.table.name: one.table for one in coverage_sections(found, {}, profile(limits)) if one.table}


Places = dict[str, tuple[str, str, int]]
"""Setting -> its area, the one cohort of its children, how many were heard."""


def heard_in(places: Places) -> Coverage:
    rows = [whole(500), *(replace(whole(100), setting=setting) for setting in places)]
    codes = [Code(setting, area, (cohort,)) for setting, (area, cohort, heard) in places.items() for _ in range(heard)]
    return counted(codes, rows)


def worked_out(places: Places) -> list[tuple[str, int]]:
    """What a solver finds of the hidden ones, which knows that areas, and cohorts of whole settings, are sums of settings."""
    tables = tables_of(heard_in(places))
    names = [line.id for line in tables["coverage-settings"].lines]

    def is_in(name: str, setting: str) -> bool:
        return name in ("total", setting, *places[setting][:2])

    lines = [line for part in ("total", "cohorts", "areas", "settings") for line in tables[f"coverage-{part}"].lines]
    sums = {line.id: np.array([is_in(line.id, name) for name in names], float) for line in lines}
    known = [(sums[line.id], line.cells[0].value) for line in lines if line.cells[0].value is not None]
    found = []
    for line in (line for line in lines if line.cells[0].value is None):
        rows, values = [row for row, _ in known] or None, [value for _, value in known] or None
        ends = [linprog(sign * sums[line.id], A_eq=rows, b_eq=values, bounds=(0, None)) for sign in (1, -1)]
        if all(end.status == 0 for end in ends) and -ends[1].fun - ends[0].fun < 0.5:
            found.append((line.id, round(ends[0].fun)))
    return found


def small(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [one for one in found if one[1] < OFFICER.hide_under]


def test_no_small_area_is_the_total_less_settings_that_are_shown() -> None:
    """An area of 1, hidden with one of 18, was the 18's two shown settings away from the total."""
    counts = {"a0": 40, "a1": 1, "a2": 3, "b0": 9, "b1": 9, "c2": 1}
    assert not small(worked_out({setting: (setting[0], "excluded", heard) for setting, heard in counts.items()}))


def test_no_small_team_is_its_area_less_a_cohort_that_is_shown() -> None:
    """The home educated are their team's: hidden beside a team of 3, the cohort's 99 of the area's 102 gave the 3."""
    teams = {"home-team": ("borough", "home-educated", 99), "admissions": ("borough", "waiting", 3)}
    assert not small(worked_out({**teams, "s1": ("north", "excluded", 40), "s2": ("north", "excluded", 50)}))


def test_a_solver_finds_no_small_number_in_boroughs_drawn_by_chance() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        places = {
            f"{area}{n}": (
                area,
                chance.choice(["excluded", "waiting", "home"]),
                chance.choice([1, 2, 3, 4, 6, 9, 15, 40]),
            )
            for area in ["a", "b", "c"][: chance.randrange(2, 4)]
            for n in range(chance.randrange(1, 5))
        }
        assert not small(worked_out(places)), (seed, places)


# ------------------------------------------------------------------ who was not heard
Rolls = dict[str, tuple[str, str, int, int]]
"""Setting -> its area, the one cohort of its children, how many were heard, of how many."""


def heard_of(rolls: Rolls, elsewhere: int, bases: Sequence[str] = ("area", "cohort")) -> Coverage:
    """`elsewhere` children are in no setting of the list; areas and cohorts have numbers of their own, or none."""
    rows = [whole(sum(of for *_, of in rolls.values()) + elsewhere)]
    rows += [replace(whole(of), setting=setting) for setting, (*_, of) in rolls.items()]
    for kind, place in (("area", 0), ("cohort", 1)):
        for name in sorted({roll[place] for roll in rolls.values()} if kind in bases else ()):
            there = sum(roll[3] for roll in rolls.values() if roll[place] == name)
            rows.append(replace(whole(there), setting=f"area:{name}") if kind == "area" else whole(there, cohort=name))
    codes = [Code(setting, area, (cohort,)) for setting, (area, cohort, n, _) in rolls.items() for _ in range(n)]
    return counted(codes, rows)


def given_away(
    rolls: Rolls, elsewhere: int, bases: Sequence[str] = ("area", "cohort")
) -> list[tuple[str, float, float]]:
    """Lines of which an officer who knows every roll can say exactly that one to four children were heard, or were not."""
    names, rolled = list(rolls), [of for *_, of in rolls.values()]
    lines = [line for table in tables_of(heard_of(rolls, elsewhere, bases)).values() for line in table.lines]
    sums = {
        line.id: np.array([line.id in ("total", name, *rolls[name][:2]) for name in names], float) for line in lines
    }
    known = [(sums[line.id], line.cells[0].value) for line in lines if line.cells[0].value is not None]
    told = []
    for line in lines:
        rows, values = [row for row, _ in known] or None, [value for _, value in known] or None
        ends = [
            linprog(sign * sums[line.id], A_eq=rows, b_eq=values, bounds=[(0, of) for of in rolled]) for sign in (1, -1)
        ]
        assert [end.status for end in ends] == [0, 0]
        low, high = ends[0].fun, -ends[1].fun
        left = sums[line.id] @ rolled + (elsewhere if line.id == "total" else 0) - low
        few = 0.5 < min(low, left) < 4.5  # that nobody was heard, or everybody, may be shown to officers
        told += [(line.id, low, high)] if high - low < 0.5 and few else []
    return told


def test_a_setting_where_few_were_not_heard_is_held_back() -> None:
    """`6 of 8` says of two children that they did not answer, and a unit of eight knows which two."""
    rolls = {
        "unit": ("north", "excluded", 6, 8),
        "s1": ("north", "excluded", 30, 90),
        "s2": ("south", "excluded", 0, 40),
    }
    lines = {line.id: line.cells[0] for line in tables_of(heard_of(rolls, 500))["coverage-settings"].lines}
    assert (lines["unit"].count, lines["unit"].rate) == ("c", "c")
    assert not given_away(rolls, 500)


def test_a_lone_setting_where_few_were_not_heard_is_not_the_total_either() -> None:
    found = heard_of({"unit": ("north", "excluded", 6, 8)}, 1000)
    sections = coverage_sections(found, {}, OFFICER)
    assert {line.cells[0].count for one in sections if one.table for line in one.table.lines} == {"c"}
    assert "held back" in sections[0].sentences[0]
    assert {"6", "8"}.isdisjoint(re.findall(r"\d+", sections[0].sentences[0]))


def test_a_total_of_which_few_are_missing_is_not_the_sum_of_its_parts() -> None:
    assert not given_away({f"s{n}": ("abc"[n % 3], "excluded", 95, 96 if n < 3 else 120) for n in range(6)}, 0)
    assert not given_away({"s1": ("a", "x", 50, 51), "s2": ("b", "y", 60, 61), "s3": ("b", "y", 70, 71)}, 0, bases=())


ROLLS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["excluded", "waiting"]), st.integers(1, 30),
              st.one_of(st.integers(1, 6), st.integers(20, 90))),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(ROLLS, st.sampled_from([0, 3, 400]), st.lists(st.sampled_from(["area", "cohort"]), unique=True))
def test_a_solver_finds_no_few_children_who_were_or_were_not_heard(
    drawn: list[tuple[str, str, int, int]], elsewhere: int, bases: list[str]
) -> None:
    rolls = {f"s{n}": (area, cohort, heard, heard + left) for n, (area, cohort, heard, left) in enumerate(drawn)}
    rolls = {name: roll for name, roll in rolls.items() if roll[3]}
    if rolls:
        assert not given_away(rolls, elsewhere, bases)


@pytest.mark.parametrize("limits", ["officer", "public"])
def test_more_heard_than_are_known_to_be_affected_is_said(limits: str) -> None:
    found = heard_of({"s1": ("north", "excluded", 60, 40), "s2": ("south", "excluded", 50, 900)}, 0)
    said = {one.heading: [line for line in one.sentences if "More children were heard" in line] for one in coverage_sections(
        found, {"s1": "Hill School"}, profile(limits))}  # fmt: skip
    assert (said["Coverage"], said["By cohort"]) == ([], [])
    if limits == "officer":
        assert said["By setting"][0].startswith("More children were heard than are known to be affected: Hill School.")
    assert bool(said["By setting"]) is (limits == "officer"), "in public a setting is only under or at the line"


def test_in_public_an_area_of_two_settings_is_held_back_though_there_are_three_areas() -> None:
    """Its number would tell each of the two about the other."""
    three = {f"{area}{n}": (area, "excluded", 40) for area in ("north", "south") for n in range(3)}
    two = {f"east{n}": ("east", "excluded", 40) for n in range(2)}
    tables = tables_of(heard_in({**three, **two}), "public")
    shown = {line.id: line.cells[0].count for line in tables["coverage-areas"].lines}
    assert shown["east"] == "c"
    assert sorted(shown.values()) == ["120", "c", "c"], "one hidden alone would be the total's remainder"
    told = {line.id: line.cells[0].rate for line in tables["coverage-settings"].lines}
    assert told["east0"] == "at target", "that a setting is at the line gives no number away"


@pytest.mark.parametrize(("others", "bound"), [(0, 30), (1, 35), (4, 35), (6, 36)])
def test_the_upper_bound_tells_of_no_few_children_that_they_had_another_code(others: int, bound: int) -> None:
    found = counted([Code()] * 30 + [Code(other_code=True)] * others, [whole(500)])
    assert upper_bound(found, OFFICER) == bound


def test_a_wave_tells_no_upper_bound_for_a_year_less_its_waves_would_tell_of_few() -> None:
    found = counted([Code()] * 30 + [Code(other_code=True)] * 6, [whole(500)])
    for wave in (False, True):
        told = " ".join(coverage_sections(found, {}, OFFICER, wave=wave)[0].sentences)
        assert "used another code" in told
        assert ("at most 36 children were heard" in told, "36" in told) == (not wave, not wave)


def summary(survey: str, said: Sequence[Said], limits: str = "officer") -> Report:
    found = counted([Code()] * 60, [whole(500)])
    return voice_summary(SURVEYS[survey], "Wave 1", said, found, {}, profile(limits), synthetic=True)


def table_of(report: Report, heading: str) -> SafeTable:
    return next(one.table for one in report.sections if one.heading == heading and one.table)


def test_a_domain_shows_no_number_that_one_of_its_statements_holds_back() -> None:
    """Sixty children; of nine statements one hides two columns, and the domain's sums gave both of them."""
    survey = SURVEYS["resilience-wellbeing"]
    ids = [question.id for question in survey.questions if question.domain == "my-self"]
    choices = [choice.id for choice in survey.questions[0].choices]
    usual = {id_: choices[number % 2] for number, id_ in enumerate(ids)}
    said = [Said({**usual, ids[0]: choices[0 if number < 40 else 1 if number < 57 else 2]}) for number in range(60)]
    report = summary("resilience-wellbeing", said)
    [line] = [one for one in table_of(report, "By domain").lines if one.id == "my-self"]
    parts = [one.table.lines[0] for one in report.sections if one.table and one.table.lines[0].id in ids]
    assert len(parts) == len(ids)
    held = [any(part.cells[place].value is None for part in parts) for place in range(len(choices))]
    assert any(held)
    assert [line.cells[place].value is None for place in range(len(choices))] == held


def test_a_mean_stands_only_beside_counts_that_are_all_shown() -> None:
    """Eight fives and two fours: ten, 4.8 and 0.4 leave one way to fill the two cells that are hidden."""
    survey = SURVEYS["service-rating"]
    rated = survey.question("rate-training")
    assert rated is not None
    marks = [Said({"rate-training": mark}) for mark in "5" * 8 + "4" * 2]
    for said, mean, held in ((marks, False, True), (marks * 3, True, False)):
        [section] = [
            one for one in summary("service-rating", said).sections if one.table and "rate-training" in one.table.name
        ]
        assert any(sentence.startswith("Mean 4.8 of 5") for sentence in section.sentences) is mean
        assert any("mean is held back" in sentence for sentence in section.sentences) is held


def headline(said: Sequence[Said]) -> str:
    sections = summary("pupil-voice", said).sections
    return next(one.sentences[0] for one in sections if one.heading == "An adult they trust")


def test_a_headline_that_is_held_back_beside_a_small_number_is_not_called_too_few_answers() -> None:
    said = [Said({"trusted-adult": "yes"})] * 57 + [Said({"trusted-adult": "no"})] * 3
    assert "held back" in headline(said)
    assert "Too few answers to say." in headline(said[-3:])


def test_a_file_for_spreadsheets_says_what_its_symbols_mean_and_where_its_numbers_come_from() -> None:
    report = summary("pupil-voice", [Said({"trusted-adult": "yes"})] * 57 + [Said({"trusted-adult": "no"})] * 3)
    as_csv = list(csv.reader(io.StringIO(report_csv(report).decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(report_xlsx(report))).active
    assert sheet is not None
    as_xlsx = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    for rows in (as_csv, as_xlsx):
        assert ["note", "c", "held back: too few, or beside a number that is"] in [row[:3] for row in rows]
        assert any("Source of the number affected: census (2026-10-01)" in row[2] for row in rows if row[0] == "note")
    assert {len(row) for row in as_csv} == {8}


def test_a_wave_is_not_measured_by_the_line_of_the_whole_year() -> None:
    words = summary("pupil-voice", []).sections[0].sentences[0]
    assert "took part in this wave" in words
    assert "met yet" not in words


def test_answers_by_an_open_link_come_with_no_coverage_of_children() -> None:
    """A survey of parents once began with "0 of 3000 children took part"."""
    report = voice_summary(SURVEYS["parent-survey"], "Wave 1", [], None, {}, OFFICER, synthetic=False)
    assert "no part of the 20 %" in report.sections[0].sentences[0]
    assert not any(one.table and one.table.name.startswith("coverage") for one in report.sections)


def test_percentages_that_add_to_more_than_a_hundred_say_why() -> None:
    said = [Said({"lines-used": ["training", "transition"]})] * 8
    sections = summary("service-rating", said).sections
    assert [
        one.table.name for one in sections if one.table and any("More than one" in words for words in one.sentences)
    ] == ["service-rating-lines-used"]
