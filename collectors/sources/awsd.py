"""Aid workers killed, wounded and kidnapped: the Aid Worker Security Database, since 1997.

One row is an incident, with a row of HXL tags below the header. Its country, district,
coordinates, actors and the words on what happened are there too: only sums by country and
month are kept. The year alone is known of some incidents; they count in no month, and the
note says how many. The address gives the whole archive whatever years are asked for.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import StringIO

import pandas as pd

from collectors.readers import refuse_cut
from collectors.source import Empty, Part, Reply, Source, WrongFormat, clean
from collectors.sources import _incidents
from indicators.frames import OBSERVATIONS, Series

FILE = "https://www.aidworkersecurity.org/incidents/search"
COLUMNS = (
    "year", "month", "country", "total_killed", "total_wounded", "total_kidnapped",
    "total_affected",
)  # fmt: skip
SERIES = {
    "awsd.incidents": None,
    "awsd.killed": "total_killed",
    "awsd.wounded": "total_wounded",
    "awsd.kidnapped": "total_kidnapped",
    "awsd.affected": "total_affected",
}
FIRST_YEAR, LAST_YEAR = 1990, 2099


def fetch(client) -> Iterator[Reply]:
    """Yield the whole archive."""
    params = {"detail": 1, "format": "csv", "start_year": 1997, "end_year": client.now.year}
    yield client.get(FILE, params=params)


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of OBSERVATIONS by place and month."""
    if not replies:
        raise Empty("AWSD: no file came.")
    table = pd.concat([_table(reply) for reply in replies], ignore_index=True)
    if "incident_id" in table:
        table = table.drop_duplicates("incident_id", keep="last")
    codes = table["country_code"] if "country_code" in table else table["country"]
    place, unknown = _incidents.placed(codes, table["country"])
    year = pd.to_numeric(table["year"], errors="coerce")
    month = pd.to_numeric(table["month"], errors="coerce")
    dated = year.between(FIRST_YEAR, LAST_YEAR) & month.between(1, 12)
    numbers = {
        name: _incidents.counts(table[name], "AWSD") for name in filter(None, SERIES.values())
    }
    known = table.assign(place=place, **numbers)[dated & place.notna()]
    if known.empty:
        raise WrongFormat("AWSD: no incident has a country, a year and a month.")
    period = pd.to_datetime({"year": year, "month": month, "day": 1}, errors="coerce")
    known = known.assign(period=period[known.index])
    rows = _incidents.sums(known, SERIES)
    undated = int((~dated).sum())
    note = f"{undated} incidents without a month count in none." if undated else ""
    return [Part(OBSERVATIONS, rows, (_incidents.without_gaps(rows, "AWSD"),), unknown, note)]


def _table(reply: Reply) -> pd.DataFrame:
    text = reply.text()
    refuse_cut(reply, text)
    try:
        head = pd.read_csv(StringIO(text), nrows=0, dtype="str").columns
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise WrongFormat(f"{reply.name}: not CSV ({clean(error, 100)}).") from error
    table = reply.csv(list(head))
    table.columns = [_incidents.column(name) for name in head]
    reply.need(COLUMNS, table.columns)
    return table[~table.iloc[:, 0].str.startswith("#")]


def _series(id: str, title: str, unit: str = "people") -> Series:
    return Series(id, title, unit, "month", "flow", lag_days=60, most=5000)


SOURCE = Source(
    id="awsd",
    title="Attacks on aid workers (AWSD)",
    publisher="Humanitarian Outcomes, Aid Worker Security Database",
    homepage="https://www.aidworkersecurity.org",
    licence="Free for non-commercial use with citation: Humanitarian Outcomes, "
    "Aid Worker Security Database, aidworkersecurity.org",
    terms="Sums may be shown with the citation; rows of incidents are not kept.",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(
        _series("awsd.incidents", "Major attacks on aid workers", "incidents"),
        _series("awsd.killed", "Aid workers killed"),
        _series("awsd.wounded", "Aid workers wounded"),
        _series("awsd.kidnapped", "Aid workers kidnapped"),
        _series("awsd.affected", "Aid workers killed, wounded or kidnapped"),
    ),
    keep_replies=False,
    humanitarian=True,
    base_url="https://www.aidworkersecurity.org",
    lag="Weeks; the last months are provisional until verified once a year.",
    revisions="Incidents are added and verified with organisations for a year and longer.",
    largest_reply=50_000_000,
)
