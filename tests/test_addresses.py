"""Who a caller is behind proxies: guesses are counted by address, so one that can be made up, or is shared by all, counts wrongly."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.addresses import caller, networks
from bot.app import origin_of
from bot.config import read_config
from storage.sealing import new_keys, read_keys


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "found"),
    [
        ("", "10.0.0.7", ["203.0.113.5"], "10.0.0.7"),
        ("10.0.0.7", "10.0.0.8", ["203.0.113.5"], "10.0.0.8"),
        ("10.0.0.7", "10.0.0.7", ["203.0.113.5"], "203.0.113.5"),
        ("10.0.0.0/8", "10.200.3.4", ["203.0.113.5"], "203.0.113.5"),
        ("10.0.0.0/8", "10.200.3.4", ["made.up, 1.1.1.1, 203.0.113.5"], "203.0.113.5"),
        ("10.0.0.0/8", "10.200.3.4", ["1.1.1.1", "203.0.113.5"], "203.0.113.5"),
        ("10.0.0.0/8, 192.0.2.1", "192.0.2.1", ["203.0.113.5, 10.9.9.9"], "203.0.113.5"),
        ("10.0.0.0/8", "10.0.0.7", ["203.0.113.5:40123"], "203.0.113.5"),
        ("10.0.0.0/8", "10.0.0.7", ["[2001:db8::5]:40123"], "2001:db8::5"),
        ("10.0.0.0/8", "::ffff:10.0.0.7", ["203.0.113.5"], "203.0.113.5"),
        ("2001:db8::/32", "2001:db8::1", ["203.0.113.5"], "203.0.113.5"),
        ("10.0.0.0/8", "10.0.0.7", ["1.1.1.1, unknown"], "10.0.0.7"),
        ("10.0.0.0/8", "10.0.0.7", [], "10.0.0.7"),
        ("10.0.0.0/8", "unknown", ["203.0.113.5"], "unknown"),
    ],
)
def test_a_caller_is_the_last_address_that_no_declared_proxy_has(
    proxies: str, remote: str, forwarded: list[str], found: str
) -> None:
    assert caller(remote, forwarded, networks(proxies)) == found


def test_two_children_behind_a_range_of_proxies_are_counted_apart() -> None:
    config = read_config(trusted_proxies="10.0.0.0/8")
    origin = origin_of(config, read_keys(new_keys((2026,))))

    def asked(remote: str, forwarded: str) -> str:
        request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": forwarded})
        return origin(request.clone(remote=remote))

    assert asked("10.0.0.7", "203.0.113.5") == asked("10.9.9.9", "203.0.113.5") != asked("10.0.0.7", "203.0.113.6")


def test_an_address_of_the_sixth_version_stands_in_brackets_in_links() -> None:
    config = read_config(host="::1")
    assert (config.address, config.console_address) == ("http://[::1]:8080", "http://[::1]:8081")
