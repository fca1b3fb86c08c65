"""Indicators of displacement, food and humanitarian space, by example and by property."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue import ALL
from indicators.indicator import COLUMNS
from tests.test_indicators import monthly

DAY = pd.Timestamp("2026-11-23")


def figures(*told):
    """Rows of (series, period, value) about one place."""
    return pd.DataFrame(
        {
            "series": [series for series, _, _ in told],
            "place": "SDN",
            "period": pd.to_datetime([period for _, period, _ in told]).astype("datetime64[us]"),
            "value": [float(value) for _, _, value in told],
            "known_at": pd.Timestamp("2026-11-01", tz="UTC").as_unit("us"),
            "vintage": "collected",
        }
    )[COLUMNS]


def made(id, told, *day):
    return ALL[id].compute(told, *day).sort_values("period")["value"].tolist()


def daily(values, cause="conflict", last=DAY):
    days = pd.date_range(end=last, periods=len(values), freq="D")
    series = f"idmc.idu_{cause}_daily"
    return figures(*((series, day, value) for day, value in zip(days, values, strict=True)))


def test_a_surge_of_displacement_is_the_most_of_a_year_and_at_the_floor():
    id = "displacement.surge_conflict"
    quiet = [100.0] * 430  # 3,000 in any 30 days
    assert made(id, daily(quiet), DAY)[-1] == 0.6
    told = made(id, daily([*quiet[:-1], 2100.0]), DAY)  # 5,000 in the last 30 days
    assert told[-1] == 1
    assert max(told[:-1]) < 1
    assert made(id, daily([*quiet[:-1], 2099.0]), DAY)[-1] < 1
    past = [9000.0, *quiet[1:200]]  # the largest lies within the year
    assert made(id, daily([100.0] * 300 + past), DAY)[-1] < 1


def test_the_same_over_three_years_needs_three_years():
    id = "displacement.surge_conflict_three_years"
    assert made(id, daily([500.0] * 1_000), DAY) == []
    assert made(id, daily([500.0] * 1_200), DAY)[-1] == 1


def test_disasters_have_their_own_floor():
    told = daily([1000.0] * 430, "disaster")
    assert made("displacement.surge_disaster", told, DAY)[-1] == 0.6


def test_under_a_year_of_days_there_is_no_surge_and_no_calm():
    assert made("displacement.surge_conflict", daily([9e5] * 394), DAY) == []
    assert len(made("displacement.surge_conflict", daily([9e5] * 395), DAY)) == 1


def test_days_without_a_figure_are_zero_from_the_first_that_the_source_told():
    first = daily([1.0], "disaster", DAY - pd.Timedelta(days=500))
    now = daily([8000.0], "conflict", DAY)
    assert made("displacement.surge_conflict", pd.concat([first, now]), DAY) == [1.6]


@settings(max_examples=8)
@given(st.lists(st.integers(0, 2_000), min_size=400, max_size=420))
def test_a_surge_is_a_maximum_of_thirty_day_sums(values):
    sums = pd.Series(values, dtype="float64").rolling(30).sum()
    newest = sums.iloc[-1]
    told = made("displacement.surge_conflict", daily(values), DAY)
    if newest > 0:
        assert (told[-1] >= 1) == (newest >= max(sums.iloc[-366:].max(), 5_000))


def test_new_displacement_is_the_sum_of_what_was_told():
    told = figures(
        ("idmc.idu_conflict", "2026-01-01", 100), ("hdx.idu_conflict", "2026-01-01", 999),
        ("hdx.idu_conflict", "2026-06-01", 50),
    )  # fmt: skip
    assert made("displacement.new_conflict_12_months", told)[-1] == 150


def test_the_share_of_the_population_takes_a_population_of_up_to_three_years_before():
    told = figures(
        ("idmc.conflict_idps", "2025-01-01", 9_000_000), ("idmc.conflict_idps", "2019-01-01", 1),
        ("world_bank.population", "2023-01-01", 45_000_000),
    )  # fmt: skip
    assert made("displacement.share_of_population", told) == [20]
    old = figures(
        ("idmc.conflict_idps", "2025-01-01", 9e6), ("world_bank.population", "2020-01-01", 4e7)
    )
    assert made("displacement.share_of_population", old) == []


def test_refugees_and_displaced_people_are_uprooted_alike():
    told = figures(
        ("unhcr.refugees_from", "2025-01-01", 2e6), ("unhcr.idps", "2025-01-01", 7e6),
        ("world_bank.population", "2025-01-01", 45e6),
    )  # fmt: skip
    assert made("displacement.uprooted_share", told) == [20]


def test_of_a_figure_that_several_pass_on_the_first_counts():
    told = figures(("hapi.displaced", "2026-06-01", 5), ("iom_dtm.displaced", "2026-06-01", 6))
    assert made("displacement.stock", told) == [6]


def analysis(period, share, analysed, phase4=0.0, publisher="ipc", suffix=""):
    return [
        (f"{publisher}.ipc_phase3_share{suffix}", period, share),
        (f"{publisher}.ipc_phase4{suffix}", period, phase4),
        (f"{publisher}.ipc_analysed{suffix}", period, analysed),
    ]


def test_analyses_are_compared_only_where_the_people_analysed_are_alike():
    alike = figures(*analysis("2025-06-01", 20, 100), *analysis("2026-06-01", 26, 110))
    assert made("food.phase3_share_change", alike) == [6]
    apart = figures(*analysis("2025-06-01", 20, 100), *analysis("2026-06-01", 26, 111))
    assert made("food.phase3_share_change", apart) == []


def test_the_share_in_emergency_is_of_those_analysed():
    told = figures(*analysis("2026-06-01", 30, 200, phase4=10))
    assert made("food.phase4_share", told) == [5]


def test_the_outlook_is_the_projection_less_the_present():
    now = analysis("2026-06-01", 30, 200)
    later = analysis("2026-09-01", 36, 205, suffix="_projected")
    assert made("food.outlook", figures(*now, *later)) == [6]
    other = analysis("2026-09-01", 36, 400, suffix="_projected")
    assert made("food.outlook", figures(*now, *other)) == []


def test_an_analysis_passed_on_by_two_counts_once():
    told = figures(*analysis("2026-06-01", 30, 200), *analysis("2026-06-01", 31, 200,
                                                             publisher="hdx"))  # fmt: skip
    assert made("food.phase3_share", told) == [30]


def test_harm_to_aid_workers_is_summed_over_a_year_of_what_was_told():
    told = figures(("awsd.affected", "2026-01-01", 3), ("awsd.affected", "2026-09-01", 4),
                   ("awsd.affected", "2024-09-01", 9))  # fmt: skip
    rows = ALL["humanitarian.aid_workers_harmed_12_months"].compute(told)
    assert rows.set_index("period")["value"].iloc[-1] == 7


def test_the_funding_gap_is_never_below_zero():
    told = figures(("fts.plan_funded_percent", "2026-01-01", 30),
                   ("fts.plan_funded_percent", "2025-01-01", 120))  # fmt: skip
    assert made("humanitarian.funding_gap", told) == [0, 70]


def test_reached_is_of_those_that_were_to_be_reached():
    told = figures(("hapi.targeted", "2026-01-01", 400), ("hapi.reached", "2026-01-01", 100))
    assert made("humanitarian.reached_share", told) == [25]


def test_known_is_a_share_when_the_last_of_its_figures_is():
    told = figures(*analysis("2026-06-01", 30, 200, phase4=10))
    late = pd.Timestamp("2026-12-01", tz="UTC")
    told.loc[told["series"] == "ipc.ipc_analysed", "known_at"] = late
    assert ALL["food.phase4_share"].compute(told)["known_at"].tolist() == [late]


def test_prices_of_food_come_from_the_programme_itself_first():
    told = pd.concat([monthly([9], series="hapi.food_prices_3m"),
                      monthly([12], series="wfp_prices.food_prices_3m")])  # fmt: skip
    assert made("food.prices_3_months", told) == [12]


@pytest.mark.parametrize("id", [id for id in ALL if id.startswith("food.")])
def test_food_says_what_without_an_analysis_it_does_not_know(id):
    assert "no figure" in ALL[id].cannot_say or not ALL[id].needs[0].startswith("ipc.")
