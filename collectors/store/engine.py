"""The database behind the store: how it is opened, and what its faults are called."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from collectors.store.tables import SchemaError

_EXCLUSIVE = 7_210_001  # PostgreSQL advisory lock: one writer at a time, as SQLite has it
_BUSY_SECONDS = 60


class StoreError(RuntimeError):
    """The store could not do what was asked; says in a sentence what happened."""


def open_engine(address: str) -> Engine:
    """Return an engine for `address`, which is not asked yet. Raises StoreError."""
    url = _url(address)
    with explained(url):
        engine = create_engine(url, **_engine_options(url))
        if url.get_backend_name() == "sqlite":
            _set_up_sqlite(engine)
    return engine


def one_writer(connection: Connection) -> None:
    """Wait until no other process writes, as SQLite does by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_EXCLUSIVE})"))


def _url(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "The database address cannot be understood. It looks like "
            "postgresql+psycopg://name:password@host/database."
        ) from error


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
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_SECONDS * 1000}",
            "page_size=8192",  # of a file that is only now made
            "cache_size=-262144",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection):
        # A writer that takes its lock only at its first write may find that what it read
        # is gone; one that takes it at once waits its turn.
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def write_ahead(engine: Engine) -> None:
    """Let readers read while somebody writes. The file keeps this; only ours is changed."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        for _attempt in range(50):  # it is refused at once while another process does the same
            if driver.execute("PRAGMA journal_mode").fetchone() == ("wal",):
                return
            with suppress(sqlite3.OperationalError):
                driver.execute("PRAGMA journal_mode=WAL")
            time.sleep(0.02)


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
def explained(url) -> Iterator[None]:
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
