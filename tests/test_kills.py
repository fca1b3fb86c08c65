"""A collection that is killed at any moment leaves nothing half-written behind."""

import hashlib
import json
import os
import random
import signal
import time
from datetime import timedelta

import pandas as pd
import pyarrow as pa
import pytest

from collectors.access import PROGRAM
from collectors.archive import Archive
from collectors.collect import collect
from collectors.http import Client
from collectors.source import Part, Reply, Series, Source
from collectors.store import Store
from indicators.frames import EVENTS, OBSERVATIONS, RUNS
from tests import children

KILLS = 50
MONTHS = pd.date_range("2010-01-01", periods=60, freq="MS")
PLACES = ["HTI", "MLI", "SDN", "TCD"]
ROWS = len(MONTHS) * len(PLACES)


def fetch(client):
    """Tell other figures at every run, so that every row is news."""
    figure = random.Random(client.now.value).randrange(1_000_000)
    body = json.dumps({"figure": figure, "padding": "x" * 20_000}).encode()
    return [Reply("https://example.org/figures.json", body, fetched_at=client.now)]


def parse(replies):
    told = replies[-1].json()["figure"]
    keys = pd.MultiIndex.from_product([PLACES, MONTHS], names=["place", "period"]).to_frame(False)
    yield Part(
        OBSERVATIONS,
        keys.assign(series="killed.deaths", value=float(told), published=pd.NaT),
    )
    yield Part(
        EVENTS,
        pd.DataFrame(
            {
                "source": "killed", "event": [str(n) for n in range(ROWS)], "place": "SDN",
                "kind": "", "starts": MONTHS[0], "ends": MONTHS[0], "crosses": False,
                "value": float(told), "low": None, "high": None, "unit": "", "title": "",
                "area": "", "latitude": None, "longitude": None, "precision": "", "status": "",
                "url": "", "withdrawn": False,
            }
        ),
    )  # fmt: skip


SOURCE = Source(
    id="killed", title="Killed", publisher="Nobody", homepage="https://example.org",
    licence="none", every=timedelta(hours=1), fetch=fetch, parse=parse,
    frames=(OBSERVATIONS, EVENTS),
    series=(Series("killed.deaths", "Deaths", "deaths", "month", "flow"),),
)  # fmt: skip


def one_run(store, folder):
    archive = Archive(folder, store)
    client = Client(SOURCE, pd.Timestamp.now("UTC"), archive)
    return collect(SOURCE, client, store, archive)


def run_until_killed(url, folder, ready):
    """Collect again and again; what kills us comes from outside."""
    store = Store(url)
    ready.send("ready")
    while True:
        one_run(store, folder)


@pytest.mark.timeout(300)
def test_a_collection_killed_at_any_moment_leaves_nothing_half_written(
    store_url, tmp_path, monkeypatch
):
    folder = tmp_path / "replies"
    store = Store(store_url)
    one_run(store, folder)
    store.close()
    processes = children.processes(monkeypatch)
    chance = random.Random(20261123)
    kills = KILLS if store_url.startswith("sqlite") else 10
    for _ in range(kills):
        here, there = processes.Pipe(duplex=False)
        child = processes.Process(target=run_until_killed, args=(store_url, folder, there))
        child.start()
        there.close()
        assert here.poll(60), "the child did not start"
        assert here.recv() == "ready"
        time.sleep(chance.uniform(0, 0.4))  # a run takes about 0.3
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        child.close()
        here.close()
        store = Store(store_url)
        assert_whole(store)
        store.close()
    store = Store(store_url)
    runs = store.read(RUNS, PROGRAM, where={"source": "killed"})
    assert (runs["finding"] == "running").any(), "no run was interrupted: nothing was tested"
    done = one_run(store, folder)
    assert (done.finding, done.rows_new, done.error) == ("news", 2 * ROWS, "")
    assert_whole(store)
    assert_archive_whole(folder)
    store.close()


def assert_whole(store):
    """All rows of a run stand, or none of them, in both frames alike."""
    figures = store.read(OBSERVATIONS, PROGRAM)
    events = store.read(EVENTS, PROGRAM)
    assert (len(figures), len(events)) == (ROWS, ROWS)
    assert figures["run"].nunique() == events["run"].nunique() == 1
    assert figures["run"].iloc[0] == events["run"].iloc[0]
    assert figures["value"].nunique() == events["value"].nunique() == 1
    newest = store.read(OBSERVATIONS, PROGRAM, newest=True)
    assert len(newest) == len(PLACES)
    assert set(newest["period"]) == {MONTHS[-1]}
    assert set(newest["run"]) == set(figures["run"])


def assert_archive_whole(folder):
    """Every reply under a hash is the reply of that hash; no part of one bears such a name."""
    kept = [path for path in folder.rglob("*.zst")]
    assert kept
    for path in kept:
        with pa.input_stream(path, compression="zstd") as file:
            assert hashlib.sha256(file.read()).hexdigest() == path.stem
