"""Meetings of the UN Security Council: the yearly tables of the Dag Hammarskjöld Library.

A table has five columns (record, day, press release, topic, outcome), the year only in its
caption, "--" for none, and its meetings in reverse order. "S/PV.7333 (closed)" was a
private meeting; "(Resumption 1)" is a sitting of its own. One record may hold two items
(S/PV.7348), which the table tells in two rows: each is an item of its own here.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd
from lxml import html

from collectors.http import Client
from collectors.readers import MONTHS, web
from collectors.source import Empty, NotThere, Part, Reply, Source, WrongFormat, clean
from indicators import agenda
from indicators.frames import AGENDA, PUBLICATIONS, Coverage
from indicators.schema import Schema

# How the heads of the five columns begin; what follows differs between years.
COLUMNS = ("Meeting Record", "Date", "Press Release", "Topic", "Security Council Outcome")
SEAT = "America/New_York"
FIRST_YEAR, LAST_YEAR = 1946, 2099

_DAY = re.compile(r"(\d{1,2})(?:\s*(?:-|–|and|&)\s*\d{1,2})?\s+([A-Za-z]{3})[a-z]*\.?")
_VOTE = re.compile(r"\s*(?<![\d-])(\d{1,2}-\d{1,2}-\d{1,2})(?![\d-])\s*")
_DOCUMENT = re.compile(r"\bS/(?:RES/(\d+)\s*\((\d{4})\)|PRST/(\d{4})/(\d+))")


@dataclass(frozen=True)
class Table:
    """One year's table: its rows as we keep them, and how many had no day we could read."""

    year: int
    meetings: list[dict]
    documents: list[dict]
    unread: int


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for the tables of last year and, once it is there, of this year."""
    address = "https://www.un.org/depts/dhl/resguide/scact{}_table_en.html"
    yield client.get(address.format(client.now.year - 1))
    try:
        yield client.get(address.format(client.now.year))
    except NotThere:
        return  # in the first days of a year


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Read tables of years: their meetings, and the resolutions and statements adopted."""
    tables = [_table(reply) for reply in replies]
    meetings = pd.DataFrame([row for table in tables for row in table.meetings])
    if meetings.empty:
        raise Empty("UN Security Council: tables without a meeting; not taken for no meetings.")
    unread = sum(table.unread for table in tables)
    note = f"{unread} rows have no day that can be read and were left out." if unread else ""
    # Where a row could not be read, a meeting that is not told may be the one left out.
    whole = [table.year for table in tables if table.meetings and not table.unread]
    yield _part(AGENDA, meetings, "date", whole, note)

    documents = pd.DataFrame([row for table in tables for row in table.documents])
    if not documents.empty:
        yield _part(PUBLICATIONS, documents, "published", whole)


def _part(frame: Schema, rows: pd.DataFrame, day: str, years: list[int], note: str = "") -> Part:
    """Return `rows` with one row per place of their title, covering whole years."""
    said = agenda.match_titles(rows["title"])
    columns = ["places", "one_of", *(name for name in ("topic", "themes") if name in frame.columns)]
    rows = rows.join(said[columns], on="title").explode("places", ignore_index=True)
    rows = rows.rename(columns={"places": "place"}).assign(source="unsc_meetings", withdrawn=False)
    rows = rows.drop_duplicates(list(frame.key), keep="last", ignore_index=True)
    covers = tuple(
        Coverage(frame, {"source": "unsc_meetings", day: _year(frame, day, year)}, "withdrawn")
        for year in years
    )
    return Part(frame, rows, covers, note=note)


def _year(frame: Schema, day: str, year: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, last = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    return (first, last) if frame is AGENDA else (_moment(first), _moment(last))


def _moment(day: pd.Timestamp) -> pd.Timestamp:
    """Return the beginning of a day at the seat."""
    return day.tz_localize(SEAT).tz_convert("UTC")


def _table(reply: Reply) -> Table:
    root = _html(reply)
    caption = " ".join(_said(cell) for cell in root.xpath("//table//th[@colspan] | //caption"))
    year = re.search(r"Security Council in (\d{4})\b", caption)
    if not year:
        raise WrongFormat(
            f"{reply.name}: not the table of a year's meetings of the UN Security Council; "
            f"its caption says {clean(caption, 80)!r}."
        )
    if not FIRST_YEAR <= int(year[1]) <= LAST_YEAR:
        raise WrongFormat(f"{reply.name}: the caption says the year {year[1]}.")
    heads = [_said(cell) for cell in root.xpath("//table//th")]
    begins = [name for name in COLUMNS for head in heads if head.lower().startswith(name.lower())]
    if missing := [name for name in COLUMNS if name not in begins]:
        reply.need(missing, heads)
    if not root.xpath("//table") or b"</table>" not in reply.body.lower():
        raise WrongFormat(f"{reply.name}: the table does not end; the reply seems to be cut off.")

    rows, unread = [], 0
    for line in root.xpath("//table//tr[td]"):
        cells = line.xpath("./td")
        # A row of another shape, a remark perhaps, is left out and said, as one without a day.
        day = _day(_said(cells[1]), int(year[1])) if len(cells) == len(COLUMNS) else None
        if day is None:
            unread += 1
        else:
            rows.append((day, cells))
    if unread and not rows:
        raise WrongFormat(
            f"{reply.name}: no row has {len(COLUMNS)} columns and a day like '30 December'."
        )
    meetings = [_meeting(day, cells) for day, cells in rows]
    _tell_apart(meetings)
    documents = [
        document
        for (day, cells), meeting in zip(rows, meetings, strict=True)
        for document in _documents(day, cells[4], meeting)
    ]
    return Table(int(year[1]), meetings, documents, unread)


def _html(reply: Reply) -> html.HtmlElement:
    # The tables write </br> for <br>; readers of HTML leave that out and join two words.
    reply = replace(reply, body=reply.body.replace(b"</br>", b"<br>"))
    root = reply.html()
    for hidden in root.xpath(".//script|.//style|.//comment()"):
        hidden.drop_tree()
    return root


def _said(cell: html.HtmlElement) -> str:
    """Return the text of a cell as one line; "" for "--"."""
    text = clean(" ".join(cell.itertext()), 2_000)
    text = re.sub(r"\(\s+", "(", re.sub(r"\s+\)", ")", text))
    return "" if re.fullmatch(r"[-–— ]*", text) else text


def _day(text: str, year: int) -> pd.Timestamp | None:
    """Return "30 December" (or with the same year) as a day of `year`; None if it is none.

    Of "30-31 December", a meeting over midnight, the first day counts.
    """
    said = _DAY.fullmatch(text.removesuffix(str(year)).strip())
    month = next((name for name in MONTHS if said and name[:3].lower() == said[2].lower()), None)
    day = pd.to_datetime(f"{said[1]} {month} {year}" if month else None, format="%d %B %Y",
                         errors="coerce")  # fmt: skip
    return None if pd.isna(day) else day


def _meeting(day: pd.Timestamp, cells: list[html.HtmlElement]) -> dict:
    record, title = _said(cells[0]), _said(cells[3])
    symbol = agenda.symbol(record)
    return {
        # In 2020 some meetings by video had a letter as their record, and others have none.
        "item": symbol or record or f"{day:%Y-%m-%d}",
        "body": "UNSC",
        "date": day,
        "starts": pd.NaT,
        "timezone": SEAT,
        "title": title,
        "format": "",
        "status": "held",
        "public": "no" if "(closed)" in record.lower() else "yes",
        "symbol": symbol,
        "outcome": _outcome(_said(cells[4])),
        "url": _link(cells[0], record),
    }


def _tell_apart(meetings: list[dict]) -> None:
    """Give the items of one record, or of one day without a record, names of their own.

    The name comes from day and title alone, so it stays when rows come or go.
    """
    titles: dict[str, set] = {}
    for row in meetings:
        titles.setdefault(row["item"], set()).add((row["date"], row["title"]))
    for row in meetings:
        if len(titles[row["item"]]) > 1 or not row["symbol"]:
            told = f"{row['date']:%Y-%m-%d} {row['title']}".casefold()
            row["item"] += f" #{hashlib.sha256(told.encode()).hexdigest()[:6]}"


def _outcome(text: str) -> str:
    """Return what was decided, its parts apart: "S/RES/2451 (2018); 15-0-0"."""
    text = _DOCUMENT.sub(lambda found: f"; {_symbol(found)}; ", text)
    parts = (part.strip(" ;") for part in _VOTE.sub(r"; \1; ", text).split(";"))
    return "; ".join(part for part in parts if part)


def _symbol(found: re.Match) -> str:
    number, of_year, year, statement = found.groups()
    return f"S/RES/{number} ({of_year})" if number else f"S/PRST/{year}/{statement}"


def _documents(day: pd.Timestamp, cell: html.HtmlElement, meeting: dict) -> Iterator[dict]:
    for found in _DOCUMENT.finditer(_said(cell)):
        yield {
            "document": _symbol(found),
            "body": "UNSC",
            "published": _moment(day),
            "kind": "resolution" if found[1] else "presidential statement",
            "symbol": _symbol(found),
            "meeting": meeting["symbol"],
            "title": meeting["title"],
            "url": _link(cell, _symbol(found)),
        }


def _link(cell: html.HtmlElement, text: str) -> str:
    """Return the address behind the link in `cell` that reads as `text`, blanks aside."""
    wanted = re.sub(r"\s|\(closed\)", "", text)
    for link in cell.xpath(".//a[@href]"):
        said = re.sub(r"\s", "", link.text_content())
        if said and said in wanted:
            return web(re.sub(r"\s", "", link.get("href")))
    return ""


SOURCE = Source(
    id="unsc_meetings",
    title="Meetings of the UN Security Council (yearly tables)",
    publisher="United Nations, Dag Hammarskjöld Library",
    homepage="https://research.un.org/en/docs/sc/quick/meetings",
    licence="© United Nations; facts may be used with attribution",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(AGENDA, PUBLICATIONS),
    base_url="https://www.un.org",
    lag="Some days after a meeting; the meeting record itself follows later.",
    revisions="Rows are added and corrected at any time, without notice.",
    largest_reply=5_000_000,
)
