"""Definitions: told by line and column, inspected before use, and the instruments that come with Heard."""

from __future__ import annotations

from pathlib import Path

import pytest
import textstat
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from surveys.answers import SKIP, Answer, Rejection, accept
from surveys.campaigns import READINESS, CodeBatch, labels_for, missing
from surveys.codes import PICTURES, new_code, new_receipt, read_code, read_receipt, word_list
from surveys.faults import DefinitionError
from surveys.inspecting_words import LONGEST
from surveys.inspection import PREAMBLE, inspect
from surveys.kept import taken
from surveys.loading import canonical, fingerprint, from_canonical, load_folder, load_placed, load_survey, to_yaml
from surveys.model import Question, Survey, say
from surveys.routing import on_path, path
from tests.world import DEFINITIONS, SURVEYS, WORDS

HEAD = "id: x\nversion: 1\ntitle: T\naudience: pupil\nprivacy: closed\ncontroller: c\nlawful_basis: public task\npurpose: p\nreaders: r\nretention: y\nnotice_version: '1'\n"
YESNO = "choices: [{id: 'yes', text: Y}, {id: 'no', text: N}]"

BOMB = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
"""Four hundred characters that unfold into three hundred million parts."""
DEEP = (
    "questions:\n  - {id: q, type: text, text: a, show_if: "
    + "{not: " * 45
    + "{question: a, equals: b}"
    + "}" * 46
    + "\n"
)


def made(questions: str, **changes: str) -> Survey:
    head = HEAD
    for name, value in changes.items():
        head = "".join(f"{name}: {value}\n" if line.startswith(f"{name}:") else line for line in head.splitlines(True))
    return load_survey(head + "questions:\n" + questions)


def faults(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load_survey(text)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + "questions:\n  - {id: q, type: choice, text: a}\n", "line 13 column 13"),
        (HEAD + "questions:\n  - id: q\n    type: text\n    text: a\n    colour: red\n", "line 16 column 5"),
        (HEAD + "colour: red\nquestions: []\n", "line 12 column 1 colour"),
        (HEAD + HEAD, "a key stands twice"),
        (HEAD + "questions:\n  - [\n", "line"),
        (HEAD.replace("version: 1", "version: 0") + "questions: []\n", "line 2 column 1 version"),
        (HEAD.replace("audience: pupil", "audience: ghost") + "questions: []\n", "line 4 column 1 audience"),
        (HEAD + "questions:\n  - {id: Q 1, type: text, text: a}\n", "line 13 column 6"),
        ("- just\n- a list\n", "holds no survey"),
        ("", "holds no survey"),
        ("id: &a [*a]\n", "id"),
        ("x" * 500_000, "longer than"),
        (HEAD + "questions:\n  - {id: q, type: text, text: {pl: Tak}}\n", "English"),
        (HEAD + "questions:\n  - {id: q, type: text, text: 3}\n", "line 13 column 25 questions.0.text: is no wording"),
        (HEAD + "questions: [3]\n", "questions.0: is no set of names and values"),
        (HEAD + "questions: 3\n", "line 12 column 1 questions: is no list"),
        (HEAD + "questions: [{id: q, type: text, text: a, sensitive: maybe}]\n", "maybe is neither yes nor no"),
        (HEAD + "questions: [{id: q, type: text, text: a, minimum: x}]\n", "x is no whole number"),
        (HEAD.replace("version: 1", "version: true") + "questions: []\n", "line 2 column 1 version: is yes or no"),
        (
            HEAD.replace("version: 1", "version: 3000000000") + "questions: []\n",
            "line 2 column 1 version: 3000000000 is more",
        ),
        (
            HEAD.replace("title: T", "title: T\0") + "questions: []\n",
            "line 3 column 9: holds a character that cannot be seen",
        ),
        (BOMB, "its YAML anchors repeat more than such a file can hold"),
        (HEAD + DEEP, "line 13 column 266: has more than 40 parts one inside the other"),
    ],
)
def test_a_broken_definition_is_told_with_its_place(text: str, told: str) -> None:
    assert any(told in fault for fault in faults(text)), faults(text)


def test_tags_build_nothing() -> None:
    with pytest.raises(DefinitionError):
        load_survey("!!python/object/apply:os.system ['echo x']")


INSPECTED = [
    (f"  - {{id: q, type: single, text: a, {YESNO}}}\n  - {{id: q, type: single, text: a, {YESNO}}}\n", "its id stands twice"),
    (f"  - {{id: q, type: single, text: a, {YESNO}}}\n  - {{id: r, type: number, text: a, show_if: {{question: q, equals: maybe}}}}\n", "which q has not"),
    (f"  - {{id: r, type: number, text: a, show_if: {{question: q, equals: 'yes'}}}}\n  - {{id: q, type: single, text: a, {YESNO}}}\n", "comes later"),
    ("  - {id: r, type: number, text: a, show_if: {question: z, equals: 'yes'}}\n", "is no question"),
    (f"  - {{id: q, type: single, text: a, {YESNO}}}\n  - {{id: r, type: number, text: a, show_if: {{all: [{{question: q, equals: 'yes'}}, {{question: q, equals: 'no'}}]}}}}\n", "no answers lead to it"),
    *((f"  - {{id: q, type: {kind}, text: a}}\n", "pupils could type") for kind in ("text", "number", "date")),
    ('  - {id: q, type: number, text: "Look \\u202e"}\n', "cannot be seen (U+202E)"),
    ('  - {id: q, type: number, text: "Bell \\a"}\n', "cannot be seen (U+0007)"),
    ("  - {id: q, type: number, text: 'What does {council} do?'}\n", "{council} is not filled in here"),
    ("  - {id: q, type: number, text: a, media: {symbol: 'https://x.org/a.png'}}\n", "no name of a file"),
    ("  - {id: q, type: number, text: a, media: {audio: ../../a.mp3}}\n", "no name of a file"),
    ("  - {id: who-is-with-you, type: number, text: a}\n", "is kept for what every pupil is asked first"),
    ("  - {id: q, type: single, text: a}\n", "fewer than two choices"),
    (f"  - {{id: q, type: single, text: a, {YESNO.replace('Y}', 'x' * 5000 + '}')}}}\n", "has 5,000 letters, and at most 200 can be shown"),
    (f"  - {{id: q, type: number, text: {'a ' * 251}b}}\n", "has 503 letters, and at most 500 can be shown"),
    (f"  - {{id: q, type: single, text: a, choices: [{', '.join(f'{{id: c{n}, text: a}}' for n in range(81))}]}}\n", "has 81 choices, and at most 80"),
    ("".join(f"  - {{id: q{n}, type: number, text: a}}\n" for n in range(81)), "asks 81 questions, and at most 80"),
    (f"  - {{id: q, type: number, text: a, {YESNO}}}\n", "has choices"),
    (f"  - {{id: q, type: single, text: a, help_on: [never], {YESNO}}}\n", "help_on names never"),
    ("  - {id: q, type: number, text: a, minimum: 5, maximum: 1}\n", "minimum is above"),
    ("  - {id: q, type: number, text: a, domain: x}\n", "is not named"),
    ("  - {id: q, type: number, text: a, equality: true}\n  - {id: r, type: number, text: a}\n", "Put equality questions last"),
]  # fmt: skip


@pytest.mark.parametrize(("questions", "told"), INSPECTED, ids=[told for _, told in INSPECTED])
def test_inspection_finds_the_fault(questions: str, told: str) -> None:
    assert any(told in str(fault) for fault in inspect(made(questions)))


@pytest.mark.parametrize(("questions", "told"), INSPECTED, ids=[told for _, told in INSPECTED])
def test_every_fault_of_a_file_is_told_by_line_and_column(questions: str, told: str) -> None:
    survey, places = load_placed(HEAD + "questions:\n" + questions, "own.yaml")
    first = len(HEAD.splitlines()) + 2
    found = [str(fault) for fault in inspect(survey, places)]
    assert found
    for fault in found:
        line = int(fault.removeprefix("own.yaml line ").partition(" ")[0])
        assert first <= line < first + len(questions.splitlines()), fault


@pytest.mark.parametrize("part", LONGEST)
def test_whatever_people_are_shown_has_a_most_and_passes_at_it(part: str) -> None:
    def too_long(letters: int) -> list[str]:
        one, words = {"id": "q", "type": "single", "text": "a"}, "x" * letters
        choice = {"text": words} if part == "choices" else {"text": "Y", "emoji": words if part == "emoji" else ""}
        one |= {"choices": [{"id": "yes", **choice}, {"id": "no", "text": "N"}]}
        asked = {"questions": [one | {part: words} if part in ("text", "hint", "easy_read") else one]}
        own = (
            {}
            if part in Question.model_fields or part == "emoji"
            else {part: {"d": words} if part == "domains" else words}
        )
        head = YAML(typ="safe").load(HEAD)
        return [fault.fault for fault in inspect(Survey.model_validate(head | asked | own)) if "letters" in fault.fault]

    most = LONGEST[part]
    assert too_long(most) == []
    assert too_long(most + 1) == [f"has {most + 1} letters, and at most {most} can be shown"]


def test_a_fault_stands_at_the_very_choice_or_condition() -> None:
    text = (
        HEAD
        + """questions:
  - id: a
    type: single
    text: A?
    choices:
      - {id: "yes", text: "Yes"}
      - {id: "yes", text: "No"}
  - id: b
    type: text
    text: B?
    show_if: {question: a, equals: maybe}
"""
    )
    top = len(HEAD.splitlines())
    told = "\n".join(str(fault) for fault in inspect(*load_placed(text, "own.yaml")))
    assert f"own.yaml line {top + 7} column 9, question a, choice yes: the choice yes stands twice" in told
    assert f"own.yaml line {top + 11} column 5, question b, show_if: its condition names maybe" in told


def test_a_survey_that_asks_nothing_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    told = [str(fault) for fault in inspect(*load_placed(HEAD + "questions: []\n", "own.yaml"))]
    assert told == [
        f"own.yaml line {len(HEAD.splitlines()) + 1} column 1, questions: asks nothing. Write at least one question"
    ]
    (tmp_path / "latin.yaml").write_bytes(b"id: x\ntitle: caf\xe9\n")
    for name, fault in (("none.yaml", "No such file"), ("latin.yaml", "line 2 column 11: is not UTF-8")):
        with pytest.raises(DefinitionError, match=fault):
            load_survey(tmp_path / name)


def test_a_language_without_wording_and_a_long_part_for_children_are_found() -> None:
    survey = load_survey(
        HEAD
        + "languages: [en, pl]\nunder_11: true\nquestions:\n"
        + "".join(f"  - {{id: q{n}, type: number, text: a}}\n" for n in range(16))
    )
    told = [str(fault) for fault in inspect(survey)]
    assert any("no wording in pl" in one for one in told)
    assert any("has 16 questions" in one for one in told)


def test_every_definition_that_comes_with_heard_is_without_fault_and_survives_yaml() -> None:
    assert len(SURVEYS) >= 7
    for survey in load_folder(DEFINITIONS).values():
        assert inspect(survey) == ()
        assert (
            fingerprint(load_survey(to_yaml(survey)))
            == fingerprint(from_canonical(canonical(survey)))
            == fingerprint(survey)
        )


def test_only_what_is_filled_in_may_stand_in_braces_and_a_language_is_named() -> None:
    text = HEAD.replace("controller: c", "controller: '{council} and {team}'").replace(
        "purpose: p", "purpose: 'For {counsil}'"
    )
    told = "\n".join(str(fault) for fault in inspect(load_survey(text + "languages: []\nquestions: []\n")))
    assert "controller: {team} is not filled in" in told
    assert "controller: {council} is not" not in told
    assert "purpose: {counsil} is not filled in" in told
    assert "languages: names no language" in told


def test_names_of_our_own_are_kept() -> None:
    assert tuple(question.id for question in SURVEYS["preamble"].questions) == PREAMBLE
    own, places = load_placed(HEAD.replace("id: x", "id: preamble") + "questions: []\n", "own.yaml")
    [fault] = taken(own, SURVEYS["preamble"], places)
    assert "own.yaml line 1 column 1, id: the id preamble is kept" in str(fault)
    for id_, shipped in SURVEYS.items():
        assert taken(shipped, SURVEYS[id_], places) == ()


def test_resilience_has_thirty_nine_statements_in_five_domains() -> None:
    survey = SURVEYS["resilience-wellbeing"]
    assert [sum(q.domain == d for q in survey.questions) for d in survey.domains] == [9, 10, 6, 8, 6]
    assert len({q.id for q in survey.questions}) == 39


def test_school_life_asks_fourteen_things_in_the_seeds_order() -> None:
    ids = [q.id for q in SURVEYS["pupil-school-life"].questions]
    assert (len(ids), ids[0], ids[3], ids[-1]) == (14, "feels-safe", "bullying-heard", "progress-view")


@pytest.mark.parametrize("id_", [id_ for id_, s in SURVEYS.items() if s.audience == "pupil"])
def test_what_children_read_is_for_nine_year_olds(id_: str) -> None:
    survey = SURVEYS[id_]
    texts = [say(q.text, "en") for q in survey.questions] + [say(survey.purpose, "en")]
    assert textstat.flesch_kincaid_grade(" ".join(texts)) + 5 <= 9.5


# ------------------------------------------------------------------ answers
ANYTHING = st.one_of(
    st.text(), st.integers(), st.none(), st.lists(st.text(), max_size=4), st.just(SKIP), st.floats(), st.binary()
)
QUESTIONS = [q for s in SURVEYS.values() for q in s.questions]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(QUESTIONS), ANYTHING)
def test_an_answer_is_an_answer_or_a_rejection_whatever_is_given(question, anything) -> None:  # type: ignore[no-untyped-def]
    judged = accept(question, anything)
    assert isinstance(judged, Answer | Rejection)
    if isinstance(judged, Answer) and isinstance(judged.value, str):
        assert "\x00" not in judged.value
        assert judged.value.encode()


@pytest.mark.parametrize(
    ("question", "given_", "value"),
    [
        ("days-missed", "three", 3), ("days-missed", " 12 ", 12), ("days-missed", "none", 0), ("feels-safe", "1", "safe"),
        ("feels-safe", "no, i do not feel safe", "not-safe"), ("feels-safe", "Most", "mostly"), ("helps", "1, 3", ("friends", "quiet-place")),
        ("helps", ["breaks", "friends"], ("friends", "breaks")), ("one-thing", "a\r\nb\x00", "a\nb"), ("one-thing", SKIP, None),
    ],
)  # fmt: skip
def test_typed_answers_are_understood(question: str, given_: object, value: object) -> None:
    found = SURVEYS["pupil-voice"].question(question)
    assert found is not None
    assert accept(found, given_) == Answer(question, value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "days"),
    [("11 half days", 5.5), ("one half day", 0.5), ("two half-days", 1), ("a half day", 0.5), ("two and a half days", 2.5), ("2½", 2.5),
     ("half", 0.5), ("2 half", None), ("some half days", None)],
)  # fmt: skip
def test_so_many_half_days_are_half_as_many_days_and_what_may_be_either_is_asked_again(
    typed: str, days: float | None
) -> None:
    question = SURVEYS["advice-dates"].question("term-days")
    assert question is not None
    judged = accept(question, typed)
    assert isinstance(judged, Rejection) if days is None else judged == Answer("term-days", days)


@pytest.mark.parametrize(
    ("question", "given_"),
    [
        ("days-missed", "9999"),
        ("days-missed", "-1"),
        ("days-missed", "lots"),
        ("feels-safe", "maybe"),
        ("one-thing", "a" * 1001),
        ("one-thing", " "),
        ("helps", ["nobody"]),
        ("helps", []),
        ("feels-safe", ["safe", "mostly"]),
    ],
)
def test_what_cannot_be_kept_is_refused_kindly(question: str, given_: object) -> None:
    found = SURVEYS["pupil-voice"].question(question)
    assert found is not None
    judged = accept(found, given_)
    assert isinstance(judged, Rejection)
    assert WORDS.say(f"answer.{judged.code}", **judged.facts).endswith((".", "”."))


def test_a_number_beside_choices_that_name_numbers_is_never_a_place_in_the_list() -> None:
    """Typed 3 was the third choice: "Year 12 or above", or "More than 15 days"."""
    ranges = made(
        """\
  - id: r
    type: multiple
    text: How long
    choices: [{id: few, text: Up to 5 days}, {id: some, text: 6 to 15 days}, {id: many, text: More than 15 days}]
""",
        privacy="named",
    ).questions[0]
    for typed in ("1", "2", "3", "5", "15", "2, 3"):
        assert isinstance(accept(ranges, typed), Rejection), typed
    assert accept(ranges, "6") == Answer("r", ("some",))
    rated = SURVEYS["service-rating"].question("rate-advice-line")
    assert rated is not None
    assert accept(rated, "2") == accept(rated, "2, weak")


def test_dates_are_read_day_first_and_only_whole() -> None:
    survey = made("  - {id: d, type: date, text: When}\n", privacy="named")
    for typed, iso in (("03/04/2015", "2015-04-03"), ("3rd march 2016", "2016-03-03"), ("2026-11-16", "2026-11-16")):
        assert accept(survey.questions[0], typed) == Answer("d", iso)
    for typed in ("9", "31/02/2026", "tomorrow", "march", "x" * 500):
        assert isinstance(accept(survey.questions[0], typed), Rejection)


# ------------------------------------------------------------------ routing
@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(["pupil-voice", "service-rating", "preamble"]))
def test_a_path_ends_without_repeats_and_answers_off_it_are_dropped(data, name: str) -> None:  # type: ignore[no-untyped-def]
    survey = SURVEYS[name]
    answers = {}
    for question in survey.questions:
        if data.draw(st.booleans()):
            ids = [choice.id for choice in question.choices]
            value = data.draw(st.sampled_from(ids)) if ids else None
            answers[question.id] = Answer(question.id, (value,) if question.type == "multiple" else value)
    shown = path(survey, answers)
    assert len({q.id for q in shown}) == len(shown)
    kept = on_path(survey, answers)
    assert path(survey, kept) == shown
    for _ in range(60):
        left = [question.id for question in path(survey, kept) if question.id not in kept]
        if not left:
            break
        kept[left[0]] = Answer(left[0], None)
    assert {question.id for question in path(survey, kept)} <= kept.keys()


# ------------------------------------------------------------------ codes
def test_any_two_words_are_three_slips_apart_and_easy_to_spell() -> None:
    from rapidfuzz.distance import OSA

    words = word_list()
    assert len(words) == len(set(words)) == 1024
    assert all(3 < len(word) < 10 and word.isalpha() and word.islower() for word in words)
    close = [
        (a, b)
        for n, a in enumerate(words)
        for b in words[n + 1 :]
        if abs(len(a) - len(b)) < 3 and OSA.distance(a, b, score_cutoff=2) < 3
    ]
    assert close == []


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_one_slip_in_every_word_is_forgiven(chance) -> None:  # type: ignore[no-untyped-def]
    code = new_code(chance)
    slipped = []
    for word in code.split("-"):
        at = chance.randrange(len(word) - 1)
        slipped.append(chance.choice([
            word[:at] + word[at + 1 :], word[:at] + chance.choice("aeiousz") + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + chance.choice("aeiousz") + word[at + 1 :], word.upper(),
        ]))  # fmt: skip
    assert read_code(chance.choice([" ", "-", ", ", "  "]).join(slipped)) == code
    assert read_code(code.replace("-", "")) in (code, None)


def test_and_between_words_is_passed_over_and_as_a_fourth_word_is_a_wand() -> None:
    assert read_code("acorn, acorn, acorn and wand") == read_code("corn corn corn and") == "acorn-acorn-acorn-wand"


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False))
def test_slips_are_forgiven_where_spaces_are_missing_or_too_many_as_well(chance) -> None:  # type: ignore[no-untyped-def]
    one, two, three, four = new_code(chance).split("-")
    slipped = three[0] + three[2:] if chance.random() < 0.5 else three[0] + three[2] + three[1] + three[3:]
    for typed in (
        f"{one}{two} {slipped} {four}",
        f"{one}{two}{slipped}{four}",
        f"{one[:2]} {one[2:]} {two} {slipped} {four}",
    ):
        assert read_code(typed) == "-".join((one, two, three, four))


@pytest.mark.parametrize(
    "typed",
    ["b1anket c0rridor ostrich magazine", "1. blanket 2. corridor 3. ostrich 4. magazine", "Blánkét corridôr ostrich magazine",
     "ｂｌａｎｋｅｔ corridor ostrich magazine", "blanket, corridor, ostrich and magazine 😀", "BLANKETCORRIDOROSTRICHMAGAZINE"],
)  # fmt: skip
def test_digits_accents_wide_letters_and_a_list_are_read_as_a_child_meant_them(typed: str) -> None:
    assert read_code(typed) == "blanket-corridor-ostrich-magazine"


def test_nothing_that_a_child_in_danger_writes_is_taken_for_a_code() -> None:
    """Words that are a code become no concern, so kindness to slips must not swallow a cry for help."""
    phrases = YAML(typ="safe").load(Path(__file__).parent.parent / "advice_kb" / "must_catch.yaml")
    written = [str(one) for one in _leaves(phrases)]
    assert len(written) > 100
    assert [one for one in written if read_code(one) or read_receipt(one)] == []


def _leaves(tree: object) -> list[object]:
    inner = list(tree.values()) if isinstance(tree, dict) else tree
    return [leaf for one in inner for leaf in _leaves(one)] if isinstance(inner, list) else [tree]


@given(st.text(max_size=300))
def test_nothing_typed_as_a_code_ever_fails(typed: str) -> None:
    found = read_code(typed)
    assert found is None or len(found.split("-")) == 4


@pytest.mark.parametrize("behind", ["{said}", " picture: {emoji} {said}", ", Picture: {said} {emoji}", " and {name}."])
@pytest.mark.parametrize("name", PICTURES)
def test_the_name_of_the_picture_may_be_typed_behind_the_words_of_a_receipt(name: str, behind: str) -> None:
    emoji, said = PICTURES[name]
    typed = "blanket corridor ostrich magazine " + behind.format(name=name, said=said, emoji=emoji)
    assert read_receipt(typed) == "blanket-corridor-ostrich-magazine"
    assert read_receipt(f"blanket corridor ostrich {name}") == read_code(f"blanket corridor ostrich {name}")


def test_a_receipt_has_four_words_and_a_picture() -> None:
    import random

    receipt = new_receipt(random.Random(1))
    assert len(receipt.words) == 4
    assert receipt.picture


# ------------------------------------------------------------------ campaigns
def test_nothing_is_missing_only_when_everything_is_recorded() -> None:
    from datetime import date

    opens, closes = date(2026, 12, 1), date(2026, 12, 18)
    full = dict.fromkeys(READINESS, "yes") | {
        "opt_outs": "0",
        "parents_told": "2026-11-10",
        "rota_from": "2026-11-01",
        "rota_until": "2026-12-31",
        "dpia_signed_off": "2026-10-01",
    }
    assert missing("c", full, opens, closes) == ()
    for name in READINESS:
        assert any(name.split("_")[0] in str(f) for f in missing("c", {**full, name: ""}, opens, closes)), name
    assert "fewer than 10 school days" in str(missing("c", {**full, "parents_told": "2026-11-25"}, opens, closes)[0])
    ahead = missing("c", {**full, "dpia_signed_off": "2099-01-01"}, opens, closes, today=opens)
    assert ["dpia_signed_off lies ahead" in str(fault) for fault in ahead] == [True]
    assert "does not cover" in str(missing("c", {**full, "rota_until": "2026-12-10"}, opens, closes)[0])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 2), st.integers(0, 3), st.integers(1, 60)), min_size=1, max_size=25
    )
)
def test_no_label_is_given_to_fewer_than_thirty_codes_unless_all_are_fewer(rows) -> None:  # type: ignore[no-untyped-def]
    batches = [CodeBatch(str(n), f"s{s}", f"a{a}", (f"c{c}",), issued) for n, (s, a, c, issued) in enumerate(rows)]
    labels = labels_for(batches)
    sizes: dict[str, int] = {}
    for one in batches:
        sizes[labels[one.id]] = sizes.get(labels[one.id], 0) + one.issued
        assert not ("setting:" in labels[one.id] and "cohort:" in labels[one.id])
    if sum(sizes.values()) >= 30:
        assert all(size >= 30 for size in sizes.values()), sizes
