"""The shipped tables hold the facts they were made from and say what is not confirmed."""

import pandas as pd
import pytest

from collectors import reference
from indicators import places
from indicators.frames import OBSERVATIONS
from tests.shared import shared

TODAY = pd.Timestamp("2026-11-22")


@pytest.fixture(scope="module")
def history():
    return reference.deaths_history()


def test_the_history_fits_its_declared_frame(history):
    rows = OBSERVATIONS.conform(history.assign(run=1))
    assert set(rows["series"]) == {"ucdp.deaths_history"} == set(reference.SERIES)
    assert set(rows["place"]) == set(places.GW_STATES)
    assert rows["value"].notna().all()
    assert rows["period"].min() == pd.Timestamp("1989-01-01")
    assert rows["period"].max() == pd.Timestamp("2025-06-01")


def test_the_history_is_the_reference_data_month_by_month(history):
    told = pd.read_csv(shared("data/ucdp_country_month.csv.gz"))
    told["period"] = pd.to_datetime(told["month"])
    both = history.merge(
        told, left_on=["place", "period"], right_on=["iso3", "period"], how="outer"
    )
    assert len(both) == len(told)
    missing = both["value"].isna()
    assert (both.loc[~missing, "value"] == both.loc[~missing, "best"]).all()
    # Only false zeros are left out: months before a state began.
    assert both.loc[missing, "best"].eq(0).all()
    assert history["value"].sum() == told["best"].sum()


def test_a_month_without_deaths_is_a_zero_and_a_state_that_was_not_there_has_none(history):
    first = history.groupby("place")["period"].min()
    assert first["SSD"] == pd.Timestamp("2011-07-01")
    assert first["XKX"] == pd.Timestamp("2008-02-01")
    assert first["SRB"] == first["ISL"] == pd.Timestamp("1989-01-01")
    iceland = history[history["place"] == "ISL"]
    assert len(iceland) == 438
    assert iceland["value"].eq(0).all()


def test_a_month_is_released_only_when_its_release_is_known(history):
    months = history.drop_duplicates("period").set_index("period")
    assert months.loc["2025-03-01", "vintage"] == "released"
    assert months.loc["2025-03-01", "known_at"] == pd.Timestamp("2025-04-21", tz="UTC")
    assert months.loc["2025-03-01", "published"] == pd.Timestamp("2025-04-21", tz="UTC")
    assert months.loc["2024-01-01", "vintage"] == "assumed"
    assert months.loc["2024-01-01", "known_at"] == pd.Timestamp("2024-04-30", tz="UTC")
    assert months.loc[months["vintage"] == "assumed", "published"].isna().all()
    assert (months["vintage"] == "released").sum() == 5


def test_released_months_are_those_of_the_archived_releases(history):
    archive = pd.read_csv(shared("data/ucdp_vintages.csv.gz"))
    for release in history.loc[history["vintage"] == "released", "published"].unique():
        released = history[history["published"] == release].set_index("place")["value"]
        month = f"{history.loc[history['published'] == release, 'period'].iloc[0]:%Y-%m}"
        held = archive[(archive["vintage"] == f"{release:%Y-%m-%d}") & (archive["month"] == month)]
        assert len(held) > 0
        then = held.set_index("iso3")["best"].reindex(released.index).fillna(0)
        assert (then == released).all()


def test_mandates_come_soonest_first_with_days_left_and_flags():
    rows = reference.mandates(TODAY)
    assert rows["end"].dropna().is_monotonic_increasing
    drc = rows[rows["id"] == "un-monusco"].iloc[0]
    assert (drc["place"], drc["days_left"], drc["flag"]) == ("COD", 28, 30)
    assert not drc["to_confirm"]
    georgia = rows[rows["id"] == "eu-eumm"].iloc[0]
    assert (georgia["days_left"], georgia["flag"]) == (22, 30)
    assert rows.loc[rows["id"] == "un-unmiss", "flag"].tolist() == [0]


@pytest.mark.parametrize(
    ("days", "flag"), [(0, 14), (14, 14), (15, 30), (30, 30), (60, 60), (90, 90), (91, 0), (-1, 0)]
)
def test_a_flag_is_the_narrowest_limit_that_holds(days, flag):
    rows = reference.mandates(pd.Timestamp("2026-12-20") - pd.Timedelta(days=days))
    assert rows.loc[rows["id"] == "un-monusco", "flag"].tolist() == [flag]


def test_a_passed_or_doubtful_end_is_to_be_confirmed():
    rows = reference.mandates(TODAY).drop_duplicates("id").set_index("id")
    assert rows.loc["un-minurso", ["passed", "to_confirm"]].all()
    assert not rows.loc["un-unmik", "passed"]
    later = reference.mandates(pd.Timestamp("2026-12-21")).set_index("id")
    assert later.loc["un-monusco", "to_confirm"]
    assert rows.loc[rows["verify_before_use"] == "1", "to_confirm"].all()


def test_a_mission_in_two_countries_stands_on_both_and_a_closed_one_on_none():
    rows = reference.mandates(TODAY)
    assert set(rows.loc[rows["id"] == "un-unisfa", "place"]) == {"SDN", "SSD"}
    assert "un-unami" not in set(rows["id"])
    assert rows["place"].isin([*places.PLACES.index, "WLD"]).all()
    assert not rows.duplicated(["id", "place"]).any()


def test_seats_change_on_the_first_of_january():
    before = reference.members(pd.Timestamp("2026-12-31"))
    after = reference.members(pd.Timestamp("2027-01-01"))
    assert len(before) == len(after) == 15
    assert {"DNK", "GRC", "PAK", "PAN", "SOM"} == set(before["iso3"]) - set(after["iso3"])
    assert {"AUT", "KGZ", "PRT", "TTO", "ZWE"} == set(after["iso3"]) - set(before["iso3"])


def test_no_members_are_told_of_years_that_the_table_does_not_hold():
    assert reference.members(pd.Timestamp("2025-06-01")).empty
    assert reference.members(pd.Timestamp("2028-01-01")).empty


def test_each_presidency_is_held_by_a_member_of_that_month():
    for row in reference.presidencies().itertuples():
        assert row.iso3 in set(reference.members(pd.Timestamp(f"{row.month}-15"))["iso3"])
        assert places.code(row.president) == row.iso3
    assert reference.presidency(TODAY) == "Latvia"
    assert reference.presidency(pd.Timestamp("2030-01-01")) == ""


def test_decisions_speak_of_presences_that_are_known():
    rows = reference.decisions()
    assert set(rows["presence_id"]) <= set(reference.presences()["id"])
    assert rows["date"].is_monotonic_decreasing


def test_the_shipped_facts_are_those_of_the_reference_data():
    given = pd.read_csv(shared("data/presences.csv"), dtype=str, keep_default_na=False)
    given = given.sort_values("id", ignore_index=True)
    pd.testing.assert_frame_equal(reference.presences(), given)
