"""Chances of armed conflict, read from the news: conflictforecast.org.

A listing names the newest files; their names change from month to month. Each file has
country (`isocode`), month (`period`, 202610) and the figure, "ons_armedconf_03_all": the
chance that an armed conflict breaks out, or goes on, within 3 or 12 months. Of several
figures in a row ("_hist", "_text", "_all") the one of all predictors counts. The period is
the month whose news were read, not the month forecast.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import StringIO

import pandas as pd

from collectors.readers import dates, refuse_cut, web
from collectors.source import Part, Reply, Source, WrongFormat, clean
from indicators import places
from indicators.frames import OBSERVATIONS, Series

LISTING = (
    "https://api.backendless.com/C177D0DC-B3D5-818C-FF1E-1CC11BC69600/"
    "C5F2917E-C2F6-4F7D-9063-69555274134E/services/fileService/get-latest-file-listing"
)
FILES = {  # series: how the name of its file is written
    "conflictforecast.armed_conflict_3m": r"armed.?conf(?:lict)?.*?0?3m?(?!\d)",
    "conflictforecast.armed_conflict_12m": r"armed.?conf(?:lict)?.*?12m?(?!\d)",
    "conflictforecast.any_violence_3m": r"any.?violence.*?0?3m?(?!\d)",
    "conflictforecast.any_violence_12m": r"any.?violence.*?12m?(?!\d)",
}
CODES = ("isocode", "iso3", "iso", "iso_code", "isoab")
NO_FIGURE = {*CODES, "country", "name", "country_name", "region", "period", "year", "month"}


def fetch(client) -> Iterator[Reply]:
    """Yield the listing, then the newest file of each series that it names."""
    listing = client.get(LISTING)
    yield listing
    for address in _addresses(listing).values():
        yield client.get(address)


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of OBSERVATIONS by place and month."""
    listed: dict[str, str] = {}
    tables, unknown = [], {}
    for reply in replies:
        if reply.text().lstrip()[:1] in ("[", "{"):
            listed |= {address: series for series, address in _addresses(reply).items()}
            continue
        series = listed.get(reply.url) or _series_of(reply.name)
        if not series:
            raise WrongFormat(f"{reply.name}: its name is none of the files that are known.")
        table, lost = _table(reply, series)
        tables.append(table)
        unknown |= lost
    if not tables:
        raise WrongFormat("conflictforecast.org: the listing names no file that is known.")
    rows = pd.concat(tables).drop_duplicates(["series", "place", "period"], keep="last")
    return [Part(OBSERVATIONS, rows.reset_index(drop=True), (), unknown)]


def _addresses(listing: Reply) -> dict[str, str]:
    """Return the address of the newest file of each series."""
    said = listing.json()
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise WrongFormat(f"{listing.name}: not a listing of files.")
    found: dict[str, str] = {}
    for one in sorted(said, key=lambda one: str(one.get("created") or "")):
        series, address = _series_of(str(one.get("name") or "")), web(one.get("publicUrl"))
        if series and address:
            found[series] = address
    if not found:
        names = ", ".join(clean(one.get("name"), 40) for one in said[:8])
        raise WrongFormat(f"{listing.name}: names no file that is known; it has: {names}.")
    return found


def _series_of(name: str) -> str:
    if not name.lower().endswith(".csv"):
        return ""
    stem = re.sub(r"\d{2}-\d{4}", "", name.lower())  # "03-2025": the month of the file
    return next((series for series, form in FILES.items() if re.search(form, stem)), "")


def _table(reply: Reply, series: str) -> tuple[pd.DataFrame, dict[str, int]]:
    text = reply.text()
    refuse_cut(reply, text)
    try:
        head = pd.read_csv(StringIO(text), nrows=0, dtype="str").columns
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise WrongFormat(f"{reply.name}: not CSV ({clean(error, 100)}).") from error
    code = next((name for name in head if name.lower() in CODES), None)
    figures = [name for name in head if name.lower() not in NO_FIGURE and not name.isspace()]
    figures = [name for name in figures if not name.lower().startswith("unnamed")]
    whole = [name for name in figures if name.lower().endswith("_all")] or figures
    if code is None or not whole:
        reply.need(("isocode", "a figure"), head)
    table = reply.csv([code, whole[-1], *(["period"] if "period" in head else [])])
    value = pd.to_numeric(table[whole[-1]], errors="coerce")
    period = _periods(reply, table)
    place = places.codes(table[code].str.strip(), "iso3")
    unknown = table[code][place.isna()].map(lambda one: clean(one, 40) or "(no code)")
    rows = pd.DataFrame(
        {"series": series, "place": place, "period": period, "value": value, "published": pd.NaT}
    )
    rows = rows[place.notna() & value.notna() & period.notna()]
    if rows.empty:
        raise WrongFormat(f"{reply.name}: no row has a country, a month and a figure.")
    return rows, unknown.value_counts().to_dict()


def _periods(reply: Reply, table: pd.DataFrame) -> pd.Series:
    """Return the month of each row; of a file without it, the month of the file's name."""
    if "period" in table:
        text = table["period"].str.strip().str.removesuffix(".0").str.replace("-", "").str[:6]
        return dates(text, "%Y%m")
    named = re.search(r"(\d{2})-(20\d{2})", reply.name)
    if not named:
        raise WrongFormat(f"{reply.name}: neither a column `period` nor a month in its name.")
    month = pd.to_datetime("-".join(named.groups()), format="%m-%Y", errors="coerce")
    return pd.Series(month, index=table.index)


def _series(name: str, title: str, months: int) -> Series:
    note = f"A forecast, for the {months} months after the period."
    return Series(f"conflictforecast.{name}", title, "probability", "month", "share", lag_days=15,
                  most=1, note=note)  # fmt: skip


SOURCE = Source(
    id="conflictforecast",
    title="Chances of armed conflict from the news (conflictforecast.org)",
    publisher="Hannes Mueller, Christopher Rauh, Ben Seimon: conflictforecast.org",
    homepage="https://conflictforecast.org",
    licence="CC BY; cite Mueller, Rauh and Seimon 2024, Data & Policy 6",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(
        _series("armed_conflict_3m", "Chance of armed conflict within 3 months", 3),
        _series("armed_conflict_12m", "Chance of armed conflict within 12 months", 12),
        _series("any_violence_3m", "Chance of any violence within 3 months", 3),
        _series("any_violence_12m", "Chance of any violence within 12 months", 12),
    ),
    base_url="https://api.backendless.com",
    lag="In the first days of the month after.",
    revisions="Each month's files tell all earlier months anew, with small changes.",
    largest_reply=100_000_000,
)
