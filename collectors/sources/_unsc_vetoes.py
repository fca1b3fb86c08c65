"""Vetoes in the UN Security Council, as rows of the Data Hub and as the Library's page.

A veto is a dict: document, date, kind, symbol of the draft, meeting, title, about (the
item of the agenda), hints, outcome, url.
"""

import re
from collections import Counter
from dataclasses import replace

import pandas as pd
from lxml import etree

from collectors.readers import web
from collectors.source import Reply, WrongFormat, clean
from collectors.sources import _psdata
from indicators import agenda

PERMANENT = {  # how the columns of the vetoes begin, and who it is
    "china": "China",
    "france": "France",
    "russian_federation": "Russian Federation",
    "united_kingdom": "United Kingdom",
    "united_states": "United States",
}
VETO_COLUMNS = ("Date", "Draft", "Written Record", "Agenda Item")


def of_row(row: dict, lost: Counter) -> list[dict]:
    """Return the veto of a row of the Hub; one without a day or a draft is counted in `lost`."""
    draft = _psdata.text(row.get("draft_res") or row.get("draft_resolution_number"))
    day, record = _psdata.day(row.get("date")), _psdata.text(row.get("record"))
    if day is None or not (draft or record):
        lost["vetoes without a draft or a day"] += 1
        return []
    against = [
        name
        for start, name in PERMANENT.items()
        if any(key.startswith(start) and _psdata.text(row[key]) == "1" for key in row)
    ]
    link = row.get("url_for_resolution") or row.get("url_for_res") or ""
    about = _psdata.text(row.get("agenda")) or _psdata.text(row.get("topic"))
    hints = [_psdata.text(row.get(name)) for name in ("topic", "short_agenda")]
    return [_vetoed(day, draft, meeting_symbol(record, record), about, against, hints, link)]


def _vetoed(day, draft, meeting, about, against, hints=(), link="") -> dict:
    by = " and ".join(filter(None, [", ".join(against[:-1]), *against[-1:]]))
    found = re.match(r"S/[\w/.]*\w", draft)  # "S/471 and S/471/Add.1": the first is its name
    draft = found[0] if found else ""
    symbol = "" if draft.startswith("S/PV") else draft
    outcome = f"Draft resolution {symbol} vetoed by {by}" if symbol else f"Vetoed by {by}"
    outcome = outcome if by else outcome.replace(" by ", "")
    return {
        "document": f"veto on {draft or meeting}",
        "date": day,
        "kind": "veto",
        "symbol": symbol,
        "meeting": meeting,
        "title": f"{about} ({outcome[0].lower()}{outcome[1:]})" if about else outcome,
        "about": about or outcome,
        "hints": list(hints),
        "outcome": outcome,
        "url": web(link),
    }


def of_page(reply: Reply) -> list[dict]:
    """Return the vetoes of the Library's page, the oldest first."""
    # The page writes </br> for <br>; readers of HTML leave that out and join two words.
    reply = replace(reply, body=reply.body.replace(b"</br>", b"; "))
    try:
        root = reply.html()
    except (ValueError, etree.LxmlError) as error:
        raise WrongFormat(f"{reply.name}: not a web page ({clean(error, 100)}).") from error
    heads = [clean(cell.text_content().replace("\xa0", " ")) for cell in root.xpath("//table//th")]
    if not any("Veto List" in head for head in heads):
        raise WrongFormat(f"{reply.name}: not the list of vetoes of the UN Security Council.")
    reply.need(VETO_COLUMNS, heads)
    if b"</html>" not in reply.body.lower()[-200:]:
        raise WrongFormat(f"{reply.name}: the page does not end; it seems to be cut off.")
    found = []
    for line in root.xpath("//table//tr[count(td) = 5]"):
        date, draft, record, about, against = (
            clean(" ".join(cell.itertext())) for cell in line.xpath("./td")
        )
        if (day := _day(date)) is None:
            raise WrongFormat(f"{reply.name}: a veto on the day {clean(date, 40)!r}.")
        names = [name.strip() for name in re.split(r"[;,]", against) if name.strip()]
        links = line.xpath("./td[2]//a/@href")
        vetoed = _vetoed(day, draft, meeting_symbol(record), about, names, link="".join(links[:1]))
        found.append(vetoed)
    if not found:
        raise WrongFormat(f"{reply.name}: a list of vetoes without a row.")
    return found[::-1]


def _day(text: str) -> pd.Timestamp | None:
    """Return a day; the last of "14-15 December 2001", a meeting over midnight: the vote's."""
    last = re.sub(r"^\d+\s*[-–]\s*(?=\d)", "", text)
    if not re.search(r"\d", last):
        return None  # of "now" and "today" pandas would read the clock
    short = re.search(r" (\d\d)$", last)  # "30 January 86"; the list begins in 1946
    if short:
        last = f"{last[:-2]}{'19' if int(short[1]) >= 46 else '20'}{short[1]}"
    day = pd.to_datetime(last, format="%d %B %Y", errors="coerce")
    return None if pd.isna(day) else day


def number(vetoes: list[dict]) -> None:
    """Tell votes on one draft apart by their order in time, which later rows do not change."""
    vetoes.sort(key=lambda row: row["date"])
    times = Counter()
    for row in vetoes:
        name = row["document"]
        times[name] += 1
        row["document"] = name if times[name] == 1 else f"{name} #{times[name]}"


def meeting_symbol(*said: object) -> str:
    """Return the symbol of a meeting's record out of a symbol, or of a number alone."""
    texts = [_psdata.text(one) for one in said]
    for text in texts:
        if symbol := agenda.symbol(text):
            return symbol
    numbers = (re.fullmatch(r"(\d{1,5})(?:\.0|st|nd|rd|th)?", text) for text in texts)
    return next((f"S/PV.{int(found[1])}" for found in numbers if found), "")
