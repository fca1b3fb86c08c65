"""Appending to the frames inside one transaction: only what is news, and what it supersedes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from collectors.access import NEVER
from collectors.store import rows as codec
from collectors.store import staging
from collectors.store.supersede import microseconds, news, taken_back
from collectors.store.tables import TABLES, VERSIONS
from indicators.frames import OBSERVATIONS, Coverage
from indicators.schema import Schema


@dataclass(frozen=True)
class Appended:
    """What an append did: rows that were news, and how many of them took something back."""

    new: int = 0
    taken_back: int = 0


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
