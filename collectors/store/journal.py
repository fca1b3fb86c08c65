"""What people write, one version at a time, with its entry in the audit, in one transaction."""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import Connection, Row, select, text

from collectors.access import NEVER, Viewer, visible
from collectors.store import chain
from collectors.store import rows as codec
from collectors.store.tables import TABLES, VERSIONS
from indicators.frames import RECORDS
from indicators.schema import FrameError

_RECORDS, _AUDIT = TABLES["records"], TABLES["audit"]
_ONE_PEN = 7_210_002  # PostgreSQL advisory lock: writers of records wait for no collection


class Journal:
    """Records and their audit inside one transaction, in which nobody else writes them."""

    def __init__(self, connection: Connection):
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_PEN})"))
        self._connection = connection

    def standing(self, kind: str, record: str, viewer: Viewer) -> Row | None:
        """Return the present version of a record when `viewer` may see it, else None."""
        seen = visible(_RECORDS, viewer, _now())
        return self._connection.execute(
            select(_RECORDS).where(*self._key(kind, record), seen)
        ).first()

    def exists(self, kind: str, record: str) -> bool:
        """Return whether a record was ever kept, whoever may see it."""
        query = select(_RECORDS.c.id).where(_RECORDS.c.kind == kind, _RECORDS.c.record == record)
        return self._connection.execute(query.limit(1)).first() is not None

    def version(self, kind: str, record: str, version: int) -> Row | None:
        """Return one version of a record by its number, whoever may see it."""
        where = [_RECORDS.c.kind == kind, _RECORDS.c.record == record]
        return self._connection.execute(
            select(_RECORDS).where(*where, _RECORDS.c.known_at == version)
        ).first()

    def write(self, row: Mapping[str, object], now: pd.Timestamp | None = None) -> Row | None:
        """Keep a version of a record; None when it repeats what stands.

        `row` has the columns of RECORDS without their trace. The version is known at `now`,
        by default the time inside the transaction, and always after the version before: its
        number is that moment in microseconds since 1970. Raises FrameError for a text that
        is too long.
        """
        long = [name for name, said in row.items() if isinstance(said, str) and len(said) > 100_000]
        if long:
            raise FrameError(f"records: {long} of over 100,000 characters")
        before = self._connection.execute(
            select(_RECORDS).where(*self._key(row["kind"], row["record"]))
        ).first()
        if before and all(getattr(before, name) == row[name] for name in RECORDS.content):
            return None
        at = _now() if now is None else int(now.value // 1000)
        if before:
            at = max(at, before.known_at + 1)
            self._connection.execute(
                _RECORDS.update().where(_RECORDS.c.id == before.id).values(superseded_at=at)
            )
        kept = {**row, "known_at": at, "vintage": "collected", "run": at, "superseded_at": NEVER}
        self._connection.execute(_RECORDS.insert().values(**kept))
        self._moved("records")
        return self._connection.execute(
            select(_RECORDS).where(*self._key(row["kind"], row["record"]))
        ).first()

    def note(self, entry: Mapping[str, object], row: Row | None = None) -> None:
        """Add an entry to the audit: who, organisation, role, action, kind, record, ...

        `row` is the version that was written, whose hash the entry bears.
        """
        last = self._connection.execute(
            select(_AUDIT).order_by(_AUDIT.c.entry.desc()).limit(1)
        ).first()
        at = _now() if row is None else row.known_at
        told = {
            "kind": "", "record": "", "originator": "", "detail": "", **entry,
            "entry": last.entry + 1 if last else 1,
            "body_hash": chain.of_record(row._mapping) if row is not None else "",
            "previous": last.hash if last else "",
            "known_at": at, "vintage": "collected", "run": at,
        }  # fmt: skip
        told["hash"] = chain.of_entry(told)
        self._connection.execute(_AUDIT.insert().values(**told, superseded_at=NEVER))
        self._moved("audit")

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
        self._moved("records")
        return list(gone)

    def _key(self, kind: str, record: str) -> list:
        return [
            _RECORDS.c.kind == kind,
            _RECORDS.c.record == record,
            _RECORDS.c.superseded_at == NEVER,
        ]

    def _moved(self, frame: str) -> None:
        one_more = {"version": VERSIONS.c.version + 1}
        codec.upsert(self._connection, VERSIONS, {"frame": frame, "version": 1}, one_more)


def _now() -> int:
    return int(pd.Timestamp.now("UTC").value // 1000)
