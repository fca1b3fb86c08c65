"""Who may see what, beside the frames: restricted sources, and the seals of blind rounds."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, bindparam, func, select

from collectors.access import Viewer, hidden
from collectors.store import rows as codec
from collectors.store.tables import RESTRICTED, SEALS, VERSIONS
from indicators.frames import (
    AGENDA,
    EVENTS,
    FRAMES,
    OBSERVATIONS,
    PUBLICATIONS,
    RECORDS,
    SIGNALS,
)

_VERSIONS = select(VERSIONS.c.frame, VERSIONS.c.version)
_OPENED = select(func.count()).where(SEALS.c.until <= bindparam("now"))


def restrict(
    connection: Connection, source: str, originator: str, released_to: Sequence[str]
) -> None:
    """Let only `originator` and those in `released_to` see what `source` tells."""
    audience = "|".join(["", *sorted(released_to), ""]) if released_to else ""
    row = {"source": source, "originator": originator, "released_to": audience}
    codec.upsert(connection, RESTRICTED, row, row)
    _move_versions(connection)


def release(connection: Connection, source: str) -> None:
    """Let everybody see what `source` tells."""
    connection.execute(RESTRICTED.delete().where(RESTRICTED.c.source == source))
    _move_versions(connection)


def restrictions(connection: Connection) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return who may see each restricted source: its originator, and those it is released to."""
    rows = connection.execute(select(RESTRICTED)).mappings()
    return {
        row["source"]: (row["originator"], tuple(filter(None, row["released_to"].split("|"))))
        for row in rows
    }


def hidden_sources(connection: Connection, viewer: Viewer) -> set[str]:
    """Return the sources of which `viewer` may not even know that they are there."""
    query = select(RESTRICTED.c.source).where(hidden(RESTRICTED, viewer))
    return set(connection.execute(query).scalars())


def seal(connection: Connection, name: str, until: pd.Timestamp) -> None:
    """Hide what bears the seal `name` from all but its originator until then."""
    row = {"seal": name, "until": int(until.value // 1000)}
    codec.upsert(connection, SEALS, row, row)


def versions(connection: Connection) -> dict[str, int]:
    """Return the number of each frame that moves with every append, and 0 before the first.

    Of records, the seals that are open by now are added: what they hid is news too.
    """
    now = int(pd.Timestamp.now("UTC").value // 1000)
    told = dict(connection.execute(_VERSIONS).all())
    opened = connection.execute(_OPENED, {"now": now}).scalar()
    moved = {name: told.get(name, 0) for name in FRAMES}
    return moved | {RECORDS.name: moved[RECORDS.name] + opened}


def _move_versions(connection: Connection) -> None:
    """Let caches forget what they hold of the frames in which sources speak."""
    for frame in (OBSERVATIONS, EVENTS, AGENDA, PUBLICATIONS, SIGNALS):
        codec.upsert(
            connection,
            VERSIONS,
            {"frame": frame.name, "version": 1},
            {"version": VERSIONS.c.version + 1},
        )
