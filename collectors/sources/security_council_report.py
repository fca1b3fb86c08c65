"""What's in Blue of Security Council Report: what the UN Security Council is about to do.

An independent publisher. Its texts are its own: kept are title, date and link. The feed is
that of its WordPress site; its terms of a post often name the country.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from collectors import feed
from collectors.source import Part, Reply, Source
from indicators.frames import PUBLICATIONS

FEED = "https://www.securitycouncilreport.org/whatsinblue/feed"
WALL = "The site may ask programs for a browser check; its page can be read by hand."


def fetch(client) -> Iterator[Reply]:
    """Yield the feed."""
    yield client.get(FEED)


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of PUBLICATIONS, one row for each post and place it names."""
    found = [item for reply in replies for item in feed.items(reply, WALL)]
    return [feed.publications("security_council_report", found, "UNSC", _kind, _about)]


def _about(item: feed.Item) -> list[str]:
    return [item.title, " ; ".join(item.categories)]


def _kind(item: feed.Item) -> str:
    title = item.title.casefold()
    if "programme of work" in title or "plan of work" in title:
        return "programme of work"
    return "forecast" if "forecast" in title else "insight"


SOURCE = Source(
    id="security_council_report",
    title="What's in Blue (Security Council Report)",
    publisher="Security Council Report, Inc.",
    homepage="https://www.securitycouncilreport.org/whatsinblue/",
    licence="© Security Council Report; title, date and link only",
    terms="Titles, dates and links may be shown; the texts stay with their publisher.",
    redistribute=False,
    every=timedelta(hours=2),
    fetch=fetch,
    parse=parse,
    frames=(PUBLICATIONS,),
    base_url="https://www.securitycouncilreport.org",
    lag="Mostly the day before a meeting.",
    revisions="Posts are updated when the meeting changes; title and link seldom.",
    largest_reply=10_000_000,
)
