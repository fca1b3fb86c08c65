"""Small readers that several sources share: moments, addresses, text out of HTML."""

import csv
import re
from email.utils import parsedate_to_datetime
from math import isfinite

import pandas as pd
from lxml import etree, html

from collectors.source import Reply, WrongFormat, clean
from indicators.schema import EARLIEST, LATEST

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def moment(text: object, where: str, zone: str = "UTC") -> pd.Timestamp:
    """Return an ISO 8601 or an RSS date as a moment in UTC; without a zone it is of `zone`.

    Raises WrongFormat, naming `where`, for what is no date.
    """
    text = str(text or "").strip()
    try:
        said = pd.Timestamp(text if text[:4].isdigit() else parsedate_to_datetime(text))
        if said is pd.NaT or not EARLIEST.year <= said.year < LATEST.year:
            raise ValueError(text)  # pandas would make NaT of the year 10000, in silence
        if said.tz is None:
            said = said.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
        return said.tz_convert("UTC").as_unit("us")
    except (ValueError, TypeError, OverflowError) as error:
        said = f"{clean(text, 60)!r} is not a date of {EARLIEST.year} to {LATEST.year}."
        raise WrongFormat(f"{where}: {said}") from error


def dates(texts: pd.Series, form: str) -> pd.Series:
    """Return texts in the one form `form` as days or moments, missing where they are not.

    "now" and "today" are no dates here: pandas would read the clock.
    """
    return pd.to_datetime(texts.where(texts.str.contains(r"\d")), format=form, errors="coerce")


def web(address: object) -> str:
    """Return an address of the web as it is, and "" for anything that is not one."""
    text = clean(address, 2000)
    return text if text.lower().startswith(("http://", "https://")) else ""


def number(text: object, least: float = float("-inf"), most: float = float("inf")) -> float:
    """Return a number, or NaN for what is none or is not between `least` and `most`."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        return float("nan")
    return value if least <= value <= most and isfinite(value) else float("nan")


def plain(markup: object, longest: int = 500) -> str:
    """Return the text of a piece of HTML as one line."""
    text = str(markup or "").strip()
    if not text:
        return ""
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return clean(text, longest)
    for hidden in root.xpath(".//script|.//style|.//comment()"):
        hidden.drop_tree()
    return clean(" ".join(root.itertext()), longest)


def lines(markup: str) -> list[str]:
    """Return the text of a page or a piece of HTML line by line, each block on its own."""
    # Signs that no page may hold, but some do, would be refused when a line is put together.
    markup = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in markup)
    markup = re.sub(r"&#(?:x0*[01]?[0-9a-f]|0*[0-2]?\d|0*3[01]);", " ", markup, flags=re.IGNORECASE)
    try:
        root = html.fragment_fromstring(markup or " ", create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    for hidden in root.xpath(".//script|.//style|.//comment()|.//sup|.//head"):
        hidden.drop_tree()
    for cell in root.xpath(".//td|.//th"):
        cell.tail = f" {cell.tail or ''}"
    for node in root.xpath(".//p|.//li|.//tr|.//br|.//div|.//h1|.//h2|.//h3|.//h4|.//h5"):
        node.tail = f"\n{node.tail or ''}"
        if node.tag != "br":
            node.text = f"\n{node.text or ''}"
    found = (clean(line, 20_000) for line in "".join(root.itertext()).split("\n"))
    return [line for line in found if line]


def refuse_cut(reply: Reply, text: str, separator: str = ",") -> None:
    """Raise WrongFormat when the last row of a CSV text has too few columns.

    No line end after the last row is no fault; a row that stops is a reply that broke off.
    """
    head, *rest = text.rstrip("\r\n").split("\n")
    if not rest or text.endswith("\n"):
        return
    try:
        columns, last = (
            next(csv.reader([line.strip("\r")], delimiter=separator), [])
            for line in (head, rest[-1])
        )
    except csv.Error as error:
        raise WrongFormat(f"{reply.name}: not CSV ({clean(error, 80)}).") from error
    if len(last) < len(columns):
        raise WrongFormat(f"{reply.name}: the last row has too few columns; it is cut off.")
