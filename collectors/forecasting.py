"""After a collection of deaths: a new issue of the forecasts, kept before the outcome is known.

The past is the series `ucdp.deaths` where it was collected and the shipped `ucdp.deaths_history`
elsewhere; the newest months count as first releases. An issue is told once, and again when
deaths of the past were revised; `indicators.forecasting.ledger` judges the first telling.
"""

import pandas as pd

from collectors import reference
from collectors.access import PROGRAM, PUBLIC
from collectors.store import Store
from indicators import forecast
from indicators.forecasting.analogues import LEAST_HISTORY
from indicators.forecasting.history import without_false_zeros
from indicators.forecasting.issue import MODEL, issue
from indicators.frames import FORECASTS, OBSERVATIONS
from indicators.schema import DAY

COLLECTED, SHIPPED = "ucdp.deaths", "ucdp.deaths_history"
RELEASES = 24  # runs that changed deaths, of which revisions are learned
_READ = ("series", "place", "period", "value", "known_at", "run")
_FURTHEST = pd.DateOffset(months=max(forecast.HORIZONS) + 1)  # from a month to the last one's end


def forecasts(store: Store, now: pd.Timestamp) -> int:
    """Append the issue of the newest month of deaths if it is due; return how many were news."""
    past = due(store, now)
    return 0 if past is None else kept(store, now, issue(*past))


def due(
    store: Store, now: pd.Timestamp
) -> tuple[pd.DataFrame, dict[int, pd.DataFrame]] | None:
    """Return what the next `issue` is made of; None where none is due.

    None is due where no deaths came in since the last issue, where the history is too short for
    analogues, or where the months to be forecast are over already. Forecasts are for everybody,
    so that figures of a restricted source go into none.
    """
    last = store.read(FORECASTS, PROGRAM, where={"model": MODEL}, limit=1)
    since = int(last["run"].iloc[0]) + 1 if len(last) else None
    series = {"series": [COLLECTED, SHIPPED]}
    if store.read(OBSERVATIONS, PUBLIC, where={**series, "run": (since, None)}, limit=1).empty:
        return None
    newest = store.read(OBSERVATIONS, PUBLIC, where=series, newest=True)["period"].max()
    if newest.tz_localize("UTC") + _FURTHEST <= now:
        return None
    told = store.read(OBSERVATIONS, PUBLIC, where=series, versions=True, columns=_READ)
    tables = releases(told)
    known = list(tables.values())[-1]
    if known.notna().sum().max() <= LEAST_HISTORY + max(forecast.HORIZONS):
        return None
    return known, tables


def kept(store: Store, now: pd.Timestamp, issued: pd.DataFrame) -> int:
    """Append an issue; return how many rows were news."""
    trace = {"known_at": now, "vintage": "collected", "run": int(now.value // 1000)}
    return store.append(FORECASTS, issued.assign(**trace)).new


def deaths(store: Store, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return deaths by month and place as known now or at `as_of`: collected, else shipped."""
    where = {"series": [COLLECTED, SHIPPED]}
    return _table(store.read(OBSERVATIONS, PUBLIC, as_of=as_of, where=where, columns=_READ))


def shipped() -> pd.DataFrame:
    """Return the table of deaths by month and place that ships with the product."""
    rows = reference.deaths_history()
    return _table(rows.astype({"place": "str", "period": DAY}))


def releases(told: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Return the table of deaths as it stood after each of the last runs that changed it.

    `told` are all versions of the two series; keys are runs, oldest first.
    """
    told = told.sort_values(["known_at", "run"], kind="stable")
    runs = sorted(told["run"].unique())[-RELEASES:]
    return {int(run): _table(told[told["run"] <= run]) for run in runs}


def _table(told: pd.DataFrame) -> pd.DataFrame:
    """Return the table of the last version of each figure, without months not yet published."""
    last = told.drop_duplicates(["series", "place", "period"], keep="last")
    wide = {
        name: rows.pivot(index="period", columns="place", values="value")
        for name, rows in last.groupby("series")
    }
    table = wide.get(COLLECTED, pd.DataFrame(index=pd.DatetimeIndex([])))
    if SHIPPED in wide:
        table = table.combine_first(wide[SHIPPED])
    table = table.sort_index().sort_index(axis=1).astype(float).asfreq("MS")
    while len(table) and not (table.iloc[-1] > 0).any():
        table = table.iloc[:-1]
    return without_false_zeros(table).rename_axis(index="month", columns="place")
