"""Figures as wide tables of periods and places, which keep when and how surely each was known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.indicator import COLUMNS

# From the surest to the least sure way of knowing when a figure was known.
CERTAINTY = ("collected", "released", "assumed")
_EMPTY = {
    "series": "str", "place": "str", "period": "datetime64[us]", "value": "float64",
    "known_at": "datetime64[us, UTC]", "vintage": "str",
}  # fmt: skip


def nothing() -> pd.DataFrame:
    """Return the columns of an indicator's figures without rows."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _EMPTY.items()})


@dataclass(frozen=True)
class Panel:
    """One figure by period (rows, none left out) and place (columns); NaN where not told.

    `known` is the moment at which it was known (microseconds since 1970), `certainty` the place
    of its vintage in CERTAINTY.
    """

    value: pd.DataFrame
    known: pd.DataFrame
    certainty: pd.DataFrame

    def rolled(self, periods: int, how: str, least: int | None = None) -> "Panel":
        """Return `how` ("sum", "max", "mean", "std", "count") of each period and those before.

        Missing where fewer than `least` (all, unless said) of the `periods` are told; known
        when the last of them was, as surely as the least sure of them.
        """
        least = periods if least is None else least
        if how in ("max", "sum"):
            made = self.value.to_numpy("float64")
            made = _most(made, periods) if how == "max" else _sum(made, periods)
            enough = _sum(self.value.notna().to_numpy("float64"), periods) >= least
            return self._made(_like(self.value, np.where(enough, made, np.nan)), periods)
        window = self.value.rolling(periods, min_periods=least)
        return self._made(getattr(window, how)(), periods)

    def quantile(self, periods: int, share: float, least: int) -> "Panel":
        """Return the quantile `share` of each period and those before, `periods` in all."""
        window = self.value.rolling(periods, min_periods=least)
        return self._made(window.quantile(share), periods)

    def shifted(self, periods: int) -> "Panel":
        """Return the figures of `periods` earlier in the place of each."""
        return Panel(*(table.shift(periods) for table in (self.value, self.known, self.certainty)))

    def with_value(self, value: pd.DataFrame, *others: "Panel") -> "Panel":
        """Return `value`, made from this and `others`: known when the last of them was."""
        known, certainty = self.known, self.certainty
        for other in others:
            known = np.fmax(known, other.known.reindex_like(known))
            certainty = np.fmax(certainty, other.certainty.reindex_like(certainty))
        return Panel(value.reindex_like(known), known, certainty)

    def like(self, other: "Panel") -> "Panel":
        """Return the same figures on the periods and places of `other`."""
        tables = (self.value, self.known, self.certainty)
        return Panel(*(table.reindex_like(other.value) for table in tables))

    def rows(self, series: str) -> pd.DataFrame:
        """Return the figures as rows of COLUMNS, those that are missing left out."""
        if self.value.empty:
            return nothing()
        at, of = np.nonzero(np.isfinite(self.value.to_numpy(dtype="float64")))
        known = self.known.to_numpy()[at, of].astype("int64")
        sure = self.certainty.to_numpy()[at, of].astype("int64")
        return pd.DataFrame(
            {
                "series": series,
                "place": pd.array(list(self.value.columns), dtype="str").take(of),
                "period": self.value.index.to_numpy()[at].astype("datetime64[us]"),
                "value": self.value.to_numpy(dtype="float64")[at, of],
                "known_at": pd.to_datetime(known, unit="us", utc=True).astype(_EMPTY["known_at"]),
                "vintage": pd.array(CERTAINTY, dtype="str").take(sure),
            }
        ).astype(_EMPTY)[COLUMNS]

    def _made(self, value: pd.DataFrame, periods: int) -> "Panel":
        tables = (self.known, self.certainty)
        return Panel(value, *(_like(one, _most(one.to_numpy(), periods)) for one in tables))


def _like(table: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(values, table.index, table.columns)


def _most(values: np.ndarray, periods: int) -> np.ndarray:
    """Return the most of each row and those before, `periods` in all; what is missing is passed.

    The most of four is the most of two and of the two before, for all columns at once.
    """
    most, span = values, 1
    while span < periods:
        step = min(span, periods - span)
        later = np.fmax(most[step:], most[:-step]) if step < len(most) else most[:0]
        most = np.concatenate([most[: len(values) - len(later)], later])
        span += step
    return most


def _sum(values: np.ndarray, periods: int) -> np.ndarray:
    """Return the sum of each row and those before, `periods` in all; what is missing adds nothing.

    Summed anew for each: a running sum carries a trace of what has left its window.
    """
    told = np.nan_to_num(values)
    total = np.zeros_like(told)
    for back in range(min(periods, len(told))):
        total[back:] += told[: len(told) - back]
    return total


def panel(figures: pd.DataFrame, series: str | Sequence[str], step: str = "MS") -> Panel:
    """Return the figures of a series by period and place, no period left out.

    Of several series the first that tells a period of a place counts: the same figure from
    its publisher and from those who pass it on. `step` is "MS" (months) or "YS" (years).
    """
    names = [series] if isinstance(series, str) else list(series)
    told = first_told(figures, names)
    if told.empty:
        empty = pd.DataFrame(dtype="float64")
        return Panel(empty, empty, empty)
    periods = pd.DatetimeIndex(told["period"])
    grid = pd.date_range(periods.min(), periods.max(), freq=step, unit=periods.unit)
    rows, (columns, names) = grid.get_indexer(periods), pd.factorize(told["place"], sort=True)
    known = told["known_at"].astype("datetime64[us, UTC]").astype("int64").to_numpy("float64")
    vintages, kinds = pd.factorize(told["vintage"])
    sure = np.array([CERTAINTY.index(kind) for kind in kinds], dtype="float64")[vintages]
    on_grid, names = rows >= 0, list(names)
    tables = []
    for values in (told["value"].to_numpy("float64"), known, sure):
        table = np.full((len(grid), len(names)), np.nan)
        table[rows[on_grid], columns[on_grid]] = values[on_grid]
        tables.append(pd.DataFrame(table, index=grid, columns=names))
    return Panel(*tables)


def first_told(figures: pd.DataFrame, series: Sequence[str]) -> pd.DataFrame:
    """Return one row per place and period: of the first of `series` that tells it."""
    rank = {name: number for number, name in enumerate(series)}
    told = figures[figures["series"].isin(list(rank)) & figures["value"].notna()]
    if len(rank) > 1:
        told = told.assign(_rank=told["series"].map(rank).astype("int64"))
        told = told.sort_values("_rank", kind="stable").drop_duplicates(["place", "period"])
        told = told.drop(columns="_rank")
    return told


def per_year(figures: pd.DataFrame, series: str | Sequence[str]) -> Panel:
    """Return `panel` of yearly figures; those of a year are told by its first day."""
    return panel(figures.assign(period=figures["period"].dt.to_period("Y").dt.start_time), series,
                 "YS")  # fmt: skip
