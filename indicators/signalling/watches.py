"""What the newest figures say of every watch: one row for each place that a rule looks at."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from indicators.places import GW_STATES
from indicators.rules import Rule
from indicators.signalling.measures import reached, tables


def looked_at(
    rule: Rule, figures: pd.DataFrame, before: Collection[str], now: pd.Timestamp
) -> pd.DataFrame:
    """Return one row per watch of `rule`; none where nothing was ever told.

    Watched are the places that are told of, those watched `before`, and of a rule for everywhere
    all states. Columns: rule, place, series, version; hold, resolve, cool (of the rule); rank (the
    step reached, 0 none, NaN unknown), step_level, value, threshold, period, calm (since it last
    stood), held (since it went above), stale, revised (an older figure is newer knowledge than
    the newest).
    """
    told, series = tables(rule, figures, now)
    watched = set(before) | set(series.index)
    if not watched:
        return pd.DataFrame()
    watched |= set(GW_STATES) if rule.everywhere else set()
    names, told_by = sorted(watched), series.to_dict()
    rows = pd.DataFrame({
        "rule": rule.id, "place": names,
        "series": [told_by.get(place, rule.series[0]) for place in names],
        "version": str(rule.version), "hold": pd.Timedelta(days=rule.hold_days),
        "resolve": pd.Timedelta(days=rule.resolve_days),
        "cool": pd.Timedelta(days=rule.cool_down_days),
    })  # fmt: skip
    if series.empty:
        nothing = {"rank": np.nan, "value": np.nan, "threshold": np.nan, "period": pd.NaT,
                   "calm": pd.NaT, "held": pd.NaT, "stale": True, "revised": False}  # fmt: skip
        return _typed(rows.assign(**nothing, step_level=0))
    newest = _newest_figures(rule, rows, told, figures, now)
    return pd.concat([rows, newest], axis=1)


def _newest_figures(rule: Rule, rows, told, figures, now) -> pd.DataFrame:
    seen = reached(rule, told)
    shown = seen.figures[rule.figure]
    at = len(shown) - 1 - shown.notna().to_numpy()[::-1].argmax(axis=0)
    column = shown.columns.get_indexer(rows["place"])
    there = column >= 0
    row = np.where(there, at[column], 0)

    def picked(table: pd.DataFrame) -> np.ndarray:
        return np.where(there, table.to_numpy()[row, column], np.nan)

    def date(table: np.ndarray) -> np.ndarray:
        return np.where(there, table[row, column], np.datetime64("NaT"))

    days = np.broadcast_to(seen.told.index.to_numpy()[:, None], shown.shape)
    last_stood = pd.DataFrame(days).where(seen.stands.to_numpy()).ffill().to_numpy()
    above = (seen.rank >= 1).to_numpy()
    begun = pd.DataFrame(days).where(above & ~np.vstack([above[:1] & False, above[:-1]]))
    period = pd.Series(date(seen.told.to_numpy()), dtype="datetime64[us]")
    this = pd.Series(date(days), dtype="datetime64[us]")
    rank = picked(seen.rank)
    levels = np.array([0, *(step.level for step in rule.step)])
    moments = _told_when(rule, rows, figures, period)
    age = now.tz_localize(None) - period
    if rule.figures[rule.base(rule.figure)].ahead_months:  # a forecast is as old as its issue
        age = now - moments["newest"]
    stood = pd.Series(date(last_stood), dtype="datetime64[us]")
    run = pd.Series(date(begun.ffill().to_numpy()), dtype="datetime64[us]")
    return pd.DataFrame({
        "rank": rank, "step_level": levels[np.nan_to_num(rank).astype(int)],
        "value": picked(shown), "threshold": picked(seen.threshold), "period": period,
        "calm": this - stood, "held": this - run,
        "stale": (age > pd.Timedelta(days=rule.stale_after_days)).to_numpy() | period.isna(),
        "revised": (moments["older"] > moments["newest"]).to_numpy(),
    })  # fmt: skip


def _told_when(rule: Rule, rows, figures, period) -> pd.DataFrame:
    """Return when the newest figure of each watch was known, and the last of its older ones."""
    shown = rule.figures[rule.base(rule.figure)]
    told = figures[figures["series"].isin(shown.series)]
    watch = pd.Index(rows["place"]).get_indexer(told["place"])
    mine = (watch >= 0) & (told["series"].to_numpy() == rows["series"].to_numpy()[watch])
    told, watch = told[mine], watch[mine]
    is_newest = told["period"].to_numpy() >= period.to_numpy()[watch]
    said = {}
    for name, which in (("newest", is_newest), ("older", ~is_newest)):
        known = told["known_at"][which].astype("datetime64[us, UTC]").groupby(watch[which]).max()
        said[name] = known.reindex(range(len(rows)))
    return pd.DataFrame(said)


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({
        "rank": "float64", "value": "float64", "threshold": "float64",
        "period": "datetime64[us]", "calm": "timedelta64[us]", "held": "timedelta64[us]",
        "stale": "bool", "revised": "bool", "step_level": "int64",
    })  # fmt: skip
