"""Data sets of the Humanitarian Data Exchange (HDX) that mirror what else needs a key.

Food security (IPC), rounds of displaced people (IOM DTM), and internal displacement day by
day (IDMC IDU, one file for each country). Each data set is looked up by its name, since the
addresses of its files change. Refugees and food prices have sources of their own here.

What the publishers do that one has to know:
- Files may begin with a byte order mark, and their second row may hold HXL tags.
- IPC: two analyses may begin in one month. The later counts; of one day, that of more people.
- IDU holds the last 180 days: the first month of a file is there in part and is left out.
  Figures without a role may count twice.
- DTM tells one round in many rows: see `_dtm`.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.readers import refuse_cut
from collectors.source import Empty, Part, Reply, Source, WrongFormat, clean
from collectors.sources import _ckan, _dtm, _idmc, _ipc
from collectors.sources._tabular import untagged, untold
from indicators.frames import OBSERVATIONS, Coverage, Series

FOOD, FOOD_FILE = "global-acute-food-insecurity-country-data", "ipc_global_national_long.csv"
ROUNDS = "global-iom-dtm-from-api"
FIGURES = "idmc-idu-events"  # "sdn-idmc-idu-events", a set for each country
MOST_SETS = 1000
IDU = {
    "idmc.idu_conflict": "hdx.idu_conflict",
    "idmc.idu_disaster": "hdx.idu_disaster",
}


def fetch(client: Client) -> Iterator[Reply]:
    """Look up each data set and ask for its file; for IDU, of every country there is."""
    yield _ckan.file(client, _ckan.show(client, FOOD), FOOD_FILE)
    found = _ckan.show(client, ROUNDS)
    yield _ckan.file(client, found, _table(found))
    asked = {"fq": f"name:*-{FIGURES}", "rows": MOST_SETS}
    reply = client.get(f"{_ckan.API}/package_search", params=asked)
    said = reply.json()
    said = said.get("result") if isinstance(said, dict) else None
    sets = said.get("results") if isinstance(said, dict) else None
    if not isinstance(sets, list) or not sets:
        raise WrongFormat(f"{reply.name}: no data sets of internal displacement were found.")
    for one in sets:
        if isinstance(one, dict) and str(one.get("name", "")).endswith(FIGURES):
            yield _ckan.file(client, one, _table(one))


def _table(found: dict) -> str:
    """Return the name of the CSV file of a data set; the one that is no chart's extract."""
    names = [name for name in _ckan.addresses(found) if name.lower().endswith(".csv")]
    names = [name for name in names if not name.lower().startswith("qc_")] or names
    if not names:
        raise WrongFormat(f"HDX: {clean(found.get('name'), 80)} has no CSV file.")
    return names[0]


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS out of files of any of the three kinds."""
    found, unknown, notes, covers, described = [], {}, [], [], []
    for reply in replies:
        if reply.text().lstrip()[:1] == "{":
            _ckan.package(reply)  # says which files there are, and no figure
            described.append(_ckan.described(reply))
            continue
        refuse_cut(reply, reply.text())
        columns = _head(reply)
        if "Validity period" in columns:
            rows, strange = _ipc.national("hdx", reply)
        elif "numPresentIdpInd" in columns:
            rows = untagged(reply.csv([name for name in columns if name in _DTM]))
            reply.need(_dtm.COLUMNS, rows.columns)
            totals, strange = _dtm.rounds(rows, reply)
            rows = _dtm.by_day("hdx.displaced", totals)
        elif "displacement_type" in columns:
            rows, strange, note, scope = _displacements(reply)
            notes.append(note)
            covers += scope
        else:
            raise WrongFormat(
                f"{reply.name}: none of the files of HDX that are read. "
                f"It has: {clean(', '.join(columns), 200)}."
            )
        found.append(rows)
        for name, count in strange.items():
            unknown[name] = unknown.get(name, 0) + count
    if not found and any(described):
        yield untold(" ".join(described))
        return
    if not found:
        raise Empty("HDX: data sets without their files; there is nothing to read.")
    rows = pd.concat(found, ignore_index=True)
    rows = rows.drop_duplicates(list(OBSERVATIONS.key), keep="last", ignore_index=True)
    note = " ".join(dict.fromkeys(filter(None, notes)))
    yield Part(OBSERVATIONS, rows, tuple(covers), unknown, note)


_DTM = {*_dtm.COLUMNS, "admin1Name", "admin2Name", "displacementReason", "idpOriginAdmin1Name"}


def _head(reply: Reply) -> list[str]:
    reply.csv(())  # refuses what is no table
    line = reply.text().split("\n", 1)[0]
    return [name.strip().strip('"') for name in line.split(",")]


def _displacements(
    reply: Reply,
) -> tuple[pd.DataFrame, dict[str, int], str, list[Coverage]]:
    """Return the sums of a country's figures for each whole month of the file.

    A month told before that has no figure any more is withdrawn, where the file is fresh.
    """
    rows = untagged(reply.csv(_head(reply)))
    if rows.empty:
        # A country in which nothing was reported in 180 days has such a file.
        return OBSERVATIONS.empty()[["series", "place", "period", "value", "published"]], {}, "", []
    events, sums = _idmc.read_figures(reply, rows)
    first, covers = events.rows["ends"].min(), []
    if reply.fetched_at is not None and pd.notna(first):
        first = min(first, reply.fetched_at.tz_localize(None).normalize() - _idmc.WINDOW)
        scope = {
            "series": list(IDU.values()),
            "place": sorted(events.rows["place"].unique()),
            "period": (first + pd.offsets.MonthBegin(), _idmc.LAST_DAY),
        }
        covers = [Coverage(OBSERVATIONS, scope, "withdrawn")]
    whole = sums.rows[sums.rows["period"] > first]
    told = whole.assign(series=whole["series"].map(IDU))
    return told, events.unknown_places, events.note, covers


def _movements(cause: str, title: str) -> Series:
    return Series(
        id=f"hdx.idu_{cause}", title=title, unit="internal displacements", frequency="month",
        kind="flow", lag_days=7, most=1e8, note="Preliminary, by the month in which the "
        "displacement ended. Movements, not people: who flees twice is counted twice.",
    )  # fmt: skip


SOURCE = Source(
    id="hdx",
    title="Food security and displacement (data sets of HDX)",
    publisher="IPC partnership, IOM DTM and IDMC, through OCHA's Humanitarian Data Exchange",
    homepage="https://data.humdata.org",
    licence=f"Food security: {_ipc.LICENCE}; displacement: CC BY-IGO (IDMC), IOM DTM terms",
    terms=f"Food security: {_ipc.TERMS} Displacement may be shown with IDMC or IOM DTM named.",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(
        *_ipc.series("hdx"),
        Series(
            id="hdx.displaced", title="Internally displaced people (IOM DTM)", unit="people",
            frequency="irregular", kind="stock", lag_days=60, most=2e8,
            note="By the day of a round; a figure is of the operations that reported that day.",
        ),
        _movements("conflict", "Displacements by conflict, early (IDMC)"),
        _movements("disaster", "Displacements by disasters, early (IDMC)"),
    ),
    base_url="https://data.humdata.org",
    humanitarian=True,
    lag="The mirrors are renewed every day to every week.",
    revisions="Figures are changed and taken back in place, without a mark.",
    time_limit=timedelta(minutes=30),
)  # fmt: skip
