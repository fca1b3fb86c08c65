"""What people write, one version at a time, with its entry in the audit, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import pandas as pd
from sqlalchemy import Connection, Executable, RowMapping, Select, bindparam, select, text

from collectors.access import NEVER, Viewer, visible
from collectors.store import chain
from collectors.store.tables import TABLES, VERSIONS
from collectors.store.wire import Statement, Wire, insertion, row_of, statement
from indicators.frames import RECORDS
from indicators.schema import LONGEST_TEXT, FrameError

_RECORDS, _AUDIT = TABLES["records"], TABLES["audit"]
# Made once: to make them anew at every save would take half of its time.
_KEY = (_RECORDS.c.kind == bindparam("kind"), _RECORDS.c.record == bindparam("record"))
# The latest first: the index then leads to it past all the versions before.
_STANDS = (
    select(_RECORDS).where(*_KEY, _RECORDS.c.superseded_at == NEVER)
    .order_by(_RECORDS.c.known_at.desc()).limit(1)
)  # fmt: skip
_EVER = select(_RECORDS.c.id).where(*_KEY).limit(1)
_VERSION = select(_RECORDS).where(*_KEY, _RECORDS.c.known_at == bindparam("version"))
_SUPERSEDE = (
    _RECORDS.update().where(_RECORDS.c.id == bindparam("replaced")).values(
        superseded_at=bindparam("until"))
)  # fmt: skip
_LAST = select(_AUDIT.c.entry, _AUDIT.c.hash).order_by(_AUDIT.c.entry.desc()).limit(1)
_MOVED = text(
    "INSERT INTO versions (frame, version) VALUES (:frame, :rows) "
    "ON CONFLICT (frame) DO UPDATE SET version = versions.version + :rows"
)
_BEGIN = text("BEGIN")  # together with the pen, not in a journey of its own
# On a busy disk to write a save down takes longer than all else: PostgreSQL is told to end the
# transaction before, and asked afterwards, with the pen given back, for a mark in its log, whose
# own end it writes down with all that is before it, for several who wait at once.
_SOON = text("SET LOCAL synchronous_commit TO off")
_ON_DISK = text("SELECT pg_logical_emit_message(true, 'jointwatch', 'kept')")
_ONE_PEN = 7_210_002  # PostgreSQL advisory lock: writers of records wait for no collection
# A statement of its own, before the first question: one that took the lock and read would
# read what was there before it had the lock.
_TAKE_PEN = text(f"SELECT pg_advisory_xact_lock({_ONE_PEN})")


class Overtaken(RuntimeError):
    """Another wrote the record after it was read and before the pen was had; nothing is kept."""


class Journal:
    """Records and their audit inside one transaction, in which nobody else writes them.

    What is written waits until something is asked or the journal is closed: two journeys to
    a server make a save, for all others wait while it travels. Begun `early`, it reads before
    it has the pen, which it takes to write: raises Overtaken when what it read is no more so.
    `queue` waits for the threads of this process: the server is not made to keep them all.
    """

    def __init__(self, connection: Connection, queue: Callable[[], object], early: bool = False):
        self._connection = connection
        self._queue = queue
        self._wire = Wire(connection)
        self._moved = {"records": 0, "audit": 0}  # rows
        self._last: Sequence[object] | None = None  # entry of the audit and its hash
        self._alone = connection.dialect.name == "sqlite"  # which lets in one at a time
        self._early = early and not self._alone
        self._read: dict[tuple[str, str], dict | None] = {}  # without the pen, by kind and record

    def close(self) -> None:
        """Write what waits, and move the versions of the frames that were written."""
        for frame, rows in sorted(self._moved.items()):
            if rows:
                self._wire.add(self._ready(_MOVED), {"frame": frame, "rows": rows})
        if any(self._moved.values()) and self._connection.dialect.name == "postgresql":
            self._wire.add(self._ready(_SOON), {})
        self._wire.commit()

    def settle(self) -> None:
        """Wait until what was written is on the disk, when nobody waits for the pen any more."""
        if any(self._moved.values()) and self._connection.dialect.name == "postgresql":
            self._wire.ask((self._ready(_ON_DISK), {}))

    def standing(self, kind: str, record: str, viewer: Viewer) -> Mapping[str, object] | None:
        """Return the present version of a record when `viewer` may see it, else None."""
        said = {"kind": kind, "record": record, "now": _now()}
        found = self._record(_standing_for(viewer), said)
        if self._early:
            self._read[kind, record] = found
        return found

    def exists(self, kind: str, record: str) -> bool:
        """Return whether a record was ever kept, whoever may see it."""
        return self._first(_EVER, {"kind": kind, "record": record}) is not None

    def version(self, kind: str, record: str, version: int) -> Mapping[str, object] | None:
        """Return one version of a record by its number, whoever may see it."""
        return self._record(_VERSION, {"kind": kind, "record": record, "version": version})

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
        self._take_pen()
        at = _now() if now is None else int(now.value // 1000)
        if before:
            at = max(at, before["known_at"] + 1)
            self._wire.add(self._ready(_SUPERSEDE), {"replaced": before["id"], "until": at})
        kept = {**row, "known_at": at, "vintage": "collected", "run": at, "superseded_at": NEVER}
        self._wire.add(insertion(_RECORDS, self._wire.dialect), kept)
        self._moved["records"] += 1
        return kept

    def note(self, entry: Mapping[str, object], row: Mapping[str, object] | None = None) -> None:
        """Add an entry to the audit: who, organisation, role, action, kind, record, ...

        `row` is the version that was written, whose hash the entry bears.
        """
        entry_before, hash_before = self._last_entry()
        at = _now() if row is None else row["known_at"]
        told = {
            "kind": "", "record": "", "originator": "", "detail": "", **entry,
            "entry": entry_before + 1,
            "body_hash": "" if row is None else chain.of_record(row),
            "previous": hash_before,
            "known_at": at, "vintage": "collected", "run": at,
        }  # fmt: skip
        told["hash"] = chain.of_entry(told)
        self._last = (told["entry"], told["hash"])
        self._wire.add(insertion(_AUDIT, self._wire.dialect), {**told, "superseded_at": NEVER})
        self._moved["audit"] += 1

    def faults(self, free: set[str]) -> list[str]:
        """Return a sentence for each thing that is not as it was written; see chain.faults."""
        self._go_on()
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
        return self._last_entry()[1]

    def blank(self, kind: str, record: str, versions: list[int] | None = None) -> list[int]:
        """Remove the body of every version of a record, or of some; return of which."""
        self._go_on()
        if self._connection.dialect.name == "sqlite":
            self._connection.exec_driver_sql("PRAGMA secure_delete=ON")
        where = [_RECORDS.c.kind == kind, _RECORDS.c.record == record, _RECORDS.c.body != ""]
        if versions is not None:
            where.append(_RECORDS.c.known_at.in_(versions))
        gone = self._connection.execute(select(_RECORDS.c.run).where(*where)).scalars().all()
        self._connection.execute(_RECORDS.update().where(*where).values(body=""))
        self._moved["records"] += 1
        return list(gone)

    def _last_entry(self) -> tuple[int, str]:
        """Return number and hash of the last entry of the audit, 0 and "" before the first."""
        self._take_pen()
        if self._last is None:
            self._last = self._first(_LAST, {}) or (0, "")
        return self._last

    def _record(self, query: Select, said: Mapping[str, object]) -> dict | None:
        return row_of(RECORDS, _RECORDS, self._first(query, said))

    def _first(self, query: Select, said: Mapping[str, object]) -> Sequence[object] | None:
        """Return the first row, read with the pen unless the journal was begun early."""
        asked = [(self._ready(query), said)]
        if self._early:
            return self._wire.ask(*asked)[0]
        return self._with_pen(asked)[0]

    def _take_pen(self) -> None:
        """Wait until nobody else writes. Raises Overtaken when what was read is no more so."""
        if self._alone:
            return
        asked = [(self._ready(_STANDS), {"kind": kind, "record": record})
                 for kind, record in self._read]  # fmt: skip
        stands = [row_of(RECORDS, _RECORDS, found) for found in self._with_pen(asked)]
        if stands != list(self._read.values()):
            raise Overtaken

    def _go_on(self) -> None:
        """Take the pen and send what waits: the transaction goes on beside the wire."""
        self._take_pen()
        self._wire.flush()

    def _with_pen(self, asked: list) -> list[Sequence[object] | None]:
        """Return the first row of each question; the last entry comes with the pen."""
        if self._alone:
            return self._wire.ask(*asked)
        self._queue()
        self._wire.add(self._ready(_BEGIN), {})
        self._wire.add(self._ready(_TAKE_PEN), {})
        self._alone, self._early = True, False
        *found, last = self._wire.ask(*asked, (self._ready(_LAST), {}))
        self._last = last or (0, "")
        return found

    def _ready(self, query: Executable) -> Statement:
        return statement(query, self._wire.dialect)


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
