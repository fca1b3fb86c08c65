"""Tables keep numbers and days as such, so that they sort, and tell them in words in print."""

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import tables
from dashboard.wording import sources as source_tables
from dashboard.wording.columns import in_words, kind
from indicators.frames import EVENTS, RUNS

AT = pd.Timestamp("2026-10-05 09:30", tz="UTC")
EVENT = {
    "source": "ucdp", "event": "1", "place": "SDN", "kind": "state-based violence",
    "starts": pd.Timestamp("2026-02-01"), "ends": pd.Timestamp("2026-02-02"), "crosses": False,
    "value": 9.0, "low": np.nan, "high": 1200.0, "unit": "deaths", "title": "A - B", "area": "",
    "latitude": np.nan, "longitude": np.nan, "precision": "", "status": "", "url": "",
    "withdrawn": False, "known_at": AT, "vintage": "collected", "run": 1,
}  # fmt: skip


@pytest.fixture
def events():
    """Return events of 9, 10 and 100 deaths, which sort otherwise as words."""
    rows = [EVENT | {"event": str(n), "value": n} for n in (9.0, 10.0, 100.0)]
    return tables.events(EVENTS.conform(pd.DataFrame(rows)))


def test_numbers_and_days_sort_as_numbers_and_days(events):
    kinds = {name: kind(name, values) for name, values in events.items()}
    assert {name for name, one in kinds.items() if one == "number"} == {"Estimate", "Low", "High"}
    assert {name for name, one in kinds.items() if one == "day"} == {"Ended", "Began", "Known on"}
    assert events.sort_values("Estimate")["Estimate"].tolist() == [9, 10, 100]


def test_in_print_they_are_words_and_what_is_missing_is_no_zero(events):
    told = in_words(events).iloc[0]
    assert told[["Ended", "Low", "High"]].tolist() == ["2 February 2026", "no data", "1\u202f200"]


def test_a_month_is_told_as_a_month_and_a_moment_with_its_zone():
    table = pd.DataFrame({"Period": [pd.Timestamp("2026-02-01")], "Began": [AT]})
    assert in_words(table).iloc[0].tolist() == ["February 2026", "5 October 2026, 09:30 UTC"]


def test_a_table_may_say_what_a_missing_day_means():
    table = pd.DataFrame({"Mandate ends": [pd.NaT]}).astype("datetime64[us]")
    table.attrs["missing"] = "no end date"
    assert in_words(table)["Mandate ends"].item() == "no end date"


def test_whole_numbers_that_are_no_figures_stay_as_they_are():
    assert in_words(pd.DataFrame({"Year": [2026]}))["Year"].item() == 2026


def test_a_page_shows_them_with_separators_and_no_data_for_what_is_missing():
    def page():
        import pandas as pd

        from dashboard.session import show

        months = pd.to_datetime(["2026-02-01", None])
        show(pd.DataFrame({"Value": [1200.0, None], "To": months}), "")

    shown = AppTest.from_function(page).run().dataframe[0].proto
    assert shown.placeholder == "no data"
    assert '"format": "localized"' in shown.columns
    assert '"format": "MMMM YYYY"' in shown.columns


def test_an_empty_table_keeps_its_columns():
    assert "Rows seen" in in_words(source_tables.runs(RUNS.empty()))
