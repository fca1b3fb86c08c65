"""Sources are found by themselves, and a broken one stops no other."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from collectors import sources
from collectors.sources import all_sources, faults
from tests.test_toml_sources import CSV, SOURCE, WHEAT

PYTHON = '''"""Ships held up, by country, as a spare example."""

from datetime import timedelta

import pandas as pd

from collectors.source import Part, Source
from indicators.frames import OBSERVATIONS, Series


def fetch(client):
    """Ask for the one file there is."""
    yield client.get("https://ships.example.org/held.csv")


def parse(replies):
    """Read country, month and number of ships."""
    for reply in replies:
        rows = reply.csv(["iso3", "month", "ships"])
        rows["period"] = pd.to_datetime(rows["month"], format="%Y-%m")
        rows["value"] = rows["ships"].astype(float)
        rows = rows.rename(columns={"iso3": "place"})[["place", "period", "value"]]
        yield Part(OBSERVATIONS, rows.assign(series="ships.held", published=pd.NaT))


SOURCE = Source(
    id="ships",
    title="Ships held up",
    publisher="Example Port Authority",
    homepage="https://ships.example.org",
    licence="CC BY 4.0",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(Series("ships.held", "Ships held up", "ships", "month", "stock"),),
)
'''
TOML = SOURCE + CSV + WHEAT


@pytest.fixture
def folder(tmp_path) -> Path:
    """Return the folder for sources in a data folder."""
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


@pytest.fixture
def home(folder) -> Path:
    return folder.parent


def test_every_source_of_the_package_can_be_used():
    assert {"ucdp", "gdacs"} <= all_sources().keys()
    assert faults() == {}


def test_a_source_of_forty_lines_is_found_without_another_edit(home, folder):
    assert len(PYTHON.splitlines()) <= 40
    (folder / "ships.py").write_text(PYTHON)
    assert all_sources(home)["ships"].publisher == "Example Port Authority"
    assert "ships" not in all_sources()


def test_a_toml_file_is_found_like_a_module(home, folder):
    (folder / "anything.toml").write_text(TOML)
    assert all_sources(home)["prices"].title == "Prices of food"
    assert list(all_sources(home)) == sorted(all_sources(home))


def test_a_home_without_a_folder_for_sources_has_none(tmp_path):
    assert all_sources(tmp_path / "nowhere") == all_sources()
    assert faults(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("b.toml", TOML.replace('every = "12 hours"', ""), "line 1: source.every is missing"),
        ("b.toml", "[", "cannot be read"),
        ("b.py", "x = (", "b.py cannot be used: SyntaxError"),
        ("b.py", "import nothing_like_it", "b.py cannot be used: ModuleNotFoundError: No module"),
        ("b.py", "raise SystemExit(3)", "b.py cannot be used: SystemExit: 3"),
        ("b.py", "raise ValueError", "ValueError: no reason given"),
        ("b.py", "x = 1", "b.py has no SOURCE"),
        ("b.py", "SOURCE = 'a text'", "b.py has no SOURCE"),
        ("b.py", PYTHON.replace('id="ships"', 'id="../Ships"'), "must be small letters"),
        ("b.py", PYTHON.replace('"ships.held", "', '"ucdp.deaths", "'), "must begin with 'ships.'"),
        ("b.py", "\x00", "b.py cannot be used"),
    ],
)
def test_a_broken_file_is_a_fault_with_a_sentence_and_stops_no_other(
    home, folder, name, text, told
):
    (folder / name).write_text(text)
    (folder / "ships.py").write_text(PYTHON)
    assert told in faults(home)[name]
    assert list(faults(home)) == [name]
    assert {"ships", *all_sources()} == all_sources(home).keys()


def test_the_package_wins_over_a_file_with_the_same_id(home, folder):
    (folder / "mine.toml").write_text(TOML.replace("prices", "ucdp"))
    assert all_sources(home)["ucdp"] is all_sources()["ucdp"]
    assert faults(home) == {
        "mine.toml": "There is a source 'ucdp' already (ucdp.py), which stands."
    }


def test_of_two_files_with_one_id_the_second_is_a_fault(home, folder):
    (folder / "a.toml").write_text(TOML)
    (folder / "b.toml").write_text(TOML)
    assert list(faults(home)) == ["b.toml"]


def test_files_that_begin_with_an_underscore_or_a_dot_are_no_sources(home, folder):
    for name in ("_helper.py", ".draft.toml", "notes.txt"):
        (folder / name).write_text("not a source")
    assert all_sources(home) == all_sources()
    assert faults(home) == {}


def test_a_changed_file_is_read_again(home, folder):
    (folder / "ships.py").write_text(PYTHON)
    assert all_sources(home)["ships"].title == "Ships held up"
    (folder / "ships.py").write_text(PYTHON.replace('title="Ships held up"', 'title="Ships"'))
    assert all_sources(home)["ships"].title == "Ships"
    (folder / "ships.py").unlink()
    assert "ships" not in all_sources(home)


def test_what_a_file_prints_stays_out_of_the_tables_for_programs(home, folder, capsys):
    (folder / "ships.py").write_text("print('hello')\n" + PYTHON)
    assert "ships" in all_sources(home)
    assert capsys.readouterr().out == ""


def test_an_installed_package_may_bring_sources(home, folder, monkeypatch, request):
    request.addfinalizer(sources._of_installed.cache_clear)
    (folder / "late.py").write_text(PYTHON)
    points = [
        EntryPoint("module", "installed_ships", sources.GROUP),
        EntryPoint("object", "installed_ships:SOURCE", sources.GROUP),
        EntryPoint("broken", "no_such_module:SOURCE", sources.GROUP),
    ]
    (home / "installed_ships.py").write_text(PYTHON)
    monkeypatch.syspath_prepend(home)
    monkeypatch.setattr(sources, "entry_points", lambda group: points)
    sources._of_installed.cache_clear()
    assert all_sources(home)["ships"].title == "Ships held up"
    assert faults(home).keys() == {"broken", "object", "late.py"}
    assert "(module)" in faults(home)["late.py"]
