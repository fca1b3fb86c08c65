"""What an indicator is: a declaration, and a small function from observations to observations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

COLUMNS = ["series", "place", "period", "value", "known_at", "vintage"]
_LEAST_CERTAIN_LAST = ("collected", "released", "assumed")


@dataclass(frozen=True)
class Indicator:
    """A figure made from other figures, and what it can and cannot say.

    `compute` takes the observations of the series in `needs` (columns COLUMNS, one row a
    series, place and period) and returns the same columns, `series` being the indicator's id.
    A result is known when the last figure it is made from is known.
    """

    id: str  # "conflict.deaths_12_months"
    title: str
    question: str  # the question it answers
    unit: str
    frequency: Literal["day", "week", "month", "quarter", "year"]
    formula: str  # in words
    source: str  # where the idea comes from
    cannot_say: str
    needs: tuple[str, ...]
    compute: Callable[[pd.DataFrame], pd.DataFrame]
    worse: Literal["higher", "lower", "neither"] = "higher"


def rolling_sum(figures: pd.DataFrame, months: int) -> pd.DataFrame:
    """Return the sum over each month and those before it, `months` in all, for every place.

    A month is left out where one of the months before it is missing: a gap is no zero. The
    sum is known when its last figure was, and its vintage is the least certain of them.
    """
    ordered = figures.sort_values(["series", "place", "period"], ignore_index=True)
    group = ordered.groupby(["series", "place"], sort=False).ngroup()
    number = ordered["period"].dt.year * 12 + ordered["period"].dt.month
    whole = number - number.groupby(group).shift(months - 1) == months - 1

    def rolled(values: pd.Series, how: str) -> pd.Series:
        window = values.groupby(group).rolling(months, min_periods=months)
        return getattr(window, how)().droplevel(0).sort_index()

    value = rolled(ordered["value"], "sum")
    certainty = ordered["vintage"].map({name: n for n, name in enumerate(_LEAST_CERTAIN_LAST)})
    known = rolled(ordered["known_at"].astype("int64"), "max")
    least = rolled(certainty, "max")
    kept = whole & value.notna()
    return ordered.assign(value=value)[kept].assign(
        known_at=pd.to_datetime(known[kept].astype("int64"), unit="us", utc=True),
        vintage=least[kept].astype("int64").map(dict(enumerate(_LEAST_CERTAIN_LAST))),
    )[COLUMNS]
