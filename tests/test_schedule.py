"""When sources are collected, by whom, and what becomes of a child that hangs."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from collectors.access import PROGRAM
from collectors.collect import Run
from collectors.leader import lock
from collectors.schedule import BUSY, Schedule, due, note_ended
from collectors.source import Source
from indicators.frames import RUNS

HOLD = """
import sys, time
from pathlib import Path
from collectors.leader import lock
held = lock(sys.argv[1], Path(sys.argv[2]), "schedule")
print(held.take(), flush=True)
time.sleep(600)
"""


def source(name="probe", limit=60.0, every=timedelta(hours=24)):
    return Source(
        id=name, title="Probe", publisher="Nobody", homepage="https://example.org",
        licence="none", every=every, fetch=None, parse=None, frames=(),
        time_limit=timedelta(seconds=limit),
    )  # fmt: skip


def until(true, seconds=20):
    """Wait until `true()` is so, or fail."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def runs(store):
    return store.read(RUNS, PROGRAM)


@pytest.fixture
def schedule(store, store_url, tmp_path):
    """Return a function that starts a schedule; all are stopped at the end."""
    started = []

    def start(command, *sources, jobs=()):
        there = {one.id: one for one in sources}
        one = Schedule(
            lambda: there, store, lock(store_url, tmp_path, "schedule"),
            lambda name: ["sh", "-c", command, name], jobs, timedelta(seconds=0.2),
        )  # fmt: skip
        one.start()
        started.append(one)
        return one

    yield start
    for one in started:
        one.stop()


def ran(now, hours, finding="news"):
    moment = now - pd.Timedelta(hours=hours)
    return Run("probe", int(moment.value // 1000), moment, finding=finding).frame(moment)


def test_a_source_never_collected_is_due_now(now):
    assert due(source(), RUNS.empty(), now) == now


def test_missed_runs_are_one_run_due_now(now):
    assert due(source(), RUNS.conform(ran(now, 24 * 9)), now) == now


def test_the_next_run_comes_a_little_after_the_full_rhythm(now):
    at = due(source(), RUNS.conform(ran(now, 6)), now)
    assert pd.Timedelta(0) <= at - (now + pd.Timedelta(hours=18)) <= pd.Timedelta(minutes=10)
    assert at == due(source(), RUNS.conform(ran(now, 6)), now)


def test_two_sources_of_one_rhythm_are_not_asked_at_one_moment(now):
    told = RUNS.conform(pd.concat([ran(now, 6), ran(now, 6).assign(source="other")]))
    assert due(source(), told, now) != due(source("other"), told, now)


def test_a_source_due_is_collected_and_one_that_is_not_is_left_alone(schedule, store, tmp_path):
    moment = pd.Timestamp.now("UTC")
    store.append(RUNS, ran(moment, 1).assign(source="fresh"))
    schedule(f"echo $0 >> {tmp_path}/asked; exit {BUSY}", source(), source("fresh"))
    until((tmp_path / "asked").exists)
    time.sleep(1)
    assert (tmp_path / "asked").read_text().split() == ["probe"]


def test_a_source_added_while_the_program_runs_is_collected(store, store_url, tmp_path):
    there = {}
    one = Schedule(
        lambda: there, store, lock(store_url, tmp_path, "schedule"),
        lambda name: ["touch", str(tmp_path / name)], (), timedelta(seconds=0.2),
    )  # fmt: skip
    one.start()
    until(lambda: one.leading)
    there["late"] = source("late")
    until((tmp_path / "late").exists)
    one.stop()


def test_a_child_that_hangs_is_ended_with_all_it_started_and_noted(schedule, store, tmp_path):
    pid = tmp_path / "pid"
    schedule(f"sleep 600 & echo $! > {pid}.part; mv {pid}.part {pid}; wait", source(limit=1))
    until(lambda: len(runs(store)))
    row = runs(store).iloc[0]
    assert row["finding"] == "error"
    assert "took longer than" in row["error"]
    until(lambda: not alive(int(pid.read_text())))


def test_a_child_that_dies_without_a_word_is_noted(schedule, store):
    schedule("exit 3", source())
    until(lambda: len(runs(store)))
    assert runs(store)["error"].item() == "The run ended without a result (exit status 3)."


def test_a_child_that_finds_its_source_busy_is_no_failure(schedule, store, tmp_path):
    schedule(f"touch {tmp_path}/asked; exit {BUSY}", source())
    until((tmp_path / "asked").exists)
    time.sleep(0.3)
    assert runs(store).empty


def test_what_the_child_wrote_down_itself_stands(store, now):
    store.append(RUNS, ran(now, 0))
    note_ended(store, source(), now - pd.Timedelta(seconds=5), now, "It ended.")
    assert runs(store)["finding"].tolist() == ["news"]


def test_a_run_that_the_child_began_is_ended_under_its_own_number(store, now):
    store.append(RUNS, ran(now, 1, "running"))
    note_ended(store, source(), now - pd.Timedelta(hours=1.1), now, "It ended.")
    row = runs(store).iloc[0]
    assert (row["finding"], row["error"], row["seconds"]) == ("error", "It ended.", 3600)
    assert row["run"] == (now - pd.Timedelta(hours=1)).value // 1000


def test_stopping_ends_the_children_and_notes_no_failure(schedule, store, tmp_path):
    pid = tmp_path / "pid"
    one = schedule(f"echo $$ > {pid}.part; mv {pid}.part {pid}; sleep 600", source())
    until(pid.exists)
    one.stop()
    assert not alive(int(pid.read_text()))
    assert runs(store).empty


def test_one_leads_and_the_other_takes_over_when_it_stops(schedule):
    done = []
    first = schedule("exit 0", jobs=[("tell", lambda: done.append(1), timedelta(hours=1))])
    until(lambda: first.leading and done)
    second = schedule("exit 0", jobs=[("tell", lambda: done.append(2), timedelta(hours=1))])
    time.sleep(0.6)
    assert not second.leading
    assert done == [1]
    first.stop()
    until(lambda: second.leading)
    until(lambda: done == [1, 2])


def test_the_other_takes_over_when_the_leader_is_killed(schedule, store_url, tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, store_url, str(tmp_path)],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1],
    ) as leader:  # fmt: skip
        assert leader.stdout.readline() == "True\n"
        follower = schedule("exit 0")
        time.sleep(0.6)
        assert not follower.leading
        os.kill(leader.pid, signal.SIGKILL)
    until(lambda: follower.leading)


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
