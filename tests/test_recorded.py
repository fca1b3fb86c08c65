"""The recorded replies, served on loopback, are collected into the store, all in one go."""

from pathlib import Path

import pandas as pd
import pytest

from collectors import http
from collectors.access import PROGRAM
from collectors.archive import Archive
from collectors.collect import Run, collect
from collectors.http import Client
from collectors.sources import all_sources
from collectors.store import Store
from indicators.frames import AGENDA, EVENTS, OBSERVATIONS, PUBLICATIONS, RUNS
from indicators.schema import Schema
from tests import recorded
from tests.publishers import Publishers
from tests.replies import FETCHED

KEPT = (OBSERVATIONS, EVENTS, AGENDA, PUBLICATIONS)


class Home:
    """A store, an archive, and the publishers on loopback."""

    def __init__(self, folder: Path, web: Publishers):
        self.folder, self.web = folder, web
        self.store = Store.in_folder(folder)
        self.archive = Archive(folder / "replies", self.store)
        self._moments = iter(pd.date_range(FETCHED, periods=500, freq="h"))
        recorded.serve(web, FETCHED)

    def run(self, *names: str) -> dict[str, Run]:
        """Collect sources, each an hour later than the one before."""
        secrets = {"IDMC_CLIENT_ID": recorded.CLIENT_ID}
        done = {}
        for name in names or recorded.SOURCES:
            source = all_sources()[name]
            client = Client(source, FETCHED, self.archive, self.web.base_url(name), secrets)
            done[name] = collect(source, client, self.store, self.archive, self._moments.__next__)
        return done

    def read(self, frame: Schema) -> pd.DataFrame:
        return self.store.read(frame, PROGRAM)

    def versions(self) -> list[int]:
        return [self.store.version(frame) for frame in KEPT]


@pytest.fixture(autouse=True, scope="module")
def _no_naps():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(http, "sleep", lambda seconds: None)
        yield


@pytest.fixture
def home(tmp_path):
    """Return an empty home."""
    with Publishers() as web:
        home = Home(tmp_path, web)
        yield home
        home.store.close()


@pytest.fixture(scope="module")
def full_home(tmp_path_factory):
    """Return a home that all six have been collected into; faults are mended by each test."""
    with Publishers() as web:
        home = Home(tmp_path_factory.mktemp("home"), web)
        home.first = home.run()
        yield home
        home.store.close()


def test_all_six_are_collected_and_a_second_time_adds_nothing(full_home):
    first = full_home.first
    assert {name: (one.finding, one.error) for name, one in first.items()} == dict.fromkeys(
        recorded.SOURCES, ("news", "")
    )
    assert all(one.rows_new > 0 for one in first.values())
    before = full_home.versions()
    assert {one.finding for one in full_home.run().values()} == {"nothing new"}
    assert full_home.versions() == before


def test_known_figures_are_in_the_store(full_home):
    events = full_home.read(EVENTS)
    assert events["source"].value_counts()["ucdp"] == 650
    assert events.loc[events["source"] == "ucdp", "value"].sum() == 2_795
    agenda = full_home.read(AGENDA)
    items = agenda.drop_duplicates(["source", "item"])["source"].value_counts()
    assert items["un_journal"] == len(recorded.JOURNAL_DAYS)
    assert {"S/PV.10993", "S/PV.7354"} <= set(agenda["symbol"])
    assert set(full_home.read(PUBLICATIONS)["source"]) >= {"un_press", "unsc_meetings"}
    displaced = full_home.store.read(OBSERVATIONS, PROGRAM, where={"place": "SDN"})
    assert 300 in displaced["value"].tolist()  # the conflict reply is our own


def test_pages_are_asked_for_to_the_end(home):
    home.run("idmc")
    asked = [one.address for one in home.web.asked if "disasters" in one.address]
    assert [part for one in asked for part in one.split("&") if "offset" in part] == [
        "offset=0",
        "offset=100",
    ]


def test_the_key_stands_in_no_row_and_no_archived_reply(home):
    home.run("idmc")
    assert recorded.CLIENT_ID in home.web.asked[0].address
    runs = home.read(RUNS)
    assert "client_id=***" in runs["replies"].iloc[0]
    assert recorded.CLIENT_ID not in runs.to_csv()
    assert recorded.CLIENT_ID.encode() not in (home.folder / "jointwatch.db").read_bytes()


def test_a_key_that_is_refused_says_how_to_get_one(home):
    home.web.fail("/idmc", "403")
    done = home.run("idmc")["idmc"]
    assert done.finding == "refused"
    assert "IDMC gives a client id free of charge" in done.error


def test_two_that_fail_on_purpose_do_no_harm(home):
    home.web.fail("/gdacs", "html")
    home.web.fail("/un_press", "cut")
    findings = {name: one.finding for name, one in home.run().items()}
    assert findings == dict.fromkeys(recorded.SOURCES, "news") | {
        "gdacs": "wrong format",
        "un_press": "error",
    }
    home.web.mend()
    assert {one.finding for one in home.run("gdacs", "un_press").values()} == {"news"}


@pytest.mark.parametrize("fault", ["html", "empty", "half", "cut", "cut gzip", "reset", "500"])
@pytest.mark.parametrize("source", recorded.SOURCES)
def test_a_fault_after_a_good_run_takes_nothing_back(full_home, source, fault):
    before = full_home.versions()
    full_home.web.fail(f"/{source}", fault)
    done = full_home.run(source)[source]
    full_home.web.mend()
    assert done.finding in ("error", "empty", "wrong format")
    assert done.error.endswith((".", ")"))
    assert full_home.versions() == before
