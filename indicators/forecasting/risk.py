"""Will violence break out or escalate within three months? Three products, never mixed.

* Detected surge: deaths at their own twelve-month maximum. It detects and does not warn.
* Model flag: the probability of onset or escalation is past `FLAG_AT` in a place that is not at
  war already (`WAR`), at most once in four months: the three it speaks of, and one to see them.
* The model's list, nobody's view: the twenty places of the highest probability.

The probability comes from analogues, without training: the mean of how many of the 200 nearest
past situations broke out or escalated there, and how many would have here, at this place's
scale. A logistic regression trained each January on the past alone added nothing to it.
"""

import numpy as np
import pandas as pd

from indicators.forecasting.analogues import nearest, what_followed
from indicators.forecasting.history import ACTIVE

AHEAD = 3  # months an outbreak or escalation is looked for
HIGH = 100  # deaths in those months, to be an escalation
NEIGHBOURS = 200
OWN_PAST = 2.0  # a neighbour of the place's own past counts as two
FLAG_AT = 0.135  # to half a percent the lowest with one and a half flags a month, 2010 to 2021
WAR = 1000  # deaths in twelve months, as the Uppsala programme counts: no flag need tell of it
LIST_LENGTH = 20
COOL_DOWN = 6  # months, of rules that detect
FLAG_COOL_DOWN = 4


def outcomes(history: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what followed each month: tables of 1, 0 and NaN (not known yet) by name.

    onset: 25 deaths or more in the next three months after fewer than 25 in twelve;
    hard onset: the same after fewer than 25 in sixty; escalation: 100 or more in the next three,
    twice the last three, and twice the rate of the last twelve; any: onset or escalation.
    """
    following = history.rolling(AHEAD).sum().shift(-AHEAD)
    year = history.rolling(12).sum()
    found = {
        "onset": (following >= ACTIVE) & (year < ACTIVE),
        "hard onset": (following >= ACTIVE) & (history.rolling(60).sum() < ACTIVE),
        "escalation": following >= _escalates_at(history),
        "any": following >= _breaks_out_at(history),
    }
    known = following.notna() & year.notna()
    return {name: table.astype(float).where(known) for name, table in found.items()}


def probability(history: pd.DataFrame) -> pd.Series:
    """Return the probability of onset or escalation within three months for each place.

    A place whose newest month is unknown has NaN. Raises ValueError when the history is too
    short for analogues.
    """
    neighbours = nearest(history, AHEAD, NEIGHBOURS, own_past=OWN_PAST)
    here = what_followed(history, neighbours, range(1, AHEAD + 1)).sum(axis=1)
    needed = _breaks_out_at(history).iloc[-1].fillna(np.inf).to_numpy()
    there = outcomes(history)["any"].to_numpy()[neighbours.month, neighbours.place]
    share = (neighbours.weight * ((here >= needed[:, None]) + np.nan_to_num(there)) / 2).sum(axis=1)
    return pd.Series(share, index=history.columns, name="probability").where(
        history.iloc[-1].notna()
    )


def surges(history: pd.DataFrame) -> pd.DataFrame:
    """Return where deaths stood at their own twelve-month maximum, and at 25 or more."""
    return at_maximum(history, 12, ACTIVE)


def at_maximum(history: pd.DataFrame, months: int, floor: float) -> pd.DataFrame:
    """Return where deaths were the most of the last `months`, and `floor` or more."""
    return (history >= history.rolling(months, min_periods=1).max()) & (history >= floor)


def doubled(history: pd.DataFrame) -> pd.DataFrame:
    """Return where three months' deaths were twice the rate of twelve, and 25 above it."""
    recent, usual = history.rolling(3).sum(), history.rolling(12).sum() / 4
    return (recent >= 2 * usual) & (recent >= usual + ACTIVE)


def surge_events(history: pd.DataFrame) -> pd.DataFrame:
    """Return months of 50 deaths or more and three times the mean of the twelve before.

    At least six months apart in one place: the events whose warning time is measured.
    """
    usual = history.rolling(12).mean().shift(1)
    return spaced((history >= 50) & (history >= 3 * usual))


def spaced(raised: pd.DataFrame, months: int = COOL_DOWN) -> pd.DataFrame:
    """Return `raised` without what comes within `months` of the last one kept in its place."""
    kept = np.zeros(raised.shape, dtype=bool)
    since = np.full(raised.shape[1], months)
    for row, now in enumerate(raised.to_numpy()):
        kept[row] = now & (since >= months)
        since = np.where(kept[row], 1, since + 1)
    return pd.DataFrame(kept, index=raised.index, columns=raised.columns)


def flags(
    probabilities: pd.DataFrame, history: pd.DataFrame, flag_at: float = FLAG_AT
) -> pd.DataFrame:
    """Return where and when the model would have flagged: months and places of `probabilities`."""
    year = history.rolling(12).sum().loc[probabilities.index]
    return spaced((probabilities >= flag_at) & (year < WAR), FLAG_COOL_DOWN)


def listed(probabilities: pd.DataFrame, length: int = LIST_LENGTH) -> pd.DataFrame:
    """Return which places are among the `length` highest of each month (rows)."""
    return probabilities.rank(axis=1, ascending=False, method="first") <= length


def _escalates_at(history: pd.DataFrame) -> pd.DataFrame:
    recent, year = history.rolling(AHEAD).sum(), history.rolling(12).sum()
    rate = year * AHEAD / 12
    return np.maximum(2 * recent, 2 * rate).clip(lower=HIGH)


def _breaks_out_at(history: pd.DataFrame) -> pd.DataFrame:
    """Deaths in the next three months from which on it is an onset or an escalation."""
    quiet = history.rolling(12).sum() < ACTIVE
    return _escalates_at(history).mask(quiet, float(ACTIVE))
