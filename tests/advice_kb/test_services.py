"""The local menu: what an entry must say, and what words find."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advice_kb.screening_tests import find_screening_tests, load_screening_tests
from advice_kb.service_search import search
from advice_kb.services import MANDATORY, Directory, MenuError, Service, missing, not_publishable, overdue
from advice_kb.services_file import load_services

MENU = Path(__file__).parents[2] / "local" / "services.yaml"
COMPLETE = {
    "id": "homework-club", "name": "Homework club", "level": "universal", "type": "club", "need": "a quiet place to work",
    "funding": "the school pays", "access_route": ["ask the office"], "threshold": "any pupil", "accountable": "the head",
}  # fmt: skip


@cache
def the_menu() -> Directory:
    return load_services(MENU)


@pytest.fixture
def menu() -> Directory:
    return the_menu()


def first(menu: Directory, words: str) -> Service:
    return search(menu, words)[0]


def test_eight_part_time_primary_places_give_the_officer_and_then_the_assessment(menu: Directory) -> None:
    """Seed 4.12."""
    found = first(menu, "8 part-time places primary at risk")
    assert found.id == "part-time-primary"
    way_in = menu.way_in(found)
    assert "Senior Inclusion Support Officer" in way_in[0]
    assert "Early Help Assessment" in way_in[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("primary base social emotional mental health with plan", "semh-primary"),
        ("secondary no ehcp place", "bespoke-secondary"),
        ("year 8 permanently excluded", "excluded-secondary-short"),
        ("year 11 excluded no way back", "excluded-secondary-long"),
        ("12 hours a week support", "matched-hours"),
        ("thinking of excluding today", "exclusion-advice"),
        ("two groups fighting, parents involved", "restorative-conference"),
        ("year 6 worried about secondary", "transition-year-6-7"),
        ("impartial help for parents send forms meeting", "send-information"),
        ("home visits", "complex-admission"),
        ("team around the child", "complex-admission"),
        ("how much evidence plan forms", "senco-advice"),
        ("autism age 6", "autism-base-1"),
        ("camhs primary", "mental-health-clinic"),
        ("suspended again and again", "individual-support"),
    ],
)
def test_words_of_a_school_or_parent_find_the_entry_first(menu: Directory, words: str, expected: str) -> None:
    assert first(menu, words).id == expected


@pytest.mark.parametrize(
    "need",
    ["I need help with my husband, he is violent", "domestic violence help for my wife", "support because my partner hits me",
     "violence at home", "please help, someone is scared"],
)  # fmt: skip
def test_a_grown_ups_need_is_not_met_by_an_entry_for_pupils_through_a_word_such_as_help(
    menu: Directory, need: str
) -> None:
    assert search(menu, need) == ()


@pytest.mark.parametrize(
    ("need", "entry"),
    [("my husband drinks too much", "alcohol-advice"), ("my ex-partner left me with bills", "debt-advice")],
)
def test_a_partners_need_finds_what_is_there_for_grown_ups_and_nothing_of_a_pupils(
    menu: Directory, need: str, entry: str
) -> None:
    found = search(menu, need)
    assert found[0].id == entry
    assert {service.level for service in found} == {"family"}


def test_help_alone_still_finds_something(menu: Directory) -> None:
    assert search(menu, "help")


def test_two_sets_of_eight_primary_places_are_never_merged(menu: Directory) -> None:
    at_risk, with_plan = menu.service("part-time-primary"), menu.service("semh-primary")
    assert "plan" not in at_risk.requires
    assert with_plan.requires == ("plan",)
    assert first(menu, "primary base emotional with plan").id == "semh-primary"


@pytest.mark.parametrize(
    ("need", "entry"),
    [
        ("benefits", "benefits-advice"),
        ("debt", "debt-advice"),
        ("alcohol", "alcohol-advice"),
        ("drugs", "drug-advice"),
        ("drug advice", "drug-advice"),
        ("dad drinks too much", "alcohol-advice"),
    ],
)
def test_each_of_four_family_needs_finds_an_entry_a_parent_may_use(menu: Directory, need: str, entry: str) -> None:
    """Seed 1.6."""
    found = search(menu, need, who="parent")
    assert found
    assert found[0].id == entry


@pytest.mark.parametrize(("phase", "here", "elsewhere"), [("primary", "clinician-primary", "clinician-secondary"), ("secondary", "clinician-secondary", "clinician-primary")])  # fmt: skip
def test_mental_health_is_found_by_phase(menu: Directory, phase: str, here: str, elsewhere: str) -> None:
    """Seed 2.28."""
    found = [service.id for service in search(menu, f"mental health {phase}")]
    assert {here, "mental-health-clinic", "team-around-school"} <= set(found)
    assert elsewhere not in found


def test_who_may_ask_is_a_filter(menu: Directory) -> None:
    """Seed 1.4."""
    for_parents = search(menu, "", who="parent")
    assert for_parents
    assert all("parent" in service.who_may_ask for service in for_parents)
    assert "matched-hours" not in {service.id for service in for_parents}


def test_every_published_entry_has_criteria_a_way_in_and_a_date(menu: Directory) -> None:
    for service in search(menu, ""):
        assert missing(service) == ()
        assert service.who_may_ask
        assert service.review_date is not None


def test_every_training_topic_has_somebody_who_answers_for_it(menu: Directory) -> None:
    """Seed 3.14."""
    topics = [service for service in search(menu, "", level="workforce") if service.type == "training"]
    assert len(topics) >= 5
    assert all(service.accountable for service in topics)


def test_drafts_are_never_found(menu: Directory) -> None:
    drafts = {service.id for service in menu.services if service.state == "draft"}
    assert drafts
    assert not drafts & {service.id for service in search(menu, "")}
    assert search(menu, "profound") == ()


@pytest.mark.parametrize("empty", MANDATORY)
def test_an_entry_is_refused_while_one_mandatory_field_is_empty(empty: str) -> None:
    """Seed 4.13."""
    assert not_publishable(Service.model_validate(COMPLETE)) == ()
    incomplete = Service.model_validate({name: value for name, value in COMPLETE.items() if name != empty})
    assert [fault.place for fault in not_publishable(incomplete)] == [f"services.homework-club.{empty}"]


def test_blank_words_do_not_count_as_said() -> None:
    assert missing(Service.model_validate(COMPLETE | {"funding": "  ", "access_route": [""]})) == (
        "funding",
        "access_route",
    )


def test_a_file_with_a_published_but_incomplete_entry_does_not_load(tmp_path: Path) -> None:
    file = tmp_path / "services.yaml"
    file.write_text("services:\n  - {id: club, name: Club, need: quiet, state: published, through: nobody}\n", "utf-8")
    with pytest.raises(MenuError) as refused:
        load_services(file)
    places = {fault.place for fault in refused.value.faults}
    begins, through = "services.yaml line 2 column 5", "services.yaml line 2 column 59"
    assert places == {*(f"{begins} services.club.{name}" for name in MANDATORY), f"{through} services.club.through"}


def test_an_unknown_field_is_named_with_its_entry(tmp_path: Path) -> None:
    file = tmp_path / "services.yaml"
    file.write_text("services:\n  - {id: club, name: Club, need: quiet, price: 3}\n", "utf-8")
    with pytest.raises(MenuError) as refused:
        load_services(file)
    assert "club" in refused.value.faults[0].place
    assert "price" in refused.value.faults[0].place


def test_an_entry_past_its_review_date_is_marked(menu: Directory) -> None:
    """Seed 3.6."""
    marked = [service.id for service in search(menu, "autism") if overdue(service, date(2026, 11, 24))]
    assert marked == ["autism-base-3"]
    assert not overdue(menu.service("autism-base-3"), date(2026, 10, 31))
    assert overdue(Service.model_validate(COMPLETE), date(2026, 1, 1))


def test_age_narrows_to_the_right_base(menu: Directory) -> None:
    assert [service.id for service in search(menu, "autism base", age=6) if service.id.startswith("autism")] == [
        "autism-base-1"
    ]


def test_an_entry_met_by_one_chance_word_is_left_out(menu: Directory) -> None:
    assert [service.id for service in search(menu, "rent arrears")] == ["debt-advice"]
    assert search(menu, "xylophone") == ()


def test_invented_values_are_marked(menu: Directory) -> None:
    invented = [service for service in menu.services if service.accountable and service.accountable.synthetic]
    assert invented
    assert all(service.synthetic for service in invented)


@given(st.text(max_size=60))
@example("6:7")  # a filter once let in an entry that was too weak without it
def test_no_words_break_the_search_and_more_filters_never_find_more(words: str) -> None:
    menu = the_menu()
    everything, narrowed = search(menu, words), search(menu, words, who="parent")
    ids = [service.id for service in narrowed]
    assert set(ids) <= {service.id for service in everything}
    assert len(ids) == len(set(ids))


def test_age_eight_and_memory_give_three_tests() -> None:
    """Seed 2.26."""
    assert len(load_screening_tests()) == 15
    assert {test.name for test in find_screening_tests("memory", 8)} == {"TOMAL-2", "WMRS", "WRAM"}
    assert {test.name for test in find_screening_tests("memory", 12)} == {"TOMAL-2", "WRAM"}
    assert "Brown ADD" in {test.name for test in find_screening_tests("attention", 40)}
