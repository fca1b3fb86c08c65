"""Meetings of the European Council and of the Foreign Affairs Council.

Read are the Council's feeds of meetings (RSS), and any calendar file (ICS) of EU meetings.
An item of the feed has guid, link, title, description and updated; the last two are mostly
empty, and the day of the meeting stands in the link alone: ".../2026/12/17-18/". The feed
holds some fifty meetings, years back and months ahead. The Council's site answers programs
at times with a browser check (403): then the run says so. Meetings of the EU's Political
and Security Committee have no public feed; they are entered by hand.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import pandas as pd

from collectors import feed, ics
from collectors.source import Part, Refused, Reply, Source, WrongFormat, clean
from indicators import agenda
from indicators.frames import AGENDA

FEED = "https://www.consilium.europa.eu/en/rss/meetings.ashx"
FEEDS = ("euco", "fac")
SEAT = "Europe/Brussels"
WALL = (
    "The Council's site asked for a browser check, which a program cannot pass. Enter the "
    "meetings by hand, or give a calendar file (ICS) saved from its calendar."
)
BODIES = {"european-council": "EUCO", "fac": "FAC"}
_DAY = re.compile(r"/meetings/([\w-]+)/(\d{4})/(\d{2})/(\d{2})(?:-(\d{2}))?/?$")


def fetch(client) -> Iterator[Reply]:
    """Yield the feeds of meetings. Raises Refused only when none lets us in."""
    refused = 0
    for name in FEEDS:
        try:
            yield client.get(FEED, params={"cat": name})
        except Refused as failure:
            refused += 1
            if refused == len(FEEDS):
                raise Refused(f"{failure} {WALL}") from failure


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of AGENDA, one row for each meeting and place its title names."""
    told, undated = {}, []
    for reply in replies:
        today = None if reply.fetched_at is None else reply.fetched_at.tz_convert(SEAT)
        if ics.is_calendar(reply):
            found = [_of_calendar(event) for event in ics.events(reply, SEAT)]
        else:
            items = feed.items(reply, WALL)
            found = [meeting for item in items if (meeting := _of_feed(item))]
            undated += [item.title for item in items if _of_feed(item) is None]
        for row in found:
            if not row["status"]:
                over = today is not None and row["date"] < today.tz_localize(None).normalize()
                row["status"] = "held" if over else "confirmed"
            told[row["item"]] = row
    if not told:
        raise WrongFormat("EU Council: no meeting has a day in its address. " + WALL)
    rows = [
        row | {"place": place, "one_of": one_of}
        for row in told.values()
        for place, one_of in feed.where(row["title"])
    ]
    titles = "; ".join(f"“{clean(title, 80)}”" for title in undated[:5])
    note = f"{len(undated)} items without a day were left out: {titles}." if undated else ""
    return [Part(AGENDA, pd.DataFrame(rows), note=note)]


def _of_feed(item: feed.Item) -> dict | None:
    """Return the meeting of an item, None when its link says no day."""
    found = _DAY.search(urlsplit(item.url).path)
    day = pd.to_datetime("-".join(found.groups()[1:4]), errors="coerce") if found else pd.NaT
    if pd.isna(day):
        return None
    days = f", {found[4]}–{found[5]} {day:%B %Y}" if found[5] else ""
    body = BODIES.get(found[1], "")
    return _row(item.id, f"{item.title}{days}", body, day, pd.NaT, "", item.url)


def _of_calendar(event: ics.Event) -> dict:
    title = event.title.casefold()
    body = "EUCO" if "european council" in title or "heads of state" in title else ""
    body = "FAC" if "foreign affairs council" in title else body
    body = "EU PSC" if "political and security committee" in title else body
    status = "cancelled" if event.cancelled else ""
    return _row(event.id, event.title, body, event.date, event.starts, status, event.url)


def _row(item, title, body, day, starts, status, url) -> dict:
    said = agenda.match(title)
    return {
        "source": "eu_council",
        "item": item,
        "body": body,
        "date": day,
        "starts": starts,
        "timezone": SEAT,
        "title": title,
        "topic": said.topic,
        "themes": ";".join(said.themes),
        "format": "informal meeting" if "informal" in title.casefold() else "",
        "status": status,
        "public": "",
        "symbol": "",
        "outcome": "",
        "url": url,
        "withdrawn": False,
    }


SOURCE = Source(
    id="eu_council",
    title="Meetings of the European Council and the Foreign Affairs Council",
    publisher="General Secretariat of the Council of the European Union",
    homepage="https://www.consilium.europa.eu/en/meetings/calendar/",
    licence="EU reuse with the source acknowledged",
    every=timedelta(hours=12),
    fetch=fetch,
    parse=parse,
    frames=(AGENDA,),
    base_url="https://www.consilium.europa.eu",
    lag="Meetings stand in the feed months ahead.",
    revisions="A meeting may be moved: it then has another address, and its number may change.",
    largest_reply=10_000_000,
)
