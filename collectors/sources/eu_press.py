"""Press releases, statements and speeches of the European Commission.

The number of a document stands in its address: ".../detail/en/ip_26_123" is IP/26/123.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from collectors import feed
from collectors.source import Part, Reply, Source
from indicators.frames import PUBLICATIONS

FEED = "https://ec.europa.eu/commission/presscorner/api/rss"
KINDS = {
    "ip": "press release", "statement": "statement", "speech": "speech", "mex": "daily news",
    "qanda": "questions and answers", "read": "read-out", "ac": "announcement",
    "cldr": "calendar", "fs": "fact sheet", "inf": "information",
}  # fmt: skip
_NUMBER = re.compile(r"/([a-z]+)_(\d\d)_(\d+)/?$", re.IGNORECASE)


def fetch(client) -> Iterator[Reply]:
    """Yield the feed in English."""
    yield client.get(FEED, params={"language": "en"})


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of PUBLICATIONS, one row for each document and place it names."""
    found = [item for reply in replies for item in feed.items(reply)]
    named = [replace(item, id=_symbol(item) or item.id) for item in found]
    return [feed.publications("eu_press", named, "", _kind, symbol=_symbol)]


def _symbol(item: feed.Item) -> str:
    found = _NUMBER.search(item.url)
    return "/".join(found.groups()).upper() if found else ""


def _kind(item: feed.Item) -> str:
    found = _NUMBER.search(item.url)
    return KINDS.get(found[1].lower(), "press material") if found else "press material"


SOURCE = Source(
    id="eu_press",
    title="Press releases of the European Commission",
    publisher="European Commission",
    homepage="https://ec.europa.eu/commission/presscorner/home/en",
    licence="CC BY 4.0 (Commission's reuse decision 2011/833/EU)",
    every=timedelta(hours=2),
    fetch=fetch,
    parse=parse,
    frames=(PUBLICATIONS,),
    base_url="https://ec.europa.eu",
    lag="Minutes after publication.",
    revisions="Rare; a corrected release keeps its number.",
    largest_reply=10_000_000,
)
