"""The tellings of every meeting in order of time: which feed said what of it, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indicators.agenda import meetings

OFF = ("cancelled", "postponed", "dropped")

_SAID = ("body", "date", "starts", "title", "topic", "format", "status", "symbol", "url")


@dataclass(frozen=True)
class Telling:
    """What one feed told of one meeting at one moment."""

    at: pd.Timestamp
    source: str
    item: str
    withdrawn: bool  # the feed took it back
    places: tuple[str, ...]
    body: str
    date: pd.Timestamp
    starts: pd.Timestamp
    title: str
    topic: str
    format: str
    status: str
    symbol: str
    url: str

    @property
    def over(self) -> pd.Timestamp:
        """Return when its day is over."""
        return (self.date + pd.Timedelta(days=1)).tz_localize("UTC")


def tellings(versions: pd.DataFrame) -> dict[str, list[Telling]]:
    """Return every meeting's tellings, oldest first, all its feeds together.

    `versions` are rows of AGENDA in every version. A feed that keys its items by their day
    takes a moved one back and tells it anew: that is one meeting. The key is the same as
    `indicators.agenda.meetings` gives the last version of the rows.
    """
    items = _items(versions)
    follows = _follows(items)
    name = _names(versions, items, follows)
    found: dict[str, list[Telling]] = {}
    for key, told in items.items():
        if key in follows:  # its withdrawal is the move itself
            told = [one for one in told if not one.withdrawn]
        found.setdefault(name[_end(key, follows)], []).extend(told)
    return {
        meeting: sorted(told, key=lambda one: (one.at, one.source, one.date, one.item))
        for meeting, told in found.items()
    }


def identities(versions: pd.DataFrame) -> pd.DataFrame:
    """Return per meeting what calendars need: it stays the same whatever is told later.

    Columns: meeting, uid (source and item of the first telling), sequence (how often
    something new was told after it).
    """
    rows = [
        (meeting, _uid(told), len({one.at for one in told}) - 1)
        for meeting, told in tellings(versions).items()
    ]
    return pd.DataFrame(rows, columns=["meeting", "uid", "sequence"])


def gone(versions: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings that all feeds took back before their day was over.

    Columns: uid, sequence (as of `identities`), body, date, starts, title, format, places,
    url, known_at (when the last feed took it back).
    """
    rows = []
    for told in tellings(versions).values():
        last = latest(told)
        if state(told) is None and last.at < last.over:
            said = {name: getattr(last, name) for name in _OF_GONE}
            count = len({one.at for one in told}) - 1
            rows.append({"uid": _uid(told), "sequence": count, "known_at": last.at, **said})
    frame = pd.DataFrame(rows, columns=["uid", "sequence", "known_at", *_OF_GONE])
    return frame.assign(starts=pd.to_datetime(frame["starts"], utc=True))


_OF_GONE = ("body", "date", "starts", "title", "format", "places", "url")


def state(told: Sequence[Telling]) -> Telling | None:
    """Return what stands after some tellings, None when nothing does.

    A feed that took its item back no longer counts; of the others the last word does, and
    whoever calls the meeting off is heard first.
    """
    last = {one.source: one for one in told}
    standing = [one for one in last.values() if not one.withdrawn]
    off = [one for one in standing if one.status in OFF]
    return latest(off or standing) if standing else None


def latest(told: Sequence[Telling]) -> Telling:
    """Return the telling that came last."""
    return max(told, key=lambda one: (one.at, one.source))


def path(told: Sequence[Telling]) -> tuple[pd.Timestamp, ...]:
    """Return the days that a meeting stood on, in the order they were told."""
    days: list[pd.Timestamp] = []
    for one in told:
        if not one.withdrawn and (not days or days[-1] != one.date):
            days.append(one.date)
    return tuple(days)


def _uid(told: list[Telling]) -> str:
    return f"{told[0].source} {told[0].item}"


def _items(versions: pd.DataFrame) -> dict[tuple, list[Telling]]:
    """Return what each item was told as, moment by moment, its places together."""
    names = ("source", "item", "known_at", "place", "withdrawn", *_SAID)
    rows = zip(*(versions[name] for name in names), strict=True)
    moments: dict[tuple, dict[pd.Timestamp, list[dict]]] = {}
    for said in rows:
        row = dict(zip(names, said, strict=True))
        at = moments.setdefault((row["source"], row["item"]), {})
        at.setdefault(row["known_at"], []).append(row)
    return {key: _of_item(moments[key]) for key in sorted(moments)}


def _of_item(moments: dict[pd.Timestamp, list[dict]]) -> list[Telling]:
    found, standing = [], {}
    for at in sorted(moments):
        rows = sorted(moments[at], key=lambda row: row["place"])
        standing |= {row["place"]: not row["withdrawn"] for row in rows}
        stands = any(standing.values())
        told = [row for row in rows if not row["withdrawn"]] if stands else rows
        if not told:  # one of several places was taken back, no more
            continue
        there = [place for place, there in standing.items() if there]
        there = tuple(sorted(there or (row["place"] for row in told)))
        row = told[0]
        said = {name: row[name] for name in ("source", "item", *_SAID)}
        found.append(Telling(at=at, withdrawn=not stands, places=there, **said))
    return found


def _follows(items: dict[tuple, list[Telling]]) -> dict[tuple, tuple]:
    """Return which item took over from which: taken back and told anew in one moment."""
    born: dict[tuple, list[tuple]] = {}
    for key, told in items.items():
        if not told[0].withdrawn:
            born.setdefault((key[0], told[0].at), []).append(key)
    follows, taken = {}, set()
    for key, told in items.items():
        gone = told[-1]
        if not gone.withdrawn or len(told) < 2 or gone.at >= gone.over:
            continue
        for other in born.get((key[0], gone.at), []):
            if other not in taken and _alike(gone, items[other][0]):
                follows[key] = other
                taken.add(other)
                break
    return follows


def _alike(one: Telling, other: Telling) -> bool:
    same = one.topic == other.topic if one.topic else one.title == other.title
    return same and one.body == other.body and one.format == other.format


def _end(key: tuple, follows: dict) -> tuple:
    while key in follows:
        key = follows[key]
    return key


def _names(versions: pd.DataFrame, items: dict, follows: dict) -> dict[tuple, str]:
    """Return which meeting each item tells of, by what was last told of it."""
    ordered = versions.sort_values(["known_at", "withdrawn"], kind="stable")
    last = ordered.drop_duplicates(["source", "item", "place"], keep="last", ignore_index=True)
    moved = pd.MultiIndex.from_tuples(follows, names=["source", "item"]) if follows else []
    last = last[~pd.MultiIndex.from_frame(last[["source", "item"]]).isin(moved)]
    last = last.reset_index(drop=True)
    told = zip(last["source"], last["item"], meetings(last), last["withdrawn"], strict=True)
    # A place taken back may name another meeting than those that stand: these come last.
    by_standing = sorted(told, key=lambda one: (not one[3], one[2]))
    return {(source, item): meeting for source, item, meeting, _ in by_standing}
