"""IPC: analyses of acute food insecurity, by the API of the IPC partnership.

Each analysis says how many people of those it looked at are in each of five phases, now and
in up to two projections; see `_ipc`. Areas within a country are left aside.

What the publisher does that one has to know:
- Countries have two letters; months are words, "Jun 2021 - Sep 2021"; shares are fractions.
- `condition` is A for acute food insecurity; others (chronic) are left out.
- An analysis may be of a part of the country: its title says so, "(South)".

Read too are the national files that HDX has of the same analyses.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.source import Empty, Part, Refused, Reply, Secret, Source, WrongFormat, clean
from collectors.sources import _ckan, _ipc
from collectors.sources._tabular import days, located, table, untold
from indicators.frames import OBSERVATIONS

API = "https://api.ipcinfo.org"
KEY = Secret(
    "IPC_KEY",
    "The IPC gives a key on request: fill in the form at "
    "https://www.ipcinfo.org/ipc-country-analysis/api/, then set IPC_KEY in the environment. "
    "The source `hdx` has the same national figures without a key.",
)
COLUMNS = ("title", "country", "condition", "analysis_date", "current_period_dates")
# Which time an analysis is about -> the field of its months, and how its figures' names end.
TIMES = {
    "current": ("current_period_dates", ""),
    "first projection": ("projected_period_dates", "_projected"),
    "second projection": ("second_projected_period_dates", "_second_projected"),
}
PHASES = {
    "all": ("estimated_population", ""),
    "3+": ("p3plus", "p3plus_percentage"),
    "4": ("phase4_population", "phase4_percentage"),
    "5": ("phase5_population", "phase5_percentage"),
}


def fetch(client: Client) -> Iterator[Reply]:
    """Ask which countries have analyses, then for those of each. Refused without a key."""
    key = client.secret(KEY.variable)
    if not key:
        raise Refused(f"The IPC needs a key. {KEY.how}")
    listed = client.get(f"{API}/analyses", params={"type": "A", "key": key})
    for code in sorted(set(_objects(listed, ("country",))["country"]) - {""}):
        asked = {"country": code, "type": "A", "key": key}
        yield client.get(f"{API}/population", params=asked)


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS: people in phases 3+ and 4+, now and projected."""
    found, pages, unknown, notes = [], [], {}, []
    for reply in replies:
        if reply.text().lstrip()[:1] not in "{[<":
            rows, strange = _ipc.national("ipc", reply)
            found.append(rows)
            unknown |= strange
        elif said := _ckan.described(reply):
            notes.append(said)
        elif (rows := _objects(reply)).empty:
            continue  # a country without analyses
        elif "analysis_date" not in rows:
            notes.append(f"{reply.name}: {len(rows)} analyses are listed, without figures.")
        else:
            reply.need(COLUMNS, rows.columns)
            pages.append(rows)
    if pages:
        told, strange, aside = _analyses(pd.concat(pages, ignore_index=True), replies[-1])
        found.append(told)
        unknown |= strange
        notes += [aside] if aside else []
    if not found and len(notes) == len(replies) > 0:
        yield untold(" ".join(notes))
        return
    if not found:
        raise Empty("IPC: no analysis with figures came; it is not taken for enough to eat.")
    rows = pd.concat(found, ignore_index=True)
    rows = rows.drop_duplicates(list(OBSERVATIONS.key), keep="last", ignore_index=True)
    yield Part(OBSERVATIONS, rows, unknown_places=unknown, note=" ".join(notes))


def _analyses(rows: pd.DataFrame, reply: Reply) -> tuple[pd.DataFrame, dict[str, int], str]:
    """Return the observations of analyses, the places not known, and what was left aside."""
    rows = rows.fillna("")
    acute = rows["condition"] == "A"
    aside = int((~acute).sum())
    rows, unknown = located(rows[acute], "country", system="iso2")
    rows = rows.assign(analysed_on=days(rows["analysis_date"], reply, "%b %Y"))
    told = pd.concat([_told(rows, kind, reply) for kind in TIMES], ignore_index=True)
    note = f"{aside} analyses are of something else than acute food insecurity." if aside else ""
    return _ipc.analyses("ipc", told, reply), unknown, note


def _objects(reply: Reply, columns: tuple[str, ...] = ()) -> pd.DataFrame:
    said = reply.json()
    if isinstance(said, dict) and ("error" in said or "code" in said):
        raise Refused(f"The IPC says: {clean(said.get('error') or said['code'], 200)}. {KEY.how}")
    if isinstance(said, dict) and said.get("type") == "FeatureCollection":
        raise WrongFormat(f"{reply.name}: a map of areas; figures of countries are read only.")
    return table(said, reply, columns)


def _told(rows: pd.DataFrame, kind: str, reply: Reply) -> pd.DataFrame:
    """Return a row for each phase of the analyses that speak of this time."""
    months, suffix = TIMES[kind]
    names = [f"{name}{suffix}" for pair in PHASES.values() for name in pair if name]
    absent = [name for name in (months, *names) if name not in rows]
    rows = rows.reindex(columns=[*rows.columns, *absent], fill_value="")
    begins = rows[months].str.split(" - ").str[0].rename(months)
    rows = rows.assign(period=days(begins, reply, "%b %Y"), kind=kind)
    rows = rows[rows["period"].notna()]
    of = [
        rows[["place", "period", "kind", "analysed_on"]].assign(
            phase=phase,
            number=rows[f"{number}{suffix}"],
            fraction=rows[f"{fraction}{suffix}"] if fraction else "1",
        )
        for phase, (number, fraction) in PHASES.items()
    ]
    return pd.concat(of, ignore_index=True)


SOURCE = Source(
    id="ipc",
    title="Acute food insecurity (IPC)",
    publisher="Integrated Food Security Phase Classification (IPC)",
    homepage="https://www.ipcinfo.org",
    licence=_ipc.LICENCE,
    terms=_ipc.TERMS,
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=_ipc.series("ipc"),
    secrets=(KEY,),
    base_url=API,
    humanitarian=True,
    lag="Some weeks after an analysis; one or two a year in most countries.",
    revisions="A new analysis supersedes projections; earlier ones are seldom corrected.",
)
