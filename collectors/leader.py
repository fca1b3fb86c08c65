"""One leader among processes, and no two collections of one source at a time.

A lock is a file beside the embedded store, or an advisory lock of PostgreSQL held on a
connection of its own. Both end with the process that holds them, however it ends.
"""

import fcntl
import zlib
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

_FAMILY = 7_210_002  # our advisory locks among those of other programs in one database


class FileLock:
    """A lock on a file; other processes of this machine see it."""

    def __init__(self, path: Path):
        self._path, self._file = path, None

    def take(self) -> bool:
        """Take the lock, or keep it; return whether it is ours."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.open("a")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                return False
            self._file = file
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None


class PostgresLock:
    """An advisory lock of a PostgreSQL database; processes of all machines see it."""

    def __init__(self, url: str, name: str):
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._key, self._connection = zlib.crc32(name.encode()) - 2**31, None

    def take(self) -> bool:
        """Take the lock, or make sure that it is still ours; return whether it is."""
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))  # fails once the server let go of us
                return True
            connection = self._engine.connect()
            ask = text("SELECT pg_try_advisory_lock(:family, :key)")
            if connection.execute(ask, {"family": _FAMILY, "key": self._key}).scalar():
                self._connection = connection
                return True
            connection.close()
        except SQLAlchemyError:
            self.release()
        return False

    def release(self) -> None:
        """Give the lock back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # closes the line to the server, and the lock with it
            connection.close()


def lock(store_url: str, folder: Path, name: str) -> FileLock | PostgresLock:
    """Return the lock called `name` of the installation that keeps its data in `store_url`."""
    if make_url(store_url).get_backend_name() == "postgresql":
        return PostgresLock(store_url, name)
    return FileLock(folder / f"{name}.lock")
