"""Where in a country violence happens: its spread over first-level areas, from single events."""

import pandas as pd

from indicators.indicator import Indicator
from indicators.panel import nothing

RECENT, YEAR, KNOWN = 3, 12, 36  # months


def areas_12_months(events: pd.DataFrame) -> pd.DataFrame:
    """First-level areas with a deadly event in the last twelve months."""
    told = _deadly(events)
    counted = told[told["age"] < YEAR].groupby("place")["area"].nunique()
    return _rows(told, counted.astype("float64"), "conflict.areas_12_months")


def areas_share(events: pd.DataFrame) -> pd.DataFrame:
    """Share of the areas with deadly events in three years that saw one in the last quarter."""
    told = _deadly(events)
    known = told[told["age"] < KNOWN].groupby("place")["area"].nunique()
    now = told[told["age"] < RECENT].groupby("place")["area"].nunique()
    share = 100 * now.reindex(known.index).fillna(0) / known
    return _rows(told, share, "conflict.areas_share")


def _deadly(events: pd.DataFrame) -> pd.DataFrame:
    """Return deadly events whose area is named, with their age in months from the newest month."""
    month = events["ends"].dt.year * 12 + events["ends"].dt.month
    told = events.assign(month=month, age=month.max() - month)
    return told[(told["value"] > 0) & (told["area"] != "") & ~told["withdrawn"]]


def _rows(told: pd.DataFrame, values: pd.Series, id: str) -> pd.DataFrame:
    if values.empty:
        return nothing()
    newest = told.loc[told["month"].idxmax(), "ends"]
    known = told.groupby("place")["known_at"].max().reindex(values.index)
    return pd.DataFrame(
        {
            "series": id,
            "place": values.index.astype("str"),
            "period": newest.to_period("M").to_timestamp(),
            "value": values.to_numpy(),
            "known_at": known.array,
            "vintage": "collected",
        }
    )


_NAMED = (
    "Events whose first-level area the source names; some are known only by their country. "
    "Areas are counted by the names that the source gives them."
)
_COVERAGE = "Countries with deadly events in UCDP's releases of the last three years."
_SOURCE = (
    "Diffusion of violence as in ACLED's conflict index, by first-level area instead of grid cells."
)

INDICATORS = (
    Indicator(
        id="conflict.areas_12_months",
        title="First-level areas with deadly violence, last twelve months",
        question="Over how many parts of the country does the violence spread?",
        unit="areas",
        frequency="month",
        formula="The number of provinces or regions with at least one deadly event in the twelve "
        "months to the newest month.",
        source=_SOURCE,
        coverage=_COVERAGE,
        cannot_say=_NAMED,
        needs=("ucdp",),
        reads="events",
        back=14,
        world=True,
        compute=areas_12_months,
    ),
    Indicator(
        id="conflict.areas_share",
        title="Share of the violent areas that saw violence in the last quarter",
        question="Is the violence in all of its usual areas at once?",
        unit="percent of areas",
        frequency="month",
        formula="Of the provinces or regions with a deadly event in the last three years, the "
        "share that saw one in the last three months.",
        source=_SOURCE,
        coverage=_COVERAGE,
        cannot_say=_NAMED + " It falls where new areas are drawn in for good.",
        needs=("ucdp",),
        reads="events",
        back=38,
        world=True,
        compute=areas_share,
    ),
)
