"""Collecting from the command line: what is due or named, one after the other, with progress."""

import os
import resource
import signal
import time
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from collectors.access import PROGRAM
from collectors.collect import FINDINGS, WELL, Run, collect
from collectors.derive import SOURCE as DERIVED
from collectors.derive import follow
from collectors.health import next_due, recent_runs
from collectors.own import all_indicators
from collectors.settings import Settings, SettingsError
from collectors.source import Source
from collectors.store import Store
from dashboard.opening import archive_of, client_for
from dashboard.service import lock_of, sources_to_collect
from indicators.frames import RUNS

COLUMNS = ["source", "finding", "rows_new", "rows_seen", "seconds", "said"]
BUSY = "busy"
_PATIENCE = 300  # seconds for another process to end its computation
_SIZES = {"K": 2**10, "M": 2**20, "G": 2**30}


def limit_this_process(environment: Mapping[str, str]) -> None:
    """Keep to the memory and time that the environment allows. Raises SettingsError."""
    memory = environment.get("JOINTWATCH_MEMORY_LIMIT", "")
    if memory:
        size = _bytes(memory)
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        os.nice(10)  # a limited process is the schedule's child: readers come first
    time = environment.get("JOINTWATCH_TIME_LIMIT", "")
    if time:
        if not time.isdigit():
            raise SettingsError(f"JOINTWATCH_TIME_LIMIT is a number of seconds, not {time!r}.")
        signal.alarm(int(time))  # ends this process


def due_now(settings: Settings, store: Store) -> list[Source]:
    """Return the sources that are to be collected now."""
    now = pd.Timestamp.now("UTC")
    due = []
    for source in sources_to_collect(settings).values():
        at = next_due(source, recent_runs(store, [source]))
        if at is None or at <= now:
            due.append(source)
    return due


def collect_all(settings: Settings, store: Store, sources: Iterable[Source]) -> pd.DataFrame:
    """Collect `sources` one after the other, then compute anew what follows from their news.

    The first time that follows without news too: from the tables that ship with the product.
    Returns one row each: source, finding, rows_new, rows_seen, seconds, said. A source that
    another process is collecting is left to it (finding "busy").
    """
    rows = list(_each(settings, store, list(sources)))
    if any(row["rows_new"] for row in rows) or _nothing_derived(store):
        _follow(settings, store)
    return pd.DataFrame(rows, columns=COLUMNS)


def _nothing_derived(store: Store) -> bool:
    return store.read(RUNS, PROGRAM, where={"source": DERIVED}, limit=1).empty


def _follow(settings: Settings, store: Store) -> None:
    """Compute what follows, one process at a time: the next finds its own news alone to do."""
    turn = lock_of(settings, "follow")
    for _second in range(_PATIENCE):
        if turn.take():
            break
        time.sleep(1)
    try:
        follow(store, pd.Timestamp.now("UTC"), all_indicators(settings.home))
    finally:
        turn.release()


def failed(rows: pd.DataFrame) -> pd.Series:
    """Return which of the rows of `collect_all` are failures."""
    return ~rows["finding"].isin([*WELL, BUSY])


def _each(settings: Settings, store: Store, sources: list[Source]) -> Iterator[dict]:
    archive = archive_of(settings, store)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True, disable=None,
    ) as progress:  # fmt: skip
        task = progress.add_task("", total=len(sources))
        for source in sources:
            progress.update(task, description=source.id)
            held = lock_of(settings, f"collect-{source.id}")
            if held.take():
                try:
                    run = collect(source, client_for(source, settings, archive), store, archive)
                finally:
                    held.release()
                yield _row(run)
            else:
                yield {
                    "source": source.id, "finding": BUSY, "rows_new": 0, "rows_seen": 0,
                    "seconds": 0.0, "said": "Another process is collecting it just now.",
                }  # fmt: skip
            progress.advance(task)


def _row(run: Run) -> dict[str, object]:
    said = run.error or run.note or FINDINGS[run.finding]
    return {name: getattr(run, name, said) for name in COLUMNS}


def _bytes(text: str) -> int:
    digits, unit = text[:-1], text[-1].upper()
    if unit in _SIZES and digits.isdigit():
        return int(digits) * _SIZES[unit]
    if text.isdigit():
        return int(text)
    raise SettingsError(f"JOINTWATCH_MEMORY_LIMIT is a size such as 4G or 800M, not {text!r}.")
