"""Measure speed side by side in one run, against the figures wanted. Run: make bench."""

import resource
import shutil
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
TRIALS = 3
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
        "import sys, time; from pathlib import Path; from tests import bench;"
        "work = getattr(bench, sys.argv[1])(*map(Path, sys.argv[2:]));"
        "began = time.perf_counter(); work();"
        # At most two processes go on beside it: each is counted as the larger of them.
        "print(time.perf_counter() - began, bench.peak_memory() + 2 * bench.memory_beside())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, step, *map(str, paths)],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    took, peak = done.stdout.split()
    return float(took), float(peak)


def peak_memory() -> float:
    """Return the most memory that this process has held, in MB.

    Linux counts in `ru_maxrss` what the parent held when it started this process, and not in
    VmHWM, which other systems lack.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(row.split(":", 1) for row in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    unit = 1024 if sys.platform != "darwin" else 1024**2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def memory_beside() -> float:
    """Return the most memory that a process started by this one has held, in MB.

    On Linux that is no less than what this one held when it started the other.
    """
    unit = 1024 if sys.platform != "darwin" else 1024**2
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit


def line(name: str, measured: str, wanted: str, good: bool) -> None:
    """Print one line of the table."""
    print(f"{name:<62} {measured:>12}   wanted {wanted:<12} {'ok' if good else 'MISSED'}",
          flush=True)  # fmt: skip


def files(*paths: Path) -> Callable[[], None]:
    """Return the work of writing the same events to both `paths`, in another order each."""

    def work() -> None:
        events = ged(EVENTS)
        for turn, path in enumerate(paths):
            (events.sample(frac=1, random_state=turn) if turn else events).to_csv(path, index=False)

    return work


def bench_events(folder: Path) -> None:
    """A file of the size of UCDP's yearly release, from reply to store.

    Every step is done TRIALS times, in turn, and the best of each is compared: whatever else
    the machine does at a moment then weighs on neither side.
    """
    file, other = folder / "GEDEvent_v26_1.csv", folder / "other.csv"
    _alone("files", file, other)
    print(f"{EVENTS:,} events, 49 columns, {file.stat().st_size / 1e6:.0f} MB")
    steps = {"first time": file, "same bytes again": file, "same rows in other bytes": other}
    best: dict[str, float] = {}
    peak: dict[str, float] = {}
    for trial in range(TRIALS):
        place = folder / str(trial)
        place.mkdir()
        told = {"plain": _alone("baseline", file, place)}
        told |= {name: _alone("ours", path, place / "home") for name, path in steps.items()}
        for name, (took, memory) in told.items():
            best[name] = min(took, best.get(name, took))
            peak[name] = max(memory, peak.get(name, memory))
        shutil.rmtree(place)
    print(f"read_csv + to_sql: {best['plain']:.1f} s, {peak['plain']:.0f} MB")
    for name, wanted in zip(steps, (2.0, 0.1, 0.8), strict=True):
        ratio = best[name] / best["plain"]
        line(f"reply to store, {name} ({best[name]:.1f} s, {peak[name]:.0f} MB)", f"{ratio:.2f} x",
             f"<= {wanted} x", ratio <= wanted and peak[name] < 1500)  # fmt: skip


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


def fill(folder: Path, now: pd.Timestamp) -> int:
    """Put into a store ten years of every declared series, and events; return how many rows."""
    from collectors.sources import all_sources
    from collectors.store import Store
    from indicators.frames import AGENDA, EVENTS, OBSERVATIONS, PUBLICATIONS
    from indicators.places import GW_STATES
    from tests.homes import rows as empty

    chance, store = np.random.default_rng(5), Store.in_folder(folder)
    today = now.tz_localize(None).normalize()
    steps = {"year": ("YS", 16), "irregular": ("6MS", 20), "quarter": ("QS", 40), "day": ("D", 400)}
    told_where_something_happened = ("ucdp", "awsd", "insecurity_insight", "idmc", "hdx")
    count, month = 0, today.replace(day=1)
    for series in (one for source in all_sources().values() for one in source.series):
        step, periods = steps.get(series.frequency, ("MS", 120))
        if series.id == "ucdp.deaths":
            periods = 454  # since January 1989
        days = pd.date_range(end=month, periods=periods, freq=step).astype("datetime64[us]")
        full = pd.MultiIndex.from_product([GW_STATES, days], names=["place", "period"])
        most = min(series.most, 200)
        told = full.to_frame(False).assign(
            series=series.id, published=pd.NaT, vintage="collected", run=1,
            value=np.clip(chance.gamma(0.3, most / 3, len(full)).round(1), series.least, most),
            known_at=lambda one: one["period"].dt.tz_localize("UTC") + pd.Timedelta(days=20),
        )  # fmt: skip
        if series.id.startswith("ucdp."):
            told["value"] = told["value"].round()
        if series.id.split(".")[0] in told_where_something_happened and series.id != "ucdp.deaths":
            told = told[chance.random(len(told)) < 0.2]
        count += store.append(OBSERVATIONS, told).new

    def many(frame, number: int, back: int, dated: str, **said) -> pd.DataFrame:
        told = pd.concat([empty(frame, now, said)] * number, ignore_index=True)
        day = today - pd.to_timedelta(chance.integers(0, back, number), "D")
        name = frame.key[1]
        told = told.assign(**{name: np.arange(number).astype(str), dated: day.astype("M8[us]")})
        told["place"] = chance.choice(list(GW_STATES[:190]), number)
        return told

    ucdp = many(EVENTS, 300_000, 4_000, "ends", source="ucdp", kind="state-based violence")
    ucdp["area"] = "Area " + pd.Series(chance.integers(0, 20, len(ucdp))).astype(str)
    fled = many(EVENTS, 40_000, 1_500, "ends", source="idmc", kind="displacement by conflict")
    for told in (ucdp, fled.assign(event="idu " + fled["event"])):
        value = chance.poisson(5, len(told)).astype(float)
        count += store.append(EVENTS, told.assign(starts=told["ends"], value=value)).new
    met = many(AGENDA, 3_000, 1_100, "date", source="unsc_meetings", body="UNSC", status="held")
    count += store.append(AGENDA, met.assign(symbol="S/PV." + met["item"], title="Of it")).new
    told = many(PUBLICATIONS, 30_000, 365, "published", source="reliefweb")
    told["published"] = told["published"].dt.tz_localize("UTC")
    count += store.append(PUBLICATIONS, told).new
    store.close()
    return count


def derived(folder: Path) -> Callable[[], None]:
    """Return the work of computing all that follows from a collection, on a store just filled."""
    import os

    os.environ["JOINTWATCH_HOME"] = str(folder)
    from collectors.derive import follow
    from collectors.store import Store

    store, now = Store.in_folder(folder), pd.Timestamp.now("UTC")
    return lambda: follow(store, now)


def one_pass(folder: Path) -> Callable[[], None]:
    """Return one pass of the benchmark conflictology12 over the history of all places."""
    from collectors.access import PROGRAM
    from collectors.store import Store
    from indicators.forecast import HORIZONS, MODELS, SAMPLES
    from indicators.frames import OBSERVATIONS

    rows = Store.in_folder(folder).read(OBSERVATIONS, PROGRAM, where={"series": "ucdp.deaths"})
    history = rows.pivot(index="period", columns="place", values="value")
    return lambda: MODELS["conflictology12"](history, HORIZONS, SAMPLES)


def bench_derive(folder: Path) -> None:
    """All indicators, forecasts and rules for all states after a collection."""
    count = fill(folder, pd.Timestamp.now("UTC"))
    print(f"{count:,} rows of every declared series and of events")
    unit, _ = _alone("one_pass", folder)
    took, memory = _alone("derived", folder)
    for name in ("all indicators, forecasts and rules anew", "the same, nothing new"):
        line(f"{name} ({took / unit:.0f} x conflictology12)", f"{took:.1f} s", "< 15 s", took < 15)
        line(f"{name}, peak memory of all processes", f"{memory:.0f} MB", "< 1500 MB",
             memory < 1500)  # fmt: skip
        took, memory = _alone("derived", folder)


def rerun(name: str, address: dict[str, str], times: int = 20) -> tuple[float, float, float]:
    """Return the seconds of a page's first run, and medians of a rerun: ms, and ms of work."""
    from streamlit.runtime.scriptrunner import script_runner
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(Path("dashboard/pages/navigation.py").resolve()),
                             default_timeout=120)  # fmt: skip
    page.switch_page(f"{name}.py")
    page.query_params.update(address)
    first = seconds(page.run)
    if page.exception:
        raise SystemExit(page.exception[0].value)
    page.run()
    runs, script = [], script_runner.ScriptRunner._run_script

    def timed(runner, *args, **more):
        runs.append((seconds(lambda: script(runner, *args, **more)), time.thread_time()))

    script_runner.ScriptRunner._run_script = timed
    for _ in range(times):
        page.run()
    script_runner.ScriptRunner._run_script = script
    ms = statistics.median(took for took, _ in runs) * 1000
    cpu = statistics.median(busy for _, busy in runs) * 1000  # each run has its own thread
    return first, ms, cpu


def bench_pages(folder: Path) -> None:
    """The first screen and the page Watchlists with 60 situations: one rerun of the script."""
    import os

    import streamlit as st

    from collectors.settings import Settings
    from dashboard import data
    from dashboard.opening import open_store
    from dashboard.workspace import records, watchlists
    from indicators import places

    os.environ["JOINTWATCH_HOME"] = str(folder)
    store = open_store(Settings(home=folder))
    author = records.Author("bench", "LOCAL", pd.Timestamp.now("UTC").floor("s"))
    made = watchlists.Watchlist(name="Sixty", purpose="")
    records.save(store, watchlists.Watchlist, made, author, record="sixty")
    for place in sorted(places.GW_STATES)[:60]:
        watchlists.watch(store, "sixty", place, "Watched for the bench.", author)
    store.close()
    for name, wanted in (("watchlists", 100), ("overview", 150)):
        first, ms, cpu = rerun(name, {"watchlist": "sixty"})
        line(f"{name}, 60 situations, rerun (first {first:.1f} s, busy {cpu:.0f} ms)",
             f"{ms:.0f} ms", f"< {wanted} ms", ms < wanted)  # fmt: skip
    data.store().close()
    st.cache_resource.clear()


def bench_agenda(folder: Path) -> None:
    """The page Agenda with two years of four bodies: one rerun of the server's script."""
    import os

    import streamlit as st

    from collectors.settings import Settings
    from dashboard import data
    from dashboard.opening import open_store
    from tests import agenda_years

    os.environ["JOINTWATCH_HOME"] = str(folder)
    store = open_store(Settings(home=folder))
    told = agenda_years.fill(store, pd.Timestamp.now("UTC").floor("s"))
    store.close()
    print(f"{told:,} rows of agenda, four bodies, two years")
    for name, address, wanted in (
        ("usual view", {}, 100),
        ("two years", {"back": "730"}, 100),
        ("agenda against risk", {"view": "risk"}, 100),
    ):  # fmt: skip
        first, ms, cpu = rerun("agenda", address)
        line(f"agenda, {name}, rerun (first {first:.1f} s, busy {cpu:.0f} ms)", f"{ms:.0f} ms",
             f"< {wanted} ms", ms < wanted)  # fmt: skip
    data.store().close()
    st.cache_resource.clear()


def bench_documents(folder: Path) -> None:
    """A brief and a meeting pack, gathered and made in four formats, in a process just begun."""
    import os

    import streamlit as st
    from streamlit.logger import set_log_level

    from dashboard import data
    from dashboard.reports import making
    from dashboard.reports.formats import FORMATS, printed_pages
    from dashboard.reports.pack import pack
    from dashboard.workspace import meetings, records
    from dashboard.workspace.people import ROLES, Person
    from tests.month_home import MONTH, month_told

    set_log_level("ERROR")  # its caches say that there is no server
    os.environ["JOINTWATCH_HOME"] = str(month_told(folder / "home"))
    me, store = Person("Ana", "UN", ROLES), data.store()
    soon = pd.Timestamp.now("UTC") + pd.Timedelta(days=7)
    saved = meetings.plan(store, me, "un_eu_sc", soon, ["EU"])
    meeting = records.get(store, "meeting", saved.record, me.viewer())
    for place in ("SDN", "COD", "SOM", "sahel"):
        meetings.add_point(store, me, meeting, {"title": place, "place": place})
    made, busy, began = [], time.process_time(), time.perf_counter()
    for name, make in (
        ("brief", lambda: making.make(making.Asked("security-council", "EU", MONTH))),
        ("pack", lambda: pack(meeting)),
    ):  # fmt: skip
        start = time.process_time()
        made.append(make())
        print(f"{name}: gathered and composed, {time.process_time() - start:.2f} s of CPU")
    for document in made:
        for form in ("docx", "pdf", "pptx", "html"):
            start = time.process_time()
            FORMATS[form].render(document)
            print(f"{document.subject}: {form}, {time.process_time() - start:.2f} s of CPU")
    took, used = time.perf_counter() - began, time.process_time() - busy
    line(f"brief and pack in four formats (busy {used:.1f} s)", f"{took:.1f} s", "< 5 s", took < 5)
    pages = printed_pages(made[0])
    line("pages of the brief when printed", f"{pages}", "2 at most", pages <= 2)
    data.store().close()
    st.cache_resource.clear()


def bench_forecasts(folder: Path) -> None:
    """An issue of forecasts and a backtest of 32 origins, beside one pass of conflictology12."""
    from collectors.forecasting import shipped
    from indicators.evaluate import scored
    from indicators.forecast import HORIZONS, SAMPLES, conflictology
    from indicators.forecasting.issue import issue
    from indicators.forecasting.scores import crps

    history = shipped()
    origins = pd.date_range("2017-03-01", periods=32, freq="3MS")

    def usual() -> None:
        for origin in origins:
            after = history.loc[history.index > origin].iloc[: len(HORIZONS)].to_numpy().T
            crps(conflictology(history.loc[:origin], HORIZONS, SAMPLES), after)

    one = seconds(usual)
    print(f"One pass of conflictology12, 32 origins drawn and scored: {one:.1f} s")
    took = seconds(lambda: issue(history, {}))
    line(f"an issue of forecasts ({took / one:.1f} passes)", f"{took:.1f} s", "< 10 s", took < 10)
    took = seconds(lambda: scored(history, start="2017-03", end="2024-12"))
    line(f"a backtest of 32 origins ({took / one:.0f} passes)", f"{took:.0f} s", "< 180 s",
         took < 180)  # fmt: skip


def main() -> None:
    """Run every bench, or those named on the command line."""
    every = ["store", "events", "sources", "editors", "pages", "agenda",
             "derive", "documents", "forecasts"]
    wanted = sys.argv[1:] or every
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            globals()[f"bench_{name}"](Path(folder))
    print(f"Peak memory of this process: {peak_memory():.0f} MB")


if __name__ == "__main__":
    main()
