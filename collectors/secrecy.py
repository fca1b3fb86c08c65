"""Where a key may stand, and where it may go."""

from collections.abc import Iterable
from urllib.parse import quote, quote_plus, urlsplit


def forms(secrets: Iterable[str]) -> list[str]:
    """Return every form in which `secrets` may stand in a text, the longest first."""
    found = set()
    for secret in filter(None, secrets):
        found |= {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
        found.add(secret.replace("/", "\\/"))  # as JSON may write it
    return sorted(found, key=len, reverse=True)


def same_publisher(one: str, other: str) -> bool:
    """Say whether a key for the address `one` may go to `other`.

    It may go to the same host, with or without "www.", and from http to https, never back.
    """
    a, b = urlsplit(one), urlsplit(other)
    if (a.scheme, b.scheme) == ("http", "https"):
        ports = (a.port or 80, b.port or 443) == (80, 443)
    else:
        ports = (a.scheme, a.port) == (b.scheme, b.port)
    return ports and _bare(a.hostname) == _bare(b.hostname)


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")
