"""Records that briefs are made from, as their audience sees them; and what it will not see."""

from dataclasses import dataclass

import pandas as pd

from collectors.access import Viewer
from dashboard import data
from dashboard.kept import kept
from dashboard.reading import agenda_rows
from dashboard.session import Look
from dashboard.words import _
from dashboard.workspace import assessments as assessed
from dashboard.workspace import records
from dashboard.workspace.kinds import all_kinds
from dashboard.workspace.marking import Marking
from indicators import places
from indicators.frames import AGENDA, RECORDS

# Kinds of record of which a brief may tell; a kind that nobody declared tells nothing.
TOLD = ("assessment", "priority", "agenda_entry", "report_due")


@dataclass(frozen=True)
class LeftOut:
    """A record that the author sees and the audience does not: for the author alone."""

    kind: str
    name: str
    originator: str
    why: str


def tellable(rows: pd.DataFrame, meeting: bool = False) -> pd.DataFrame:
    """Return the records whose marking lets a document, or the pack of a meeting, tell them."""
    may = [not Marking.read(row).untold(meeting) for row in rows.to_dict("records")]
    return rows[pd.Series(may, index=rows.index, dtype=bool)]


def conditions(*told: pd.DataFrame) -> list[str]:
    """Return what the readers of a document that tells these records have to keep to."""
    every = [Marking.read(row) for rows in told for row in rows.to_dict("records")]
    said = (condition for marking in every for condition in marking.conditions())
    return list(dict.fromkeys(said))


def assessments(look: Look) -> pd.DataFrame:
    """Return the newest assessment of each organisation on each place, of those released."""
    return tellable(assessed.levels(data.store(), look.viewer, look.as_of))


def agenda_around(look: Look, meeting: bool = False) -> pd.DataFrame:
    """Return what `data.agenda` does, with those entries by hand alone that may be told."""
    known = data.version(look, AGENDA, RECORDS)
    return _around(known, look, data.today(look), meeting)


@kept
def _around(known: tuple, look: Look, today: pd.Timestamp, meeting: bool) -> pd.DataFrame:
    span = (today - pd.Timedelta(days=60), today + pd.Timedelta(days=180))
    rows = agenda_rows.merged(agenda(look, span, meeting))
    return rows.sort_values(["date", "starts", "title"], ignore_index=True)


def agenda(
    look: Look, span: tuple[pd.Timestamp, pd.Timestamp], meeting: bool = False
) -> pd.DataFrame:
    """Return the rows of the agenda in a span of days, with the entries that may be told."""
    rows = agenda_rows.standing(data.store(), look.viewer, span, look.as_of)
    by_hand = rows["source"].isin([agenda_rows.BY_HAND, agenda_rows.PROGRAMME_BY_HAND])
    entries = tellable(_records(look, "agenda_entry"), meeting)
    return rows[~by_hand | rows["item"].isin(entries["record"])]


def priorities(look: Look) -> pd.DataFrame:
    """Return the peace-operations priorities entered by the UN liaison, newest first."""
    rows = tellable(_records(look, "priority"))
    return rows.sort_values("known_at", ascending=False, ignore_index=True)


def last_brief(
    look: Look, subject: str, month: pd.Timestamp, organisation: str
) -> pd.Timestamp | None:
    """Return when the last brief of a kind for one addressee was kept, None if none was.

    Asked as the audience sees it: a brief that was never released to it measures nothing.
    """
    rows = _records(look, "brief")
    if rows.empty:
        return None
    same = (rows["subject"] == subject) & (rows["addressee"] == organisation)
    found = rows[same & (rows["month"] <= f"{month:%Y-%m}")]
    return found["known_at"].max() if len(found) else None


def left_out(author: Look, organisation: str) -> list[LeftOut]:
    """Return the records that `author` sees and a brief for `organisation` leaves out.

    Nothing of them stands in the document, and their number does not either.
    """
    audience = Look(Viewer(frozenset({organisation})), author.as_of)
    seen, shown = (_rows(one) for one in (author, audience))
    reasons = {row["record"]: Marking.read(row).untold() for row in shown.to_dict("records")}
    absent = _("not released to {organisation}").format(organisation=organisation)
    kinds = all_kinds()
    return [
        LeftOut(kinds[row.kind].title, _name(row, kinds[row.kind]), row.originator, why)
        for row in seen.itertuples()
        if (why := reasons.get(row.record, absent))
    ]


def _rows(look: Look) -> pd.DataFrame:
    told = [kind for kind in TOLD if kind in all_kinds()]
    where = {"kind": told, "active": True}
    if not told:
        return data.store().read(RECORDS, look.viewer, where={"kind": ""})
    return data.store().read(RECORDS, look.viewer, as_of=look.as_of, where=where)


def _name(row, kind) -> str:
    said = records.opened(kind, pd.DataFrame([row._asdict()])).iloc[0]
    if row.kind == "assessment":  # a level by itself tells nobody which one it is
        return f"{places.name(said['place'])}: {said['sentence'] or said['level']}"
    return str(said[kind.name])


def _records(look: Look, kind: str) -> pd.DataFrame:
    if kind not in all_kinds():
        return pd.DataFrame(columns=records.ABOUT)
    return records.load(data.store(), kind, look.viewer, look.as_of)
