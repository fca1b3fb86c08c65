"""Situations of the past that resemble the present: how a place's months are described and
compared, so that what followed then can speak about what may follow now.

A country-month is described by ten figures (`FEATURES`). The weights say how much a difference
in each counts; they were chosen on 2003 to 2021 and are given, not fitted. Above some 90 deaths
a month the level counts less and the shape more, because so few months are as deadly that the
nearest level would otherwise be found among quite different wars.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.forecasting.history import ACTIVE

NEIGHBOURS = 800
QUIET_NEIGHBOURS = 4000  # of a place without ACTIVE deaths in 36 months: a rare thing needs many
OWN_PAST = 3.0  # a neighbour of the place's own past counts as three
LEAST_HISTORY = 36  # months a place must have been observed before it is an analogue
FLATTENS_AT, SLOPE_ABOVE = 4.5, 0.3  # logarithm of deaths; share of a difference beyond it
DAMPING = 5.0  # deaths added to both levels, so that 0 and 1 do not differ infinitely
LARGEST_RATIO = 40.0
LEVEL_HALF_LIFE, LONGER = 1.0, 0.25  # months

FEATURES = {  # name: weight of a difference in it
    "level": 0.7,  # logarithm of the mean, half-life 3 months, flattened above
    "newest": 0.5,  # newest month against that mean
    "rise": 0.8,  # that mean against the last 12 months
    "long_rise": 0.4,  # last 12 months against the last 36
    "spread": 0.8,  # standard deviation of the logarithm over 12 months
    "jumps": 0.8,  # mean monthly change of the logarithm, half-life 6 months
    "long_jumps": 0.8,  # the same, half-life 12 months
    "calm": 0.2,  # logarithm of the months since anybody died
    "months_12": 2.0,  # root of the share of the last 12 months in which somebody died
    "months_36": 2.0,
}


@dataclass(frozen=True)
class Neighbours:
    """For each place (rows) its nearest country-months (columns): where they stand, how near."""

    month: np.ndarray  # row of the history
    place: np.ndarray  # column of the history
    weight: np.ndarray  # falls with distance; sums to 1 for each place
    distance: np.ndarray


def half_life_mean(deaths: pd.DataFrame, half_life: float) -> pd.DataFrame:
    """Mean of all months so far, a month counting half as much every `half_life` months."""
    return deaths.ewm(halflife=half_life).mean()


def describe(deaths: pd.DataFrame) -> np.ndarray:
    """Return the weighted FEATURES of every month and place, from that month and before."""
    logs = np.log1p(deaths)
    near = np.log1p(half_life_mean(deaths, 3))
    year = np.log1p(deaths.rolling(12, min_periods=1).mean())
    three_years = np.log1p(deaths.rolling(36, min_periods=1).mean())
    jumps = logs.diff().abs().fillna(0.0)
    violent = (deaths > 0).astype(float).where(deaths.notna())
    columns = {
        "level": near.clip(upper=FLATTENS_AT) + SLOPE_ABOVE * (near - FLATTENS_AT).clip(lower=0),
        "newest": logs - near,
        "rise": near - year,
        "long_rise": year - three_years,
        "spread": logs.rolling(12, min_periods=2).std().fillna(0.0),
        "jumps": half_life_mean(jumps, 6),
        "long_jumps": half_life_mean(jumps, 12),
        "calm": np.log1p(_months_since(violent)),
        "months_12": np.sqrt(violent.rolling(12, min_periods=1).mean()),
        "months_36": np.sqrt(violent.rolling(36, min_periods=1).mean()),
    }
    return np.stack([columns[name].to_numpy() * FEATURES[name] for name in FEATURES], axis=-1)


def nearest(
    deaths: pd.DataFrame,
    ahead: int,
    count: int = NEIGHBOURS,
    own_past: float = OWN_PAST,
    quiet: int = 0,
) -> Neighbours:
    """Return the `count` past country-months most like the newest month of each place.

    Only months whose next `ahead` months are known too, of places observed for three years.
    Weights follow a bell curve whose width is the median distance, and the place's own past
    counts more. With `quiet` above `count`, so many are returned, and they have a weight for
    places without ACTIVE deaths in three years alone. Raises ValueError when the history is too
    short to hold analogues.
    """
    described = describe(deaths)
    usable = np.isfinite(described).all(axis=-1) & deaths.notna().to_numpy()
    usable &= (deaths.notna().cumsum() > LEAST_HISTORY).to_numpy()
    for step in range(1, ahead + 1):
        usable &= deaths.shift(-step).notna().to_numpy()
    month, place = np.nonzero(usable)
    if len(month) == 0:
        raise ValueError(
            f"Analogues need more than {LEAST_HISTORY + ahead} months of history of at least "
            f"one place; this history has {len(deaths)}."
        )
    from scipy.spatial import cKDTree  # takes long to load, and no page needs it at the start

    tree = cKDTree(described[usable])
    asked = np.nan_to_num(described[-1])
    distance, found = tree.query(asked, k=min(max(count, quiet), len(month)))
    distance, found = distance.reshape(len(asked), -1), found.reshape(len(asked), -1)
    weight = _bell(distance)
    if quiet > count:
        loud = (deaths.iloc[-LEAST_HISTORY:].sum() >= ACTIVE).to_numpy()
        weight[loud, :count] = _bell(distance[loud, :count])
        weight[loud, count:] = 0.0
    weight *= np.where(place[found] == np.arange(len(asked))[:, None], own_past, 1.0)
    weight /= weight.sum(axis=1, keepdims=True)
    return Neighbours(month[found], place[found], weight, distance)


def what_followed(
    deaths: pd.DataFrame,
    neighbours: Neighbours,
    horizons: Sequence[int],
    half_life: float = LEVEL_HALF_LIFE,
) -> np.ndarray:
    """Return what followed each neighbour, at this place's scale: (places, horizons, neighbours).

    Deaths then are multiplied by the level now over the level then. A level is the geometric
    mean of deaths plus five, with a half-life of `half_life` months for the next month and
    `LONGER` more for each month ahead.
    """
    counts = deaths.to_numpy()
    logs = np.log(deaths + DAMPING)
    followed = np.empty((deaths.shape[1], len(horizons), neighbours.month.shape[1]))
    for position, step in enumerate(horizons):
        level = half_life_mean(logs, half_life + LONGER * (step - 1)).to_numpy()
        ratio = np.exp(level[-1][:, None] - level[neighbours.month, neighbours.place])
        then = counts[neighbours.month + step, neighbours.place]
        followed[:, position] = then * ratio.clip(1 / LARGEST_RATIO, LARGEST_RATIO)
    return np.round(followed)


def _bell(distance: np.ndarray) -> np.ndarray:
    width = np.median(distance, axis=1, keepdims=True) + 1e-9
    return np.exp(-((distance / width) ** 2))


def _months_since(violent: pd.DataFrame) -> pd.DataFrame:
    """Months since the last one in which somebody died; 400 where nobody ever did."""
    rows = np.arange(len(violent))[:, None]
    last = pd.DataFrame(np.where(violent == 1, rows, np.nan)).ffill()
    since = (rows - last).fillna(400).clip(upper=400)
    return since.set_axis(violent.index).set_axis(violent.columns, axis=1)
