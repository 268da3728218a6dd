"""Words of harm in any box, on any screen: help at once, moved to a record of their own, one way back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.messages import Outgoing, Tap
from storage import concerns
from storage.concerns import Concern
from storage.voice_codes import new_token
from tests.advice_world import with_advice
from tests.telegram_world import data_for, joined
from tests.world import KEYS, Flagged, Person, World, published

DANGER = "please xdangerx help"


async def records(world: World) -> list[Concern]:
    async with world.storage.transaction() as connection:
        return await concerns.read(connection, KEYS, "safeguarding-1", world.clock())


async def until(pupil: Person, question: str) -> Outgoing:
    while pupil.sees.question != question:
        await pupil.taps("return" if pupil.sees.name == "help" else "go" if pupil.sees.name == "first" else "skip")
    return pupil.sees


async def pupil_at(world: World, question: str, channel: str = "page") -> Person:
    await world.campaign()
    [code] = await world.codes(1)
    pupil = world.person("777", channel)
    await pupil.enters(code)
    if question:
        await until(pupil, question)
    return pupil


def says(shown: Outgoing) -> str:
    return " ".join(shown.body)


@pytest.mark.parametrize("question", ["", "feels-safe", "helps", "missed-school", "one-thing"])
async def test_in_every_box_of_a_survey_words_of_harm_show_help_and_lead_back(
    small_world: World, question: str
) -> None:
    pupil = await pupil_at(small_world, question)
    shown = await pupil.types(DANGER)
    assert shown.name == "help"
    assert "0800 1111" in says(shown)
    assert [option.action for option in shown.options] == ["return"]
    [record] = await records(small_world)
    assert (record.words, record.setting, record.voice, record.surface) == (DANGER, "school-1", "pupil", "page")
    back = await pupil.taps("return")
    assert (question or "first") in (back.name, back.question)


async def going_on(pupil: Person, way: str) -> Outgoing:
    return await (pupil.taps("skip") if way == "button" else pupil.does(text=" ", question="one-thing"))


@pytest.mark.parametrize("channel", ["page", "telegram", "terminal"])
@pytest.mark.parametrize("way", ["button", "empty box", "other words"])
async def test_back_is_the_same_question_which_says_that_the_words_were_put_aside(
    small_world: World, channel: str, way: str
) -> None:
    pupil = await pupil_at(small_world, "one-thing", channel)
    await pupil.types(DANGER)
    back = await pupil.taps("return")
    assert (back.question, back.typed) == ("one-thing", "")
    assert back.notice == "Put aside. It is not in your answers. You can go on, or write something else here."
    assert [o.label for o in back.options if o.action == "skip"] == ["Go on"]
    again, _ = await small_world.exchange.look_again(pupil.address)
    assert again.notice == back.notice and "xdangerx" not in str(again)
    on = await (pupil.types("longer breaks") if way == "other words" else going_on(pupil, way))
    assert on.question == "going-well"
    before = await pupil.taps("back")
    assert before.question == "one-thing"
    assert (before.typed, bool(before.notice)) == (("longer breaks", False) if way == "other words" else ("", True))
    await going_on(pupil, "button")
    seen = await pupil.answers_all(small_world.chance)
    rows = {reference: value for _, value, reference in seen.rows}
    wanted = "You would rather not say" if way == "other words" else "Put aside. It is not in your answers."
    assert rows["one-thing"] == wanted
    assert len(await records(small_world)) == 1


async def test_somebody_else_at_the_same_screen_is_not_told_what_was_put_aside(small_world: World) -> None:
    pupil = await pupil_at(small_world, "one-thing", "telegram")
    await pupil.types(DANGER)
    small_world.clock.moves(minutes=11)
    back = await pupil.taps("return")
    assert "aside" not in str(back)


async def test_the_answers_to_check_do_not_tell_another_device_either_what_was_put_aside(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    pupil = small_world.person("1", "page")
    await pupil.enters(code)
    await until(pupil, "one-thing")
    await pupil.types(DANGER)
    other = small_world.person("2", "page")
    await other.enters(code)
    seen = await other.answers_all(small_world.chance)
    assert {reference: value for _, value, reference in seen.rows}["one-thing"] == "Answered before"
    assert "aside" not in str(await other.taps("edit", "one-thing"))


@pytest.mark.parametrize("question", ["one-thing"])
async def test_words_too_long_to_keep_are_looked_at_all_the_same(small_world: World, question: str) -> None:
    pupil = await pupil_at(small_world, question)
    assert (await pupil.types("a " * 900 + DANGER)).name == "help"
    assert len((await records(small_world))[0].words) > 1_800


BOXES: list[tuple[str, dict[str, Any]]] = [
    ("page", {}),
    ("chat", {}),
    ("terminal", {}),
    ("telegram", {}),
    ("page", {"tap": Tap("code")}),
    ("chat", {"tap": Tap("code")}),
    ("page", {"tap": Tap("receipt")}),
    ("telegram", {"tap": Tap("receipt")}),
    ("chat", {"command": "language"}),
]


@pytest.mark.parametrize(("channel", "before"), BOXES)
async def test_outside_a_survey_too_and_there_no_setting_is_named(
    small_world: World, channel: str, before: dict[str, Any]
) -> None:
    somebody = small_world.person("778", channel)
    await somebody.does(**(before or {"command": "start"}))
    was = somebody.sees
    assert (await somebody.types(DANGER)).name == "help"
    [record] = await records(small_world)
    assert (record.words, record.setting, record.voice) == (DANGER, "", "unknown")
    assert (await somebody.taps("return")).heading == was.heading


@pytest.mark.parametrize("command", ["ask", "help", "menu", "stop", "start", "enter", "language", "clear"])
async def test_words_behind_a_command_are_words(small_world: World, command: str) -> None:
    pupil = await pupil_at(small_world, "feels-safe", "telegram")
    assert (await pupil.does(command=command, argument=DANGER)).name == "help"
    assert (await records(small_world))[0].setting == "school-1"


async def test_a_key_behind_a_command_is_no_message_though_it_opens_nothing(small_world: World) -> None:
    """One token in ten looks to the screen like words in another language, and a record would hold it."""
    small_world.exchange.look = lambda _text, _audience: Flagged(language="ur", always_help=True)
    for key in (new_token(), f"o-{new_token()}", "a-first-five-days"):
        assert (await small_world.person("779", "telegram").does(command="start", argument=key)).name != "help"
    for words in ("iwanttodie", "xdangerx", "i" * 27):
        assert (await small_world.person("779", "telegram").does(command="start", argument=words)).name == "help"
    assert {one.words for one in await records(small_world)} == {"iwanttodie", "xdangerx", "i" * 27}


async def test_a_code_is_never_put_aside_even_where_the_screen_alarms(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    small_world.exchange.look = lambda _text, _audience: Flagged(True, True, ("weapon",))
    other = small_world.person("a")
    await other.taps("code")
    shown = await other.types("confetti equator spaniel poetri")
    assert (shown.name, shown.facts["card"].fate) == ("help", ())
    await other.taps("return")
    assert (await other.types("confetti equator spaniel poetry")).name != "help", (
        "as printed they are four words of a list"
    )
    pupil = small_world.person("b")
    assert (await pupil.enters(code)).name == "first"
    assert await records(small_world) == []


async def test_a_choice_typed_by_its_words_is_an_answer_and_raises_nothing(small_world: World) -> None:
    pupil = await pupil_at(small_world, "feels-safe", "telegram")
    small_world.exchange.look = lambda _text, _audience: Flagged(True, False, ("neglect",))
    shown = await pupil.types("No, I do not feel safe")
    assert (shown.name, shown.facts["card"].fate) == ("help", ())
    assert await records(small_world) == []
    assert (await pupil.taps("return")).question == "listened-to"


async def test_a_child_who_has_just_sent_gets_a_childs_card_on_a_device_where_a_parent_asked_before(
    small_world: World,
) -> None:
    voices: list[str] = []

    def noting(_text: str, audience: str) -> Flagged:
        voices.append(audience)
        return Flagged(True, False, ("abuse-at-home",))

    await small_world.campaign()
    [code] = await small_world.codes(1)
    shared = small_world.person("777", "chat")
    await shared.does(command="role", argument="parent")
    await shared.enters(code)
    await shared.answers_all(small_world.chance)
    assert (await shared.taps("send")).name == "thanks"
    small_world.exchange.look = noting
    assert "0800 1111" in says(await shared.types(DANGER))
    assert (voices, [one.voice for one in await records(small_world)]) == (["pupil"], ["pupil"])


async def test_a_tap_marked_so_shows_help_says_nothing_of_words_and_raises_nothing(small_world: World) -> None:
    pupil = await pupil_at(small_world, "feels-safe")
    shown = await pupil.taps("pick", "not-safe")
    assert shown.name == "help"
    assert "telling us" not in says(shown) and shown.facts["card"].fate == ()
    assert await records(small_world) == []


async def test_the_screen_is_told_who_speaks(small_world: World) -> None:
    from storage import voice_codes

    voices: list[str] = []

    def noting(_text: str, audience: str) -> Flagged:
        voices.append(audience)
        return Flagged()

    small_world.exchange.look = noting
    pupil, link = await pupil_at(small_world, "one-thing"), new_token()
    await pupil.types("longer breaks")
    await small_world.campaign("parent-survey", "parents", open_link=KEYS.look_up(voice_codes.OPEN, link))
    parent = small_world.person("parent")
    await parent.does(command="enter", argument=f"o-{link}")
    await parent.types("hello")
    await small_world.person("stranger").types("hello")
    assert voices == ["pupil", "parent", "pupil"]  # nothing is read into the code itself


async def test_a_parent_gets_a_parents_card_and_a_record_with_their_voice(small_world: World) -> None:
    from storage import voice_codes

    await small_world.campaign("parent-survey", "parents", open_link=KEYS.look_up(voice_codes.OPEN, "link"))
    parent = small_world.person("parent")
    await parent.does(command="enter", argument="o-link")
    shown = await parent.types(DANGER)
    ids = [call.id for call in shown.facts["card"].calls]
    assert "nhs-111-option-2" in ids and "childline" not in ids
    assert (await records(small_world))[0].voice == "parent"


async def test_a_language_that_was_not_measured_shows_help_and_goes_to_a_person(small_world: World) -> None:
    small_world.exchange.look = lambda _t, _a: Flagged(language="pl", always_help=True)
    pupil = await pupil_at(small_world, "one-thing")
    shown = await pupil.types("wszystko dobrze")
    assert "this language" in says(shown) and "telling us" not in says(shown)
    [record] = await records(small_world)
    assert (record.kinds, record.language) == (("language",), "pl")
    assert "aside for a trained grown-up" in says(shown)


async def test_words_sent_twice_never_answer_the_next_question(small_world: World) -> None:
    pupil = await pupil_at(small_world, "one-thing")
    assert (await pupil.does(text="longer breaks", question="one-thing")).question == "going-well"
    assert (await pupil.does(text="longer breaks", question="one-thing")).question == "going-well"
    assert (await pupil.does(text="x", question="bullied")).question == "bullied" or pupil.sees.notice
    assert (await pupil.does(text="art", question="going-well")).question == "send"


@pytest.mark.parametrize("hidden", ["feels-unsafe", "send"])
async def test_words_for_a_question_that_does_not_show_are_not_kept(small_world: World, hidden: str) -> None:
    pupil = await pupil_at(small_world, "one-thing")
    shown = await pupil.does(text="longer breaks", question=hidden)
    assert (shown.question, "from before" in shown.notice) == ("one-thing", True)


async def test_a_turn_that_cannot_be_kept_still_shows_help_and_moves_the_words(small_world: World) -> None:
    from sqlalchemy import text

    async with small_world.storage.transaction() as connection:
        await connection.execute(
            text("CREATE TRIGGER refuse BEFORE INSERT ON conversation BEGIN SELECT RAISE(ABORT, 'poisoned'); END")
        )
    somebody = small_world.person("9", "telegram")
    shown = await somebody.does(id="1", text=DANGER)
    assert (shown.name, shown.facts["card"].fate[0][:21]) == ("help", "We put your words asi")
    assert [one.words for one in await records(small_world)] == [DANGER]
    async with small_world.storage.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM unheard"))).scalar_one() == 0


async def test_the_help_button_of_an_old_message_helps(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    async with joined(small_world) as telegram:
        old = data_for(await telegram.says(779, code), "help")
        message = await telegram.taps(779, "I understand")
        telegram.api.taps(779, old, message["message_id"])
        await telegram.until(lambda: "0800 1111" in telegram.api.last(779)["text"])


def test_in_the_demo_with_nobody_set_to_read_and_at_night_the_card_says_so() -> None:
    from bot.conversation.help_screen import help_now

    def fate(**facts: Any) -> str:
        return " ".join(help_now(published(**facts), "page", "pupil", ("neglect",), "passed-on").facts["card"].fate)

    assert "until 4 pm" in fate()
    assert "Nobody is reading right now. On Monday." in fate(reader_until="", reader_next="On Monday.")
    assert "nobody is there to read" in fate(read=False)
    assert "no one is set to read these words" in fate(demo=True)


async def test_a_wife_whom_nobody_knows_yet_gets_a_grown_ups_card_also_when_it_is_shown_again(
    small_world: World,
) -> None:
    wife = small_world.person("wife", "chat")
    shown = await wife.types("my husband xdangerx hits me")
    assert shown.name == "help"
    assert "0800 1111" not in says(shown)
    [record] = await records(small_world)
    assert record.kinds == ("self-harm",), "what the card needs to know is no kind of harm"
    child = await small_world.person("child", "chat").types("my dad xdangerx")
    assert "0800 1111" in says(child)


@pytest.mark.parametrize("channel", ["page", "telegram", "terminal"])
async def test_a_code_beside_words_of_harm_is_in_no_record(small_world: World, channel: str) -> None:
    """Whoever reads the record could open the child's survey with it, or find the list with their name."""
    await small_world.campaign()
    [code] = await small_world.codes(1)
    pupil = small_world.person("778", channel)
    await pupil.types(f"{code} {DANGER}")
    await pupil.taps("return")
    await pupil.enters(code)
    await until(pupil, "one-thing")
    await pupil.types(f"i am {code.replace('-', ' ').upper()} and {DANGER}")
    told = sorted((one.words, one.setting) for one in await records(small_world))
    gone = "[words of a slip, taken out]"
    assert told == [(f"{gone} {DANGER}", ""), (f"i am {gone} and {DANGER}", "school-1")]


async def test_at_the_advice_line_beside_an_open_survey_no_setting_is_recorded_and_the_card_names_none(
    small_world: World,
) -> None:
    pupil = await pupil_at(with_advice(small_world), "", "chat")
    await pupil.taps("go")
    await pupil.does(command="ask")
    shown = await pupil.types(DANGER)
    assert shown.name == "help" and "where you learn" not in says(shown)
    [record] = await records(small_world)
    assert (record.words, record.setting) == (DANGER, "")
