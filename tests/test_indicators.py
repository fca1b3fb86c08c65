"""Indicators: what they compute, when their result was known, and how they are derived."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.access import PROGRAM
from collectors.derive import derive
from indicators import catalogue
from indicators.frames import OBSERVATIONS
from indicators.indicator import COLUMNS, rolling_sum


def monthly(values, place="SDN", series="ucdp.deaths", start="2024-01-01", known=None):
    periods = pd.date_range(start, periods=len(values), freq="MS")
    known = known or [period + pd.Timedelta(days=50) for period in periods]
    return pd.DataFrame(
        {
            "series": series,
            "place": place,
            "period": periods.astype("datetime64[us]"),
            "value": [float(value) for value in values],
            "known_at": pd.to_datetime(known, utc=True).astype("datetime64[us, UTC]"),
            "vintage": "collected",
        }
    )[COLUMNS]


def test_a_sum_needs_all_its_months():
    result = rolling_sum(monthly(range(13)), 12)
    assert result["value"].tolist() == [sum(range(12)), sum(range(1, 13))]
    assert result["period"].tolist() == [pd.Timestamp("2024-12-01"), pd.Timestamp("2025-01-01")]


def test_a_gap_is_no_zero():
    figures = monthly(range(14)).drop(index=5)
    assert rolling_sum(figures, 12).empty


def test_a_sum_is_known_when_its_last_figure_is():
    figures = monthly([1] * 12)
    late = pd.Timestamp("2027-03-01", tz="UTC")
    figures.loc[2, "known_at"] = late
    figures.loc[4, "vintage"] = "assumed"
    result = rolling_sum(figures, 12)
    assert result["known_at"].tolist() == [late]
    assert result["vintage"].tolist() == ["assumed"]


@given(
    st.dictionaries(
        st.sampled_from(["SDN", "MLI", "HTI"]),
        st.lists(st.integers(0, 5000), min_size=1, max_size=30),
        min_size=1,
    ),
    st.randoms(),
)
def test_places_do_not_touch_each_other_whatever_the_order(months, chance):
    parts = [monthly(values, place) for place, values in months.items()]
    rows = pd.concat(parts, ignore_index=True)
    shuffled = rows.sample(frac=1, random_state=chance.randint(0, 1000))
    result = rolling_sum(shuffled, 12).set_index(["place", "period"])["value"]
    for place, values in months.items():
        expected = [sum(values[n - 11 : n + 1]) for n in range(11, len(values))]
        found = result[place].sort_index().tolist() if expected else []
        assert found == expected


@pytest.mark.parametrize("indicator", catalogue.ALL.values(), ids=lambda one: one.id)
def test_every_indicator_says_what_it_is(indicator):
    assert indicator.question.endswith("?")
    assert indicator.formula.endswith(".")
    assert indicator.source
    assert indicator.cannot_say.endswith(".")
    assert indicator.needs
    assert indicator.id.count(".") == 1


def test_deriving_again_tells_nothing_new(store, now):
    store.append(OBSERVATIONS, monthly([10] * 14).assign(published=pd.NaT, run=1))
    assert derive(store, now) == 3
    assert derive(store, now + pd.Timedelta(days=1)) == 0


def test_a_revised_month_changes_only_the_sums_it_is_in(store, now):
    store.append(OBSERVATIONS, monthly([10] * 24).assign(published=pd.NaT, run=1))
    assert derive(store, now) == 13
    later = now + pd.Timedelta(days=30)
    run = int(later.value // 1000)
    revised = monthly([70], known=[later]).assign(published=pd.NaT, run=run)
    store.append(OBSERVATIONS, revised)
    assert derive(store, later) == 1
    where = {"series": "conflict.deaths_12_months", "period": "2024-12-01"}
    assert store.read(OBSERVATIONS, PROGRAM, where=where)["value"].tolist() == [180]
    assert store.read(OBSERVATIONS, PROGRAM, as_of=now, where=where)["value"].tolist() == [120]


def test_a_sum_whose_month_was_withdrawn_is_withdrawn(store, now):
    store.append(OBSERVATIONS, monthly([10] * 12).assign(published=pd.NaT, run=1))
    derive(store, now)
    later = now + pd.Timedelta(days=30)
    gone = monthly([float("nan")], known=[later])
    store.append(OBSERVATIONS, gone.assign(published=pd.NaT, run=int(later.value // 1000)))
    derive(store, later)
    where = {"series": "conflict.deaths_12_months"}
    assert store.read(OBSERVATIONS, PROGRAM, where=where)["value"].isna().all()
