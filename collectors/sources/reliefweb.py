"""Reports on humanitarian situations, as ReliefWeb (OCHA) collects them.

With an approved appname the API v2 is asked, else the RSS feed of the newest updates.
ReliefWeb gives the text of others: kept are title, date and link. The API pages by offset
and repeats reports between pages; the number of a report identifies it. Its errors come as
JSON with `error.message`; version 1 has been gone since 2025.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from collectors import feed
from collectors.readers import moment, web
from collectors.source import (
    Empty,
    NotThere,
    Part,
    Refused,
    Reply,
    Secret,
    Source,
    SourceError,
    WrongFormat,
    clean,
)
from indicators import places
from indicators.frames import PUBLICATIONS

API = "https://api.reliefweb.int/v2/reports"
FEED = "https://reliefweb.int/updates/rss.xml"
DAYS, LIMIT, PAGES = 3, 1000, 5
FIELDS = ("title", "date.created", "url", "url_alias", "country.iso3", "format.name")
KEY = Secret(
    variable="RELIEFWEB_APPNAME",
    how="Ask ReliefWeb to approve a name for your program at "
    "https://apidoc.reliefweb.int/parameters#appname (a person reads it) and set it as "
    "RELIEFWEB_APPNAME. Until then the RSS feed is read.",
    required=False,
)
_COUNTRIES = re.compile(r"\bCountr(?:y|ies):\s*(.{2,600}?)(?=\s*(?:Sources?:|Please |$))")


def fetch(client) -> Iterator[Reply]:
    """Yield the reports of the last days, page by page, or the feed when no name is set."""
    appname = client.secret(KEY.variable)
    if not appname:
        yield client.get(FEED)
        return
    since = client.now - pd.Timedelta(days=DAYS)
    for page in range(PAGES):
        reply = client.get(
            API,
            params={
                "appname": appname,
                "limit": LIMIT,
                "offset": page * LIMIT,
                "sort[]": "date.created:desc",
                "filter[field]": "date.created",
                "filter[value][from]": f"{since:%Y-%m-%dT%H:%M:%S+00:00}",
                "fields[include][]": list(FIELDS),
            },
        )
        yield reply
        if reply.body.count(b'"fields"') < LIMIT:
            return


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of PUBLICATIONS, one row for each report and country."""
    told, unknown = {}, Counter()
    for reply in replies:
        if reply.text().lstrip()[:1] in ("{", "["):
            told |= {row["document"]: row for row in _reports(reply, unknown)}
        else:
            items = [replace(item, id=_number(item)) for item in feed.items(reply)]
            for item in reversed([item for item in items if item.published is not pd.NaT]):
                told[item.id] = _of_feed(item)
    if not told:
        raise Empty("ReliefWeb: no report came; it is not taken for quiet.")
    rows = [
        {name: value for name, value in row.items() if name != "places"}
        | {"place": place, "one_of": False}
        for row in told.values()
        for place in row["places"]
    ]
    return [Part(PUBLICATIONS, pd.DataFrame(rows), unknown_places=dict(unknown))]


def _reports(reply: Reply, unknown: Counter) -> Iterator[dict]:
    said = reply.json()
    if isinstance(said, dict) and isinstance(said.get("error"), dict):
        raise _error(said)
    data = said.get("data") if isinstance(said, dict) else None
    if not isinstance(data, list):
        raise WrongFormat(f"{reply.name}: no list of reports of ReliefWeb.")
    for report in data:
        fields = report.get("fields") if isinstance(report, dict) else None
        if not isinstance(fields, dict) or not fields.get("title") or not report.get("id"):
            raise WrongFormat(f"{reply.name}: a report without a number or a title.")
        date = fields.get("date") if isinstance(fields.get("date"), dict) else {}
        day = date.get("created") or date.get("original")
        codes = [_text(one, "iso3").upper() for one in _list(fields.get("country"))]
        found = [places.code(code, "iso3") for code in codes]
        world = {"", "WLD"}  # ReliefWeb's country "World" is no place
        unknown.update(
            code
            for code, place in zip(codes, found, strict=True)
            if not place and code not in world
        )
        title = clean(fields["title"])
        named = [place for place in found if place]
        yield _row(
            document=clean(report["id"], 100),
            title=title,
            published=moment(day, f"{reply.name}: report {clean(report['id'], 40)}"),
            kind=_text(next(iter(_list(fields.get("format"))), None), "name").lower(),
            url=web(fields.get("url_alias") or fields.get("url")),
            where=named or [place for place, _ in feed.where(title)],
        )


def _error(said: dict) -> SourceError:
    """Return an error of the API as what it means."""
    message = clean(said["error"].get("message"), 300)
    if said.get("status") in (404, 410):
        return NotThere(f"ReliefWeb answered {said['status']}: {message}")
    if said.get("status") in (400, 401, 403):
        return Refused(f"ReliefWeb answered {said['status']}: {message} {KEY.how}")
    return SourceError(f"ReliefWeb answered {clean(said.get('status'), 20)}: {message}")


def _of_feed(item: feed.Item) -> dict:
    found = _COUNTRIES.search(feed.plain(item.markup, 5000))
    named = re.split(r",\s+(?=[A-Z]|occupied)", found[1]) if found else []
    countries = [place for name in [*named, *item.categories] if (place := places.code(name))]
    return _row(
        document=item.id,
        title=item.title,
        published=item.published,
        kind="",
        url=item.url,
        where=countries or [place for place, _ in feed.where(item.title)],
    )


def _number(item: feed.Item) -> str:
    """Return the number of a report where the feed gives it: "4123456 at https://reliefweb.int"."""
    found = re.search(r"(?:^|/node/)(\d{4,})\b", item.id)
    return found[1] if found else item.url or item.id


def _row(document, title, published, kind, url, where) -> dict:
    return {
        "source": "reliefweb",
        "document": document,
        "body": "",
        "published": published,
        "kind": kind or "report",
        "symbol": "",
        "meeting": "",
        "title": title,
        "url": url,
        "withdrawn": False,
        "places": list(dict.fromkeys(where)),
    }


def _list(said: object) -> list:
    return said if isinstance(said, list) else []


def _text(said: object, name: str) -> str:
    return clean(said.get(name), 100) if isinstance(said, dict) else ""


SOURCE = Source(
    id="reliefweb",
    title="Reports on humanitarian situations (ReliefWeb)",
    publisher="UN OCHA, ReliefWeb",
    homepage="https://reliefweb.int/updates",
    licence="Metadata CC BY 4.0; the texts belong to those who wrote them",
    terms="Titles, dates and links may be shown and exported with ReliefWeb named; the texts may "
    "not be copied.",
    every=timedelta(hours=2),
    fetch=fetch,
    parse=parse,
    frames=(PUBLICATIONS,),
    humanitarian=True,
    secrets=(KEY,),
    lag="Hours after a report is published elsewhere.",
    revisions="Countries and formats of a report are corrected in the first hours.",
    largest_reply=50_000_000,
)
