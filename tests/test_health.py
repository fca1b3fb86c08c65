"""The health of a source, by figures: what a late, a silent and a failing source are called."""

from datetime import timedelta

import pandas as pd
import pytest

from collectors.health import SILENT, STATES, health
from collectors.source import Secret, Source
from indicators.frames import OBSERVATIONS, RUNS

NOW = pd.Timestamp("2026-11-23 12:00", tz="UTC")


def source(**more) -> Source:
    return Source(
        id="toy", title="Toy", publisher="P", homepage="https://toy.example", licence="CC0",
        every=timedelta(days=1), fetch=list, parse=list, frames=(OBSERVATIONS,), **more,
    )  # fmt: skip


def runs(*ago_and_finding) -> pd.DataFrame:
    rows = []
    for hours, finding in ago_and_finding:
        started = NOW - pd.Timedelta(hours=hours)
        row = dict.fromkeys(RUNS.columns, "") | {
            "source": "toy", "run": int(started.value // 1000), "started": started,
            "finished": started, "finding": finding, "known_at": started,
            "error": "No answer." if finding == "error" else "",
        }  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows, columns=list(RUNS.columns))


def state_of(frame: pd.DataFrame, keys=None, off=frozenset(), **more) -> str:
    return health({"toy": source(**more)}, frame, NOW, keys or {}, off)["state"].iloc[0]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([], "never run"),
        ([(1, "news")], "fine"),
        ([(1, "nothing new")], "fine"),
        ([(26, "news")], "fine"),  # within the grace of 2.4 hours
        ([(27, "news")], "late"),
        ([(49, "news")], "stale"),
        ([(97, "news")], "dead"),
        ([(30, "news"), (1, "error")], "failing"),
        ([(30, "news"), (1, "all zero")], "failing"),
        ([(97, "news"), (1, "error")], "dead"),
        ([(1, "error")], "failing"),
        ([(25, "news"), (0, "running")], "fine"),
        ([(20, "news"), (10, "running")], "failing"),  # interrupted
    ],
)
def test_state(history, expected):
    assert state_of(runs(*history)) == expected


def test_a_source_without_its_key_says_so_and_with_it_does_not():
    needs = {"secrets": (Secret("TOY_KEY", "Ask the publisher."),)}
    assert state_of(runs(), **needs) == "needs a key"
    assert state_of(runs((1, "news")), keys={"TOY_KEY": "x"}, **needs) == "fine"


def test_an_optional_key_is_not_asked_for():
    assert state_of(runs(), secrets=(Secret("TOY_KEY", "Ask.", required=False),)) == "never run"


def test_a_source_switched_off_is_off():
    assert state_of(runs((1, "news")), off=frozenset({"toy"})) == "off"


def test_every_state_is_explained_and_silence_is_never_calm():
    assert set(SILENT) <= set(STATES)
    assert "fine" not in SILENT
