"""The audit: who did or was refused what, in a chain that shows any change to it."""

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.workspace.kinds import all_kinds
from dashboard.workspace.people import Person
from indicators.frames import AUDIT

ACTIONS = ("create", "edit", "mark", "move", "release", "end", "undo", "view sensitive", "export",
           "import", "write down", "refused", "remove", "sign in", "sign out", "seal",
           "unseal")  # fmt: skip


def note(
    store: Store,
    person: Person,
    action: str,
    kind: str = "",
    record: str = "",
    originator: str = "",
    detail: str = "",
) -> None:
    """Write down what a person did, or was refused, without a new version of a record."""
    with store.journal() as journal:
        journal.note(entry(person, action, kind, record, originator, detail))


def entry(
    person: Person, action: str, kind: str, record: str, originator: str, detail: str = ""
) -> dict[str, object]:
    """Return an entry as the journal takes it."""
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is none of the actions {ACTIONS}.")
    return {
        "who": person.name,
        "organisation": person.organisation,
        "role": person.role,
        "action": action,
        "kind": kind,
        "record": record,
        "originator": originator,
        "detail": detail[:500],
    }


def show(store: Store, viewer: Viewer, record: str = "", limit: int = 200) -> pd.DataFrame:
    """Return the latest entries that `viewer` may see, newest first.

    Without the numbers of the entries: gaps in them would tell how much others do.
    """
    where = {"record": record} if record else {}
    rows = store.read(AUDIT, viewer, where=where, limit=limit)
    rows = rows.sort_values("entry", ascending=False, ignore_index=True)
    return rows[["known_at", "who", "organisation", "role", "action", "kind", "record",
                 "originator", "detail"]]  # fmt: skip


def verify(store: Store) -> tuple[list[str], str]:
    """Return a sentence for each thing changed since it was written, and the last hash.

    The hash kept elsewhere shows, at a later time, that nothing before it was rewritten.
    """
    free = {kind.id for kind in all_kinds().values() if not kind.audited}
    with store.journal() as journal:
        return journal.faults(free), journal.head()
