"""The tests that a rule carries with it: made figures, and the signals that must come of them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from indicators.rules import Case, Figure, Rule
from indicators.signalling.measures import STEPS
from indicators.signalling.signals import replay

# The last period of figures told in a row, and how long after its period a figure comes.
LAST = {"day": "2026-06-30", "month": "2026-06-01", "year": "2026-01-01", "irregular": "2026-06-01"}
COMES_AFTER = {"day": 1, "month": 45, "year": 30, "irregular": 1}
PLACE = "SDN"


def failures(rule: Rule) -> list[str]:
    """Return a sentence for each of the rule's own tests that fails; none when all hold."""
    return [sentence for case in rule.test if (sentence := _failure(rule, case))]


def signals_of(rule: Rule, case: Case) -> list[str]:
    """Return the signals that come of a case, as state and level: "firing 2"."""
    shown = rule.figures[rule.base(rule.figure)]
    parts = [_figures(rule, series, told) for series, told in case.figures.items()]
    figures = pd.concat(parts, ignore_index=True).assign(place=PLACE)
    moments = _moments(figures[figures["series"].isin(shown.series)], case, shown)
    rule = rule.model_copy(update={"everywhere": False})
    rows = replay([rule], figures, moments)
    return [_said(row.state, row.level) for row in rows.itertuples()]


def _moments(shown: pd.DataFrame, case: Case, figure: Figure) -> list[pd.Timestamp]:
    moments = sorted(shown["known_at"].unique())[-case.replay :]
    if case.age_days is not None:
        forecast = figure.ahead_months
        last = shown["known_at"] if forecast else shown["period"].dt.tz_localize("UTC")
        moments[-1] = max(last.max() + pd.Timedelta(days=case.age_days), moments[-1])
    return moments


def _figures(rule: Rule, series: str, told: str | dict[str, float]) -> pd.DataFrame:
    figure = next(figure for figure in rule.figures.values() if series in figure.series)
    if isinstance(told, dict):
        periods, values = pd.to_datetime(pd.Series(list(told))), list(told.values())
    else:
        values, step = list(_values(told)), STEPS.get(figure.every, "MS")
        last = LAST[figure.every]
        periods = pd.Series(pd.date_range(end=last, periods=len(values), freq=step))
    # A forecast is known before the month that it speaks of.
    ahead = pd.DateOffset(months=figure.ahead_months)
    days = 1 if figure.ahead_months else COMES_AFTER[figure.every]
    known = periods - ahead + pd.Timedelta(days=days)
    return pd.DataFrame({
        "series": series, "period": periods.astype("datetime64[us]"),
        "value": np.array(values, dtype="float64"),
        "known_at": known.dt.tz_localize("UTC").astype("datetime64[us, UTC]"),
    })  # fmt: skip


def _values(told: str) -> Iterator[float]:
    """Read "2x400 30": 400 times 2, then 30."""
    for word in told.split():
        value, _, times = word.partition("x")
        yield from [float(value)] * int(times or 1)


def _said(state: str, level: int) -> str:
    return f"{state} {level}" if state in ("pending", "firing") else state


def _failure(rule: Rule, case: Case) -> str:
    try:
        made = signals_of(rule, case)
    except ValueError as error:
        return f"{case.title} The test cannot be run: {error}"
    if made == list(case.expect):
        return ""
    return f"{case.title} Expected {', '.join(case.expect)}; it gives {', '.join(made) or 'none'}."
