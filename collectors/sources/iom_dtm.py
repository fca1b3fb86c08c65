"""IOM's Displacement Tracking Matrix: rounds of counting displaced people, by its API.

Rounds come at irregular days; their rows are added up as `_dtm` says. Provinces and
districts are read from saved replies where the country itself is not told.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.source import (
    Empty,
    Part,
    Refused,
    Reply,
    Secret,
    Source,
    WrongFormat,
    clean,
)
from collectors.sources import _dtm
from collectors.sources._tabular import table, untold
from indicators.frames import OBSERVATIONS, Series

API = "https://dtmapi.iom.int/v3/displacement"
KEY = Secret(
    "IOM_DTM_KEY",
    "IOM gives a key free of charge: sign up at https://dtm-apim-portal.iom.int, subscribe to "
    "API V3, then set IOM_DTM_KEY in the environment.",
)


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for the list of countries, then for the rounds of each. Refused without a key."""
    key = client.secret(KEY.variable)
    if not key:
        raise Refused(f"IOM DTM needs a key. {KEY.how}")
    headers = {"Ocp-Apim-Subscription-Key": key}
    countries = client.get(f"{API}/country-list", headers=headers)
    yield countries
    for code in sorted(set(_rows(countries)["admin0Pcode"]) - {""}):
        yield client.get(f"{API}/admin0", params={"Admin0Pcode": code}, headers=headers)


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS: displaced people for each place and day of a round."""
    pages, listed = [], 0
    for reply in replies:
        rows = _rows(reply)
        listed += len(rows) > 0
        if rows.empty or "numPresentIdpInd" not in rows:
            continue  # a country without rounds; a list of countries or operations
        reply.need(_dtm.COLUMNS, rows.columns)
        pages.append(rows)
    if not pages and listed == len(replies) > 0:
        yield untold("Countries and operations are listed; there is no round in it.")
        return
    if not pages:
        raise Empty("IOM DTM: lists and no rounds; it is not taken for nobody displaced.")
    rows = pd.concat(pages, ignore_index=True).fillna("")
    totals, unknown = _dtm.rounds(rows, replies[-1])
    yield Part(OBSERVATIONS, _dtm.by_day("iom_dtm.displaced", totals), unknown_places=unknown)


def _rows(reply: Reply) -> pd.DataFrame:
    said = reply.json()
    if not isinstance(said, dict) or said.get("result") is None:
        error = said if isinstance(said, dict) else {}
        why = clean(error.get("message"), 200)
        if str(error.get("statusCode")) in ("401", "403"):
            raise Refused(f"IOM DTM says: {why} {KEY.how}")
        raise WrongFormat(f"{reply.name}: no rounds of IOM DTM (no 'result'). {why}".strip())
    return table(said["result"], reply, ("admin0Name", "admin0Pcode"))


SOURCE = Source(
    id="iom_dtm",
    title="Displacement Tracking Matrix (IOM)",
    publisher="International Organization for Migration",
    homepage="https://dtm.iom.int",
    licence="IOM DTM terms and conditions (https://dtm.iom.int/terms-and-conditions)",
    terms="May be shown with IOM DTM and the day of the round named; read IOM's terms before "
    "publishing.",
    every=timedelta(days=7),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(
        Series(
            id="iom_dtm.displaced",
            title="Internally displaced people (IOM DTM)",
            unit="people",
            frequency="irregular",
            kind="stock",
            lag_days=60,
            most=2e8,
            note="By the day of a round; a figure is of the operations that reported that day.",
        ),
    ),
    secrets=(KEY,),
    base_url="https://dtmapi.iom.int",
    humanitarian=True,
    lag="Weeks to months after a round.",
    revisions="Rounds are corrected in place; a new one does not change earlier ones.",
)
