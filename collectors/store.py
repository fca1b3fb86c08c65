"""The store: append(frame), read(frame, viewer, as_of, where). SQLite, or PostgreSQL by URL.

A frame is a log: `append` keeps only rows that say something new and marks from when on
the row before is superseded, so that "now" and "as of" are look-ups in an index.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    create_engine,
    event,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from collectors import rows as codec
from collectors.access import PROGRAM, Viewer, visible
from collectors.supersede import News, microseconds, news, news_of_today, taken_back
from collectors.tables import NEVER, NEWEST, TABLES, VERSIONS, SchemaError, prepare
from indicators.frames import OBSERVATIONS, Coverage, Schema

_EXCLUSIVE = 7_210_001  # PostgreSQL advisory lock: one writer at a time, as SQLite has it
_BUSY_SECONDS = 60


class StoreError(RuntimeError):
    """The store could not do what was asked; says in a sentence what happened."""


@dataclass(frozen=True)
class Appended:
    """What an append did: rows that were news, and how many of them took something back."""

    new: int = 0
    taken_back: int = 0


class Store:
    """All frames of one installation, behind one database address."""

    def __init__(self, url: str):
        self.url = make_url(url)
        with _explained(self.url):
            self._engine = create_engine(self.url, **_engine_options(self.url))
            if self.url.get_backend_name() == "sqlite":
                _set_up_sqlite(self._engine)
            with self._begin(writing=True) as connection:
                prepare(connection)

    @classmethod
    def in_folder(cls, folder: Path) -> "Store":
        """Return the embedded store kept in `folder`, made when it is not there."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{folder / 'jointwatch.db'}")

    def read(
        self,
        frame: Schema,
        viewer: Viewer,
        *,
        as_of: pd.Timestamp | None = None,
        shown_at: pd.Timestamp | None = None,
        where: Mapping[str, object] | None = None,
        newest: bool = False,
        versions: bool = False,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Return the rows of `frame` that `viewer` may see, the last version of each key.

        as_of: what could be known at that moment (by `known_at`).
        shown_at: what the board showed at that moment (by the run that brought each row).
        where: column -> a value, a list of values, or a (from, to) pair, both included,
        either of which may be None.
        newest: of observations, only the newest figure of each series and place.
        versions: every version that was ever told, not only the last.
        limit: at most so many rows, those of the latest keys.
        """
        query = (
            select(TABLES[frame.name]).where(*_asked(frame, viewer, where or {}))
            if versions
            else _query(frame, viewer, as_of, shown_at, where or {}, newest)
        )
        if limit is not None:
            table = TABLES[frame.name]
            query = query.order_by(*(table.c[name].desc() for name in _latest_first(frame)))
            query = query.limit(limit)
        with _explained(self.url), self._begin() as connection:
            return codec.fetch(connection, frame, query)[list(frame.columns)]

    def version(self, frame: Schema) -> int:
        """Return a number that moves with every append of something new to `frame`."""
        query = select(VERSIONS.c.version).where(VERSIONS.c.frame == frame.name)
        with _explained(self.url), self._begin() as connection:
            return connection.execute(query).scalar() or 0

    def append(
        self,
        frame: Schema,
        told: pd.DataFrame,
        covers: Sequence[Coverage] = (),
        trace: Mapping[str, object] | None = None,
    ) -> Appended:
        """Keep what `told` says that is new. See Writer.append."""
        with self.write() as writer:
            return writer.append(frame, told, covers, trace)

    @contextmanager
    def write(self) -> Iterator["Writer"]:
        """Open one transaction: all that is appended inside is kept, or nothing of it."""
        with _explained(self.url), self._begin(writing=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_EXCLUSIVE})"))
            yield Writer(connection)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open one transaction for the tables beside the frames (replies)."""
        with _explained(self.url), self._begin(writing=True) as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _begin(self, writing: bool = False) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            connection = connection.execution_options(writing=writing)
            with connection.begin():
                yield connection


class Writer:
    """Appends inside one transaction of a store."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def append(
        self,
        frame: Schema,
        told: pd.DataFrame,
        covers: Sequence[Coverage] = (),
        trace: Mapping[str, object] | None = None,
    ) -> Appended:
        """Keep the rows of `told` that say something new; return how many were.

        `covers` says what it means that a row is not in `told`: rows standing inside a
        coverage and not told are withdrawn or become zero; `trace` (known_at, vintage, run)
        says when and by which run. Telling the same twice is no news.
        Raises FrameError when `told` does not fit the frame.
        """
        told = frame.conform(told)
        back = self._taken_back(frame, told, covers, trace)
        told = pd.concat([told, back], ignore_index=True) if len(back) else told
        if told.empty:
            return Appended()
        codec.put_keys(self._connection, frame, told)
        standing = codec.fetch(self._connection, frame, self._told_before(frame, standing=True))
        found = news_of_today(frame, told, standing)
        if found is None:
            every = codec.fetch(self._connection, frame, self._told_before(frame, standing=False))
            found = news(frame, told, every)
        self._keep(frame, found)
        return Appended(new=len(found.added), taken_back=len(back))

    def _told_before(self, frame: Schema, standing: bool) -> Select:
        table, keys = TABLES[frame.name], codec.keys_table(frame)
        query = select(table).join(
            keys, and_(*(table.c[name] == keys.c[name] for name in frame.key))
        )
        return query.where(table.c.superseded_at == NEVER) if standing else query

    def _taken_back(
        self,
        frame: Schema,
        told: pd.DataFrame,
        covers: Sequence[Coverage],
        trace: Mapping[str, object] | None,
    ) -> pd.DataFrame:
        parts = [told[:0]]
        for coverage in covers:
            if coverage.absence == "nothing" or coverage.frame is not frame:
                continue
            query = _query(frame, PROGRAM, None, None, coverage.where, False)
            standing = codec.fetch(self._connection, frame, query)[list(frame.columns)]
            standing = standing[standing["known_at"] <= trace["known_at"]]
            parts.append(taken_back(frame, coverage, standing, told).assign(**trace))
        return frame.conform(pd.concat(parts).drop_duplicates(list(frame.key)))

    def _keep(self, frame: Schema, found: News) -> None:
        if found.added.empty and found.superseded.empty:
            return
        table = TABLES[frame.name]
        codec.supersede(self._connection, table, found.superseded)
        codec.insert(self._connection, table, found.added)
        if frame is OBSERVATIONS:
            codec.renew_newest(self._connection, found.added)
        codec.upsert(
            self._connection,
            VERSIONS,
            {"frame": frame.name, "version": 1},
            {"version": VERSIONS.c.version + 1},
        )


def _query(
    frame: Schema,
    viewer: Viewer,
    as_of: pd.Timestamp | None,
    shown_at: pd.Timestamp | None,
    where: Mapping[str, object],
    newest: bool,
) -> Select:
    table = TABLES[frame.name]
    conditions = _asked(frame, viewer, where)
    if shown_at is not None:
        # A run that came later may have brought an older version: find the last one anew.
        versions = [*conditions, table.c.run <= _number(shown_at)]
        return _last_of_each(frame, versions, as_of, newest)
    if newest and as_of is not None:
        return _last_of_each(frame, conditions, as_of, newest)
    if newest:
        standing = select(table).join(NEWEST, NEWEST.c.id == table.c.id)
        return standing.where(*conditions)
    return select(table).where(*conditions, *_valid(frame, as_of))


def _asked(
    frame: Schema, viewer: Viewer, where: Mapping[str, object]
) -> list[ColumnElement[bool]]:
    return [visible(TABLES[frame.name], viewer), *codec.conditions(frame, where)]


def _valid(frame: Schema, as_of: pd.Timestamp | None) -> list[ColumnElement[bool]]:
    table = TABLES[frame.name]
    if as_of is None:
        return [table.c.superseded_at == NEVER]
    moment = _number(as_of)
    return [table.c.known_at <= moment, table.c.superseded_at > moment]


def _number(moment: pd.Timestamp) -> int:
    return int(microseconds(pd.Series([moment])).iloc[0])


def _last_of_each(
    frame: Schema,
    conditions: list[ColumnElement[bool]],
    as_of: pd.Timestamp | None,
    newest: bool,
) -> Select:
    """Return a query by window functions; slower than marks, for questions seldom asked."""
    table = TABLES[frame.name]
    if as_of is not None:
        conditions = [*conditions, table.c.known_at <= _number(as_of)]
    inner = codec.ranked(table, list(frame.key), ["known_at", "run"], conditions)
    last = select(inner).where(inner.c.rank == 1)
    if not newest:
        return last
    inner = last.where(inner.c.value.is_not(None)).subquery()
    outer = codec.ranked(inner, ["series", "place"], ["period"], [])
    return select(outer).where(outer.c.rank == 1)


def _latest_first(frame: Schema) -> list[str]:
    by_time = {"observations": ["period"], "events": ["ends"], "agenda": ["date"],
               "publications": ["published"], "runs": ["run"]}  # fmt: skip
    return [*by_time.get(frame.name, ["known_at"]), "id"]


def _engine_options(url) -> dict[str, object]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": _BUSY_SECONDS, "check_same_thread": False}}
    if url.get_backend_name() == "postgresql":
        return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}
    raise StoreError(
        f"The database address begins with {url.get_backend_name()!r}. "
        "Jointwatch keeps its data in SQLite or PostgreSQL (postgresql+psycopg://...)."
    )


def _set_up_sqlite(engine) -> None:
    @event.listens_for(engine, "connect")
    def _open(connection, _record):
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_SECONDS * 1000}",
            "cache_size=-65536",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection):
        # A writer that takes its lock only at its first write may find that what it read
        # is gone; one that takes it at once waits its turn.
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


_SENTENCES = {
    "file is not a database": "The file is not a Jointwatch database, or it is damaged.",
    "malformed": "The database file is damaged. Restore it from a backup.",
    "disk is full": "The disk is full. Nothing of this was kept; what was there before stands.",
    "unable to open": "The database file cannot be opened or made there.",
    "readonly": "The database file may not be written to.",
    "locked": "Another program has held the database for over a minute.",
    "connection": "The database server does not answer.",
}


@contextmanager
def _explained(url) -> Iterator[None]:
    """Turn what a database driver says into a sentence; the driver's words follow it."""
    try:
        yield
    except SchemaError as error:
        raise StoreError(f"{error} ({url.render_as_string(hide_password=True)})") from error
    except (DBAPIError, SQLAlchemyError) as error:
        said = str(getattr(error, "orig", None) or error).strip()
        sentence = next((s for words, s in _SENTENCES.items() if words in said.lower()), "")
        where = url.render_as_string(hide_password=True)
        raise StoreError(f"{sentence or 'The database refused.'} ({where}: {said})") from error
