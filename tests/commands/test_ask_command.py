"""`heard ask`: lines in, lines out, the screen in front, and a withdrawn article is no answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from advice_kb.library import load_library as library
from advice_kb.safeguarding import Screening, load_screen
from advice_kb.search import load_finder
from advice_kb.shelf import Act, Shelf
from bot.commands.ask import Corrected, Desk, add_to
from bot.commands.ask_in_words import helped, in_words, published_now
from bot.conversation.appeals import GOVERNORS, PANEL, WAYS
from bot.conversation.help_screen import help_now
from bot.conversation.showing import standing_line

APP = typer.Typer()
add_to(APP)
KEYS = {"id", "outcome", "topics", "articles", "state", "confidence", "about", "help", "screen"}


def no_card(_screening: Screening, _reader: str) -> str:
    raise AssertionError("a card, where nothing speaks of harm and nobody asked for help")


def test_each_line_is_answered_in_order_from_checked_articles() -> None:
    lines = [
        {"id": 1, "text": "how long can a suspension be", "audience": "parent"},
        {"id": "b", "text": "best pizza in town?", "audience": "pupil"},
        {"id": "c", "text": "my dad hits me every night", "audience": "pupil"},
        {"id": "d", "text": "moje dziecko zostalo zawieszone w szkole na tydzien", "audience": "parent"},
    ]
    result = CliRunner().invoke(APP, ["--json"], input="\n".join(json.dumps(line) for line in lines) + "\n\n")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == [1, "b", "c", "d"]
    assert all(set(row) == KEYS for row in rows)
    assert rows[0]["topics"][0] == "suspension-day-limits"
    assert rows[0]["articles"][0] == "suspension-day-limits.parent"
    assert rows[0]["state"] == "checked"
    assert (rows[1]["outcome"], rows[1]["topics"], rows[1]["articles"]) == ("nothing", [], [])
    assert rows[2]["outcome"] == "safeguarding"
    assert [bool(row["help"]) for row in rows] == [False, False, True, True]
    assert "Childline: 0800 1111" in rows[2]["help"] and "poprosić o tłumacza" in rows[3]["help"]
    assert rows[2]["screen"]["concern"] and "abuse-at-home" in rows[2]["screen"]["kinds"]
    assert rows[0]["screen"] == {"concern": False, "urgent": False, "kinds": [], "language": "en", "measured": True}


def test_a_text_in_a_language_that_was_not_measured_leads_to_a_person_and_says_so() -> None:
    asked = {"id": "pl", "text": "moje dziecko zostalo zawieszone w szkole na tydzien", "audience": "parent"}
    row = json.loads(CliRunner().invoke(APP, ["--json"], input=json.dumps(asked)).stdout)
    assert row["outcome"] == "person"
    assert (row["screen"]["language"], row["screen"]["measured"], row["screen"]["concern"]) == ("pl", False, True)
    told = CliRunner().invoke(APP, [asked["text"]]).stdout
    assert "Here we can only answer in English. We think that you wrote in Polish (Polski)." in told
    assert "poprosić o tłumacza" in told and "999" in told
    assert "01632 960 003" in told
    assert "Nothing that you type here is kept, and nobody reads it." in told
    assert ".:" not in told and "NSPCC helpline: 0808 800 5000" in told


def test_an_answer_in_a_terminal_carries_the_same_banner_and_line_as_chat_and_page() -> None:
    result = CliRunner().invoke(APP, ["how long can a suspension be"])
    assert result.exit_code == 0
    assert "45" in result.stdout
    assert "not yet approved by Demo Borough Council" in result.stdout
    article = library().articles["suspension-day-limits.parent"]
    line = standing_line(published_now(load_finder(), Shelf(library(), {})), library(), article, "parent")
    assert line in result.stdout.splitlines()
    assert "Run by Demo Borough Council, which may have a part in your case. Information, not legal advice." in line
    assert "Law checked on 22 November 2026, England. Independent help: " in line
    assert f"(suspension-day-limits.parent, version {article.version}, checked)" in result.stdout


def test_nothing_found_leads_to_a_person_and_words_of_harm_to_help_first() -> None:
    nothing = CliRunner().invoke(APP, ["best pizza in town?"]).stdout
    assert "01632 960 003" in nothing and "Information, not legal advice." in nothing
    harm = CliRunner().invoke(APP, ["--audience", "pupil", "my dad hits me every night and I was sent home"]).stdout
    assert "Childline: 0800 1111" in harm
    lines = harm.splitlines()
    assert lines[-3].startswith("Nothing that you type here is kept, and nobody reads it.")
    assert lines[-2] == "" and "`heard chat --folder var --as pupil`" in lines[-1]
    assert "Did you mean" not in harm and not any(topic.title in harm for topic in library().topics.values())


@pytest.mark.parametrize("reader", ["parent", "pupil", "head", "governor"])
@pytest.mark.parametrize("asked", ["help", "Help!", "help me", "i need help", "sos", "999"])
def test_who_asks_for_help_gets_the_card_of_the_chat_and_no_article(asked: str, reader: str) -> None:
    """Before, "help" was answered with the page about early help, and "999" with nothing found."""
    published = published_now(load_finder(), Shelf(library(), {}))
    desk = Desk(Shelf(library(), {}), load_screen(), load_finder(), str.upper, lambda *of: helped(*of, published))
    row = desk.answer(asked, reader)
    assert (row["outcome"], row["topics"], row["articles"], row["state"]) == ("safeguarding", [], [], "")
    harm = row["screen"]["concern"]  # "help me" alarms: then the card also says what became of the words
    card = help_now(published, "terminal", reader, tuple(row["screen"]["kinds"]), "asked" if harm else "help")
    told = in_words(row, reader, published)
    assert told[:-2] == [row["help"]] == ["\n".join([card.heading, *card.body])]
    assert ("Childline: 0800 1111" in row["help"]) == (reader == "pupil") and "999" in row["help"]


def test_help_is_typed_to_the_command_as_to_the_chat() -> None:
    told = CliRunner().invoke(APP, ["help", "--audience", "pupil"]).stdout
    assert told.startswith("Get help now\nIf someone is in danger now, call 999.") and "Childline: 0800 1111" in told
    assert "`heard chat --folder var --as pupil`" in told and "early help" not in told
    row = json.loads(CliRunner().invoke(APP, ["help", "--audience", "pupil", "--json"]).stdout)
    assert row["help"] in told and row["outcome"] == "safeguarding"


@pytest.mark.parametrize("asked", ["who are you", "Are you a robot?", "what is this"])
def test_who_asks_what_this_is_gets_the_honest_answer_of_the_chat_and_no_failed_search(asked: str) -> None:
    """Before, the search was asked, and nothing was found."""
    published = published_now(load_finder(), Shelf(library(), {}))
    honest = published.words.say("advice.about", council=published.place.council)
    told = CliRunner().invoke(APP, [asked]).stdout
    assert told.startswith(honest) and "It is not a person." in honest
    assert "01632 960 003" in told and "`heard chat --folder var --as parent`" in told
    assert "did not find" not in told
    line = json.dumps({"id": 1, "text": asked, "audience": "pupil"})
    row = json.loads(CliRunner().invoke(APP, ["--json"], input=line).stdout)
    assert row["about"].startswith(honest) and "Childline on 0800 1111" in row["about"]
    assert (set(row), row["outcome"], row["topics"]) == (KEYS, "nothing", [])


def test_only_whoever_asks_that_is_told_what_this_is() -> None:
    desk = Desk(Shelf(library(), {}), load_screen(), load_finder(), str.upper, no_card)
    about = {asked: desk.answer(asked, "head")["about"] for asked in ("what is this", "what is this letter", "hello")}
    assert about == {"what is this": "HEAD", "what is this letter": "", "hello": ""}


@pytest.mark.parametrize("reader", ["parent", "pupil"])
def test_a_wish_to_appeal_is_asked_back_for_machines_as_in_words(reader: str) -> None:
    """Before, the JSON answered with the review panel, which hears no suspension."""
    told = CliRunner().invoke(APP, ["how do I appeal", "--audience", reader]).stdout
    row = json.loads(CliRunner().invoke(APP, ["how do I appeal", "--audience", reader, "--json"]).stdout)
    assert (row["outcome"], row["topics"][:2]) == ("clarify", list(WAYS))
    assert row["articles"][0].startswith(f"{GOVERNORS}.")
    asked = [told.index(library().topics[topic].title) for topic in row["topics"]]
    assert "Did you mean one of these?" in told and asked == sorted(asked), "the same topics in the same order"


def test_whoever_says_which_it_is_or_is_no_family_is_answered_in_the_json_too() -> None:
    finder = Corrected(load_finder())
    assert finder.find("how do i appeal a permanent exclusion", "parent").topics[0] == PANEL
    assert finder.find("how do i appeal a suspension", "parent").topics[0] == "governing-board-review"
    for asked in ("how do I appeal", "how long can a suspension be"):
        assert finder.find(asked, "head") == load_finder().find(asked, "head")


def test_a_withdrawn_article_is_no_answer() -> None:
    known, at = library(), datetime(2026, 11, 24, tzinfo=UTC)
    act = Act("suspension-day-limits.parent", 1, "withdrawn", at, "editor", "wrong")
    desk = Desk(Shelf(known, {act.article: act}), load_screen(), load_finder(), str.upper, no_card)
    row = desk.answer("how long can a suspension be", "parent")
    assert row["state"] == "withdrawn"
    assert "suspension-day-limits.parent" not in row["articles"]
    told = "\n".join(in_words(row, "parent", published_now(desk.finder, desk.shelf)))
    assert "We have taken this answer back" in told and "01632 960 003" in told
    assert known.articles[act.article].short_answer not in told


def test_a_retired_article_is_taken_out_of_use_and_not_being_looked_at_again() -> None:
    known, at = library(), datetime(2026, 11, 24, tzinfo=UTC)
    own = [one for one in known.articles.values() if one.topic == "suspension-day-limits"]
    acts = {one.id: Act(one.id, one.version, "retired", at, "editor", "replaced") for one in own}
    desk = Desk(Shelf(known, acts), load_screen(), load_finder(), str.upper, no_card)
    row = desk.answer("how long can a suspension be", "parent")
    assert (row["state"], [one for one in row["articles"] if "suspension-day-limits" in one]) == ("retired", [])
    told = "\n".join(in_words(row, "parent", published_now(desk.finder, desk.shelf)))
    assert "was taken out of use for good" in told and "01632 960 003" in told
    assert "looked at again" not in told and "taken this answer back" not in told
    acts["suspension-day-limits.head"] = Act("suspension-day-limits.head", 1, "withdrawn", at, "editor", "wrong")
    row = Desk(Shelf(known, acts), load_screen(), load_finder(), str.upper, no_card).answer(
        "how long can a suspension be", "parent"
    )
    assert row["state"] == "withdrawn", "one that is being amended may come back"


@pytest.mark.parametrize("bad", ["not json", "[1]", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 5}'])
def test_a_line_that_cannot_be_read_is_one_sentence_and_exit_1(bad: str) -> None:
    result = CliRunner().invoke(APP, ["--json"], input=bad + "\n")
    assert result.exit_code == 1
    assert "line 1 of standard input" in result.stderr


def test_a_line_with_an_audience_that_is_not_known_is_refused_with_its_place_and_those_that_are() -> None:
    """Before, it was searched as if nobody had said who asks, and nobody could know."""
    lines = '{"id": 1, "text": "fine", "audience": ""}\n{"id": 2, "text": "fine", "audience": "pupli"}\n'
    result = CliRunner().invoke(APP, ["--json"], input=lines)
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    told = "heard: line 2 of standard input: audience 'pupli' is unknown; use parent, pupil, head, governor, or leave it out\n"
    assert result.stderr == told


def test_half_a_letter_in_a_line_ends_nothing_and_the_case_of_an_audience_does_not_matter() -> None:
    """Before, the first was a traceback and the second was refused, and the lines behind it were not answered."""
    asked = {"id": "\ud800", "text": "how long can a suspension be \udfff", "audience": " Head "}
    result = CliRunner().invoke(APP, ["--json"], input=json.dumps(asked))
    row = json.loads(result.stdout)
    assert (result.exit_code, row["id"], row["topics"][0]) == (0, "\ud800", "suspension-day-limits")
    assert row["articles"][0] == "suspension-day-limits.head"
