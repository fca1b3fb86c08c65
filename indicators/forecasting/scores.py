"""What a forecast distribution is worth once the outcome is known.

Definitions are those of the VIEWS Prediction Challenge 2023/24 (Hegre et al. 2025, Journal of
Peace Research 62(6), and its code prio-data/prediction_competition_2023). Samples lie along the
last axis and are equally likely; `observed` has the shape of the other axes. Lower is better,
except for `covered`.
"""

import numpy as np

from indicators.forecast import BINS, bin_counts

OUTSIDE = 0.1  # share of outcomes a 90 % interval may miss


def crps(samples: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of the empirical distribution, in deaths.

    E|X - y| - E|X - X'| / 2, as in xskillscore's crps_ensemble.
    """
    ordered = np.sort(samples, axis=-1)
    n = ordered.shape[-1]
    rank = 2 * np.arange(1, n + 1) - n - 1
    error = np.abs(ordered - observed[..., None]).mean(axis=-1)
    return error - (rank * ordered).sum(axis=-1) / n**2


def crps_log(samples: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """CRPS of log(1 + deaths): a small war counts as much as a large one."""
    return crps(np.log1p(samples), np.log1p(observed))


def ign(samples: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Ignorance (ab-Log): minus the binary logarithm of the observed bin's share of samples.

    One sample is added to each of the eleven bins, so that no outcome is held impossible.
    """
    bins = np.searchsorted(BINS, np.round(observed), side="right") - 1
    held = np.take_along_axis(bin_counts(samples), bins[..., None], axis=-1)[..., 0]
    return -np.log2((held + 1) / (samples.shape[-1] + len(BINS)))


def mis(samples: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Interval score of the 90 % interval: its width, and twenty times what lies outside."""
    low, high = interval(samples)
    return high - low + 2 / OUTSIDE * (
        (low - observed).clip(min=0) + (observed - high).clip(min=0)
    )  # fmt: skip


def covered(samples: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Whether the outcome lies within the 90 % interval, ends included."""
    low, high = interval(samples)
    return (observed >= low) & (observed <= high)


def interval(samples: np.ndarray) -> np.ndarray:
    """The 5 % and 95 % quantiles, interpolated linearly."""
    return np.quantile(samples, [OUTSIDE / 2, 1 - OUTSIDE / 2], axis=-1)


def rank(samples: np.ndarray, observed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of samples below the outcome, and share at or below it, 0 to 1.

    Between the two the outcome's rank is undecided, most of all among zeros.
    """
    below = (samples < observed[..., None]).mean(axis=-1)
    reached = (samples <= observed[..., None]).mean(axis=-1)
    return below, reached


SCORES = {"crps": crps, "crps_log": crps_log, "ign": ign, "mis": mis, "covered": covered}
