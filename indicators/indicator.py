"""What an indicator is: a declaration, and a small function from observations to observations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

COLUMNS = ["series", "place", "period", "value", "known_at", "vintage"]


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
    number = ordered["period"].dt.year * 12 + ordered["period"].dt.month
    groups = ordered.groupby(["series", "place"], sort=False)
    whole = number - number.groupby([ordered["series"], ordered["place"]]).shift(months - 1)
    known = ordered["known_at"].astype("int64")
    certainty = ordered["vintage"].map({"collected": 0, "released": 1, "assumed": 2})
    rolled = {
        "value": _rolled(groups["value"], months, "sum"),
        "known_at": _rolled(known.groupby(groups.ngroup()), months, "max"),
        "vintage": _rolled(certainty.groupby(groups.ngroup()), months, "max"),
    }
    complete = rolled["value"].notna() & (whole == months - 1)
    names = pd.Series({0: "collected", 1: "released", 2: "assumed"})
    result = ordered.assign(value=rolled["value"])[complete]
    return result.assign(
        known_at=pd.to_datetime(rolled["known_at"][complete].astype("int64"), unit="us", utc=True),
        vintage=rolled["vintage"][complete].astype("int64").map(names),
    )[COLUMNS]


def _rolled(groups, months: int, how: str) -> pd.Series:
    window = groups.rolling(months, min_periods=months)
    return getattr(window, how)().reset_index(level=0, drop=True).sort_index()
