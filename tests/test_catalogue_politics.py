"""Indicators of politics, the economy, hazards, attention, and of others' forecasts."""

import pandas as pd
import pytest

from collectors import reference
from indicators.catalogue import ALL
from indicators.frames import AGENDA, EVENTS, PUBLICATIONS
from tests.homes import rows
from tests.test_catalogue_people import DAY, figures, made

MOMENT = pd.Timestamp("2026-11-01", tz="UTC")


def of_the_day(id, frame):
    """What an indicator of the day says, by place."""
    told = ALL[id].compute(frame, DAY)
    assert (told["known_at"] >= DAY.tz_localize("UTC")).all()
    return told.set_index("place")["value"].to_dict()


def test_governance_rises_as_things_get_worse():
    told = figures(("world_bank.stability", "2024-01-01", -2.1))
    assert made("governance.instability", told) == [2.1]


def test_coups_are_counted_over_five_whole_years():
    told = figures(
        *(("coups.attempts", f"{year}-01-01", year == 2021) for year in range(2019, 2026))
    )
    assert made("governance.coup_attempts_5_years", told) == [1, 1, 1]


def test_days_to_the_next_end_of_a_mandate_are_those_of_the_register():
    told = of_the_day("governance.days_to_mandate_end", reference.mandates(DAY))
    assert told
    assert all(0 <= days <= 366 for days in told.values())
    table = reference.mandates(DAY)
    place = next(iter(told))
    left = table.loc[(table["place"] == place) & table["days_left"].ge(0), "days_left"]
    assert told[place] == left.min()


def test_days_to_an_election_are_to_the_soonest_that_is_announced():
    told = {"source": "coups", "place": "HTI", "kind": "election of the executive"}
    days = ["2026-11-20", "2026-12-03", "2026-12-30"]
    frame = rows(EVENTS, MOMENT, *(
        told | {"event": day, "starts": pd.Timestamp(day), "ends": pd.Timestamp(day)}
        for day in days
    ))  # fmt: skip
    assert of_the_day("governance.days_to_election", frame) == {"HTI": 10}


def test_inflation_is_held_against_what_people_are_used_to():
    told = figures(*(("world_bank.inflation", f"{2020 + n}-01-01", value)
                     for n, value in enumerate([4, 5, 6, 30])))  # fmt: skip
    assert made("economy.inflation_above_usual", told) == [25]


def test_the_highest_alert_of_a_disaster_under_way_counts():
    told = {"source": "gdacs", "place": "PHL", "kind": "flood"}
    frame = rows(
        EVENTS, MOMENT,
        told | {"event": "1", "status": "Orange", "starts": DAY - pd.Timedelta(days=60),
                "ends": DAY - pd.Timedelta(days=29)},
        told | {"event": "2", "status": "Red", "starts": DAY - pd.Timedelta(days=60),
                "ends": DAY - pd.Timedelta(days=31)},
        told | {"event": "3", "status": "Green", "starts": DAY, "ends": DAY},
    )  # fmt: skip
    assert of_the_day("hazards.alert_level", frame) == {"PHL": 2}


def meeting(item, place, days_ago, **said):
    return {
        "source": "unsc_meetings", "item": item, "place": place, "body": "UNSC", "title": item,
        "date": DAY - pd.Timedelta(days=days_ago), "status": "held", "topic": place,
        "symbol": f"S/PV.{item}",
    } | said  # fmt: skip


@pytest.fixture
def council():
    return rows(
        AGENDA, MOMENT, meeting("1", "SDN", 400), meeting("2", "SDN", 40), meeting("3", "SDN", 5),
        meeting("3", "SDN", 5, source="un_press"), meeting("4", "MLI", 100),
        meeting("5", "NER", 10, one_of=True), meeting("6", "HTI", 3, status="cancelled"),
        meeting("7", "LBY", -9, status="provisional"),
    )  # fmt: skip


def test_meetings_are_counted_once_whatever_feeds_tell_them(council):
    told = of_the_day("attention.council_meetings_90_days", council)
    assert told == {"SDN": 2, "MLI": 0}


def test_days_since_a_meeting_are_at_least_those_of_the_record(council):
    told = of_the_day("attention.days_since_council_meeting", council)
    assert (told["SDN"], told["MLI"]) == (5, 100)
    assert told["HTI"] == told["NER"] == told["CHE"] == 400


def test_an_active_conflict_goes_unheard_and_a_quiet_place_does_not():
    since, deaths = "attention.days_since_council_meeting", "conflict.deaths_12_months"
    told = figures((since, DAY, 300), (deaths, "2026-10-01", 25), (deaths + "_history",
                                                                  "2025-06-01", 0))  # fmt: skip
    assert of_the_day("attention.agenda_lag", told) == {"SDN": 300}
    told = figures((since, DAY, 300), (deaths, "2026-10-01", 24))
    assert of_the_day("attention.agenda_lag", told) == {"SDN": 0}
    assert of_the_day("attention.agenda_lag", figures((since, DAY, 300))) == {}


def test_documents_are_counted_once_and_for_ninety_days():
    def document(name, days_ago, **said):
        published = DAY.tz_localize("UTC") - pd.Timedelta(days=days_ago)
        return {"source": "un_press", "document": name, "place": "SDN",
                "published": published} | said  # fmt: skip

    frame = rows(
        PUBLICATIONS, MOMENT, document("a", 1), document("b", 80), document("c", 95),
        document("d", 2, withdrawn=True), document("a", 1, source="reliefweb"),
    )  # fmt: skip
    assert of_the_day("attention.publications_90_days", frame) == {"SDN": 2}


def test_views_speaks_of_the_three_months_from_this_one_on():
    months = [f"2026-{month}-01" for month in ("10", "11", "12")] + ["2027-01-01", "2027-02-01"]
    chances = [0.9, 0.2, 0.4, 0.3, 0.8]
    told = figures(*(("views.p25", *one) for one in zip(months, chances, strict=True)))
    assert made("external.views_25_deaths", told, DAY) == [40]
    told = figures(*(("views.deaths", month, 10) for month in months))
    assert made("external.views_deaths_3_months", told, DAY) == [30]
    assert made("external.views_deaths_3_months", told[:3], DAY) == []


def test_a_probability_of_others_stands_in_percent():
    told = figures(("conflictforecast.armed_conflict_3m", "2026-10-01", 0.25))
    assert made("external.conflictforecast_3_months", told) == [25]


def test_the_highest_alert_of_ninety_days_counts():
    told = {"source": "hdx_signals", "place": "SDN"}
    frame = rows(EVENTS, MOMENT, *(
        told | {"event": str(n), "status": level, "starts": DAY - pd.Timedelta(days=n),
                "ends": DAY - pd.Timedelta(days=n)}
        for n, level in ((10, "Medium concern"), (80, "High concern"), (95, "High concern"))
    ))  # fmt: skip
    assert of_the_day("external.hdx_signals", frame) == {"SDN": 2}
    assert of_the_day("external.hdx_signals", frame[:1]) == {"SDN": 1}


def test_severity_rises_above_the_worst_of_a_year():
    months = pd.date_range("2025-10-01", periods=13, freq="MS")
    told = figures(*(("inform_severity.severity", month, 3.5) for month in months[:-1]),
                   ("inform_severity.severity", months[-1], 4.1))  # fmt: skip
    assert made("external.inform_severity_rise", told)[-1] == pytest.approx(0.6)
