"""What forecasts and rules were worth: measured once, shipped, and the same when read again."""

import numpy as np
import pandas as pd
import pytest

from indicators import evaluate
from indicators.forecasting import worth
from tests.histories import world


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    return evaluate.scored(world(), start="2008-06", end="2009-06", every=6)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return worth.measured(world(), None, "2008-10", "2009-06")


def test_every_table_is_made_and_says_how_far_the_figures_reach(tables):
    assert set(tables) == set(worth.TABLES)
    for name, table in tables.items():
        if len(table):
            assert (table["data_to"] == pd.Timestamp("2009-12-01")).all(), name


def test_a_table_kept_is_the_table_read(tables, tmp_path, monkeypatch):
    worth.save(tables, tmp_path)
    monkeypatch.setattr(worth, "_FOLDER", tmp_path)
    kept = worth.load("forecasts")
    assert kept["model"].tolist() == tables["forecasts"]["model"].tolist()
    assert kept["crps"].tolist() == pytest.approx(tables["forecasts"]["crps"].tolist(), rel=1e-3)
    assert worth.load("rules")["rule"].tolist() == tables["rules"]["rule"].tolist()


def test_all_horizons_together_stand_beside_each_with_intervals(scores):
    rows = worth.forecasts(scores).set_index(["model", "horizon"])
    ours = scores[scores["model"] == "jointwatch"]
    assert rows.loc[("jointwatch", 0), "crps"] == pytest.approx(ours["crps"].mean())
    assert rows.loc[("jointwatch", 0), "n"] == len(ours)
    assert (rows["ratio_low"] <= rows["ratio"] + 1e-9).all()
    assert (rows.loc["conflictology12", "ratio"] == 1).all()


def test_reliability_counts_how_often_what_was_said_came():
    rows = pd.DataFrame({
        "model": "jointwatch", "deaths": [30.0] * 6 + [0.0] * 4 + [0.0] * 10,
        "at_least_25": [0.6] * 10 + [0.01] * 10, "at_least_100": 0.0,
    })  # fmt: skip
    table = worth.reliability(rows)
    table = table[table["event"] == "25 deaths or more"]
    assert table["said"].tolist() == pytest.approx([0.01, 0.6])
    assert table["came"].tolist() == pytest.approx([0.0, 0.6])
    assert table["n"].tolist() == [10, 10]
    assert table["brier"].iloc[0] == pytest.approx((6 * 0.16 + 4 * 0.36 + 10 * 0.0001) / 20)


def test_the_biggest_misses_are_ours_and_one_a_place_and_origin(scores):
    rows = worth.misses(scores)
    assert len(rows) <= worth.MISSES
    assert not rows.duplicated(["place", "origin"]).any()
    assert rows["crps"].iloc[0] == scores.query("model == 'jointwatch'")["crps"].max()
    assert rows["crps"].is_monotonic_decreasing
    ahead = rows["month"].dt.to_period("M").astype("int64") - rows["origin"].dt.to_period(
        "M"
    ).astype("int64")
    assert (ahead == rows["horizon"]).all()


@pytest.mark.parametrize("name", worth.TABLES)
def test_the_shipped_tables_are_there_with_their_date(name):
    table = worth.load(name)
    assert len(table)
    assert table["data_to"].nunique() == 1


def test_the_shipped_scores_are_better_than_the_benchmark_at_every_horizon():
    rows = worth.load("forecasts").query("model == 'jointwatch' and basis == 'final figures'")
    assert rows["horizon"].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert (rows["ratio"] < 1).all()
    assert (rows["ratio_high"] < 1).any()
    assert np.isfinite(rows["ign"]).all()
