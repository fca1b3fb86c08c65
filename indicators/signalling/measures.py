"""The figures of a rule as tables of periods and places, and which step each period reached."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.rules import Condition, Figure, Rule, condition

STEPS = {"day": "D", "month": "MS", "year": "YS"}
DAYS = {"day": 1.0, "month": 365.25 / 12, "year": 365.25}  # of one step

Tables = Mapping[str, pd.DataFrame]  # by figure: periods (rows) and places (columns)


@dataclass(frozen=True)
class Reached:
    """What a rule makes of its figures: tables of the same periods and places.

    rank: the highest step reached, 1 the mildest, 0 none, NaN where it cannot be said;
    stands: whether a signal once given goes on; threshold: what the shown figure is held
    against; told: the period of the shown figure; figures: every figure by name.
    """

    rank: pd.DataFrame
    stands: pd.DataFrame
    threshold: pd.DataFrame
    told: pd.DataFrame
    figures: Tables


def tables(rule: Rule, figures: pd.DataFrame, now: pd.Timestamp) -> tuple[dict, pd.Series]:
    """Return the table of each told figure of `rule`, and which series tells the shown one.

    `figures` has the columns series, place, period, value. Periods after `now`, further ahead
    than the figure allows, are left out. The second is a series of names by place.
    """
    today = now.tz_localize(None)
    found, shown = {}, pd.Series(dtype="str")
    for name, figure in rule.figures.items():
        if not figure.series:
            continue
        until = today + pd.DateOffset(months=figure.ahead_months)
        rows = figures[figures["series"].isin(figure.series) & (figures["period"] <= until)]
        rows = rows[rows["value"].notna()]
        chosen = _freshest(rows, figure.series)
        if len(figure.series) > 1:
            rows = rows[rows["series"] == rows["place"].map(chosen)]
        found[name] = _wide(rows, figure.every)
        if name == rule.base(rule.figure):
            shown = chosen
    return found, shown


def reached(rule: Rule, told: Tables, every: str | None = None) -> Reached:
    """Return which step each period reached. `every` is the step of `told` where not declared."""
    grid, places = _grid(rule, told)
    made: dict[str, pd.DataFrame] = {}
    raw: dict[str, pd.DataFrame] = {}  # as told, before it is carried on to other periods
    for name, figure in rule.figures.items():
        raw[name] = _made(figure, raw, told.get(name), every)
        made[name] = _carried(raw[name], figure, rule, grid, places)
        if figure.follows:
            made[name] = made[name].where(
                _told(raw[name], grid, places) >= _told(raw[figure.follows], grid, places)
            )
    steps = [_any(rule, made, step.any) for step in rule.step]
    rank = np.zeros(steps[0][0].shape)
    threshold = steps[0][1]
    for number, (truth, right) in enumerate(steps, 1):
        rank = np.where(truth == 1, number, rank)
        threshold = np.where(truth == 1, right, threshold)
    rank = np.where((rank == 0) & np.isnan(steps[0][0]), np.nan, rank)
    threshold = np.where(np.isnan(rank), np.nan, threshold)
    stands = rank >= 1
    if rule.stands_while:
        stands = _all(rule, made, rule.stands_while)[0] == 1

    def table(values) -> pd.DataFrame:
        return pd.DataFrame(values, index=grid, columns=places)

    told_at = _told(raw[rule.figure], grid, places)
    if rule.figures[rule.base(rule.figure)].every != "irregular":
        told_at = told_at.where(made[rule.figure].notna())
    return Reached(table(rank), table(stands), table(threshold), told_at, made)


def value_of(rule: Rule, name: str, made: Tables) -> np.ndarray | float:
    """Return a figure as an array, or a threshold."""
    known = rule.threshold(name)
    return made[name].to_numpy() if known is None else known


def _freshest(rows: pd.DataFrame, series: tuple[str, ...]) -> pd.Series:
    """Return by place the series with its newest figure; of two alike, the one named first."""
    if len(series) == 1:
        return pd.Series(series[0], index=pd.Index(rows["place"].unique()), dtype="str")
    newest = rows.groupby(["place", "series"], as_index=False)["period"].max()
    newest["order"] = newest["series"].map({name: -n for n, name in enumerate(series)})
    newest = newest.sort_values(["period", "order"]).drop_duplicates("place", keep="last")
    return newest.set_index("place")["series"]


def _wide(rows: pd.DataFrame, every: str) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame(index=pd.DatetimeIndex([]), dtype="float64")
    periods, days = pd.factorize(rows["period"], sort=True)
    places, names = pd.factorize(rows["place"], sort=True)
    values = np.full((len(days), len(names)), np.nan)
    values[periods, places] = rows["value"].to_numpy("float64")
    table = pd.DataFrame(values, index=pd.DatetimeIndex(days), columns=list(names))
    if every in ("month", "year"):  # told by its first day, whichever day the source names
        table = table.groupby(table.index.to_period(every[0].upper()).start_time).last()
    return table.asfreq(STEPS[every]) if every in STEPS else table


def _grid(rule: Rule, told: Tables) -> tuple[pd.DatetimeIndex, pd.Index]:
    """Return the periods in which the shown figure is told, and all places that it tells of."""
    shown = rule.base(rule.figure)
    grid = told[shown].index
    if rule.figures[shown].every == "irregular":
        for name, table in told.items():
            if rule.figures[name].every == "irregular":
                grid = grid.union(table.index)
    return grid, told[shown].columns


def _made(figure: Figure, made: Tables, told: pd.DataFrame | None, every: str | None):
    if figure.series:
        return _summed(told, figure, every or figure.every)
    base = made[figure.of]
    if figure.max_days:
        return _most(base, figure, every)
    if figure.share_of:
        whole = made[figure.share_of].ffill()
        whole = whole.reindex(base.index.union(whole.index)).ffill().reindex(base.index)
        return base / whole.reindex(columns=base.columns).where(lambda table: table > 0) * 100
    if figure.change:
        before = base.ffill().shift()
        changed = base - before if figure.change == "points" else (base / before - 1) * 100
        return changed.where(np.isfinite(changed)).round(9)  # 1.1 / 1 - 1 is a hair above 0.1
    return base


def _summed(table: pd.DataFrame, figure: Figure, every: str) -> pd.DataFrame:
    steps = _steps(figure.sum_days, every)
    # A window with a gap has no sum: a gap is no zero.
    summed = table.rolling(steps, min_periods=steps).sum() if steps > 1 else table
    # Sums that a computer makes step by step are a hair off: 0.1 + 0.2 is not 0.3.
    summed = summed.round(9) if steps > 1 else summed
    summed.attrs = {"every": every, "span": steps}
    return summed


def _most(base: pd.DataFrame, figure: Figure, every: str | None) -> pd.DataFrame:
    """Return the most of a window; missing where the place has not been told of for so long."""
    steps = _steps(figure.max_days, base.attrs.get("every", every))
    past = base.shift() if figure.before else base
    most = past.rolling(steps, min_periods=1).max() if steps > 1 else past
    row = np.arange(len(base))[:, None]
    first = np.where(base.notna().any(), base.notna().to_numpy().argmax(axis=0), len(base))
    # The first sum already stands for all days of its window.
    history = row - first + base.attrs.get("span", 1) - int(figure.before)
    return most.where(history >= steps)


def _steps(days: int, every: str) -> int:
    return max(1, round(days / DAYS.get(every, 1.0)))


def _carried(table, figure: Figure, rule: Rule, grid, places) -> pd.DataFrame:
    """Return a figure on the rule's periods: what was told last, where it has others."""
    shown = rule.figures[rule.base(rule.figure)]
    table = table.reindex(columns=places)
    if table.index.equals(grid) and shown.every != "irregular":
        return table
    return table.ffill().reindex(grid, method="ffill")


def _told(table: pd.DataFrame, grid, places) -> pd.DataFrame:
    """Return the period of the figure that stands in each period of the grid."""
    days = np.broadcast_to(table.index.to_numpy()[:, None], table.shape)
    dates = pd.DataFrame(days, index=table.index, columns=table.columns).where(table.notna())
    dates = dates.reindex(columns=places).ffill().reindex(grid, method="ffill")
    return dates.astype("datetime64[us]")


def _any(rule: Rule, made: Tables, clauses) -> tuple[np.ndarray, np.ndarray]:
    """Return 1, 0 or NaN (not to be said), and what the shown figure is held against."""
    truths, rights = zip(*(_all(rule, made, clause) for clause in clauses), strict=True)
    truth, right = truths[0], rights[0]
    for other, against in zip(truths[1:], rights[1:], strict=True):
        right = np.where((truth != 1) & (other == 1), against, right)
        truth = np.where((truth == 1) | (other == 1), 1.0, truth + other)  # NaN stays NaN
    return truth, right


def _all(rule: Rule, made: Tables, texts) -> tuple[np.ndarray, np.ndarray]:
    shape = made[rule.figure].shape
    truth, right = np.ones(shape), np.full(shape, np.nan)
    for one in map(condition, texts):
        holds, against = _holds(rule, made, one)
        truth = np.where((truth == 0) | (holds == 0), 0.0, truth * holds)
        if one.left == rule.figure:
            right = np.fmax(right, against)
    return truth, right


def _holds(rule: Rule, made: Tables, one: Condition) -> tuple[np.ndarray, np.ndarray]:
    left = made[one.left].to_numpy()
    right = np.broadcast_to(value_of(rule, one.right, made), left.shape)
    compare = {">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less}
    truth = compare[one.sign](left, right).astype("float64")
    missing = np.isnan(left) | np.isnan(right)
    named = [rule.figures[name] for name in (one.left, one.right) if name in rule.figures]
    return np.where(missing, 0.0 if any(f.optional for f in named) else np.nan, truth), right
