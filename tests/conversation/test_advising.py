"""The advice line in conversation: asked, answered, asked back, handed over; an article that is taken back is gone at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from advice_kb.letter import load_letters
from bot.conversation.messages import Address, Incoming, Outgoing, Tap
from bot.handlers.telegram_text import MOST_TEXT
from bot.handlers.telegram_words import message
from bot.handlers.terminal import shown_text
from storage import advice_log, concerns
from tests.advice_world import FOREIGN, advice, advised, decide, with_advice
from tests.telegram_world import data_of, joined
from tests.test_stories import option
from tests.web_world import browser, pages
from tests.world import KEYS, START, Person, World

STORY: list[tuple[str, str]] = [
    ("tap", "Ask about exclusion"), ("tap", "A parent"), ("type", "my lad was sent home today"), ("tap", "By when"), ("tap", "Who can help"),
    ("tap", "I have no letter"), ("tap", "Short answer"), ("tap", "not what I meant"), ("tap", "Suspension and permanent"), ("tap", "I am not sure"), ("tap", "This helped"),
    ("tap", "something else"), ("type", "how many days is it"), ("tap", "None of these"), ("tap", "What must happen now"), ("tap", "Teaching from the sixth"),
    ("tap", "something else"), ("type", "a thing nobody wrote about"), ("type", "another such thing"), ("type", "and a third"),
]  # fmt: skip
"""What somebody does, by the words they see."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    async with advised(tmp_path / "heard.db") as world:
        yield world


async def log(world: World) -> Counter[tuple[Any, ...]]:
    """How often each row stands there: rows of one minute have no order."""
    async with world.storage.reading() as connection:
        rows = await advice_log.since(connection, START.replace(minute=0))  # with a concern only the hour is logged
    return Counter((row.topic, row.article, row.role, row.outcome, row.helped) for row in rows)


async def on_telegram(world: World) -> str:
    async with joined(world) as telegram:
        await telegram.says(801, "/start")
        for kind, words in STORY:
            await (telegram.says(801, words) if kind == "type" else telegram.taps(801, words))
        return str(telegram.api.last(801)["text"])


async def on_chat(world: World) -> str:
    async with pages(world) as base, browser(base) as parent:
        await parent.opens("/chat")
        await parent.posts("/chat", do="start")
        address = Address("chat", next(iter(parent.session.cookie_jar)).value)
        for kind, words in STORY:
            if kind == "type":
                await parent.posts("/chat", do="text", text=words)
                continue
            one = option((await world.exchange.look_again(address))[0], words)
            assert one.label.replace("’", "&#39;") in parent.text.replace("’", "&#39;")
            await parent.posts("/chat", do=f"{one.action}:{one.argument}" if one.argument else one.action)
        return parent.text


async def on_terminal(world: World) -> str:
    person = await at_the_start(world)
    for kind, words in STORY:
        await (person.types(words) if kind == "type" else press(person, words))
    return " ".join((*person.sees.body, *(value for _, value, _ in person.sees.rows)))


async def at_the_start(world: World, name: str = "someone", **incoming: Any) -> Person:
    person = world.person(name, "terminal")
    await person.does(**(incoming or {"command": "start"}))
    return person


async def press(person: Person, words: str) -> Outgoing:
    one = option(person.sees, words)
    return await person.taps(one.action, one.argument, person.sees.question)


def said(shown: Outgoing) -> str:
    return "\n".join((shown.notice, shown.heading, *shown.body, *(f"{a} {b}" for a, b, _ in shown.rows)))


@pytest.mark.timeout(60)
async def test_the_same_story_is_told_and_logged_alike_on_every_surface(tmp_path: Path) -> None:
    logged = {}
    for surface, tells in (("telegram", on_telegram), ("chat", on_chat), ("terminal", on_terminal)):
        async with advised(tmp_path / f"{surface}.db") as world:
            assert "01632 960 003" in await tells(world), surface
            logged[surface] = await log(world)
    assert logged["telegram"] == logged["chat"] == logged["terminal"]
    assert logged["chat"] == {
        ("unlawful-exclusion", "unlawful-exclusion.parent", "parent", "answer", None): 1,
        ("kinds-of-exclusion", "kinds-of-exclusion.parent", "parent", "picked", True): 1,
        ("", "", "parent", "clarify", None): 1,
        ("", "", "parent", "nothing", None): 3,
        ("sixth-day-education", "sixth-day-education.parent", "parent", "menu", None): 1,
        ("", "", "parent", "person", None): 1,
    }


async def test_who_asks_is_asked_once_after_the_words_and_the_words_are_not_kept_meanwhile(town: World) -> None:
    person = await at_the_start(town)
    assert (await person.types("my zebra-striped lad was sent home")).name == "advice-role"
    assert "zebra" not in str(person.last and person.last.turn.standing)
    answer = await press(person, "A parent")
    assert "needs a letter" in said(answer)
    assert "may have a part in your case" in said(answer)
    assert "not legal advice" in said(answer)
    assert "not yet approved" in said(answer)
    await person.does(command="start")
    assert (await person.types("sent home again")).name == "advice-article"
    await press(person, "something else")
    await press(person, "I am asking as")
    assert "No pupil’s name" in (await press(person, "governor")).hint


async def test_a_terminal_that_says_who_it_is_is_not_asked(town: World) -> None:
    person = await at_the_start(town, command="role", argument="head")
    shown = await person.does(command="ask")
    assert shown.name == "advice-ask"
    assert "may be disclosed" in shown.hint
    answer = await person.does(command="ask", text="a pupil was sent home")
    assert answer.body[1] == "Checklist"


async def test_words_of_danger_get_help_first_and_their_topics_only_behind_it(town: World) -> None:
    person = await at_the_start(town, command="role", argument="parent")
    helped = await person.types("sent home and now xdangerx")
    assert helped.name == "help"
    assert "needs a letter" not in said(helped)
    assert [o.action for o in helped.options] == ["return", "topic", "topic", "topic"]
    assert "needs a letter" in said(await person.taps("topic", helped.options[1].argument))
    assert sorted(outcome for *_, outcome, _ in await log(town)) == ["picked", "safeguarding"]
    assert len((await person.types("only xdangerx")).options) == 1


async def test_where_harm_may_be_close_there_is_help_and_the_way_back_alone(town: World) -> None:
    person = await at_the_start(town, command="role", argument="parent")
    helped = await person.types("sent home and now xdangerx tonight")
    assert (helped.name, [o.action for o in helped.options]) == ("help", ["return"])


@pytest.mark.parametrize("words", ["only xdangerx", "sent home and now xdangerx"])
@pytest.mark.parametrize("back", ["the button", "typed"])
async def test_back_from_help_finds_what_was_offered_before_as_it_was(town: World, words: str, back: str) -> None:
    person = await at_the_start(town, command="role", argument="parent")
    offered = await person.types("how many days is it")
    assert offered.name == "advice-choices"
    assert (await person.types(words)).name == "help"
    again = await (person.taps("return") if back == "the button" else person.types("back"))
    assert (again.name, again.options) == ("advice-choices", offered.options)


async def test_when_the_screen_is_down_help_comes_first_and_nothing_is_kept(town: World) -> None:
    def broken(_text: str, _audience: str) -> Any:
        raise RuntimeError("the screen is down")

    person = await at_the_start(town, command="role", argument="parent")
    town.exchange.look = broken
    assert (await person.types("a thing that nobody wrote about")).name == "help"
    async with town.storage.reading() as connection:
        assert await advice_log.open_questions(connection, KEYS) == []


@pytest.mark.parametrize("channel", ["telegram", "chat", "terminal"])
async def test_another_language_gets_help_and_an_interpreters_number_on_one_screen(town: World, channel: Any) -> None:
    person = town.person("801", channel)
    await person.taps("ask")
    await person.taps("role", "parent")
    card = await person.types(FOREIGN)
    assert card.name == "help", "nobody can say what the words mean, so help comes first"
    told = said(card)
    assert told.index("Możesz zadzwonić pod numer 01632\u00a0960\u00a0003") < told.index("NSPCC") and "999" in told
    assert "A translator has not yet approved these words" in told
    assert "in Polish (Polski). You can ring the council’s duty officer on 01632 960 003 and ask for an interp" in told
    assert "Someone answers until 5 pm today." in told
    async with town.storage.transaction() as connection:
        [record] = await concerns.read(connection, KEYS, "safeguarding-1", town.clock())
    assert (record.words, record.kinds, record.setting) == (FOREIGN, ("language",), "")
    assert (await person.taps("return")).name == "advice-ask", "back is where they were"
    await person.types(FOREIGN)
    assert (await press(person, "in English")).name == "advice-article"
    assert "unread" not in (person.last.turn.standing.facts if person.last else {})


async def test_words_that_were_english_are_answered_also_where_nobody_said_yet_who_asks(town: World) -> None:
    person = await at_the_start(town)
    await person.types(FOREIGN)
    assert (await press(person, "in English")).name == "advice-role"
    assert (await press(person, "A parent")).name == "advice-article"


async def test_without_an_officers_number_no_sentence_has_a_hole_in_it(tmp_path: Path) -> None:
    async with advised(tmp_path / "heard.db", duty_officer="") as world:
        person = await at_the_start(world, command="role", argument="parent")
        told = said(await person.types(FOREIGN))
        assert "numer" not in told
        assert "you may ask for an interpreter" in told


async def test_on_a_childs_page_another_language_gets_the_card_as_ever(town: World) -> None:
    shown = await town.person("child", "page").types(FOREIGN)
    assert "We cannot check words in this language well yet" in said(shown)
    assert "duty officer" not in said(shown)


async def test_after_three_tries_a_person_and_the_words_are_kept_without_what_is_personal(town: World) -> None:
    person = await at_the_start(town, command="role", argument="parent")
    assert (await person.types("the minibus to swimming, ring me on 07700 900123")).name == "advice-nothing"
    assert (await person.types("minibus")).name == "advice-nothing"
    shown = await person.types("the minibus again")
    assert shown.name == "advice-person"
    assert "tried a few times" in said(shown)
    assert "until 5 pm" in said(shown)
    async with town.storage.reading() as connection:
        kept = await advice_log.open_questions(connection, KEYS)
    assert sorted(one.words for one in kept) == [
        "minibus", "the minibus again", "the minibus to swimming, ring me on [phone]",
    ]  # fmt: skip


async def test_where_nothing_is_found_a_number_stands_before_all_else_on_every_surface(town: World) -> None:
    """A phone shows the beginning of a long message; whoever found nothing needs somebody to ring."""
    number = "01632 960 003"
    async with joined(town) as telegram:
        await telegram.says(801, "/ask")
        await telegram.taps(801, "A pupil")
        for words in ("minibus", "the minibus", "that minibus"):
            lines = [line for line in (await telegram.says(801, words))["text"].split("\n") if line]
            assert "Childline" in lines[1], words
            assert number in lines[2], words
    async with pages(town) as base, browser(base) as parent:
        await parent.opens("/chat")
        await parent.posts("/chat", do="role:parent")
        await parent.posts("/chat", do="text", text="minibus")
        assert "did not find" in parent.text
        assert 0 < parent.text.index(number) < parent.text.index("rather say nothing")
    person = await at_the_start(town, command="role", argument="parent")
    lines = shown_text(await person.types("minibus"))
    assert number in lines[2]
    assert person.sees.options[0].label == "Talk to a person"


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_an_answer_begins_the_count_of_tries_anew_also_one_that_was_taken_back(
    town: World, *, withdrawn: bool
) -> None:
    person = await at_the_start(town, command="role", argument="parent")
    for _ in range(3):
        await person.types("minibus")
    assert "tried a few times" in said(person.sees)
    if withdrawn:
        await decide(town, "unlawful-exclusion.parent", "withdrawn")
    assert (await person.types("sent home")).name == ("advice-held" if withdrawn else "advice-article")
    assert "tried a few times" not in said(await press(person, "Talk to a person"))
    assert (await person.types("minibus")).name == "advice-nothing"
    assert (await person.types("sent home")).name in ("advice-held", "advice-article")
    await press(person, "Ask something else")
    for _ in range(2):
        assert (await person.types("minibus")).name == "advice-nothing"


async def test_answers_that_were_not_meant_are_tries_too(town: World) -> None:
    person = await at_the_start(town, command="role", argument="parent")
    for _ in range(3):
        await person.types("sent home")
        await press(person, "This is not what I meant")
        shown = await press(person, "None of these")
    assert "tried a few times" in said(shown)


async def test_out_of_hours_is_said_honestly_and_an_unknown_number_too(tmp_path: Path) -> None:
    async with advised(tmp_path / "a.db", officer_until="", officer_next="On Monday at 9 am.") as world:
        person = await at_the_start(world, command="role", argument="parent")
        assert "Nobody answers that number right now. On Monday at 9 am." in said(
            await person.types("speak to someone")
        )
    async with advised(tmp_path / "b.db", duty_officer="") as world:
        person = await at_the_start(world, command="role", argument="parent")
        assert "is not known here" in said(await person.types("speak to someone"))


async def test_the_kind_of_school_is_asked_only_where_facts_vary_and_another_country_gets_no_english_law(
    town: World,
) -> None:
    person = await at_the_start(town, command="role", argument="parent")
    assert (await person.types("sent home")).name == "advice-article"
    assert (await person.types("the review panel")).name == "advice-school"
    private = said(await press(person, "A private school"))
    assert private.index("Most of these rules") < private.index("What to do now")
    assert "4,000" not in private  # which schools in the scheme pay
    assert "Most of these rules are for state schools." in said(await press(person, "By when"))
    assert "Most of these rules are for state schools" in said(await person.types("sent home"))
    await press(person, "Change the kind")
    await press(person, "not in England")
    shown = await press(person, "Scotland")
    assert "Enquire" in said(shown)
    assert (await person.types("sent home")).name == "advice-elsewhere"
    fresh = await at_the_start(town, "another", command="role", argument="parent")
    assert (await fresh.types("sent home, and we moved here from Cardiff")).name == "advice-country"
    assert "SNAP Cymru" in said(await press(fresh, "Wales"))


async def test_a_withdrawn_article_is_gone_on_every_way_to_it_at_once(world: World) -> None:
    with_advice(world)
    person = await at_the_start(world, command="role", argument="parent")
    before = await person.types("sent home")
    assert "needs a letter" in said(before)
    await decide(world, "unlawful-exclusion.parent", "withdrawn")
    again, _ = await world.exchange.look_again(person.address)
    assert again.name == "advice-held"
    ways: list[dict[str, Any]] = [
        {"tap": Tap("part", "unlawful-exclusion/law")}, {"tap": Tap("letter", "paperwork-after-sending-home")},
        {"text": "sent home"}, {"tap": Tap("topic", "unlawful-exclusion")}, {"command": "start", "argument": "a-unlawful-exclusion"},
        {"tap": Tap("topic", "unlawful-exclusion", turn=1)},
    ]  # fmt: skip
    for way in ways:
        shown = await person.does(**way)
        assert shown.name == "advice-held", way
        assert ("The council’s duty officer", "01632 960 003", "tel:01632960003") in shown.rows
        assert "needs a letter" not in said(shown)
    await decide(world, "unlawful-exclusion.parent", "published")
    shown = await person.types("sent home")
    assert "needs a letter" in said(shown)
    assert "Approved by Testborough Council" in said(shown)
    assert "not yet approved" not in said(shown)


async def test_a_retired_article_says_so_and_what_stands_in_its_place(town: World) -> None:
    known = town.published.advice
    assert known is not None
    for article in [one for one in known.library.articles.values() if one.topic == "unlawful-exclusion"]:
        await decide(town, article.id, "retired")
    person = await at_the_start(town, command="role", argument="parent")
    shown = await person.types("sent home")
    assert shown.heading == "This answer was taken out of use"
    assert "looked at again" not in said(shown) and "In its place" not in said(shown)
    moved = replace(known.contents, moved={"unlawful-exclusion": "first-five-days"})
    town.published = replace(town.published, advice=replace(known, contents=moved))
    shown = await person.types("sent home")
    title = known.title("first-five-days")
    assert f"In its place there is now: “{title}”." in said(shown)
    assert (await press(person, title)).name in ("advice-article", "advice-school")


async def test_without_serve_checked_only_what_is_published_is_shown(town: World) -> None:
    town.published = replace(town.published, advice=replace(advice(), serve_checked=False))
    person = await at_the_start(town, command="role", argument="parent")
    unpublished = await person.types("sent home")
    assert unpublished.name == "advice-held"
    assert "not been approved yet" in said(unpublished) and "taken this answer back" not in said(unpublished)
    await decide(town, "unlawful-exclusion.parent", "published")
    assert (await person.types("sent home")).name == "advice-article"


async def test_an_article_is_not_shown_by_whoever_did_not_look_at_the_acts(town: World) -> None:
    from bot.conversation.screens import screen

    person = await at_the_start(town, command="role", argument="parent")
    await person.types("sent home")
    assert person.last is not None
    assert screen(person.last.turn.standing, None, town.published).name == "advice-held"


async def test_an_old_button_in_telegram_still_opens_what_it_names_and_a_link_opens_an_answer(town: World) -> None:
    async with joined(town) as telegram:
        await telegram.says(811, "/start a-unlawful-exclusion")
        await telegram.taps(811, "A parent")
        first = telegram.api.last(811)
        await telegram.says(811, "/ask how many days")
        await decide(town, "unlawful-exclusion.parent", "withdrawn")
        before = len(telegram.api.calls)
        telegram.api.taps(811, data_of(first, "What the law says"), first["message_id"])
        await telegram.until(lambda: any("taken this answer back" in str(f) for _, f in telegram.api.calls[before:]))


async def test_a_link_on_the_web_shows_the_answer_and_writes_nothing_and_its_buttons_go_on(town: World) -> None:
    async with pages(town) as base, browser(base) as parent:
        await parent.opens("/chat/a/unlawful-exclusion")
        assert "needs a letter" in parent.text
        assert not list(parent.session.cookie_jar)
        async with town.storage.reading() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM conversation"))).scalar_one() == 0
        await parent.posts("/chat", do="part:unlawful-exclusion/wh")
        assert parent.heading == "Who is asking?"
        await parent.opens("/chat/a/no-such-thing")
        assert parent.status == 200
        await decide(town, "unlawful-exclusion.parent", "withdrawn")
        await parent.opens("/chat/a/unlawful-exclusion")
        assert parent.heading == "We have taken this answer back"


async def test_a_survey_waits_while_something_is_asked(town: World) -> None:
    await town.campaign("pupil-happiness")
    [code] = await town.codes(1)
    pupil = town.person("t", "chat")
    await pupil.enters(code)
    await pupil.taps("go")
    assert "Your survey waits" in (await pupil.does(command="ask")).notice
    await press(pupil, "A pupil")
    assert (await pupil.types("sent home")).name == "advice-article"
    assert (await press(pupil, "Go back to my survey")).question == "who-is-with-you"


async def test_surveys_pay_no_statement_for_the_advice_line_and_questions_one(world: World) -> None:
    with_advice(world)
    await world.campaign()
    codes = await world.codes(20)
    people = [Address("telegram", str(1000 + n)) for n in range(20)]
    await world.exchange.hear([Incoming(a, f"c{a.id}", text=code) for a, code in zip(people, codes, strict=True)])
    await world.exchange.hear([Incoming(a, f"g{a.id}", tap=Tap("go")) for a in people])
    statements: list[str] = []
    engine = world.storage.engine.sync_engine

    def note(_c: object, _cur: object, statement: str, _p: object, _x: object, _many: bool) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    await world.exchange.hear([Incoming(a, f"w{a.id}", tap=Tap("pick", "alone")) for a in people])
    survey = [s for s in statements if not s.startswith("BEGIN")]
    statements.clear()
    asked = [Incoming(Address("telegram", str(2000 + n)), f"q{n}", text="sent home") for n in range(20)]
    await world.exchange.hear(asked)
    event.remove(engine, "before_cursor_execute", note)
    assert len(survey) <= 6
    assert not any("article_state" in s for s in survey)
    assert sum("article_state" in s for s in statements) == 1


async def test_every_article_and_letter_fits_one_message_and_every_button_its_sixty_four_bytes(town: World) -> None:
    from bot.conversation.enquiry import Enquiry
    from bot.conversation.screens import screen
    from bot.conversation.standing import Standing

    known, letters = town.published.with_acts({}), load_letters()
    partly = known.words.say("telegram.shortened")
    for article in advice().library.articles.values():
        own = [("letter", name) for name, one in letters.items() if one.topic == article.topic]
        for view, part in [("article", ""), *(("article", one.key) for one in article.sections), *own]:
            enquiry = Enquiry(view, article.topic, part, school="unsure", log="f" * 32)
            shown = screen(enquiry.within(Standing("telegram", "5", role=article.audience)), None, known)
            made = message(shown, known.words, KEYS, 10**10, 0xFFFFF)
            assert shown.name == f"advice-{view}"
            assert len(made["text"]) < MOST_TEXT and partly not in made["text"], (article.id, part)
