"""Excerpts of records: what was made of which, told to those alone who may see both."""

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.words import _
from dashboard.workspace import permissions, records
from dashboard.workspace.kind import Kind
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.kinds.derivation import Derivation
from dashboard.workspace.kinds.excerpt import Excerpt
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person


def note_origin(store: Store, person: Person, excerpt: str, kind: Kind, record: str) -> None:
    """Write down that an excerpt was made from a record of the person's organisation.

    The note is for those of that organisation who may see the record, whoever is shown the
    excerpt. Raises Refused for a record of others: they make their own, when asked.
    """
    origin = records.get(store, kind, record, person.viewer())
    if origin is None or origin["originator"] != person.organisation:
        raise permissions.Refused(_("Excerpts are made by the organisation whose record it is."))
    body, whole = Derivation(excerpt=excerpt, about=f"{kind.id}:{record}"), Audience.read(origin)
    own = Audience(persons=whole.persons, humanitarian=whole.humanitarian)
    records.save(store, Derivation, body, person, record=f"of:{excerpt}", audience=own)


def made_of(
    store: Store, viewer: Viewer, kind: Kind, record: str, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the excerpts made of a record, as far as the viewer may know of them."""
    about = records.load(store, Derivation, viewer, as_of)
    named = about[about["about"] == f"{kind.id}:{record}"]["excerpt"]
    return records.load(store, Excerpt, viewer, as_of, {"record": list(named)})


def origin_of(
    store: Store, viewer: Viewer, excerpt: str, as_of: pd.Timestamp | None = None
) -> tuple[Kind, pd.Series] | None:
    """Return the record that an excerpt was made of, when the viewer may see it and know it."""
    note = records.get(store, Derivation, f"of:{excerpt}", viewer, as_of)
    if note is None:
        return None
    id, record = str(note["about"]).split(":", 1)
    found = records.get(store, id, record, viewer, as_of)
    return None if found is None else (kind_of(id), found)
