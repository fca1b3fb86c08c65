"""What changed on the agendas since a day: added, moved, dropped, cancelled, called at once.

Made from every version of the rows of AGENDA. A meeting is told by several feeds; it is one
meeting here, and a meeting moved twice is one change with its whole path.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from indicators.agendas.identity import LIGHT, PROGRAMMES
from indicators.agendas.versions import OFF, Telling, latest, path, state, tellings
from indicators.schema import DAY, MOMENT

FAR_DAYS = 7  # moved by more: a signal
EMERGENCY_HOURS = 48  # added so near to its start, and not on the programme: an emergency
ADOPTED_BY_WORKING_DAY = 5  # a programme not known by then counts as not adopted

# The gravest first; pages and feeds list them so.
KINDS = ("emergency", "programme not adopted", "cancelled", "dropped", "postponed",
         "moved far", "added", "moved", "hour", "programme")  # fmt: skip
SIGNALS = frozenset(KINDS[:7])  # the others are told, and raise nobody

COLUMNS = {
    "kind": "str", "body": "str", "meeting": "str", "title": "str", "topic": "str",
    "places": "object", "format": "str", "date_before": DAY, "starts_before": MOMENT,
    "status_before": "str", "date": DAY, "starts": MOMENT, "status": "str", "path": "object",
    "days": "float64", "count": "int64", "sources": "str", "url": "str", "changed": MOMENT,
}  # fmt: skip


def changes(versions: pd.DataFrame, since: pd.Timestamp) -> pd.DataFrame:
    """Return what is otherwise than it was at `since`, the gravest first.

    `versions` are rows of AGENDA in every version known by now. Columns of the result:
    kind (see KINDS); body, meeting (source and item of its first telling, which stay),
    title, topic, places (a tuple), format, sources, url; date_before, starts_before,
    status_before as known at `since`; date, starts, status as known now; path (the days it
    stood on, in order); days (from the day before to the day now); count (of meetings,
    above 1 when a whole month's programme became known); changed (when the last of it was
    told). What was told for the first time with its month's programme is no addition.
    """
    known = _known_since(versions)
    found = (_change(told, since, known) for told in tellings(versions).values())
    return _frame([*_grouped([one for one in found if one])])


def log(versions: pd.DataFrame, since: pd.Timestamp) -> pd.DataFrame:
    """Return every change that was told after `since`, each as of its moment, the newest first.

    Columns as of `changes`. A meeting moved twice is two rows here, for those who follow the
    changes as they come; a row stays what it was when further ones come.
    """
    known, found = _known_since(versions), []
    for told in tellings(versions).values():
        for at in sorted({one.at for one in told if one.at > since}):
            until = [one for one in told if one.at <= at]
            found.append(_change(until, at - pd.Timedelta(microseconds=1), known))
    rows = _frame([*_grouped([one for one in found if one], by_moment=True)])
    return rows.sort_values("changed", ascending=False, kind="stable", ignore_index=True)


def programme(
    agenda: pd.DataFrame, body: str, month: pd.Period, today: pd.Timestamp, read: bool
) -> str:
    """Return how it stands with a body's programme of work of a month.

    "known": a feed or a person told it. "not due": its fifth working day is not over.
    "not adopted": it is over, and none is told. "no data": so, but the source could not be
    read since (`read` is false), so that nothing can be said. `agenda` are rows of AGENDA.
    """
    rows = agenda[(agenda["body"] == body) & agenda["source"].isin(PROGRAMMES)]
    if (rows["date"].dt.to_period("M") == month).any():
        return "known"
    first = np.datetime64(month.start_time, "D")
    due = np.busday_offset(first, ADOPTED_BY_WORKING_DAY - 1, roll="forward")
    if np.datetime64(today, "D") <= due:
        return "not due"
    return "not adopted" if read else "no data"


def not_adopted(body: str, month: pd.Period, now: pd.Timestamp) -> pd.DataFrame:
    """Return the change that a body's programme of a month was not adopted."""
    change = {
        "kind": "programme not adopted", "body": body, "meeting": f"programme {body} {month}",
        "places": (), "date": month.start_time.normalize(), "path": (), "count": 1, "changed": now,
    }  # fmt: skip
    return _frame([dict.fromkeys(COLUMNS, "") | dict.fromkeys(_MOMENTS, pd.NaT)
                   | {"days": float("nan")} | change])  # fmt: skip


_MOMENTS = [name for name, kind in COLUMNS.items() if kind in (DAY, MOMENT)]


def _known_since(versions: pd.DataFrame) -> dict[tuple, pd.Timestamp]:
    """Return since when a month of a body's agenda is known.

    By (body, month) where a programme tells it; of a body that has none, by (source, body).
    """
    told = versions[versions["source"].isin(PROGRAMMES)]
    months = told.groupby(["body", told["date"].dt.to_period("M")])["known_at"].min()
    others = versions[~versions["body"].isin(told["body"])]
    return months.to_dict() | others.groupby(["source", "body"])["known_at"].min().to_dict()


def _change(told: list[Telling], since: pd.Timestamp, known: dict) -> dict | None:
    old, new = ([one for one in told if (one.at <= since) == early] for early in (True, False))
    before, after = state(old), state(told)
    if not new or (before is None and after is None):  # nothing new; or it came and went
        return None
    now, days = _whole(after or latest(told), told), path([*([before] if before else []), *new])
    kind = _kind(before, after, told, known, days)
    if not kind:
        return None
    return {
        "kind": kind,
        "meeting": f"{told[0].source} {told[0].item}",
        **{name: getattr(now, name) for name in ("body", "title", "topic", "places", "format",
                                                 "date", "starts", "url")},
        "date_before": before.date if before else pd.NaT,
        "starts_before": before.starts if before else pd.NaT,
        "status_before": before.status if before else "",
        "status": after.status if after else "dropped",
        "path": days,
        "days": float((now.date - before.date).days) if before else float("nan"),
        "count": 1,
        "sources": "; ".join(sorted({one.source for one in told})),
        "changed": new[-1].at,
    }  # fmt: skip


def _whole(now: Telling, told: list[Telling]) -> Telling:
    """Return the last telling with what it does not say and another of its day does."""
    others = [one for one in told if one.date == now.date and not one.withdrawn]
    hours = [one.starts for one in others if pd.notna(one.starts)]
    named = [one for one in others if one.topic]
    if pd.isna(now.starts) and hours:
        now = replace(now, starts=hours[-1])
    if not now.topic and named:
        now = replace(now, title=named[-1].title, topic=named[-1].topic, places=named[-1].places)
    return now


def _kind(before, after, told: list[Telling], known: dict, days: tuple) -> str:
    """Return the kind of a change, "" for one that is none."""
    if after is None:  # after its day a feed may forget a meeting: that drops nothing
        return "dropped" if latest(told).at < latest(told).over else ""
    if after.status in OFF:
        return after.status if before is None or before.status not in OFF else ""
    if before is None:
        return _kind_of_new(told, known)
    if before.status in OFF:
        return "added"
    if len(days) > 1:
        return "moved far" if abs((after.date - before.date).days) > FAR_DAYS else "moved"
    hours = {before.starts, after.starts} - {pd.NaT}
    return "hour" if len(hours) > 1 else ""


def _kind_of_new(told: list[Telling], known: dict) -> str:
    first = told[0]
    month = (first.body, first.date.to_period("M"))
    since = known.get(month, known.get((first.source, first.body)))
    if since is None or first.at <= since:  # told with its month, or nobody told the month
        return "programme"
    planned = any(one.source in PROGRAMMES for one in told)
    begins = first.starts if pd.notna(first.starts) else first.date.tz_localize("UTC")
    hours = (begins - first.at) / pd.Timedelta(hours=1)
    if month in known and not planned and first.format not in LIGHT:
        return "emergency" if -24 <= hours <= EMERGENCY_HOURS else "added"
    return "added"


def _grouped(found: list[dict], by_moment: bool = False) -> Iterator[dict]:
    """Yield changes, those of a programme that became known as one per body and month."""
    months: dict[tuple, list[dict]] = {}
    for change in found:
        if change["kind"] == "programme":
            at = change["changed"] if by_moment else None
            key = (change["body"], change["date"].to_period("M"), at)
            months.setdefault(key, []).append(change)
        else:
            yield change
    for (body, month, _), members in months.items():
        sources = {name for one in members for name in one["sources"].split("; ")}
        yield members[0] | {
            "meeting": f"programme {body} {month}", "title": "", "topic": "", "format": "",
            "places": tuple(sorted({place for one in members for place in one["places"]})),
            "date": month.start_time.normalize(), "starts": pd.NaT, "status": "", "path": (),
            "count": len(members), "changed": max(one["changed"] for one in members),
            "sources": "; ".join(sorted(sources)),
        }  # fmt: skip


def _frame(found: list[dict]) -> pd.DataFrame:
    rows = pd.DataFrame(found, columns=list(COLUMNS))
    moments = {name: pd.to_datetime(rows[name], utc=kind == MOMENT)
               for name, kind in COLUMNS.items() if name in _MOMENTS}  # fmt: skip
    rows = rows.assign(**moments).astype(COLUMNS)
    order = rows["kind"].map({kind: number for number, kind in enumerate(KINDS)})
    rows = rows.assign(order=order).sort_values(["order", "date", "body", "meeting"])
    return rows.drop(columns="order").reset_index(drop=True)
