"""Indicators: what they compute, when their result was known, and how they are derived."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import daily, reference
from collectors import derive as derivation
from collectors.access import PROGRAM
from collectors.beside import beside
from collectors.derive import SOURCE, derive
from collectors.own import IndicatorFault
from collectors.sources import all_sources
from collectors.store import Store
from indicators import catalogue
from indicators.frames import FRAMES, OBSERVATIONS, RUNS
from indicators.indicator import COLUMNS, declared
from indicators.panel import panel

DEATHS = {id: catalogue.ALL[id] for id in ["conflict.deaths_12_months"]}


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


def rolling_sum(figures, months):
    return panel(figures, "ucdp.deaths").rolled(months, "sum").rows("sum")


def derived(store, **where):
    """What stands of one indicator."""
    return store.read(OBSERVATIONS, PROGRAM, where=where)


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
    assert indicator.source.endswith(".")
    assert indicator.coverage.endswith(".")
    assert indicator.cannot_say.endswith(".")
    assert indicator.needs
    assert indicator.id.count(".") == 1


@pytest.mark.parametrize("indicator", catalogue.ALL.values(), ids=lambda one: one.id)
def test_every_figure_needed_is_declared_by_a_source_or_made_before(indicator):
    sources = all_sources()
    series = {one.id for source in sources.values() for one in source.series}
    before = list(catalogue.ALL)[: list(catalogue.ALL).index(indicator.id)]
    if indicator.reads == "observations":
        made = {one.series for one in daily.ALL} | set(before)
        assert set(indicator.needs) <= series | set(reference.SERIES) | made
    elif indicator.reads != "presences":
        assert set(indicator.needs) <= set(sources)
        frames = {f.name for name in indicator.needs for f in sources[name].frames}
        assert indicator.reads in frames
        assert indicator.back > 0


@pytest.mark.parametrize("indicator", catalogue.ALL.values(), ids=lambda one: one.id)
def test_a_counterpart_is_another_indicator_or_a_sentence(indicator):
    named = indicator.counterpart
    assert named in ("", *catalogue.ALL) or named.endswith((".", "better."))


def test_an_indicator_of_nothing_is_nothing():
    for indicator in catalogue.ALL.values():
        day = pd.Timestamp("2026-11-23")
        empty = (
            reference.mandates(day)[:0] if indicator.reads == "presences"
            else monthly([]) if indicator.reads == "observations"
            else FRAMES[indicator.reads].empty()
        )  # fmt: skip
        rows = indicator.compute(*(empty, day) if indicator.of_the_day else (empty,))
        assert rows.columns.tolist() == COLUMNS, indicator.id
        assert rows.empty, indicator.id


def test_all_declared_words_are_one_table():
    table = declared(catalogue.ALL.values())
    assert table["id"].tolist() == sorted(catalogue.ALL)
    assert not table.drop(columns="counterpart").eq("").any(axis=None)


def test_deriving_again_tells_nothing_new(store, now):
    store.append(OBSERVATIONS, monthly([10] * 14).assign(published=pd.NaT, run=1))
    assert derive(store, now, DEATHS) == 3
    assert derive(store, now + pd.Timedelta(hours=1), DEATHS) == 0
    assert derive(store, now + pd.Timedelta(days=1), DEATHS) == 0


def test_a_revised_month_changes_only_the_sums_it_is_in(store, now):
    store.append(OBSERVATIONS, monthly([10] * 24).assign(published=pd.NaT, run=1))
    assert derive(store, now, DEATHS) == 13
    later = now + pd.Timedelta(days=30)
    run = int(later.value // 1000)
    revised = monthly([70], known=[later]).assign(published=pd.NaT, run=run)
    store.append(OBSERVATIONS, revised)
    assert derive(store, later, DEATHS) == 1
    where = {"series": "conflict.deaths_12_months", "period": "2024-12-01"}
    assert derived(store, **where)["value"].tolist() == [180]
    assert store.read(OBSERVATIONS, PROGRAM, as_of=now, where=where)["value"].tolist() == [120]


def test_a_sum_whose_month_was_withdrawn_is_withdrawn(store, now):
    store.append(OBSERVATIONS, monthly([10] * 12).assign(published=pd.NaT, run=1))
    derive(store, now, DEATHS)
    later = now + pd.Timedelta(days=30)
    gone = monthly([float("nan")], known=[later])
    store.append(OBSERVATIONS, gone.assign(published=pd.NaT, run=int(later.value // 1000)))
    derive(store, later, DEATHS)
    assert derived(store, series="conflict.deaths_12_months")["value"].isna().all()


def test_what_a_slow_collection_brings_late_is_not_missed(store, now):
    """Its run began before the last computation, its rows came after it."""
    store.append(OBSERVATIONS, monthly([10] * 12).assign(published=pd.NaT, run=1))
    derive(store, now, DEATHS)
    store.append(OBSERVATIONS, monthly([3] * 12, "MLI").assign(published=pd.NaT, run=1))
    assert derive(store, now + pd.Timedelta(hours=1), DEATHS) == 1


def test_only_the_places_that_changed_are_computed_anew(store, now):
    seen = []

    def compute(figures):
        seen.append(set(figures["place"]))
        return catalogue.ALL["conflict.deaths_12_months"].compute(figures)

    watched = {"x": replace(catalogue.ALL["conflict.deaths_12_months"], compute=compute)}
    for place in ("SDN", "MLI"):
        store.append(OBSERVATIONS, monthly([10] * 12, place).assign(published=pd.NaT, run=1))
    derive(store, now, watched)
    store.append(OBSERVATIONS, monthly([3] * 12, "HTI").assign(published=pd.NaT, run=2))
    derive(store, now + pd.Timedelta(hours=1), watched)
    assert seen == [{"SDN", "MLI"}, {"HTI"}]


def test_another_formula_is_computed_anew_and_known_from_then_on(store, now):
    one = catalogue.ALL["conflict.deaths_12_months"]

    def doubled(figures):
        rows = one.compute(figures)
        return rows.assign(value=2 * rows["value"])

    store.append(OBSERVATIONS, monthly([10] * 12).assign(published=pd.NaT, run=1))
    derive(store, now, {one.id: one})
    later = now + pd.Timedelta(days=1)
    derive(store, later, {one.id: replace(one, compute=doubled, formula="Twice the sum.")})
    where = {"series": one.id}
    assert derived(store, **where)["value"].tolist() == [240]
    assert derived(store, **where)["known_at"].tolist() == [later]
    assert store.read(OBSERVATIONS, PROGRAM, as_of=now, where=where)["value"].tolist() == [120]


def test_figures_that_not_everybody_may_see_are_in_no_derived_figure(store, now):
    store.append(OBSERVATIONS, monthly([10] * 12).assign(published=pd.NaT, run=1))
    store.restrict("ucdp", "UN", ["UN"])
    assert derive(store, now, DEATHS) == 0


def test_a_large_computation_uses_a_second_process_and_tells_the_same(tmp_path, now, monkeypatch):
    store = Store.in_folder(tmp_path)
    both = DEATHS | {"economy.inflation": catalogue.ALL["economy.inflation"]}
    yearly = [pd.Timestamp(f"{year}-01-01") for year in range(2015, 2025)]
    prices = monthly(range(10), series="world_bank.inflation").assign(period=yearly)
    told = pd.concat([monthly([10] * 14), prices.astype({"period": "datetime64[us]"})])
    store.append(OBSERVATIONS, told.assign(published=pd.NaT, run=1))
    asked = []
    monkeypatch.setattr(derivation, "LARGE", 1)
    monkeypatch.setattr(derivation, "beside", lambda *said: asked.append(said) or beside(*said))
    assert derive(store, now, both) == 13
    assert [said[2] for said in asked] == [list(both)]
    made = derived(store, series="economy.inflation")
    assert made["value"].tolist() == list(range(10))
    assert made["run"].unique().tolist() == [int(now.value // 1000)]
    store.close()


def test_days_are_counted_anew_on_a_new_day(store, now):
    counted = {id: catalogue.ALL[id] for id in ["governance.days_to_mandate_end"]}
    assert derive(store, now, counted) > 0
    assert derive(store, now + pd.Timedelta(hours=1), counted) == 0
    assert derive(store, now + pd.Timedelta(days=1), counted) > 0


def test_an_indicator_of_ones_own_that_fails_stops_no_other(store, now):
    def broken(figures):
        raise IndicatorFault("It broke.")

    own = replace(catalogue.ALL["conflict.deaths_12_months"], id="own.broken", compute=broken)
    store.append(OBSERVATIONS, monthly([10] * 12).assign(published=pd.NaT, run=1))
    assert derive(store, now, {"own.broken": own} | DEATHS) == 1
    runs = store.read(RUNS, PROGRAM, where={"source": SOURCE})
    assert runs["error"].tolist() == ["It broke."]
