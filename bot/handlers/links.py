"""A look at the addresses to which signposts and sources lead, for `heard check --links`. It reads no page and changes nothing.

A polite visitor: at most four hosts at once, a pause between two addresses of one host, no body fetched, its name said.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import aiohttp

from advice_kb.links import Answer, Link, no_network

HOSTS_AT_ONCE, PAUSE, PATIENCE = 4, 1.0, 15.0
"""Hosts, seconds between two addresses of one host, seconds until an address is given up."""

ENOUGH = 8
"""So many addresses out of reach, and none in reach, and there is no network: the others are not called."""

NAME = "Heard link check (looks whether an address of help still answers; reads no page)"


async def visit(
    links: Sequence[Link], looked: Callable[[], None], *, pause: float = PAUSE, patience: float = PATIENCE
) -> list[Answer]:
    """What each address answered, in order. `looked` is called after each, for whoever waits."""
    hosts: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        hosts[urlsplit(link.address).netloc].append(link)
    found: dict[Link, Answer] = {}
    gate = asyncio.Semaphore(HOSTS_AT_ONCE)

    async def host(own: Sequence[Link]) -> None:
        async with gate:
            for place, link in enumerate(own):
                if len(found) >= ENOUGH and no_network(list(found.values())):
                    return
                await asyncio.sleep(pause if place else 0)
                found[link] = await _look(session, link)
                looked()

    timeout = aiohttp.ClientTimeout(total=patience)
    async with aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": NAME}, trust_env=True) as session:
        await asyncio.gather(*map(host, hosts.values()))
    return [found.get(link, Answer(link, trouble="not called")) for link in links]


async def _look(session: aiohttp.ClientSession, link: Link) -> Answer:
    try:
        answer = await _ask(session, "HEAD", link)
        # Some sites refuse HEAD, or answer it wrongly; only what a reader's own GET meets is held against them.
        return answer if answer.status < 400 else await _ask(session, "GET", link)
    except TimeoutError:
        return Answer(link, trouble="slow")
    except aiohttp.ClientConnectorDNSError:
        return Answer(link, trouble="unknown host")
    except (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError):
        return Answer(link, trouble="certificate")
    except aiohttp.TooManyRedirects:
        return Answer(link, trouble="circle")
    except aiohttp.InvalidURL:
        return Answer(link, trouble="no address")
    except (aiohttp.ClientError, OSError):
        return Answer(link, trouble="no connection")


async def _ask(session: aiohttp.ClientSession, method: str, link: Link) -> Answer:
    async with session.request(method, link.address, allow_redirects=True, max_redirects=5) as response:
        moved_for_good = bool(response.history) and all(step.status in (301, 308) for step in response.history)
        return Answer(link, response.status, moved_to=str(response.url) if moved_for_good else "")
