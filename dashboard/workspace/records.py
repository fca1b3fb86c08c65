"""Records: what people write. One mechanism; each kind is a declaration of its fields."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import BaseModel, ValidationError

from collectors.access import Viewer
from collectors.store import Store
from collectors.store.journal import Journal
from dashboard.words import _
from dashboard.workspace import audit, permissions
from dashboard.workspace.kind import Kind
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import ROLES, Person
from dashboard.workspace.permissions import Refused
from indicators.frames import RECORDS

ABOUT = ["record", "active", "author", "originator", "released_to", "persons", "humanitarian",
         "seal", "marking", "known_at", "version"]  # fmt: skip


class Author(Person):
    """A person of every role but the humanitarian, who writes at a given moment."""

    def __init__(self, name: str, organisation: str, now: pd.Timestamp | None = None):
        super().__init__(name, organisation, ROLES, now=now)


class Invalid(ValueError):
    """A record that cannot be kept as it is; says which field and what is wrong."""


class Changed(RuntimeError):
    """Somebody saved the record meanwhile. Nothing of it was lost, and nothing was saved.

    `mine`: the fields that were to be saved; `theirs`: those that stand now, by `author`, as
    version `version`; `shown`: those that the person was shown, {} for a new record.
    """

    def __init__(self, mine: dict, theirs: dict, shown: dict, author: str, version: int):
        said = _("{author} saved this meanwhile. Look at both and save again.")
        super().__init__(said.format(author=author))
        self.mine, self.theirs, self.shown = mine, theirs, shown
        self.author, self.version = author, version

    @property
    def fields(self) -> list[str]:
        """Return the fields that both changed, each to something else."""
        return [name for name, said in self.mine.items()
                if said != self.theirs.get(name) and said != self.shown.get(name)
                and self.theirs.get(name) != self.shown.get(name)]  # fmt: skip


NOT_SAVED = (Invalid, Refused, Changed)  # what `save` raises, each with a sentence


@dataclass(frozen=True)
class Saved:
    """What was kept: which record, as which version, and whether it said something new."""

    record: str
    version: int
    new: bool


def new_id() -> str:
    """Return an identity for a new record."""
    return uuid.uuid4().hex[:12]


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
    with store.journal() as journal:
        saved = _try(
            journal, kind, body, person, audience, record, shown, active, seal, action
        )
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
    with store.journal() as journal:
        for record, body in bodies.items():
            new += _keep(journal, kind, body, person, audience, record, None, active, None, "").new
    return new


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
    rows = store.read(RECORDS, viewer, as_of=as_of, where={"kind": kind.id, "record": record})
    found = opened(kind, rows)
    return found.iloc[0] if len(found) else None


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
    said = [_fields(kind, body) for body in rows["body"]]
    fields = pd.DataFrame(said, columns=names, index=rows.index)
    about = rows.assign(version=rows["run"])[ABOUT]
    return pd.concat([about, fields], axis=1)


def _fields(kind: Kind, body: str) -> dict:
    return kind.fields.model_validate_json(body).model_dump()


def _try(journal: Journal, kind: Kind, body, person: Person, audience, record, *rest):
    """Return what `_keep` does, or the refusal, after it is written in the audit."""
    try:
        return _keep(journal, kind, body, person, audience, record, *rest)
    except Refused as refusal:
        row = journal.standing(kind.id, record, person.viewer()) if record else None
        originator = row.originator if row else ""
        journal.note(
            audit.entry(person, "refused", kind.id, record or "", originator, str(refusal))
        )
        return refusal


def _keep(
    journal: Journal, kind: Kind, body, person: Person, audience, record: str | None,
    shown: int | None, active: bool, seal: str | None, action: str,
) -> Saved:  # fmt: skip
    permissions.may_write(kind, person)
    body = _valid(kind, body, person)
    record = record or new_id()
    before = journal.standing(kind.id, record, person.viewer())
    if before is None and (shown or journal.exists(kind.id, record)):
        raise Refused(_("There is no such record, or you may not see it."))
    old = before._mapping if before else None
    originator = old["originator"] if old else person.organisation
    marking = _marking(old, audience, originator, kind)
    stage = getattr(body, "stage", "")
    if old:
        permissions.may_edit(kind, old, person)
        permissions.may_mark(Marking.read(old), marking, originator, person)
    was = _stage(old)
    permissions.may_move(kind, was, stage, person)
    row = {
        "kind": kind.id,
        "record": record,
        "body": body.model_dump_json(),
        "active": active,
        "author": person.name,
        "originator": originator,
        "seal": seal if seal is not None else (old["seal"] if old else ""),
        **marking.columns(originator),
    }
    if shown is not None and old and old["run"] != shown and old["body"] != row["body"]:
        seen = journal.version(kind.id, record, shown)
        raise Changed(
            body.model_dump(), _fields(kind, old["body"]),
            _fields(kind, seen.body) if seen and seen.body else {}, old["author"], old["run"],
        )  # fmt: skip
    kept = journal.write(row, person.now)
    if kept is None:
        return Saved(record, old["run"], new=False)
    if kind.audited:
        did = action or _action(old, row, was, stage)
        detail = f"{was} to {stage}" if did == "move" else ""
        journal.note(audit.entry(person, did, kind.id, record, originator, detail), kept)
    return Saved(record, kept.run, new=True)


def _valid(kind: Kind, body: BaseModel | Mapping[str, Any], person: Person) -> BaseModel:
    said = body.model_dump() if isinstance(body, BaseModel) else dict(body)
    try:
        valid = kind.fields.model_validate(said)
    except ValidationError as error:
        raise Invalid(explained(kind, error)) from None
    if fault := permissions.faults(kind, valid, person):
        raise Invalid(fault)
    return valid


def explained(kind: Kind, error: ValidationError) -> str:
    """Return what pydantic found as sentences that name fields as the screen does."""
    said = []
    for fault in error.errors():
        name = str(fault["loc"][0]) if fault["loc"] else ""
        words = fault["msg"].removeprefix("Value error, ")
        if fault["type"] in ("missing", "string_too_short"):
            words = _("is still to be said.")
        known = name in kind.fields.model_fields
        said.append(f"{kind.label(name)}: {words}" if known else words)
    return " ".join(said)


def _marking(old, audience, originator: str, kind: Kind) -> Marking:
    if audience is None:
        marking = Marking.read(old) if old else Marking()
    elif isinstance(audience, Audience):
        marking = (Marking.read(old) if old else Marking()).model_copy(
            update={"audience": audience}
        )
    else:
        marking = audience
    if kind.humanitarian and not old and audience is None:
        marking = Marking(audience=Audience(humanitarian=True))
    try:  # as a whole once more: an audience may contradict what was said before
        return Marking.model_validate(marking.model_dump()).of(originator)
    except ValidationError as error:
        raise Invalid(explained(kind, error)) from None
    except ValueError as error:
        raise Invalid(str(error)) from None


def _stage(old: Mapping | None) -> str | None:
    return json.loads(old["body"]).get("stage", "") if old and old["body"] else None


def _action(old: Mapping | None, row: Mapping, was: str | None, stage: str) -> str:
    if old is None:
        return "create"
    if not row["active"]:
        return "end"
    marks = ("released_to", "persons", "humanitarian", "marking", "seal")
    if old["body"] == row["body"] and any(old[name] != row[name] for name in marks):
        return "mark"
    return "move" if was != stage else "edit"
