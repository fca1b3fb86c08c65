"""Onset and escalation: what counts, what is raised, and what it was worth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.forecasting import risk, track_record
from indicators.forecasting.history import read_history
from tests.histories import table, world
from tests.shared import shared


def after(past: list[float], following: list[float]) -> pd.Series:
    """Outcomes at the last month of `past`, by name."""
    found = risk.outcomes(table({"AAX": [*past, *following]}))
    return pd.Series({name: rows["AAX"].iloc[len(past) - 1] for name, rows in found.items()})


@pytest.mark.parametrize(
    ("past", "following", "expected"),
    [
        ([0] * 60, [0, 0, 25], {"onset", "hard onset", "any"}),
        ([0] * 60, [0, 0, 24], set()),
        ([24] + [0] * 11, [25, 0, 0], {"onset", "any"}),
        ([25] + [0] * 11, [99, 0, 0], set()),  # active, and under 100
        ([25] + [0] * 11, [100, 0, 0], {"escalation", "any"}),
        ([20] * 12, [60, 40, 19], set()),  # under twice the last three months
        ([20] * 12, [60, 40, 20], {"escalation", "any"}),
        ([200] * 9 + [10] * 3, [300, 300, 300], set()),  # under twice the year's rate
        ([0] * 60, [100, 0, 0], {"onset", "hard onset", "escalation", "any"}),
    ],
)
def test_outcomes_are_what_the_definitions_say(past, following, expected):
    past = [0] * (72 - len(past)) + past if max(past) == 0 else [0] * 60 + past
    found = after([float(d) for d in past], [float(d) for d in following])
    if max(past) > 0:
        expected = expected - {"hard onset"} | ({"hard onset"} & set(found.index[found == 1]))
    assert set(found.index[found == 1]) == expected


def test_a_month_whose_sequel_is_not_known_has_no_outcome():
    found = risk.outcomes(table({"AAX": [0.0] * 20}))["any"]["AAX"]
    assert found.isna().sum() == 11 + 3  # too little past, and no sequel yet


def test_a_surge_is_a_twelve_month_maximum_of_25_or_more():
    deaths = table({"AAX": [30.0] + [5.0] * 11 + [24.0, 25.0, 31.0]})
    # The month of 30 deaths has left the twelve months when 25 come.
    assert risk.surges(deaths)["AAX"].iloc[-3:].tolist() == [False, True, True]


def test_surge_events_are_three_times_the_year_before_and_six_months_apart():
    deaths = table({"AAX": [0.0] * 12 + [50.0, 80.0, 0, 0, 0, 0, 90.0, 49.0]})
    assert np.flatnonzero(risk.surge_events(deaths)["AAX"]).tolist() == [12, 18]


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_what_is_kept_lies_six_months_apart_and_nothing_else_is_dropped(raised):
    kept = risk.spaced(pd.DataFrame({"AAX": raised}))["AAX"].to_numpy()
    where = np.flatnonzero(kept)
    assert (np.diff(where) >= 6).all()
    for dropped in np.flatnonzero(np.array(raised) & ~kept):
        assert any(0 < dropped - k < 6 for k in where)


def test_a_flag_is_raised_again_after_four_months_and_never_in_a_place_at_war():
    deaths = table({"AAX": [10.0] * 24, "BBX": [90.0] * 24})
    chances = (deaths * 0 + risk.FLAG_AT).iloc[12:]
    raised = risk.flags(chances, deaths)
    assert raised["AAX"].tolist() == [True, False, False, False] * 3
    assert not raised["BBX"].any()
    assert not risk.flags(chances, deaths, risk.FLAG_AT + 0.01).any(axis=None)


def test_the_list_holds_twenty_and_no_silent_place():
    chances = pd.DataFrame([np.linspace(0, 1, 30)])
    chances.iloc[0, 29] = np.nan
    held = risk.listed(chances).iloc[0]
    assert held.sum() == 20
    assert not held[29]
    assert held[28]


def test_probabilities_lie_between_zero_and_one_and_a_silent_place_has_none():
    deaths = world()
    deaths.iloc[-1, 4] = np.nan
    chances = risk.probability(deaths)
    assert np.isnan(chances.iloc[4])
    assert chances.drop(chances.index[4]).between(0, 1).all()


def test_a_place_where_all_like_it_escalated_is_likely_to():
    rise = [0.0] * 60 + [5.0, 10.0, 20.0]
    deaths = table({f"A{letter}X": rise + [200.0] * 17 for letter in "ABCDEFGH"})
    deaths["NOW"] = [0.0] * 17 + rise
    deaths["OFF"] = [0.0] * 80
    chances = risk.probability(deaths)
    assert chances["NOW"] > chances["OFF"]


@pytest.fixture
def wars() -> pd.DataFrame:
    """AAX breaks out in the fourth month of 2003, BBX never does."""
    return table({"AAX": [0.0] * 39 + [60.0] * 9, "BBX": [0.0] * 48})


def alarm(history: pd.DataFrame, *months: tuple[str, str]) -> pd.DataFrame:
    raised = pd.DataFrame(False, index=history["2003":].index, columns=history.columns)
    for place, month in months:
        raised.loc[month, place] = True
    return raised


def test_an_alarm_before_the_event_is_right_and_catches_it(wars):
    row = track_record.record("r", alarm(wars, ("AAX", "2003-02")), wars, "2003-01")
    assert (row["alarms"], row["precision"], row["events"]) == (1, 1, 1)
    assert (row["before"], row["same_month"], row["missed"]) == (1, 0, 0)
    assert row["mean_lead"] == 2
    assert row["false_per_country_year"] == 0


def test_the_earliest_alarm_of_six_months_gives_the_lead(wars):
    raised = alarm(wars, ("AAX", "2003-01"), ("AAX", "2003-03"))
    assert track_record.record("r", raised, wars, "2003-01")["mean_lead"] == 3


def test_an_alarm_in_the_same_month_detects_and_does_not_warn(wars):
    row = track_record.record("r", alarm(wars, ("AAX", "2003-04")), wars, "2003-01")
    assert (row["before"], row["same_month"], row["missed"]) == (0, 1, 0)


def test_an_alarm_elsewhere_is_false_and_the_event_missed(wars):
    row = track_record.record("r", alarm(wars, ("BBX", "2003-02")), wars, "2003-01")
    assert (row["precision"], row["missed"]) == (0, 1)
    assert row["false_per_country_year"] == pytest.approx(1 / 2)  # two places, one year


def test_an_alarm_whose_sequel_is_not_known_is_not_judged(wars):
    row = track_record.record("r", alarm(wars, ("BBX", "2003-11")), wars, "2003-01")
    assert row["alarms"] == 1
    assert np.isnan(row["precision"])


def test_the_record_of_every_rule_and_product_is_told():
    rows = track_record.backtest_rules(world(), "2008-06", "2009-12").set_index("rule")
    assert set(rows.index) == {*track_record.RULES, track_record.FLAG, track_record.LIST}
    assert (rows["months"] == 19).all()
    assert rows.loc[track_record.LIST, "alarms"] == 19 * 12  # fewer than twenty places
    shares = rows[["precision", "held", "before", "same_month", "missed"]]
    assert (shares.isna() | shares.ge(0) & shares.le(1)).all(axis=None)


def test_a_probability_is_of_its_own_day():
    changed = world()
    changed.iloc[-2:] += 500
    months = slice("2009-06", "2009-10")
    before = track_record.probabilities(world()[:"2009-12"], "2009-06").loc[months]
    after_ = track_record.probabilities(changed[:"2009-12"], "2009-06").loc[months]
    pd.testing.assert_frame_equal(before, after_)


def test_surges_of_the_record_are_detected_in_the_same_month():
    history = read_history(str(shared("data/ucdp_country_month.csv.gz")))
    raised = risk.surges(history)["2018":]
    row = track_record.record("surge", raised, history, "2018-01")
    assert row["events"] == 97
    assert row["same_month"] >= 0.88
