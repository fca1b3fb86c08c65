"""The rows of all agendas as one viewer may see them: what feeds tell and what people entered."""

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.workspace import records
from dashboard.workspace.kinds import agenda_entry
from dashboard.workspace.marking import Marking
from indicators import agenda, places
from indicators.agendas import meetings as agenda_meetings
from indicators.frames import AGENDA, RECORDS
from indicators.schema import DAY, MOMENT, TEXT

BY_HAND, PROGRAMME_BY_HAND = "by_hand", "programme_by_hand"
_ADDED = list(agenda_meetings.BY_HAND)


EVER = (pd.Timestamp("1946-01-01"), pd.Timestamp("2099-12-31"))


def standing(
    store: Store, viewer: Viewer, span: tuple, as_of: pd.Timestamp | None = None, place: str = "",
    limit: int | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return what stands on the agendas on the days of `span`: AGENDA and what people add.

    place: of one country only. limit: at most so many rows of feeds, the latest.
    """
    where = {"date": span, "withdrawn": False} | ({"place": place} if place else {})
    told = store.read(AGENDA, viewer, as_of=as_of, where=where, limit=limit)
    entered = _entered(store, viewer, as_of)
    last = entered.drop_duplicates(["source", "item", "place"], keep="last")
    last = last[~last["withdrawn"] & last["date"].between(*span)]
    return _together(told, last[last["place"] == place] if place else last)


def merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `standing` with one row a meeting and place, whoever tells it."""
    return agenda.merge(rows.assign(meeting=agenda.meetings(rows)))


def versions(
    store: Store, viewer: Viewer, span: tuple, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return every version of what stood on the days of `span`, as known by `as_of`."""
    told = store.read(AGENDA, viewer, where={"date": span}, versions=True)
    if as_of is not None:
        told = told[told["known_at"] <= as_of]
    entered = _entered(store, viewer, as_of)
    return _together(told, entered[entered["date"].between(*span)])


def _together(told: pd.DataFrame, entered: pd.DataFrame) -> pd.DataFrame:
    told = told.assign(**dict.fromkeys(_ADDED, ""))
    if entered.empty:
        return told
    return pd.concat([told, entered[list(told.columns)]], ignore_index=True).astype(
        dict.fromkeys(_ADDED, "str")
    )


def _entered(store: Store, viewer: Viewer, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """Return what people entered as rows of AGENDA, every version, oldest first."""
    where = {"kind": agenda_entry.KIND.id}
    rows = store.read(RECORDS, viewer, where=where, versions=True)
    if as_of is not None:
        rows = rows[rows["known_at"] <= as_of]
    entries = records.opened(agenda_entry.KIND, rows).sort_values("known_at", kind="stable")
    found, before = [], {}
    for entry in entries.to_dict("records"):
        row, where = _row(entry), entry["places"] or (places.WORLD,)
        codes = tuple(dict.fromkeys(code for place in where for code in _codes(place)))
        found += [row | {"place": code} for code in codes]
        gone = set(before.get(entry["record"], ())) - set(codes)
        found += [row | {"place": code, "withdrawn": True} for code in sorted(gone)]
        before[entry["record"]] = codes
    frame = pd.DataFrame(found, columns=[*AGENDA.columns, *_ADDED])
    types = {name: kind for name, kind in AGENDA.columns.items() if kind not in (DAY, MOMENT)}
    days = {n: pd.to_datetime(frame[n], utc=kind == MOMENT).astype(kind)
            for n, kind in AGENDA.columns.items() if kind in (DAY, MOMENT)}  # fmt: skip
    return frame.assign(**days).astype(types | dict.fromkeys(_ADDED, TEXT))


def _codes(place: str) -> tuple[str, ...]:
    return places.members(place) or (place,)


def _row(entry: dict) -> dict:
    """Return an entry as a row of AGENDA without its place."""
    body = entry["other_body"] if entry["body"] == "OTHER" else entry["body"]
    zone = entry["seat"] or agenda_entry.SEAT_OF.get(entry["body"], "Europe/Brussels")
    date = pd.Timestamp(entry["date"])
    starts = pd.NaT
    if entry["time"]:
        at = pd.Timestamp(f"{date:%Y-%m-%d} {entry['time']}")
        starts = at.tz_localize(zone, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")
    said = agenda.match(entry["title"])
    return {
        "source": PROGRAMME_BY_HAND if entry["programme"] else BY_HAND,
        "item": entry["record"],
        "one_of": False,
        "body": body or entry["body"],
        "date": date,
        "starts": starts,
        "timezone": zone,
        "topic": said.topic,
        "themes": ";".join(said.themes),
        **{name: entry[name] for name in ("title", "format", "status", "public", "outcome", "url",
                                          "expected", "briefers")},
        "symbol": agenda.symbol(entry["symbol"]) or entry["symbol"],
        "withdrawn": not entry["active"],
        "known_at": entry["known_at"],
        "vintage": "collected",
        "run": int(entry["version"]),
        "by": f"{entry['author']} ({entry['originator']})",
        "seen_by": Marking.read(entry).words(entry["originator"]),
    }  # fmt: skip
