"""Statements handed to the database's driver as they are, several in one journey to a server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, Dialect, Executable, Table
from sqlalchemy.exc import DBAPIError

from indicators.schema import FLAG, Schema

_READY = 1_000  # statements kept; one for each question and viewer


@dataclass(frozen=True)
class Statement:
    """A statement in the words of one kind of database, with what does not vary in it.

    `names`: of its parameters in their order, where the driver wants them by place.
    """

    sql: str
    fixed: Mapping[str, object]
    names: tuple[str, ...] | None

    def said(self, values: Mapping[str, object]) -> Mapping[str, object] | list[object]:
        """Return the parameters as the driver takes them."""
        values = {**self.fixed, **values}
        return values if self.names is None else [values[name] for name in self.names]


@lru_cache(maxsize=_READY)
def statement(said: Executable, dialect: Dialect) -> Statement:
    """Return a statement as the driver takes it: SQLAlchemy finds it anew at every execution."""
    made = said.compile(dialect=dialect)
    names = tuple(made.positiontup) if made.positional else None
    return Statement(made.string, made.params, names)


@lru_cache(maxsize=_READY)
def insertion(table: Table, dialect: Dialect) -> Statement:
    """Return the statement that adds a row, with every column but its number."""
    names = tuple(column.name for column in table.c if column.name != "id")
    marks = (f"%({name})s" for name in names) if dialect.name == "postgresql" else "?" * len(names)
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(marks)})"
    return Statement(sql, {}, None if dialect.name == "postgresql" else names)


class Wire:
    """What one transaction asks and writes. To a server, in as few journeys as there can be.

    A statement waits until something is asked or `commit` is called: then all that wait go
    together, in their order and before the questions, each seeing what those before it did.
    """

    def __init__(self, connection: Connection):
        self.dialect = connection.dialect
        self._connection = connection
        self._waiting: list[tuple[str, object]] = []

    def add(self, statement: Statement, values: Mapping[str, object]) -> None:
        """Let a statement that gives nothing back wait for the next journey."""
        self._waiting.append((statement.sql, statement.said(values)))

    def ask(
        self, *questions: tuple[Statement, Mapping[str, object]]
    ) -> list[tuple[object, ...] | None]:
        """Return the first row of each question, None where there is none."""
        asked = [(statement.sql, statement.said(values)) for statement, values in questions]
        return self._travel(asked)

    def commit(self) -> None:
        """Send all that waits; to a server, with the word that ends the transaction."""
        if self._waiting:
            self._travel((), ends=True)

    def flush(self) -> None:
        """Send all that waits, before the transaction goes on by other ways."""
        if self._waiting:
            self._travel(())

    def _travel(self, asked: Sequence[tuple[str, object]], ends: bool = False) -> list:
        driver = self._connection.connection.driver_connection
        before, self._waiting = self._waiting, []
        try:
            if self.dialect.name != "postgresql":
                for sql, said in before:
                    driver.execute(sql, said)
                return [driver.execute(sql, said).fetchone() for sql, said in asked]
            if not before and len(asked) == 1:
                return [driver.execute(*asked[0]).fetchone()]
            with driver.pipeline():
                for sql, said in before:
                    driver.execute(sql, said)
                answers = [driver.execute(sql, said) for sql, said in asked]
                if ends:
                    driver.commit()
            return [answer.fetchone() for answer in answers]
        except self.dialect.loaded_dbapi.Error as error:
            raise DBAPIError("", None, error) from error


def row_of(frame: Schema, table: Table, values: Sequence[object] | None) -> dict | None:
    """Return a row of `table`, as the driver gave it, by the names of its columns."""
    if values is None:
        return None
    row = dict(zip(table.c.keys(), values, strict=True))
    return row | {n: bool(row[n]) for n, kind in frame.columns.items() if kind == FLAG}
