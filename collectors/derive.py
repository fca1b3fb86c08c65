"""After a collection: the indicators whose figures changed are computed anew, once for all."""

from collections.abc import Mapping

import pandas as pd

from collectors.access import PROGRAM
from collectors.store import Store
from indicators import catalogue
from indicators.frames import OBSERVATIONS, Coverage
from indicators.indicator import COLUMNS, Indicator


def derive(
    store: Store, now: pd.Timestamp, indicators: Mapping[str, Indicator] = catalogue.ALL
) -> int:
    """Append what changed of every indicator; return how many rows were news.

    Only the places are computed anew of which a figure came in since the last time.
    """
    return sum(_derive(store, now, indicator) for indicator in indicators.values())


def _derive(store: Store, now: pd.Timestamp, indicator: Indicator) -> int:
    where = {"series": list(indicator.needs)}
    run = int(now.value // 1000)
    figures = store.read(OBSERVATIONS, PROGRAM, where=where)
    made = store.read(OBSERVATIONS, PROGRAM, where={"series": indicator.id})
    since = made["run"].max() if len(made) else 0
    changed = figures.loc[figures["run"] > since, "place"].unique()
    if not len(changed):
        return 0
    figures = figures[figures["place"].isin(changed) & figures["value"].notna()]
    rows = indicator.compute(figures[COLUMNS])
    # A window that is no longer whole has no sum: what stood there is taken back.
    gone = Coverage(OBSERVATIONS, {"series": indicator.id, "place": list(changed)}, "withdrawn")
    trace = {"known_at": now, "vintage": "collected", "run": run}
    return store.append(
        OBSERVATIONS, rows.assign(published=pd.NaT, run=run), [gone], trace
    ).new
