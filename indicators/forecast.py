"""Deaths per place one to six months ahead, as distributions.

Two samplers speak and are pooled, four parts to three:

* what followed in the 800 country-months since 1989 that were most like the present one (4,000
  where hardly anybody dies), at this place's scale (`indicators.forecasting.analogues`);
* the place's own recent months, the newest counting most: a half-life of nine months where few
  die (one month says little) down to ten weeks in a large war, and each month blurred by a
  share of the place's own volatility.

First releases are revised by a quarter up or down, and the newest month most. Where months are
provisional, levels are therefore measured over more of them, and the place's own months get as
much to say as the analogues (`PROVISIONAL`).

Everything is a quantile of a given history: no random numbers, no training, the same answer
every time. How the parts were chosen and what each is worth stands on the Methods page.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from indicators.forecasting.analogues import (
    QUIET_NEIGHBOURS,
    Neighbours,
    half_life_mean,
    nearest,
    what_followed,
)
from indicators.forecasting.nowcast import nowcast

__all__ = ["MODELS", "analogues", "nowcast", "samples", "summary"]

HORIZONS = (1, 2, 3, 4, 5, 6)
SAMPLES = 1000
OWN_MONTHS = 120
# A pool of distributions, each about right, is too wide (Gneiting and Ranjan 2013).
NARROWED_BELOW, NARROWED_ABOVE = 0.97, 0.94  # of the distance to the median, of log(1 + deaths)
BINS = (0, 1, 3, 6, 11, 26, 51, 101, 251, 501, 1001)  # left edges, VIEWS challenge 2023/24
BIN_NAMES = ("0", "1-2", "3-5", "6-10", "11-25", "26-50", "51-100", "101-250", "251-500",
             "501-1000", "1001+")  # fmt: skip


class Trust(NamedTuple):
    """How far the newest months are believed."""

    own_share: float  # of the samples, for the place's own months
    slowest: float  # half-life of the own months: quiet places
    fastest: float  # and large wars
    level: float  # half-life of the level to which analogues are scaled


FINAL = Trust(own_share=0.43, slowest=9.0, fastest=2.5, level=1.0)
PROVISIONAL = Trust(own_share=1 / 2, slowest=12.0, fastest=4.0, level=3.0)

Model = Callable[[pd.DataFrame, Sequence[int], int], np.ndarray]


def samples(
    history: pd.DataFrame,
    horizons: Sequence[int] = HORIZONS,
    n: int = SAMPLES,
    trust: Trust = FINAL,
) -> np.ndarray:
    """Return `n` equally likely numbers of deaths, in rising order: (places, horizons, n).

    `history` is a table of months and places (see `indicators.forecasting.history`); `trust` is
    PROVISIONAL where its newest months are first releases. A place whose newest month is unknown
    gets NaN: its silence is no forecast. Raises ValueError when the history is too short for
    analogues.
    """
    own = round(n * trust.own_share)
    neighbours = nearest(history, max(horizons), quiet=QUIET_NEIGHBOURS)
    weights = neighbours.weight[:, None, :]
    followed = _quantiles(
        what_followed(history, neighbours, horizons, trust.level), weights, _levels(n - own)
    )
    recent = _own_past(history, own, trust)
    recent = np.repeat(recent[:, None, :], len(horizons), axis=1)
    pooled = np.concatenate([followed, recent], axis=-1)
    pooled.sort(axis=-1)
    logs = np.log1p(pooled)
    middle = np.median(logs, axis=-1, keepdims=True)
    left = np.where(logs < middle, NARROWED_BELOW, NARROWED_ABOVE)
    pooled = np.round(np.expm1(middle + left * (logs - middle)))
    return _unless_silent(pooled, history)


def summary(
    history: pd.DataFrame,
    horizons: Sequence[int] = HORIZONS,
    n: int = SAMPLES,
    trust: Trust = FINAL,
) -> pd.DataFrame:
    """Return one row per place and horizon: what the pages say of `samples`.

    Columns: place, month (the one forecast), horizon, median, low_50, high_50, low_90, high_90
    (deaths), at_least_25, at_least_100, doubling (probabilities), and bin_0 ... bin_1001+: how
    many of the n samples fall into each bin of the ab-Log score. Doubling is twice the mean of
    the last three months or more, and 25 deaths at least. A place without data has NaN.
    """
    drawn = samples(history, horizons, n, trust)
    return summarised(drawn, history, horizons)


def summarised(
    drawn: np.ndarray, history: pd.DataFrame, horizons: Sequence[int] = HORIZONS
) -> pd.DataFrame:
    """Return the rows of `summary` for samples already drawn."""
    bands = np.quantile(drawn, [0.5, 0.25, 0.75, 0.05, 0.95], axis=-1)
    recent = history.iloc[-3:].mean().to_numpy()
    doubled = np.maximum(2 * recent, 25)[:, None, None]
    chances = [(drawn >= threshold).mean(axis=-1) for threshold in (25, 100, doubled)]
    silent = np.isnan(drawn[..., 0])
    named = dict(zip(("median", "low_50", "high_50", "low_90", "high_90"), bands, strict=True))
    named |= dict(zip(("at_least_25", "at_least_100", "doubling"), chances, strict=True))
    counts = bin_counts(np.nan_to_num(drawn))
    named |= {f"bin_{name}": counts[..., i] for i, name in enumerate(BIN_NAMES)}
    index = pd.MultiIndex.from_product([history.columns, horizons], names=["place", "horizon"])
    rows = pd.DataFrame({name: values.ravel() for name, values in named.items()}, index=index)
    rows = rows.astype(float)
    rows.loc[silent.ravel()] = np.nan
    rows = rows.reset_index()
    months = rows["horizon"].map({h: history.index[-1] + pd.DateOffset(months=h) for h in horizons})
    rows.insert(1, "month", months)
    return rows


def analogues(
    history: pd.DataFrame, place: str, k: int = 10, ahead: int = 6,
    found: Neighbours | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the `k` nearest past situations by name, and what followed there.

    Columns: place, month, distance (0 is the same), deaths (in that month), before (deaths in
    the twelve months to then), followed (deaths in the next `ahead` months), ratio (monthly
    deaths that followed over those of the three months to then). One month stands for a place
    within a year, so that one war does not fill the list. `found` is what `nearest` found of the
    same history, where that is known already. Raises KeyError for an unknown place.
    """
    column = history.columns.get_loc(place)
    if pd.isna(history[place].iloc[-1]):
        raise ValueError(f"Nothing is known of {place} in {history.index[-1]:%Y-%m}.")
    found = found or nearest(history, ahead)
    order = np.argsort(found.distance[column], kind="stable")
    rows, chosen = [], []
    for i in order:
        month, there = int(found.month[column, i]), int(found.place[column, i])
        if any(there == p and abs(month - m) < 12 for p, m in chosen):
            continue
        chosen.append((there, month))
        deaths = history.iloc[:, there]
        after = deaths.iloc[month + 1 : month + 1 + ahead]
        rows.append({
            "place": history.columns[there],
            "month": history.index[month],
            "distance": float(found.distance[column, i]),
            "deaths": deaths.iloc[month],
            "before": deaths.iloc[max(0, month - 11) : month + 1].sum(),
            "followed": after.sum(),
            "ratio": after.mean() / max(deaths.iloc[max(0, month - 2) : month + 1].mean(), 1 / 3),
        })  # fmt: skip
        if len(rows) == k:
            break
    return pd.DataFrame(rows)


def bin_counts(drawn: np.ndarray) -> np.ndarray:
    """Count samples (last axis) in each of BINS."""
    bins = np.searchsorted(BINS, np.round(drawn), side="right") - 1
    return np.stack([(bins == i).sum(axis=-1) for i in range(len(BINS))], axis=-1)


def exactly_zero(history: pd.DataFrame, horizons: Sequence[int], n: int) -> np.ndarray:
    """Benchmark: nobody dies."""
    return _each(np.zeros((history.shape[1], n)), history, horizons)


def last_value(history: pd.DataFrame, horizons: Sequence[int], n: int) -> np.ndarray:
    """Benchmark: a Poisson distribution around the newest month."""
    from scipy.stats import poisson  # takes long to load, and no page needs it at the start

    newest = history.iloc[-1].to_numpy()[:, None]
    return _each(poisson.ppf(_levels(n), newest), history, horizons)


def conflictology(history: pd.DataFrame, horizons: Sequence[int], n: int) -> np.ndarray:
    """Benchmark: the last twelve months, equally likely (the strongest of the VIEWS challenge)."""
    year = history.iloc[-12:].to_numpy().T
    unknown = np.isnan(year)
    known_first = np.take_along_axis(year, np.argsort(unknown, axis=1, kind="stable"), axis=1)
    count = (~unknown).sum(axis=1).clip(min=1)
    turn = np.arange(n) % count[:, None]
    return _each(np.take_along_axis(known_first, turn, axis=1), history, horizons)


def bootstrap(history: pd.DataFrame, horizons: Sequence[int], n: int) -> np.ndarray:
    """Benchmark: every place's months of the last 240, mixed."""
    known = history.iloc[-240:].to_numpy().ravel()
    drawn = np.quantile(known[~np.isnan(known)], _levels(n), method="inverted_cdf")
    return _each(np.broadcast_to(drawn, (history.shape[1], n)), history, horizons)


MODELS: dict[str, Model] = {
    "zero": exactly_zero,
    "last value": last_value,
    "conflictology12": conflictology,
    "bootstrap240": bootstrap,
    "jointwatch": samples,
}


def _each(drawn: np.ndarray, history: pd.DataFrame, horizons: Sequence[int]) -> np.ndarray:
    return _unless_silent(np.repeat(drawn[:, None, :], len(horizons), axis=1), history)


def _unless_silent(drawn: np.ndarray, history: pd.DataFrame) -> np.ndarray:
    drawn[history.iloc[-1].isna().to_numpy()] = np.nan
    return drawn


def _levels(n: int) -> np.ndarray:
    return (np.arange(n) + 0.5) / n


def _own_past(history: pd.DataFrame, n: int, trust: Trust) -> np.ndarray:
    """Quantiles of the place's own months, recent ones likelier, blurred by its volatility."""
    from scipy.special import ndtri  # takes long to load, and no page needs it at the start

    recent = history.iloc[-OWN_MONTHS:]
    age = np.arange(len(recent))[::-1, None]
    level = np.log1p(half_life_mean(history, 6).iloc[-1].fillna(0).to_numpy())
    known = recent.notna().to_numpy()
    half_life = np.clip(trust.slowest - level, trust.fastest, trust.slowest)
    weight = known * 0.5 ** (age / half_life)
    drawn = _quantiles(recent.fillna(0).to_numpy().T, weight.T, _levels(n))

    steady = known * 0.5 ** (age / 6)
    steady /= steady.sum(axis=0).clip(min=1e-9)
    logs = np.log1p(recent.fillna(0).to_numpy())
    deviation = np.sqrt((steady * (logs - (steady * logs).sum(axis=0)) ** 2).sum(axis=0))
    # Multiples of the golden ratio spread the blur evenly over small and large months alike.
    blur = ndtri((np.arange(n) * 0.6180339887498949 + 0.5) % 1)
    blurred = np.round(drawn * np.exp(np.clip(0.4 * deviation, 0.1, 0.6)[:, None] * blur))
    return np.where(drawn > 0, blurred.clip(min=1), 0)


def _quantiles(values: np.ndarray, weights: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Weighted quantiles along the last axis: the value at which the weights pass each level."""
    weights = np.broadcast_to(weights, values.shape)
    order = np.argsort(values, axis=-1, kind="stable")
    values = np.take_along_axis(values, order, axis=-1)
    passed = np.take_along_axis(weights, order, axis=-1).cumsum(axis=-1)
    passed /= passed[..., -1:].clip(min=1e-12)
    flat = passed.reshape(-1, passed.shape[-1])
    found = np.stack([np.searchsorted(row, levels) for row in flat]).clip(max=flat.shape[1] - 1)
    return np.take_along_axis(values, found.reshape(*values.shape[:-1], len(levels)), axis=-1)
