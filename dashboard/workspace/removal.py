"""Taking out of the store what may not stay: after a spill, at its term, when somebody leaves.

The body goes, of every version and on disk; that it was there, and who removed it, stays.
"""

import pandas as pd

from collectors.access import PROGRAM
from collectors.store import Store
from dashboard.words import _
from dashboard.workspace import audit, keeping, permissions
from dashboard.workspace.kinds import all_kinds, kind_of
from dashboard.workspace.people import FOCAL_POINT, Person
from indicators.frames import RECORDS


def purge(
    store: Store, person: Person, kind: str, record: str, reason: str,
    versions: list[int] | None = None,
) -> int:  # fmt: skip
    """Remove the body of a record, or of some of its versions; return of how many.

    By a focal point of its originator alone. Raises permissions.Refused.
    """
    declared = kind_of(kind)
    with store.journal() as journal:
        there = journal.standing(kind, record, PROGRAM)
        fault = _refusal(there, person)
        if fault:
            keeping.note_refusal(journal, declared, record, person, fault)
        else:
            gone = journal.blank(kind, record, versions)
            note = audit.entry(person, "remove", kind, record, there["originator"])
            journal.note(note | {"detail": _detail(reason, gone)})
    if fault:
        raise permissions.Refused(fault)
    store.forget()
    return len(gone)


def kept_of(store: Store, person: Person) -> pd.DataFrame:
    """Return every version of all records of the person's organisation, to be handed over."""
    _by_focal_point(person)
    rows = store.read(RECORDS, PROGRAM, where={"originator": person.organisation}, versions=True)
    return rows[rows["body"] != ""].reset_index(drop=True)


def withdraw(store: Store, person: Person, kept: pd.DataFrame) -> int:
    """Remove the versions `kept` of an organisation that leaves; return of how many.

    `kept` is what `kept_of` gave and was handed over: what came later is not removed unseen.
    """
    _by_focal_point(person)
    count = 0
    with store.journal() as journal:
        for (kind, record), versions in kept.groupby(["kind", "record"])["run"]:
            gone = journal.blank(kind, record, versions.tolist())
            note = audit.entry(person, "remove", kind, record, person.organisation)
            journal.note(note | {"detail": _detail("withdrawn", gone)})
            count += len(gone)
    store.forget()
    return count


def _by_focal_point(person: Person) -> None:
    if FOCAL_POINT not in person.roles:
        raise permissions.Refused(_("Records are withdrawn by an organisation's focal point."))


def retain(store: Store, person: Person, now: pd.Timestamp) -> int:
    """Remove the bodies of records whose term is over; return of how many versions."""
    count = 0
    for kind in all_kinds().values():
        if kind.kept_years is None:
            continue
        before = now - pd.Timedelta(days=365.25 * kind.kept_years)
        old = store.read(RECORDS, PROGRAM, where={"kind": kind.id, "known_at": (None, before)})
        for row in old[old["body"] != ""].itertuples():
            with store.journal() as journal:
                gone = journal.blank(kind.id, row.record)
                note = audit.entry(person, "remove", kind.id, row.record, row.originator)
                journal.note(note | {"detail": _detail("its term is over", gone)})
                count += len(gone)
    if count:
        store.forget()
    return count


def _refusal(there, person: Person) -> str:
    if there is None or there["originator"] != person.organisation:
        return _("There is no such record of your organisation.")
    if FOCAL_POINT not in person.roles:
        return _("A record is removed by its organisation's focal point.")
    return ""


def _detail(reason: str, versions: list[int]) -> str:
    return f"{reason[:300]} [{' '.join(map(str, versions))}]"
