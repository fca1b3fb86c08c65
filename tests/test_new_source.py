"""A source in one file appears everywhere: schedule, catalogue, kit, page; with no other edit."""

import threading
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from collectors import kit
from collectors.schedule import Schedule
from collectors.settings import load
from collectors.source import Reply
from collectors.sources import all_sources
from dashboard.cli import cli
from dashboard.opening import open_store
from dashboard.service import lock_of, sources_to_collect
from tests import homes
from tests.test_finding_sources import PYTHON, TOML

FRAME = Path(__file__).parents[1] / "dashboard" / "pages" / "navigation.py"


@pytest.fixture(params=["ships", "prices"])
def added(request, home) -> str:
    """Return the id of a source that one file added: Python of 40 lines, or TOML."""
    folder = homes.emptied(homes.fresh(home)) / "sources"
    folder.mkdir()
    if request.param == "ships":
        (folder / "ships.py").write_text(PYTHON)
    else:
        (folder / "prices.toml").write_text(TOML)
    return request.param


def test_it_is_in_the_catalogue(added):
    listed = CliRunner().invoke(cli, ["sources", "--format", "csv"])
    assert f"\n{added}," in listed.output


def test_the_kit_looks_at_it(added, home):
    missing = kit.declares(all_sources(home)[added])
    assert all(sentence.startswith("It does not say its") for sentence in missing)
    page = Reply("https://example.org/page", b"<!DOCTYPE html><html>Sign in</html>")
    assert kit.refuses(all_sources(home)[added], [page]) == []


def test_the_schedule_collects_it(added, home):
    settings, asked, turn = load(), [], threading.Event()

    def command(name: str) -> list[str]:
        asked.append(name)
        if name == added:
            turn.set()
        return ["true"]

    store = open_store(settings)
    alone = {added: sources_to_collect(settings)[added]}
    schedule = Schedule(lambda: alone, store, lock_of(settings, "schedule"), command)
    schedule.start()
    try:
        assert turn.wait(30), asked
    finally:
        schedule.stop()
        store.close()


def test_the_page_sources_shows_it(added, home):
    app = AppTest.from_file(str(FRAME), default_timeout=60)
    app.switch_page("sources.py")
    app.query_params["source"] = added
    app.run()
    assert not app.exception
    title = all_sources(home)[added].title
    assert title in pd.concat([table.value for table in app.dataframe]).to_csv()
    assert title in [heading.value for heading in app.subheader]
