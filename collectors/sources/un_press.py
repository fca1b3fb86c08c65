"""UN press releases: what was said of meetings, and which meeting comes next.

The feed holds the ten newest items. A meeting of the UN Security Council comes twice under
one press number: announced ("/blog/sc16444", which names the meeting and its topic), later
covered ("/2026/sc16444.doc.htm", which names neither). Both are publications of one
meeting; an announcement is an agenda item too. It falls out of the feed before the
coverage does: then its own page is asked for, so that the link stays. No such page was
ever recorded; one that cannot be had or read leaves `meeting` empty and fails nothing.

A press number (SC/16444) is the symbol of a release, never of a meeting.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pandas as pd
from lxml import etree

from collectors.readers import moment, plain, web
from collectors.source import Empty, Part, Reply, Source, SourceError, WrongFormat, clean
from indicators import agenda, places
from indicators.frames import AGENDA, PUBLICATIONS

log = logging.getLogger(__name__)

SITE = "https://press.un.org/en"
SEAT = "America/New_York"
SERIES = {  # how an address writes the series of a release, and how the release itself does
    "afr": "AFR", "dc": "DC", "dev": "DEV", "dsgsm": "DSG/SM", "ecosoc": "ECOSOC", "ga": "GA",
    "gaab": "GA/AB", "gacol": "GA/COL", "gadis": "GA/DIS", "gaef": "GA/EF", "gal": "GA/L",
    "gashc": "GA/SHC", "gaspd": "GA/SPD", "hr": "HR", "iha": "IHA", "ik": "IK", "l": "L",
    "org": "ORG", "pal": "PAL", "pko": "PKO", "sc": "SC", "sea": "SEA", "sga": "SG/A",
    "sgsm": "SG/SM", "sgt": "SG/T", "wom": "WOM",
}  # fmt: skip
MEETINGS = ("sc", "ga", "gaab", "gadis", "gaef", "gal", "gashc", "gaspd", "gacol", "ecosoc")
STATEMENTS = ("sgsm", "dsgsm")

_MEETING = re.compile(
    r"Security Council\b.{0,40}?,\s*(\d{4,5})(?:st|nd|rd|th) Meeting"
    r"\s*(?:\(([^)]*)\))?[\s:,–-]*(.*)",  # "(PM)", and what it is about
    re.IGNORECASE,
)


def fetch(client) -> Iterator[Reply]:
    """Yield the feed, and the announcements that it no longer holds of what it covers."""
    feed = client.get(f"{SITE}/rss.xml")
    yield feed
    items = _items(feed)
    there = {item["document"] for item in items}
    for item in items:
        announced = f"blog/{item['document']}"
        if not item["is_coverage"] or item["series"] != "sc" or announced in there:
            continue
        try:
            yield client.get(f"{SITE}/{announced}")
        except SourceError as failure:  # nobody has to announce a meeting
            log.info("No announcement of %s: %s", item["document"], failure)


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Yield a Part of PUBLICATIONS and, when meetings are announced, one of AGENDA."""
    items: dict[str, dict] = {}
    meetings: dict[str, re.Match] = {}  # press number -> what its announcement says
    for reply in replies:
        if "/blog/" in reply.url:
            page = _headline(reply)
            if found := _MEETING.search(page):
                meetings[PurePosixPath(urlsplit(reply.url).path).name] = found
            continue
        for item in reversed(_items(reply)):  # the newest comes first in the feed, and counts
            known = items.setdefault(item["document"], item)
            if item["published"] >= known["published"]:
                items[item["document"]] = item
            if item["is_announcement"] and (found := _MEETING.search(item["title"])):
                meetings[item["document"].removeprefix("blog/")] = found
    if not items:
        raise Empty("UN press releases: the feed holds no items; it is not taken for quiet.")
    publications, announced = [], []
    for item in items.values():
        meeting = meetings.get(item["document"].removeprefix("blog/"))
        topic = clean(meeting[3]) if meeting else ""
        publications += _publications(item, meeting, topic)
        if meeting and item["is_announcement"]:
            announced += _agenda(item, meeting, topic)
    yield Part(PUBLICATIONS, pd.DataFrame(publications))
    if announced:
        rows = pd.DataFrame(announced).drop_duplicates(list(AGENDA.key), keep="last")
        yield Part(AGENDA, rows)


def _items(reply: Reply) -> list[dict]:
    """Return the items of a feed, in its order."""
    root = reply.xml()
    if root.tag != "rss" or root.find("channel") is None:
        raise WrongFormat(f"{reply.name}: not an RSS feed (it begins with <{root.tag}>).")
    found = []
    for item in root.find("channel").findall("item"):
        said = {name: clean(item.findtext(name)) for name in ("title", "link", "pubDate")}
        if missing := [name for name, text in said.items() if not text]:
            raise WrongFormat(f"{reply.name}: an item without {', '.join(missing)}.")
        path = PurePosixPath(urlsplit(said["link"]).path)
        name = path.name.split(".")[0].lower()
        if not name or not web(said["link"]):
            raise WrongFormat(f"{reply.name}: an item whose address is none of the web.")
        number = re.match(r"([a-z]+)(\d+)", name)
        series = number[1] if number else ""
        is_blog = path.parent.name == "blog"
        kind = "announcement" if is_blog else _kind(series, said["title"])
        found.append(
            {
                "document": f"blog/{name}" if is_blog else name,
                "series": series,
                "symbol": f"{SERIES[series]}/{number[2]}" if series in SERIES else "",
                "kind": kind,
                "is_announcement": is_blog,
                "is_coverage": kind == "meeting coverage",
                "title": said["title"],
                "url": web(said["link"]),
                "published": moment(said["pubDate"], f"{reply.name}: {name}"),
            }
        )
    return found


def _kind(series: str, title: str) -> str:
    if series == "db":
        return "briefing"
    if series in STATEMENTS:
        return "statement"
    if "press statement" in title.casefold():
        return "press statement"
    # Sanctions committees publish in the Council's series: "751 Committee Amends One Entry".
    by_committee = series == "sc" and "committee" in title.casefold()
    return "meeting coverage" if series in MEETINGS and not by_committee else "press release"


def _headline(reply: Reply) -> str:
    """Return the title of a page, "" when it has none."""
    try:
        root = reply.html()
    except (SourceError, etree.LxmlError, ValueError) as error:
        log.info("%s cannot be read: %s", reply.name, error)
        return ""
    titles = [plain(node.text_content()) for node in root.xpath("//h1|//title")]
    # "Security Council, 10216th Meeting (PM) Haiti | UN Meetings Coverage and Press Releases"
    return next((text.split(" | ")[0] for text in titles if _MEETING.search(text)), "")


def _publications(item: dict, meeting: re.Match | None, topic: str) -> list[dict]:
    """Return the rows of one item, one for each place of its headline, else of its topic."""
    said = agenda.match(item["title"])
    where = said.places
    if where == (places.WORLD,) and topic:
        said = agenda.match(topic)
        where = said.places
    if where == (places.WORLD,) and not said.topic:
        named = places.named(item["title"])
        where = tuple(code for place in named for code in places.members(place)) or where
    row = {name: item[name] for name in ("document", "published", "kind", "symbol", "title", "url")}
    row |= {
        "source": "un_press",
        "one_of": said.one_of,
        "body": "UNSC" if item["series"] == "sc" else "",
        "meeting": f"S/PV.{meeting[1]}" if meeting else "",
        "withdrawn": False,
    }
    return [row | {"place": place} for place in dict.fromkeys(where)]


def _agenda(item: dict, meeting: re.Match, topic: str) -> list[dict]:
    """Return the meeting that `item` announces: for the day on which it was announced."""
    said = agenda.match(topic)
    closed = "closed" in f"{meeting[2] or ''} {topic}".casefold()
    row = {
        "source": "un_press",
        "item": item["symbol"] or item["document"],
        "one_of": said.one_of,
        "body": "UNSC",
        "date": item["published"].tz_convert(SEAT).tz_localize(None).normalize(),
        "starts": pd.NaT,  # "(AM)" and "(PM)" are halves of a day, not hours
        "timezone": SEAT,
        "title": topic or clean(item["title"]),
        "topic": said.topic,
        "themes": ";".join(said.themes),
        "format": "private meeting" if closed else "meeting",
        "status": "confirmed",
        "public": "no" if closed else "yes",
        "symbol": f"S/PV.{meeting[1]}",
        "outcome": "",
        "url": item["url"],
        "withdrawn": False,
    }
    return [row | {"place": place} for place in dict.fromkeys(said.places)]


SOURCE = Source(
    id="un_press",
    title="UN meetings coverage and press releases",
    publisher="United Nations, Department of Global Communications",
    homepage="https://press.un.org/en",
    licence="UN terms of use: titles and links may be shown with the source named.",
    terms="Titles, dates and links may be shown and exported with the source named; the text of "
    "a release stays at the UN. Coverage is for information, not an official record.",
    every=timedelta(hours=1),
    fetch=fetch,
    parse=parse,
    frames=(PUBLICATIONS, AGENDA),
    lag="Meetings are announced some hours before they begin and covered some hours after.",
    revisions="Headlines are edited after publication. The feed holds ten items, about one "
    "day: what falls out of it is not taken back.",
)
