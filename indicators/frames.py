"""The declared frames, what a reply covers of them, and the series they tell of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from indicators.schema import COUNT, DAY, FLAG, MOMENT, NUMBER, TEXT, TRACE, Schema

OBSERVATIONS = Schema(
    name="observations",
    key=("series", "place", "period"),
    columns={
        "series": TEXT,  # "ucdp.deaths": the source's id, a dot, its name for the figure
        "place": TEXT,  # ISO 3166 alpha-3, or the id of an area
        "period": DAY,  # first day of the time the figure is about
        "value": NUMBER,  # NaN: the source has withdrawn the figure
        "published": MOMENT,  # when the publisher says it published the figure
        **TRACE,
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
        **TRACE,
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
        **TRACE,
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
        **TRACE,
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
        **TRACE,
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
        "originator": TEXT,  # the organisation whose record it is; never changes
        "released_to": TEXT,  # "|EU|UN|"; "|*|" is everybody; "" is the originator alone
        "persons": TEXT,  # "|ana|": these persons of the audience alone; "" is all of them
        "humanitarian": FLAG,  # seen by those with the humanitarian role alone
        "seal": TEXT,  # hidden from all but its originator until this seal is opened
        "marking": TEXT,  # JSON: TLP, own marking, caveats, handling, review date
        **TRACE,
    },
    silent=frozenset({"author"}),
)

FORECASTS = Schema(
    name="forecasts",
    key=("model", "issued", "place", "month"),
    columns={
        "model": TEXT,  # "jointwatch 1": a change of method is another model
        "issued": DAY,  # first day of the newest month whose deaths were known
        "place": TEXT,
        "month": DAY,  # the month forecast
        "horizon": COUNT,  # months from the newest known one
        "median": NUMBER,
        "low_50": NUMBER,
        "high_50": NUMBER,
        "low_90": NUMBER,
        "high_90": NUMBER,
        "at_least_25": NUMBER,  # probabilities
        "at_least_100": NUMBER,
        "doubling": NUMBER,
        "outbreak": NUMBER,  # onset or escalation within three months of `issued`
        "base_rate": NUMBER,  # how often 25 deaths a month were reached in the place's last 60
        "quantiles": TEXT,  # JSON: 99 quantiles of deaths
        "bins": TEXT,  # JSON: samples in each bin of the ab-Log score
        "digest": TEXT,  # of all rows of this issue, written before any outcome is known
        **TRACE,
    },
)

SIGNALS = Schema(
    name="signals",
    key=("rule", "place"),
    columns={
        "rule": TEXT,
        "place": TEXT,
        "series": TEXT,  # the indicator or series that the rule watches
        "state": TEXT,  # quiet, pending, firing, resolved, unknown; a row at each change
        "level": COUNT,  # that the rule proposes: 0 routine ... 4 crisis
        "value": NUMBER,  # the figure that made the state
        "threshold": NUMBER,
        "period": DAY,  # of that figure
        "since": MOMENT,  # when this state began
        "change": TEXT,  # event, level, revision, method, outage
        "version": TEXT,  # of the rule
        **TRACE,
    },
)

AUDIT = Schema(
    name="audit",
    key=("entry",),
    columns={
        "entry": COUNT,  # 1, 2, 3 ... without a gap
        "who": TEXT,
        "organisation": TEXT,
        "role": TEXT,
        "action": TEXT,  # "create", "edit", "release", "export", "refused"
        "kind": TEXT,
        "record": TEXT,
        "originator": TEXT,  # whose record it is about
        "detail": TEXT,
        "body_hash": TEXT,  # of what was written, so that the body itself can be removed
        "previous": TEXT,  # hash of the entry before
        "hash": TEXT,  # of all the above
        **TRACE,
    },
)

FRAMES = {frame.name: frame for frame in (
    OBSERVATIONS, EVENTS, AGENDA, PUBLICATIONS, FORECASTS, SIGNALS, RUNS, RECORDS, AUDIT,
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
