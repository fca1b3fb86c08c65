"""Keeping a version of a record: valid, allowed, compared with what was shown, written down."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from collectors.access import PROGRAM
from collectors.store.journal import Journal
from dashboard.words import _
from dashboard.workspace import audit, permissions
from dashboard.workspace.kind import Kind
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import Person
from dashboard.workspace.permissions import Refused
from indicators.frames import RECORDS


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


@dataclass(frozen=True)
class Wanted:
    """A version that somebody wants kept; see `records.save` for what each part means."""

    body: BaseModel  # valid
    audience: Audience | Marking | None = None
    record: str | None = None
    shown: int | None = None
    active: bool = True
    seal: str | None = None
    action: str = ""


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


def attempt(journal: Journal, kind: Kind, wanted: Wanted, person: Person) -> Saved | Refused:
    """Return what `keep` does, or the refusal, after it is written in the audit."""
    try:
        return keep(journal, kind, wanted, person)
    except Refused as refusal:
        note_refusal(journal, kind, wanted.record or "", person, str(refusal))
        return refusal


def note_refusal(journal: Journal, kind: Kind, record: str, person: Person, why: str) -> None:
    """Write a refusal in the audit, for the person's organisation and for the originator.

    Of a record that the person may not see, their own entry does not say whose it is.
    """
    seen = journal.standing(kind.id, record, person.viewer())
    there = journal.standing(kind.id, record, PROGRAM)
    told = audit.entry(person, "refused", kind.id, record, seen["originator"] if seen else "", why)
    journal.note(told)
    if there and not seen:
        said = f"{person.organisation}: {why}"
        journal.note(told | {"organisation": "", "originator": there["originator"], "detail": said})


def keep(journal: Journal, kind: Kind, wanted: Wanted, person: Person) -> Saved:
    """Keep one version of a record and its entry in the audit. Raises what NOT_SAVED names."""
    permissions.may_write(kind, person)
    body, record = wanted.body, wanted.record or new_id()
    old = journal.standing(kind.id, record, person.viewer())
    if old is None and (wanted.shown or journal.exists(kind.id, record)):
        raise Refused(_("There is no such record, or you may not see it."))
    originator = old["originator"] if old else person.organisation
    marking = _marking(old, wanted.audience, originator, kind)
    if old:
        permissions.may_edit(kind, old, person)
        permissions.may_mark(Marking.read(old), marking, originator, person)
    was, stage = _stage(old), getattr(body, "stage", "")
    if wanted.action != "undo":
        permissions.may_move(kind, was, stage, person)
    row = {
        "kind": kind.id,
        "record": record,
        "body": body.model_dump_json(),
        "active": wanted.active,
        "author": person.name,
        "originator": originator,
        "seal": _seal(old, marking, wanted),
        **marking.columns(originator),
    }
    permissions.may_release(kind, old, was, row, stage, marking, person)
    if old and wanted.shown is not None and old["run"] != wanted.shown:
        _compare(journal, kind, body, row, old, wanted.shown)
    kept = journal.write(row, old, person.now)
    if kept is None:
        return Saved(record, old["run"], new=False)
    if kind.audited:
        did = wanted.action or _action(old, row, was, stage)
        detail = f"{was} to {stage}" if did == "move" else ""
        journal.note(audit.entry(person, did, kind.id, record, originator, detail), kept)
    return Saved(record, kept["run"], new=True)


def _compare(journal: Journal, kind: Kind, body, row: Mapping, old: Mapping, shown: int) -> None:
    """Raise Changed when what stands differs from what is to be kept."""
    if all(old[name] == row[name] for name in RECORDS.content):
        return
    seen = journal.version(kind.id, row["record"], shown)
    raise Changed(
        body.model_dump(),
        fields_of(kind, old["body"]),
        fields_of(kind, seen["body"] if seen else ""),
        old["author"],
        old["run"],
    )


def valid(kind: Kind, body: BaseModel | Mapping[str, Any], person: Person) -> BaseModel:
    """Return the fields of a record when they may be kept, or raise Invalid."""
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


def embargo(day: date) -> str:
    """Return the seal that what is not to be seen by others before `day` bears."""
    return f"embargo:{day:%Y-%m-%d}"


def _seal(old: Mapping | None, marking: Marking, wanted: Wanted) -> str:
    """Return the seal of a version: of its blind round, or of its embargo. Raises Invalid."""
    before = old["seal"] if old else ""
    given = before if wanted.seal is None else wanted.seal
    given = "" if given.startswith("embargo:") else given
    if marking.embargo_until is None:
        return given
    if given:
        raise Invalid(_("It opens with its round; an embargo cannot be said beside that."))
    return embargo(marking.embargo_until)


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


def fields_of(kind: Kind, body: str) -> dict:
    """Return the fields that a body, as it is kept, says."""
    return kind.fields.model_validate_json(body).model_dump() if body else {}
