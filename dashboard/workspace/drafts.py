"""Drafts: what somebody is writing, kept at every change, so that a lost connection loses none."""

import hashlib
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from collectors.store import Store
from dashboard.workspace import records
from dashboard.workspace.kind import Kind
from dashboard.workspace.kinds.draft import Draft
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person


def keep(
    store: Store, kind: Kind, record: str, shown: int, fields: Mapping[str, Any], person: Person
) -> None:
    """Keep the fields of a form as they stand, for their author alone. Raises records.Invalid."""
    body = {"of": kind.id, "of_record": record, "shown": shown,
            "fields": to_jsonable_python(dict(fields))}  # fmt: skip
    records.save(store, Draft, body, person, record=_id(kind, record, person),
                 audience=Audience.only(person.name))  # fmt: skip


def of(store: Store, kind: Kind, record: str, person: Person) -> Draft | None:
    """Return the draft that a person left, None when there is none."""
    row = records.get(store, Draft, _id(kind, record, person), person.viewer())
    if row is None or not row["active"] or not row["fields"]:
        return None
    return Draft(**{name: row[name] for name in Draft.model_fields})


def drop(store: Store, kind: Kind, record: str, person: Person) -> None:
    """Let go of a draft: it was saved, or given up."""
    if of(store, kind, record, person) is not None:
        body = {"of": kind.id, "of_record": record}
        records.save(store, Draft, body, person, record=_id(kind, record, person), active=False)


def _id(kind: Kind, record: str, person: Person) -> str:
    told = "\n".join((person.organisation, person.name, kind.id, record))
    return hashlib.sha256(told.encode()).hexdigest()[:24]
