"""Who may see what, beside the frames: restricted sources, and the seals of blind rounds."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, func, select

from collectors.access import Viewer, hidden
from collectors.store import rows as codec
from collectors.store.tables import RESTRICTED, SEALS, VERSIONS
from indicators.frames import AGENDA, EVENTS, OBSERVATIONS, PUBLICATIONS, SIGNALS


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


def opened(connection: Connection) -> int:
    """Return how many seals are open by now."""
    now = int(pd.Timestamp.now("UTC").value // 1000)
    return connection.execute(select(func.count()).where(SEALS.c.until <= now)).scalar()


def _move_versions(connection: Connection) -> None:
    """Let caches forget what they hold of the frames in which sources speak."""
    for frame in (OBSERVATIONS, EVENTS, AGENDA, PUBLICATIONS, SIGNALS):
        codec.upsert(
            connection,
            VERSIONS,
            {"frame": frame.name, "version": 1},
            {"version": VERSIONS.c.version + 1},
        )
