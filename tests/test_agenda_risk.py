"""Agenda against risk: what rises on nobody's agenda, what got worse since, what ends soon."""

import numpy as np
import pandas as pd
import pytest

from collectors import reference
from indicators.agendas import lag as agenda_lag
from indicators.agendas import risk as agenda_risk
from indicators.frames import SIGNALS

TODAY = pd.Timestamp("2026-11-23")


def meeting(body, place, days, status="confirmed", one_of=False):
    return {"body": body, "place": place, "date": TODAY + pd.Timedelta(days=days),
            "status": status, "title": f"{place} at the {body}", "one_of": one_of}  # fmt: skip


def met(*rows):
    columns = ["body", "place", "date", "status", "title", "one_of"]
    return pd.DataFrame(list(rows), columns=columns).astype({"date": "datetime64[us]"})


def levels(*rows):
    told = [(place, level, (TODAY - pd.Timedelta(days=ago)).tz_localize("UTC"))
            for place, level, ago in rows]  # fmt: skip
    return pd.DataFrame(told, columns=["place", "level", "known_at"]).astype({"level": float})


def test_a_situation_has_its_next_and_last_date_at_each_body():
    rows = met(
        meeting("UNSC", "SDN", -100), meeting("UNSC", "SDN", -10), meeting("UNSC", "SDN", 9),
        meeting("UNSC", "SDN", 20), meeting("UNSC", "SDN", 2, "cancelled"),
        meeting("AU PSC", "SDN", -3, "held"), meeting("UNSC", "MLI", 1),
    )  # fmt: skip
    table = agenda_risk.matrix(["SDN"], rows, levels(), TODAY).set_index("body")
    assert table.index.tolist() == list(agenda_risk.BODIES)
    council = table.loc["UNSC"]
    assert (council["days_to"], council["days_since"]) == (9, 10)
    assert (table.loc["AU PSC", "days_since"], table["next_date"].count()) == (3, 1)
    assert table["level"].isna().all()
    assert (table["trend"] == "").all()
    assert not table["worse"].any()


def test_an_area_stands_on_an_agenda_when_one_of_its_countries_does():
    rows = met(meeting("UNSC", "MLI", 3))
    table = agenda_risk.matrix(["sahel"], rows, levels(("NER", 2, 5)), TODAY)
    council = table.set_index("body").loc["UNSC"]
    assert (council["days_to"], council["level"]) == (3, 2)


def test_what_rises_and_has_no_date_anywhere_is_listed_with_who_last_spoke_of_it():
    log = levels(("TCD", 1, 200), ("TCD", 3, 4), ("SDN", 1, 200), ("SDN", 4, 4), ("MLI", 2, 200))
    rows = met(meeting("AU PSC", "TCD", -40), meeting("UNSC", "SDN", 5), meeting("UNSC", "MLI", -2))
    table = agenda_risk.matrix(["SDN", "MLI", "TCD"], rows, log, TODAY)
    found = agenda_risk.on_nobodys_agenda(table)
    assert found[["situation", "level", "level_before", "last_body"]].to_numpy().tolist() == [
        ["TCD", 3.0, 1.0, "AU PSC"]
    ]


def test_a_situation_without_a_level_is_not_called_calm_and_not_called_rising():
    table = agenda_risk.matrix(["TCD"], met(), levels(("TCD", np.nan, 100)), TODAY)
    assert agenda_risk.on_nobodys_agenda(table).empty
    assert table["level"].isna().all()


def test_worse_since_its_last_meeting_is_measured_from_that_meeting():
    log = levels(("SDN", 2, 300), ("SDN", 3, 20))
    rows = met(meeting("UNSC", "SDN", -30), meeting("AU PSC", "SDN", -10))
    table = agenda_risk.matrix(["SDN"], rows, log, TODAY)
    assert agenda_risk.worse_since(table)["body"].tolist() == ["UNSC"]


def test_a_mandate_is_at_risk_within_90_days_at_level_3_or_above():
    log = levels(("SDN", 3, 9), ("MLI", 2, 9), ("TCD", 4, 9), ("SOM", 4, 9))
    ends = {"SDN": 90, "MLI": 10, "TCD": 91, "SOM": -1}
    mandates = pd.DataFrame(
        {"place": list(ends), "end": [TODAY + pd.Timedelta(days=days) for days in ends.values()]}
    )
    assert agenda_risk.mandates_at_risk(mandates, log, TODAY)["place"].tolist() == ["SDN"]


def signal(rule, state, level, day):
    return dict.fromkeys(SIGNALS.columns, "") | {
        "rule": rule, "place": "SDN", "state": state, "level": level, "value": 1.0,
        "threshold": 1.0, "period": day, "since": day, "known_at": f"{day}T00:00Z",
        "vintage": "collected", "run": 1,
    }  # fmt: skip


def test_the_level_is_that_of_the_highest_signal_that_stands():
    log = agenda_risk.levels_of(SIGNALS.conform(pd.DataFrame([
        signal("a", "firing", 2, "2026-01-01"), signal("b", "firing", 3, "2026-02-01"),
        signal("b", "resolved", 3, "2026-03-01"), signal("a", "unknown", 2, "2026-04-01"),
        signal("b", "unknown", 3, "2026-05-01"),
    ])))  # fmt: skip
    assert log["level"].fillna(-1).tolist() == [2, 3, 2, 0, -1]


# --- The lag of the agenda behind violence.


def deaths(**by_month):
    months = pd.date_range("2000-01-01", periods=60, freq="MS")
    return pd.DataFrame(
        {place: [told.get(n, 0.0) for n in range(60)] for place, told in by_month.items()}, months
    )


def held(*rows):
    told = pd.DataFrame(rows, columns=["place", "month", "meetings"])
    return told.assign(month=pd.to_datetime(told["month"]).astype("datetime64[us]"), perhaps=0)


def test_the_lag_counts_from_the_outbreak_to_the_first_meeting():
    table = deaths(SDN={20: 60.0, 21: 60.0}, MLI={20: 200.0}, TCD={20: 90.0}, CAF={20: 500.0})
    found = agenda_lag.outbreaks(table)
    assert found["place"].tolist() == ["CAF", "MLI", "SDN"]
    assert found.set_index("place").loc["SDN", "month"] == pd.Timestamp("2001-08-01")
    meetings = held(("SDN", "2002-01-01", 1), ("CAF", "2001-01-01", 1), ("CAF", "2003-01-01", 1))
    lags = agenda_lag.lags(found, meetings, pd.Timestamp("2004-12-01")).set_index("place")
    assert lags.loc["SDN", ["on_before", "months", "considered"]].tolist() == [False, 5, True]
    assert lags.loc["CAF", "on_before"]
    assert lags.loc["MLI", ["months", "considered"]].tolist() == [36, False]


def test_a_month_without_a_figure_starts_nothing():
    assert agenda_lag.outbreaks(deaths(SDN={20: np.nan, 21: 500.0, 22: np.nan})).empty


def test_the_curve_counts_a_place_as_long_as_it_was_followed():
    lags = pd.DataFrame(
        {"months": [0, 4, 2, 36], "considered": [True, True, False, False], "on_before": False}
    )
    shares = agenda_lag.curve(lags).set_index("month")["share"]
    assert shares[0] == pytest.approx(0.25)
    assert shares[4] == pytest.approx(1 - 0.75 * 0.5)  # the one followed for two months is gone
    assert np.isnan(agenda_lag.median(agenda_lag.curve(lags.iloc[3:])))


def test_the_shipped_history_of_meetings_is_of_known_places_and_months_of_1988_to_2020():
    table = agenda_lag.meetings()
    assert table["month"].between("1988-01-01", "2020-12-01").all()
    assert not table.duplicated(["place", "month"]).any()
    assert (table[["meetings", "perhaps"]].sum(axis=1) > 0).all()
    syria = table[table["place"] == "SYR"].set_index("month")
    assert syria.loc["2013-09-01", "perhaps"] > 0  # "The situation in the Middle East"


def test_on_the_councils_own_history_most_outbreaks_never_came_to_its_table():
    history = reference.deaths_history().pivot(index="period", columns="place", values="value")
    last = pd.Timestamp("2020-12-01")
    found = agenda_lag.lags(agenda_lag.outbreaks(history[:last]), agenda_lag.meetings(), last)
    shares = agenda_lag.curve(found).set_index("month")["share"]
    assert (len(found), int(found["on_before"].sum())) == (113, 24)
    assert shares[12] == pytest.approx(0.214, abs=0.001)
    assert shares[36] == pytest.approx(0.284, abs=0.001)
