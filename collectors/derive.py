"""After a collection: what changed is computed anew, once for all readers.

Each computation is written down as a run of the source "derived": up to which row of each
frame it has seen, on which day, and by which methods. The next one begins there.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from collectors import daily, forecasting
from collectors.access import PROGRAM
from collectors.beside import beside
from collectors.collect import Run
from collectors.figures import FRAMES, Figures
from collectors.own import IndicatorFault
from collectors.signalling import signals
from collectors.store import Store
from collectors.store.tables import TABLES
from indicators import catalogue
from indicators.forecasting.issue import issue
from indicators.frames import OBSERVATIONS, RUNS
from indicators.indicator import COLUMNS, Indicator
from indicators.schema import EARLIEST, Schema

SOURCE = "derived"  # what the runs that compute indicators are called
LARGE = 500_000  # rows of observations from which on a second process is worth its start
MANY = 40  # changed places from which on all are computed: one reading serves all indicators


def follow(
    store: Store, now: pd.Timestamp, indicators: Mapping[str, Indicator] = catalogue.ALL
) -> int:
    """Do all that follows from a collection, in its order; return how many rows were news."""
    past = forecasting.due(store, now)
    if past is None:
        return derive(store, now, indicators) + signals(store, now)
    with beside(issue, *past) as issued:
        new = derive(store, now, indicators)
        new += forecasting.kept(store, now, issued())
    return new + signals(store, now)


@dataclass(frozen=True)
class _Seen:
    """How far a computation had seen, on which day, by which methods."""

    marks: Mapping[str, int] = field(default_factory=dict)  # frame -> the id of its last row
    day: str = ""
    methods: str = ""
    run: int = 0


def derive(
    store: Store, now: pd.Timestamp, indicators: Mapping[str, Indicator] = catalogue.ALL
) -> int:
    """Append what changed of every indicator; return how many rows were news.

    Only indicators are computed of which a figure came in since the last time, for the places
    of those figures; on a new day those that count days; after a change of method all. An
    indicator of somebody's own that fails keeps its figures, and the run says why.
    """
    daily.renew(store, now)
    began, day = time.monotonic(), now.tz_convert("UTC").tz_localize(None).normalize()
    before = _last_seen(store)
    seen = _Seen(_marks(store), f"{day:%Y-%m-%d}", _methods(indicators), int(now.value // 1000))
    if replace(before, run=seen.run) == seen:
        return 0
    work = _Work(store, now, day, indicators.values(), _changed(store, before, seen))
    anew, new_day = before.methods != seen.methods, before.day != seen.day
    large = seen.marks[OBSERVATIONS.name] >= LARGE
    others = _stand_apart(store, indicators) if anew and large else []
    failed = []
    with ExitStack() as open_:
        if others:
            theirs = open_.enter_context(beside(apart, str(store.url), others, now))
        for indicator in indicators.values():
            if indicator.id in others:
                continue
            try:
                work.do(indicator, fresh=anew or (indicator.of_the_day and new_day))
            except IndicatorFault as fault:
                failed.append(str(fault))
        new = work.kept()
        if others:
            work.made |= theirs()
            new = work.kept()
    run = Run(
        SOURCE, seen.run, now, finding="news" if new else "nothing new", rows_new=new,
        seconds=round(time.monotonic() - began, 3), error=" ".join(failed),
        told=json.dumps({"marks": seen.marks, "day": seen.day, "methods": seen.methods}),
    )  # fmt: skip
    store.append(RUNS, run.frame(now))
    return new


def apart(address: str, ids: Sequence[str], now: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """Return all that is news of some indicators of the package, computed anew (see `derive`)."""
    store = Store(address)
    indicators, day = [catalogue.ALL[id] for id in ids], now.tz_convert("UTC").tz_localize(None)
    work = _Work(store, now, day.normalize(), indicators, {})
    for indicator in indicators:
        work.do(indicator, fresh=True)
    store.close()
    return work.made


def _stand_apart(store: Store, indicators: Mapping[str, Indicator]) -> list[str]:
    """Return indicators that share nothing with the others: neither what they read nor say.

    None where the address of the store holds a password, which is not handed on in a file.
    """
    if store.url.password:
        return []
    every = indicators.values()
    said = {name for one in every for name in one.needs}
    alone = {one.id for one in every
             if one is catalogue.ALL.get(one.id) and one.reads == OBSERVATIONS.name
             and one.id not in said and indicators.keys().isdisjoint(one.needs)}  # fmt: skip
    read = {name for one in every if one.id not in alone for name in one.needs}
    return [id for id in indicators if id in alone and read.isdisjoint(indicators[id].needs)]


class _Work:
    """One computation of the indicators that have to be computed."""

    def __init__(
        self, store: Store, now: pd.Timestamp, day: pd.Timestamp,
        indicators: Iterable[Indicator], changed: dict,
    ):  # fmt: skip
        self._store, self._now, self._day = store, now, day
        self._changed: dict[str, dict[str, set[str]]] = changed  # frame -> name -> places
        self._figures = Figures(store, day, indicators)
        self.made: dict[str, pd.DataFrame] = {}  # news of indicators, not yet in the store
        self._new = 0

    def kept(self) -> int:
        """Append what was made; return how many rows were news since the beginning."""
        if self.made:
            told = pd.concat(self.made.values(), ignore_index=True)
            # In order of the key the index of the store grows leaf by leaf.
            told = told.sort_values(list(OBSERVATIONS.key), ignore_index=True)
            self._new += self._store.append(OBSERVATIONS, told).new
            self._figures.came(self.made)
            self.made.clear()
        return self._new

    def do(self, indicator: Indicator, fresh: bool) -> None:
        """Compute an indicator where it has to be."""
        if not self.made.keys().isdisjoint(indicator.needs):
            self.kept()
        places = None
        if not fresh:
            told = self._changed.get(indicator.reads, {})
            places = set().union(*(told.get(name, ()) for name in indicator.needs))
            if not places:
                return
            places = None if indicator.world or len(places) >= MANY else sorted(places)
        figures = self._figures.of(indicator, places)
        if figures.empty and indicator.id not in self._figures.there:
            return
        given = (figures, self._day) if indicator.of_the_day else (figures,)
        rows = indicator.compute(*given)
        cut = self._cut(indicator, figures, rows)
        rows = rows[rows["value"].notna() & (rows["period"] >= cut)]
        news = self._news(indicator, rows, places, cut)
        if len(news):
            self.made[indicator.id] = news
            observed = self._changed.setdefault("observations", {})
            observed.setdefault(indicator.id, set()).update(news["place"].unique())

    def _cut(self, indicator: Indicator, figures: pd.DataFrame, rows: pd.DataFrame):
        """Return the first period for which the computation speaks; what is older stands."""
        if indicator.reads != "observations" or indicator.of_the_day:
            return rows["period"].min() if len(rows) else self._day.replace(day=1)
        if indicator.years is None or figures.empty:
            return EARLIEST
        kept = figures["period"].max() - pd.DateOffset(years=indicator.years)
        if indicator.sees is None:
            return kept
        # Of a series that ended long ago, what could not be seen in full stands as it was.
        return max(kept, self._figures.since(indicator) + pd.DateOffset(years=indicator.sees))

    def _news(
        self, indicator: Indicator, rows: pd.DataFrame, places: list[str] | None, cut: pd.Timestamp
    ) -> pd.DataFrame:
        """Return what is new against what stands: other figures, and those that are gone."""
        where = {"series": indicator.id, "period": (cut, None)}
        if places is not None:
            where["place"] = places
        if indicator.id not in self._figures.there:
            return rows[COLUMNS].assign(published=pd.NaT, run=int(self._now.value // 1000))
        columns = ["place", "period", "value", "known_at"]
        made = self._store.read(OBSERVATIONS, PROGRAM, where=where, columns=columns)
        both = rows.merge(made, on=columns[:2], how="outer", suffixes=("", "_stood"))
        same = np.isclose(both["value"], both["value_stood"], rtol=1e-9, atol=1e-6, equal_nan=True)
        news = both[~same].copy()
        # A figure whose window is no longer whole is taken back; one made anew from facts
        # known before, by another method, is known from now on.
        late = news["value"].isna() | (news["known_at"] <= news["known_at_stood"])
        news.loc[late, "known_at"] = self._now.as_unit("us")
        news["vintage"] = news["vintage"].fillna("collected")
        run = int(self._now.value // 1000)
        return news[COLUMNS].assign(series=indicator.id, published=pd.NaT, run=run)


def _last_seen(store: Store) -> _Seen:
    runs = store.read(RUNS, PROGRAM, where={"source": SOURCE}, limit=1)
    if runs.empty:
        return _Seen()
    return _Seen(**json.loads(runs["told"].item()), run=int(runs["run"].item()))


def _marks(store: Store) -> dict[str, int]:
    """Return the id of the last row of each frame that indicators are made from."""
    with store.connect() as connection:
        return {
            name: connection.execute(select(func.max(TABLES[name].c.id))).scalar() or 0
            for name in FRAMES
        }


def _changed(store: Store, before: _Seen, seen: _Seen) -> dict[str, dict[str, set[str]]]:
    """Return the places of all rows that came since, by frame and by series or source."""
    if before.methods != seen.methods:
        return {}  # all is computed anew
    changed: dict[str, dict[str, set[str]]] = {}
    with store.connect() as connection:
        for name, frame in FRAMES.items():
            table, mark = TABLES[name], before.marks.get(name, 0)
            by = table.c[_by(frame)]
            since = table.c.id > (mark if mark <= seen.marks[name] else 0)
            query = select(by, table.c.place).where(since, table.c.run != before.run).distinct()
            for told_by, place in connection.execute(query):
                changed.setdefault(name, {}).setdefault(told_by, set()).add(place)
    return changed


def _by(frame: Schema) -> str:
    return "series" if frame is OBSERVATIONS else "source"


def _methods(indicators: Mapping[str, Indicator]) -> str:
    """Return a short hash of how every indicator is computed, as its words say."""
    said = [
        (one.id, one.formula, one.needs, one.years, one.sees, one.back)
        for one in indicators.values()
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
