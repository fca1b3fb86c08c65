"""Records: what people write. One mechanism; each kind is a declaration of its fields."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd
from pydantic import BaseModel

from collectors.access import Viewer
from collectors.store import Store
from indicators.frames import RECORDS

Body = TypeVar("Body", bound=BaseModel)


@dataclass(frozen=True)
class Author:
    """Who writes, for which organisation, and when."""

    name: str
    organisation: str
    now: pd.Timestamp

    def viewer(self) -> Viewer:
        """Return the author as somebody who looks."""
        return Viewer(frozenset({self.organisation}))


def new_id() -> str:
    """Return an identity for a new record."""
    return uuid.uuid4().hex[:12]


def save(
    store: Store,
    record: str,
    body: BaseModel,
    author: Author,
    released_to: tuple[str, ...] = (),
    active: bool = True,
) -> int:
    """Keep one version of a record; return 1 when it says something new, else 0.

    Seen by the author's organisation and by those it is `released_to`.
    """
    return save_all(store, {record: body}, author, released_to, active)


def save_all(
    store: Store,
    bodies: Mapping[str, BaseModel],
    author: Author,
    released_to: tuple[str, ...] = (),
    active: bool = True,
) -> int:
    """Keep one version of several records at once; return how many say something new."""
    rows = [
        {
            "kind": type(body).__name__.lower(),
            "record": record,
            "body": body.model_dump_json(),
            "active": active,
            "author": author.name,
            "originator": author.organisation,
            "released_to": "|".join(["", *sorted(released_to), ""]) if released_to else "",
            "persons": "",
            "humanitarian": False,
            "seal": "",
            "marking": "",
            "known_at": author.now,
            "vintage": "collected",
            "run": int(author.now.value // 1000),
        }
        for record, body in bodies.items()
    ]
    return store.append(RECORDS, pd.DataFrame(rows)).new


def load(
    store: Store, kind: type[Body], viewer: Viewer, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the active records of a kind: its fields, record, author, originator, known_at."""
    where = {"kind": kind.__name__.lower(), "active": True}
    return _opened(kind, store.read(RECORDS, viewer, as_of=as_of, where=where))


def history(store: Store, kind: type[Body], record: str, viewer: Viewer) -> pd.DataFrame:
    """Return the versions of one record, newest first, as far as `viewer` may see them."""
    where = {"kind": kind.__name__.lower(), "record": record}
    rows = store.read(RECORDS, viewer, where=where, versions=True)
    return _opened(kind, rows.sort_values("known_at", ascending=False, ignore_index=True))


def _opened(kind: type[Body], rows: pd.DataFrame) -> pd.DataFrame:
    fields = pd.DataFrame(
        [kind.model_validate(json.loads(body)).model_dump() for body in rows["body"]],
        columns=list(kind.model_fields),
        index=rows.index,
    )
    about = ["record", "active", "author", "originator", "released_to", "known_at"]
    return pd.concat([rows[about], fields], axis=1)
