"""`heard check --links`: each address is called as a polite visitor, what it says is told by row, and nothing is set."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
import typer
from aiohttp import web
from aiohttp.test_utils import TestServer
from typer.testing import CliRunner, Result

from advice_kb.library import HERE
from advice_kb.library import load_library as library
from advice_kb.links import Answer, Link, links_of, no_network
from bot.commands import check
from bot.handlers import links

STATUSES = {"/well": 200, "/gone": 410, "/away": 404, "/shy": 403, "/ill": 503}


@asynccontextmanager
async def site(asked: list[tuple[str, str]]) -> AsyncIterator[str]:
    """A site that answers by path, and notes who asked for what. `/slow` waits for the end of the test."""
    ended = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append((request.method, request.path))
        assert request.headers["User-Agent"] == links.NAME
        if request.path == "/moved":
            raise web.HTTPMovedPermanently("/well")
        if request.path == "/today":
            raise web.HTTPFound("/well")
        if request.path == "/circle":
            raise web.HTTPFound("/circle")
        if request.path == "/slow":
            await ended.wait()
        if request.path == "/only-get":
            return web.Response(status=405 if request.method == "HEAD" else 200)
        return web.Response(status=STATUSES.get(request.path, 200))

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    server = TestServer(app)
    await server.start_server()
    try:
        yield str(server.make_url("/")).rstrip("/")
    finally:
        ended.set()
        await server.close()


async def called(*paths: str, patience: float = 60) -> tuple[dict[str, Answer], list[tuple[str, str]]]:
    asked: list[tuple[str, str]] = []
    async with site(asked) as base:
        wanted = [Link(base + path, (f"signpost {path}",)) for path in paths]
        answers = await links.visit(wanted, lambda: None, pause=0, patience=patience)
    return dict(zip(paths, answers, strict=True)), asked


async def test_what_an_address_says_is_told_in_words() -> None:
    found, _ = await called("/well", "/gone", "/away", "/shy", "/ill", "/moved", "/today", "/circle", "/only-get")
    told = {path: (answer.dead, answer.said.partition(" (")[0]) for path, answer in found.items()}
    assert told.pop("/moved") == (False, f"answers, and has moved to {found['/moved'].moved_to}")
    assert found["/moved"].moved_to.endswith("/well")
    assert told == {
        "/well": (False, "answers"),
        "/today": (False, "answers"),
        "/only-get": (False, "answers"),
        "/gone": (True, "the page is not there"),
        "/away": (True, "the page is not there"),
        "/circle": (True, "sends a reader in circles"),
        "/shy": (False, "does not answer machines"),
        "/ill": (False, "the site has trouble of its own"),
    }
    assert all(answer.remedy for answer in found.values() if answer.said != "answers")


async def test_whoever_does_not_answer_is_given_up_and_not_called_dead() -> None:
    found, _ = await called("/slow", patience=0.3)
    assert (found["/slow"].dead, found["/slow"].said) == (False, "did not answer in time")


async def test_a_page_is_asked_for_once_and_a_second_time_only_where_the_first_way_is_refused() -> None:
    _, asked = await called("/well", "/only-get")
    assert asked == [("HEAD", "/well"), ("HEAD", "/only-get"), ("GET", "/only-get")]


async def test_addresses_of_one_host_wait_for_each_other() -> None:
    asked: list[tuple[str, str]] = []
    async with site(asked) as base:
        before = asyncio.get_running_loop().time()
        await links.visit([Link(f"{base}/{n}", ()) for n in range(3)], lambda: None, pause=0.1)
        assert asyncio.get_running_loop().time() - before >= 0.2


async def test_where_nothing_listens_it_stops_calling_and_nothing_is_known() -> None:
    nowhere = [Link(f"http://127.0.0.1:1/{n}", (f"signpost {n}",)) for n in range(links.ENOUGH + 3)]
    looked: list[int] = []
    answers = await links.visit(nowhere, lambda: looked.append(1), pause=0, patience=30)
    assert no_network(answers)
    assert [one.trouble for one in answers] == ["no connection"] * links.ENOUGH + ["not called"] * 3
    assert len(looked) == links.ENOUGH


def test_one_address_that_answers_proves_a_network_so_an_unknown_host_is_dead() -> None:
    well, lost = (
        Answer(Link("https://a.example", ()), 200),
        Answer(Link("https://b.example", ()), trouble="unknown host"),
    )
    assert not no_network([well, lost])
    assert lost.dead


def test_every_signpost_and_source_with_an_address_is_looked_at_once() -> None:
    known = library()
    found = links_of(known)
    assert len({one.address for one in found}) == len(found)
    rows = {row for one in found for row in one.rows}
    assert {f"signpost {one.id}" for one in known.signposts.values() if one.web.startswith("http")} <= rows
    assert {f"source {one.id}" for one in known.sources.values() if one.url} <= rows


def heard(monkeypatch: pytest.MonkeyPatch, answer: Answer, *options: str) -> Result:
    async def visited(wanted: Sequence[Link], *_: object) -> list[Answer]:
        return [Answer(one, answer.status, answer.moved_to, answer.trouble) for one in wanted]

    monkeypatch.setattr(links, "visit", visited)
    app = typer.Typer()
    check.add_to(app)
    return CliRunner().invoke(app, ["--links", *options])


NONE = Link("", ())


def test_without_a_network_the_command_says_so_and_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    done = heard(monkeypatch, Answer(NONE, trouble="no connection"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "could be reached, so nothing is known of any" in done.stderr


@pytest.mark.parametrize(("status", "ends"), [(200, 0), (404, 1), (503, 0)])
def test_only_a_dead_address_ends_the_command_with_1(monkeypatch: pytest.MonkeyPatch, status: int, ends: int) -> None:
    before = {file: file.read_bytes() for file in HERE.glob("*.yaml")}
    done = heard(monkeypatch, Answer(NONE, status), "--json")
    assert done.exit_code == ends
    rows = json.loads(done.stdout)
    assert [row["address"] for row in rows] == [one.address for one in links_of(library())]
    assert {row["dead"] for row in rows} == {bool(ends)}
    assert {file: file.read_bytes() for file in HERE.glob("*.yaml")} == before, "what was found is told, never set"


def test_people_are_told_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    done = heard(monkeypatch, Answer(NONE, 404))
    assert "signpost ipsea, source ipsea: https://www.ipsea.org.uk the page is not there (404)." in done.stdout
    assert "Without an address of their own: council-exclusions-officer, virtual-school." in done.stdout
