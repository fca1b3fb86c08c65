"""Every source in one go, as `jointwatch collect` runs them, from replies on loopback."""

import resource
import time

import pandas as pd
import pytest

from collectors import http
from collectors.access import PROGRAM
from collectors.sources import all_sources
from dashboard.opening import open_store
from indicators.frames import OBSERVATIONS, RUNS
from tests import every_source
from tests.publishers import Publishers

FAILING = {"gdacs": "html", "unhcr": "half"}  # on purpose


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Return what each source's run came to, the store, and the keys that were set."""
    with Publishers() as web, pytest.MonkeyPatch.context() as patch:
        patch.setattr(http, "sleep", lambda seconds: None)
        for name, value in every_source.KEYS.items():
            patch.setenv(name, value)
        every_source.serve(web, pd.Timestamp.now("UTC"))
        for source, fault in FAILING.items():
            web.fail(f"/{source}", fault)
        told = every_source.settings(web, tmp_path_factory.mktemp("all") / "home")
        store, began = open_store(told), time.monotonic()
        rows = every_source.collect_all(told, store)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{len(rows)} sources in {time.monotonic() - began:.0f} s; this process: "
              f"{memory:.0f} MB at its peak.")  # fmt: skip
        yield rows.set_index("source"), store
        store.close()


def test_every_source_tells_news_and_two_that_fail_on_purpose_do_no_harm(collected):
    rows, _ = collected
    assert set(rows.index) == set(all_sources())
    said = {name: (row.finding, row.said) for name, row in rows.iterrows() if row.finding != "news"}
    assert {name: finding for name, (finding, _) in said.items()} == dict.fromkeys(
        FAILING, "wrong format"
    ), said
    assert (rows.drop(list(FAILING))["rows_new"] > 0).all()


def test_what_failed_is_written_down_and_kept_nothing(collected):
    _, store = collected
    runs = store.read(RUNS, PROGRAM).set_index("source")
    assert set(runs.index) >= set(all_sources())
    assert all(runs.loc[name, "error"].endswith((".", ")")) for name in FAILING)
    series = store.read(OBSERVATIONS, PROGRAM, newest=True)["series"].str.split(".").str[0]
    assert {"fts", "hapi", "ipc", "ucdp"} <= set(series)
    assert not set(FAILING) & set(series)


def test_no_key_is_kept(collected):
    rows, store = collected
    kept = store.read(RUNS, PROGRAM).to_csv() + rows.to_csv()
    secret = [value for name, value in every_source.KEYS.items() if name != "ACLED_EMAIL"]
    assert [value for value in secret if value in kept] == []
