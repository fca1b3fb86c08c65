"""Armed conflict."""

import pandas as pd

from indicators.indicator import Indicator, rolling_sum

ACTIVE_CONFLICT = 25  # deaths in twelve months, the threshold of the Uppsala programme


def _twelve_months(figures: pd.DataFrame, name: str) -> pd.DataFrame:
    return rolling_sum(figures, 12).assign(series=name)


def deaths_12_months(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths in a month and the eleven before it, from the collected UCDP releases."""
    return _twelve_months(figures, "conflict.deaths_12_months")


def deaths_12_months_history(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths in a month and the eleven before it, from the shipped history."""
    return _twelve_months(figures, "conflict.deaths_12_months_history")


_CANNOT_SAY = (
    "It says nothing of violence that nobody could count, nor of deaths from hunger and "
    "disease. First releases are too low: about a fifth is added later."
)
_SOURCE = "Uppsala Conflict Data Program: active conflict is 25 deaths or more in a year."

INDICATORS = (
    Indicator(
        id="conflict.deaths_12_months",
        title="Deaths in organised violence, last twelve months",
        question="How deadly has the last year been?",
        unit="deaths",
        frequency="month",
        formula="The sum of the monthly best estimates of the month and the eleven before it.",
        source=_SOURCE,
        cannot_say=_CANNOT_SAY,
        needs=("ucdp.deaths",),
        compute=deaths_12_months,
    ),
    Indicator(
        id="conflict.deaths_12_months_history",
        title="Deaths in organised violence, last twelve months (history)",
        question="How deadly was the last year that the shipped history covers?",
        unit="deaths",
        frequency="month",
        formula="As above, from the history shipped with the product.",
        source=_SOURCE,
        cannot_say=_CANNOT_SAY + " Events that cross a month's end are missing in it.",
        needs=("ucdp.deaths_history",),
        compute=deaths_12_months_history,
    ),
)
