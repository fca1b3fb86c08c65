"""News of NATO, from whichever of its two feeds is there.

After the change of its site in 2025-26 the old address may be gone, or the new one not yet
there. Dates are written "19 Sep. 2025 12:00:00 GMT". Some programs were let in only under
a browser's name; this one keeps its own, and says so when it is refused.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from collectors import feed
from collectors.source import NotThere, Part, Refused, Reply, Source
from indicators.frames import PUBLICATIONS

FEEDS = (
    "https://www.nato.int/rss/en/news.xml",
    "https://www.nato.int/cps/rss/en/natohq/rssFeed.xsl/rssFeed.xml",
)
WALL = (
    "NATO's site seems to let only browsers in; this program does not take a browser's name. "
    "Ask NATO's web service to admit it, or read the site by hand."
)


def fetch(client) -> Iterator[Reply]:
    """Yield the first feed that is there and is a feed."""
    failures = []
    for address in FEEDS:
        try:
            reply = client.get(address)
        except (NotThere, Refused) as failure:
            failures.append(failure)
            continue
        if address == FEEDS[-1] or b"<html" not in reply.body[:500].lower():
            yield reply
            return
    if any(isinstance(failure, Refused) for failure in failures):
        raise Refused(f"{failures[-1]} {WALL}")
    raise failures[-1]


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of PUBLICATIONS, one row for each item and place it names."""
    found = [item for reply in replies for item in feed.items(reply, WALL)]
    return [feed.publications("nato", found, _body, _kind)]


def _body(item: feed.Item) -> str:
    return "NAC" if "north atlantic council" in item.title.casefold() else ""


def _kind(item: feed.Item) -> str:
    title = item.title.casefold()
    kinds = ("statement", "declaration", "communiqué", "communique", "remarks", "speech")
    return next((kind.replace("que", "qué") for kind in kinds if kind in title), "news")


SOURCE = Source(
    id="nato",
    title="News of NATO",
    publisher="North Atlantic Treaty Organization",
    homepage="https://www.nato.int/en/news-and-events",
    licence="© NATO; use with the source named, see its terms of use",
    terms="Titles, dates and links may be shown and exported with NATO named as the source.",
    every=timedelta(hours=3),
    fetch=fetch,
    parse=parse,
    frames=(PUBLICATIONS,),
    base_url="https://www.nato.int",
    lag="Minutes to hours after publication.",
    revisions="Rare.",
    largest_reply=10_000_000,
)
