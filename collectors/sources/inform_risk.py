"""INFORM Risk: how likely a crisis is to overwhelm a country, from 0 to 10.

First it is asked which releases of a year there are, then for the scores of the newest.
Early in a year there is none yet, and that of the year before is taken.

What the publisher does that one has to know: it sometimes answers with an empty list, so it
is asked again; a release computes all years anew, so only its own year is taken from it.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.readers import moment
from collectors.source import Empty, Part, Reply, Source, WrongFormat
from collectors.sources._tabular import figures, located, observed, table, untold
from indicators.frames import OBSERVATIONS, Series

API = "https://drmkc.jrc.ec.europa.eu/inform-index/API/InformAPI"
ATTEMPTS = 3
SCORES = {
    "INFORM": ("inform_risk.risk", "INFORM Risk"),
    "HA": ("inform_risk.hazard", "INFORM Risk: hazards and exposure"),
    "VU": ("inform_risk.vulnerability", "INFORM Risk: vulnerability"),
    "CC": ("inform_risk.coping", "INFORM Risk: lack of coping capacity"),
}
RELEASE = ("WorkflowId", "System", "FlagGnaPublished", "GNAYear")
SCORE = ("Iso3", "IndicatorId", "IndicatorScore")


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for the newest release of this or last year, and for its scores."""
    for year in (client.now.year, client.now.year - 1):
        reply = _filled(client, f"{API}/Workflows/GetByYear/{year}", {})
        newest = _newest(table(reply.json(), reply, RELEASE))
        if newest is not None:
            asked = {"WorkflowId": newest["WorkflowId"], "IndicatorId": ",".join(SCORES)}
            yield reply
            yield _filled(client, f"{API}/countries/Scores/", asked)
            return
    raise Empty("INFORM Risk: no release of this or last year; it may have answered empty.")


def _filled(client: Client, url: str, params: dict) -> Reply:
    """Return the reply, asked for again when it is an empty list."""
    for _ in range(ATTEMPTS):
        reply = client.get(url, params=params)
        if reply.body.strip() not in (b"[]", b""):
            break
    return reply


def _newest(releases: pd.DataFrame) -> pd.Series | None:
    if releases.empty:
        return None
    of = releases[(releases["System"] == "INFORM") & (releases["FlagGnaPublished"] != "")]
    return None if of.empty else of.sort_values("FlagGnaPublished").iloc[-1]


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS: the scores of the releases told."""
    releases, scores = [], []
    for reply in replies:
        rows = table(reply.json(), reply)
        if "WorkflowId" in rows:
            reply.need(RELEASE, rows.columns)
            releases.append(rows)
        elif len(rows):
            reply.need(SCORE, rows.columns)
            scores.append((reply, rows))
    if not scores and len(releases) == len(replies) > 0:
        yield untold(f"{sum(map(len, releases))} releases are listed; no scores are in the list.")
        return
    if not scores:
        raise Empty("INFORM Risk: no scores came; it is not taken for no risk.")
    found, unknown, notes = [], {}, []
    for reply, rows in scores:
        if releases:
            release = _release(reply, pd.concat(releases))
        else:
            release = _as_fetched(reply)
            notes.append(
                f"{reply.name} does not say its release, and no list of releases came with it: "
                f"the year {release['GNAYear']}, in which it was fetched, is assumed."
            )
        rows, strange = located(rows, "Iso3")
        unknown |= strange
        year = figures(pd.Series([release["GNAYear"]], name="GNAYear"), reply).iloc[0]
        if not 1990 <= year <= 2099:
            raise WrongFormat(f"{reply.name}: a release of no year.")
        rows = rows.assign(
            period=pd.Timestamp(int(year), 1, 1), value=figures(rows["IndicatorScore"], reply)
        )
        said = release["FlagGnaPublished"]
        published = moment(said, reply.name) if said else pd.NaT
        found += [
            observed(rows[rows["IndicatorId"] == code], {series: "value"}, published)
            for code, (series, _) in SCORES.items()
        ]
    rows = pd.concat(found, ignore_index=True)
    yield Part(OBSERVATIONS, rows, unknown_places=unknown, note=" ".join(notes))


def _as_fetched(reply: Reply) -> dict[str, str]:
    """Return a release of the year in which `reply` was fetched: scores do not say theirs."""
    if reply.fetched_at is None:
        raise WrongFormat(
            f"{reply.name}: scores without the release that says their year. Read them together "
            "with the list of releases (Workflows/GetByYear)."
        )
    return {"GNAYear": str(reply.fetched_at.year), "FlagGnaPublished": ""}


def _release(reply: Reply, releases: pd.DataFrame) -> pd.Series:
    """Return the release whose scores these are: named in the address, else the newest."""
    named = re.search(r"WorkflowId=(\d+)", reply.url)
    if named:
        releases = releases[releases["WorkflowId"] == named[1]]
    newest = _newest(releases)
    if newest is None:
        raise WrongFormat(f"{reply.name}: scores of a release that was not told.")
    return newest


SOURCE = Source(
    id="inform_risk",
    title="INFORM Risk Index",
    publisher="European Commission, Joint Research Centre (INFORM)",
    homepage="https://drmkc.jrc.ec.europa.eu/inform-index/INFORM-Risk",
    licence="CC BY 4.0",
    every=timedelta(days=7),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=tuple(
        Series(
            id=series,
            title=title,
            unit="index from 0 to 10",
            frequency="year",
            kind="index",
            most=10,
            note="Of the newest release, by the year it is of.",
        )
        for series, title in SCORES.values()
    ),
    base_url="https://drmkc.jrc.ec.europa.eu",
    humanitarian=True,
    lag="Twice a year, about March and September.",
    revisions="A release computes earlier years anew; here each year keeps its own last release.",
)
