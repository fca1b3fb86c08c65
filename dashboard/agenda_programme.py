"""A programme of work that a briefer drops in: read, corrected by hand, kept as entries."""

import hashlib
import re
from dataclasses import dataclass

import pandas as pd

from collectors.access import Viewer
from collectors.source import Reply, SourceError
from collectors.sources.unsc_programme import PAGE, SEAT, month_named, read_text, text_of
from collectors.store import Store
from dashboard.words import _
from dashboard.workspace import records
from dashboard.workspace.kinds import agenda_entry
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import Person
from indicators import places

LARGEST = 20_000_000  # bytes of a file
COLUMNS = ("item", "day", "hour", "format", "title", "places", "public", "status")
_PLAN = re.compile(r"\bplan of work\b", re.IGNORECASE)


class Unreadable(ValueError):
    """What was dropped in cannot be read as a programme; says why and what to do."""


@dataclass(frozen=True)
class Programme:
    """What was read: one row an item, to be corrected; see COLUMNS."""

    month: pd.Period
    items: pd.DataFrame
    note: str  # lines that were not read as items
    plan: bool  # it calls itself a plan of work: no programme was adopted


def read(body: bytes, month: pd.Period) -> Programme:
    """Return the programme in a page, a PDF or pasted text.

    `month` counts where the text names none. Raises Unreadable.
    """
    if len(body) > LARGEST:
        raise Unreadable(_("The file is larger than {n} MB.").format(n=LARGEST // 1_000_000))
    try:
        text = text_of(Reply(PAGE, body))
        if not text.strip():
            raise Unreadable(_(
                "There is no text in this file. A scanned PDF holds pictures of its pages only: "
                "paste the text, or enter the meetings one by one."
            ))  # fmt: skip
        said = month_named(text) or month
        part = read_text(text, said)
    except SourceError as fault:
        raise Unreadable(str(fault)) from fault
    return Programme(said, _items(part.rows), part.note, bool(_PLAN.search(text)))


def _items(rows: pd.DataFrame) -> pd.DataFrame:
    one = rows.drop_duplicates("item")
    where = rows.groupby("item")["place"].agg(
        lambda codes: " ".join(code for code in codes if code != places.WORLD)
    )
    hours = [
        "" if pd.isna(at) else f"{pd.Timestamp(at).tz_convert(SEAT):%H:%M}" for at in one["starts"]
    ]
    items = pd.DataFrame(
        {
            "item": list(one["item"]), "day": list(one["date"]), "hour": hours,
            "format": list(one["format"]), "title": list(one["title"]),
            "places": list(one["item"].map(where)), "public": list(one["public"]),
            "status": list(one["status"]),
        }
    )  # fmt: skip
    return items.assign(day=pd.to_datetime(items["day"]))


def keep(
    store: Store, programme: Programme, items: pd.DataFrame, person: Person,
    audience: Audience | Marking,
) -> int:  # fmt: skip
    """Keep corrected items as entries of their author; return how many are new or changed.

    An item keeps its identity from one revision of the month to the next, so that a move is
    a change; entries of the month that the revision no longer holds are ended. Raises
    Unreadable for a row that cannot be kept, and what `records.save` raises.
    """
    bodies = {}
    for number, row in enumerate(items.to_dict("records"), 1):
        if not str(row["title"] or "").strip():
            continue
        bodies[_record(programme, row, number)] = _entry(programme, row, number)
    standing = _of_month(store, programme, person.viewer(), person.organisation)
    gone = {record: body for record, body in standing.items() if record not in bodies}
    kept = records.save_all(store, agenda_entry.KIND, bodies, person, audience)
    return kept + records.save_all(store, agenda_entry.KIND, gone, person, active=False)


def _of_month(store: Store, programme: Programme, viewer: Viewer, organisation: str) -> dict:
    rows = records.load(store, agenda_entry.KIND, viewer)
    ours = rows["record"].str.startswith(_prefix(programme)) & (rows["originator"] == organisation)
    names = list(agenda_entry.AgendaEntry.model_fields)
    return {row["record"]: {name: row[name] for name in names}
            for row in rows[ours].to_dict("records")}  # fmt: skip


def _prefix(programme: Programme) -> str:
    return f"programme-{programme.month}-"


def _record(programme: Programme, row: dict, number: int) -> str:
    told = str(row["item"] or "") or f"added {number} {row['title']}"
    return _prefix(programme) + hashlib.sha256(told.encode()).hexdigest()[:12]


def _entry(programme: Programme, row: dict, number: int) -> dict:
    day = pd.to_datetime(row["day"], errors="coerce")
    if pd.isna(day) or day.to_period("M") != programme.month:
        raise Unreadable(_("Row {n} has no day in {month}.").format(
            n=number, month=f"{programme.month:%B %Y}"))  # fmt: skip
    said = str(row["places"] or "").split()
    codes = tuple(one.lower() if one.lower() in places.AREAS else one.upper() for one in said)
    known = {*places.PLACES.index, *places.AREAS}
    if strange := [code for code in codes if code not in known]:
        raise Unreadable(_("Row {n}: no country or area has the code {codes}.").format(
            n=number, codes=", ".join(strange)))  # fmt: skip
    format = row["format"] if row["format"] in agenda_entry.FORMATS else ""
    return {
        "body": "UNSC", "title": str(row["title"]), "date": day.date(), "places": codes,
        "time": str(row["hour"] or ""), "format": format, "url": PAGE,
        "public": row["public"] if row["public"] in agenda_entry.PUBLIC else "",
        "status": row["status"] if row["status"] in agenda_entry.STATUSES else "provisional",
        "programme": not programme.plan,
    }  # fmt: skip
