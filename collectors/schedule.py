"""When sources are collected: each by its own rhythm, in a child process, by one leader.

The leader keeps one job for each source, set for when the source is due by its runs. The
job starts a child, waits for it, and sets itself anew, so that a source never overlaps
itself and a run missed while the machine slept is caught up once.
"""

import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import Random

import pandas as pd
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from collectors.access import PROGRAM
from collectors.collect import Run
from collectors.health import next_due, recent_runs
from collectors.leader import FileLock, PostgresLock
from collectors.source import Source
from collectors.store import Store, StoreError
from indicators.frames import RUNS

log = logging.getLogger(__name__)

TRY_TO_LEAD = timedelta(seconds=15)
AT_ONCE = 2  # children at a time
JITTER = 0.05  # of the rhythm, at most ten minutes: copies do not all ask at the full hour
BUSY = 75  # exit status of a child that found its source being collected already
MEMORY_LIMIT = "4G"  # of a child, unless the environment says otherwise
_AFTER_A_FAULT = timedelta(minutes=5)  # of the store or of this machine
_PATIENCE = 5  # seconds for a child to end when asked

Job = tuple[str, Callable[[], object], timedelta]


class Schedule:
    """Collects the sources of one installation while this process leads.

    sources: gives the sources to collect; asked again and again, so that a source added
    while the program runs is found. command: gives the command line that collects one
    source. jobs: what else the leader does, as (id, function, every). settle: how long the
    first runs wait, so that the first reader's page is drawn before they take the processor.
    """

    def __init__(
        self,
        sources: Callable[[], Mapping[str, Source]],
        store: Store,
        lock: FileLock | PostgresLock,
        command: Callable[[str], Sequence[str]],
        jobs: Sequence[Job] = (),
        try_to_lead: timedelta = TRY_TO_LEAD,
        settle: timedelta = timedelta(0),
    ):
        self._settle = settle
        self._sources, self._store, self._lock = sources, store, lock
        self._command, self._further, self._try = command, jobs, try_to_lead
        self._children: set[subprocess.Popen] = set()
        self._set_for: dict[str, Source] = {}  # the sources that have a job
        self._stopping, self._guard = threading.Event(), threading.Lock()
        # The scheduler ends while it holds its own lock, and waits for its jobs: one that asked
        # for that lock then, to add a job, would never end.
        self._planning = threading.Lock()
        self.leading = False
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={
                "default": ThreadPoolExecutor(AT_ONCE),
                "lead": ThreadPoolExecutor(1),  # never behind a collection
                "further": ThreadPoolExecutor(1),
            },
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begin: lead if nobody does, else follow and try again."""
        self._scheduler.start()
        self._scheduler.add_job(
            self._lead, "interval", seconds=self._try.total_seconds(), id="lead",
            executor="lead", next_run_time=pd.Timestamp.now("UTC").to_pydatetime(),
        )  # fmt: skip

    def stop(self) -> None:
        """End: no further run begins, and the children are ended."""
        if self._stopping.is_set():
            return
        with self._planning:
            self._stopping.set()
        self._scheduler.remove_all_jobs()
        with self._guard:
            children = list(self._children)
        for child in children:
            _end(child, _PATIENCE)
        self._scheduler.shutdown(wait=True)
        self._lock.release()
        self.leading = False

    def _lead(self) -> None:
        ours = self._lock.take()
        if ours and not self.leading:
            log.info("This process leads the schedule.")
            for id, function, every in self._further:
                self._plan(
                    function, "interval", seconds=every.total_seconds(), id=f"further {id}",
                    executor="further", replace_existing=True,
                    next_run_time=pd.Timestamp.now("UTC").to_pydatetime(),
                )  # fmt: skip
        if self.leading and not ours:
            log.warning("This process no longer leads the schedule.")
            self._set_for.clear()
            self._forget()
        self.leading = ours
        if ours:
            self._find_sources()

    def _plan(self, function: Callable, trigger: str, **said) -> None:
        """Add a job, unless this schedule ends."""
        with self._planning:
            if not self._stopping.is_set():
                self._scheduler.add_job(function, trigger, **said)

    def _forget(self) -> None:
        """Remove all jobs but the one that tries to lead, unless this schedule ends."""
        with self._planning:
            for job in () if self._stopping.is_set() else self._scheduler.get_jobs():
                if job.id != "lead":
                    job.remove()

    def _find_sources(self) -> None:
        """Give each source that has none its job; one that is gone loses it at its turn."""
        there = self._sources()
        new = [source for id, source in there.items() if id not in self._set_for]
        self._set_for = dict(there)
        for source in new:
            self._set(source, self._settle)

    def _set(self, source: Source, pause: timedelta = timedelta(0)) -> None:
        """Set the job of `source` for when it is due, but not before a pause."""
        # A job set for this very moment would be refused while the one before still ends.
        now = pd.Timestamp.now("UTC")
        soonest = now + max(pause, timedelta(seconds=1))
        try:
            at = max(due(source, recent_runs(self._store, [source]), now), soonest)
        except StoreError as error:
            log.error("%s: %s", source.id, error)
            at = now + _AFTER_A_FAULT
        self._plan(
            self._turn, "date", run_date=at.floor("us").to_pydatetime(), args=[source.id],
            id=f"collect {source.id}", replace_existing=True,
        )  # fmt: skip

    def _turn(self, id: str) -> None:
        """Collect a source if it is still there and due, and set its next turn."""
        source = self._set_for.get(id)
        if source is None:
            return
        pause = timedelta(0)
        try:
            due_at = next_due(source, recent_runs(self._store, [source]))
            if due_at is None or due_at <= pd.Timestamp.now("UTC"):
                pause = self._collect(source)
        except (StoreError, OSError) as error:
            log.error("%s: %s", source.id, error)
            pause = _AFTER_A_FAULT
        if self.leading and id in self._set_for:
            self._set(source, pause)

    def _collect(self, source: Source) -> timedelta:
        """Run one child for `source`; return how long to wait before looking again."""
        launched = pd.Timestamp.now("UTC")
        limit = source.time_limit.total_seconds()
        environment = {"JOINTWATCH_MEMORY_LIMIT": MEMORY_LIMIT} | dict(os.environ)
        # Should this process be killed, its children end by themselves.
        environment["JOINTWATCH_TIME_LIMIT"] = f"{limit + 30:.0f}"
        with self._guard:
            if self._stopping.is_set():
                return timedelta(0)
            child = subprocess.Popen(
                list(self._command(source.id)),
                env=environment,
                start_new_session=True,  # a group of its own, to be ended as one
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self._children.add(child)
        try:
            status = child.wait(limit)
            said = f"The run ended without a result (exit status {status})."
        except subprocess.TimeoutExpired:
            _end(child, 0)
            said = f"The run took longer than {limit / 60:g} minutes and was ended."
        finally:
            with self._guard:
                self._children.discard(child)
        if self._stopping.is_set():
            return timedelta(0)  # ended by us; what the run had begun is read as interrupted
        if child.returncode == BUSY:
            return timedelta(seconds=30)
        note_ended(self._store, source, launched, pd.Timestamp.now("UTC"), said)
        return timedelta(0)


def due(source: Source, runs: pd.DataFrame, now: pd.Timestamp) -> pd.Timestamp:
    """Return when to collect `source` next: never in the past, a little after the full rhythm."""
    at = next_due(source, runs)
    if at is None or at <= now:
        return now
    spread = min(JITTER * source.every.total_seconds(), 600)
    return at + pd.Timedelta(seconds=Random(f"{source.id} {at}").uniform(0, spread))


def note_ended(
    store: Store, source: Source, launched: pd.Timestamp, now: pd.Timestamp, said: str
) -> None:
    """Write down a run of which the child left no result; nothing when it left one."""
    where = {"source": source.id, "run": (int(launched.value // 1000), None)}
    runs = store.read(RUNS, PROGRAM, where=where, limit=1)
    if len(runs) and runs["finding"].item() != "running":
        return
    started = runs["started"].item() if len(runs) else launched
    run = Run(
        source.id, int(started.value // 1000), started, finding="error", error=said,
        seconds=round((now - started).total_seconds(), 3),
    )  # fmt: skip
    store.append(RUNS, run.frame(now))


def _end(child: subprocess.Popen, patience: float) -> None:
    """End a child and all it started: asked first when there is patience, then by force."""
    for number in (signal.SIGTERM, signal.SIGKILL) if patience else (signal.SIGKILL,):
        try:
            os.killpg(child.pid, number)
            child.wait(patience or None)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
