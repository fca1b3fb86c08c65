"""Records: what people write. One mechanism; each kind is a declaration of its fields."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from pydantic import BaseModel

from collectors.access import Viewer
from collectors.store import Overtaken, Store
from dashboard.words import _
from dashboard.workspace import keeping
from dashboard.workspace.keeping import (
    NOT_SAVED,
    Changed,
    Invalid,
    Saved,
    Wanted,
    fields_of,
    new_id,
)
from dashboard.workspace.kind import ABOUT, Kind
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import ROLES, Person
from dashboard.workspace.permissions import Refused
from indicators.frames import RECORDS

__all__ = ["NOT_SAVED", "Author", "Changed", "Invalid", "Refused", "Saved", "get", "history",
           "load", "new_id", "opened", "save", "save_all"]  # fmt: skip


class Author(Person):
    """A person of every role but the humanitarian, who writes at a given moment."""

    def __init__(self, name: str, organisation: str, now: pd.Timestamp | None = None):
        super().__init__(name, organisation, ROLES, now=now)


def save(
    store: Store,
    kind: Kind | type[BaseModel] | str,
    body: BaseModel | Mapping[str, Any],
    person: Person,
    *,
    audience: Audience | Marking | None = None,
    record: str | None = None,
    shown: int | None = None,
    active: bool = True,
    seal: str | None = None,
    action: str = "",
) -> Saved:
    """Keep one version of a record and its entry in the audit, in one transaction.

    `audience`: who may see it; None leaves it as it is, of a new record the originator alone.
    `record`: which; None is a new one. `shown`: the version that the person was shown, 0 for
    none: when another stands by now, Changed is raised. None compares with nothing, which is
    for entries with an identity of their own (a place on a list). `seal`: the blind round.
    Raises Invalid, permissions.Refused (which is written in the audit), Changed.
    """
    kind = kind_of(kind)
    body = keeping.valid(kind, body, person)  # before the transaction: nobody waits for it
    wanted = Wanted(body, audience, record, shown, active, seal, action)
    _embargo(store, audience)
    try:
        with store.journal(early=True) as journal:
            saved = keeping.attempt(journal, kind, wanted, person)
    except Overtaken:  # between reading and writing: now read while nobody else writes
        with store.journal() as journal:
            saved = keeping.attempt(journal, kind, wanted, person)
    if isinstance(saved, Exception):  # raised only now, so that the refusal stays written
        raise saved
    return saved


def save_all(
    store: Store,
    kind: Kind | type[BaseModel] | str,
    bodies: Mapping[str, BaseModel | Mapping[str, Any]],
    person: Person,
    audience: Audience | Marking | None = None,
    active: bool = True,
) -> int:
    """Keep one version of several records at once, all or none; return how many are new."""
    kind, new = kind_of(kind), 0
    bodies = {record: keeping.valid(kind, body, person) for record, body in bodies.items()}
    _embargo(store, audience)
    with store.journal() as journal:
        for record, body in bodies.items():
            wanted = Wanted(body, audience, record, active=active)
            new += keeping.keep(journal, kind, wanted, person).new
    return new


def _embargo(store: Store, audience: Audience | Marking | None) -> None:
    """Make the seal that a marking with an embargo asks for, before anything can bear it."""
    if isinstance(audience, Marking) and (day := audience.embargo_until):
        store.seal(keeping.embargo(day), pd.Timestamp(day, tz="UTC"))


def load(
    store: Store,
    kind: Kind | type[BaseModel] | str,
    viewer: Viewer,
    as_of: pd.Timestamp | None = None,
    where: Mapping[str, object] | None = None,
) -> pd.DataFrame:
    """Return the active records of a kind that `viewer` may see: its fields and ABOUT.

    `version` is what `save` takes as `shown`. `where` asks by columns of RECORDS.
    """
    kind = kind_of(kind)
    asked = {"kind": kind.id, "active": True, **(where or {})}
    return opened(kind, store.read(RECORDS, viewer, as_of=as_of, where=asked))


def get(
    store: Store, kind: Kind | type[BaseModel] | str, record: str, viewer: Viewer,
    as_of: pd.Timestamp | None = None,
) -> pd.Series | None:  # fmt: skip
    """Return one record as `load` does, active or not; None when there is none to see."""
    kind = kind_of(kind)
    if as_of is not None:
        where = {"kind": kind.id, "record": record}
        found = opened(kind, store.read(RECORDS, viewer, as_of=as_of, where=where))
        return found.iloc[0] if len(found) else None
    row = store.standing(kind.id, record, viewer)
    if row is None or not row["body"]:
        return None
    about = {name: row[name] for name in ABOUT if name in row} | {"version": row["run"]}
    about["known_at"] = pd.Timestamp(row["known_at"], unit="us", tz="UTC")
    return pd.Series({**about, **fields_of(kind, row["body"])}, dtype=object)


def history(
    store: Store, kind: Kind | type[BaseModel] | str, record: str, viewer: Viewer
) -> pd.DataFrame:
    """Return the versions of one record, newest first, as far as `viewer` may see them."""
    kind = kind_of(kind)
    rows = store.read(RECORDS, viewer, where={"kind": kind.id, "record": record}, versions=True)
    return opened(kind, rows.sort_values("known_at", ascending=False, ignore_index=True))


def opened(kind: Kind, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of RECORDS with the fields of `kind` in the place of the body.

    A version whose body was removed is left out.
    """
    rows = rows[rows["body"] != ""].reset_index(drop=True)
    names = list(kind.fields.model_fields)
    said = [fields_of(kind, body) for body in rows["body"]]
    fields = pd.DataFrame(said, columns=names, index=rows.index)
    about = rows.assign(version=rows["run"])[list(ABOUT)]
    return pd.concat([about, fields], axis=1)


def undo(
    store: Store, kind: Kind | type[BaseModel] | str, record: str, person: Person, shown: int
) -> Saved:
    """Append the version before the last one; who may see it stays as it is now.

    Raises what `save` does, and Invalid when there is no version before.
    """
    kind = kind_of(kind)
    where = {"kind": kind.id, "record": record}
    versions = store.read(RECORDS, person.viewer(), where=where, versions=True)
    versions = versions[versions["body"] != ""].sort_values("known_at", ascending=False)
    if len(versions) < 2:
        raise Invalid(_("There is no version before this one that you may see."))
    before = versions.iloc[1]
    return save(store, kind, fields_of(kind, before["body"]), person, record=record, shown=shown,
                active=bool(before["active"]), action="undo")  # fmt: skip
