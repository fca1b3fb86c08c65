"""Forecasts and backtests on the command line."""

from functools import partial
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from dashboard.cli import cli

MONTHS = pd.period_range("2000-01", "2025-06", freq="M").astype(str)


@pytest.fixture
def history(tmp_path):
    """Return a file of three countries: at war, sometimes violent, and at peace."""
    chance = np.random.default_rng(1)
    parts = [
        pd.DataFrame({"iso3": place, "month": MONTHS, "best": chance.poisson(mean, len(MONTHS))})
        for place, mean in (("SDN", 300), ("KEN", 3), ("CHE", 0))
    ]
    file = tmp_path / "history.csv"
    pd.concat(parts).to_csv(file, index=False)
    return str(file)


def run(*words):
    return CliRunner().invoke(cli, words)


def test_a_forecast_tells_six_months_of_every_country(history):
    done = run("forecast", "--history", history, "--issued", "2024-12", "--format", "csv")
    assert done.exit_code == 0, done.output
    table = pd.read_csv(StringIO(done.stdout))
    assert len(table) == 3 * 6
    war = table[table["place"] == "SDN"]
    assert war["month"].iloc[0].startswith("2025-01")
    assert war["median"].between(200, 400).all()
    assert (war["low_90"] <= war["median"]).all()
    assert (table[table["place"] == "CHE"]["at_least_25"] < 0.05).all()


def test_a_backtest_tells_each_model_and_horizon(history):
    words = ("--from", "2023-12", "--to", "2024-06", "--every", "6", "--horizons", "1-2")
    done = run("backtest", "forecasts", "--history", history, *words, "--format", "csv")
    assert done.exit_code == 0, done.output
    table = pd.read_csv(StringIO(done.stdout))
    assert set(table["horizon"]) == {1, 2}
    assert table["model"].nunique() == 5
    assert (table["n"] == 2 * 3).all()


def test_the_track_record_of_rules_is_told(history):
    done = run("backtest", "rules", "--history", history, "--from", "2024-01", "--format", "csv")
    assert done.exit_code == 0, done.output
    assert "precision" in done.stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("iso3,month,best\nSDN,2024-01,-1\n", "negative|below"),
        ("iso3,month\nSDN,2024-01\n", "best"),
        ("iso3,month,best\nSDN,2024-01,0\n", "no death at all"),
    ],
)
def test_a_file_that_is_wrong_is_told_in_a_sentence(tmp_path, text, said):
    file = tmp_path / "wrong.csv"
    file.write_text(text)
    done = run("forecast", "--history", str(file))
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert pd.Series([done.output]).str.contains(said).all(), done.output


def test_the_ledger_of_a_new_installation_is_empty_and_says_so(home):
    done = run("ledger")
    assert done.exit_code == 0, done.output
    assert "No issue has been kept yet" in done.stderr
    done = run("ledger", "--format", "csv")
    assert done.stdout.startswith("model,issued,known_at,digest,unchanged")


def test_what_forecasts_were_worth_is_written_where_asked(history, tmp_path, monkeypatch):
    from indicators.forecasting import worth

    short = partial(worth.measured, start="2024-06", rules_from="2024-10")
    monkeypatch.setattr(worth, "measured", short)
    folder = tmp_path / "worth"
    done = run("backtest", "save", "--history", history, "--to", str(folder))
    assert done.exit_code == 0, done.output
    assert {file.stem for file in folder.glob("*.csv")} == set(worth.TABLES)
    kept = pd.read_csv(folder / "forecasts.csv")
    assert set(kept["horizon"]) == set(range(7))
    assert (kept["data_to"] == "2025-06-01").all()
