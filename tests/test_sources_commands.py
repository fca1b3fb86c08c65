"""`jointwatch sources new` and `sources check`, as an analyst uses them."""

import io

import pandas as pd
import pytest
from click.testing import CliRunner
from PIL import Image

from collectors.sources import all_sources, faults
from dashboard.cli import cli
from tests import homes
from tests.publishers import SIGN_IN, Publishers

PEOPLE = """iso3,date,people
SDN,2026-01-01,5
TCD,2026-01-01,6
SDN,2026-02-01,7
SDN,2026-04-01,9
XQX,2026-01-01,2
"""
SAID = {
    "title": "People counted", "publisher": "Example Statistics", "licence": "CC BY 4.0",
    "homepage": "https://example.org", "terms": "May be shown.", "every": "1 day",
    "unit": "people", "kind": "stock", "worse": "higher",
}  # fmt: skip


@pytest.fixture
def run(home):
    return lambda *words: CliRunner().invoke(cli, list(words))


@pytest.fixture
def opened(home):
    """Put a store that is there already, and empty, into the home: no shipped history is read."""
    return homes.emptied(homes.fresh(home))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def fill_in(home, name="people", **said):
    path = home / "sources" / f"{name}.toml"
    text = path.read_text()
    for key, value in (SAID | said).items():
        text = text.replace(f'\n{key} = "TO FILL IN"', f'\n{key} = "{value}"')
    path.write_text(text)


@pytest.mark.usefixtures("opened")
def test_a_file_becomes_a_source_once_a_person_has_filled_in_the_rest(run, home, file):
    done = run("sources", "new", "people", "--from", str(file))
    assert done.exit_code == 0, done.output
    assert "Places: iso3 (iso3)" in done.stdout
    assert "Figures: people" in done.stdout
    assert "No place is known by the name: XQX (1)." in done.stdout
    assert "series 1, unit: expected what is counted" in done.stdout
    assert (home / "sources" / "people.csv").read_text() == PEOPLE
    assert "people" not in all_sources(home)
    assert "TO FILL IN" in faults(home)["people.toml"]
    fill_in(home)
    assert all_sources(home)["people"].publisher == "Example Statistics"
    assert "people" not in faults(home)
    collected = run("collect", "people")
    assert collected.exit_code == 0, collected.output
    shown = run("show", "observations", "--series", "people.people", "--format", "csv")
    assert len(shown.stdout.splitlines()) == 1 + 4


@pytest.mark.usefixtures("opened")
def test_the_catalogue_says_how_much_there_is_until_when_and_what_is_missing_and_why(
    run, home, file
):
    run("sources", "new", "people", "--from", str(file))
    fill_in(home)
    assert run("collect", "people").exit_code == 0
    told = pd.read_csv(io.StringIO(run("sources", "--format", "csv").stdout)).set_index("source")
    there = told.loc["people"]
    assert (there["series_told"], there["places"]) == (1, 2)
    assert there["newest_period"].startswith("2026-04-01")
    assert there["terms"] == "May be shown."
    said = run("sources").stdout
    assert "What is missing, and why:" in said
    assert "IDMC_CLIENT_ID" in said[said.index("What is missing") :]
    one = run("sources", "people").stdout
    assert "What there is of it" in one
    assert "1 April 2026" in one


def test_an_address_becomes_a_source(run, home):
    with Publishers() as web:
        web.offer("/people.csv", PEOPLE)
        address = f"{web.url}/people.csv"
        done = run("sources", "new", "people", "--from", address)
        assert done.exit_code == 0, done.output
        assert "jointwatch/" in web.asked[0].headers["User-Agent"]
        assert f'url = "{address}"' in (home / "sources" / "people.toml").read_text()
        fill_in(home)
        assert run("sources", "check", "people").exit_code == 0


def test_nothing_is_written_over(run, home, file):
    (home / "sources").mkdir()
    for name in ("people.toml", "people.csv", "people.py"):
        mine = home / "sources" / name
        mine.write_text("# mine")
        done = run("sources", "new", "people", "--from", str(file))
        assert done.exit_code == 1
        assert "is there already and was left as it is" in done.output
        assert mine.read_text() == "# mine"
        mine.unlink()
        assert list((home / "sources").iterdir()) == []
    done = run("sources", "new", "ucdp", "--from", str(file))
    assert "There is a source 'ucdp' already" in done.output


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("people", SIGN_IN, "a web page came instead of data"),
        ("people", b"", "nothing in it"),
        ("My People", PEOPLE.encode(), "'My People' cannot be the name of a source"),
        ("../evil", PEOPLE.encode(), "cannot be the name of a source"),
    ],
)
def test_what_cannot_be_a_source_is_refused_in_a_sentence(run, home, tmp_path, name, body, told):
    (tmp_path / "data").write_bytes(body)
    done = run("sources", "new", name, "--from", str(tmp_path / "data"))
    assert done.exit_code == 1
    assert told in done.output
    assert "Traceback" not in done.output
    assert not (home / "sources").exists()


def test_neither_an_address_nor_a_file_is_refused(run, tmp_path):
    done = run("sources", "new", "people", "--from", str(tmp_path / "nowhere.csv"))
    assert "neither an address of the web nor a file" in done.output


@pytest.fixture
def checked(run, home, file):
    """Return a function that checks the source `people`, filled in."""
    run("sources", "new", "people", "--from", str(file))
    fill_in(home)
    return lambda *words: run("sources", "check", "people", *words)


def test_a_check_tells_columns_units_places_gaps_duplicates_and_three_years(checked):
    done = checked()
    assert done.exit_code == 0, done.output
    for told in (
        "Columns of observations", "people.people", "observations: 4 rows.",
        "observations: no row is told twice.", "no place is known by the name: XQX (1)",
        "months without a figure between the first and the last of a place: 1, of Sudan (1).",
        "The last 3 years", "Sudan                    ▅▇·█ 9 people (2026-01 to 2026-04)",
        "The conformance kit finds nothing wrong.",
    ):  # fmt: skip
        assert told in done.stdout


def test_a_check_keeps_nothing(checked, home):
    checked()
    assert not (home / "jointwatch.db").exists()
    assert not (home / "replies").exists()


def test_a_check_reads_saved_replies(checked, tmp_path):
    (tmp_path / "later.csv").write_text(PEOPLE.replace("2026", "2027"))
    assert "2027-01 to 2027-04" in checked(str(tmp_path / "later.csv")).stdout


def test_what_does_not_fit_is_told_and_the_status_is_one(checked, tmp_path):
    (tmp_path / "other.csv").write_text("iso3,day,people\nSDN,2026-01-01,5\n")
    done = checked(str(tmp_path / "other.csv"))
    assert done.exit_code == 1
    assert "Wrong: It does not read the replies: other.csv: columns missing: date." in done.stdout


def test_a_check_of_a_file_not_filled_in_names_its_lines(run, home, file):
    run("sources", "new", "people", "--from", str(file))
    done = run("sources", "check", "people")
    assert done.exit_code == 1
    assert "line 30: series 1, unit: expected what is counted" in done.output


def test_the_chart_is_saved_as_a_picture(checked, tmp_path):
    done = checked("--png", str(tmp_path / "chart.png"))
    assert f"Saved: {tmp_path / 'chart.png'}" in done.stdout
    with Image.open(tmp_path / "chart.png") as image:
        assert image.format == "PNG"
        assert len(image.getcolors(100_000)) > 2


@pytest.mark.usefixtures("opened")
def test_a_name_alone_still_shows_one_source_and_nothing_shows_all(run):
    assert "ucdp" in run("sources").stdout
    for words in (["ucdp"], ["--format", "csv", "ucdp"], ["show", "ucdp", "--format", "csv"]):
        assert "Uppsala" in run("sources", *words).stdout
    assert "There is no source 'nowhere'" in run("sources", "nowhere").output
