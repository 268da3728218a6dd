"""The screen: nothing on the list of a hundred is missed, whatever it is dressed up as; the weights are those of the examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from advice_kb.encoder import load_pieces
from advice_kb.safeguarding import KINDS, NEARER, Screen, load_screen
from advice_kb.screen_learned import MOST, PIECES, Learned, read_spelling
from advice_kb.screen_lexicon import load_lexicon
from advice_kb.screen_words import LONGEST, opened
from benchmarks.screen.corpus import Example, examples, fingerprint, frozen
from benchmarks.screen.run import FROZEN
from surveys.codes import word_list

ROWS = YAML(typ="safe", pure=True).load((Path(__file__).parent / "must_catch.yaml").read_text("utf-8"))["phrases"]
MUST = [(kind, text) for kind, *texts in ROWS for text in texts]
DRESSES = {
    "capitals": str.upper,
    "full stops": lambda text: f"{text}...",
    "emoji": lambda text: f"{text} 😭💔",
    "curly quotes": lambda text: text.replace("'", "’"),
    "a zero-width space": lambda text: text.replace("e", "e\u200b"),
    "before": lambda text: f"i like art. {text}",
    "after": lambda text: f"{text}. i like art",
}


@pytest.fixture(scope="module")
def screen() -> Screen:
    return load_screen()


@pytest.fixture(scope="module")
def known() -> list[Example]:
    """What the screen was taught."""
    return examples()


def test_a_hundred_phrases_in_over_three_hundred_wordings_and_four_languages_are_there() -> None:
    assert len(ROWS) == 100
    assert len({text for _, text in MUST}) >= 300
    assert {kind for kind, *_ in ROWS} == set(KINDS)


def test_of_the_phrases_that_must_be_caught_none_is_missed(screen: Screen) -> None:
    assert [text for _, text in MUST if not screen.look(text).concern] == []


@pytest.mark.parametrize("dress", DRESSES)
def test_none_is_missed_in_disguise(screen: Screen, dress: str) -> None:
    missed = [text for _, text in MUST if not screen.look(DRESSES[dress](text)).concern]
    assert missed == []


def test_the_hundred_were_not_learned_by_heart(known: list[Example]) -> None:
    taught = {" ".join(one.text.lower().split()) for one in known}
    shared = [text for _, text in MUST if text.lower() in taught]
    assert len(shared) <= len(MUST) * 0.1, shared


def test_words_of_harm_are_found_at_both_ends_of_a_long_text(screen: Screen) -> None:
    filler = "i like maths and football and my friends are nice. " * 400
    assert len(filler) > LONGEST
    assert screen.look(f"my dad hits me. {filler}").concern
    assert screen.look(f"{filler} my dad hits me").concern
    assert not screen.look(filler).concern


@given(st.lists(st.sampled_from(["i", "maths", "exclusion", "unfairly", "xqzj" * 12, "♞"]), max_size=200), st.data())
@settings(max_examples=100, deadline=None)
def test_of_a_long_text_every_word_is_read_beside_its_neighbours(
    screen: Screen, words: list[str], data: st.DataObject
) -> None:
    """Each part fits what is read at once, and wherever one looks some words that follow each other stand in one part."""
    learned = screen._learned
    numbered = [word if word == "♞" else f"{word} {at}" for at, word in enumerate(words)]
    parts = learned.parts(" ".join(numbered))
    assert len(parts) <= MOST
    readable = " ".join(numbered).split()
    if len(parts) > 1:
        readable = [word for word in readable if word.isascii()]
        assert all(sum(map(load_pieces().size, part.split())) < PIECES for part in parts)
    at = data.draw(st.integers(0, max(0, len(readable) - 1)))
    few = " ".join(readable[at : at + 2])
    assert len(parts) == MOST or any(f" {few} " in f" {part} " for part in parts)


def test_what_must_be_caught_is_caught_in_the_middle_of_a_long_text(screen: Screen) -> None:
    """Among school words that calm an alarm where they stand beside it: in another sentence they calm nothing."""
    before = (
        "We had a spelling test and I got nine out of ten. At break I played football near the bins. "
        "Lunch is pasta on Tuesdays. In history we learned about volcanoes and made a poster for assembly. "
    )
    after = (
        " Then the bus was late again. My best lesson is art because we paint. Mr Green read us a story about a dragon."
    )
    assert not screen.look(before + after).concern
    missed = [text for _, text in MUST if not screen.look(f"{before}{text}.{after}").concern]
    assert len(missed) <= len(MUST) * 0.03, missed


def test_what_is_close_is_told_as_urgent_with_its_kind(screen: Screen) -> None:
    seen = screen.look("i have a knife in my bag and i am going to stab him after school")
    assert seen.urgent
    assert "weapon" in seen.kinds
    seen = screen.look("i want to kill myself tonight")
    assert seen.urgent
    assert "suicide" in seen.kinds


@pytest.mark.parametrize(
    "text",
    [
        "this homework is killing me", "i died laughing", "nobody hurts me", "i got killed by a creeper in minecraft",
        "my favourite lesson is maths", "more trips please", "What must the exclusion letter say?", "yes", "", "   ", "5", "?",
        "what is our policy on weapons", "we learned about knife crime in PSHE", "When must the governors meet?", "👍",
        "My son was permanently excluded for having a knife, how long do I have to ask for a review?",
        "what code do I use for an exclusion for drugs", "i feel safe at home",
    ],
)  # fmt: skip
def test_everyday_words_raise_nothing(screen: Screen, text: str) -> None:
    assert not screen.look(text).concern


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_a_look_never_raises_and_names_only_kinds_that_there_are(text: str) -> None:
    seen = LOOKER.look(text)
    assert set(seen.kinds) <= set(KINDS)
    assert seen.concern or not (seen.kinds or seen.urgent)
    assert seen.measured == (seen.language == "en")


LOOKER = load_screen()


def test_a_text_the_screen_stumbles_over_counts_as_a_concern(screen: Screen) -> None:
    class Unsayable:
        def __str__(self) -> str:
            raise ValueError

    seen = screen.look(Unsayable())  # type: ignore[arg-type]
    assert seen.concern
    assert seen.always_help


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("i w4nt to d1e", "i want to die"), ("k i l l", "kill"), ("helpppp", "help"), ("kms 2nite", "kill myself tonight"),
        ("my dαd".replace("α", "a") + "\u200b", "my dad"), ("ｈｉｔｓ", "hits"), ("don’t", "dont"), ("📦", "package"),
        ("they shoot", "they shoot"), ("year 10", "year 10"), ("yr9", "yr9"),
    ],
)  # fmt: skip
def test_disguises_are_taken_off(written: str, meant: str) -> None:
    assert opened(written, *read_spelling()) == meant


def test_the_weights_are_those_of_the_examples_in_the_repository() -> None:
    assert Learned().fingerprint == fingerprint(), "train again: python -m benchmarks.screen.train"


@pytest.mark.parametrize(("nearer", "found"), [(0.1, True), (-0.1, False)])
def test_where_harm_sounds_close_less_is_enough(nearer: float, found: bool) -> None:
    """Words half a logit below what makes a concern: whether they sound as if harm were close decides."""
    screen, words = Screen(), "stuck here they took my phone charger"
    [judged] = screen._learned.judge(screen._learned.plain(words), "pupil")
    screen._learned.thresholds |= {"concern": judged.concern + NEARER / 2, "urgent": judged.urgent - nearer}
    assert screen.look(words, "pupil").concern is found


def test_no_word_of_a_slip_is_an_alarm_by_itself() -> None:
    """What is read of a code is nothing (`bot.looking`); so none of the words that codes are drawn from may be one of harm."""
    spelling = read_spelling()
    for word in word_list():
        assert not load_lexicon().alarms(opened(word, *spelling)), word


@pytest.mark.parametrize("audience", ["", "pupil", "parent", "head"])
@pytest.mark.parametrize(
    "who", ["im his mum", "I'm her step dad", "i am his older brother", "his nan", "the foster carer"]
)
def test_who_is_writing_is_no_alarm_until_more_is_said(screen: Screen, who: str, audience: str) -> None:
    assert not screen.look(who, audience).concern
    assert screen.look(f"{who} hits me every night", audience).concern


@pytest.mark.parametrize(
    "said",
    [
        "dont tell anyone he made me touch him", "no one knows my uncle makes me do things", "my dad hit me at the pool",
        "he put a gun to my head", "took my phone and locked me out all night", "mum works and we live in a refuge",
        "a pupil has a knife on him now do i ring the police or the parents", "kicked out of the foster home last night",
        "my dog died and i want to die", "she leaves us alone when she goes out", "is it a serious breach he has a knife in his bag today",
    ],
)  # fmt: skip
def test_what_calms_a_look_alike_calms_nothing_that_is_meant(said: str) -> None:
    """The patterns that make a game, a policy or an idiom harmless are narrow: the curated floor holds without any judge."""
    assert load_lexicon().alarms(opened(said, *read_spelling()))


@pytest.mark.parametrize(
    ("asked", "alarms"),
    [
        ("what if a pupil brings a knife to school, can they be excluded", False),
        ("a pupil brought a knife to school can we permanently exclude", False),
        ("if any child sends nudes would that be a suspension", False),
        ("a pupil brought a knife to school today can we permanently exclude", True),
        ("one kid says he will kill me can he be suspended", True),
    ],
)
def test_a_question_about_the_rule_is_no_alarm_unless_it_is_about_now_or_about_whoever_asks(
    asked: str, alarms: bool
) -> None:
    assert bool(load_lexicon().alarms(opened(asked, *read_spelling()))) is alarms


@pytest.mark.parametrize("part", FROZEN)
def test_nothing_it_is_judged_by_was_taught_but_a_few_words_that_two_people_wrote_alike(
    known: list[Example], part: str
) -> None:
    taught = {" ".join(one.text.lower().split()) for one in known}
    alike = [one for one in frozen(part) if " ".join(one.text.lower().split()) in taught]
    assert [one.text for one in alike if one.concern or len(one.text.split()) > 4] == []
    assert len(alike) <= len(frozen(part)) // 40, "of 120,000 lines some are “idk” and “nah”, as in any part"


def test_there_are_hundreds_of_examples_and_a_hundred_and_more_of_each_kind_in_three_voices(
    known: list[Example],
) -> None:
    for kind in KINDS:
        of_it = [one for one in known if kind in one.kinds]
        assert len(of_it) >= 110, kind
        assert {one.voice for one in of_it} == {"child", "parent", "professional"}
        assert {one.urgent for one in of_it} == {True, False}
    assert sum(one.concern for one in known) >= 1500
    assert sum(not one.concern for one in known) >= 1500


def test_every_pattern_of_the_lexicon_names_concepts_that_there_are_and_kinds_too() -> None:
    assert {alarm.kind for alarm, _ in load_lexicon()._alarms} == set(KINDS)
