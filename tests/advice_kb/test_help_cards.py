"""What is shown after a flag: somebody to call for every kind and reader, the truth about the words, one way on, no question."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations

import pytest

from advice_kb import help_cards
from advice_kb.help_cards import HourFacts, help_card, what_to_do_now
from advice_kb.help_words import WORDS
from advice_kb.safeguarding import KINDS
from advice_kb.signposts import MOST_SHOWN, NEVER_CUT, Signposts, load_signposts, missing_signposts

FACTS = HourFacts("Borough", "the safeguarding officer", front_door="020 0000 0000", out_of_hours="020 0000 0001")
CARDS = [(kind, reader) for kind in KINDS for reader in ("pupil", "parent", "head")]


def test_every_kind_has_a_signpost_for_child_parent_and_professional() -> None:
    assert missing_signposts(load_signposts()) == ()


def test_a_kind_without_a_signpost_or_with_one_for_others_is_told() -> None:
    known = load_signposts()
    poorer = {**known.by_kind, "weapon": {"child": ("emergency-999", "domestic-abuse"), "parent": ()}}
    places = {fault.place for fault in missing_signposts(Signposts(known.all, poorer))}
    assert places == {"help.yaml weapon child", "help.yaml weapon parent", "help.yaml weapon professional"}


@pytest.mark.parametrize("reader", ["child", "parent", "professional"])
def test_no_kind_takes_the_best_of_another_kind_from_the_card(reader: str) -> None:
    """Every pair in either order, and every four, which is as many as a standing remembers."""
    known = load_signposts()
    for kinds in (*permutations(KINDS, 2), *combinations(KINDS, 4)):
        shown = [one.id for one in known.for_kinds(kinds, reader)]
        rows = [known.by_kind[kind][reader] for kind in kinds]
        asked = {id_ for row in rows for id_ in row}
        assert shown[0] == "emergency-999"
        assert len(set(shown)) == len(shown) <= MOST_SHOWN
        assert {row[1] for row in rows} | (asked & set(NEVER_CUT)) <= set(shown) <= asked, kinds


def test_a_child_who_is_hit_and_wants_to_die_sees_the_council_and_the_silent_999_too() -> None:
    shown = [call.id for call in help_card(("suicide", "abuse-at-home"), "pupil", "en", FACTS).calls]
    assert shown[:2] == ["emergency-999", "nhs-111-option-2"]
    assert {"childline", "silent-solution", "children-social-care", "papyrus"} <= set(shown)


@pytest.mark.parametrize(("kind", "reader"), CARDS)
def test_a_card_begins_with_999_marks_what_is_checked_and_has_one_way_on(kind: str, reader: str) -> None:
    card = help_card((kind,), reader, "en", FACTS)
    assert card.calls[0].phone == "999"
    assert len(card.calls) >= 2
    assert card.back
    assert {call.id: call.checked for call in card.calls}["emergency-999"]
    marked = {one.id: not one.verify for one in load_signposts().all.values() if one.id != "children-social-care"}
    assert all(call.checked == marked[call.id] for call in card.calls if call.id in marked)


@pytest.mark.parametrize(("kind", "reader"), CARDS)
def test_a_card_never_asks_what_happened_and_never_promises_secrecy(kind: str, reader: str) -> None:
    card = help_card((kind,), reader, "en", FACTS)
    said = " ".join((*card.words, *card.fate, *card.steps)).lower()
    assert "?" not in said
    assert "nobody else will" not in said and "keep it secret" not in said.replace(
        "do not promise to keep it secret", ""
    )
    assert "proud" not in said and "lie" not in said.split()


def test_a_child_is_always_offered_childline() -> None:
    assert all("childline" in [c.id for c in help_card((kind,), "pupil", "en", FACTS).calls] for kind in KINDS)
    assert "childline" in [call.id for call in help_card((), "pupil", "en", FACTS).calls]


def test_the_words_fit_a_child_who_wrote_a_joke() -> None:
    assert any("joke" in line for line in WORDS["child"])
    assert any("done nothing wrong" in line for line in WORDS["child"])


def fate(reader: str = "pupil", **facts: object) -> str:
    return " ".join(help_card(("suicide",), reader, "en", HourFacts("B", "the officer", **facts)).fate)  # type: ignore[arg-type]


def test_what_happens_to_the_words_is_true_for_this_hour_and_this_installation() -> None:
    said = {
        "reading": fate(reader_until="5 pm"),
        "night": fate(reader_next="On Monday."),
        "nobody": fate(read=False),
        "down": fate(words="lost"),
        "away": fate(words="trouble"),
        "demo": fate(demo=True),
        "terminal": fate(words="unkept", demo=True),
    }
    assert "until 5 pm" in said["reading"]
    assert "Nobody is reading right now. On Monday." in said["night"]
    assert "nobody is there to read them" in said["nobody"]
    assert "did not keep" in said["down"] and "try again, or leave it out" in said["down"]
    assert "trouble keeping" in said["away"]
    assert "no one is set to read" in said["demo"] and "who runs the try-out can open them" in said["demo"]
    assert "Nothing that you type here is kept" in said["terminal"]
    assert len(set(said.values())) == len(said)
    assert all("aside for" not in said[name] for name in ("nobody", "down", "away", "demo", "terminal"))


def test_whoever_wrote_is_told_what_the_reader_sees_and_that_nobody_can_find_them_by_it() -> None:
    assert "the hour, where you learn, the page" in fate(place_told=True)
    assert "where you learn" not in fate()
    assert "cannot come and find you" in fate("parent")
    assert "not a referral" in fate("head") and "find you" not in fate("head")


def test_get_help_now_without_a_kind_says_nothing_of_words_that_were_never_written() -> None:
    card = help_card((), "pupil", "en", HourFacts("B", "x", words="none"))
    assert card.fate == ()
    assert not any("telling us" in line for line in card.words)


def test_numbers_open_a_telephone_and_each_that_was_not_checked_says_so_also_where_there_is_only_text() -> None:
    card = help_card(("suicide",), "pupil", "en", FACTS)
    links = {call.id: call.link for call in card.calls}
    assert (links["emergency-999"], links["nhs-111-option-2"], links["shout"]) == ("tel:999", "tel:111", "sms:85258")
    for call in card.calls:
        [line] = [line for line in card.lines() if line.startswith(f"{call.name}: {call.number}")]
        assert (card.unverified in line) == (not call.checked)


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("(01632) 960 001", "tel:01632960001"),
        ("01632-960-001", "tel:01632960001"),
        ("+44 1632 960001", "tel:+441632960001"),
    ],
)
def test_a_number_rings_whole_however_the_council_writes_it(written: str, link: str) -> None:
    """Settings take each of these; of one with brackets or hyphens the card dialled the first five digits."""
    card = help_card(("abuse-at-home",), "pupil", "en", replace(FACTS, front_door=written, advocate=("Ann", written)))
    links = {call.id: call.link for call in card.calls}
    assert (links["children-social-care"], links["advocate"]) == (link, link)


def test_one_line_says_how_to_use_the_silent_999_and_how_to_text_whoever_can_be_rung() -> None:
    lines = help_card(("suicide", "abuse-at-home"), "pupil", "en", FACTS).lines()
    said = {line.partition(": ")[0]: line for line in lines}
    assert "ring 999 on a mobile; when you are asked, press 55" in said["999 without speaking"]
    assert "0800 068 4141, or text 88247" in said["Papyrus HOPELINE247"]
    assert "999, or 18000 by text relay" in said["Police, ambulance or fire"]
    assert "55: 999" not in "".join(lines) and "999 then 55" not in "".join(lines)
    for one in load_signposts().all.values():
        call = next(iter(help_cards._calls(one, FACTS)))
        assert (call.text in call.number) and (call.phone in call.number)


def test_whoever_can_be_rung_is_named_by_what_they_do_so_that_no_number_is_said_twice() -> None:
    """The help card said "999: 999", and the page "999 999"."""
    assert [one.id for one in load_signposts().all.values() if one.name in (one.phone, one.text)] == []


def test_an_advocate_is_offered_where_one_is_named() -> None:
    card = help_card((), "pupil", "en", HourFacts("B", "x", words="none", advocate=("Voices", "020 7946 0009")))
    assert (card.calls[-1].name, card.calls[-1].link) == ("Someone on your side: Voices", "tel:02079460009")


def test_an_advocate_for_children_is_nobodys_of_a_grown_up() -> None:
    facts = HourFacts("B", "x", advocate=("Voices", "020 7946 0009"))
    on_their_side = {reader: [c for c in help_card(("domestic-abuse",), reader, "en", facts).calls if c.id == "advocate"]
                     for reader in ("pupil", "parent", "head", "anyone")}  # fmt: skip
    assert {reader: len(calls) for reader, calls in on_their_side.items()} == {
        "pupil": 1,
        "parent": 0,
        "head": 0,
        "anyone": 1,
    }
    assert on_their_side["anyone"][0].part == "For a child or young person"


@pytest.mark.parametrize("kind", ["any", *KINDS])
def test_a_professional_can_always_ring_the_council_and_no_child_reads_what_schools_do(kind: str) -> None:
    kinds = () if kind == "any" else (kind,)
    assert "children-social-care" in [call.id for call in help_card(kinds, "head", "en", FACTS).calls]
    assert not any("safeguarding lead" in call.what for call in help_card(kinds, "pupil", "en", FACTS).calls)


@pytest.mark.parametrize("kind", ["any", *KINDS])
def test_a_card_for_anyone_holds_what_a_child_and_what_a_parent_would_see_each_under_its_name(kind: str) -> None:
    kinds = () if kind == "any" else (kind,)
    cards = {reader: help_card(kinds, reader, "en", FACTS) for reader in ("pupil", "parent", "anyone")}
    ids = {reader: [call.id for call in card.calls] for reader, card in cards.items()}
    assert set(ids["anyone"]) == {*ids["pupil"], *ids["parent"]} and len(set(ids["anyone"])) == len(ids["anyone"])
    assert ids["anyone"][0] == "emergency-999"
    for call in cards["anyone"].calls:
        mine = {"": ("pupil", "parent"), "For a child or young person": ("pupil",), "For a grown-up": ("parent",)}[
            call.part
        ]
        assert [reader for reader in ("pupil", "parent") if call.id in ids[reader]] == list(mine)
    assert "For a child or young person:" in cards["anyone"].lines()


def test_another_language_is_told_that_help_is_always_shown_and_why_the_words_are_put_aside() -> None:
    moved = " ".join(help_card((), "pupil", "pl", FACTS).words)
    assert "cannot check words in this language" in moved and "put the words aside for a person" in moved
    away = " ".join(help_card((), "pupil", "pl", HourFacts("B", "x", words="trouble")).words)
    assert "cannot check words in this language" in away and "put the words aside" not in away
    assert any("this language" in line for line in help_card((), "parent", "pl", FACTS).words)


def test_a_professional_gets_what_to_do_now_with_the_local_numbers() -> None:
    steps = " ".join(help_card(("neglect",), "head", "en", FACTS).steps)
    for wanted in (
        "999",
        "safeguarding lead at once",
        "020 0000 0000",
        "020 0000 0001",
        "own words",
        "not investigate",
    ):
        assert wanted in steps
    assert "missing in the local settings" in " ".join(what_to_do_now(HourFacts("B", "the officer")))
    assert help_card(("neglect",), "pupil", "en", FACTS).steps == ()


def test_the_local_front_door_stands_on_the_card_and_the_demo_does_not_call_it_checked() -> None:
    def door(facts: HourFacts) -> object:
        return next(c for c in help_card(("neglect",), "parent", "en", facts).calls if c.id == "children-social-care")

    assert "020 0000 0000" in door(FACTS).phone  # type: ignore[attr-defined]
    assert door(FACTS).checked  # type: ignore[attr-defined]
    assert not door(HourFacts("B", "x", demo=True, front_door="020")).checked  # type: ignore[attr-defined]
