"""Data folders for the tests of what people see: just installed, empty, and full.

What stands in a full one is invented, in the declared frames, around a given moment.
"""

import functools
import os
import sqlite3
import tempfile
from pathlib import Path

import pandas as pd

from collectors.derive import derive
from collectors.settings import Settings
from collectors.store import Store
from dashboard.opening import open_store
from dashboard.workspace import records, watchlists
from indicators.frames import AGENDA, EVENTS, OBSERVATIONS, PUBLICATIONS, RUNS
from indicators.schema import COUNT, DAY, FLAG, MOMENT, NUMBER, TEXT, Schema

# What a hostile publisher or colleague may write: markup of every kind, and a formula.
HOSTILE = (
    '=HYPERLINK("http://evil.example") <script>alert(1)</script> <b>b</b> **bold** '
    "[here](http://evil.example/a) ![i](http://evil.example/i.png) $x^2$ :smile: :red[r] | `c`"
)
NOW = pd.Timestamp.now("UTC").floor("s")  # of the full home
_NOTHING = {TEXT: "", NUMBER: float("nan"), COUNT: 0, FLAG: False, DAY: pd.NaT, MOMENT: pd.NaT}


def rows(frame: Schema, moment: pd.Timestamp, *said: dict) -> pd.DataFrame:
    """Return rows of `frame`: what is not said is empty, and known at `moment`."""
    empty = {name: _NOTHING[kind] for name, kind in frame.columns.items()}
    trace = {"known_at": moment, "vintage": "collected", "run": int(moment.value // 1000)}
    return pd.DataFrame([empty | trace | one for one in said])


@functools.cache
def _started() -> bytes:
    """Return the store's file of a home after the first start, made once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        open_store(Settings(home=Path(folder))).close()
        return (Path(folder) / "jointwatch.db").read_bytes()


def use(folder: Path, patch) -> None:
    """Let the settings point to a home, and nothing in the environment change them."""
    for name in [name for name in os.environ if name.startswith("JOINTWATCH_")]:
        patch.delenv(name)
    patch.setenv("JOINTWATCH_HOME", str(folder))


def laid(folder: Path, store: bytes) -> Path:
    """Make a home of a store's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "jointwatch.db").write_bytes(store)
    return folder


def fresh(folder: Path) -> Path:
    """Make a home as after the first start: the shipped history and the starter watchlist."""
    return laid(folder, _started())


def emptied(folder: Path) -> Path:
    """Take the shipped history and the watchlists out of a home."""
    with sqlite3.connect(folder / "jointwatch.db") as connection:
        connection.execute("DELETE FROM newest")
        connection.execute("DELETE FROM observations")
        connection.execute("DELETE FROM records")
    connection.close()
    return folder


def filled(folder: Path) -> Path:
    """Make a home with what a year of collecting and writing, up to `NOW`, brings."""
    return laid(folder, _filled())


@functools.cache
def _filled() -> bytes:
    """Return the store's file of a full home, made once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        _fill(Store.in_folder(fresh(Path(folder))), NOW)
        return (Path(folder) / "jointwatch.db").read_bytes()


def _fill(store: Store, now: pd.Timestamp) -> None:
    today = now.tz_localize(None).normalize()
    hour = pd.Timedelta(hours=1)
    store.append(OBSERVATIONS, _deaths(today, now - 2 * hour))
    # A first figure of two months ago, revised upwards since.
    store.append(OBSERVATIONS, _revised(today))
    derive(store, now - hour)
    store.append(EVENTS, _events(today, now))
    store.append(AGENDA, _agenda(today, now))
    store.append(PUBLICATIONS, _publications(now))
    store.append(RUNS, _runs(now))
    author = records.Author("Ana <b>", "LOCAL", now)
    cell = watchlists.Watchlist(name=f"Cell {HOSTILE}"[:80], purpose=HOSTILE)
    records.save(store, watchlists.Watchlist, cell, author, record="cell")
    for place in ("SDN", "sahel", "ESH"):
        watchlists.watch(store, "cell", place, HOSTILE, author)
    store.close()


def _deaths(today: pd.Timestamp, moment: pd.Timestamp) -> pd.DataFrame:
    last = today.replace(day=1) - pd.DateOffset(months=1)
    months = pd.date_range(end=last, periods=24, freq="MS")
    return rows(OBSERVATIONS, moment, *(
        {"series": "ucdp.deaths", "place": place, "period": month, "value": base + number}
        for place, base in (("SDN", 500.0), ("MLI", 100.0), ("TCD", 0.0))
        for number, month in enumerate(months)
    ))  # fmt: skip


def _revised(today: pd.Timestamp) -> pd.DataFrame:
    month = today.replace(day=1) - pd.DateOffset(months=2)
    earlier = (month + pd.DateOffset(days=40)).tz_localize("UTC")
    first = {"series": "ucdp.deaths", "place": "SDN", "period": month, "value": 7.0}
    return rows(OBSERVATIONS, earlier, first)


def _events(today: pd.Timestamp, moment: pd.Timestamp) -> pd.DataFrame:
    told = {"source": "ucdp", "place": "SDN", "kind": "state-based violence", "unit": "deaths"}
    return rows(
        EVENTS, moment,
        told | {"event": "1", "starts": today, "ends": today, "value": 12.0, "title": HOSTILE},
        told | {"event": "2", "starts": today, "ends": today, "value": 3.0, "title": "A battle"},
    )  # fmt: skip


def _agenda(today: pd.Timestamp, moment: pd.Timestamp) -> pd.DataFrame:
    told = {"source": "un_journal", "body": "UNSC", "status": "confirmed"}
    soon, lately = today + pd.Timedelta(days=5), today - pd.Timedelta(days=10)
    at = (soon + pd.Timedelta(hours=15)).tz_localize("UTC")
    return rows(
        AGENDA, moment,
        told | {"item": "a", "place": "SDN", "date": soon, "starts": at, "title": HOSTILE},
        told | {"item": "b", "place": "MLI", "date": soon, "title": "Sahel", "one_of": True},
        told | {"item": "b", "place": "NER", "date": soon, "title": "Sahel", "one_of": True},
        told | {"item": "c", "place": "SDN", "date": lately, "title": "Sudan", "status": "held",
                "symbol": "S/PV.10001"},
    )  # fmt: skip


def _publications(moment: pd.Timestamp) -> pd.DataFrame:
    told = {"source": "un_press", "place": "SDN", "published": moment, "kind": "press release"}
    return rows(PUBLICATIONS, moment, told | {"document": "1", "title": HOSTILE})


def _runs(now: pd.Timestamp) -> pd.DataFrame:
    def run(source: str, hours: float, finding: str, **said) -> dict:
        moment = now - pd.Timedelta(hours=hours)
        return {"source": source, "run": int(moment.value // 1000), "started": moment,
                "finished": moment, "finding": finding, "known_at": moment, **said}  # fmt: skip

    return rows(
        RUNS, now,
        run("ucdp", 2, "news", rows_seen=650, rows_new=650),
        run("gdacs", 1.5, "news", rows_seen=5),
        run("gdacs", 1, "error", error=f"GDACS: answered 503. {HOSTILE}"),
        run("un_journal", 24 * 90, "news"),
        run("unsc_meetings", 1, "wrong format", unknown_places='{"Atlantis": 2}'),
    )  # fmt: skip
