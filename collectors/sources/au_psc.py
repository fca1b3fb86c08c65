"""Communiqués and news of the AU Peace and Security Council, from its Atom feed.

The feed of peaceau.org is of the whole department: communiqués and press statements of the
PSC among news of missions and workshops. The title of a communiqué says number and day of
the meeting, which then is an item of the agenda that was held. Its links have been relative
and absolute; the last part of the address identifies a document.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pandas as pd

from collectors import feed
from collectors.source import Part, Reply, Source, clean
from indicators import agenda
from indicators.frames import AGENDA, PUBLICATIONS
from indicators.schema import EARLIEST, LATEST

FEED = "https://www.peaceau.org/en/rss"
WALL = "The AU's site may ask programs for a browser check; enter its meetings by hand then."
_PSC = re.compile(r"\bPSC\b|Peace and Security Council", re.IGNORECASE)
_MEETING = re.compile(r"\b(\d{2,4})(?:st|nd|rd|th)\s+(?:\w+\s+)?(?:meeting|session)", re.IGNORECASE)
_DAY = re.compile(r"\bon\s+(\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4})")
_SYMBOL = re.compile(r"PSC/(?:PR|MIN|AHG|HSG)/\w+\.?\s*\d+\s*\(\w+\)")
_VENUE = re.compile(r"\bin (?:[A-Z][\w’'-]+ ?){1,3}, (?:[A-Z][\w’'-]+ ?){1,4}")


def fetch(client) -> Iterator[Reply]:
    """Yield the feed."""
    yield client.get(FEED)


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Yield PUBLICATIONS of all items, and AGENDA of the meetings that they tell of."""
    found = [
        replace(item, id=_slug(item)) for reply in replies for item in feed.items(reply, WALL)
    ]
    yield feed.publications("au_psc", found, _body, _kind, _about, _symbol)
    rows = {row["item"]: row for item in reversed(found) if (row := _meeting(item))}
    placed = [
        row | {"place": place, "one_of": one_of}
        for row in rows.values()
        for place, one_of in feed.where(row["title"])
    ]
    if placed:
        yield Part(AGENDA, pd.DataFrame(placed))


def _slug(item: feed.Item) -> str:
    """Return the last part of the address: the same in its old and its new form."""
    return PurePosixPath(urlsplit(item.url or item.id).path).name[:200] or item.id


def _body(item: feed.Item) -> str:
    return "AU PSC" if _PSC.search(item.title) else ""


def _kind(item: feed.Item) -> str:
    title = item.title.casefold()
    kinds = ("press statement", "press release", "statement", "report")
    if re.match(r"\W*(?:joint )?communiqu", title):
        return "communiqué"
    return next((kind for kind in kinds if kind in title), "news")


def _symbol(item: feed.Item) -> str:
    found = _SYMBOL.search(item.title)
    return clean(found[0]) if found else ""


def _about(item: feed.Item) -> list[str]:
    """Return the title without where they met."""
    return [_VENUE.sub("", item.title)]


def _meeting(item: feed.Item) -> dict | None:
    number, day = _MEETING.search(item.title), _DAY.search(item.title)
    if not (_body(item) and number and day):
        return None
    date = pd.to_datetime(
        re.sub(r"(\d)(?:st|nd|rd|th)|,", r"\1", day[1]), format="%d %B %Y", errors="coerce"
    )
    if pd.isna(date) or not EARLIEST <= date <= LATEST:
        return None
    # "..., on the situation in Somalia": what follows the day is what they met about.
    rest = re.sub(r"^\W*(?:on|to)\s+", "", _VENUE.sub("", item.title[day.end() :]).strip(" ,.–-"))
    on = re.search(r"\bon\s+(the (?:theme|situation|issue)\b.*)", rest)
    said = agenda.match(rest)
    return {
        "source": "au_psc",
        "item": f"{number[1]} ({date:%Y})",
        "body": "AU PSC",
        "date": date,
        "starts": pd.NaT,
        "timezone": "Africa/Addis_Ababa",
        "title": clean(on[1] if on else rest, 300) or f"{number[0]} of the AU PSC",
        "topic": said.topic,
        "themes": ";".join(said.themes),
        "format": "ministerial" if "ministerial" in item.title.casefold() else "",
        "status": "held",
        "public": "",
        "symbol": _symbol(item),
        "outcome": _kind(item),
        "url": item.url,
        "withdrawn": False,
    }


SOURCE = Source(
    id="au_psc",
    title="AU Peace and Security Council: communiqués and news",
    publisher="African Union Commission, Political Affairs, Peace and Security",
    homepage="https://www.peaceau.org",
    licence="© African Union; title, date and link only",
    terms="Titles, dates and links may be shown and exported with the AU named as the source.",
    every=timedelta(hours=3),
    fetch=fetch,
    parse=parse,
    frames=(PUBLICATIONS, AGENDA),
    base_url="https://www.peaceau.org",
    lag="Communiqués come days to weeks after the meeting, some never.",
    revisions="An item keeps its address; its text may be exchanged.",
    largest_reply=10_000_000,
)
