"""Armed conflict: how sudden and how uneven, measured against the place's own past."""

import numpy as np
import pandas as pd

from indicators.catalogue.conflict import UNCOUNTED, deaths, monthly
from indicators.forecasting.history import ACTIVE, USUAL_YEAR
from indicators.panel import panel

USUAL_MONTHS = 60  # the usual range is that of the place's last five years
HDX_FLOOR = 100  # deaths; the floor of HDX Signals


def surge_over(id: str, months: int, floor: float):
    """Return the function that compares a month with the most of the months before it.

    1 or more: the month is the most of `months`, itself among them, and `floor` or more.
    """

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        now = deaths(figures)
        before = now.shifted(1).rolled(months - 1, "max", least=USUAL_YEAR - 1)
        return now.with_value(now.value / before.value.clip(lower=floor), before).rows(id)

    return compute


def acceleration(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths of three months over those of a usual quarter of the last twelve, at least 25."""
    now = deaths(figures)
    recent, year = now.rolled(3, "sum"), now.rolled(12, "sum")
    value = recent.value / (year.value / 4).clip(lower=ACTIVE)
    return year.with_value(value).rows("conflict.acceleration")


def volatility(figures: pd.DataFrame) -> pd.DataFrame:
    """Standard deviation of the logarithm of one plus the deaths of a month, over 24 months."""
    now = deaths(figures)
    logs = now.with_value(np.log1p(now.value))
    spread = logs.rolled(24, "std")
    # A moving deviation carries a trace of what has left its window.
    return spread.with_value(spread.value.round(6)).rows("conflict.volatility")


def usual(share: float, id: str):
    """Return the function that gives a quantile of the place's own five years before a month."""

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        return deaths(figures).shifted(1).quantile(USUAL_MONTHS, share, least=24).rows(id)

    return compute


def above_usual(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths of a month over the upper end of the usual range, taken as 25 or more."""
    now = deaths(figures)
    upper = now.shifted(1).quantile(USUAL_MONTHS, 0.9, least=24)
    value = now.value / upper.value.clip(lower=ACTIVE)
    return now.with_value(value, upper).rows("conflict.above_usual")


def reported_change(figures: pd.DataFrame) -> pd.DataFrame:
    """Events of a month against the mean month of the twelve before, in percent."""
    now = panel(figures, "acled.events")
    before = now.shifted(1).rolled(12, "mean")
    value = 100 * (now.value - before.value) / before.value.clip(lower=4)
    return now.with_value(value, before).rows("conflict.events_change")


INDICATORS = (
    monthly(
        "surge",
        title="Detected surge of deaths against the last twelve months",
        question="Are deaths at their own twelve-month maximum?",
        unit="times the most of the eleven months before, at least 25 deaths",
        formula="The deaths of the month, divided by the most of the eleven months before it or "
        "by 25, whichever is more. At 1 or more a surge is detected.",
        source="After HDX Signals (OCHA), with a floor of 25 deaths, at which 91 percent of "
        "surges between 2018 and 2026 were detected in the same month.",
        cannot_say=UNCOUNTED + " It detects and does not warn.",
        compute=surge_over("conflict.surge", 12, ACTIVE),
    ),
    monthly(
        "surge_three_years",
        title="Detected surge of deaths against the last three years",
        question="Are deaths at their own maximum of three years?",
        unit=f"times the most of the 35 months before, at least {HDX_FLOOR} deaths",
        formula="The deaths of the month, divided by the most of the 35 months before it or by "
        f"{HDX_FLOOR}, whichever is more. At 1 or more a surge is detected.",
        source="After the rule for high alerts of HDX Signals (OCHA), by month instead of 30 days.",
        cannot_say=UNCOUNTED + " It detects and does not warn.",
        compute=surge_over("conflict.surge_three_years", 36, HDX_FLOOR),
        sees=3,
    ),
    monthly(
        "acceleration",
        title="Deaths of three months against a usual quarter",
        question="Has the violence gathered pace?",
        unit="times a quarter of the last twelve months, at least 25 deaths",
        formula="The deaths of three months, divided by a quarter of those of twelve, or by 25 "
        "where that is more.",
        source="A moving-window comparison; as a rule (twice the usual quarter) 8 percent of its "
        "signals between 2018 and 2026 were followed by an onset or escalation.",
        compute=acceleration,
    ),
    monthly(
        "volatility",
        title="Volatility of violence",
        question="How much do deaths vary from month to month?",
        unit="standard deviation of log deaths",
        formula="The standard deviation of the logarithm of one plus the deaths of each of the "
        "last 24 months.",
        source="ACLED's volatility and predictability index, in idea; here by month and on a "
        "logarithm, so that large wars do not stand out by their size.",
        cannot_say=UNCOUNTED + " A steady war has a low volatility.",
        compute=volatility,
        sees=2,
    ),
    monthly(
        "usual_low",
        title="Deaths in a month, lower end of the usual range",
        question="What has been a quiet month in this place?",
        formula="The 10th percentile of the monthly deaths of the five years before the month; "
        "at least two years must be told.",
        source="The place's own past as the measure, as in epidemic thresholds.",
        cannot_say="What is usual in a long war is no measure of what is tolerable.",
        compute=usual(0.1, "conflict.usual_low"),
        sees=6,
        worse="neither",
    ),
    monthly(
        "usual_high",
        title="Deaths in a month, upper end of the usual range",
        question="What has been a bad month in this place?",
        formula="The 90th percentile of the monthly deaths of the five years before the month; "
        "at least two years must be told.",
        source="The place's own past as the measure, as in epidemic thresholds.",
        cannot_say="What is usual in a long war is no measure of what is tolerable.",
        compute=usual(0.9, "conflict.usual_high"),
        sees=6,
        worse="neither",
    ),
    monthly(
        "above_usual",
        title="Deaths against the usual range",
        question="Is the month worse than nine in ten of the place's own past?",
        unit="times the upper end of the usual range, at least 25 deaths",
        formula="The deaths of the month, divided by the 90th percentile of the five years before "
        "it or by 25, whichever is more.",
        source="The place's own past as the measure, as in epidemic thresholds.",
        cannot_say="In a long war the usual range is high: the figure stays low while many die.",
        compute=above_usual,
        sees=6,
    ),
    monthly(
        "events_change",
        title="Reported political violence and protest, against the last year",
        question="Do more events of violence and protest happen than in the last year?",
        unit="percent",
        formula="The events of the month against the mean month of the twelve before, in percent "
        "of that mean, or of 4 events where it is less.",
        source="After ACLED's change in the level of violence.",
        coverage="Where the installation has access to ACLED.",
        cannot_say="Recent weeks are revised. More reports may mean better reporting.",
        needs=("acled.events",),
        compute=reported_change,
        sees=2,
    ),
)
