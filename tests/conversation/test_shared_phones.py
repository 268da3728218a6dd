"""Twenty shared-phone scenes and a few more, as data: 0 earlier answers shown (reliability row 38)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.conversation.messages import Outgoing
from tests.world import WORDS, Person, World

SCENES = YAML(typ="safe", pure=True).load((Path(__file__).parent / "shared_phones.yaml").read_text("utf-8"))
TYPED = "purple elephants"
NOT_AN_ANSWER = {WORDS.say(f"check.{key}") for key in ("hidden", "skipped", "passed-on")}


def earlier_answers(shown: Outgoing) -> list[str]:
    """What of somebody's answers this screen shows."""
    found = [option.label for option in shown.options if option.chosen and option.action != "language"]
    found += [value for _, value, _ in shown.rows if value not in NOT_AN_ANSWER]
    found += [shown.typed] if shown.typed else []
    return found + ([TYPED] if TYPED in str(shown) else [])


async def the_first_answers(pupil: Person, code: str, upto: str) -> None:
    await pupil.enters(code)
    await pupil.taps("go")
    await pupil.taps("pick", "alone")
    await pupil.taps("pick", "no")
    while pupil.sees.question != upto and pupil.sees.name != "check":
        seen = pupil.sees
        picks = [o.argument for o in seen.options if o.action == "pick"]
        if seen.name == "help":
            await pupil.taps("return")
        elif seen.entry == "text":
            await pupil.types(TYPED)
        elif picks:
            await pupil.taps("pick", "always" if "always" in picks else picks[-1])
        else:
            await pupil.taps("skip")


class Scene:
    """The phone, and what the second person does with it."""

    def __init__(self, world: World, scene: dict[str, Any], codes: list[str]) -> None:
        self.world, self.codes, self.devices = world, codes, 0
        self.pupil = world.person("4001", scene["channel"])

    async def step(self, step: str) -> Outgoing | None:
        action, _, rest = step.partition(" ")
        match action:
            case "wait":
                self.world.clock.moves(minutes=int(rest))
                return None
            case "at" | "leave":
                self.devices += 1
                self.pupil = self.world.person(str(4001 + self.devices), rest or self.pupil.address.channel)
                return (await self.world.exchange.look_again(self.pupil.address))[0]
            case "look":
                return (await self.world.exchange.look_again(self.pupil.address))[0]
            case "code":
                return await self.pupil.enters(self.codes[1 if rest else 0])
            case "command":
                return await self.pupil.does(command=rest)
        return await self.pupil.taps(rest)


def test_there_are_at_least_twenty_scenes_on_every_surface() -> None:
    assert len({scene["name"] for scene in SCENES}) >= 20
    assert {scene["channel"] for scene in SCENES} == {"page", "chat", "telegram", "terminal"}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene["name"])
async def test_nothing_of_the_first_one_shows(small_world: World, scene: dict[str, Any]) -> None:
    await small_world.campaign(class_mode=bool(scene.get("class")))
    phone = Scene(small_world, scene, await small_world.codes(2))
    upto = scene.get("upto", "going-well")
    await the_first_answers(phone.pupil, phone.codes[0], "" if upto == "send" else upto)
    if scene.get("ticks"):
        await phone.pupil.taps("toggle", "friends")
        assert earlier_answers(phone.pupil.sees), "the first one sees their own ticks"
    if upto == "check":
        assert TYPED in earlier_answers(phone.pupil.sees), "the first one sees their own answers"
    if upto == "send":
        await phone.pupil.taps("send")
    for step in scene["then"]:
        shown = await phone.step(step)
        assert shown is None or earlier_answers(shown) == [], step


async def test_flagged_words_do_not_show_again_even_to_whoever_wrote_them(small_world: World) -> None:
    await small_world.campaign()
    [code] = await small_world.codes(1)
    pupil = small_world.person("4001")
    await the_first_answers(pupil, code, "going-well")
    await pupil.types(f"xdangerx {TYPED}")
    for tap in (("return",), ("edit", "going-well"), ("check",)):
        assert f"xdangerx {TYPED}" not in str(await pupil.taps(*tap))
        assert not pupil.sees.typed
