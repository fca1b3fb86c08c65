"""What several themes share: sums of what was told, shares of the population, rates of change."""

import numpy as np
import pandas as pd

from indicators.panel import Panel, nothing, panel, per_year

POPULATION_AGE = 3  # years that a figure of the population may be old


def told_sum(figures: pd.DataFrame, series: str | list[str], months: int) -> Panel:
    """Return the sum of what was told in a month and those before it, `months` in all.

    For series that tell only where something happened: a month without a figure adds nothing.
    Missing before a place was first told of, and where nothing was told in all the months.
    """
    wide = panel(figures, series)
    return wide.rolled(months, "sum", least=1)


def per_population(people: Panel, figures: pd.DataFrame) -> pd.DataFrame:
    """Return yearly `people` as percent of the population of that year, or of up to three before.

    Missing where no population of those years is told.
    """
    inhabitants = per_year(figures, "world_bank.population").value
    told = people.value.index.union(inhabitants.index)
    years = pd.date_range(told.min(), told.max(), freq="YS") if len(told) else told
    latest = inhabitants.reindex(years).ffill(limit=POPULATION_AGE)
    latest = latest.reindex(index=people.value.index, columns=people.value.columns)
    return 100 * people.value / latest.where(latest > 0)


def change(now: pd.DataFrame, before: pd.DataFrame, least: float) -> pd.DataFrame:
    """Return the change from `before` to `now` in percent of `before`, taken as `least` or more."""
    return 100 * (now - before) / before.clip(lower=least)


def newest_of(rows: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the newest row of each place among those not after `day`."""
    past = rows[rows["period"] <= day].sort_values("period", kind="stable")
    return past.drop_duplicates("place", keep="last", ignore_index=True)


def on_the_day(values: pd.Series, known: pd.Series, day: pd.Timestamp, series: str) -> pd.DataFrame:
    """Return `values` by place (the index) as figures of `day`, known then at the earliest.

    `known` says by place when the last fact behind each was known.
    """
    if values.empty:
        return nothing()
    told = pd.to_datetime(known.reindex(values.index), utc=True).astype("datetime64[us, UTC]")
    start = day.tz_localize("UTC").as_unit("us")
    return pd.DataFrame(
        {
            "series": series,
            "place": values.index.astype("str"),
            "period": np.datetime64(day, "us"),
            "value": values.to_numpy("float64"),
            "known_at": told.where(told > start, start).array,
            "vintage": "collected",
        }
    )
