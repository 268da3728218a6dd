"""What people type into the search of local services, what stands first, and who may ask for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from advice_kb.service_askers import AUDIENCES, may_ask, only_others, own_first
from advice_kb.service_search import search
from advice_kb.service_words import MARK, vocabulary
from advice_kb.services import Directory, Service
from advice_kb.services_file import load_services

HERE = Path(__file__).parent
ASKED: list[dict[str, Any]] = YAML(typ="safe").load((HERE / "service_searches.yaml").read_text("utf-8"))


@cache
def menu() -> Directory:
    return load_services(HERE.parents[1] / "local" / "services.yaml")


@pytest.mark.parametrize("row", ASKED, ids=[f"{row['asks']} ({row.get('as', 'anybody')})" for row in ASKED])
def test_what_people_type_finds_the_entry_they_need_first(row: dict[str, Any]) -> None:
    found = [one.id for one in own_first(search(menu(), row["asks"], phase=row.get("phase")), row.get("as", ""))]
    assert (found or ["none"])[0] == row["first"], found
    assert not set(found) & set(row.get("never", ()))


def test_there_are_at_least_forty_and_every_entry_they_name_is_there() -> None:
    assert len(ASKED) >= 40
    for row in ASKED:
        for name in (row["first"], *row.get("never", ())):
            assert name == "none" or menu().service(name)


@given(st.text(alphabet="0123456789 -'=;%", max_size=30))
def test_figures_and_signs_alone_find_nothing(words: str) -> None:
    assert search(menu(), words) == () or not words.strip()


@pytest.mark.parametrize("words", ["special school", "primary", "Year 4", "aged 9"])
def test_a_kind_of_school_or_an_age_alone_lists_what_there_is_for_it(words: str) -> None:
    found = search(menu(), words)
    assert {"team-around-school", "alcohol-advice"} <= {one.id for one in found}
    assert not {"semh-secondary", "excluded-secondary-long", "autism-base-3"} & {one.id for one in found}


def test_every_wider_need_is_a_need_and_no_phrase_stands_for_two() -> None:
    known = vocabulary()
    assert {wider for needs in known.also.values() for wider in needs} <= set(known.also)
    assert all(need.startswith(MARK) for need in known.said.values())
    phrases = [phrase for need in raw_needs() for phrase in need["said"]]
    assert len(phrases) == len(set(phrases))


def raw_needs() -> list[dict[str, Any]]:
    file = HERE.parents[1] / "advice_kb" / "needs.yaml"
    return list(YAML(typ="safe").load(file.read_text("utf-8"))["needs"])


@pytest.mark.parametrize("audience", ["", *AUDIENCES])
def test_those_the_asker_may_ask_for_come_first_and_each_other_one_says_who_can(audience: str) -> None:
    found = search(menu(), "")
    ordered = own_first(found, audience)
    may = [may_ask(one, audience) for one in ordered]
    assert may == sorted(may, reverse=True)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in found)
    assert all(bool(only_others(one, audience)) != may_ask(one, audience) for one in ordered)


@pytest.mark.parametrize(
    ("who", "audience", "told"),
    [
        (("school",), "parent", "Only a school can ask for this."),
        (("head", "senco", "school"), "parent", "Only a school can ask for this."),
        (("senco",), "parent", "Only a SENCO can ask for this."),
        (("authority",), "head", "Only the council can ask for this."),
        (("authority", "school"), "pupil", "Only a school or the council can ask for this."),
        (("fair-access-panel", "inclusion-panel"), "head", "Only a fair access panel or an inclusion panel can ask for this."),
        (("school", "partner-agency", "governors"), "parent", "Only a school, a partner agency or the governors can ask for this."),
        (("school",), "", ""),
        ((), "parent", ""),
        (("parent", "school"), "parent", ""),
    ],
)  # fmt: skip
def test_who_can_ask_is_said_in_plain_words(who: tuple[str, ...], audience: str, told: str) -> None:
    assert only_others(Service(id="club", name="Club", need="quiet", who_may_ask=who), audience) == told
