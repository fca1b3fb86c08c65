"""Ask only hosts that the administrator allows, and no address within our own network.

What is pasted into a browser is asked for by this machine, which may reach what the person
who pasted it may not. Each address is looked at before it is asked, those that a server
sends us on to as well.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from collectors.http import Client
from collectors.source import Refused, Unreachable, clean

HOW = "The administrator can add it to allowed_hosts in jointwatch.toml."


def check(
    url: str, allowed: Sequence[str], look_up: Callable = socket.getaddrinfo
) -> None:
    """Raise Refused where `url` may not be asked, Unreachable where its host is not found.

    `allowed` holds names of hosts ("data.example.org", or "*.example.org" for all below it)
    and addresses. An address that is not public must be in it itself.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Refused(f"{clean(url, 100)} is not an address of the web.") from None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise Refused("Give an address that begins with https:// or http://, without a password.")
    if not any(_fits(host, one.lower()) for one in allowed):
        raise Refused(f"{host} is not among the hosts that may be asked. {HOW}")
    try:
        found = look_up(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} is not found ({clean(error, 100)}).") from None
    for address in sorted({row[4][0].split("%")[0] for row in found}):
        if not _public(address) and address not in allowed:
            raise Refused(
                f"{host} is at {address}, which is not a public address, and was not asked. "
                "Addresses of our own network must be allowed one by one."
            )


class GuardedClient(Client):
    """A Client that asks only what `check` lets pass."""

    def __init__(self, *given, allowed: Sequence[str], **options):
        super().__init__(*given, **options)
        self._allowed = tuple(allowed)

    def _wait(self, url: str) -> None:
        check(url, self._allowed)
        super()._wait(url)


def _fits(host: str, allowed: str) -> bool:
    return host == allowed or (allowed.startswith("*.") and host.endswith(allowed[1:]))


def _public(address: str) -> bool:
    known = ipaddress.ip_address(address)
    known = getattr(known, "ipv4_mapped", None) or known
    return known.is_global and not known.is_multicast
