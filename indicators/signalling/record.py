"""The track record of a declared rule on monthly deaths, and the sentence a briefer may say.

Only a rule on deaths, or on the model's probability, can be held against what followed: onset
or escalation within three months. A rule for days is measured on months, its windows counted
in months; other rules have no record, and say so.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from indicators.forecasting import track_record
from indicators.rules import Rule
from indicators.signalling.measures import DAYS, reached

START = "2018-01"
_DEATHS = ("ucdp.deaths", "ucdp.deaths_history", "acled.fatalities_daily", "acled.fatalities")
_YEARS = ("conflict.deaths_12_months", "conflict.deaths_12_months_history")
_PROBABILITY = "forecast.outbreak"
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

NOT_MEASURED = (
    "This rule has no track record: what it watches cannot be held against later violence with "
    "the history that is there."
)


class Record(NamedTuple):
    """What a rule was worth: a row as of `track_record.backtest_rules`, and words for it.

    `row` is None where the rule cannot be measured; `note` says on what it was measured.
    """

    row: Mapping[str, object] | None
    sentence: str
    note: str


def measurable(rule: Rule) -> bool:
    """Return whether all that `rule` watches can be made of a history of deaths."""
    return {*rule.series} <= {*_DEATHS, *_YEARS, _PROBABILITY}


def record_of(
    rule: Rule, history: pd.DataFrame, start: str = START, map: Callable = map
) -> Record:
    """Return the record of `rule` on `history` (months and places) from `start` on.

    Raises ValueError when the history is too short.
    """
    if not measurable(rule):
        return Record(None, NOT_MEASURED, "")
    raised = signals_in(rule, history, start, map)
    if raised.empty:
        raise ValueError(f"The history ends before {start}.")
    row = track_record.record(rule.id, raised, history, start)
    return Record(row, sentence(row, start), _note(rule, history))


def record_with(
    rule: Rule,
    thresholds: Mapping[str, float],
    history: pd.DataFrame,
    start: str = START,
    map: Callable = map,
) -> Record:
    """Return the record that `rule` would have with other thresholds, before they are saved."""
    return record_of(rule.with_thresholds(thresholds), history, start, map)


def signals_in(
    rule: Rule, history: pd.DataFrame, start: str = START, map: Callable = map
) -> pd.DataFrame:
    """Return in which month and place (from `start`) the rule would have given a signal.

    A signal is new where a higher step is reached, or the same after the cool-down (without a
    cool-down: after the step was left).
    """
    told = {}
    for name, figure in rule.figures.items():
        if not figure.series:
            continue
        if figure.series[0] in _YEARS:
            told[name] = history.rolling(12).sum()
        elif figure.series[0] == _PROBABILITY:
            told[name] = track_record.probabilities(history, start, map)
        else:
            told[name] = history
    seen = reached(rule, told, every="month")
    signals = _spaced(seen.rank.fillna(0), round(rule.cool_down_days / DAYS["month"]))
    return signals.loc[pd.Timestamp(start) :]


def sentence(row: Mapping[str, object], start: str = START) -> str:
    """Return what a briefer may say of a record: "Of ten such signals since 2018, ..."."""
    if not row["alarms"] or np.isnan(row["precision"]):
        return f"There was no such signal since {start[:4]} whose outcome is known."
    low, high = row["precision_low"], row["precision_high"]
    right = _of_ten(row["precision"], low, high)
    said = f"Of ten such signals since {start[:4]}, {right} came true."
    if not row["events"] or np.isnan(row["before"]):
        return said
    caught = _of_ten(row["before"], row["before_low"], row["before_high"])
    return f"{said} Of ten surges of violence, {caught} had such a signal one to six months before."


def _of_ten(share: float, low: float, high: float) -> str:
    """Return a share and its interval as words for so many of ten."""
    least = int(np.floor(10 * np.nan_to_num(low, nan=share) + 0.5))
    most = int(np.floor(10 * np.nan_to_num(high, nan=share) + 0.5))
    if most == 0:
        return "fewer than one"
    if (least, most) == (0, 1):
        return "at most one"
    if least == most:
        return f"about {_WORDS[least]}"
    if most - least == 1:
        return f"{_WORDS[least]} or {_WORDS[most]}"
    return f"{_WORDS[least]} to {_WORDS[most]}"


def _spaced(rank: pd.DataFrame, cool_down: int) -> pd.DataFrame:
    """Return where a signal is given: loops over months, all places at once."""
    given = np.zeros(rank.shape, dtype=bool)
    since = np.full(rank.shape[1], np.inf)
    step = np.zeros(rank.shape[1])
    before = np.zeros(rank.shape[1])
    for month, now in enumerate(rank.to_numpy()):
        over = since >= cool_down if cool_down else now != before
        given[month] = (now > 0) & (over | (now > step))
        if not cool_down:
            given[month] &= now > before
        step = np.where(given[month], now, step)
        since = np.where(given[month], 1, since + 1)
        before = now
    return pd.DataFrame(given, index=rank.index, columns=rank.columns)


def _note(rule: Rule, history: pd.DataFrame) -> str:
    said = f"Measured on {history.shape[1]} places to {history.index[-1]:%B %Y}, final figures."
    if any(figure.every == "day" for figure in rule.figures.values() if figure.series):
        said += " The rule is for days and was measured on months of deaths in organised violence."
    if rule.hold_days:
        said += " Its hold is not part of the measurement."
    return said
