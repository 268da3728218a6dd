"""The console's page of waves, in words that officers know."""

from __future__ import annotations

from storage import campaigns
from surveys.loading import canonical, fingerprint
from tests.console_world import console, signs_in
from tests.web_world import browser
from tests.world import SURVEYS, World


async def test_a_wave_says_by_its_title_what_it_asks(small_world: World) -> None:
    """Before, the survey's id stood there."""
    await small_world.campaign("pupil-voice")
    asked = SURVEYS["pupil-voice"]
    async with small_world.storage.transaction() as connection:
        await campaigns.publish_survey(
            connection, asked.id, asked.version, fingerprint(asked), canonical(asked), small_world.clock()
        )
    async with console(small_world) as base, browser(base) as officer:
        await signs_in(small_world, officer, "analyst-1", "analyst")
        page = await officer.opens("/waves")
    assert f"<td>{asked.title['en']}, version {asked.version}</td>" in page
    assert "pupil-voice" not in page
