"""What people write, one version at a time, with its entry in the audit, in one transaction."""

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd
from sqlalchemy import Connection, RowMapping, Select, bindparam, select, text

from collectors.access import NEVER, Viewer, visible
from collectors.store import chain
from collectors.store.tables import TABLES, VERSIONS
from indicators.frames import RECORDS
from indicators.schema import LONGEST_TEXT, FrameError

_RECORDS, _AUDIT = TABLES["records"], TABLES["audit"]
# Made once: to make them anew at every save would take half of its time.
_KEY = (_RECORDS.c.kind == bindparam("kind"), _RECORDS.c.record == bindparam("record"))
_STANDS = select(_RECORDS).where(*_KEY, _RECORDS.c.superseded_at == NEVER)
_EVER = select(_RECORDS.c.id).where(*_KEY).limit(1)
_VERSION = select(_RECORDS).where(*_KEY, _RECORDS.c.known_at == bindparam("version"))
_SUPERSEDE = (
    _RECORDS.update().where(_RECORDS.c.id == bindparam("replaced")).values(
        superseded_at=bindparam("until"))
)  # fmt: skip
_KEEP, _NOTE = _RECORDS.insert(), _AUDIT.insert()
_LAST = select(_AUDIT.c.entry, _AUDIT.c.hash).order_by(_AUDIT.c.entry.desc()).limit(1)
_MOVED = text(
    "INSERT INTO versions (frame, version) VALUES (:frame, 1) "
    "ON CONFLICT (frame) DO UPDATE SET version = versions.version + 1"
)
_ONE_PEN = 7_210_002  # PostgreSQL advisory lock: writers of records wait for no collection


class Journal:
    """Records and their audit inside one transaction, in which nobody else writes them."""

    def __init__(self, connection: Connection):
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_PEN})"))
        self._connection = connection
        self._moved: list[str] = []  # frames, once for each row

    def close(self) -> None:
        """Move the versions of the frames that were written, in one question for all."""
        if self._moved:
            self._connection.execute(_MOVED, [{"frame": one} for one in sorted(self._moved)])

    def standing(self, kind: str, record: str, viewer: Viewer) -> RowMapping | None:
        """Return the present version of a record when `viewer` may see it, else None."""
        return standing(self._connection, kind, record, viewer)

    def exists(self, kind: str, record: str) -> bool:
        """Return whether a record was ever kept, whoever may see it."""
        return self._first(_EVER, kind=kind, record=record) is not None

    def version(self, kind: str, record: str, version: int) -> RowMapping | None:
        """Return one version of a record by its number, whoever may see it."""
        return self._first(_VERSION, kind=kind, record=record, version=version)

    def write(
        self,
        row: Mapping[str, object],
        before: Mapping[str, object] | None,
        now: pd.Timestamp | None = None,
    ) -> Mapping[str, object] | None:
        """Keep a version of a record; None when it repeats `before`, which stands.

        `row` has the columns of RECORDS without their trace. The version is known at `now`,
        by default the time inside the transaction, and always after the version before: its
        number is that moment in microseconds since 1970. Raises FrameError for a text that
        is too long.
        """
        long = [n for n, said in row.items() if isinstance(said, str) and len(said) > LONGEST_TEXT]
        if long:
            raise FrameError(f"records: {long} of over {LONGEST_TEXT:,} characters")
        if before and all(before[name] == row[name] for name in RECORDS.content):
            return None
        at = _now() if now is None else int(now.value // 1000)
        if before:
            at = max(at, before["known_at"] + 1)
            self._connection.execute(_SUPERSEDE, {"replaced": before["id"], "until": at})
        kept = {**row, "known_at": at, "vintage": "collected", "run": at, "superseded_at": NEVER}
        self._connection.execute(_KEEP, kept)
        self._moved.append("records")
        return kept

    def note(self, entry: Mapping[str, object], row: Mapping[str, object] | None = None) -> None:
        """Add an entry to the audit: who, organisation, role, action, kind, record, ...

        `row` is the version that was written, whose hash the entry bears.
        """
        last = self._first(_LAST)
        at = _now() if row is None else row["known_at"]
        told = {
            "kind": "", "record": "", "originator": "", "detail": "", **entry,
            "entry": last["entry"] + 1 if last else 1,
            "body_hash": "" if row is None else chain.of_record(row),
            "previous": last["hash"] if last else "",
            "known_at": at, "vintage": "collected", "run": at,
        }  # fmt: skip
        told["hash"] = chain.of_entry(told)
        self._connection.execute(_NOTE, {**told, "superseded_at": NEVER})
        self._moved.append("audit")

    def faults(self, free: set[str]) -> list[str]:
        """Return a sentence for each thing that is not as it was written; see chain.faults."""
        entries = self._connection.execute(select(_AUDIT).order_by(_AUDIT.c.entry)).all()
        versions = self._connection.execute(
            select(_RECORDS).order_by(_RECORDS.c.known_at, _RECORDS.c.id)
        ).all()
        counted = select(VERSIONS.c.version).where(VERSIONS.c.frame == "audit")
        told = self._connection.execute(counted).scalar() or 0
        rows = ([row._mapping for row in found] for found in (entries, versions))
        return list(chain.faults(*rows, told, free))

    def head(self) -> str:
        """Return the hash of the last entry, to be kept elsewhere; "" of none."""
        last = select(_AUDIT.c.hash).order_by(_AUDIT.c.entry.desc()).limit(1)
        return self._connection.execute(last).scalar() or ""

    def blank(self, kind: str, record: str, versions: list[int] | None = None) -> list[int]:
        """Remove the body of every version of a record, or of some; return of which."""
        if self._connection.dialect.name == "sqlite":
            self._connection.exec_driver_sql("PRAGMA secure_delete=ON")
        where = [_RECORDS.c.kind == kind, _RECORDS.c.record == record, _RECORDS.c.body != ""]
        if versions is not None:
            where.append(_RECORDS.c.known_at.in_(versions))
        gone = self._connection.execute(select(_RECORDS.c.run).where(*where)).scalars().all()
        self._connection.execute(_RECORDS.update().where(*where).values(body=""))
        self._moved.append("records")
        return list(gone)

    def _first(self, query: Select, **said: object) -> RowMapping | None:
        return self._connection.execute(query, said).mappings().first()


def standing(
    connection: Connection, kind: str, record: str, viewer: Viewer
) -> RowMapping | None:
    """Return the present version of a record when `viewer` may see it, else None."""
    said = {"kind": kind, "record": record, "now": _now()}
    return connection.execute(_standing_for(viewer), said).mappings().first()


@lru_cache(maxsize=500)
def _standing_for(viewer: Viewer) -> Select:
    if viewer.program:
        return _STANDS
    return _STANDS.where(visible(_RECORDS, viewer, bindparam("now")))


def _now() -> int:
    return int(pd.Timestamp.now("UTC").value // 1000)
