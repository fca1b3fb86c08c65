"""Watchlists: named lists of situations, shared by those who may see them."""

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.words import number
from dashboard.workspace import records
from dashboard.workspace.kinds.watch import KIND as WATCH
from dashboard.workspace.kinds.watch import Watch
from dashboard.workspace.kinds.watchlist import Watchlist
from dashboard.workspace.people import Person
from indicators.frames import RECORDS

STARTER = "starter"
STARTER_AUTHOR = "Jointwatch, by rule"
STARTER_PLACES = 12
_OFFICES = ("liaison_office", "nato_office", "nato_activity")
_IN_WORDS = {"AD_HOC": "an ad hoc coalition", "REC": "regional organisations"}


def all_lists(store: Store, viewer: Viewer, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the watchlists: record, name, purpose, author, known_at."""
    return records.load(store, Watchlist, viewer, as_of)


def watches(
    store: Store, watchlist: str, viewer: Viewer, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the situations of one watchlist: place, why, author, known_at, since.

    `since` is when a situation was put on the list, whatever was said of it later.
    """
    found = records.load(store, Watch, viewer, as_of)
    found = found[found["watchlist"] == watchlist].reset_index(drop=True)
    since = _since(store, viewer, list(found["record"]), as_of)
    return found.assign(since=since.reindex(found["record"]).array)


def _since(
    store: Store, viewer: Viewer, entries: list[str], as_of: pd.Timestamp | None
) -> pd.Series:
    """Return when each entry was put on its list, for the last time where it had been off."""
    where = {"kind": WATCH.id, "record": entries}
    columns = ["record", "active", "known_at"]
    rows = store.read(RECORDS, viewer, where=where, versions=True, columns=columns)
    rows = rows if as_of is None else rows[rows["known_at"] <= as_of]
    off = rows[~rows["active"]].groupby("record")["known_at"].max()
    on = rows[rows["active"]]
    ended = off.reindex(on["record"]).set_axis(on.index)
    return on[~(on["known_at"] <= ended)].groupby("record")["known_at"].min()


def watch(store: Store, watchlist: str, place: str, why: str, author: Person) -> int:
    """Put a situation on a watchlist, or change why it is there."""
    body = {"watchlist": watchlist, "place": place, "why": why}
    return int(records.save(store, Watch, body, author, record=_id(watchlist, place)).new)


def end(store: Store, watchlist: str, place: str, why: str, author: Person) -> int:
    """Take a situation off a watchlist; its history stays."""
    body = {"watchlist": watchlist, "place": place, "why": why}
    kept = records.save(store, Watch, body, author, record=_id(watchlist, place), active=False)
    return int(kept.new)


def starter(presences: pd.DataFrame, deaths: pd.DataFrame) -> pd.DataFrame:
    """Return the situations of the starter watchlist, by rule: place, why.

    The rule: a mission, an operation or an envoy of one of the organisations is there
    (liaison offices aside), and of such places the twelve with most deaths in the last
    twelve known months. `presences` has the columns organisation, type, place; `deaths`
    has place, value, period.
    """
    there = presences[~presences["type"].isin(_OFFICES)]
    there = there.groupby("place")["organisation"].agg(lambda names: sorted(set(names)))
    ranked = deaths[deaths["place"].isin(there.index)].nlargest(STARTER_PLACES, "value")
    why = [
        f"Missions or envoys of {_and(there[row.place])}; {number(row.value)} deaths in "
        f"organised violence in the twelve months to {row.period:%B %Y}."
        for row in ranked.itertuples()
    ]
    return pd.DataFrame({"place": ranked["place"], "why": why}).reset_index(drop=True)


def make_starter(store: Store, situations: pd.DataFrame, author: Person) -> None:
    """Keep the starter watchlist, once: what people change in it later stands."""
    if STARTER in set(all_lists(store, author.viewer())["record"]):
        return
    purpose = (
        "Made by rule at the first start: places with missions or envoys of the organisations, "
        "those with most deaths first. Change it as you see fit."
    )
    entries = {
        _id(STARTER, row.place): Watch(watchlist=STARTER, place=row.place, why=row.why)
        for row in situations.itertuples()
    }
    about = Watchlist(name="Starter watchlist", purpose=purpose)
    records.save_all(store, Watch, entries, author)
    records.save(store, Watchlist, about, author, record=STARTER)


def _id(watchlist: str, place: str) -> str:
    return f"{watchlist}:{place}"


def _and(names: list[str]) -> str:
    names = [_IN_WORDS.get(name, f"the {name}") for name in names]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
