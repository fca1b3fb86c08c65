"""The store's tables: one for each frame, made from its declaration, and their versions.

Moments are kept as microseconds and days as days since 1970: reading a million of them
as text would cost seconds, as numbers it costs milliseconds.
"""

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    inspect,
    select,
)

from indicators.frames import FRAMES
from indicators.schema import COUNT, DAY, FLAG, MOMENT, NUMBER, TEXT, Schema

METADATA = MetaData()
NUMBERED = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up INTEGER keys only

_TYPES = {
    TEXT: Text(),
    NUMBER: Float(53),
    COUNT: BigInteger(),
    FLAG: Boolean(create_constraint=False),
    DAY: Integer(),
    MOMENT: BigInteger(),
}
_MAY_BE_EMPTY = (NUMBER, DAY, MOMENT)

# The columns that pages and reports ask by, beside the key.
_ASKED_BY = {
    "events": [("place", "ends")],
    "agenda": [("place", "date"), ("body", "date"), ("source", "date")],
    "publications": [("place", "published"), ("source", "published")],
    "observations": [],
    "forecasts": [("place", "issued")],
    "signals": [("place",)],
    "records": [],
    "audit": [],
    "runs": [("run",)],
}


def _table(frame: Schema) -> Table:
    always = {*frame.key, "known_at"}
    columns = [
        Column(name, _TYPES[kind], nullable=kind in _MAY_BE_EMPTY and name not in always)
        for name, kind in frame.columns.items()
    ]
    return Table(
        frame.name,
        METADATA,
        Column("id", NUMBERED, primary_key=True),
        *columns,
        Column("superseded_at", BigInteger, nullable=False),
        Index(f"{frame.name}_identity", *frame.key, "known_at", "run", unique=True),
        *(
            Index(f"{frame.name}_by_{'_'.join(names)}", *names)
            for names in _ASKED_BY.get(frame.name, [])
        ),
    )


TABLES = {name: _table(frame) for name, frame in FRAMES.items()}

# The newest standing figure of each series and place, so that no page scans the log.
NEWEST = Table(
    "newest",
    METADATA,
    Column("series", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("id", BigInteger, nullable=False),
)
VERSIONS = Table(
    "versions",
    METADATA,
    Column("frame", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
# What the publisher's server said about an address, so that we ask only for what changed.
REPLIES = Table(
    "replies",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("fetched_at", BigInteger, nullable=False),
)
# Sources whose figures not everybody may see; a source that is not here is open to all.
RESTRICTED = Table(
    "restricted",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("originator", Text, nullable=False),
    Column("released_to", Text, nullable=False),
)
# Blind rounds: until then a sealed record is hidden from all but its originator.
SEALS = Table(
    "seals",
    METADATA,
    Column("seal", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),
)
SCHEMA = Table("jointwatch_schema", METADATA, Column("version", Integer, primary_key=True))


def _to_2(connection: Connection) -> None:
    """Forecasts, signals, the audit; who may see a record is said in full."""
    METADATA.create_all(connection)
    no = "0" if connection.dialect.name == "sqlite" else "false"
    for name, kind, empty in (
        ("persons", "TEXT", "''"), ("humanitarian", "BOOLEAN", no), ("seal", "TEXT", "''"),
        ("marking", "TEXT", "''"),
    ):  # fmt: skip
        connection.exec_driver_sql(
            f"ALTER TABLE records ADD COLUMN {name} {kind} NOT NULL DEFAULT {empty}"
        )


# Each function takes a store of the version before to its own. Version 1 is the first.
MIGRATIONS: dict[int, Callable[[Connection], None]] = {2: _to_2}
NEWEST_SCHEMA = max(MIGRATIONS)


class SchemaError(RuntimeError):
    """The database is not one that this program can use; says why and what to do."""


def prepare(connection: Connection) -> None:
    """Make or bring up to date the tables behind `connection`, or raise SchemaError."""
    there = set(inspect(connection).get_table_names())
    if SCHEMA.name not in there:
        if there:
            raise SchemaError(
                "The database holds tables of another program "
                f"({', '.join(sorted(there)[:3])}). Name an empty or a Jointwatch database."
            )
        METADATA.create_all(connection)
        connection.execute(SCHEMA.insert().values(version=NEWEST_SCHEMA))
        return
    version = connection.execute(select(SCHEMA.c.version)).scalar()
    if version is None or version > NEWEST_SCHEMA:
        raise SchemaError(
            f"The database has version {version}, made by a newer Jointwatch than this one, "
            f"which knows version {NEWEST_SCHEMA}. Install the newer program; nothing was changed."
        )
    for number in range(version + 1, NEWEST_SCHEMA + 1):
        MIGRATIONS[number](connection)
        connection.execute(SCHEMA.update().values(version=number))
