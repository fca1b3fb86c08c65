"""Crises replayed: nothing of the future enters, and misses stay misses."""

import numpy as np
import pandas as pd
import pytest

from indicators.forecasting import replay, risk
from indicators.forecasting.history import read_history
from tests.histories import world
from tests.shared import shared

HERE = replay.Crisis("ACX", "2009-06", "An invented war")


def crises(table: pd.DataFrame, vintages=None, *which) -> pd.DataFrame:
    return replay.replay(table, vintages, which or (HERE,))


@pytest.fixture(scope="module")
def told() -> pd.DataFrame:
    return crises(world())


def test_three_months_before_each_crisis_with_what_was_published_by_then(told):
    assert told["before"].tolist() == [3, 2, 1]
    assert told["known_on"].tolist() == list(pd.to_datetime(["2009-03", "2009-04", "2009-05"]))
    assert told["newest"].tolist() == list(pd.to_datetime(["2009-01", "2009-02", "2009-03"]))
    assert set(told["basis"]) == {replay.FINAL_FIGURES}


def test_what_came_later_changes_nothing_that_was_told(told):
    changed = world()
    changed.loc["2009-04":] = 5000.0
    again = crises(changed)
    outcome = ["deaths", "within_90"]
    pd.testing.assert_frame_equal(told.drop(columns=outcome), again.drop(columns=outcome))
    assert (again["deaths"] == 5000).all()


def test_a_war_out_of_nothing_is_a_miss_and_is_told_as_one():
    table = world(places=60)
    quiet = table.columns[57]
    table[quiet] = 0.0
    table.loc["2009-06", quiet] = 900.0
    rows = crises(table, None, replay.Crisis(quiet, "2009-06", "Out of nothing"))
    assert not rows["hit"].any()
    assert not rows["within_90"].any()
    assert (rows["rank"] > risk.LIST_LENGTH).all()
    assert (rows["deaths"] == 900).all()


def test_a_hit_is_a_place_listed_or_flagged_and_nothing_else(told):
    assert (told["hit"] == (told["listed"] | told["flag"])).all()
    assert (told["listed"] == (told["rank"] <= risk.LIST_LENGTH)).all()
    within = told["deaths"].between(told["low_90"], told["high_90"])
    assert (told["within_90"] == within).all()


def test_figures_as_they_stood_are_used_where_they_are_there():
    final = world()
    stood = {pd.Timestamp("2009-04-20"): final[:"2009-03"] * 3}
    rows = crises(final, stood)
    assert rows["basis"].tolist() == [
        replay.FINAL_FIGURES, replay.FINAL_FIGURES, "figures as they stood on 2009-04-20",
    ]  # fmt: skip
    assert rows["median"].iloc[2] > 1.5 * crises(final)["median"].iloc[2]


def test_ten_crises_of_the_record_are_told_with_what_was_not_seen_coming():
    history = read_history(str(shared("data/ucdp_country_month.csv.gz")))
    assert len(replay.CRISES) == 10
    assert len({crisis.place for crisis in replay.CRISES} & set(history.columns)) == 10
    ukraine = next(crisis for crisis in replay.CRISES if crisis.place == "UKR")
    rows = crises(history, None, ukraine)
    assert not rows["hit"].any()  # history alone knew of no invasion
    assert not rows["within_90"].any()
    assert np.isfinite(rows["outbreak"]).all()
