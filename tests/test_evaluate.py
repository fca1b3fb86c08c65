"""Backtests: each day of the past knows only its own past."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from indicators import evaluate, forecast
from indicators.forecasting.history import read_history
from tests.histories import table, world
from tests.shared import shared

COLUMNS = [
    "model", "horizon", "n", "crps", "crps_log", "ign", "mis", "coverage90", "coverage90_all",
    "ratio",
]  # fmt: skip


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    return evaluate.scored(world(), start="2008-01", end="2009-06", every=6)


def test_one_row_per_model_and_horizon_with_the_benchmarks_among_them(scores):
    rows = evaluate.means(scores)
    assert list(rows.columns) == COLUMNS
    assert set(zip(rows["model"], rows["horizon"], strict=True)) == {
        (model, horizon) for model in forecast.MODELS for horizon in range(1, 7)
    }
    assert (rows["n"] == 3 * 12).all()


def test_the_ratio_is_to_conflictology_at_the_same_horizon(scores):
    rows = evaluate.means(scores).set_index(["model", "horizon"])
    assert (rows.loc["conflictology12", "ratio"] == 1).all()
    expected = rows.loc[("zero", 3), "crps"] / rows.loc[("conflictology12", 3), "crps"]
    assert rows.loc[("zero", 3), "ratio"] == expected


def test_origins_are_those_with_all_outcomes_known():
    scores = evaluate.scored(world(), start="2009-01", end="2020-01", every=3)
    assert scores["origin"].max() == pd.Timestamp("2009-04-01")  # the world ends in 2009-12


def test_a_period_without_outcomes_says_so():
    with pytest.raises(ValueError, match="No month from 2015-01 to 2016-01"):
        evaluate.scored(world(), start="2015-01", end="2016-01")


def test_what_came_later_changes_no_forecast():
    changed = world()
    changed.iloc[-3:] += 1000  # after the outcomes of the one origin below
    arguments = {"start": "2009-03", "end": "2009-03", "every": 1}
    before, after = evaluate.scored(world(), **arguments), evaluate.scored(changed, **arguments)
    pd.testing.assert_frame_equal(before, after)


def test_tasks_may_be_done_by_others(scores):
    with ThreadPoolExecutor(2) as others:
        same = evaluate.scored(world(), start="2008-01", end="2009-06", every=6, map=others.map)
    pd.testing.assert_frame_equal(scores, same)


def test_a_silent_place_is_not_scored():
    deaths = world()
    deaths.iloc[-7, 0] = np.nan  # the newest month known at the origin
    deaths.iloc[-1, 1] = np.nan  # an outcome
    rows = evaluate.scored(deaths, start="2009-06", end="2009-06", every=1)
    of = rows[rows["model"] == "zero"].groupby("place").size()
    assert deaths.columns[0] not in of
    assert of[deaths.columns[1]] == 5
    assert of[deaths.columns[2]] == 6


def test_active_places_had_25_deaths_in_36_months(scores):
    deaths = world()
    rows = scores[scores["origin"] == "2008-01-01"].groupby("place")["active"].first()
    assert rows.to_dict() == (deaths[:"2008-01"].iloc[-36:].sum() >= 25).to_dict()


def test_the_interval_holds_the_ratio_and_is_the_same_every_time(scores):
    ratio, low, high = evaluate.ratio_interval(scores)
    sums = scores.groupby("model")["crps"].sum()
    assert ratio == pytest.approx(sums["jointwatch"] / sums["conflictology12"])
    assert low < ratio < high
    assert evaluate.ratio_interval(scores) == (ratio, low, high)


def test_a_benchmark_that_is_never_wrong_gives_no_ratio():
    rows = pd.DataFrame({"model": ["jointwatch", "conflictology12"] * 2, "crps": 0.0})
    rows["place"] = ["AAX", "AAX", "BBX", "BBX"]
    assert np.isnan(evaluate.ratio_interval(rows)).all()


def test_calibration_shares_add_up_and_are_even_for_a_right_forecast():
    draw = np.random.default_rng(3)
    below = draw.uniform(0, 1, 20_000)
    rows = pd.DataFrame({"model": "m", "active": True, "below": below, "reached": below})
    shares = evaluate.calibration(rows, "m")["share"]
    assert shares.sum() == pytest.approx(1)
    assert shares.between(0.09, 0.11).all()


def test_an_outcome_tied_with_all_samples_is_spread_over_all_tenths():
    rows = pd.DataFrame({"model": "m", "active": False, "below": [0.0], "reached": [1.0]})
    assert evaluate.calibration(rows, "m")["share"].tolist() == pytest.approx([0.1] * 10)


@pytest.fixture
def released() -> tuple[pd.DataFrame, dict[pd.Timestamp, pd.DataFrame]]:
    """A history, and vintages of it in which 2008 was a fifth too low until June 2009."""
    final = world(months=126)
    vintages = {}
    for month in pd.date_range("2009-03", "2009-12", freq="MS"):
        known = final[:month].copy()
        open_from = "2009-01" if month >= pd.Timestamp("2009-06") else "2008-01"
        known.loc[open_from:] = (known.loc[open_from:] * 0.8).round()
        vintages[month + pd.DateOffset(days=50)] = known
    return final, vintages


def test_models_see_the_vintage_and_not_the_final_figures(released):
    final, vintages = released
    tasks = list(evaluate._tasks(final, vintages, "2009-03", "2009-12", 1, (1, 2)))
    assert [task.known.index[-1].month for task in tasks] == list(range(3, 13))
    for task, table_ in zip(tasks, vintages.values(), strict=True):
        assert task.known.equals(table_)


def test_a_correction_waits_for_the_release_that_teaches_it(released):
    final, vintages = released
    march, june = [
        next(evaluate._tasks(final, vintages, month, month, 1, (1,)))
        for month in ("2009-03", "2009-06")
    ]
    assert march.corrected.equals(march.known)
    place = final.columns[2]
    assert june.corrected[place].iloc[-1] > 1.05 * june.known[place].iloc[-1]


def test_a_later_vintage_of_the_same_month_teaches_nothing(released):
    final, vintages = released
    may = max(day for day, known in vintages.items() if known.index[-1].month == 5)
    vintages[may + pd.DateOffset(days=1)] = final[:"2009-05"]
    task = next(evaluate._tasks(final, vintages, "2009-05", "2009-05", 1, (1,)))
    assert task.corrected.equals(task.known)


def test_on_vintages_ours_is_corrected_and_less_trusting(released):
    final, vintages = released
    task = next(evaluate._tasks(final, vintages, "2009-10", "2009-10", 1, (1, 2, 3, 4)))
    drawn = evaluate._said(task)
    told = forecast.samples(task.corrected, (1, 2, 3, 4), trust=forecast.PROVISIONAL)
    assert np.array_equal(drawn["jointwatch"], told)
    assert np.array_equal(drawn[evaluate.TRUSTING], forecast.samples(task.known, (1, 2, 3, 4)))
    assert not np.array_equal(drawn["jointwatch"], drawn[evaluate.TRUSTING])


def test_a_place_no_vintage_names_had_no_deaths(released):
    final, vintages = released
    wider = final.assign(ZZX=0.0)
    task = next(evaluate._tasks(wider, vintages, "2009-10", "2009-10", 1, (1,)))
    assert (task.known["ZZX"] == 0).all()


def test_ours_beats_conflictology_on_the_record():
    history = read_history(str(shared("data/ucdp_country_month.csv.gz")))
    scores = evaluate.scored(history, start="2018-06", end="2021-06", every=12)
    total = evaluate.means(scores, ["model"]).set_index("model")
    assert total.loc["jointwatch", "ratio"] < 0.95
    assert total.loc["jointwatch", "ign"] < total.loc["conflictology12", "ign"]


def test_hand_computed_scores_of_a_small_backtest():
    """Two places, the zero model: its CRPS is the mean of the deaths that came."""
    deaths = table({"AAX": [0.0] * 60 + [2.0, 4.0], "BBX": [10.0] * 62})
    rows = evaluate.backtest_forecasts(deaths, start="2004-12", end="2004-12", horizons=(1, 2))
    zero = rows[rows["model"] == "zero"].set_index("horizon")["crps"]
    assert zero.to_dict() == {1: (2 + 10) / 2, 2: (4 + 10) / 2}
