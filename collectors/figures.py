"""The figures that indicators are made from, each read once however many indicators need it."""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import select

from collectors import reference
from collectors.access import EVERYBODY, Viewer
from collectors.store import Store
from collectors.store.tables import NEWEST
from indicators.frames import AGENDA, EVENTS, OBSERVATIONS, PUBLICATIONS
from indicators.indicator import COLUMNS, Indicator
from indicators.schema import EARLIEST

FRAMES = {frame.name: frame for frame in (OBSERVATIONS, EVENTS, AGENDA, PUBLICATIONS)}
LATE = 2  # years that the newest figure of a series may be old, and be seen in full
# A derived figure is open to everybody, so it is made of what everybody may see.
_OPEN = Viewer(frozenset({EVERYBODY}))
_TYPES = {name: OBSERVATIONS.columns[name] for name in COLUMNS}
_DATED = {"events": "ends", "agenda": "date", "publications": "published"}
# What indicators may look at of an event.
_SEEN = {"events": ("source", "event", "place", "kind", "starts", "ends", "value", "unit", "area",
                    "status", "withdrawn", "known_at")}  # fmt: skip
_MORE = pd.Timedelta(days=800)  # of an agenda or event that lies ahead


class Figures:
    """What one computation of `indicators` on a day has read from the store.

    Of all places at once, what several indicators need is read as far back as any of them looks,
    and each is given its part.
    """

    def __init__(self, store: Store, day: pd.Timestamp, indicators: Iterable[Indicator]):
        self._store, self._day = store, day
        self._first: dict[tuple[str, ...], pd.Timestamp] = {}  # from when on it is read
        for one in indicators:
            for key in _asked(one):
                self._first[key] = min(self.since(one), self._first.get(key, day))
        self._read: dict[tuple[str, ...], pd.DataFrame] = {}
        self._together: dict[tuple, pd.DataFrame] = {}  # several series since a day
        self.there = _series_there(store)

    def of(self, indicator: Indicator, places: list[str] | None) -> pd.DataFrame:
        """Return what `indicator` is made from, of all places or of some."""
        if indicator.reads == "presences":
            return reference.mandates(self._day)
        if indicator.reads != OBSERVATIONS.name:
            return self._rows(indicator, places)
        since = self.since(indicator)
        if places is not None:
            where = {"series": list(indicator.needs), "place": places, "period": (since, None)}
            return _told(self._store.read(OBSERVATIONS, _OPEN, where=where, columns=COLUMNS))
        key = (*indicator.needs, since)
        if key not in self._together:
            parts = [self._series(one) for one in _asked(indicator)]
            parts = [rows[rows["period"] >= since] for rows in parts]
            self._together[key] = pd.concat(parts, ignore_index=True)
        return self._together[key]

    def since(self, indicator: Indicator) -> pd.Timestamp:
        """Return from when on an indicator has to see, of a series two years late."""
        if indicator.reads != OBSERVATIONS.name:
            return self._day - pd.DateOffset(months=indicator.back)
        if indicator.years is None or indicator.sees is None:
            return EARLIEST
        back = indicator.years + indicator.sees + LATE
        return max(self._day - pd.DateOffset(years=back), EARLIEST).replace(month=1, day=1)

    def came(self, series: Iterable[str]) -> None:
        """Note that the store has new figures of `series`: they are read anew when needed."""
        new = set(series)
        self.there |= new
        for read in (self._read, self._together):
            for key in [key for key in read if not new.isdisjoint(key)]:
                del read[key]

    def _series(self, key: tuple[str, str]) -> pd.DataFrame:
        series = key[1]
        if series not in self.there:
            return pd.DataFrame(columns=COLUMNS).astype(_TYPES)
        if key not in self._read:
            where = {"series": series, "period": (self._first[key], None)}
            # The name of the one series is not fetched with every row of it.
            rows = self._store.read(OBSERVATIONS, _OPEN, where=where, columns=COLUMNS[1:])
            self._read[key] = _told(rows.assign(series=series).astype({"series": "str"}))
        return self._read[key]

    def _rows(self, indicator: Indicator, places: list[str] | None) -> pd.DataFrame:
        """Return the rows of a frame of the last `back` months."""
        frame, name = FRAMES[indicator.reads], _DATED[indicator.reads]
        zone = "UTC" if frame is PUBLICATIONS else None
        (key,) = _asked(indicator)
        since = self.since(indicator).tz_localize(zone)
        first = self._first[key].tz_localize(zone) if places is None else since
        where = {
            "source": list(indicator.needs),
            name: (first, (self._day + _MORE).tz_localize(zone)),
        }
        if places is not None:
            where["place"] = places
        elif key in self._read:
            return self._read[key][self._read[key][name] >= since]
        rows = self._store.read(frame, _OPEN, where=where, columns=_SEEN.get(frame.name, ()))
        if places is None:
            self._read[key] = rows
        return rows[rows[name] >= since]


def _asked(indicator: Indicator) -> list[tuple[str, ...]]:
    """Return what an indicator asks the store for: each series, or a frame and its sources."""
    if indicator.reads == OBSERVATIONS.name:
        return [(indicator.reads, series) for series in indicator.needs]
    return [(indicator.reads, *indicator.needs)]


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.loc[rows["value"].notna(), COLUMNS]


def _series_there(store: Store) -> set[str]:
    """Return the series of which a figure stands: the others need not be asked for."""
    with store.connect() as connection:
        return set(connection.execute(select(NEWEST.c.series).distinct()).scalars())
