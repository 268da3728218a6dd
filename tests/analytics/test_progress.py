"""How far a wave is: officers see it, and can work out no small number of children from what they see."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure import profile, protect
from analytics.progress import PARTS, answers, by_code, by_link
from bot.reports import campaign_progress
from tests.world import World

OFFICER = profile("officer")


@dataclass(frozen=True)
class Wave:
    issued: int
    started: int
    finished: int
    heard: int
    mixed: int = 0
    waiting: int = 0
    by_link: bool = False
    wave: str = "w"


@st.composite
def waves(draw: st.DrawFn) -> Wave:
    issued = draw(st.integers(0, 40))
    started = draw(st.integers(0, issued))
    finished = draw(st.integers(0, started))
    heard = draw(st.integers(0, finished))
    mixed = draw(st.integers(0, finished))
    return Wave(issued, started, finished, heard, mixed, finished - mixed)


@settings(max_examples=300, deadline=None)
@given(waves())
def test_no_small_number_is_shown_or_left_over(wave: Wave) -> None:
    [line] = protect(by_code([wave]), OFFICER).lines
    shown = [cell.value for cell in line.cells]
    raw = [wave.issued - wave.started, wave.started - wave.finished, wave.finished - wave.heard, wave.heard]
    assert [value for value in shown if value is not None] == [
        count for count, value in zip(raw, shown, strict=True) if value is not None
    ]
    assert all(value is None or value == 0 or value >= OFFICER.hide_under for value in shown)
    hidden = [count for count, value in zip(raw, shown, strict=True) if value is None and count]
    assert len(hidden) != 1 or wave.issued < OFFICER.hide_under, "the slips printed less the others would be that one"


def test_a_small_number_is_not_covered_by_the_children_heard_whom_the_summary_shows() -> None:
    """Two who said nothing stood hidden beside six heard: eight who finished, less the summary's six."""
    [line] = protect(by_code([Wave(issued=88, started=38, finished=8, heard=6)]), OFFICER).lines
    assert [cell.value for cell in line.cells] == [50, None, None, 6]


@given(waves())
def test_words_about_answers_hold_no_number(wave: Wave) -> None:
    assert answers(wave) in ("none yet", "waiting for others", "can be read", "can be read, more waiting")


def test_what_came_by_link_is_counted_apart_and_held_back_where_few() -> None:
    few, more = Wave(0, 0, 0, 0, 0, 4, by_link=True), Wave(0, 0, 0, 0, 10, 2, by_link=True)
    assert [protect(by_link([one]), OFFICER).lines[0].cells[0].count for one in (few, more)] == ["c", "12"]
    assert by_code([few]).lines == ()


async def test_a_class_of_nine_with_one_who_finished_shows_no_one(world: World) -> None:
    wave = await world.campaign("pupil-happiness")
    pupil = world.person("p")
    await pupil.enters((await world.codes(9, wave))[0])
    await pupil.taps("go")
    await pupil.answers_all(world.chance)
    await pupil.taps("send")
    [shown] = await campaign_progress(world.storage, "autumn")
    assert shown == {
        "wave": wave, "codes issued": 9, **dict.fromkeys(PARTS, 0), "not begun": "c", "heard": "c", "sent by link": "z",
        "answers": "waiting for others",
    }  # fmt: skip
