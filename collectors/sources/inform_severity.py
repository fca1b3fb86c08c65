"""INFORM Severity: how severe the crises that there are have become, from 0 to 5, by month.

What the publisher does that one has to know: a row is a crisis; `country`, `iso3` and
`regions` are lists; a country may have several crises and one row for all of them together
(`individual_aggregated`), which goes before. Earlier months are corrected, so the last three
are asked for. The month stands in the address alone.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
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
from collectors.sources._tabular import days, figures, located, observed, table
from indicators.frames import OBSERVATIONS, Series

API = "https://api.acaps.org/api/v1/inform-severity-index"
KEY = Secret(
    "ACAPS_TOKEN",
    "ACAPS gives a token free of charge: sign up at https://api.acaps.org, ask for a token "
    "there, then set ACAPS_TOKEN in the environment.",
)
MONTHS, MOST_PAGES = 3, 50
INDEX = "INFORM Severity Index"
COLUMNS = ("crisis_id", "country_level", INDEX)


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for the pages of the last three months. Refused without a token."""
    token = client.secret(KEY.variable)
    if not token:
        raise Refused(f"ACAPS needs a token. {KEY.how}")
    headers = {"Authorization": f"Token {token}"}
    now, found = pd.Period(client.now.tz_localize(None), "M"), False
    for month in (now - back for back in reversed(range(MONTHS))):
        for page in range(1, MOST_PAGES + 1):
            try:
                url = f"{API}/{month:%b%Y}/"
                reply = client.get(url, params={"page": page}, headers=headers)
            except NotThere:
                break  # the running month is not there from its first day
            found = True
            yield reply
            if not _page(reply)[1]:
                break
        else:
            raise SourceError(f"ACAPS: {month} has over {MOST_PAGES} pages.")
    if not found:
        raise NotThere(f"ACAPS: none of the last {MONTHS} months is there.")


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS: the severity in each country and month."""
    found, unknown = [], {}
    for reply in replies:
        rows, _ = _page(reply)
        if rows.empty:
            continue
        month = days(pd.Series([reply.name], name="month"), reply, "%b%Y").iloc[0]
        rows = rows.assign(period=month, value=figures(rows[INDEX], reply))
        whole = rows["country_level"].str.lower() == "yes"
        together = rows.get("individual_aggregated", pd.Series("", index=rows.index))
        rows = rows.assign(together=together.str.lower() == "aggregated")[whole]
        rows, strange = located(rows, "code")
        for place, count in strange.items():
            unknown[place] = unknown.get(place, 0) + count
        found.append(rows)
    if not found:
        raise Empty("ACAPS: pages without a crisis; it is not taken for none.")
    rows = pd.concat(found, ignore_index=True).dropna(subset="value")
    rows = rows.sort_values(["together", "value"])
    told = observed(rows, {"inform_severity.severity": "value"})
    yield Part(OBSERVATIONS, told, unknown_places=unknown)


def _page(reply: Reply) -> tuple[pd.DataFrame, bool]:
    """Return the crises of a page, each with its country's code, and whether more follow."""
    said = reply.json()
    if isinstance(said, dict) and "detail" in said:
        raise Refused(f"ACAPS says: {clean(said['detail'], 200)} {KEY.how}")
    if not isinstance(said, dict) or "results" not in said:
        raise WrongFormat(f"{reply.name}: no page of ACAPS, which has 'results'.")
    rows = table(said["results"], reply, (*COLUMNS, "iso3"))
    if len(rows):
        # A crisis of several countries is no country's own.
        rows = rows.assign(code=[_single(one.get("iso3")) for one in said["results"]])
        rows = rows[rows["code"] != "(several)"]
    return rows, bool(said.get("next"))


def _single(codes: object) -> str:
    codes = codes if isinstance(codes, list) else [codes]
    codes = sorted({clean(code, 40) for code in codes})
    return codes[0] if len(codes) == 1 else "(several)" if codes else ""


SOURCE = Source(
    id="inform_severity",
    title="INFORM Severity Index",
    publisher="ACAPS, for the INFORM initiative",
    homepage="https://www.acaps.org/en/thematics/all-topics/inform-severity-index",
    licence="CC BY 4.0 as published on HDX; the API under ACAPS' terms of use",
    terms="May be shown and exported with ACAPS named.",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(
        Series(
            id="inform_severity.severity",
            title="Severity of crises (INFORM)",
            unit="index from 0 to 5",
            frequency="month",
            kind="index",
            most=5,
            note="Of all crises of a country together, where ACAPS says it; else of the worst.",
        ),
    ),
    secrets=(KEY,),
    base_url="https://api.acaps.org",
    humanitarian=True,
    lag="Within the month.",
    revisions="Earlier months are corrected.",
)
