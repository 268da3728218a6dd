"""Network addresses as settings name them and as requests bring them: where Heard listens, and who a caller is behind proxies."""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_WITH_PORT = re.compile(r"\[(?P<six>[^\]]+)\](:\d+)?|(?P<four>[0-9.]+):\d+")


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and ranges, comma between. Raises `ValueError` with a sentence for the first that is neither."""
    return tuple(_network(part.strip()) for part in text.split(",") if part.strip())


def _network(part: str) -> Network:
    try:
        found = ip_network(part)
    except ValueError:
        raise ValueError(
            f"{part[:60]} is no address and no range of addresses; write it as 10.0.0.7 or as 10.0.0.0/8"
        ) from None
    if found.prefixlen == 0:
        raise ValueError(f"{part} would believe everybody; write the address of the proxy alone, as 10.0.0.7")
    return found


def listening_host(host: str) -> str:
    """The host itself. Raises `ValueError` where it is empty, or neither an address nor a name."""
    if not host:
        raise ValueError(
            "is empty, and Heard would listen on every network, officers' console included; "
            "write 127.0.0.1, or 0.0.0.0 where every network is meant"
        )
    labels = host.removesuffix(".").split(".")
    is_name = all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
    if _address(host) is None and not is_name:
        raise ValueError(f"{host[:60]} is no address and no name of a machine; write it as 127.0.0.1")
    return host


def not_listening(host: str, port: int, error: OSError) -> str:
    """Why nobody can listen there, and which setting mends it."""
    if isinstance(error, socket.gaierror) or error.errno in (errno.EADDRNOTAVAIL, None):
        return f"HEARD_HOST: {host} is no address of this machine; write 127.0.0.1, or one that it has"
    return f"{host} port {port} cannot be listened on ({error.strerror}): set HEARD_PORT or HEARD_CONSOLE_PORT"


def in_link(host: str) -> str:
    """A host as links write it: an address of the sixth version in brackets."""
    return f"[{host}]" if ":" in host else host


def caller(remote: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """Who asks: the last address that no declared proxy has. What stands before it anybody could have written."""
    chain = [part.strip() for line in forwarded for part in line.split(",") if part.strip()]
    found = remote
    while chain and _is_proxy(found, proxies):
        before = _without_port(chain.pop())
        if _address(before) is None:
            break
        found = before
    return found


def _is_proxy(text: str, proxies: Sequence[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in proxies)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found  # a socket for both versions tells 10.0.0.7 as ::ffff:10.0.0.7


def _without_port(text: str) -> str:
    """Some proxies write the caller's port too, which is another one each time."""
    found = _WITH_PORT.fullmatch(text)
    return found["six"] or found["four"] if found else text
