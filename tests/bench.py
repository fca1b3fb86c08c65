"""Measure speed side by side in one run, against the figures wanted. Run: make bench."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

EVENTS = 420_000
MONTHS = pd.date_range("1985-01-01", periods=500, freq="MS")
PLACES = [f"{a}{b}{c}" for a in "ABCDEF" for b in "GHIJKL" for c in "MNOPQR"][:200]
SERIES = [f"bench.figure_{number:02}" for number in range(50)]


def ged(rows: int, seed: int = 1) -> pd.DataFrame:
    """Return events in the published shape: 49 columns, 1989 to 2025, texts of usual length."""
    chance = np.random.default_rng(seed)
    days = pd.Timestamp("1989-01-01") + pd.to_timedelta(chance.integers(0, 13_500, rows), "D")
    ends = days + pd.to_timedelta((chance.random(rows) < 0.05) * chance.integers(1, 20, rows), "D")
    best = chance.poisson(chance.gamma(0.3, 20, rows))
    word = np.array(["Government forces", "Armed group", "Clashes near the town", "Civilians"])
    text = pd.Series(word[chance.integers(0, 4, rows)])
    number = pd.Series(np.arange(rows))
    country = chance.choice([530, 520, 700, 369, 475, 490, 652, 678, 775, 432], rows)
    long = (text + " reported; " + number.astype(str) + "; ").str.cat(text) + " " + "x" * 72
    columns = {
        "id": number + 1, "relid": "REL-" + number.astype(str), "year": days.year,
        "active_year": True, "code_status": "Clear",
        "type_of_violence": chance.integers(1, 4, rows),
        "conflict_dset_id": 333, "conflict_new_id": 333, "conflict_name": text,
        "dyad_dset_id": 406, "dyad_new_id": 406, "dyad_name": text + " - " + text,
        "side_a_dset_id": 116, "side_a_new_id": 116, "side_a": text,
        "side_b_dset_id": 291, "side_b_new_id": 291, "side_b": text,
        "number_of_sources": 2, "source_article": long, "source_office": text,
        "source_date": days.strftime("%Y-%m-%d"), "source_headline": long,
        "source_original": text, "where_prec": chance.integers(1, 8, rows),
        "where_coordinates": text, "where_description": long, "adm_1": text, "adm_2": text,
        "latitude": chance.random(rows) * 60 - 20, "longitude": chance.random(rows) * 90 - 20,
        "geom_wkt": "POINT (43.567500 8.219720)", "priogrid_gid": 143263,
        "country": "Ethiopia", "country_id": country, "region": "Africa", "event_clarity": 1,
        "date_prec": 1, "date_start": days.strftime("%Y-%m-%d 00:00:00.000"),
        "date_end": ends.strftime("%Y-%m-%d 00:00:00.000"),
        "deaths_a": best // 3, "deaths_b": best // 3, "deaths_civilians": best // 3,
        "deaths_unknown": 0, "best": best, "high": best + 5, "low": best,
        "gwnoa": country, "gwnob": "",
    }  # fmt: skip
    return pd.DataFrame(columns)


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def baseline(file: Path, folder: Path) -> Callable[[], None]:
    """Return the simplest way: read the file whole, keep the columns that we keep, to SQLite."""
    import sqlite3

    kept = ["id", "country_id", "type_of_violence", "date_start", "date_end", "best", "low",
            "high", "deaths_civilians", "dyad_name", "adm_1", "latitude", "longitude",
            "where_prec", "code_status"]  # fmt: skip

    def work() -> None:
        frame = pd.read_csv(file, low_memory=False)
        with sqlite3.connect(folder / "plain.db") as connection:
            frame[kept].to_sql("events", connection, index=False)

    return work


def ours(file: Path, folder: Path) -> Callable[[], None]:
    """Return the work from the reply to the store: archive, parse, conform, keep the news."""
    from collectors.archive import Archive
    from collectors.collect import collect
    from collectors.http import Client
    from collectors.source import Reply
    from collectors.sources.ucdp import SOURCE
    from collectors.store import Store

    url = "https://ucdp.uu.se/downloads/ged/GEDEvent_v26_1.csv"
    now = pd.Timestamp.now("UTC")
    reply = Reply(url, file.read_bytes(), "text/csv", now)
    source = replace(SOURCE, fetch=lambda client: [reply])
    store = Store.in_folder(folder)
    archive = Archive(folder / "replies", store)

    def work() -> None:
        run = collect(source, Client(source, now), store, archive)
        if run.finding not in ("news", "nothing new"):
            raise SystemExit(f"{run.finding}: {run.error}")

    return work


def _alone(step: str, *paths: Path) -> tuple[float, float]:
    """Run one step in a process of its own; return its seconds and its peak memory in MB."""
    code = (
        "import sys, time, resource; from pathlib import Path; from tests import bench;"
        "work = getattr(bench, sys.argv[1])(*map(Path, sys.argv[2:]));"
        "began = time.perf_counter(); work();"
        "print(time.perf_counter() - began,"
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, step, *map(str, paths)],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    took, peak = done.stdout.split()
    return float(took), float(peak)


def line(name: str, measured: str, wanted: str, good: bool) -> None:
    """Print one line of the table."""
    print(f"{name:<62} {measured:>12}   wanted {wanted:<12} {'ok' if good else 'MISSED'}",
          flush=True)  # fmt: skip


def bench_events(folder: Path) -> None:
    """A file of the size of UCDP's yearly release, from reply to store."""
    file, other = folder / "GEDEvent_v26_1.csv", folder / "other.csv"
    events = ged(EVENTS)
    events.to_csv(file, index=False)
    events.sample(frac=1, random_state=2).to_csv(other, index=False)
    del events
    print(f"{EVENTS:,} events, 49 columns, {file.stat().st_size / 1e6:.0f} MB")
    plain, plain_memory = _alone("baseline", file, folder)
    print(f"read_csv + to_sql: {plain:.1f} s, {plain_memory:.0f} MB")
    for name, path, wanted in (
        ("first time", file, 2.0), ("same bytes again", file, 0.1),
        ("same rows in other bytes", other, 0.8),
    ):  # fmt: skip
        took, memory = _alone("ours", path, folder / "home")
        ratio = took / plain
        line(f"reply to store, {name} ({took:.1f} s, {memory:.0f} MB)", f"{ratio:.2f} x",
             f"<= {wanted} x", ratio <= wanted and memory < 1500)  # fmt: skip


def bench_store(folder: Path) -> None:
    """Questions to a store of 5 million observations."""
    from collectors.access import PROGRAM
    from collectors.store import Store
    from indicators.frames import OBSERVATIONS

    store = Store.in_folder(folder)
    chance = np.random.default_rng(3)
    full = pd.MultiIndex.from_product([PLACES, MONTHS], names=["place", "period"]).to_frame(False)

    def load() -> None:
        for number, series in enumerate(SERIES):
            rows = full.assign(
                series=series,
                value=chance.poisson(20, len(full)),
                published=pd.NaT,
                known_at=full["period"].dt.tz_localize("UTC") + pd.Timedelta(days=50),
                vintage="released",
                run=number + 1,
            )
            store.append(OBSERVATIONS, rows)

    count = len(full) * len(SERIES)
    print(f"{count:,} observations loaded in {seconds(load):.0f} s")
    day = pd.Timestamp("2015-06-01", tz="UTC")
    one = {"series": SERIES[7], "place": PLACES[11]}

    def typical(work: Callable[[], object], times: int) -> float:
        work()
        return statistics.median(seconds(work) for _ in range(times)) * 1000

    ms = typical(lambda: store.read(OBSERVATIONS, PROGRAM, as_of=day, where=one), 20)
    line("one series of one place as of a date", f"{ms:.1f} ms", "< 20 ms", ms < 20)
    where = {"series": SERIES, "place": PLACES}
    ms = typical(lambda: store.read(OBSERVATIONS, PROGRAM, where=where, newest=True), 5)
    line("current values of 50 series of 200 places", f"{ms:.0f} ms", "< 300 ms", ms < 300)


def every_source(folder: Path) -> Callable[[], None]:
    """Return the work of collecting every source from replies on loopback, into a new store."""
    import os

    from dashboard.opening import open_store
    from tests import every_source
    from tests.publishers import Publishers

    os.environ.update(every_source.KEYS)

    def work() -> None:
        with Publishers() as web:
            every_source.serve(web, pd.Timestamp.now("UTC"))
            told = every_source.settings(web, folder)
            store = open_store(told)
            rows = every_source.collect_all(told, store)
            store.close()
        if (failed := rows[~rows["finding"].isin(["news", "nothing new"])]).size:
            raise SystemExit(f"{failed['source'].tolist()} failed: {failed['said'].iloc[0]}")

    return work


def bench_sources(folder: Path) -> None:
    """All sources, from recorded and small replies on loopback, in one go."""
    took, memory = _alone("every_source", folder)
    line("every source in one go", f"{took:.0f} s", "< 180 s", took < 180)
    line("every source in one go, peak memory", f"{memory:.0f} MB", "< 2000 MB", memory < 2000)


def bench_editors(folder: Path) -> None:
    """Twenty people save once a second each for a minute, on SQLite and on PostgreSQL."""
    import pgserver
    from sqlalchemy import make_url

    from collectors.store import Store
    from tests.editors import EDITORS, edit

    server = pgserver.get_server(folder / "pg")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    stores = {"SQLite": f"sqlite:///{folder / 'jointwatch.db'}",
              "PostgreSQL": url.render_as_string(hide_password=False)}  # fmt: skip
    for name, address in stores.items():
        store = Store(address)
        took, faults = edit(store, 60)
        store.close()
        p95 = np.quantile(took, 0.95)
        what = f"{EDITORS} editors on {name}: {len(took)} saves, p95 of a save"
        line(what, f"{p95:.0f} ms", "< 300 ms", p95 < 300)
        line(f"{EDITORS} editors on {name}: lost, failed, changed", f"{len(faults)}", "0",
             not faults)  # fmt: skip
    server.cleanup()


def main() -> None:
    """Run every bench, or those named on the command line."""
    wanted = sys.argv[1:] or ["store", "events", "sources", "editors"]
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            globals()[f"bench_{name}"](Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Peak memory of this process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
