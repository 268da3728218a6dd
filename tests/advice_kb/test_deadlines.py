"""Dates: every golden example, the laws of counting, and input of any shape."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from advice_kb.asked import read_request
from advice_kb.dates_form import NEEDS
from advice_kb.dating import SPANS
from advice_kb.deadlines import work_out
from advice_kb.kept_dates import text_to_keep
from advice_kb.library import load_library as library
from advice_kb.school_days import CalendarFault, is_working_day, read_calendar
from advice_kb.time_limits import Given, Timeline, events, rules
from bot.commands.deadlines import as_json as told
from bot.commands.deadlines import named_calendar

GOLDEN: Any = YAML(typ="safe").load((Path(__file__).parent / "worked_examples.yaml").read_text("utf-8"))
CALENDAR = GOLDEN["calendar"]


SOURCES = library().sources


def as_json(timeline: Timeline) -> dict[str, Any]:
    return told(timeline, Given({}, {}, None), SOURCES)


def asked(happened: dict[str, Any], facts: dict[str, Any], calendar: Any = CALENDAR) -> Timeline:
    return work_out(read_request({"events": happened, "facts": facts, "calendar": calendar}, named_calendar))


def row(timeline: Timeline, id_: str) -> dict[str, Any]:
    return next(one for one in as_json(timeline)["deadlines"] if one["id"] == id_)


@pytest.mark.parametrize("example", GOLDEN["examples"], ids=lambda e: e["id"])
def test_a_worked_example_comes_out(example: dict[str, Any]) -> None:
    timeline = asked(example["given"].get("events", {}), example["given"].get("facts", {}))
    for wanted in example["results"]:
        found = row(timeline, wanted["rule"])
        assert found.get("by", found.get("not_before")) == wanted.get("date", wanted.get("to"))
        if "from" in wanted:
            assert found["from"] == wanted["from"]
        if "who" in wanted:
            assert found["who"] == wanted["who"]


MORE: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("board-15-permanent", {"board_receives_notice": "2026-10-23"}, {"kind": "permanent"}, "2026-11-20"),
    ("board-15-permanent", {"board_receives_notice": "2026-10-25"}, {"kind": "permanent"}, "2026-11-20"),
    ("board-15-permanent", {"board_receives_notice": "2026-12-18"}, {"kind": "permanent"}, "2027-01-25"),
    ("board-15-permanent", {"board_receives_notice": {"posted": "2026-12-23"}}, {"kind": "permanent"}, "2027-01-25"),
    ("board-15-over-15-days", {"board_receives_notice": "2026-11-16"}, {"kind": "suspension", "term_total": 15.5}, "2026-12-08"),
    ("apply-for-panel", {"notice_of_governors_decision_given": "2027-03-25"}, {"kind": "permanent", "reinstated": False}, "2027-04-30"),
    ("papers-for-board", {"governors_meeting": "2026-11-02"}, {"kind": "permanent"}, "2026-10-19"),
    ("papers-for-board", {"governors_meeting": "2026-12-01"}, {}, "2026-11-23"),
    ("fair-access-place", {"child_referred_to_protocol": "2026-11-26"}, {}, "2027-01-11"),
    ("disability-claim", {"conduct_complained_of": "2026-08-31"}, {"discrimination_ground": "disability"}, "2027-02-28"),
    ("disability-claim", {"conduct_complained_of": "2027-08-31"}, {"discrimination_ground": "disability"}, "2028-02-29"),
    ("disability-claim", {"conduct_complained_of": "2026-09-01"}, {"discrimination_ground": "disability"}, "2027-02-28"),
    ("other-discrimination-claim", {"conduct_complained_of": "2026-11-13"}, {"discrimination_ground": "race"}, "2027-05-12"),
    ("judicial-review", {"grounds_first_arose": "2026-11-30"}, {}, "2027-02-28"),
    ("ombudsman", {"person_became_aware": "2028-02-29"}, {}, "2029-02-28"),
    ("subject-access", {"request_received": "2026-11-25"}, {}, "2026-12-29"),
    ("twice-excluded", {"second_permanent_exclusion_takes_effect": "2026-11-16"}, {"kind": "permanent", "permanent_exclusions": 2}, "2028-11-15"),
    ("ehc-plan-after-review", {"annual_review_meeting": "2026-12-04"}, {"has_ehc_plan": True}, "2027-01-01"),
    ("provision-details", {"full_time_provision_starts": "2026-11-23"}, {"compulsory_school_age": True}, "2026-11-21"),
    ("first-day-provision-for-looked-after", {"first_day_of_exclusion": "2026-11-27"}, {"looked_after": True}, "2026-11-30"),
    ("section-104-notice", {"head_decides_to_exclude": "2026-10-23T13:00"}, {"compulsory_school_age": True}, "2026-11-02"),
    ("board-reconsiders", {"notice_of_panel_decision_given": {"posted": "2026-12-24"}}, {"kind": "permanent", "panel_outcome": "recommend"}, "2027-01-18"),
    ("educational-record", {"written_request_received": "2027-05-21"}, {"school_type": "maintained"}, "2027-06-21"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "happened", "facts", "day"), MORE, ids=[f"{m[0]} {n}" for n, m in enumerate(MORE)])
def test_a_day_worked_out_by_hand(id_: str, happened: dict[str, Any], facts: dict[str, Any], day: str) -> None:
    assert row(asked(happened, facts), id_)["by"] == day


def test_exactly_five_and_fifteen_days_fall_on_the_lower_side() -> None:
    base = {"kind": "suspension", "representations": True, "exam_missed": False}
    happened = {"board_receives_notice": "2026-11-16", "board_receives_representations": "2026-11-17"}
    assert [d["id"] for d in as_json(asked(happened, base | {"term_total": 5}))["deadlines"]] == []
    assert [d["id"] for d in as_json(asked(happened, base | {"term_total": 5.5}))["deadlines"]] == ["board-50"]
    assert [d["id"] for d in as_json(asked(happened, base | {"term_total": 15}))["deadlines"]] == ["board-50"]
    assert [d["id"] for d in as_json(asked(happened, base | {"term_total": 15.5}))["deadlines"]] == [
        "board-15-over-15-days"
    ]


def test_what_is_not_known_is_said_with_what_it_needs_and_never_guessed() -> None:
    found = as_json(asked({"board_receives_notice": "2026-11-16"}, {}))
    needs = {one["id"]: one["needs"] for one in found["unknown"]}
    assert needs["board-15-permanent"] == ["kind"]
    assert "exam_missed" in needs["board-15-exam"]
    assert found["deadlines"] == []
    off_calendar = as_json(asked({"board_receives_notice": "2027-07-15"}, {"kind": "permanent", "exam_missed": False}))
    assert {"id": "board-15-permanent", "needs": ["calendar"]} in off_calendar["unknown"]
    none = as_json(asked({"board_receives_notice": "2026-11-16"}, {"kind": "permanent", "exam_missed": False}, None))
    assert {"id": "board-15-permanent", "needs": ["calendar"]} in none["unknown"]


def test_an_exam_that_is_over_before_the_governors_hear_of_it_sets_no_date() -> None:
    facts = {"kind": "suspension", "exam_missed": True, "term_total": 1}
    late = {"board_receives_notice": "2026-11-16", "public_exam": "2026-11-13"}
    assert row(asked(late, facts), "board-15-exam")["by"] == "2026-12-08"
    assert row(asked({**late, "public_exam": "2026-11-16"}, facts), "board-15-exam")["by"] == "2026-11-16"


@pytest.mark.parametrize(
    ("moment", "first"),
    [("12:30", "2027-05-10"), ("12:30Z", "2027-05-11"), ("13:30+01:00", "2027-05-11"), ("11:59Z", "2027-05-10")],
)
def test_a_clock_time_with_a_zone_is_read_as_londons(moment: str, first: str) -> None:
    found = asked({"head_decides_to_exclude": f"2027-05-10T{moment}"}, {"compulsory_school_age": True})
    assert row(found, "section-104-notice")["by"] == first


def test_what_no_answer_can_settle_asks_for_nothing_more() -> None:
    given = read_request(
        {"events": {"off_site_placement_starts": "2026-06-15"}, "facts": {"school_type": "pru"}}, named_calendar
    )
    text = text_to_keep(work_out(given), given, SOURCES, NEEDS, "line")
    assert "Before 26 July 2026 another rule held for this kind of school" in text
    assert "What kind of school" not in text
    over = read_request({"events": {}, "facts": {"kind": "suspension", "year_total": 46}}, named_calendar)
    assert "46 school days this school year is over the limit of 45" in text_to_keep(
        work_out(over), over, SOURCES, NEEDS, "line"
    )


def test_off_site_rules_before_the_change_are_unknown_for_academies() -> None:
    early = {"off_site_placement_starts": "2026-06-15"}
    assert "off-site-notice" in {
        one["id"] for one in as_json(asked(early, {"school_type": "academy"}, "demo"))["unknown"]
    }
    assert row(asked(early, {"school_type": "maintained"}, "demo"), "off-site-notice")["by"] == "2026-06-11"


def test_limits_and_second_dates_and_what_is_at_once() -> None:
    found = as_json(
        asked(
            {"head_decides_to_exclude": "2026-11-16T10:00"},
            {"kind": "suspension", "year_total": 41.5, "term_total": 6, "looked_after": True},
        )
    )
    assert found["limits"] == [{"id": "yearly-limit", "total": 41.5, "left": 3.5}]
    assert {one["id"] for one in found["at_once"]} == {
        "tell-parents",
        "tell-council",
        "tell-governing-board",
        "tell-social-worker-vsh",
    }
    notice = row(
        asked({"parent_receives_notice": "2026-11-24"}, {"compulsory_school_age": True}), "penalty-notice-payment"
    )
    assert notice["also"][0]["by"] == "2026-12-21"


def test_bank_holidays_are_left_out_only_where_the_calendar_says_so() -> None:
    happened, facts = {"board_receives_notice": "2027-04-23"}, {"kind": "permanent", "exam_missed": False}
    for said, day in ((None, "2027-05-17"), ("england", "2027-05-17"), ("none", "2027-05-14")):
        found = asked(happened, facts, {**CALENDAR, "bank_holidays": said})
        assert row(found, "board-15-permanent")["by"] == day  # Monday 3 May 2027 lies in the term


@pytest.mark.parametrize(
    ("rule", "event", "kind", "who"),
    [
        ("off-site-notice", "off_site_placement_starts", "maintained", "the governing board"),
        ("off-site-notice", "off_site_placement_starts", "academy", "the academy trust"),
        ("off-site-notice", "off_site_placement_starts", "pru", "the management committee of the pupil referral unit"),
        ("off-site-review-on-request", "written_request", "academy", "the academy trust"),
        ("off-site-review-on-request", "written_request", "pru", "governing board or academy trust"),
    ],
)
def test_who_must_act_about_off_site_direction_is_the_branch_of_this_school(
    rule: str, event: str, kind: str, who: str
) -> None:
    found = as_json(asked({event: "2026-11-16"}, {"school_type": kind}))
    assert [one["who"] for one in (*found["deadlines"], *found["at_once"]) if one["id"] == rule] == [who]


def test_a_fault_of_a_calendar_that_was_named_says_which(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("terms: [[2026-09-03, 2026-12-18]]\nafternoon: late\n")
    with pytest.raises(
        CalendarFault, match=r"own\.yaml afternoon: 'late' is not a time of the clock\. Write it as 13:00"
    ):
        asked({}, {}, str(tmp_path / "own.yaml"))


def test_a_short_suspension_covers_only_its_own_days_and_brings_no_sixth_day() -> None:
    found = asked(
        {"first_day_of_exclusion": "2026-11-16"},
        {"kind": "suspension", "compulsory_school_age": True, "provision_started": False, "length_in_days": 2.5},
    )
    assert (row(found, "first-five-days")["from"], row(found, "first-five-days")["by"]) == ("2026-11-16", "2026-11-18")
    assert "sixth-day-provision" not in {one["id"] for one in as_json(found)["deadlines"]}


def test_a_name_comes_off_the_register_only_when_the_stages_are_over() -> None:
    facts = {"kind": "permanent", "reinstated": False}
    decided = {"notice_of_governors_decision_given": "2026-12-09"}
    assert row(asked(decided, facts), "delete-from-register")["not_before"] == "2027-01-15"
    assert {"id": "delete-from-register", "needs": ["review_stages_over"]} in as_json(
        asked(decided | {"application_received": "2027-01-04"}, facts)
    )["unknown"]
    assert (
        row(asked(decided | {"review_stages_over": "2027-02-02"}, facts), "delete-from-register")["not_before"]
        == "2027-02-02"
    )


DAYS = st.dates(date(2026, 9, 3), date(2027, 4, 1))


@settings(max_examples=200, deadline=None)
@given(DAYS)
def test_a_school_day_deadline_never_lands_on_a_day_without_lessons(day: date) -> None:
    calendar = read_calendar(CALENDAR)
    by = date.fromisoformat(
        row(
            asked({"board_receives_notice": day.isoformat()}, {"kind": "permanent", "exam_missed": False}),
            "board-15-permanent",
        )["by"]
    )
    assert calendar.is_school_day(by)
    assert by > day


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(1, 30))
def test_a_later_event_never_has_an_earlier_deadline(day: date, later: int) -> None:
    assume(day + timedelta(days=later) <= date(2027, 4, 1))
    ends = [
        row(
            asked(
                {"board_receives_notice": (day + timedelta(days=n)).isoformat()},
                {"kind": "permanent", "exam_missed": False},
            ),
            "board-15-permanent",
        )["by"]
        for n in (0, later)
    ]
    assert ends[0] <= ends[1]


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(0, 14))
def test_a_training_day_inside_the_count_moves_the_deadline(day: date, place: int) -> None:
    calendar = read_calendar(CALENDAR)
    counted = calendar.from_day(day, 15, counted=False)
    closed = {**CALENDAR, "closed": [*CALENDAR["closed"], counted[place].isoformat()]}
    facts = {"kind": "permanent", "exam_missed": False}
    before, after = (
        row(asked({"board_receives_notice": day.isoformat()}, facts, c), "board-15-permanent")["by"]
        for c in (CALENDAR, closed)
    )
    assert after > before


def test_england_has_its_bank_holidays() -> None:
    assert [is_working_day(date(2026, 12, day)) for day in (24, 25, 26, 28, 29)] == [True, False, False, False, True]


WRONG = [
    5, [], "x", {"events": []}, {"events": {"nothing": "2026-11-16"}}, {"events": {"board_receives_notice": "16/11/2026"}},
    {"events": {"board_receives_notice": "2026-02-30"}}, {"events": {"board_receives_notice": 5}}, {"events": {"governors_meeting": {"posted": "2026-11-16"}}},
    {"events": {"board_receives_notice": {"sent": "x"}}}, {"facts": {"kind": "expelled"}}, {"facts": {"term_total": "five"}}, {"facts": {"term_total": -1}},
    {"facts": {"term_total": 0.3}}, {"facts": {"exam_missed": "yes"}}, {"facts": {"mood": 1}}, {"calendar": "no-such-calendar"}, {"calendar": "\x00"}, {"calendar": 7}, {"more": 1},
    {"calendar": {"terms": []}}, {"calendar": {"terms": [["2026-09-01"]]}}, {"calendar": {"terms": [["2026-12-01", "2026-09-01"]]}},
    {"calendar": {"terms": [["2026-09-01", "2026-12-01"], ["2026-11-01", "2027-01-01"]]}}, {"calendar": {"terms": [["2026-09-01", "2026-12-01"]], "closed": 5}},
    {"calendar": {"terms": [["2026-09-01", "2026-12-01"]], "afternoon": "late"}}, {"calendar": {"terms": [["2026-09-01", "2026-12-01"]], "bank_holidays": "mars"}},
    {"events": {"head_decides_to_exclude": "20261116"}}, {"events": {"board_receives_notice": "2026-W47-1"}}, {"facts": {"length_in_days": 0}},
    {"calendar": {"terms": [["2026-09-01", "2026-12-01"]], "afternoon": "12:15+01:00"}}, {"calendar": {"terms": [["2026-09-01", "2026-12-01"]], "closed": [20261127]}},
    {"calendar": {"terms": [["2026-09-01", "2026-12-01"], ["9999-11-01", "9999-12-31"]]}}, {"calendar": {"terms": [["0001-01-01", "0001-12-01"]]}},
    {"calendar": {"terms": [["2026-09-01", "2026-12-01"]], "closed": ["2026-11-27"] * 1001}},
    {"calendar": {"termz": []}}, {"facts": {"discrimination_ground": []}}, {"facts": {"permanent_exclusions": 1.5}},
]  # fmt: skip


@pytest.mark.parametrize("request_", WRONG, ids=lambda r: json.dumps(r)[:50])
def test_a_wrong_request_is_one_sentence_with_place_and_remedy(request_: Any) -> None:
    with pytest.raises(CalendarFault) as caught:
        read_request(request_, named_calendar)
    assert len(str(caught.value).splitlines()) == 1
    assert ": " in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda c: (
        st.lists(c, max_size=3)
        | st.dictionaries(st.sampled_from([*sorted(events()), "kind", "terms", "posted", "term_total"]), c, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["events", "facts", "calendar"]), JSON))
def test_no_request_breaks_it(request_: dict[str, Any]) -> None:
    try:
        one = read_request(request_, named_calendar)
    except CalendarFault:
        return
    timeline = work_out(one)
    assert set(told(timeline, one, SOURCES)) == {
        "deadlines", "at_once", "limits", "unknown", "calendar", "first_day",
    }  # fmt: skip
    assert text_to_keep(timeline, one, SOURCES, NEEDS, "line")


def test_every_rule_has_its_source() -> None:
    sources: Any = YAML(typ="safe").load((Path(__file__).parents[2] / "advice_kb" / "sources.yaml").read_text("utf-8"))
    known = (
        set(sources["sources"]) if isinstance(sources["sources"], dict) else {one["id"] for one in sources["sources"]}
    )
    assert {rule.source for rule in rules()} <= known
    assert len({rule.id for rule in rules()}) == len(rules()) == 37


def test_who_must_teach_from_the_sixth_day_names_the_other_branch_where_the_kind_of_school_is_not_known() -> None:
    sixth = {"compulsory_school_age": True, "kind": "suspension", "length_in_days": 7}
    begins = {"first_day_of_exclusion": "2026-11-16"}
    assert "in a pupil referral unit: the council" in row(asked(begins, sixth), "sixth-day-provision")["rule"]
    for kind in ("maintained", "academy", "pru"):
        known = row(asked(begins, sixth | {"school_type": kind}), "sixth-day-provision")
        assert "referral unit" not in known["rule"]
    unknown = row(asked(begins, {"compulsory_school_age": True}), "sixth-day-provision")["rule"]
    assert "if it is permanent: the council where the pupil lives; in a pupil referral unit: the council" in unknown


def test_a_suspension_of_unknown_length_is_not_told_as_five_days() -> None:
    begins = {"first_day_of_exclusion": "2026-11-16"}
    facts = {"kind": "suspension", "compulsory_school_age": True, "provision_started": False}
    for id_ in ("first-five-days", "set-and-mark-work"):
        assert "in a suspension only on its own days, up to five" in row(asked(begins, facts), id_)["rule"]
    known = row(asked(begins, facts | {"term_total": 2.5, "length_in_days": 2}), "first-five-days")
    assert "own days" not in known["rule"] and known["by"] == "2026-11-17"
    permanent = asked(begins, facts | {"kind": "permanent", "term_total": 2.5})
    assert row(permanent, "first-five-days")["by"] == "2026-11-20"
    assert "own days" not in row(permanent, "first-five-days")["rule"]


def test_the_total_of_a_term_drops_no_date_since_a_run_of_suspensions_may_have_begun_in_the_term_before() -> None:
    """Three days before Christmas and four after it are seven in a row, with a term's total of four."""
    facts = {"kind": "suspension", "compulsory_school_age": True, "provision_started": False, "term_total": 4}
    across = asked({"first_day_of_exclusion": "2026-12-16"}, facts)
    assert row(across, "sixth-day-provision")["by"] == "2027-01-07"
    assert row(across, "first-five-days")["by"] == "2027-01-06"
    short = asked({"first_day_of_exclusion": "2026-12-16"}, facts | {"length_in_days": 4})
    assert "sixth-day-provision" not in {one["id"] for one in as_json(short)["deadlines"]}


def test_a_run_of_days_has_no_safer_day() -> None:
    found = asked({"first_day_of_exclusion": "2026-11-16"}, {"compulsory_school_age": True, "provision_started": False})
    assert "safer" not in row(found, "first-five-days") and "safer" not in row(found, "set-and-mark-work")


@pytest.mark.parametrize(("exam", "safer"), [("2026-11-16", False), ("2026-11-17", False), ("2026-11-18", True)])
def test_no_day_before_the_exam_is_called_safer_where_there_is_none(exam: str, safer: bool) -> None:
    found = row(
        asked({"board_receives_notice": "2026-11-16", "public_exam": exam}, {"kind": "permanent", "exam_missed": True}),
        "board-15-exam",
    )
    assert ("the day before it is safer" in found["counting"]) == safer == ("safer" in found)
    assert "the outside limit is Tue 8 December 2026" in found["counting"]


def test_a_day_is_called_lawful_only_where_a_duty_of_school_or_council_ends_on_it() -> None:
    called: dict[str, set[str]] = {}
    for rule in rules():
        if rule.length is not None and rule.id not in (*SPANS, "yearly-limit"):
            called.setdefault(rule.last_day, set()).add(rule.id)
    assert called == {
        "Last lawful day": {
            "section-104-notice", "provision-details", "sixth-day-provision", "board-15-permanent", "board-15-over-15-days",
            "board-15-exam", "board-50", "panel-starts", "board-reconsiders", "off-site-notice", "educational-record",
            "subject-access", "ehc-plan-after-review",
        },
        "Should be done by": {
            "first-day-provision-for-looked-after", "papers-for-board", "papers-for-panel", "fair-access-place",
        },
        "Last day to ask": {"apply-for-panel", "apply-for-panel-after-claim"},
        "Last day to claim": {"disability-claim", "other-discrimination-claim"},
        "Last day to go to court": {"judicial-review"},
        "Last day to complain": {"ombudsman"},
        "Last day to pay the lower amount": {"penalty-notice-payment"},
        "Its last day": {"twice-excluded"},
    }  # fmt: skip


def kept(happened: dict[str, Any], facts: dict[str, Any]) -> str:
    given = read_request({"events": happened, "facts": facts, "calendar": CALENDAR}, named_calendar)
    return text_to_keep(work_out(given), given, SOURCES, NEEDS, "line")


def test_a_right_and_what_guidance_asks_for_are_not_told_as_duties() -> None:
    told = kept({"notice_of_governors_decision_given": "2026-12-09"}, {"kind": "permanent", "reinstated": False})
    assert "Last day to ask: Thursday 14 January 2027. Safer: Wednesday 13 January 2027." in told
    told = kept({"governors_meeting": "2026-12-08"}, {"kind": "permanent"})
    assert "Should be done by: Tuesday 1 December 2026." in told and "not a duty in law" in told
    told = kept({"person_became_aware": "2026-11-16"}, {})
    assert "Last day to complain: Tuesday 16 November 2027." in told and "not a duty in law" not in told


def test_before_an_exam_the_last_lawful_day_is_the_outside_limit_and_stands_beside_it() -> None:
    happened = {"board_receives_notice": "2027-05-10", "public_exam": "2027-05-20"}
    facts = {"kind": "suspension", "exam_missed": True, "term_total": 1}
    told = kept(happened, facts)
    assert "If it can be done, meet by: Thursday 20 May 2027. Safer: Wednesday 19 May 2027." in told
    assert "Also Tuesday 8 June 2027: the last lawful day to meet." in told
    assert "Last lawful day:" not in told
    assert row(asked(happened, facts), "board-15-exam")["also"] == [
        {"by": "2027-06-08", "what": "the last lawful day to meet"}
    ]


def test_a_period_that_ends_has_no_safer_day_and_a_safer_day_is_a_working_one() -> None:
    twice = {"kind": "permanent", "permanent_exclusions": 2}
    ends = row(asked({"second_permanent_exclusion_takes_effect": "2026-11-16"}, twice), "twice-excluded")
    assert ends["by"] == "2028-11-15" and "safer" not in ends
    paid = row(
        asked({"parent_receives_notice": "2026-12-08"}, {"compulsory_school_age": True}), "penalty-notice-payment"
    )
    assert (paid["by"], paid["safer"]) == ("2026-12-28", "2026-12-24")  # Christmas Day was a Friday


def test_days_over_the_yearly_limit_are_told_even_when_nobody_added_up_the_year() -> None:
    for facts in ({"length_in_days": 46}, {"term_total": 45.5, "length_in_days": 1}):
        found = work_out(Given({}, {"kind": "suspension", **facts}, None))
        assert [limit[0] for limit in found.limits] == ["yearly-limit"]
        assert found.limits[0][2] < 0
    assert not work_out(Given({}, {"kind": "suspension", "length_in_days": 45}, None)).limits
    assert not work_out(Given({}, {"kind": "permanent", "term_total": 46}, None)).limits
