"""How good the forecasts were: what would have been said on past days, against what came.

Each day of the past is a task of its own, so that `map` may be the built-in one, that of a
process pool, or that of an engine elsewhere. Only what was known at an origin goes into its
task; outcomes come from `history`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from indicators.forecast import HORIZONS, MODELS, PROVISIONAL, SAMPLES, samples
from indicators.forecasting.history import ACTIVE
from indicators.forecasting.nowcast import nowcast
from indicators.forecasting.scores import SCORES, interval, rank
from indicators.forecasting.track_record import backtest_rules

__all__ = [
    "backtest_forecasts",
    "backtest_rules",
    "calibration",
    "means",
    "ratio_interval",
    "scored",
]

BENCHMARK = "conflictology12"
OURS = "jointwatch"
TRUSTING = "jointwatch, first releases taken as final"  # on vintages: what the correction gives
RECENT = 36  # months in which a place with ACTIVE deaths or more counts as active
DRAWS, SEED = 1000, 20

Vintages = Mapping[pd.Timestamp, pd.DataFrame]


class Task(NamedTuple):
    """One origin: what was known, and what came."""

    known: pd.DataFrame  # months and places up to the origin
    corrected: pd.DataFrame | None  # with vintages: as it will probably be revised
    outcomes: pd.DataFrame  # the months after it
    horizons: tuple[int, ...]
    n: int


def backtest_forecasts(
    history: pd.DataFrame,
    vintages: Vintages | None = None,
    start: str = "2017-12",
    end: str = "2024-12",
    every: int = 3,
    horizons: Sequence[int] = HORIZONS,
    map: Callable = map,
) -> pd.DataFrame:
    """Return one row per model and horizon; `scored` has the arguments.

    Columns: model, horizon, n (scored forecasts), crps, crps_log, ign, mis (means), coverage90
    (share of outcomes within the 90 % interval, places active in the last 36 months),
    coverage90_all, ratio (CRPS over that of conflictology12 at the same horizon).
    """
    return means(scored(history, vintages, start, end, every, horizons, map))


def scored(
    history: pd.DataFrame,
    vintages: Vintages | None = None,
    start: str = "2017-12",
    end: str = "2024-12",
    every: int = 3,
    horizons: Sequence[int] = HORIZONS,
    map: Callable = map,
) -> pd.DataFrame:
    """Return one row per model, origin, place and horizon: what was said, what came, its scores.

    Origins are the newest month known: every `every`-th month from `start` to `end` ("YYYY-MM")
    whose outcomes at all `horizons` are in `history`. With `vintages` each origin is the newest
    month of a vintage and models see that vintage alone; ours corrects it by what earlier
    vintages teach (`nowcast`) and takes its newest months for provisional.
    A place unknown at the origin or in the outcome is not scored.
    """
    tasks = list(_tasks(history, vintages, start, end, every, tuple(horizons)))
    if not tasks:
        raise ValueError(
            f"No month from {start} to {end} has a known past and {max(horizons)} known months "
            "after it."
        )
    return pd.concat(list(map(score, tasks)), ignore_index=True)


def score(task: Task) -> pd.DataFrame:
    """Return the scores of every model at one origin."""
    ahead = [horizon - 1 for horizon in task.horizons]
    outcomes = task.outcomes.to_numpy().T[:, ahead]
    places, steps = outcomes.shape
    told_of = task.known.iloc[-1].notna().to_numpy()[:, None] & ~np.isnan(outcomes)
    parts = []
    for model, drawn in _said(task).items():
        below, reached = rank(drawn, outcomes)
        rows = {
            "model": np.full(places * steps, model, dtype=object),
            "origin": np.full(places * steps, task.known.index[-1]),
            "place": task.known.columns.repeat(steps),
            "horizon": np.tile(task.horizons, places),
            "active": (task.known.iloc[-RECENT:].sum() >= ACTIVE).to_numpy().repeat(steps),
            "below": below.ravel(),
            "reached": reached.ravel(),
            "deaths": outcomes.ravel(),
            **_told(drawn),
            **{name: f(drawn, outcomes).ravel() for name, f in SCORES.items()},
        }
        parts.append(pd.DataFrame(rows)[told_of.ravel()])
    return pd.concat(parts)


def _told(drawn: np.ndarray) -> dict[str, np.ndarray]:
    low, high = interval(drawn)
    told = {"median": np.median(drawn, axis=-1), "low_90": low, "high_90": high}
    told |= {f"at_least_{least}": (drawn >= least).mean(axis=-1) for least in (25, 100)}
    return {name: values.ravel() for name, values in told.items()}


def _said(task: Task) -> dict[str, np.ndarray]:
    drawn = {name: model(task.known, task.horizons, task.n) for name, model in MODELS.items()}
    if task.corrected is None:
        return drawn
    drawn[TRUSTING] = drawn[OURS]
    drawn[OURS] = samples(task.corrected, task.horizons, task.n, PROVISIONAL)
    return drawn


def means(scores: pd.DataFrame, by: Sequence[str] = ("model", "horizon")) -> pd.DataFrame:
    """Return the mean scores of each group in `by`, which holds "model"; see backtest_forecasts."""
    keys = list(by)
    groups = scores.groupby(keys, sort=False)
    table = groups[["crps", "crps_log", "ign", "mis"]].mean()
    table.insert(0, "n", groups.size())
    table["coverage90"] = scores[scores["active"]].groupby(keys)["covered"].mean()
    table["coverage90_all"] = groups["covered"].mean()
    table = table.reset_index()
    others = [key for key in keys if key != "model"]
    benchmark = table[table["model"] == BENCHMARK]
    if others:
        usual = table[others].merge(benchmark[[*others, "crps"]], on=others, how="left")["crps"]
        return table.assign(ratio=table["crps"] / usual.to_numpy())
    return table.assign(ratio=table["crps"] / benchmark["crps"].iloc[0])


def ratio_interval(
    scores: pd.DataFrame, model: str = OURS, value: str = "crps", share: float = 0.9
) -> tuple[float, float, float]:
    """Return the ratio of a score to conflictology12's, and its interval by bootstrap.

    Places are drawn, not rows: neighbouring months of one war are one case, not many.
    """
    sums = scores.groupby(["model", "place"])[value].sum().unstack()
    ours, usual = sums.loc[model].to_numpy(), sums.loc[BENCHMARK].to_numpy()
    drawn = np.random.default_rng(SEED).integers(len(ours), size=(DRAWS, len(ours)))
    ours_drawn, usual_drawn = ours[drawn].sum(axis=1), usual[drawn].sum(axis=1)
    some = usual_drawn > 0  # places at peace alone tell no ratio
    if not some.any():
        return np.nan, np.nan, np.nan
    ratios = ours_drawn[some] / usual_drawn[some]
    low, high = np.quantile(ratios, [(1 - share) / 2, (1 + share) / 2])
    return float(ours.sum() / usual.sum()), float(low), float(high)


def calibration(scores: pd.DataFrame, model: str = OURS) -> pd.DataFrame:
    """Return how outcomes fall into tenths of the forecast distribution, active places and quiet.

    Columns: active, tenth (1 lowest), share (0.1 each if the distributions are right). An outcome
    tied with many samples is spread over their ranks (Czado, Gneiting and Held 2009).
    """
    rows = scores[scores["model"] == model]
    low, high = rows["below"].to_numpy()[:, None], rows["reached"].to_numpy()[:, None]
    edges = np.arange(10) / 10
    width = (high - low).clip(min=1e-9)
    within = (np.minimum(high + 1e-9, edges + 0.1) - np.maximum(low, edges)).clip(min=0) / width
    share = pd.DataFrame(within, columns=pd.RangeIndex(1, 11, name="tenth"), index=rows.index)
    share = share.div(share.sum(axis=1), axis=0).groupby(rows["active"]).mean()
    return share.stack().rename("share").reset_index()


def _tasks(
    history: pd.DataFrame,
    vintages: Vintages | None,
    start: str,
    end: str,
    every: int,
    horizons: tuple[int, ...],
) -> Iterable[Task]:
    last = history.index[-1] - pd.DateOffset(months=max(horizons))
    origins = pd.date_range(start, min(pd.Timestamp(end), last), freq=f"{every}MS")
    vintages = vintages if vintages is None else dict(sorted(vintages.items()))
    first = {}  # newest month -> the first vintage that tells it
    for day, table in (vintages or {}).items():
        first.setdefault(table.index[-1], day)
    for origin in origins:
        after = history.loc[history.index > origin].iloc[: max(horizons)]
        if vintages is None and origin in history.index:
            yield Task(history.loc[:origin], None, after, horizons, SAMPLES)
        elif origin in first:
            until = {day: table for day, table in vintages.items() if day <= first[origin]}
            known = vintages[first[origin]].reindex(columns=history.columns, fill_value=0.0)
            yield Task(known, nowcast(known, until), after, horizons, SAMPLES)
