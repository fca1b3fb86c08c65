"""FEWS NET: phases of food insecurity by area, now and in two outlooks.

Areas are not equal in people, so two plain figures are made of a map: the worst phase found,
and the share of mapped areas in crisis (phase 3) or worse. Read are replies as JSON.

What the publisher does that one has to know:
- It is very slow; a country that does not answer is passed over, and its figures stand.
- Phases 66, 88 and 99 mean that an area was not mapped, not that all is well.
- A map with and one without assistance are told as rows of their own; here, the first.
- Without a token it tells public rows only; there are none of Eritrea.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.source import (
    Empty,
    Part,
    Reply,
    Source,
    SourceError,
    Unreachable,
    WrongFormat,
    clean,
)
from collectors.sources._tabular import days, figures, located, observed, table
from indicators.frames import OBSERVATIONS, Series

log = logging.getLogger(__name__)

API = "https://fdw.fews.net/api/ipcphase/"
# Countries of which FEWS NET told phases in May 2026.
COUNTRIES = (
    "AF", "BF", "BI", "CD", "CF", "ET", "GT", "HN", "HT", "KE", "LR", "MG", "ML", "MR", "MW",
    "MZ", "NE", "NG", "RW", "SD", "SL", "SO", "SS", "SY", "TD", "UG", "YE", "ZM", "ZW",
)  # fmt: skip
PAGE, MOST_PAGES = 500, 50
BACK = pd.DateOffset(months=12)
SCENARIOS = {"CS": "", "ML1": "_projected", "ML2": "_projected_later"}
COLUMNS = ("country_code", "scenario", "value", "projection_start")
MAPPED = (1, 2, 3, 4, 5)
NOT_MAPPED = (0, 66, 88, 99)


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for a year of phases of each country, page by page."""
    last, came = None, False
    for code in COUNTRIES:
        for page in range(1, MOST_PAGES + 1):
            asked = {
                "country_code": code,
                "start_date": f"{client.now - BACK:%Y-%m-%d}",
                "page_size": PAGE,
                "page": page,
                "format": "json",
            }
            try:
                reply = client.get(API, params=asked)
            except Unreachable as failure:
                log.warning("%s", failure)
                last = failure
                break
            came = True
            yield reply
            if not _page(reply)[1]:
                break
        else:
            raise SourceError(f"FEWS NET: {code} has over {MOST_PAGES} pages.")
    if not came:
        raise last


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS: worst phase and share of areas in crisis."""
    pages = [rows for rows, _ in map(_page, replies) if len(rows)]
    if not pages:
        raise Empty("FEWS NET: pages without an area; it is not taken for enough to eat.")
    reply = replies[-1]
    rows = pd.concat(pages, ignore_index=True).fillna("").drop_duplicates(ignore_index=True)
    helped = rows.get("is_allowing_for_assistance", pd.Series("", index=rows.index))
    rows = rows[~helped.str.lower().isin(["false", "0"]) & rows["scenario"].isin(list(SCENARIOS))]
    rows, unknown = located(rows, "country_code", system="iso2")
    phase = figures(rows["value"], reply)
    if not phase.dropna().isin([*MAPPED, *NOT_MAPPED]).all():
        raise WrongFormat(f"{reply.name}: a phase that is none of 1 to 5.")
    rows = rows.assign(
        phase=phase,
        crisis=phase >= 3,
        period=days(rows["projection_start"], reply).dt.to_period("M").dt.start_time,
    )
    rows = rows[rows["phase"].isin(MAPPED)]
    by = rows.groupby(["place", "period", "scenario"], as_index=False)
    told = by.agg(worst=("phase", "max"), share=("crisis", "mean"))
    told["share"] = (told["share"] * 100).round(1)
    found = [
        observed(
            told[told["scenario"] == scenario],
            {f"fews_net.worst_phase{end}": "worst", f"fews_net.areas_in_crisis{end}": "share"},
        )
        for scenario, end in SCENARIOS.items()
    ]
    yield Part(OBSERVATIONS, pd.concat(found, ignore_index=True), unknown_places=unknown)


def _page(reply: Reply) -> tuple[pd.DataFrame, bool]:
    """Return the areas of a page, and whether more follow."""
    said = reply.json()
    if isinstance(said, dict) and "results" not in said:
        why = clean(said.get("detail"), 200)
        raise WrongFormat(f"{reply.name}: no page of FEWS NET, which has 'results'. {why}".strip())
    more = isinstance(said, dict) and bool(said.get("next"))
    return table(said["results"] if isinstance(said, dict) else said, reply, COLUMNS), more


def _series(suffix: str, when: str) -> tuple[Series, Series]:
    note = "Of areas mapped, with assistance as it is. By the month in which the map begins."
    return (
        Series(
            f"fews_net.worst_phase{suffix}", f"Worst phase of food insecurity{when} (FEWS NET)",
            "phase from 1 to 5", "irregular", "index", least=1, most=5, lag_days=45, note=note,
        ),
        Series(
            f"fews_net.areas_in_crisis{suffix}", f"Areas in food crisis or worse{when} (FEWS NET)",
            "percent of areas", "irregular", "share", most=100, lag_days=45, note=note,
        ),
    )  # fmt: skip


SOURCE = Source(
    id="fews_net",
    title="Food security outlooks (FEWS NET)",
    publisher="Famine Early Warning Systems Network",
    homepage="https://fews.net",
    licence="Public domain, as each row says of itself; name FEWS NET",
    every=timedelta(days=7),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(
        *_series("", ""),
        *_series("_projected", ", near term"),
        *_series("_projected_later", ", medium term"),
    ),
    base_url="https://fdw.fews.net",
    humanitarian=True,
    lag="Some weeks after an outlook; three outlooks a year, with updates between.",
    revisions="An update replaces earlier outlooks of the same months.",
    time_limit=timedelta(minutes=60),
)
