"""What a declared frame is: columns with their types, and what identifies a row.

Every frame is a log. A row is never changed; a later row with the same key
supersedes it, so the present is the last row of each key and the past is the same
question asked as of a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

TEXT = "str"  # never missing: nothing is said by ""
NUMBER = "float64"  # NaN: withdrawn, or not said
COUNT = "int64"
FLAG = "bool"
DAY = "datetime64[us]"  # a calendar day, without a zone
MOMENT = "datetime64[us, UTC]"

# Anything outside is a slip of somebody's pen: no source of ours speaks of such days.
SPAN = EARLIEST, LATEST = pd.Timestamp("1900-01-01"), pd.Timestamp("2100-01-01")
_SPAN_OF_MOMENTS = tuple(day.tz_localize("UTC") for day in SPAN)
LONGEST_TEXT = 100_000

VINTAGES = ("collected", "released", "assumed")  # how we know `known_at`


class FrameError(ValueError):
    """Rows that do not fit their declared frame; says which column and why."""


# What the program keeps of every row, whatever its frame.
TRACE = {
    "known_at": MOMENT,  # when the world could know it through us
    "vintage": TEXT,  # collected, released, or assumed: how we know `known_at`
    "run": COUNT,  # the run that brought it: its start, in microseconds since 1970
}


@dataclass(frozen=True)
class Schema:
    """The name of a frame, its columns with their types, and what identifies a row."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    silent: frozenset[str] = field(default_factory=frozenset)  # a change of these alone is no news

    @property
    def content(self) -> list[str]:
        """Return the columns in which a row may say something new."""
        return [n for n in self.columns if n not in {*self.key, *self.silent, *TRACE}]

    def conform(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return `rows` with exactly the declared columns and types, or raise FrameError.

        Refused: missing or unexpected columns, values that are not of the column's type,
        an empty key, days before 1900 or after 2100, infinite numbers, texts over
        100,000 characters, and rows that repeat a key at one moment.
        """
        missing = [name for name in self.columns if name not in rows]
        extra = [name for name in rows if name not in self.columns]
        if missing or extra:
            raise FrameError(f"{self.name}: columns missing {missing}, not expected {extra}")
        typed = pd.DataFrame({name: self._typed(name, rows[name]) for name in self.columns})
        for name in (*self.key, "known_at", "run"):
            empty = typed[name].isna() if self.columns[name] != TEXT else typed[name] == ""
            if empty.any():
                raise FrameError(f"{self.name}: {int(empty.sum())} rows have no {name}")
        _refuse_unknown_vintages(self.name, typed["vintage"])
        if self._in_order(typed):
            return typed
        twice = typed.duplicated(self._telling_apart(typed))
        if twice.any():
            first = typed.loc[twice.idxmax(), list(self.key)].astype(str).tolist()
            raise FrameError(f"{self.name}: {int(twice.sum())} rows repeat a key, first {first}")
        return typed

    def _in_order(self, rows: pd.DataFrame) -> bool:
        """Return whether a column of the key grows from row to row: then nothing is repeated."""
        columns = (rows[name].array for name in self.key)
        return any(bool((one[1:] > one[:-1]).all()) for one in columns)

    def _telling_apart(self, rows: pd.DataFrame) -> list[str]:
        """Return the columns that can tell rows apart: not those with one value throughout."""
        identity = [*self.key, "known_at"]
        return [n for n in identity if (rows[n] != rows[n].iloc[0]).any()] or identity

    def empty(self) -> pd.DataFrame:
        """Return this frame without rows."""
        return self._nothing.copy()

    @cached_property
    def _nothing(self) -> pd.DataFrame:
        return self.conform(pd.DataFrame(columns=list(self.columns)))

    def _typed(self, name: str, values: pd.Series) -> ExtensionArray:
        kind = self.columns[name]
        try:
            if kind == TEXT:
                values = _texts(values)
            elif values.dtype != kind:
                values = pd.to_datetime(values, utc=True) if kind == MOMENT else values
                values = values.astype(kind)
        except (ValueError, TypeError, OverflowError) as error:
            raise FrameError(f"{self.name}: column {name}: {error}") from error
        if kind in (DAY, MOMENT):
            earliest, latest = SPAN if kind == DAY else _SPAN_OF_MOMENTS
            if values.min() < earliest or values.max() > latest:
                raise FrameError(f"{self.name}: column {name} has a date before 1900 or after 2100")
        if kind == NUMBER and np.isinf(values.to_numpy()).any():
            raise FrameError(f"{self.name}: column {name} has an infinite number")
        return values.array


def _texts(values: pd.Series) -> pd.Series:
    if values.dtype != TEXT or values.hasnans:
        values = values.fillna("").astype(TEXT)
    if len(values) and values.str.len().max() > LONGEST_TEXT:
        raise ValueError(f"a text of over {LONGEST_TEXT:,} characters")
    return values


def _refuse_unknown_vintages(frame: str, vintages: pd.Series) -> None:
    strange = sorted(set(vintages.unique()) - set(VINTAGES))
    if strange:
        raise FrameError(f"{frame}: vintage {strange} is none of {list(VINTAGES)}")
