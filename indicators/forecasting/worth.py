"""What forecasts and rules were worth, as measured: small tables that ship with the product.

`jointwatch backtest save` makes them from a history and its vintages; every table says up to
which month the figures reach (`data_to`) and on which figures it was measured (`basis`). Nothing is
computed when a page is read.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from indicators import evaluate
from indicators.forecasting import track_record
from indicators.forecasting.replay import CRISES, replay
from indicators.forecasting.risk import outcomes

FINAL, FIRST = "final figures", "first releases"  # bases; outcomes are those known at `data_to`
MISSES = 20
THRESHOLDS = (25, 100)
_EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_FOLDER = Path(__file__).parents[1] / "tables" / "worth"
TABLES = {
    "forecasts": "scores of every model and horizon (0: all), ratios to conflictology12",
    "calibration": "share of outcomes in each tenth of our distributions; 0.1 each is right",
    "reliability": "probabilities said, and how often it came so",
    "misses": "the forecasts that were furthest off",
    "rules": "the record of every rule",
    "replays": "past crises, one to three months before",
}


def load(name: str) -> pd.DataFrame:
    """Return a shipped table by its name in TABLES; columns as `forecasts` and others say."""
    days = {"replays": ["crisis", "known_on", "newest"], "misses": ["origin", "month"]}
    return pd.read_csv(_FOLDER / f"{name}.csv", parse_dates=["data_to", *days.get(name, [])])


def save(tables: Mapping[str, pd.DataFrame], folder: Path | None = None) -> list[Path]:
    """Write tables into `folder`, or where the product ships them; return the files."""
    folder = folder or _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / f"{name}.csv": table for name, table in tables.items()}
    for file, table in files.items():
        table.to_csv(file, index=False, float_format="%.4g", lineterminator="\n")
    return list(files)


def measured(
    history: pd.DataFrame,
    vintages: evaluate.Vintages | None = None,
    start: str = "2017-12",
    rules_from: str = "2018-01",
    map: Callable = map,
) -> dict[str, pd.DataFrame]:
    """Return every table of TABLES, measured on `history` and, where given, on `vintages`.

    On final figures the origins are every third month from `start`, on first releases every
    vintage's newest month. The record of rules begins with `rules_from`; crises that `history`
    does not hold are left out.
    """
    end = f"{history.index[-1]:%Y-%m}"
    parts = {FINAL: evaluate.scored(history, None, start, end, 3, map=map)}
    if vintages:
        parts[FIRST] = evaluate.scored(history, vintages, start, end, 1, map=map)
    chances = track_record.probabilities(history, rules_from, map)
    raised = track_record.alarms(history, chances)
    rules = [track_record.record(name, of, history, rules_from) for name, of in raised.items()]
    there = [one for one in CRISES if one.place in history and one.month in history.index]
    tables = {
        "forecasts": _each(parts, forecasts),
        "calibration": _each(parts, evaluate.calibration),
        "reliability": pd.concat([_each(parts, reliability), outbreaks(chances, history)]),
        "misses": _each(parts, misses),
        "rules": pd.DataFrame(rules).assign(since=rules_from, basis=FINAL),
        "replays": replay(history, vintages, tuple(there), map),
    }
    return {name: table.assign(data_to=history.index[-1]) for name, table in tables.items()}


def forecasts(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the mean scores of every model and horizon, and of all horizons together (0).

    Columns as of `evaluate.backtest_forecasts`, and: ratio_low, ratio_high (90 % interval by
    bootstrap over places), log_ratio with _low and _high (of crps_log), origins, first, last.
    """
    whole = evaluate.means(scores, ["model"]).assign(horizon=0)
    table = pd.concat([whole, evaluate.means(scores)], ignore_index=True)
    for row in table.itertuples():
        part = scores if row.horizon == 0 else scores[scores["horizon"] == row.horizon]
        for name, value in (("ratio", "crps"), ("log_ratio", "crps_log")):
            told = evaluate.ratio_interval(part, row.model, value)
            table.loc[row.Index, [name, f"{name}_low", f"{name}_high"]] = told
    origins = scores["origin"]
    said = {"origins": origins.nunique(), "first": origins.min(), "last": origins.max()}
    return table.assign(**said)


def reliability(scores: pd.DataFrame) -> pd.DataFrame:
    """Return what was said of reaching 25 and 100 deaths in a month, and how often it came so.

    Columns: event, said (mean probability of the class), came (share), n, brier (of the event).
    """
    ours = scores[scores["model"] == evaluate.OURS]
    return pd.concat([
        _classes(f"{least} deaths or more", ours[f"at_least_{least}"], ours["deaths"] >= least)
        for least in THRESHOLDS
    ])  # fmt: skip


def outbreaks(chances: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Return the same of onset or escalation within three months."""
    came = outcomes(history)["any"].reindex_like(chances)
    known = (came.notna() & chances.notna()).to_numpy()
    said = pd.Series(chances.to_numpy()[known])
    rows = _classes("onset or escalation", said, pd.Series(came.to_numpy()[known] == 1))
    return rows.assign(basis=FINAL)


def misses(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the largest CRPS of ours, one a place and origin: what was said and what came."""
    ours = scores[scores["model"] == evaluate.OURS].sort_values("crps", ascending=False)
    rows = ours.drop_duplicates(["place", "origin"]).head(MISSES)
    month = rows["origin"].dt.to_period("M") + rows["horizon"]
    rows = rows.assign(month=month.dt.to_timestamp())
    return rows[["place", "origin", "month", "horizon", "median", "low_90", "high_90", "deaths",
                 "crps"]]  # fmt: skip


def _classes(event: str, said: pd.Series, came: pd.Series) -> pd.DataFrame:
    brier = float(((said - came) ** 2).mean())
    classes = np.searchsorted(_EDGES, said, side="right").clip(max=len(_EDGES) - 1)
    rows = pd.DataFrame({"said": said, "came": came.astype(float)}).groupby(classes)
    table = rows.mean().assign(n=rows.size()).reset_index(drop=True)
    return table.assign(event=event, brier=brier)


def _each(parts: Mapping[str, pd.DataFrame], table: Callable) -> pd.DataFrame:
    return pd.concat(
        [table(scores).assign(basis=basis) for basis, scores in parts.items()], ignore_index=True
    )
