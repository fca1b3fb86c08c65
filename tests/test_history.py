"""Deaths read from a file: every kind of unusual input is treated as the module says."""

import io
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.forecasting.history import read_history, read_vintages
from tests.histories import csv
from tests.shared import shared

YEAR = [f"2020-{month:02}" for month in range(1, 13)]


def read(text: str, **kwargs) -> pd.DataFrame:
    return read_history(io.StringIO(text), **kwargs)


def test_a_file_becomes_months_by_places():
    deaths = read(csv([("SDN", "2020-02", 4), ("SDN", "2020-01", 3), ("MLI", "2020-01", 0),
                       ("MLI", "2020-02", 7)]))  # fmt: skip
    assert list(deaths.columns) == ["MLI", "SDN"]
    assert deaths["SDN"].tolist() == [3, 4]
    assert deaths.index[0] == pd.Timestamp("2020-01-01")


def test_further_columns_are_left_aside():
    assert read("iso3,month,best,status\nSDN,2020-01,3,final\n").loc["2020-01", "SDN"].item() == 3


def test_a_gap_is_unknown_and_not_zero():
    deaths = read(csv([("SDN", "2020-01", 3), ("SDN", "2020-03", 5), ("MLI", "2020-02", 1)]))
    assert deaths["SDN"].isna().tolist() == [False, True, False]


def test_an_empty_value_is_unknown_and_not_zero():
    deaths = read(csv([("SDN", "2020-01", 3), ("SDN", "2020-02", "")]))
    assert np.isnan(deaths["SDN"].iloc[-1])


def test_a_place_that_begins_later_is_unknown_before():
    deaths = read(csv([("SDN", "2011-06", 3), ("SDN", "2011-07", 3), ("SSD", "2011-07", 9)]))
    assert np.isnan(deaths.loc["2011-06", "SSD"]).all()
    assert deaths.loc["2011-07", "SSD"].item() == 9


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("SDN", "2020-01", 3), ("SDN", "2020-01", 3)], "repeat a country and month.*SDN 2020-01"),
        ([("SDN", "2020-01", -3)], "'-3' of SDN is negative"),
        ([("SDN", "2020-01", 2.5)], "'2.5' of SDN is not a whole number"),
        ([("SDN", "2020-01", "many")], "'many' of SDN is not a number"),
        ([("SDN", "2020-01", "inf")], "'inf' of SDN is not a number"),
        ([("Sudan", "2020-01", 3)], "1 unknown country codes, among them 'Sudan'"),
        ([("SDN", "2020-13", 3)], "'2020-13' is not a month like 2024-06"),
        ([("SDN", "January", 3)], "'January' is not a month"),
        ([("SDN", "2020-01", 0), ("MLI", "2020-01", 0)], "no death at all"),
        ([], "a heading and no rows"),
    ],
)
def test_what_cannot_be_true_is_refused_with_a_sentence(rows, sentence):
    with pytest.raises(ValueError, match=sentence):
        read(csv(rows))


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="no column best"):
        read("iso3,month\nSDN,2020-01\n")


def test_an_empty_file_says_so():
    with pytest.raises(ValueError, match="The file is empty"):
        read("")


def test_places_outside_the_known_ones_are_refused():
    with pytest.raises(ValueError, match="'XXX'"):
        read(csv([("XXX", "2020-01", 1)]), known_places={"SDN"})


def test_a_whole_month_without_deaths_at_the_end_is_taken_for_unpublished():
    rows = [("SDN", month, 3) for month in YEAR] + [("SDN", "2021-01", 0)]
    with pytest.raises(ValueError, match="Nobody died anywhere in 2021-01"):
        read(csv(rows))


def test_a_sudden_zero_after_a_year_of_war_is_unknown():
    rows = [("SDN", month, 300) for month in YEAR] + [("SDN", "2021-01", 0)]
    rows += [("MLI", month, 20) for month in [*YEAR, "2021-01"]]
    assert np.isnan(read(csv(rows)).loc["2021-01", "SDN"]).all()


def test_a_zero_after_an_uneven_year_is_believed():
    rows = [("SDN", month, 300 if month > "2020-06" else 3) for month in YEAR]
    rows += [("SDN", "2021-01", 0), *[("MLI", month, 20) for month in [*YEAR, "2021-01"]]]
    assert read(csv(rows)).loc["2021-01", "SDN"].item() == 0


def test_a_country_missing_from_a_vintage_had_no_deaths():
    text = (
        "vintage,month,iso3,best\n2024-02-01,2024-01,SDN,5\n2024-03-01,2024-01,SDN,6\n"
        "2024-03-01,2024-02,MLI,2\n2024-03-01,2024-02,SDN,1\n"
    )
    vintages = read_vintages(io.StringIO(text), ["HTI"])
    assert list(vintages) == [pd.Timestamp("2024-02-01"), pd.Timestamp("2024-03-01")]
    assert vintages[pd.Timestamp("2024-02-01")].loc["2024-01"].iloc[0].to_dict() == {
        "HTI": 0, "MLI": 0, "SDN": 5,
    }  # fmt: skip


def test_a_vintage_told_twice_is_refused():
    text = "vintage,month,iso3,best\n2024-02-01,2024-01,SDN,5\n2024-02-01,2024-01,SDN,5\n"
    with pytest.raises(ValueError, match="2024-02-01 repeats SDN 2024-01"):
        read_vintages(io.StringIO(text))


@given(st.text(max_size=200))
def test_no_text_brings_it_down_without_a_sentence(text):
    with suppress(ValueError):
        assert len(read(text))


@given(st.lists(st.sampled_from(["SDN", "2020-01", "-1", "", ",", "\n", '"', "3"]), max_size=30))
def test_no_table_gone_wrong_brings_it_down_without_a_sentence(parts):
    with suppress(ValueError):
        assert len(read("iso3,month,best\n" + ",".join(parts)))


def test_the_record_since_1989_is_read_whole():
    deaths = read_history(str(shared("data/ucdp_country_month.csv.gz")))
    assert deaths.shape == (438, 191)
    assert deaths.notna().all(axis=None)
