"""How a source is doing: runs and the expected state."""

from datetime import timedelta

import pandas as pd
import pytest

from collectors.collect import Run
from collectors.health import health, next_due, recent_runs
from collectors.source import Secret, Source
from indicators.frames import RUNS

HOUR = pd.Timedelta(hours=1)


def source(every=timedelta(hours=24), secrets=(), name="probe"):
    return Source(
        id=name, title="Probe", publisher="Nobody", homepage="https://example.org",
        licence="none", every=every, fetch=None, parse=None, frames=(), secrets=secrets,
    )  # fmt: skip


def the(*sources):
    return {one.id: one for one in sources}


def runs(now, *told, source="probe"):
    """Rows of RUNS from (hours ago, finding) or (hours ago, finding, error)."""
    rows = [RUNS.empty()]
    for hours, finding, *error in told:
        began = now - HOUR * hours
        run = Run(source, int(began.value // 1000), began, finding, error="".join(error))
        rows.append(RUNS.conform(run.frame(began)))
    return pd.concat(rows, ignore_index=True)


def state(now, *told, every=24):
    table = health(the(source(timedelta(hours=every))), runs(now, *told), now, {})
    return table["state"].item()


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, "fine"), (24, "fine"), (26.4, "fine"), (26.5, "late"), (50.4, "late"),
        (50.5, "stale"), (98.4, "stale"), (98.5, "dead"), (5000, "dead"),
    ],
)  # fmt: skip
def test_the_age_of_the_last_good_run_decides(now, hours, expected):
    assert state(now, (hours, "nothing new")) == expected


@pytest.mark.parametrize(
    ("hours", "expected"), [(2, "fine"), (2.1, "late"), (3, "late"), (3.1, "stale"), (5.1, "dead")]
)
def test_the_grace_of_a_frequent_source_is_an_hour(now, hours, expected):
    assert state(now, (hours, "news"), every=1) == expected


def test_a_failed_run_within_the_rhythm_is_failing_and_says_why(now):
    told = runs(now, (10, "news"), (1, "error", "No answer in time."))
    row = health(the(source()), told, now, {}).iloc[0]
    assert row["state"] == "failing"
    assert row["error"] == "No answer in time."
    assert row["last_good"] == now - 10 * HOUR
    assert row["last_run"] == now - HOUR


@pytest.mark.parametrize("finding", ["empty", "wrong format", "refused", "error", "all zero"])
def test_what_is_no_good_answer_counts_as_a_failure_with_a_sentence(now, finding):
    row = health(the(source()), runs(now, (1, finding)), now, {}).iloc[0]
    assert row["state"] == "failing"
    assert row["error"].endswith(".")


def test_failures_do_not_keep_a_source_from_going_stale(now):
    assert state(now, (60, "news"), (2, "error"), (1, "error")) == "stale"


def test_a_source_that_never_succeeded_is_measured_from_its_first_run(now):
    assert state(now, (10, "error"), (1, "error")) == "failing"
    assert state(now, (200, "error"), (1, "error")) == "dead"


def test_a_source_without_runs_was_never_run_and_is_due_now(now):
    row = health(the(source()), RUNS.empty(), now, {}).iloc[0]
    assert row["state"] == "never run"
    assert row["next_due"] == now


def test_a_first_run_under_way_is_no_fault(now):
    assert state(now, (0.1, "running")) == "never run"


def test_a_run_that_never_ended_was_interrupted(now):
    row = health(the(source()), runs(now, (5, "news"), (1, "running")), now, {}).iloc[0]
    assert row["state"] == "failing"
    assert row["last_finding"] == "interrupted"
    assert "never ended" in row["error"]


def test_a_run_under_way_leaves_the_state_as_it_was(now):
    assert state(now, (5, "news"), (0.1, "running")) == "fine"
    assert state(now, (5, "error"), (0.1, "running")) == "failing"


def test_a_missing_key_is_named_and_only_a_required_one(now):
    needed = Secret("PROBE_KEY", "Ask probe@example.org for a key.")
    row = health(the(source(secrets=(needed,))), RUNS.empty(), now, {}).iloc[0]
    assert row["state"] == "needs a key"
    assert row["error"] == "PROBE_KEY is not set. Ask probe@example.org for a key."
    with_key = health(the(source(secrets=(needed,))), RUNS.empty(), now, {"PROBE_KEY": "x"})
    assert with_key["state"].item() == "never run"
    wanted = Secret("PROBE_KEY", "", required=False)
    without = health(the(source(secrets=(wanted,))), RUNS.empty(), now, {})
    assert without["state"].item() == "never run"


def test_a_source_turned_off_is_off_whatever_its_runs_say(now):
    table = health(the(source()), runs(now, (500, "error")), now, {}, off={"probe"})
    assert table["state"].item() == "off"
    assert pd.isna(table["next_due"].item())


def test_the_next_run_is_one_rhythm_after_the_last_good_one(now):
    assert next_due(source(), runs(now, (30, "news"), (6, "nothing new"))) == now + 18 * HOUR


@pytest.mark.parametrize(("failures", "hours"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 24), (9, 24)])
def test_a_failure_is_tried_again_ever_later_up_to_the_rhythm(now, failures, hours):
    failed = [(failures - number, "error") for number in range(1, failures + 1)]
    assert next_due(source(), runs(now, (99, "news"), *failed)) == now + hours * HOUR


def test_many_missed_runs_are_one_run_due(now):
    due = next_due(source(), runs(now, (24 * 30, "news")))
    assert due == now - 29 * 24 * HOUR


def test_an_interrupted_run_is_no_reason_to_wait(now):
    assert next_due(source(), runs(now, (0.1, "running"))) is None
    assert next_due(source(), runs(now, (30, "news"), (1, "running"))) == now - 6 * HOUR


def test_no_source_is_judged_by_the_runs_of_another(now):
    told = pd.concat([runs(now, (1, "news"), source="other"), runs(now, (900, "news"))])
    table = health(the(source(), source(name="other")), told, now, {})
    assert table["state"].tolist() == ["dead", "fine"]


def test_the_last_good_run_is_found_behind_many_failures(now, store):
    told = runs(now, (90, "news"), *((80 - n, "error") for n in range(40)))
    store.append(RUNS, told)
    found = recent_runs(store, [source()])
    assert len(found) < 20
    assert health(the(source()), found, now, {})["last_good"].item() == now - 90 * HOUR


def test_an_empty_key_is_no_key(now):
    keyed = source(secrets=(Secret("PROBE_KEY", "Ask."),))
    assert health(the(keyed), RUNS.empty(), now, {"PROBE_KEY": ""})["state"].item() == "needs a key"
