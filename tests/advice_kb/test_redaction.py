"""Personal details with planted items: what must be found, what must be left (reliability row 32)."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from advice_kb.redaction import redact, spans
from bot.commands.redact import add_to

TODAY = date(2026, 11, 24)

EVERYDAY = (
    "my son was sent home on {day} and they said it is for 3 days", "he is in year 9 and has had 5 suspensions, 14 days in all",
    "can they do this in 45 days or 15 days, the letter says section 51A", "the meeting is at 10:30 on {day} in room 12B",
    "she missed 2 exams and 6 lessons since {day}", "they want £4,000 and it is 2026 already", "i rang at 9.15 and again at 3 pm",
    "what does paragraph 104 of the 2024-2025 guidance say", "his attendance is 92.5 % and he may go back on {day}",
    "in the school year 2025-26 she was out for 11.5 days", "the law changed on 26 July 2026, did it not",
    "in march the head may have told the 7 governors", "he got 3 detentions, in 10B, by mr k, y7 2nd week",
    "look at school. it is not fair. He cried", "we waited 6 weeks, 4 days and 20 minutes for the EHC plan",
)  # fmt: skip
NOW_DAYS = (
    "16 November 2026",
    "16/11/2026",
    "2026-11-16",
    "3rd of September 2026",
    "12.10.26",
    "5 Oct 26",
    "21-10-2026",
)


def phone(chance: random.Random) -> str:
    tail = "".join(chance.choice("0123456789") for _ in range(6))
    forms = (f"07700 {tail}", f"07700{tail}", f"+44 7700 {tail}", f"+44 (0)7700 {tail}", f"020 7946 0{tail[:3]}", f"(01632) 960{tail[:3]}",
             f"07700-{tail[:3]}-{tail[3:]}", f"07700.{tail[:3]}.{tail[3:]}", " ".join(f"07700{tail}"), f"o77oo {tail}",
             f"0044 7700 {tail}", f"0808 157 0{tail[:3]}", "oh seven seven double oh nine one two three four five")  # fmt: skip
    return chance.choice(forms)


def email(chance: random.Random) -> str:
    who, where = (
        chance.choice(("j.smith", "mum_of_3", "kay+school", "o'neil")),
        chance.choice(("example.com", "mail.example.co.uk")),
    )
    return chance.choice((f"{who}@{where}", f"{who} (at) {where}", f"{who}[at]example[dot]com", f"{who} at example dot com", f"{who.upper()}@{where}"))  # fmt: skip


def link(chance: random.Random) -> str:
    return chance.choice(("https://example.org/a?b=1", "www.example.com/me", "example.co.uk", "hxxp://example.net/x", "t.me/jay_07", "HTTP://EXAMPLE.COM"))  # fmt: skip


def handle(chance: random.Random) -> str:
    return chance.choice(("@jayden_07", "@kay.b", "@TheRealMo", "jay#1234", "insta: kay.b_x"))


def postcode(chance: random.Random) -> str:
    return chance.choice(
        ("SW1A 1AA", "m1 1ae", "B33 8TH", "CR26XH", "DN55 1PT", "ec1a1bb", "W1A 0AX", "LS1  4DL", "n1c-4ag")
    )


def nhs(chance: random.Random) -> str:
    while True:
        digits = [chance.randrange(1, 10) for _ in range(9)]
        check = (11 - sum((10 - n) * d for n, d in enumerate(digits)) % 11) % 11
        if check < 10:
            number = "".join(map(str, [*digits, check]))
            return chance.choice((number, f"{number[:3]} {number[3:6]} {number[6:]}", f"{number[:3]}-{number[3:6]}-{number[6:]}"))  # fmt: skip


def insurance(chance: random.Random) -> str:
    return chance.choice(("AB 12 34 56 C", "ab123456c", "JK-12-34-56-A", "CE123456", "PP 123456 D"))


def birthday(chance: random.Random) -> str:
    return chance.choice(("born 12/03/2011", "dob 3.5.12", "DOB: 3 May 2012", "2012-05-03", "12th of march 2011", "date of birth is 07 08 2013",
                          "March 4th, 2010", "her birthday is 3rd May", "d.o.b. 120311", "5 Sept '09", "14-2-2008"))  # fmt: skip


PLANTED = {"phone": phone, "e-mail": email, "link": link, "handle": handle, "postcode": postcode, "nhs-number": nhs,
           "ni-number": insurance, "birth-date": birthday}  # fmt: skip


def messages(count: int, chance: random.Random) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """Messages with two or three planted items each, and where they stand."""
    made = []
    for _ in range(count):
        text, places = "", []
        for _ in range(chance.choice((2, 2, 3, 3))):
            text += chance.choice(EVERYDAY).format(day=chance.choice(NOW_DAYS)) + chance.choice((". ", " , ", "\n"))
            kind = chance.choice(list(PLANTED))
            item = PLANTED[kind](chance)
            text += chance.choice(("it is ", "here: ", "write to ", "")) if kind != "birth-date" else ""
            places.append((len(text), len(text) + len(item), kind))
            text += item + chance.choice((" ", ", ", ".\n", "! "))
        made.append((text, places))
    return made


def test_of_twelve_hundred_planted_items_ninety_nine_in_a_hundred_are_found_and_few_words_are_masked_wrongly() -> None:
    missed, planted, wrong, words = [], 0, [], 0
    for text, places in messages(500, random.Random(32)):
        found = spans(text, TODAY)
        planted += len(places)
        for start, end, kind in places:
            digits = [n for n in range(start, end) if text[n].isdigit()] or list(range(start, end))
            if not all(any(one.start <= n < one.end for one in found) for n in digits):
                missed.append((kind, text[start:end]))
        for one in found:
            if not any(one.start < end and start < one.end for start, end, _ in places):
                wrong.append(text[one.start : one.end])
        words += len(text.split())
    assert planted >= 1_200
    assert len(missed) <= planted / 100, missed
    assert sum(len(one.split()) for one in wrong) < words * 0.02, wrong


@pytest.mark.parametrize("text", [one.format(day=day) for one in EVERYDAY for day in NOW_DAYS[:3]])
def test_everyday_numbers_and_days_stay(text: str) -> None:
    assert redact(text, TODAY) == text


def test_each_detail_is_named_by_its_kind_and_the_rest_is_untouched() -> None:
    text = "Ring 07700 900123, or k@example.org. She lives at M1 1AE; born 3 May 2012. See www.example.com."
    assert redact(text, TODAY) == "Ring [phone], or [e-mail]. She lives at [postcode]; born [birth-date]. See [link]."


def test_spans_point_into_the_text_as_it_came() -> None:
    text = "😀 é call 07700 900123 or @jay_07"
    assert [(text[one.start : one.end], one.kind) for one in spans(text, TODAY)] == [
        ("07700 900123", "phone"), ("@jay_07", "handle"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "0" * 5_000, "a@" * 2_000, "1 " * 3_000, "١٢٣٤٥٦٧٨٩٠", "\x00\ud800", "one two " * 800]
)
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(redact(text, TODAY), str)


def test_the_command_answers_line_by_line_and_says_what_is_wrong_with_a_line() -> None:
    app = typer.Typer()
    add_to(app)
    lines = '{"id": 1, "text": "call 07700 900123 now"}\n{"id": "b", "text": "nothing here"}\n'
    result = CliRunner().invoke(app, ["--json"], input=lines)
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"id": 1, "text": "call [phone] now", "spans": [{"start": 5, "end": 17, "kind": "phone"}]},
        {"id": "b", "text": "nothing here", "spans": []},
    ]
    refused = CliRunner().invoke(app, ["--json"], input='{"id": 1}\n')
    assert refused.exit_code == 1
    assert "line 1 of standard input" in refused.stderr
