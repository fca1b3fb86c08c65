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
        window = self.value.rolling(periods, min_periods=periods if least is None else least)
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
                "place": self.value.columns.to_numpy()[of],
                "period": self.value.index.to_numpy()[at].astype("datetime64[us]"),
                "value": self.value.to_numpy(dtype="float64")[at, of],
                "known_at": pd.to_datetime(known, unit="us", utc=True).astype(_EMPTY["known_at"]),
                "vintage": np.array(CERTAINTY)[sure],
            }
        ).astype(_EMPTY)[COLUMNS]

    def _made(self, value: pd.DataFrame, periods: int) -> "Panel":
        known = self.known.rolling(periods, min_periods=1).max()
        return Panel(value, known, self.certainty.rolling(periods, min_periods=1).max())


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
    index, columns = pd.factorize(told["period"], sort=True), pd.factorize(told["place"], sort=True)
    known = told["known_at"].astype("datetime64[us, UTC]").astype("int64").to_numpy("float64")
    sure = told["vintage"].map({name: n for n, name in enumerate(CERTAINTY)}).to_numpy("float64")
    tables = []
    for values in (told["value"].to_numpy("float64"), known, sure):
        table = np.full((len(index[1]), len(columns[1])), np.nan)
        table[index[0], columns[0]] = values
        wide = pd.DataFrame(table, index=pd.DatetimeIndex(index[1]), columns=list(columns[1]))
        tables.append(wide.asfreq(step))
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
