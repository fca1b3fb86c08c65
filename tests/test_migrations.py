"""A store made by an older Jointwatch is brought up to date with everything in it."""

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, inspect, text

from collectors.access import PROGRAM, Viewer
from collectors.store import Store, StoreError, tables
from indicators.frames import AUDIT, EVENTS, FORECASTS, OBSERVATIONS, RECORDS, SIGNALS

# As Jointwatch made it before 2026-11-26, in the words of PostgreSQL.
VERSION_1 = Path(__file__).with_name("store_version_1.sql").read_text(encoding="utf-8")
AT = int(pd.Timestamp("2026-10-05", tz="UTC").value // 1000)
STANDS = 2**62
KEPT = {
    "observations": [
        {"id": 1, "series": "test.deaths", "place": "SDN", "period": 20697, "value": 7.0,
         "superseded_at": AT + 1},
        {"id": 2, "series": "test.deaths", "place": "SDN", "period": 20697, "value": 9.0,
         "known_at": AT + 1, "run": AT + 1},
    ],
    "newest": [{"series": "test.deaths", "place": "SDN", "id": 2}],
    "events": [
        {"id": 1, "source": "test", "event": "1", "place": "SDN", "kind": "flood",
         "starts": 20697, "ends": 20698, "crosses": False, "unit": "", "title": "Crue – É",
         "area": "", "precision": "", "status": "", "url": "", "withdrawn": False},
    ],
    "records": [
        {"id": 1, "kind": "watch", "record": "a", "body": "{}", "active": True, "author": "Ana",
         "originator": "EU", "released_to": "|UN|"},
    ],
    "versions": [{"frame": "records", "version": 4}],
    "jointwatch_schema": [{"version": 1}],
}  # fmt: skip
TRACE = {"known_at": AT, "vintage": "collected", "run": AT, "superseded_at": STANDS}


@pytest.fixture
def version_1(store_url):
    """Return the address of a store of version 1 with rows in it."""
    engine = create_engine(store_url)
    sql = VERSION_1
    if engine.dialect.name == "sqlite":
        sql = sql.replace("BIGSERIAL", "INTEGER").replace("SERIAL", "INTEGER")
    with engine.begin() as connection:
        for statement in filter(str.strip, sql.split(";")):
            connection.execute(text(statement))
        for table, rows in KEPT.items():
            for row in rows:
                row = (TRACE if "id" in row and table != "newest" else {}) | row
                names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
                connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
    engine.dispose()
    return store_url


def test_a_store_of_version_1_becomes_one_of_today_with_its_rows_kept(version_1):
    store = Store(version_1)
    now = store.read(OBSERVATIONS, PROGRAM, newest=True)
    was = store.read(OBSERVATIONS, PROGRAM, as_of=pd.Timestamp("2026-10-05", tz="UTC"))
    assert (now["value"].item(), was["value"].item()) == (9.0, 7.0)
    event = store.read(EVENTS, PROGRAM).iloc[0]
    assert (event["title"], event["ends"]) == ("Crue – É", pd.Timestamp("2026-09-02"))
    record = store.read(RECORDS, PROGRAM).iloc[0]
    assert record[["author", "persons", "humanitarian", "seal", "marking"]].tolist() == [
        "Ana", "", False, "", ""
    ]  # fmt: skip
    seen = {one: len(store.read(RECORDS, Viewer(frozenset({one})))) for one in ("EU", "UN", "AU")}
    assert seen == {"EU": 1, "UN": 1, "AU": 0}
    assert store.version(RECORDS) == 4
    assert all(store.read(frame, PROGRAM).empty for frame in (AUDIT, FORECASTS, SIGNALS))
    store.close()


def test_what_it_becomes_is_what_a_new_store_is_and_it_becomes_so_once(version_1, tmp_path):
    Store(version_1).close()
    Store(version_1).close()
    engine, fresh = create_engine(version_1), create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    with fresh.begin() as connection:
        tables.prepare(connection)

    def made(engine):
        found = inspect(engine)
        return {
            name: (
                {(c["name"], c["nullable"]) for c in found.get_columns(name)},
                {(one["name"], *one["column_names"]) for one in found.get_indexes(name)},
            )
            for name in found.get_table_names()
        }

    assert made(engine) == made(fresh)
    with engine.connect() as connection:
        versions = connection.execute(text("SELECT version FROM jointwatch_schema")).scalars()
        assert versions.all() == [tables.NEWEST_SCHEMA]
    engine.dispose()
    fresh.dispose()


def test_a_migration_that_fails_leaves_the_store_as_it_was(version_1, monkeypatch):
    migrate = tables.MIGRATIONS[2]

    def fails(connection):
        migrate(connection)
        connection.execute(text("SELECT 1 FROM nowhere"))

    monkeypatch.setitem(tables.MIGRATIONS, 2, fails)
    with pytest.raises(StoreError, match="nowhere"):
        Store(version_1)
    engine = create_engine(version_1)
    assert "audit" not in inspect(engine).get_table_names()
    assert "seal" not in {column["name"] for column in inspect(engine).get_columns("records")}
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version FROM jointwatch_schema")).scalar() == 1
    engine.dispose()
