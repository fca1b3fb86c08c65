"""Indicators of conflict: what they make of figures, by example and by property."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collectors import reference
from indicators.catalogue import ALL
from indicators.forecasting.history import ACTIVE
from indicators.forecasting.risk import at_maximum, doubled, surges
from indicators.frames import EVENTS
from indicators.indicator import COLUMNS
from indicators.places import GW_STATES
from tests.homes import rows
from tests.test_indicators import monthly

MOMENT = pd.Timestamp("2026-11-01", tz="UTC")


def made(id, figures, **at):
    """What an indicator makes, by period; of one place where there is only one."""
    told = ALL[id].compute(figures).set_index("period").sort_index()
    return told["value"]


def newest(id, figures):
    return made(id, figures).iloc[-1]


def test_where_the_collected_releases_are_silent_the_shipped_history_speaks():
    shipped = monthly([5] * 14, series="ucdp.deaths_history")
    collected = monthly([7] * 3, start="2025-01-01")
    told = made("conflict.deaths", pd.concat([shipped, collected]))
    assert told.tolist() == [5] * 12 + [7] * 3


def test_a_surge_is_the_most_of_twelve_months_and_at_least_25():
    assert newest("conflict.surge", monthly([10] * 11 + [20, 24])) == 24 / 25
    assert newest("conflict.surge", monthly([10] * 11 + [20, 25])) == 1
    assert newest("conflict.surge", monthly([80] * 11 + [40])) == 0.5
    assert newest("conflict.surge", monthly([80] * 11 + [120])) == 1.5


def test_under_a_year_of_history_there_is_no_surge_and_no_calm():
    assert made("conflict.surge", monthly([500] * 11)).empty


@given(st.lists(st.integers(0, 300), min_size=13, max_size=50))
def test_the_surge_indicator_and_the_surge_rule_agree(deaths):
    figures = monthly(deaths)
    table = figures.pivot(index="period", columns="place", values="value")
    told = made("conflict.surge", figures)
    assert (told >= 1).tolist() == surges(table)["SDN"][told.index].tolist()
    three = made("conflict.surge_three_years", figures)
    rule = at_maximum(table, 36, 100)["SDN"][three.index]
    assert (three >= 1).tolist() == rule.tolist()


@given(st.lists(st.integers(0, 300), min_size=13, max_size=40))
def test_acceleration_reaches_two_wherever_the_rule_of_doubling_speaks(deaths):
    figures = monthly(deaths)
    table = figures.pivot(index="period", columns="place", values="value")
    told = made("conflict.acceleration", figures)
    spoke = doubled(table)["SDN"][told.index]
    quarter = table.rolling(12).sum()["SDN"][told.index] / 4
    assert (told[spoke & (quarter >= ACTIVE)] >= 2).all()


def test_a_newest_zero_after_a_year_of_war_is_not_believed():
    told = made("conflict.deaths", monthly([100] * 13 + [0]))
    assert told.index.max() == pd.Timestamp("2025-01-01")


def test_a_newest_month_without_a_death_anywhere_is_not_believed():
    figures = pd.concat([monthly([3] * 13 + [0]), monthly([0] * 14, "CHE")])
    told = ALL["conflict.deaths"].compute(figures)
    assert told["period"].max() == pd.Timestamp("2025-01-01")


def test_a_type_that_is_not_told_where_the_total_is_killed_nobody():
    total, part = monthly([10] * 12), monthly([4], series="ucdp.deaths_one_sided")
    assert newest("conflict.one_sided_12_months", pd.concat([total, part])) == 4


def test_the_share_of_civilians_needs_25_dead():
    total, civil = monthly([2] * 12), monthly([1] * 12, series="ucdp.deaths_civilians")
    assert made("conflict.civilians_share", pd.concat([total, civil])).empty
    total = monthly([4] * 12)
    assert newest("conflict.civilians_share", pd.concat([total, civil])) == 25


def test_months_since_violence_begin_at_nought_and_never_speak_of_a_peace_without_a_war():
    assert made("conflict.months_since_violence", monthly([0, 3, 0, 0])).tolist() == [0, 1, 2]
    assert made("conflict.months_since_violence", monthly([0, 0, 0])).empty


def test_volatility_is_nought_in_a_steady_war_and_rises_with_ups_and_downs():
    assert newest("conflict.volatility", monthly([50] * 24)) == pytest.approx(0, abs=1e-6)
    assert newest("conflict.volatility", monthly([0, 50] * 12)) == pytest.approx(
        np.std(np.log1p([0, 50] * 12), ddof=1)
    )


def test_neighbours_are_those_across_a_land_border():
    around = ["CAF", "EGY", "ERI", "ETH", "LBY", "SSD", "TCD"]
    figures = pd.concat([monthly([n + 1] * 12, place) for n, place in enumerate(around)])
    figures = pd.concat([figures, monthly([99] * 12, "SDN"), monthly([7] * 12, "BRA")])
    told = ALL["conflict.neighbours_deaths_12_months"].compute(figures).set_index("place")
    assert told.loc["SDN", "value"] == 12 * sum(range(1, 8))
    assert "BRA" not in told.index  # of its neighbours nothing is told


def test_a_neighbour_without_figures_leaves_the_sum_unsaid():
    figures = pd.concat([monthly([1] * 12, "SDN"), monthly([1] * 12, "CAF")])
    assert ALL["conflict.neighbours_deaths_12_months"].compute(figures).empty


def test_the_usual_range_is_that_of_the_months_before():
    figures = monthly([*range(60), 1000])
    assert newest("conflict.usual_low", figures) == pytest.approx(5.9)
    assert newest("conflict.usual_high", figures) == pytest.approx(53.1)
    assert newest("conflict.above_usual", figures) == pytest.approx(1000 / 53.1)


@settings(max_examples=10)
@example([30] * 29 + [0], 1)  # a newest zero after such a year is not believed: no figure
@given(st.lists(st.integers(0, 300), min_size=30, max_size=40), st.integers(1, 200))
def test_more_dead_in_the_newest_month_are_never_better(deaths, more):
    worse = [*deaths[:-1], deaths[-1] + more]
    for id in ("surge", "acceleration", "above_usual", "deaths_12_months"):
        before, after = (made(f"conflict.{id}", monthly(one)) for one in (deaths, worse))
        assert after.iloc[-1] >= before.get(after.index[-1], 0), id


def test_places_do_not_touch_each_other():
    alone, other = monthly([5, 30] * 20), monthly([900, 0] * 20, "MLI")
    for id, indicator in ALL.items():
        if id.startswith("conflict.") and indicator.reads == "observations" and not indicator.world:
            expected = indicator.compute(alone)
            both = indicator.compute(pd.concat([other, alone]))
            both = both[both["place"] == "SDN"].sort_values("period", ignore_index=True)
            pd.testing.assert_frame_equal(both, expected.reset_index(drop=True), obj=id)


def test_the_whole_shipped_history_is_read_by_every_indicator_of_deaths():
    told = reference.deaths_history()[COLUMNS]
    for id in ("deaths", "surge", "volatility", "usual_high", "neighbours_deaths_12_months"):
        rows = ALL[f"conflict.{id}"].compute(told)
        last = rows[rows["period"] == reference.HISTORY_TO]
        assert len(last) >= 140
        assert set(last["place"]) <= set(GW_STATES)
        assert np.isfinite(last["value"]).all()


def event(number, month, area, value=1.0, place="SDN", **said):
    day = pd.Timestamp(month + "-15")
    return {
        "source": "ucdp", "event": str(number), "place": place, "starts": day, "ends": day,
        "value": value, "area": area, "unit": "deaths",
    } | said  # fmt: skip


def test_violence_spreads_over_the_areas_that_events_name():
    told = rows(
        EVENTS, MOMENT, event(1, "2026-09", "Khartoum"), event(2, "2026-09", "Khartoum"),
        event(3, "2026-01", "Gezira"), event(4, "2024-06", "Kassala"), event(5, "2026-09", ""),
        event(6, "2026-09", "White Nile", value=0), event(7, "2026-08", "Sennar", withdrawn=True),
    )  # fmt: skip
    areas = ALL["conflict.areas_12_months"].compute(told)
    assert areas[["place", "value"]].to_numpy().tolist() == [["SDN", 2.0]]
    assert areas["period"].tolist() == [pd.Timestamp("2026-09-01")]
    share = ALL["conflict.areas_share"].compute(told)
    assert share["value"].tolist() == [pytest.approx(100 / 3)]


def test_more_events_reported_than_in_the_year_before():
    figures = monthly([20] * 12 + [30], series="acled.events")
    assert newest("conflict.events_change", figures) == 50
    figures = monthly([0] * 12 + [3], series="acled.events")
    assert newest("conflict.events_change", figures) == 75  # of four events, not of none


@pytest.mark.parametrize(
    "id", [one.id for one in ALL.values() if set(one.needs) & {"ucdp.deaths_history"}]
)
def test_what_an_indicator_says_that_it_sees_is_all_that_it_needs(id):
    one, told = ALL[id], reference.deaths_history()[COLUMNS]
    if not one.of_the_day and one.years is not None and one.sees is not None:
        kept = reference.HISTORY_TO - pd.DateOffset(years=one.years)
        seen = told[told["period"] >= kept - pd.DateOffset(years=one.sees)]
        whole, part = (one.compute(rows) for rows in (told, seen))
        whole, part = (
            rows[rows["period"] >= kept].sort_values(["place", "period"], ignore_index=True)
            for rows in (whole, part)
        )
        pd.testing.assert_frame_equal(part, whole, rtol=1e-9, atol=2e-6)
