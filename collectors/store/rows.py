"""Rows between pandas and the database: a million at a time, without an object for each."""

import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    Table,
    desc,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from collectors.access import NEVER
from collectors.store.tables import NEWEST, TABLES
from indicators.schema import COUNT, DAY, FLAG, MOMENT, NUMBER, Schema

_CHUNK = 50_000  # rows read at a time
_AT_ONCE = 2_000  # rows turned into Python objects at a time: few stay in the processor's memory
_TEXT = pd.StringDtype(na_value=np.nan)  # what pandas calls "str"
_PLAIN = re.compile(r"[A-Za-z0-9_. -]*")


def fetch(
    connection: Connection, frame: Schema, query: Select, columns: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the rows of `query` with `columns`, else those of `frame`, id and superseded_at."""
    names = list(columns) or [*frame.columns, "id", "superseded_at"]
    source = query.selected_columns
    result = connection.execute(query.with_only_columns(*(source[name] for name in names)))
    cursor, parts = result.cursor, []
    with _no_search_for_cycles():
        while block := cursor.fetchmany(_CHUNK):
            parts.append(_decoded(frame, dict(zip(names, zip(*block, strict=True), strict=True))))
    result.close()
    if not parts:
        return _decoded(frame, {name: () for name in names})
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Let Python not look for dead cycles among thousands of new tuples: half of a read's time."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def insert(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """Add `rows` to `table`, columns by name."""
    names = [name for name in rows if name in table.c]
    if connection.dialect.name == "postgresql":
        columns = ", ".join(names)
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in _encoded(rows[names]):
                copy.write_row(row)
        return
    # What is the same in every row is written into the statement: a third of the columns.
    same = {name: said for name in names if (said := _literal(rows[name])) is not None}
    varied = [name for name in names if name not in same] or names[:1]
    values = ", ".join("?" if name in varied else same[name] for name in names)
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({values})"
    with _no_search_for_cycles():
        connection.connection.cursor().executemany(sql, _encoded(rows[varied]))


def _literal(values: pd.Series) -> str | None:
    """Return the one value that a column holds in all its rows as SQL, None when it varies.

    Only nothing, whole numbers, moments, and texts of plain letters, which need no quoting.
    """
    if len(values) < _CHUNK:
        return None
    missing = values.isna()
    if missing.any() or (values != values.iloc[0]).any():
        return "NULL" if missing.all() else None
    if values.dtype.kind in "iub":
        return str(int(values.iloc[0]))
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return str(values.head(1).astype(MOMENT).astype("int64").item())
    text = str(values.iloc[0])
    return f"'{text}'" if values.dtype == "str" and _PLAIN.fullmatch(text) else None


def supersede(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """Set `superseded_at` of the rows of `table` by their id."""
    if rows.empty:
        return
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    sql = f"UPDATE {table.name} SET superseded_at = {mark} WHERE id = {mark}"
    pairs = list(zip(rows["superseded_at"].tolist(), rows["id"].tolist(), strict=True))
    connection.connection.cursor().executemany(sql, pairs)


def renew_newest(connection: Connection, added: pd.DataFrame) -> None:
    """Point NEWEST at the newest standing figure of the series and places in `added`."""
    pairs = added[["series", "place"]].drop_duplicates()
    both = list(zip(pairs["series"].tolist(), pairs["place"].tolist(), strict=True))
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    cursor = connection.connection.cursor()
    cursor.executemany(f"DELETE FROM {NEWEST.name} WHERE series = {mark} AND place = {mark}", both)
    cursor.executemany(
        f"""INSERT INTO {NEWEST.name} (series, place, id)
            SELECT series, place, id FROM observations
            WHERE series = {mark} AND place = {mark} AND superseded_at = {NEVER}
              AND value IS NOT NULL
            ORDER BY period DESC LIMIT 1""",
        both,
    )


def upsert(connection: Connection, table: Table, row: Mapping, otherwise: Mapping) -> None:
    """Insert `row`, or change what `otherwise` says where its key is there already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**row)
    keys = [column.name for column in table.primary_key]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=dict(otherwise)))


def conditions(frame: Schema, where: Mapping[str, object]) -> list[ColumnElement[bool]]:
    """Return `where` as conditions: a value, a list of values, or a (from, to) pair."""
    table, found = TABLES[frame.name], []
    for name, wanted in where.items():
        if name not in frame.columns:
            raise KeyError(f"{frame.name} has no column {name!r}; it has {list(frame.columns)}.")
        column = table.c[name]
        if isinstance(wanted, tuple):
            low, high = (None if side is None else plain(frame, name, side) for side in wanted)
            found += [] if low is None else [column >= low]
            found += [] if high is None else [column <= high]
        elif isinstance(wanted, (list, set, frozenset, pd.Index, np.ndarray)):
            found.append(column.in_([plain(frame, name, value) for value in wanted]))
        else:
            found.append(column == plain(frame, name, wanted))
    return found


def ranked(
    rows: FromClause, key: list[str], by: list[str], where: list[ColumnElement[bool]]
) -> Subquery:
    """Return `rows` with a column `rank`, 1 for the last of each key by the columns `by`."""
    rank = func.row_number().over(
        partition_by=[rows.c[name] for name in key], order_by=[desc(rows.c[name]) for name in by]
    )
    columns = [column for column in rows.c if column.name != "rank"]
    return select(*columns, rank.label("rank")).where(*where).subquery()


def _encoded(rows: pd.DataFrame) -> Iterator[tuple]:
    columns = [_plain(rows[name]) for name in rows]
    for start in range(0, len(rows), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        yield from zip(*(column(part) for column in columns), strict=True)


def _plain(values: pd.Series) -> Callable[[slice], list]:
    """Return what gives a part of `values` as Python objects the drivers know, None if missing."""
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        numbers = values.astype(MOMENT).astype("int64")
    elif values.dtype.kind == "M":
        numbers = values.astype(DAY).astype("int64") // 86_400_000_000
    elif values.dtype.kind == "f":
        numbers = values
    elif values.dtype == "str" and values.head(_AT_ONCE).nunique() < _AT_ONCE // 4:
        # A text that recurs becomes one object, not one for each row. None is missing.
        codes, words = values.factorize()
        words = words.to_numpy(dtype="object")
        return lambda part: words[codes[part]].tolist()
    else:
        return lambda part: values.iloc[part].tolist()
    empty, numbers = values.isna().to_numpy(), numbers.to_numpy()
    if empty.any():
        numbers = numbers.astype("object")
        numbers[empty] = None
    return lambda part: numbers[part].tolist()


def _decoded(frame: Schema, columns: Mapping[str, tuple]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: _column(frame.columns.get(name, COUNT), values) for name, values in columns.items()}
    )


def _column(kind: str, values: tuple) -> ExtensionArray | np.ndarray:
    if kind in (DAY, MOMENT):
        unit = 86_400_000_000 if kind == DAY else 1
        if None in values:
            numbers = np.array(
                [np.iinfo("int64").min if v is None else v * unit for v in values], dtype="int64"
            )
        else:
            numbers = np.array(values, dtype="int64") * unit
        days = numbers.view("datetime64[us]")  # the least integer is "not a time"
        return days if kind == DAY else pd.DatetimeIndex(days, tz="UTC").array
    if kind == NUMBER:
        return np.array(values, dtype="float64")  # None becomes NaN
    if kind == FLAG:
        return np.array(values, dtype="bool")
    if kind == COUNT:
        return np.array(values, dtype="int64")
    return pd.array(values, dtype=_TEXT)


def plain(frame: Schema, name: str, value: object) -> object:
    """Return one value as the column `name` of `frame` keeps it."""
    kind = frame.columns[name]
    if kind == MOMENT:
        moment = pd.Timestamp(value)
        moment = moment.tz_localize("UTC") if moment.tzinfo is None else moment
        return int(moment.value // 1000)
    if kind == DAY:
        return (pd.Timestamp(value).tz_localize(None) - pd.Timestamp(0)).days
    if isinstance(value, np.generic):
        return value.item()
    return value
