"""The store: append(frame), read(frame, viewer, as_of, where). SQLite, or PostgreSQL by URL.

A frame is a log: `append` keeps only rows that say something new and marks from when on
the row before is superseded, so that "now" and "as of" are look-ups in an index.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from threading import Lock

import pandas as pd
from sqlalchemy import Connection, RowMapping

from collectors.access import Viewer
from collectors.store import journal, marks, questions
from collectors.store import rows as codec
from collectors.store.engine import StoreError, explained, one_writer, open_engine, write_ahead
from collectors.store.journal import Journal, Overtaken
from collectors.store.tables import prepare
from collectors.store.writer import Appended, Writer
from indicators.frames import Coverage
from indicators.schema import Schema

__all__ = ["Appended", "Overtaken", "Store", "StoreError", "Writer"]

_STORES = count(1)


class Store:
    """All frames of one installation, behind one database address."""

    def __init__(self, url: str):
        self._engine = open_engine(url)
        self.url = self._engine.url
        self._pen = Lock()
        self._writes = count(1)
        self.number = next(_STORES)  # of this process: tells what was read of one from another's
        self.written = 0  # moves with every transaction that this process wrote
        with explained(self.url):
            try:
                with self._begin(writing=True) as connection:
                    one_writer(connection)
                    prepare(connection)
                write_ahead(self._engine)
            except BaseException:
                self._engine.dispose()
                raise

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
        columns: Sequence[str] = (),
    ) -> pd.DataFrame:
        """Return the rows of `frame` that `viewer` may see, the last version of each key.

        as_of: what could be known at that moment (by `known_at`).
        shown_at: what the board showed at that moment (by the run that brought each row).
        where: column -> a value, a list of values, or a (from, to) pair, both included,
        either of which may be None.
        newest: of observations, only the newest figure of each series and place.
        versions: every version that was ever told, not only the last.
        limit: at most so many rows, those of the latest keys.
        columns: these alone, which saves reading the others; all unless said.
        """
        columns = list(columns or frame.columns)
        query = questions.ask(
            frame,
            viewer,
            as_of=as_of,
            shown_at=shown_at,
            where=where or {},
            newest=newest,
            versions=versions,
            limit=limit,
        )
        with explained(self.url), self._begin() as connection:
            return codec.fetch(connection, frame, query, columns)

    def standing(self, kind: str, record: str, viewer: Viewer) -> RowMapping | None:
        """Return the present version of one record as it is kept, None when none is to be seen.

        `read` makes a frame, which for one row takes ten times as long.
        """
        with explained(self.url), self._begin() as connection:
            return journal.standing(connection, kind, record, viewer)

    def version(self, frame: Schema) -> int:
        """Return a number that moves with every append of something new to `frame`.

        Of records it moves too when a blind round opens: more can be seen then.
        """
        return self.versions()[frame.name]

    def versions(self) -> dict[str, int]:
        """Return the `version` of every frame by its name, all of one moment."""
        with explained(self.url), self._begin() as connection:
            return marks.versions(connection)

    def restrict(self, source: str, originator: str, released_to: Sequence[str]) -> None:
        """Let only `originator` and those in `released_to` see what `source` tells."""
        with explained(self.url), self._begin(writing=True) as connection:
            one_writer(connection)
            marks.restrict(connection, source, originator, released_to)

    def release(self, source: str) -> None:
        """Let everybody see what `source` tells."""
        with explained(self.url), self._begin(writing=True) as connection:
            one_writer(connection)
            marks.release(connection, source)

    def restrictions(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Return originator and audience of each source that not everybody may see."""
        with explained(self.url), self._begin() as connection:
            return marks.restrictions(connection)

    def hidden_sources(self, viewer: Viewer) -> set[str]:
        """Return the sources of which `viewer` may not even know that they are there."""
        with explained(self.url), self._begin() as connection:
            return marks.hidden_sources(connection, viewer)

    def seal(self, seal: str, until: pd.Timestamp) -> None:
        """Hide what bears `seal` from all but its originator until then; now opens it."""
        with explained(self.url), self._begin(writing=True) as connection:
            one_writer(connection)
            marks.seal(connection, seal, until)

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
        with explained(self.url), self._begin(writing=True) as connection:
            one_writer(connection)
            yield Writer(connection)

    @contextmanager
    def journal(self, early: bool = False) -> Iterator[Journal]:
        """Open one transaction in which records and their audit are written, or nothing is.

        `early`: what is asked first is read before others are kept waiting; see Journal.
        """
        with explained(self.url), self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection = connection.execution_options(writing=True)
            else:
                connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            with ExitStack() as stack:
                queue = partial(stack.enter_context, self._pen)
                if connection.dialect.name == "sqlite":
                    # Threads of one process queue here: SQLite would let them ask again and again.
                    queue()
                with connection.begin():
                    pages = Journal(connection, queue, early)
                    yield pages
                    pages.close()
            pages.settle()
        self.written = next(self._writes)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open one transaction for the tables beside the frames (replies)."""
        with explained(self.url), self._begin(writing=True) as connection:
            yield connection

    def forget(self) -> None:
        """Overwrite on disk what was removed: the file beside SQLite's, PostgreSQL's dead rows."""
        words = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": "VACUUM records"}
        with explained(self.url), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            if connection.dialect.name == "postgresql":
                driver.autocommit = True
            driver.execute(words[connection.dialect.name])
            connection.invalidate()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _begin(self, writing: bool = False) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            connection = connection.execution_options(writing=writing)
            with connection.begin():
                yield connection
        if writing:
            self.written = next(self._writes)
