"""Questions to the store as queries: now, as of, as shown, newest; evaluated in the database."""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import ColumnElement, Select, select

from collectors.access import NEVER, Viewer, visible
from collectors.store import rows as codec
from collectors.store.tables import NEWEST, TABLES
from indicators.schema import Schema

# By which column the rows are the latest, for questions that want only so many.
_LATEST_BY = {"observations": "period", "events": "ends", "agenda": "date",
              "publications": "published", "runs": "run"}  # fmt: skip


def ask(
    frame: Schema,
    viewer: Viewer,
    *,
    as_of: pd.Timestamp | None = None,
    shown_at: pd.Timestamp | None = None,
    where: Mapping[str, object],
    newest: bool = False,
    versions: bool = False,
    limit: int | None = None,
) -> Select:
    """Return the query behind `Store.read`, with what `viewer` may see as a condition."""
    table = TABLES[frame.name]
    seen = visible(
        table,
        viewer,
        _moment(pd.Timestamp.now("UTC")),
        None if as_of is None else _moment(as_of),
        past=versions or as_of is not None or shown_at is not None,
    )
    asked = [seen, *codec.conditions(frame, where)]
    if versions:
        query = select(table).where(*asked)
    elif shown_at is not None:
        # A run that came later may have brought an older version: find the last one anew.
        run = codec.plain(frame, "known_at", shown_at)
        query = _last_of_each(frame, [*asked, table.c.run <= run], as_of, newest)
    elif newest and as_of is not None:
        query = _last_of_each(frame, asked, as_of, newest)
    elif newest:
        query = select(table).join(NEWEST, NEWEST.c.id == table.c.id).where(*asked)
    else:
        query = select(table).where(*asked, *_valid(frame, as_of))
    if limit is None:
        return query
    latest = query.selected_columns[_LATEST_BY.get(frame.name, "known_at")]
    return query.order_by(latest.desc(), query.selected_columns["id"].desc()).limit(limit)


def _moment(when: pd.Timestamp) -> int:
    when = when.tz_localize("UTC") if when.tzinfo is None else when
    return int(when.value // 1000)


def _valid(frame: Schema, as_of: pd.Timestamp | None) -> list[ColumnElement[bool]]:
    table = TABLES[frame.name]
    if as_of is None:
        return [table.c.superseded_at == NEVER]
    moment = codec.plain(frame, "known_at", as_of)
    return [table.c.known_at <= moment, table.c.superseded_at > moment]


def _last_of_each(
    frame: Schema,
    conditions: list[ColumnElement[bool]],
    as_of: pd.Timestamp | None,
    newest: bool,
) -> Select:
    """Return a query by window functions; slower than marks, for questions seldom asked."""
    table = TABLES[frame.name]
    if as_of is not None:
        conditions = [*conditions, table.c.known_at <= codec.plain(frame, "known_at", as_of)]
    inner = codec.ranked(table, list(frame.key), ["known_at", "run"], conditions)
    last = select(inner).where(inner.c.rank == 1)
    if not newest:
        return last
    inner = last.where(inner.c.value.is_not(None)).subquery()
    outer = codec.ranked(inner, ["series", "place"], ["period"], [])
    return select(outer).where(outer.c.rank == 1)
