"""After a collection: every rule is held against what is known, and what changed is a signal."""

import os
from collections.abc import Iterable

import pandas as pd

from collectors import daily, reference, rulebook
from collectors.access import PROGRAM
from collectors.collect import WELL
from collectors.health import grace
from collectors.settings import Settings, load
from collectors.source import Source
from collectors.sources import all_sources
from collectors.store import Store
from indicators.frames import EVENTS, FORECASTS, OBSERVATIONS, RUNS, SIGNALS
from indicators.places import GW_STATES, WORLD
from indicators.rules import Rule
from indicators.signalling.signals import evaluate

# As far back as the longest window of a rule (three years), its sums and its end reach.
LOOK_BACK = pd.Timedelta(days=1096 + 30 + 60 + 366)
COLUMNS = ["series", "place", "period", "value", "known_at"]
LATEST_RUNS = 3000  # enough for some days of every source; what is older is asked for by itself
_ALERTS = {"green": 1.0, "orange": 2.0, "red": 3.0}
_ALERT_DAYS = 14


def signals(store: Store, now: pd.Timestamp, rules: Iterable[Rule] | None = None) -> int:
    """Append the signals that changed; return how many rows were news.

    `rules`: those of the package, installed distributions and the data folder unless given.
    """
    settings = load()
    rules = list(rulebook.all_rules(settings.home).values() if rules is None else rules)
    figures = watched(store, rules, settings, now)
    before = store.read(SIGNALS, PROGRAM, versions=True)
    return store.append(SIGNALS, evaluate(rules, figures, before, now)).new


def watched(
    store: Store, rules: Iterable[Rule], settings: Settings, now: pd.Timestamp
) -> pd.DataFrame:
    """Return the figures that `rules` read (COLUMNS), as far back as they look.

    The daily sums of events among them are brought up to date first.
    """
    series = {name for rule in rules for name in rule.series}
    days = {one.series: one.monthly for one in daily.ALL if one.series in series}
    since = (now - LOOK_BACK).tz_localize(None).normalize()
    where = {"series": sorted(series | set(days.values())), "period": (since, None)}
    if days:
        daily.renew(store, now)
    told = store.read(OBSERVATIONS, PROGRAM, where=where, columns=COLUMNS)
    by_series = dict(tuple(told.groupby("series", sort=False)))
    parts = [rows for name, rows in by_series.items() if name in series and name not in days]
    for name, monthly in days.items():
        if name in by_series and monthly in by_series:
            parts.append(daily.filled(by_series[name], by_series[monthly]).assign(series=name))
    made = {
        "forecast.outbreak": lambda: _outbreaks(store, since),
        "mandates.days_left": lambda: _mandates(now),
        "gdacs.highest_level": lambda: _alerts(store, now),
        "collection.age": lambda: _ages(store, settings, now),
    }
    parts += [make() for name, make in made.items() if name in series]
    return pd.concat([part[COLUMNS] for part in parts if len(part)] or [told[COLUMNS]])


def _outbreaks(store: Store, since: pd.Timestamp) -> pd.DataFrame:
    """Return the probability of onset or escalation of each issue, as the last model said it."""
    rows = store.read(FORECASTS, PROGRAM, where={"horizon": 1, "issued": (since, None)})
    rows = rows[rows["outbreak"].notna()].sort_values("known_at")
    rows = rows.drop_duplicates(["place", "issued"], keep="last")
    rows = rows.rename(columns={"issued": "period", "outbreak": "value"})
    return rows.assign(series="forecast.outbreak")


def _mandates(now: pd.Timestamp) -> pd.DataFrame:
    """Return the days to the next end of a mandate by place; ends that have passed say nothing."""
    rows = reference.mandates(now.tz_localize(None).normalize())
    rows = rows[rows["days_left"].ge(0).fillna(False) & (rows["place"] != WORLD)]
    left = rows.groupby("place", as_index=False)["days_left"].min()
    left = left.rename(columns={"days_left": "value"}).astype({"value": "float64"})
    return _of_now(left.assign(series="mandates.days_left"), now)


def _alerts(store: Store, now: pd.Timestamp) -> pd.DataFrame:
    """Return the highest level of GDACS by place, as of its last good collection; 0 is none."""
    runs = store.read(RUNS, PROGRAM, where={"source": "gdacs", "finding": list(WELL)}, limit=1)
    if runs.empty:
        return pd.DataFrame()
    since = (now - pd.Timedelta(days=_ALERT_DAYS)).tz_localize(None).normalize()
    where = {"source": "gdacs", "ends": (since, None), "withdrawn": False}
    rows = store.read(EVENTS, PROGRAM, where=where)
    levels = rows.assign(value=rows["status"].str.lower().map(_ALERTS).astype("float64"))
    highest = levels.groupby("place")["value"].max().dropna()
    highest = highest.reindex(highest.index.union(list(GW_STATES)), fill_value=0.0)
    rows = highest.rename_axis("place").reset_index(name="value")
    return _of_now(rows.assign(series="gdacs.highest_level"), runs["started"].iloc[0])


def _ages(store: Store, settings: Settings, now: pd.Timestamp) -> pd.DataFrame:
    """Return how many rhythms ago each source was last collected well, its grace taken off.

    In the place of a place stands the source. A source that is turned off, lacks its key or
    was never asked is not silent; one that never succeeded is measured from its first run.
    """
    runs = store.read(RUNS, PROGRAM, limit=LATEST_RUNS)
    good = runs[runs["finding"].isin(WELL)].groupby("source")["started"].max()
    rows = []
    for id in sorted(set(runs["source"])):
        source = all_sources(settings.home).get(id)
        if source is None or not settings.source(id).enabled or _lacks_key(source):
            continue
        since = good[id] if id in good else _last_good(store, id)
        age = (now - since - grace(source.every)) / pd.Timedelta(source.every)
        rows.append({"series": "collection.age", "place": id, "value": max(0.0, age)})
    return _of_now(pd.DataFrame(rows, columns=["series", "place", "value"]), now)


def _last_good(store: Store, source: str) -> pd.Timestamp:
    """Return when a source was last collected well, else when it was first asked."""
    runs = store.read(RUNS, PROGRAM, where={"source": source})
    good = runs.loc[runs["finding"].isin(WELL), "started"]
    return good.max() if len(good) else runs["started"].min()


def _lacks_key(source: Source) -> bool:
    return any(key.required and not os.environ.get(key.variable) for key in source.secrets)


def _of_now(rows: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    moment = now.floor("us")
    return rows.assign(period=moment.tz_localize(None), known_at=moment)
