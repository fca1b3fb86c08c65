"""HDX Signals: a file in the documented shape, written by us; the recorded one."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat
from collectors.sources.hdx_signals import SOURCE
from tests.shared import shared

HEAD = "iso3,location,indicator_id,date,alert_level,value,campaign_date,campaign_url"
LINE = "SDN,Sudan,idmc_displacement_conflict,2026-05-01,High concern,120000,2026-05-06,https://a.b"


def file(*lines, head=HEAD):
    return Reply("hdx_signals.csv", ("\ufeff" + "\n".join([head, *lines]) + "\n").encode())


def told(*replies):
    parts = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2026-06-01", tz="UTC"), "vintage": "collected"}
    return parts[0].frame.conform(parts[0].rows.assign(**trace)), parts[0]


def test_an_alert_is_an_event_of_its_day():
    row = told(file(LINE))[0].iloc[0]
    assert (row["place"], row["status"]) == ("SDN", "High concern")
    assert row["event"] == "idmc_displacement_conflict 2026-05-01"
    assert row["title"] == "High concern: displacement by conflict (IDMC)"
    assert row["value"] == 120000
    assert row["starts"] == row["ends"] == pd.Timestamp("2026-05-01")
    assert row["url"] == "https://a.b"


def test_an_indicator_that_is_new_keeps_its_own_name():
    assert (
        "new thing"
        in told(file(LINE.replace("idmc_displacement_conflict", "new_thing")))[0]["title"].iloc[0]
    )


def test_a_row_of_tags_is_no_alert_and_unknown_places_are_counted():
    rows, part = told(file("#country+code,,,,,,,", LINE, LINE.replace("SDN", "XXA")))
    assert len(rows) == 1
    assert part.unknown_places == {"XXA": 1}


def test_a_day_that_is_none_and_a_value_that_is_none_are_told():
    rows, part = told(file(LINE, LINE.replace("2026-05-01", "soon"), LINE.replace("120000", "-")))
    assert pd.isna(rows["value"].iloc[0])
    assert part.note == "1 alerts without a day were left out."


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "empty"),
        (b"<!DOCTYPE html><html></html>", WrongFormat, "a web page"),
        (b'{"success": false}', WrongFormat, "columns missing"),
        (file(head=HEAD.replace("date,", "day,")).body, WrongFormat, "columns missing: date"),
        (file(LINE).body[:-30], WrongFormat, "cut off"),
        (file().body, WrongFormat, "no alert has a country"),
        (file("a,b,c,d,e,f,g,h,i,j").body, WrongFormat, "no alert|not CSV"),
    ],
)
def test_what_is_not_the_file_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("hdx_signals.csv", body))


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply("hdx_signals.csv", body))


def test_the_recorded_file_is_counted_as_by_hand():
    path = shared("data/hdx_signals.csv")
    lines = path.read_text().splitlines()[1:]
    rows, part = told(Reply(path.name, path.read_bytes()))
    unknown = sum(part.unknown_places.values())
    keys = {(line.split(",")[0], *line.split(",")[1:3]) for line in lines}
    assert len(lines) == 1200
    assert len(keys) == 1197  # one alert was sent three times, and raised
    assert len(rows) == len(keys) - unknown
    assert part.unknown_places == {"LAC": 6}  # Latin America and the Caribbean as a whole
