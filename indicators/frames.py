"""The declared frames: which columns, of which type, and what identifies a row.

Every frame is a log. A row is never changed; a later row with the same key
supersedes it, so the present is the last row of each key and the past is the same
question asked as of a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

TEXT = "str"  # never missing: nothing is said by ""
NUMBER = "float64"  # NaN: withdrawn, or not said
COUNT = "int64"
FLAG = "bool"
DAY = "datetime64[us]"  # a calendar day, without a zone
MOMENT = "datetime64[us, UTC]"

# Anything outside is a slip of somebody's pen: no source of ours speaks of such days.
EARLIEST, LATEST = pd.Timestamp("1900-01-01"), pd.Timestamp("2100-01-01")
LONGEST_TEXT = 20_000

VINTAGES = ("collected", "released", "assumed")  # how we know `known_at`


class FrameError(ValueError):
    """Rows that do not fit their declared frame; says which column and why."""


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
        return [n for n in self.columns if n not in {*self.key, *self.silent, *_TRACE}]

    def conform(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return `rows` with exactly the declared columns and types, or raise FrameError.

        Refused: missing or unexpected columns, values that are not of the column's type,
        an empty key, days before 1900 or after 2100, infinite numbers, texts over
        20,000 characters, and rows that repeat a key at one moment.
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
        twice = typed.duplicated(self._telling_apart(typed))
        if twice.any():
            first = typed.loc[twice.idxmax(), list(self.key)].astype(str).tolist()
            raise FrameError(f"{self.name}: {int(twice.sum())} rows repeat a key, first {first}")
        return typed

    def _telling_apart(self, rows: pd.DataFrame) -> list[str]:
        """Return the columns that can tell rows apart: not those with one value throughout."""
        identity = [*self.key, "known_at"]
        return [n for n in identity if (rows[n] != rows[n].head(1).squeeze()).any()] or identity

    def empty(self) -> pd.DataFrame:
        """Return this frame without rows."""
        return self.conform(pd.DataFrame(columns=list(self.columns)))

    def _typed(self, name: str, values: pd.Series) -> pd.Series:
        kind = self.columns[name]
        try:
            if kind == TEXT:
                values = values.fillna("").astype(str)
                if len(values) and values.str.len().max() > LONGEST_TEXT:
                    raise ValueError(f"a text of over {LONGEST_TEXT:,} characters")
            elif kind == MOMENT:
                values = pd.to_datetime(values, utc=True).astype(MOMENT)
            else:
                values = values.astype(kind)
        except (ValueError, TypeError, OverflowError) as error:
            raise FrameError(f"{self.name}: column {name}: {error}") from error
        if kind in (DAY, MOMENT):
            days = values if kind == DAY else values.dt.tz_localize(None)
            if ((days < EARLIEST) | (days > LATEST)).any():
                raise FrameError(f"{self.name}: column {name} has a date before 1900 or after 2100")
        if kind == NUMBER and np.isinf(values).any():
            raise FrameError(f"{self.name}: column {name} has an infinite number")
        return values.reset_index(drop=True)


def _refuse_unknown_vintages(frame: str, vintages: pd.Series) -> None:
    strange = sorted(set(vintages.unique()) - set(VINTAGES))
    if strange:
        raise FrameError(f"{frame}: vintage {strange} is none of {list(VINTAGES)}")


# What the program keeps of every row, whatever its frame.
_TRACE = {
    "known_at": MOMENT,  # when the world could know it through us
    "vintage": TEXT,  # collected, released, or assumed: how we know `known_at`
    "run": COUNT,  # the run that brought it: its start, in microseconds since 1970
}

OBSERVATIONS = Schema(
    name="observations",
    key=("series", "place", "period"),
    columns={
        "series": TEXT,  # "ucdp.deaths": the source's id, a dot, its name for the figure
        "place": TEXT,  # ISO 3166 alpha-3, or the id of an area
        "period": DAY,  # first day of the time the figure is about
        "value": NUMBER,  # NaN: the source has withdrawn the figure
        "published": MOMENT,  # when the publisher says it published the figure
        **_TRACE,
    },
    silent=frozenset({"published"}),
)

EVENTS = Schema(
    name="events",
    key=("source", "event", "place"),
    columns={
        "source": TEXT,
        "event": TEXT,  # the source's own number
        "place": TEXT,
        "kind": TEXT,  # "state-based violence", "flood"
        "starts": DAY,
        "ends": DAY,  # an event counts in the month of this day
        "crosses": FLAG,  # began in an earlier month than it ended
        "value": NUMBER,  # best estimate, in `unit`
        "low": NUMBER,
        "high": NUMBER,
        "unit": TEXT,  # "deaths", "people displaced"
        "title": TEXT,
        "area": TEXT,  # first-level division, as the source names it
        "latitude": NUMBER,
        "longitude": NUMBER,
        "precision": TEXT,  # how exactly the place is known
        "status": TEXT,  # the source's own word: "Clear", "Orange"
        "url": TEXT,
        "withdrawn": FLAG,  # the source no longer tells it
        **_TRACE,
    },
)

AGENDA = Schema(
    name="agenda",
    key=("source", "item", "place"),
    columns={
        "source": TEXT,
        "item": TEXT,  # the source's own identity of the item
        "place": TEXT,  # "WLD" for an item about no single place
        "one_of": FLAG,  # the title names a set of places; this is one candidate
        "body": TEXT,  # "UNSC", "AU PSC", "EU PSC", "FAC", "EUCO", "NAC"
        "date": DAY,  # the day at the body's seat
        "starts": MOMENT,
        "timezone": TEXT,  # of the seat: "America/New_York"
        "title": TEXT,
        "topic": TEXT,  # key of the title rule: "sdn.ssd"
        "themes": TEXT,  # separated by ";"
        "format": TEXT,  # "briefing", "consultations", "adoption"
        "status": TEXT,  # provisional, confirmed, held, postponed, cancelled, dropped
        "public": TEXT,  # yes, partly, no
        "symbol": TEXT,  # "S/PV.8439", never a press release's
        "outcome": TEXT,
        "url": TEXT,
        "withdrawn": FLAG,
        **_TRACE,
    },
)

PUBLICATIONS = Schema(
    name="publications",
    key=("source", "document", "place"),
    columns={
        "source": TEXT,
        "document": TEXT,  # the source's own identity of the document, seldom its address
        "place": TEXT,
        "one_of": FLAG,
        "body": TEXT,  # whose meeting or decision it tells of
        "published": MOMENT,
        "kind": TEXT,  # "press release", "announcement", "resolution"
        "symbol": TEXT,  # of the document: "SC/16444", "S/RES/2803 (2025)"
        "meeting": TEXT,  # of the meeting it tells of: "S/PV.10216"
        "title": TEXT,
        "url": TEXT,
        "withdrawn": FLAG,
        **_TRACE,
    },
)

RUNS = Schema(
    name="runs",
    key=("source", "run"),
    columns={
        "source": TEXT,
        "started": MOMENT,
        "finished": MOMENT,
        "finding": TEXT,  # see collectors.collect.FINDINGS
        "rows_seen": COUNT,  # rows the replies held
        "rows_new": COUNT,
        "seconds": NUMBER,
        "replies": TEXT,  # JSON: url, hash, bytes of each reply; by which reader they were read
        "told": TEXT,  # a digest of the rows read, whatever their order
        "unknown_places": TEXT,  # JSON: name -> rows that name it
        "note": TEXT,
        "error": TEXT,
        **_TRACE,
    },
)

RECORDS = Schema(
    name="records",
    key=("kind", "record"),
    columns={
        "kind": TEXT,  # "watch"
        "record": TEXT,
        "body": TEXT,  # JSON, as the kind declares it
        "active": FLAG,
        "author": TEXT,
        "originator": TEXT,  # the organisation whose record it is
        "released_to": TEXT,  # "|EU|UN|"; "" is the originator alone
        **_TRACE,
    },
    silent=frozenset({"author"}),
)

FRAMES = {frame.name: frame for frame in (
    OBSERVATIONS, EVENTS, AGENDA, PUBLICATIONS, RUNS, RECORDS,
)}  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """What a reply speaks of, and what it means that a row is not in it.

    `where` names columns of the frame: one value, a list of values, or a (from, to) pair,
    both included. `absence` says what a row in that scope that the reply does not hold
    means: "zero" (nothing happened), "withdrawn" (the source took it back), or "nothing".
    """

    frame: Schema
    where: Mapping[str, object]
    absence: Literal["zero", "withdrawn", "nothing"]


@dataclass(frozen=True)
class Series:
    """One figure of one source, as its publisher means it."""

    id: str  # "ucdp.deaths"
    title: str
    unit: str
    frequency: Literal["day", "week", "month", "quarter", "year", "irregular"]
    kind: Literal["flow", "stock", "index", "share"]
    worse: Literal["higher", "lower", "neither"] = "higher"
    lag_days: int = 0  # from the end of a period to its publication, as the source does it
    least: float = 0.0  # a figure outside is refused as a slip
    most: float = 1e9
    note: str = ""


def with_zeros(rows: pd.DataFrame, coverage: Coverage) -> pd.DataFrame:
    """Return `rows` of observations with a zero for what `coverage` says did not happen.

    Only for a coverage of listed series, places and periods whose absence means zero.
    The added rows take their trace (published, known_at, vintage, run) from the first row.
    """
    axes, at = [], []
    for name in OBSERVATIONS.key:
        kind = OBSERVATIONS.columns[name]
        axes.append(pd.Index(pd.Series(_listed(coverage.where[name])).astype(kind).unique()))
        at.append(axes[-1].get_indexer(rows[name].astype(kind)))
    told = np.zeros([len(axis) for axis in axes], dtype=bool)
    inside = np.all([where >= 0 for where in at], axis=0)
    told[tuple(where[inside] for where in at)] = True
    absent = dict(zip(OBSERVATIONS.key, np.nonzero(~told), strict=True))
    added = pd.DataFrame(
        {name: axis[absent[name]] for name, axis in zip(absent, axes, strict=True)} | {"value": 0.0}
    )
    trace = {name: rows[name].iloc[0] for name in rows if name not in added} if len(rows) else {}
    return pd.concat([rows, added.assign(**trace)], ignore_index=True)


def _listed(values: object) -> list:
    return [values] if isinstance(values, str) else list(values)
