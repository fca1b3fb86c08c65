"""What pages keep: made once for who may see the same, under the versions of one look."""

import threading
import time

import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit as st

from collectors.access import Viewer
from collectors.settings import load
from collectors.store import Store
from dashboard import data, kept
from dashboard.charting.drawn import Drawn
from dashboard.session import Look
from dashboard.workspace import records
from dashboard.workspace.people import ROLES, Person
from indicators.frames import AGENDA, FRAMES, RECORDS


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    st.cache_resource.clear()


@pytest.fixture
def made():
    """Return a function that is kept, and the arguments it was called with so far."""
    calls = []

    @kept.kept
    def make(*said) -> pd.DataFrame:
        calls.append(said)
        return pd.DataFrame({"said": [str(said)]})

    return make, calls


def look(organisation: str, **more) -> Look:
    return Look(Viewer(frozenset({organisation}), **more))


def test_it_is_made_once_for_the_same_look_and_anew_for_any_other(made):
    make, calls = made
    then = pd.Timestamp("2026-11-01", tz="UTC")
    others = [look("UN"), look("EU"), look("UN", person="ana"), look("UN", humanitarian=True),
              look("UN", groups=frozenset({"g"})), Look(look("UN").viewer, then),
              Look(Viewer(frozenset({"UN", "EU"})))]  # fmt: skip
    for _again in range(2):
        told = [make((1, 2), one)["said"].iloc[0] for one in others]
        assert told == [str(((1, 2), one)) for one in others]
    assert len(calls) == len(others)
    make((1, 3), others[0])  # another version
    assert len(calls) == len(others) + 1


def test_what_a_reader_writes_into_a_frame_no_other_reader_sees(made):
    make, _calls = made
    mine = make("x")
    mine["said"] = "changed"
    mine.loc[0, "said"] = "changed again"
    assert make("x")["said"].tolist() == ["('x',)"]


def test_who_asks_while_it_is_made_waits_for_the_one_who_makes_it():
    calls = []

    @kept.kept
    def slow(said: str) -> str:
        calls.append(said)
        time.sleep(0.1)
        return said

    threads = [threading.Thread(target=slow, args=("x",)) for _n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert calls == ["x"]


def test_what_could_not_be_made_is_tried_again():
    calls = []

    @kept.kept
    def fails(said: str) -> str:
        calls.append(said)
        if len(calls) == 1:
            raise ValueError(said)
        return said

    with pytest.raises(ValueError, match="x"):
        fails("x")
    assert fails("x") == "x"


def test_no_more_is_kept_than_may_be(made):
    make, calls = made
    for number in range(kept.MOST + 1):
        make(number)
    make(kept.MOST)
    assert len(calls) == kept.MOST + 1
    make(0)  # the first was let go
    assert len(calls) == kept.MOST + 2


def test_one_look_has_one_version_until_somebody_here_writes(store, store_url, monkeypatch):
    monkeypatch.setattr(data, "store", lambda: store)
    ana, other = Person("ana", "UN", ROLES), Store(store_url)
    looking, asked = look("UN"), []
    read = Store.versions
    monkeypatch.setattr(Store, "versions", lambda self: asked.append(1) or read(self))
    first = data.version(looking, RECORDS, AGENDA)
    records.save(other, "comment", {"said": "elsewhere"}, ana)
    assert data.version(looking, RECORDS, AGENDA) == first
    assert len(asked) == 1
    assert data.version(look("UN"), RECORDS) == (store.number, 1)
    records.save(store, "comment", {"said": "here"}, ana)
    assert data.version(looking, RECORDS) == (store.number, 2)
    monkeypatch.setattr(data, "store", lambda: other)
    assert data.version(looking, RECORDS) != (store.number, 2)  # what was read there is not ours
    other.close()


def test_the_versions_of_all_frames_are_those_of_each(store):
    records.save(store, "comment", {"said": "A"}, Person("ana", "UN", ROLES))
    before = store.versions()
    assert before == {name: store.version(frame) for name, frame in FRAMES.items()}
    store.seal("round", pd.Timestamp.now("UTC") - pd.Timedelta(seconds=1))
    assert store.versions() == before | {"records": before["records"] + 1}


def test_a_finished_figure_is_the_figure():
    figure = go.Figure(go.Scatter(x=[1.5, 2], y=["a", "b"]), layout={"title": "T"})
    drawn = Drawn(figure)
    assert drawn.to_dict() == figure.to_dict()
    assert drawn.to_json() == figure.to_json()


def test_settings_are_read_anew_when_the_file_or_the_environment_says_something_else(
    home, monkeypatch
):
    assert load().organisation == "LOCAL"
    (home / "jointwatch.toml").write_text('organisation = "UN"')
    assert load().organisation == "UN"
    monkeypatch.setenv("JOINTWATCH_DATABASE_URL", "sqlite:///x")
    assert load().database_url == "sqlite:///x"
