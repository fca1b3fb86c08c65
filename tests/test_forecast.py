"""Forecasts: distributions that follow from the past alone, the same every time."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import forecast
from indicators.forecasting.analogues import describe, nearest
from indicators.forecasting.nowcast import nowcast, revision
from tests.histories import table, world
from tests.shared import shared


def test_samples_are_whole_deaths_in_rising_order_and_the_same_every_time():
    drawn = forecast.samples(world())
    assert drawn.shape == (12, 6, 1000)
    assert (drawn >= 0).all()
    assert (drawn == np.round(drawn)).all()
    assert (np.diff(drawn, axis=-1) >= 0).all()
    assert np.array_equal(drawn, forecast.samples(world()))


@pytest.mark.parametrize("model", forecast.MODELS)
def test_every_model_says_as_many_samples_as_asked(model):
    assert forecast.MODELS[model](world(), [1, 4], 250).shape == (12, 2, 250)


@pytest.mark.parametrize("model", forecast.MODELS)
def test_a_silent_place_gets_no_forecast_and_the_others_do(model):
    deaths = world()
    deaths.iloc[-1, 2] = np.nan
    drawn = forecast.MODELS[model](deaths, [1, 2], 100)
    assert np.isnan(drawn[2]).all()
    assert not np.isnan(np.delete(drawn, 2, axis=0)).any()


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(12)))
def test_the_order_of_places_changes_nothing_but_the_order(order):
    # Ties between equally near analogues may fall otherwise: allow for a few of 1,000 samples.
    deaths = world()
    there = forecast.samples(deaths.iloc[:, list(order)], [1], 200)
    here = forecast.samples(deaths, [1], 200)[list(order)]
    assert np.mean(here != there) < 0.02


def test_a_place_at_peace_stays_there_in_most_samples_and_a_war_goes_on():
    deaths = world()
    drawn = forecast.samples(deaths, [1])
    assert np.median(drawn[0, 0]) == 0
    assert np.median(drawn[2, 0]) > 20


def test_a_surge_in_the_newest_month_raises_the_forecast():
    calm, risen = world(), world()
    risen.iloc[-1, 2] *= 4
    before, after = forecast.samples(calm, [1])[2], forecast.samples(risen, [1])[2]
    assert np.median(after) > 1.5 * np.median(before)


def test_a_gap_in_the_past_is_not_taken_for_peace():
    full, holed = world(), world()
    holed.iloc[-8:-2, 2] = np.nan
    silent = full.copy()
    silent.iloc[-8:-2, 2] = 0
    medians = [np.median(forecast.samples(d, [1])[2]) for d in (full, holed, silent)]
    assert abs(medians[1] - medians[0]) < abs(medians[2] - medians[0])


def test_unknown_months_lower_no_share_of_violent_months():
    deaths = table({"AAX": [5.0] * 40})
    deaths.iloc[-8:-2] = np.nan
    assert np.array_equal(
        describe(deaths)[-1, :, -2:], describe(table({"AAX": [5.0] * 40}))[-1, :, -2:]
    )


def test_a_place_known_for_a_single_month_gets_a_forecast():
    deaths = world()
    deaths["NEW"] = np.nan
    deaths.loc[deaths.index[-1], "NEW"] = 40
    drawn = forecast.samples(deaths, [1])
    assert np.isfinite(drawn).all()
    assert 5 < np.median(drawn[-1, 0]) < 200


def test_a_history_too_short_for_analogues_says_so():
    with pytest.raises(ValueError, match="more than 42 months of history.*has 1"):
        forecast.samples(world(months=1))


def test_analogues_come_from_the_past_whose_sequel_is_known():
    deaths = world()
    found = nearest(deaths, ahead=6)
    assert (found.month + 6 < len(deaths)).all()
    assert (found.month >= 36).all()
    assert np.allclose(found.weight.sum(axis=1), 1)


def test_the_nearest_analogue_is_the_same_war_lived_through_elsewhere():
    war = [0] * 40 + [3, 9, 30, 80, 150, 90, 160, 20, 10, 5, 2, 0] + [0] * 68
    deaths = world()
    deaths["OLD"] = [float(d) for d in war]
    deaths["NOW"] = [0.0] * (120 - 45) + [float(d) for d in war[:45]]
    first = forecast.analogues(deaths, "NOW", k=3).iloc[0]
    assert first["place"] == "OLD"
    assert first["month"] == deaths.index[44]
    assert first["distance"] == pytest.approx(0, abs=0.05)
    assert first["deaths"] == 150
    assert first["followed"] == 90 + 160 + 20 + 10 + 5 + 2


def test_analogues_name_a_place_once_within_a_year():
    found = forecast.analogues(world(), "ACX", k=20)
    for _, months in found.groupby("place")["month"]:
        assert months.sort_values().diff().dropna().dt.days.min() > 360 or len(months) == 1


def test_a_summary_says_bands_and_chances_of_each_place_and_month():
    deaths = world()
    said = forecast.summary(deaths)
    assert len(said) == 12 * 6
    assert (
        said["month"].iloc[:2] == [pd.Timestamp("2010-01-01"), pd.Timestamp("2010-02-01")]
    ).all()
    assert (said["low_90"] <= said["low_50"]).all()
    assert (said["low_50"] <= said["median"]).all()
    assert (said["high_50"] <= said["high_90"]).all()
    assert (said["at_least_100"] <= said["at_least_25"]).all()
    assert (said.filter(like="bin_").sum(axis=1) == 1000).all()


def test_chances_are_counted_from_the_samples():
    deaths = world()
    deaths["EVEN"] = 100.0
    drawn = forecast.samples(deaths, [1])[-1, 0]
    said = forecast.summary(deaths, [1]).iloc[-1]
    assert (drawn == 100).any()
    assert said["at_least_100"] == (drawn >= 100).mean()
    assert said["doubling"] == (drawn >= 200).mean()
    assert said["bin_101-250"] == ((drawn >= 101) & (drawn <= 250)).sum()


def test_a_silent_place_has_an_empty_row_in_the_summary():
    deaths = world()
    deaths.iloc[-1, 2] = np.nan
    said = forecast.summary(deaths).set_index("place").loc[deaths.columns[2]]
    assert said.drop(columns=["month", "horizon"]).isna().all(axis=None)


def test_conflictology_is_the_last_twelve_months():
    deaths = table({"SDN": [99.0] * 5 + [float(d) for d in range(12)]})
    drawn = forecast.MODELS["conflictology12"](deaths, [1], 1200)
    assert np.bincount(drawn[0, 0].astype(int)).tolist() == [100] * 12


def test_conflictology_takes_turns_among_the_months_known():
    deaths = table({"SDN": [float(d) for d in range(12)]})
    deaths.iloc[3:11] = np.nan
    drawn = forecast.MODELS["conflictology12"](deaths, [1], 400)
    assert sorted(set(drawn[0, 0])) == [0, 1, 2, 11]
    assert (drawn == 11).sum() == 100


def test_the_last_value_is_the_middle_of_a_poisson_distribution():
    drawn = forecast.MODELS["last value"](table({"SDN": [5.0, 100.0]}), [1], 1000)
    assert drawn.mean() == pytest.approx(100, abs=0.5)
    assert drawn.std() == pytest.approx(10, abs=0.5)


def test_a_provisional_newest_month_moves_the_forecast_less():
    deaths = world()
    deaths.iloc[-1, 2] *= 5
    believed = np.median(forecast.samples(deaths)[2, 0])
    doubted = np.median(forecast.samples(deaths, trust=forecast.PROVISIONAL)[2, 0])
    before = np.median(forecast.samples(deaths.iloc[:-1])[2, 0])
    assert before < doubted < believed


def vintage(factor: float, months: int, places: tuple[str, ...] = ("SDN", "MLI")) -> pd.DataFrame:
    """Two years from 2023 with 100 deaths a month; the first year `factor` times as many."""
    deaths = [100.0 * factor] * 12 + [100.0] * (months - 12)
    return table({place: deaths for place in places}, "2023-01")


def test_without_a_past_revision_nothing_is_corrected():
    first, second = vintage(1, 14), vintage(1, 15)
    assert nowcast(second, {1: first, 2: second}).equals(second)


def test_months_not_yet_revised_are_corrected_as_the_last_release_corrected_others():
    first, second = vintage(1, 14), vintage(1.5, 15)
    corrected = nowcast(second, {1: first, 2: second})
    half = ((1800 + 100) / (1200 + 100)) ** 0.5
    assert corrected["SDN"].iloc[:12].tolist() == [150] * 12
    assert corrected["SDN"].iloc[12:].tolist() == [round(100 * half)] * 3


def test_a_place_with_few_deaths_is_hardly_corrected():
    first, second = vintage(1, 14), vintage(1, 15)
    second.iloc[:12] *= 1.2
    for vintage_ in (first, second):
        vintage_["HTI"] = 0.0
    second.iloc[:12, 2] = 1.0
    assert revision([first, second])[0]["HTI"] == pytest.approx(112 / 100)


def test_one_event_withdrawn_is_not_a_release():
    first, second = vintage(1, 14), vintage(1, 15)
    second.iloc[9, 0] = 60.0
    assert revision([first, second])[1] is None


def test_a_revision_that_removes_deaths_lowers_the_open_months():
    first, second = vintage(1, 14), vintage(0.6, 15)
    assert nowcast(second, {1: first, 2: second})["MLI"].iloc[-1] < 85


def test_later_vintages_are_not_looked_at():
    first, second, third = vintage(1, 14), vintage(1, 15), vintage(1.5, 16)
    assert nowcast(second, {1: first, 2: second, 3: third}).equals(second)


def test_a_correction_is_never_more_than_a_doubling():
    first, second = vintage(1, 14), vintage(9, 15)
    assert revision([first, second])[0].max() == 2.0


def test_the_release_of_june_2024_is_found_in_the_recorded_vintages():
    from indicators.forecasting.history import read_vintages

    vintages = read_vintages(str(shared("data/ucdp_vintages.csv.gz")))
    tables = [t for day, t in vintages.items() if day <= pd.Timestamp("2024-07-21")]
    usual, final_to = revision(tables)
    assert final_to == pd.Timestamp("2023-12-01")
    assert usual["UKR"] == pytest.approx(1.38, abs=0.01)
    assert usual["NGA"] == pytest.approx(0.70, abs=0.01)
