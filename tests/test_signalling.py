"""Signals after a collection: from the store's figures, events, runs and forecasts to rows."""

from itertools import chain

import numpy as np
import pandas as pd
import pytest

from collectors import daily, rulebook, signalling
from collectors.access import PROGRAM
from collectors.settings import load
from collectors.store import Store
from indicators.frames import EVENTS, FORECASTS, OBSERVATIONS, RUNS, SIGNALS

NOW = pd.Timestamp("2026-07-20 12:00", tz="UTC")
EMPTY = {"str": "", "float64": np.nan, "bool": False, "int64": 0}


@pytest.fixture
def store(home):
    store = Store.in_folder(home)
    yield store
    store.close()


def rows(frame, *told, at=NOW):
    """Rows of a frame: what is told, the rest empty."""
    trace = {"known_at": at, "vintage": "collected", "run": int(at.value // 1000)}
    table = pd.DataFrame(list(told)).assign(**trace)
    for name, kind in frame.columns.items():
        if name not in table:
            table[name] = EMPTY.get(kind, pd.NaT)
    return frame.conform(table)


def months(series, place, values, end="2026-07-01"):
    periods = pd.date_range(end=end, periods=len(values), freq="MS")
    return [{"series": series, "place": place, "period": period, "value": float(value)}
            for period, value in zip(periods, values, strict=True)]  # fmt: skip


def event(name, day, value, place="SDN", source="acled", unit="deaths", **more):
    day = pd.Timestamp(day)
    return {"source": source, "event": name, "place": place, "kind": "battle", "starts": day,
            "ends": day, "value": value, "unit": unit} | more  # fmt: skip


def standing(store):
    found = store.read(SIGNALS, PROGRAM)
    return {(row.rule, row.place): (row.state, row.level) for row in found.itertuples()}


def test_events_become_daily_sums_and_a_signal_and_nothing_is_told_twice(store):
    store.append(OBSERVATIONS, rows(OBSERVATIONS, *months("acled.fatalities", "SDN", [1] * 48),
                                    *months("acled.fatalities", "TCD", [0] * 48)))  # fmt: skip
    store.append(EVENTS, rows(EVENTS, event("a", "2023-01-01", 1), event("b", "2026-07-18", 120)))
    assert signalling.signals(store, NOW) > 0
    found = standing(store)
    assert found["hdx_conflict", "SDN"] == ("firing", 3)
    assert found["hdx_conflict", "TCD"] == ("quiet", 0)
    assert signalling.signals(store, NOW + pd.Timedelta(hours=1)) == 0


def test_an_event_that_is_taken_back_takes_its_deaths_with_it(store):
    store.append(OBSERVATIONS, rows(OBSERVATIONS, *months("acled.fatalities", "SDN", [1] * 48)))
    store.append(EVENTS, rows(EVENTS, event("a", "2023-01-01", 1), event("b", "2026-07-18", 120)))
    daily.renew(store, NOW)
    later = NOW + pd.Timedelta(days=1)
    store.append(
        EVENTS, rows(EVENTS, event("b", "2026-07-18", 120, withdrawn=True), at=later)
    )
    assert daily.renew(store, later) == 1
    kept = store.read(OBSERVATIONS, PROGRAM, where={"series": "acled.fatalities_daily"})
    assert kept.set_index("period")["value"].dropna().to_dict() == {pd.Timestamp("2023-01-01"): 1}


def test_a_series_of_which_nothing_was_told_begins_with_its_first_event(store):
    def fled(name, kind, at):
        told = event(f"idu {name}", "2026-07-18", 50, source="idmc", unit="people", kind=kind)
        store.append(EVENTS, rows(EVENTS, told, at=at))

    fled("1", "displacement by conflict", NOW)
    assert daily.renew(store, NOW) == 1
    assert daily.renew(store, NOW + pd.Timedelta(hours=1)) == 0
    later = NOW + pd.Timedelta(days=1)
    fled("2", "displacement by flood", later)
    assert daily.renew(store, later) == 1
    kept = store.read(OBSERVATIONS, PROGRAM)
    assert kept["series"].tolist() == ["idmc.idu_conflict_daily", "idmc.idu_disaster_daily"]


def test_a_report_of_several_days_is_spread_over_them():
    told = rows(EVENTS, event("idu 1", "2026-07-10", 30, starts=pd.Timestamp("2026-07-08")))
    spread = daily.summed(told, spread=True)
    assert spread["value"].tolist() == [10, 10, 10]
    assert spread["period"].dt.day.tolist() == [8, 9, 10]
    assert daily.summed(told, spread=False)["value"].tolist() == [30]


def test_days_without_events_are_zero_where_the_month_is_told_and_missing_where_it_is_not():
    at = pd.Timestamp("2026-06-03", tz="UTC")
    kept = pd.DataFrame({"place": ["SDN"], "period": [pd.Timestamp("2026-06-03")],
                         "value": [7.0], "known_at": [at]})  # fmt: skip
    monthly = pd.DataFrame({
        "place": ["SDN", "TCD", "MLI"], "period": pd.Timestamp("2026-06-01"),
        "value": [7.0, 0.0, np.nan], "known_at": [at] * 3,
    })  # fmt: skip
    full = daily.filled(kept, monthly)
    by_place = {place: part["value"].tolist() for place, part in full.groupby("place")}
    assert by_place == {"SDN": [0, 0, 7], "TCD": [0, 0, 0]}


def test_a_source_is_silent_after_twice_its_rhythm(store):
    run = {"source": "gdacs", "started": NOW - pd.Timedelta(hours=2), "finding": "news"}
    store.append(RUNS, rows(RUNS, run, at=NOW - pd.Timedelta(hours=2)))
    signalling.signals(store, NOW)
    assert standing(store)["source_silent.gdacs", "WLD"] == ("quiet", 0)
    signalling.signals(store, NOW + pd.Timedelta(hours=9))
    assert standing(store)["source_silent.gdacs", "WLD"] == ("firing", 0)


def test_gdacs_levels_count_while_gdacs_is_heard_of(store):
    store.append(EVENTS, rows(EVENTS, event("1", "2026-07-19", 1, "PHL", "gdacs", status="Red")))
    run = {"source": "gdacs", "started": NOW, "finding": "news"}
    store.append(RUNS, rows(RUNS, run))
    signalling.signals(store, NOW)
    found = standing(store)
    assert found["gdacs_alert", "PHL"] == ("firing", 3)
    assert found["gdacs_alert", "FRA"] == ("quiet", 0)
    signalling.signals(store, NOW + pd.Timedelta(days=4))
    assert standing(store)["gdacs_alert", "PHL"] == ("unknown", 0)


def test_a_forecast_past_the_threshold_is_a_model_flag(store):
    told = [{"model": "jointwatch 1", "issued": pd.Timestamp("2026-06-01"), "place": place,
             "month": pd.Timestamp("2026-07-01"), "horizon": 1, "outbreak": outbreak}
            for place, outbreak in (("SDN", 0.2), ("UKR", 0.2), ("FRA", 0.001))]  # fmt: skip
    store.append(FORECASTS, rows(FORECASTS, *told))
    sums = [months("conflict.deaths_12_months", place, [deaths], "2026-06-01")
            for place, deaths in (("SDN", 999), ("UKR", 1000), ("FRA", 0))]  # fmt: skip
    store.append(OBSERVATIONS, rows(OBSERVATIONS, *chain.from_iterable(sums)))
    signalling.signals(store, NOW)
    found = standing(store)
    assert found["model_flag", "SDN"] == ("firing", 1)
    assert found["model_flag", "UKR"] == ("quiet", 0)
    assert found["model_flag", "FRA"] == ("quiet", 0)
    assert found["model_flag", "MLI"] == ("unknown", 0)


def test_a_mandate_that_ends_soon_is_a_signal_without_a_level(store):
    signalling.signals(store, pd.Timestamp("2026-11-23", tz="UTC"))
    found = [key for key, state in standing(store).items() if key[0] == "mandate_ends"
             and state == ("firing", 0)]  # fmt: skip
    assert found


def test_a_rule_of_the_data_folder_is_held_against_the_figures_too(store, home):
    (home / "rules").mkdir()
    own = (rulebook.PACKAGE / "active_conflict.toml").read_text(encoding="utf-8")
    (home / "rules" / "own.toml").write_text(own.replace('id = "active_conflict"', 'id = "own"'))
    figures = months("conflict.deaths_12_months", "SDN", [30], end="2026-06-01")
    store.append(OBSERVATIONS, rows(OBSERVATIONS, *figures))
    signalling.signals(store, NOW)
    assert standing(store)["own", "SDN"] == ("firing", 1)


def test_no_figure_that_a_rule_reads_lacks_a_source(home):
    """Every series is declared by a source, an indicator, or made by this program."""
    from collectors.sources import all_sources
    from indicators.catalogue import ALL

    declared = {one.id for source in all_sources().values() for one in source.series}
    made = {one.series for one in daily.ALL} | {
        "forecast.outbreak", "mandates.days_left", "gdacs.highest_level", "collection.age",
        "ucdp.deaths_history",
    }  # fmt: skip
    read = {name for rule in rulebook.all_rules(load().home).values() for name in rule.series}
    assert read <= declared | made | set(ALL)
