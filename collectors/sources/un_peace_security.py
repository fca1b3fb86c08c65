"""Deaths in UN missions, and the missions themselves, from the Peace & Security Data Hub.

The set of deaths has one row per person. Only sums are kept: by the place of the mission
and by quarter, all causes and malicious acts. `isocode3` in it is the nationality of the
dead, not where they died. A mission in several countries counts under "WLD", or under its
area (Abyei, the Golan). Between the first death recorded in a place and the last quarter
that is over, a quarter without a row had none. Data before 2000 may be incomplete.

The sets of missions (peacekeeping operations, political missions) have swapped and comma'd
coordinates, which are not kept, and tell the end of a mission late.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.source import Part, Reply, Source, WrongFormat
from collectors.sources import _missions, _psdata
from indicators import places
from indicators.frames import EVENTS, OBSERVATIONS, Coverage, Series

SETS = ("DPPADPOSS-FATALITIES", "DPPADPOSS-PKO", "DPPA-POLITICALMISSIONS")
ALL, MALICIOUS = "un_peace_security.deaths", "un_peace_security.deaths_malicious_acts"
DEATHS = ("incident_date", "mission_acronym", "type_of_incident", "type_of_casualty")
MISSIONS = ("mission_acronym", "start_date")


def fetch(client: Client) -> Iterator[Reply]:
    """Yield every page of the three sets."""
    for dataset in SETS:
        yield from _psdata.fetch_set(client, dataset)


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Yield OBSERVATIONS of deaths by place and quarter, EVENTS of missions."""
    deaths, missions, described = [], [], 0
    for reply, row in _psdata.rows(replies):
        if DEATHS[0] in row:
            reply.need(DEATHS, row)
            deaths.append(row)
        elif {"dataset_id", "column_definitions"} <= row.keys():
            described += 1  # what the Hub says of its sets, without figures
        elif MISSIONS[0] in row and MISSIONS[1] in row:
            political = "POLITICAL" in reply.url.upper()
            missions.append(row | {"kind": "political mission" if political else "peace operation"})
        else:
            raise WrongFormat(
                f"{reply.name}: neither deaths in missions nor missions; it has the columns "
                f"{', '.join(sorted(row)[:12])}."
            )
    if deaths:
        yield _deaths(deaths)
    if missions:
        yield _missions_part(missions)
    if described:
        nothing = OBSERVATIONS.empty()[["series", "place", "period", "value", "published"]]
        yield Part(OBSERVATIONS, nothing, note=f"{described} sets are described, without figures.")


def _deaths(told: list[dict]) -> Part:
    unknown, undated, rows = Counter(), 0, []
    for row in told:
        mission, day = _psdata.text(row["mission_acronym"]), _psdata.day(row["incident_date"])
        if _psdata.text(row["type_of_casualty"]).lower() != "fatality":
            continue
        place = _missions.place(mission)
        if day is None:
            undated += 1
        elif place is None:
            unknown[f"mission {mission or '(none)'}"] += 1
        else:
            malicious = _psdata.text(row["type_of_incident"]).lower() == "malicious act"
            rows.append((place, day.to_period("Q").start_time, 1.0, float(malicious)))
    if not rows:
        raise WrongFormat("UN Peace & Security Data Hub: no death has a day and a known mission.")
    deaths = pd.DataFrame(rows, columns=["place", "period", ALL, MALICIOUS])
    sums = deaths.groupby(["place", "period"])[[ALL, MALICIOUS]].sum()
    updated = [_psdata.day(row.get("last_update")) for row in told]
    published = max(filter(None, updated), default=None)
    last = deaths["period"].max() if published is None else _last_over(published)
    whole = [
        (place, quarter)
        for place, first in deaths.groupby("place")["period"].min().items()
        for quarter in pd.period_range(first, max(last, first), freq="Q").start_time
    ]
    index = sums.index.union(pd.MultiIndex.from_tuples(whole, names=["place", "period"]))
    figures = sums.reindex(index, fill_value=0.0).reset_index()
    figures = figures.melt(["place", "period"], var_name="series")
    stamp = pd.NaT if published is None else published.tz_localize("UTC")
    covers = (Coverage(OBSERVATIONS, {"series": [ALL, MALICIOUS]}, "withdrawn"),)
    note = f"{undated} deaths without a day were left out." if undated else ""
    return Part(OBSERVATIONS, figures.assign(published=stamp), covers, dict(unknown), note)


def _last_over(published: pd.Timestamp) -> pd.Timestamp:
    """Return the last quarter that was over on a day."""
    return (published.to_period("Q") - 1).start_time


def _missions_part(told: list[dict]) -> Part:
    unknown, undated, rows = Counter(), 0, {}
    for row in told:
        acronym, starts = _psdata.text(row["mission_acronym"]), _psdata.day(row["start_date"])
        place = _missions.place(acronym) or places.code(_psdata.text(row.get("mission_location")))
        if not acronym or starts is None:
            undated += 1
            continue
        if place is None:
            unknown[f"mission {acronym}"] += 1
            continue
        ends = _psdata.day(row.get("end_date"))
        active = _psdata.text(row.get("mission_isactive")).lower()
        rows[f"{acronym} {starts:%Y-%m-%d}"] = {
            "place": place,
            "kind": row["kind"],
            "starts": starts,
            "ends": pd.NaT if ends is None else ends,
            "crosses": ends is not None and (starts.year, starts.month) != (ends.year, ends.month),
            "title": _psdata.text(row.get("mission_name")) or acronym,
            "area": _psdata.text(row.get("mission_location"), 100),
            "status": {"true": "active", "false": "inactive", "1": "active", "0": "inactive"}.get(
                active, active
            ),
        }
    if not rows:
        raise WrongFormat("UN Peace & Security Data Hub: no mission has a name, a place and a day.")
    nothing = dict.fromkeys(("value", "low", "high", "latitude", "longitude"))
    always = {"unit": "", "precision": "", "url": "", "withdrawn": False}
    table = [
        nothing | always | row | {"source": "un_peace_security", "event": name}
        for name, row in rows.items()
    ]
    note = f"{undated} missions without a name or a first day were left out." if undated else ""
    return Part(EVENTS, pd.DataFrame(table), (), dict(unknown), note)


SOURCE = Source(
    id="un_peace_security",
    title="Deaths in UN missions, and the missions (Peace & Security Data Hub)",
    publisher="United Nations Operations and Crisis Centre; DPPA-DPO",
    homepage=f"{_psdata.HUB}DPPADPOSS-FATALITIES",
    licence=_psdata.LICENCE,
    terms="Sums may be shown and exported with the UN named; rows of single persons are not kept.",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS, EVENTS),
    series=(
        Series(ALL, "Deaths in UN missions", "deaths", "quarter", "flow", lag_days=10, most=5000,
               note="All causes: illness, accidents, malicious acts. Peacekeeping operations and "
               "political missions; not agencies, funds and programmes."),
        Series(MALICIOUS, "Deaths in UN missions by malicious acts", "deaths", "quarter", "flow",
               lag_days=10, most=5000),
    ),
    base_url="https://api.psdata.un.org",
    lag="Some days after a death; a quarter that is not over has a part of its deaths.",
    revisions="Causes 'to be determined' are determined later; rows are corrected in place.",
    largest_reply=50_000_000,
)  # fmt: skip
