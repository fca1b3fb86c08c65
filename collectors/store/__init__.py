"""The store: append(frame), read(frame, viewer, as_of, where). SQLite, or PostgreSQL by URL.

A frame is a log: `append` keeps only rows that say something new and marks from when on
the row before is superseded, so that "now" and "as of" are look-ups in an index.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pandas as pd
from sqlalchemy import Connection, RowMapping, select

from collectors.access import NEVER, Viewer
from collectors.store import journal, marks, questions, staging
from collectors.store import rows as codec
from collectors.store.engine import StoreError, explained, one_writer, open_engine, write_ahead
from collectors.store.journal import Journal
from collectors.store.supersede import microseconds, news, taken_back
from collectors.store.tables import TABLES, VERSIONS, prepare
from indicators.frames import OBSERVATIONS, RECORDS, Coverage
from indicators.schema import Schema

__all__ = ["Appended", "Store", "StoreError", "Writer"]


@dataclass(frozen=True)
class Appended:
    """What an append did: rows that were news, and how many of them took something back."""

    new: int = 0
    taken_back: int = 0


class Store:
    """All frames of one installation, behind one database address."""

    def __init__(self, url: str):
        self._engine = open_engine(url)
        self.url = self._engine.url
        self._pen = Lock()
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
        query = select(VERSIONS.c.version).where(VERSIONS.c.frame == frame.name)
        with explained(self.url), self._begin() as connection:
            version = connection.execute(query).scalar() or 0
            return version + (marks.opened(connection) if frame is RECORDS else 0)

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
    def journal(self) -> Iterator[Journal]:
        """Open one transaction in which records and their audit are written, or nothing is."""
        with explained(self.url), self._engine.connect() as connection:
            connection = connection.execution_options(writing=True)
            # Threads of one process queue here: SQLite would let them ask again and again.
            with self._pen, connection.begin():
                pages = Journal(connection)
                yield pages
                pages.close()

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
        if staging.nothing_stands(self._connection, frame, told, covers):
            return self._keep_all(frame, told)
        staging.lay(self._connection, frame, told, indexed=bool(covers))
        back = self._taken_back(frame, covers, trace)
        if len(back):
            back.index += len(told)
            staging.lay(self._connection, frame, back, more=True)
            told = pd.concat([told, back])
        found = staging.compare(self._connection, frame)
        if found["late"].any() or told.duplicated(list(frame.key)).any():
            added = self._find_their_place_in_time(frame, told)
        else:
            added = self._supersede_what_stands(frame, told, found)
        if len(added):
            self._note_change(frame, added)
        return Appended(new=len(added), taken_back=len(back))

    def _keep_all(self, frame: Schema, told: pd.DataFrame) -> Appended:
        table, rows = TABLES[frame.name], told.assign(superseded_at=NEVER)
        if staging.is_empty(self._connection, frame):
            # Indexes made at the end of a first load take half the time of growing ones.
            for index in table.indexes:
                index.drop(self._connection)
            codec.insert(self._connection, table, rows)
            for index in table.indexes:
                index.create(self._connection)
        else:
            codec.insert(self._connection, table, rows)
        self._note_change(frame, told)
        return Appended(new=len(told))

    def _taken_back(
        self, frame: Schema, covers: Sequence[Coverage], trace: Mapping[str, object] | None
    ) -> pd.DataFrame:
        parts = []
        for coverage in covers:
            if coverage.absence != "nothing" and coverage.frame is frame:
                absent = staging.absent(self._connection, frame, coverage, trace["known_at"])
                parts.append(taken_back(frame, coverage, absent).assign(**trace))
        if not any(len(part) for part in parts):
            return pd.DataFrame()
        return frame.conform(pd.concat(parts).drop_duplicates(list(frame.key)))

    def _supersede_what_stands(
        self, frame: Schema, told: pd.DataFrame, found: pd.DataFrame
    ) -> pd.DataFrame:
        table, added = TABLES[frame.name], told.loc[found["n"]]
        replaced = found["id"].notna().to_numpy()
        until = pd.DataFrame(
            {
                "id": found.loc[replaced, "id"].to_numpy(dtype="int64"),
                "superseded_at": microseconds(added[replaced]["known_at"]).to_numpy(),
            }
        )
        codec.supersede(self._connection, table, until)
        if len(added) == len(told):
            staging.move(self._connection, frame)
        else:
            codec.insert(self._connection, table, added.assign(superseded_at=NEVER))
        return added

    def _find_their_place_in_time(self, frame: Schema, told: pd.DataFrame) -> pd.DataFrame:
        every = staging.every_version(self._connection, frame)
        found = news(frame, told, every)
        codec.supersede(self._connection, TABLES[frame.name], found.superseded)
        codec.insert(self._connection, TABLES[frame.name], found.added)
        return found.added

    def _note_change(self, frame: Schema, added: pd.DataFrame) -> None:
        if frame is OBSERVATIONS:
            codec.renew_newest(self._connection, added)
        codec.upsert(
            self._connection,
            VERSIONS,
            {"frame": frame.name, "version": 1},
            {"version": VERSIONS.c.version + 1},
        )
