"""Coups: a file in the shape of Powell & Thyne, written by us; the recorded lists of REIGN."""

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat
from collectors.sources.coups import SOURCE
from tests.shared import shared

HEAD = '"country"\t"ccode"\t"ccode_gw"\t"ccode_polity"\t"year"\t"month"\t"day"\t"coup"\t"version"'


def line(country="Niger", ccode=436, year=2023, month=7, day=26, coup=2, gw=None):
    cells = (country, ccode, gw or ccode, ccode, year, month, day, coup, "V2026.01.13")
    return "\t".join(f'"{cell}"' for cell in cells)


def coups(*lines, head=HEAD):
    text = "\n".join([head, *lines]) + "\n"
    return Reply("https://www.uky.edu/powell_thyne_coups_final.txt", text.encode())


def told(*replies):
    parts = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2026-02-01", tz="UTC"), "vintage": "collected"}
    return {p.frame.name: p.frame.conform(p.rows.assign(**trace)) for p in parts}, parts


def test_an_attempt_is_an_event_on_its_day():
    row = told(coups(line()))[0]["events"].iloc[0]
    assert (row["place"], row["kind"]) == ("NER", "coup")
    assert row["starts"] == row["ends"] == pd.Timestamp("2023-07-26")
    assert row["title"] == "Coup in Niger"
    assert told(coups(line(coup=1)))[0]["events"]["kind"].tolist() == ["failed coup attempt"]


def test_years_count_attempts_and_successes_and_other_states_had_none():
    lines = (line(), line(coup=1, day=27), line(year=2026, month=1), line(year=1980))
    rows = told(coups(*lines))[0]["observations"]
    figures = rows.set_index(["series", "place", "period"])["value"]
    assert figures["coups.attempts", "NER", "2023-01-01"] == 2
    assert figures["coups.successful", "NER", "2023-01-01"] == 1
    assert figures["coups.attempts", "MLI", "2023-01-01"] == 0
    # No zeros in the year of the version, nor before most states of today were states, nor
    # in a year without an attempt anywhere.
    assert set(rows.loc[rows["value"] == 0, "period"].dt.year) == {2023}


def test_two_attempts_on_one_day_are_two_events():
    rows = told(coups(line(), line(coup=1)))[0]["events"]
    assert rows["event"].tolist() == ["attempt 2023-07-26", "attempt 2023-07-26 #2"]


@pytest.mark.parametrize(
    ("country", "ccode", "gw", "place"),
    [
        ("Myanmar (Burma)", 775, 775, "MMR"),
        ("Nowhere", 970, 971, "NRU"),
        ("Yemen People's Republic X", 679, "", "YEM"),
    ],
)
def test_a_number_says_the_place_where_the_name_is_not_known(country, ccode, gw, place):
    text = line(country, ccode, gw="NA" if gw == "" else gw)
    assert told(coups(text))[0]["events"]["place"].tolist() == [place]


def test_a_country_that_is_none_is_left_out_and_counted():
    _, parts = told(coups(line(), line("Czechoslovakia", 315)))
    assert parts[0].unknown_places == {"Czechoslovakia": 1}


def test_a_row_without_a_day_or_outcome_is_left_out_and_said():
    frames, parts = told(coups(line(), line(month=13), line(coup=4)))
    assert len(frames["events"]) == 1
    assert parts[0].note == "2 rows without a day that can be read were left out."


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "empty"),
        (b"<!DOCTYPE html><html>Sign in</html>", WrongFormat, "neither attempts"),
        (b'{"a": 1}', WrongFormat, "neither attempts"),
        (b"\x00\xff" * 50, WrongFormat, "not utf-8"),
        (coups(head=HEAD.replace("month", "moon")).body, WrongFormat, "columns missing: month"),
        (coups(line(month=13)).body, WrongFormat, "no row has a place and a day"),
        (coups(line()).body[:-25], WrongFormat, "cut off"),
        (coups().body, WrongFormat, "no row has"),
    ],
)
def test_what_is_none_of_the_files_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("coups.txt", body))


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply("coups.txt", body))


def recorded(file):
    path = shared(f"replies/reign-elections/{file}")
    text = path.read_bytes().decode("utf-8-sig", "replace")
    return Reply(path.name, path.read_bytes()), list(csv.DictReader(text.splitlines()))


def test_the_recorded_elections_are_counted_as_by_hand():
    reply, lines = recorded("electionlist_3_21.csv")
    frames, parts = told(reply)
    assert len(lines) == 4351
    lost = {"Czechoslovakia": 15, "East Germany": 12, "Republic of Vietnam": 4}
    assert parts[0].unknown_places == lost
    assert len(frames["events"]) == 4351 - 31
    without_day = sum(not row["elec_day"].strip() for row in lines if row["country"] not in lost)
    # One more has a day that its month does not have.
    assert frames["events"]["precision"].eq("month").sum() == without_day + 1 == 985
    assert frames["events"]["kind"].nunique() == 3


def test_the_recorded_leaders_are_counted_as_by_hand():
    reply, lines = recorded("leaderlist_3_21.csv")
    frames, parts = told(reply)
    assert len(lines) == 2524
    assert parts[0].unknown_places == {"GDR": 5, "CZE": 8, "RVN": 10}
    assert len(frames["events"]) == 2524 - 23
    assert frames["events"]["ends"].isna().sum() == sum(not row["eyear"] for row in lines)


def test_the_recorded_forecast_is_counted_as_by_hand():
    reply, lines = recorded("ELVI_FORECAST_2021_3.csv")
    rows = told(reply)[0]["observations"]
    assert len(rows) == len(lines) == 35
    chad = rows[rows["place"] == "TCD"].iloc[0]
    assert chad["period"] == pd.Timestamp("2021-04-01")
    assert round(chad["value"], 3) == 0.944


def test_the_recorded_list_of_regimes_is_another_and_refused():
    reply, _ = recorded("regime_list.csv")
    with pytest.raises(WrongFormat, match="nor a list of REIGN"):
        told(reply)
