"""What the world's news report, counted each day by country: GDELT's daily files of events.

A file (20261121.export.CSV.zip) has a line for each event that a machine read in the news
of that day, often the same event many times: the figures are reports, never deaths or
incidents. Counted is where the action was (FIPS codes) on the day of the file, so that a
figure does not change later. A country without a line had no report.

Also read: the list of the newest quarter-hourly files, which holds no figures, and a list
of articles of the DOC service.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import BytesIO, TextIOWrapper
from zipfile import BadZipFile, ZipFile

import pandas as pd

from collectors import feed
from collectors.readers import web
from collectors.source import Empty, NotThere, Part, Reply, Source, WrongFormat, clean
from indicators import places
from indicators.frames import OBSERVATIONS, PUBLICATIONS, Coverage, Series

DAILY = "http://data.gdeltproject.org/events/{:%Y%m%d}.export.CSV.zip"
DAYS = 5  # as many days back as are asked for
ALL, PROTEST, CONFLICT = "gdelt.reports", "gdelt.reports_protest", "gdelt.reports_conflict"
# Columns, from 0, of the files of version 1 (58 columns) and version 2 (61), which have no header.
QUAD, ROOT = 29, 28
PLACE = {58: 51, 61: 53}
LARGEST = 1_000_000_000  # bytes of an unpacked file; a day has some 100 million
_FILE = re.compile(r"(20\d{6})(?:\d{6})?\.export\.csv", re.IGNORECASE)
_LINE = re.compile(r"^\d+ [0-9a-f]{32} https?://\S+$")


def fetch(client) -> Iterator[Reply]:
    """Yield the files of the last days, yesterday's when it is there."""
    found = False
    for back in range(DAYS, 0, -1):
        day = client.now - pd.Timedelta(days=back)
        try:
            yield client.get(DAILY.format(day))
            found = True
        except NotThere:
            # Yesterday's file comes in the morning; a day in between may be missing for ever.
            continue
    if not found:
        raise NotThere(f"GDELT: no file of the last {DAYS} days is at its known address.")


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Yield OBSERVATIONS by country and day, PUBLICATIONS of a list of articles."""
    counts: dict[pd.Timestamp, Counter] = {}
    articles, unknown, notes = [], Counter(), []
    for reply in replies:
        if reply.body[:2] == b"PK":
            day, told = _file(reply, unknown)
            counts[day] = told
        elif reply.text().lstrip()[:1] == "{":
            articles += _articles(reply)
        else:
            notes.append(_list(reply))
    if counts:
        yield _observations(counts, unknown, " ".join(notes))
    elif notes:
        nothing = OBSERVATIONS.empty()[["series", "place", "period", "value", "published"]]
        yield Part(OBSERVATIONS, nothing, note=" ".join(notes))
    if articles:
        rows = pd.DataFrame(articles).drop_duplicates(list(PUBLICATIONS.key), keep="last")
        yield Part(PUBLICATIONS, rows.reset_index(drop=True))


def _observations(counts: dict, unknown: Counter, note: str) -> Part:
    rows = [
        {"series": series, "place": place, "period": day, "value": float(count),
         "published": pd.NaT}
        for day, told in sorted(counts.items())
        for (series, place), count in told.items()
    ]  # fmt: skip
    scope = {
        "series": [ALL, PROTEST, CONFLICT],
        "place": list(places.GW_STATES),
        "period": sorted(counts),
    }
    covers = (Coverage(OBSERVATIONS, scope, "zero"),)
    return Part(OBSERVATIONS, pd.DataFrame(rows), covers, dict(unknown.most_common(50)), note)


def _file(reply: Reply, unknown: Counter) -> tuple[pd.Timestamp, Counter]:
    """Return the day of a file and its reports by series and place."""
    try:
        archive = ZipFile(BytesIO(reply.body))
        (name,) = archive.namelist()
        if archive.getinfo(name).file_size > LARGEST:
            raise WrongFormat(f"{reply.name}: over {LARGEST:,} bytes unpacked.")
        named = _FILE.search(name) or _FILE.search(reply.name)
        day = pd.to_datetime(named[1], format="%Y%m%d", errors="coerce") if named else pd.NaT
        if pd.isna(day):
            raise WrongFormat(f"{reply.name}: its name does not say of which day it is.")
        with archive.open(name) as packed:
            lines = csv.reader(TextIOWrapper(packed, "utf-8", "replace"), delimiter="\t",
                               quoting=csv.QUOTE_NONE)  # fmt: skip
            by_code = _counted(reply, lines)
    except (
        BadZipFile,
        ValueError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        csv.Error,
    ) as error:
        raise WrongFormat(f"{reply.name}: not a packed file that can be read.") from error
    told = Counter()
    for (code, kind), count in by_code.items():
        place = places.code(code, "fips") if code else None
        if place:
            told[kind, place] += count
        elif code and kind == ALL:
            unknown[clean(code, 20)] += count
    if not told:
        raise Empty(f"{reply.name}: no report names a country; it is not taken for calm.")
    return day, told


def _counted(reply: Reply, lines) -> Counter:
    by_code = Counter()
    for line in lines:
        if len(line) not in PLACE:
            raise WrongFormat(
                f"{reply.name}: a line of {len(line)} columns; GDELT's have 58, of version 2 61."
            )
        code = line[PLACE[len(line)]]
        by_code[code, ALL] += 1
        if line[ROOT] == "14":
            by_code[code, PROTEST] += 1
        if line[QUAD] == "4":
            by_code[code, CONFLICT] += 1
    return by_code


def _list(reply: Reply) -> str:
    """Return what to say of a list of the newest files: size, hash and address of each."""
    lines = [line.strip() for line in reply.text().splitlines() if line.strip()]
    if not lines or not all(_LINE.match(line) for line in lines):
        # Its errors are sentences, with the status of a success.
        raise WrongFormat(f"{reply.name}: GDELT answered: {clean(' '.join(lines), 200)}")
    return f"The list names {len(lines)} newest files; it holds no figures."


def _articles(reply: Reply) -> Iterator[dict]:
    said = reply.json()
    listed = said.get("articles") if isinstance(said, dict) else None
    if not isinstance(listed, list) or not listed:
        raise WrongFormat(f"{reply.name}: no list of articles.")
    for one in listed:
        url = web(one.get("url")) if isinstance(one, dict) else ""
        said = str(one.get("seendate")) if url else ""
        said = said if said[:4].isdigit() else None  # pandas knows "today"
        seen = pd.to_datetime(said, format="%Y%m%dT%H%M%SZ", errors="coerce", utc=True)
        if not url or pd.isna(seen):
            raise WrongFormat(f"{reply.name}: an article without an address or a day.")
        title = clean(one.get("title")) or url
        for place, one_of in feed.where(title):
            yield {
                "source": "gdelt", "document": clean(url, 500), "place": place, "one_of": one_of,
                "body": "", "published": seen, "kind": "news article", "symbol": "",
                "meeting": "", "title": title, "url": url, "withdrawn": False,
            }  # fmt: skip


def _series(id: str, title: str) -> Series:
    note = "Machine-coded reports, many of one event. Neither deaths nor incidents."
    return Series(id, title, "reports", "day", "flow", lag_days=1, most=1e7, note=note)


SOURCE = Source(
    id="gdelt",
    title="News reports of events, by country and day (GDELT)",
    publisher="The GDELT Project",
    homepage="https://www.gdeltproject.org",
    licence="Unlimited use with citation and link to gdeltproject.org",
    every=timedelta(hours=6),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS, PUBLICATIONS),
    series=(
        _series(ALL, "News reports of events"),
        _series(PROTEST, "News reports of protest"),
        _series(CONFLICT, "News reports of material conflict"),
    ),
    keep_replies=False,
    base_url="http://data.gdeltproject.org",
    lag="The file of a day comes the next morning.",
    revisions="None: a file does not change. How many media are read grows with the years.",
    largest_reply=100_000_000,
    pause=5.0,
)
