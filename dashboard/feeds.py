"""Feeds out, without a token: calendar, changes and table of the agendas, for everybody.

Only what everybody may see is in them: what public feeds tell and may be passed on, and
entries by hand that are released to everybody. The same question has the same answer until
something changes, so that a calendar that is subscribed twice changes nothing.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from collectors.access import EVERYBODY, Viewer
from collectors.settings import load
from collectors.sources import all_sources
from collectors.store import Store, StoreError
from dashboard import feed_formats, service
from dashboard.reading import agenda_rows
from dashboard.workspace import watchlists
from indicators import places
from indicators.agendas import changes as agenda_changes
from indicators.agendas import meetings as agenda_meetings
from indicators.agendas import versions as agenda_versions
from indicators.agendas.risk import BODIES
from indicators.frames import AGENDA, RECORDS

ANYBODY = Viewer(frozenset({EVERYBODY}))
DAYS_BACK, DAYS_AHEAD = 90, 400  # what a calendar holds
DAYS_OF_CHANGES = 30
MOST_PLACES, LONGEST_QUESTION = 80, 4_000
MOST_ITEMS = 2_000
FORMATS = {
    "agenda.ics": "text/calendar; charset=utf-8",
    "changes.atom": "application/atom+xml; charset=utf-8",
    "agenda.csv": "text/csv; charset=utf-8",
}
_ASKED = {"body", "place", "watchlist"}


class FeedError(ValueError):
    """A question to the feeds that has no answer; says what is wrong with it."""


@dataclass(frozen=True)
class Filter:
    """Which meetings are asked for; nothing said is all of them."""

    bodies: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows (body, places) that are asked for."""
        asked = pd.Series(True, rows.index)
        if self.bodies:
            asked &= rows["body"].isin(self.bodies)
        if self.places:
            asked &= rows["places"].map(lambda codes: bool(self.places & set(codes))).astype(bool)
        return rows[asked]


def answer(request: Request) -> Response:
    """Answer /feeds/agenda.ics, changes.atom and agenda.csv, with ?body=, place=, watchlist=."""
    name = request.path_params["name"]
    if name not in FORMATS:
        return PlainTextResponse(f"There are the feeds {', '.join(FORMATS)}.", status_code=404)
    try:
        store = service.running_store()
        asked = read_filter(request.url.query, request.query_params.multi_items(), store)
        now = pd.Timestamp.now("UTC")
        body = made(name, asked, store, now.normalize(), _address(request))
    except FeedError as fault:
        return PlainTextResponse(str(fault), status_code=400)
    except StoreError:
        return PlainTextResponse("The data cannot be read now; ask again later.", status_code=503)
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": "public, max-age=900"}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers | {"Content-Type": FORMATS[name]})


def _address(request: Request) -> str:
    """Return where a feed is found: under our own address where it is known, else as asked."""
    asked = request.url.replace(fragment="")
    if not (own := load().address):  # who asks may name any host
        return str(asked)
    return own + asked.path + (f"?{asked.query}" if asked.query else "")


def read_filter(query: str, said: Sequence[tuple[str, str]], store: Store) -> Filter:
    """Return the filter of a question. Raises FeedError with a sentence."""
    if len(query) > LONGEST_QUESTION:
        raise FeedError(f"The question is longer than {LONGEST_QUESTION:,} characters.")
    if strange := {name for name, _ in said} - _ASKED:
        raise FeedError(f"Not known: {_listed(strange)}. Ask by {_listed(_ASKED)}.")
    asked: dict[str, set[str]] = {name: set() for name in _ASKED}
    for name, values in said:
        asked[name] |= {value.strip() for value in values.split(",") if value.strip()}
    if strange := asked["body"] - set(BODIES):
        raise FeedError(f"No body is known as {_listed(strange)}; there are {_listed(BODIES)}.")
    if strange := asked["place"] - set(places.PLACES.index) - set(places.AREAS):
        raise FeedError(f"No country or area has the code {_listed(strange)}.")
    for watchlist in asked["watchlist"]:
        asked["place"] |= _watched(store, watchlist)
    codes = {code for place in asked["place"] for code in places.members(place)}
    if len(asked["place"]) > MOST_PLACES:
        raise FeedError(f"At most {MOST_PLACES} places can be asked for at once.")
    return Filter(frozenset(asked["body"]), frozenset(codes))


def _watched(store: Store, watchlist: str) -> set[str]:
    """Return the places of a watchlist that everybody may see."""
    found = watchlists.watches(store, watchlist, ANYBODY)
    if found.empty:
        # The same answer for a list that is not there and one not for everybody.
        raise FeedError("There is no such watchlist for everybody, or it is empty.")
    return set(found["place"])


def made(name: str, asked: Filter, store: Store, today: pd.Timestamp, address: str) -> bytes:
    """Return one feed as bytes; kept until the store or the day changes."""
    known = (store.url.render_as_string(), store.version(AGENDA), store.version(RECORDS))
    of_itself = address if name == "changes.atom" else ""
    return _made(name, asked, _Opened(store, known), today, of_itself)


@dataclass(frozen=True)
class _Opened:
    """A store that is equal to itself as long as nothing was appended to it."""

    store: Store
    known: tuple

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Opened) and self.known == other.known

    def __hash__(self) -> int:
        return hash(self.known)


@lru_cache(maxsize=64)
def _made(name: str, asked: Filter, opened: _Opened, today: pd.Timestamp, address: str) -> bytes:
    day = today.tz_localize(None)
    span = (day - pd.Timedelta(days=DAYS_BACK), day + pd.Timedelta(days=DAYS_AHEAD))
    told = _passed_on(agenda_rows.versions(opened.store, ANYBODY, span))
    if name == "changes.atom":
        since = today - pd.Timedelta(days=DAYS_OF_CHANGES)
        changed = asked.of(agenda_changes.log(told, since))
        return feed_formats.atom(changed.head(MOST_ITEMS), address)
    rows = _passed_on(agenda_rows.standing(opened.store, ANYBODY, span))
    known = agenda_versions.identities(told)
    found = agenda_meetings.each(rows).merge(known, on="meeting", how="inner")
    found = asked.of(found).head(MOST_ITEMS)
    if name == "agenda.csv":
        return feed_formats.table(found)
    return feed_formats.calendar(found, asked.of(agenda_versions.gone(told)).head(MOST_ITEMS))


def _passed_on(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of sources whose terms let their facts go out in what we make."""
    kept = {id for id, source in all_sources(load().home).items() if not source.redistribute}
    return rows[~rows["source"].isin(kept)].reset_index(drop=True)


def _listed(names: Mapping | Sequence | set) -> str:
    return ", ".join(sorted(str(name)[:40] for name in list(names)[:10]))
