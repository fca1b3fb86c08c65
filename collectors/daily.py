"""Daily sums of events, for rules that count days: summed anew where events changed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from collectors.access import PROGRAM
from collectors.store import Store
from collectors.store.tables import TABLES
from indicators.frames import EVENTS, OBSERVATIONS, Coverage

_SEEN = ("event", "place", "kind", "unit", "starts", "ends", "value", "withdrawn")  # of an event
LONGEST = 366  # days over which one report is spread; a longer one is a matter of years


@dataclass(frozen=True)
class Daily:
    """A daily series: of which events it is the sum, and which monthly series says its coverage."""

    series: str
    source: str
    monthly: str  # days of a month that it tells of are known, with events or without
    chosen: Callable[[pd.DataFrame], pd.Series]
    spread: bool = False  # a report of several days is spread evenly over them


def _idu(events: pd.DataFrame) -> pd.Series:
    return events["event"].str.startswith("idu ")


ALL = (
    Daily(
        "acled.fatalities_daily", "acled", "acled.fatalities", lambda rows: rows["unit"] == "deaths"
    ),
    Daily(
        "idmc.idu_conflict_daily", "idmc", "idmc.idu_conflict",
        lambda rows: _idu(rows) & (rows["kind"] == "displacement by conflict"), spread=True,
    ),
    Daily(
        "idmc.idu_disaster_daily", "idmc", "idmc.idu_disaster",
        lambda rows: _idu(rows) & (rows["kind"] != "displacement by conflict"), spread=True,
    ),
)  # fmt: skip


def renew(store: Store, now: pd.Timestamp) -> int:
    """Append what changed of every daily series; return how many rows were news.

    Only the places and days are summed anew of which an event came in since the last time that
    its source brought news to any of its daily series.
    """
    since = _last_runs(store)
    new = 0
    for source in dict.fromkeys(one.source for one in ALL):
        anew = source not in since
        where = {"source": source} | ({} if anew else {"run": (since[source] + 1, None)})
        told = store.read(EVENTS, PROGRAM, where=where, versions=not anew, columns=_SEEN)
        for one in ALL if len(told) else ():
            if one.source == source:
                new += _renew(store, now, one, told[one.chosen(told)], anew)
    return new


def _last_runs(store: Store) -> dict[str, int]:
    """Return the last run that brought news to the daily series of each source."""
    table, since = TABLES[OBSERVATIONS.name], {}
    with store.connect() as connection:
        for one in ALL:
            query = select(func.max(table.c.run)).where(table.c.series == one.series)
            if run := connection.execute(query).scalar():
                since[one.source] = max(run, since.get(one.source, 0))
    return since


def _renew(store: Store, now: pd.Timestamp, one: Daily, events: pd.DataFrame, anew: bool) -> int:
    """Sum a series: of `events` if `anew`, else where these have come in or changed."""
    if events.empty:
        return 0
    scope = {} if anew else _touched(one, events)
    if scope:
        where = {"source": one.source, **scope}
        events = store.read(EVENTS, PROGRAM, where=where, columns=_SEEN)
        events = events[one.chosen(events)]
    events = events[~events["withdrawn"]]
    sums = summed(events, one.spread)
    first, last = scope.get("ends", (None, None))
    if first is not None:
        sums = sums[sums["period"] >= first]
    trace = {"known_at": now, "vintage": "collected", "run": int(now.value // 1000)}
    rows = sums.assign(series=one.series, published=pd.NaT, **trace)
    gone = [
        Coverage(
            OBSERVATIONS,
            {"series": one.series, "place": scope["place"], "period": (first, last)},
            "withdrawn",
        )
    ] if scope else []  # fmt: skip
    return store.append(OBSERVATIONS, rows, gone, trace).new


def _touched(one: Daily, events: pd.DataFrame) -> dict[str, object]:
    """Return the places and days whose sums `events` may have changed."""
    first = events["starts"].fillna(events["ends"]).min() if one.spread else events["ends"].min()
    last = events["ends"].max() + pd.Timedelta(days=LONGEST)
    return {"place": sorted(events["place"].unique()), "ends": (first, last)}


def summed(events: pd.DataFrame, spread: bool) -> pd.DataFrame:
    """Return the sum of `value` by place and day (columns place, period, value).

    An event counts on its last day, or, where `spread`, evenly from its first day to its last.
    """
    events = events[events["value"].notna() & events["ends"].notna()]
    if not spread:
        events = events.assign(period=events["ends"])
    else:
        long = (events["ends"] - events["starts"]).dt.days.fillna(0).clip(0, LONGEST - 1) + 1
        long = long.astype("int64").to_numpy()
        back = np.concatenate([np.arange(n) for n in long]) if len(long) else np.array([], int)
        share = events["value"] / long
        events = events.loc[events.index.repeat(long)].assign(
            value=np.repeat(share.to_numpy(), long)
        )
        events["period"] = events["ends"] - pd.to_timedelta(back, unit="D")
    return events.groupby(["place", "period"], as_index=False)["value"].sum()


def filled(kept: pd.DataFrame, monthly: pd.DataFrame) -> pd.DataFrame:
    """Return a daily series with the zeros of the days that are known to be without events.

    kept: its rows (place, period, value, known_at), a day told or not. monthly: rows of the
    monthly series that says of which months a place is known. Days after the last one of which
    the source told anything anywhere are not known yet.
    """
    monthly = monthly[monthly["value"].notna()]
    kept = kept[kept["value"].notna()]
    if kept.empty or monthly.empty:
        return kept[["place", "period", "value", "known_at"]]
    last = kept["period"].max()
    months = monthly[monthly["period"] <= last]
    long = months["period"].dt.days_in_month.to_numpy()
    rows = months.loc[months.index.repeat(long), ["place", "period", "known_at"]]
    inside = np.concatenate([np.arange(n) for n in long])
    rows["period"] = rows["period"] + pd.to_timedelta(inside, unit="D")
    rows = rows[rows["period"] <= last]
    told = kept[["place", "period", "value", "known_at"]]
    rows = rows.merge(told, how="outer", on=["place", "period"], suffixes=("", "_told"))
    known = rows["known_at_told"].fillna(rows["known_at"])
    return rows.assign(value=rows["value"].fillna(0.0), known_at=known)[list(told.columns)]
