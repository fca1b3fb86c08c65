"""Deaths in UN missions: rows in the shape of the Data Hub, written by us; the recorded set."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat
from collectors.sources import _missions
from collectors.sources.un_peace_security import SOURCE
from indicators import places
from tests.shared import shared

NOVEMBER_28 = 1701129600000  # 2023


def death(mission="MINUSMA", day="2023-08-15", **more):
    return {
        "id": 1, "incident_date": day, "casualty_id": f"{mission}-{day}",
        "mission_acronym": mission, "type_of_casualty": "Fatality", "gender": "M",
        "casualty_nationality": "France", "casualty_personnel_type": "Military",
        "type_of_incident": "Malicious Act", "m49_code": 250.0, "isocode3": "FRA",
        "last_update": NOVEMBER_28,
    } | more  # fmt: skip


def mission(acronym="MINUSCA", **more):
    return {
        "id": 1, "mission_acronym": acronym, "mission_name": "A mission",
        "start_date": "2014-04-10",
        "end_date": None, "mission_isactive": "True", "mission_location": "Bangui",
        "mission_latitude": "18,5", "mission_longitude": 4.3,
    } | more  # fmt: skip


def hub(*rows, dataset="DPPADPOSS-FATALITIES"):
    url = f"https://api.psdata.un.org/public/data/{dataset}/json"
    return Reply(url, json.dumps(list(rows)).encode())


def told(*replies):
    parts = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2023-12-01", tz="UTC"), "vintage": "collected"}
    return [p.frame.conform(p.rows.assign(**trace)) for p in parts], parts


def figures(*rows, series="deaths"):
    (frame,), _ = told(hub(*rows))
    frame = frame[frame["series"] == f"un_peace_security.{series}"]
    return frame.set_index(["place", "period"])["value"]


def test_deaths_are_summed_by_the_place_of_the_mission_and_quarter():
    found = figures(death(), death(day="2023-09-30", id=2), death("UNIFIL", id=3))
    assert found["MLI", "2023-07-01"] == 2
    assert found["LBN", "2023-07-01"] == 1
    assert "FRA" not in found.index.get_level_values("place")


def test_malicious_acts_are_a_series_of_their_own():
    rows = [death(), death(id=2, type_of_incident="Illness")]
    assert figures(*rows, series="deaths_malicious_acts")["MLI", "2023-07-01"] == 1


def test_a_quarter_without_a_death_has_none_until_the_last_that_is_over():
    found = figures(death(day="2023-02-01"), death(day="2023-10-05", id=2))
    assert found["MLI"].index.strftime("%Y-%m").tolist() == [
        "2023-01", "2023-04", "2023-07", "2023-10",
    ]  # fmt: skip
    assert found["MLI"].tolist() == [1, 0, 0, 1]
    assert figures(death(day="2023-02-01"))["MLI"].index.max() == pd.Timestamp("2023-07-01")


def test_a_mission_in_several_countries_is_no_single_countrys_own():
    found = figures(death("UNTSO"), death("UNDOF", id=2), death("UNISFA", id=3))
    assert set(found.index.get_level_values("place")) == {"WLD", "golan", "abyei"}


def test_days_before_1970_are_negative_milliseconds():
    assert figures(death("UNTSO", -678153600000))["WLD", "1948-07-01"] == 1


def test_a_mission_we_do_not_know_is_left_out_and_counted():
    _, parts = told(hub(death(), death("UNXYZ", id=2)))
    assert parts[0].unknown_places == {"mission UNXYZ": 1}


def test_no_row_of_a_single_person_is_kept():
    (frame,), _ = told(hub(death()))
    assert "MINUSMA-2023" not in frame.to_csv()


def test_missions_are_events_without_their_coordinates():
    (frame,), _ = told(hub(mission(), dataset="DPPADPOSS-PKO"))
    row = frame.iloc[0]
    assert (row["event"], row["place"]) == ("MINUSCA 2014-04-10", "CAF")
    assert (row["kind"], row["status"]) == ("peace operation", "active")
    assert pd.isna(row["latitude"])
    assert pd.isna(row["ends"])
    (frame,), _ = told(hub(mission("UNSMIL"), dataset="DPPA-POLITICALMISSIONS"))
    assert frame["kind"].tolist() == ["political mission"]


@pytest.mark.parametrize(
    ("name", "place"),
    [("UNOSOM II", "SOM"), ("UNAVEM III", "AGO"), ("unifil", "LBN"), ("X", None), ("", None)],
)
def test_missions_are_known_by_their_acronym(name, place):
    assert _missions.place(name) == place


def test_every_place_of_a_mission_is_a_place():
    assert all(
        place == places.WORLD or places.members(place) for place in _missions._PLACES.values()
    )


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "empty"),
        (b"[]", Empty, "no rows"),
        (b"{}", WrongFormat, "not a list of rows"),
        (b'[{"a": 1}]', WrongFormat, "neither deaths in missions nor missions"),
        (b'[{"incident_date": 1}]', WrongFormat, "columns missing: mission_acronym"),
        (b"<!DOCTYPE html><html></html>", WrongFormat, "a web page|neither deaths"),
        (json.dumps([death()]).encode()[:-9], WrongFormat, "not JSON"),
        (json.dumps([death(day=None)]).encode(), WrongFormat, "no death has a day"),
        (json.dumps([mission(start_date="soon")]).encode(), WrongFormat, "no mission has a name"),
    ],
)
def test_what_is_none_of_the_sets_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("json", body))


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply("json", body))


def test_the_recorded_set_is_counted_as_by_hand():
    path = shared("replies/un-peacekeeping/dppadposs-fatalities-json.json")
    rows = json.loads(path.read_bytes())
    (frame,), parts = told(Reply(path.name, path.read_bytes()))
    sums = frame.groupby("series")["value"].sum()
    assert sums["un_peace_security.deaths"] == len(rows) == 4350
    malicious = sum(row["type_of_incident"] == "Malicious Act" for row in rows)
    assert sums["un_peace_security.deaths_malicious_acts"] == malicious == 1118
    mali = frame[(frame["place"] == "MLI") & frame["series"].str.endswith(".deaths")]
    assert mali["value"].sum() == sum(row["mission_acronym"] == "MINUSMA" for row in rows) == 311
    assert parts[0].unknown_places == {}


def test_the_recorded_description_of_the_sets_holds_no_figures_and_says_so():
    path = shared("replies/un-peacekeeping/metadata-all.json")
    (frame,), parts = told(Reply(path.name, path.read_bytes()))
    assert frame.empty
    assert parts[0].note == "53 sets are described, without figures."
