"""Scores against cases worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import forecast
from indicators.forecasting import scores
from indicators.forecasting.history import read_history
from tests.shared import shared


def one(score, samples, observed) -> float:
    return float(score(np.array([samples], float), np.array([observed], float))[0])


def test_crps_of_a_single_value_is_the_absolute_error():
    assert one(scores.crps, [7], 10) == 3


@pytest.mark.parametrize(
    ("samples", "observed", "expected"),
    [
        ([0, 2], 1, 0.5),  # mean error 1, half the mean difference of pairs 0.5
        ([1, 2, 3, 4], 2, 0.375),  # mean error 1, half the mean difference 0.625
        ([4, 2, 3, 1], 2, 0.375),  # order does not matter
        ([0, 0, 0, 0], 10, 10),
    ],
)
def test_crps_matches_cases_worked_by_hand(samples, observed, expected):
    assert one(scores.crps, samples, observed) == pytest.approx(expected)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.integers(0, 60))
def test_crps_is_the_area_between_the_distribution_and_the_outcome(samples, observed):
    steps = np.arange(0, 61)
    below = (np.array(samples)[:, None] <= steps).mean(axis=0)
    area = ((below - (observed <= steps)) ** 2)[:-1].sum()
    assert one(scores.crps, samples, observed) == pytest.approx(area)


def test_crps_of_logarithms_treats_doubling_alike_at_any_size():
    small = one(scores.crps_log, [9], 19)
    large = one(scores.crps_log, [999], 1999)
    assert small == pytest.approx(np.log(2))
    assert large == pytest.approx(np.log(2))


@pytest.mark.parametrize(
    ("samples", "observed", "expected"),
    [
        ([0] * 1000, 0, -np.log2(1001 / 1011)),
        ([0] * 1000, 5, -np.log2(1 / 1011)),
        ([0, 1, 1, 7], 2, -np.log2(3 / 15)),  # two of four samples in the bin 1-2
        ([300, 400, 600, 2000], 500, -np.log2(3 / 15)),  # bin 251-500
        ([1000, 1001, 1001, 5000], 1200, -np.log2(4 / 15)),  # bin 1001 and more
    ],
)
def test_ign_counts_the_samples_in_the_outcomes_bin(samples, observed, expected):
    assert one(scores.ign, samples, observed) == pytest.approx(expected)


def test_bins_begin_where_the_challenge_begins_them():
    edges = [0, 1, 2, 3, 5, 6, 10, 11, 25, 26, 50, 51, 100, 101, 250, 251, 500, 501, 1000, 1001]
    bins = [int(forecast.bin_counts(np.array([e])).argmax()) for e in edges]
    assert bins == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10]


def test_the_interval_score_adds_twenty_times_what_lies_outside():
    samples = list(range(101))  # 5 % quantile 5, 95 % quantile 95
    assert one(scores.mis, samples, 50) == pytest.approx(90)
    assert one(scores.mis, samples, 0) == pytest.approx(90 + 20 * 5)
    assert one(scores.mis, samples, 100) == pytest.approx(90 + 20 * 5)


def test_the_ends_of_the_interval_are_covered():
    samples = list(range(101))
    assert [one(scores.covered, samples, y) for y in (4, 5, 95, 96)] == [0, 1, 1, 0]


def test_an_outcome_tied_with_samples_has_a_range_of_ranks():
    below, reached = scores.rank(np.array([[0, 0, 0, 4]]), np.array([0]))
    assert (below[0], reached[0]) == (0, 0.75)


@pytest.mark.parametrize(("year", "published"), [(2018, 14.48), (2019, 9.15)])
def test_conflictology_reaches_the_published_crps_of_the_views_challenge(year, published, tmp_path):
    """State-based deaths, data to October of the year before, steps 3 to 14."""
    import pandas as pd

    rows = pd.read_csv(shared("data/ucdp_country_month.csv.gz"))
    rows = rows.dropna(subset="best_sb").assign(best=lambda r: r["best_sb"].astype(int))
    rows[["iso3", "month", "best"]].to_csv(tmp_path / "state_based.csv", index=False)
    history = read_history(str(tmp_path / "state_based.csv"))
    drawn = forecast.MODELS["conflictology12"](history[: f"{year - 1}-10"], range(3, 15), 1000)
    outcomes = history[f"{year}-01" : f"{year}-12"].to_numpy().T
    assert scores.crps(drawn, outcomes).mean() == pytest.approx(published, rel=0.02)
