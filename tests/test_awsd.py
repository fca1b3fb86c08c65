"""Attacks on aid workers: a file in the shape of the AWSD, written by us."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat
from collectors.sources.awsd import SOURCE

HEAD = (
    "Incident ID,Year,Month,Day,Country Code,Country,Region,UN,INGO,Nationals killed,"
    "Total killed,Total wounded,Total kidnapped,Total affected,Latitude,Longitude,"
    "Actor name,Details"
)
TAGS = "#event+id,#date+year,,,,,,,,,,,,,,,,"


def line(id=1, year=2026, month=5, code="PS", country="Occupied Palestinian Territories", killed=2):
    cells = (id, year, month, 3, code, country, "Gaza", 0, 1, killed, killed, 1, 0, killed + 1)
    return ",".join(map(str, cells)) + ',31.4,34.3,Somebody,"Secret, words"'


def file(*lines, head=HEAD):
    return Reply("incidents.csv", ("\ufeff" + "\n".join([head, TAGS, *lines]) + "\n").encode())


def told(*replies):
    (part,) = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2026-07-01", tz="UTC"), "vintage": "collected"}
    rows = part.frame.conform(part.rows.assign(**trace))
    return rows.set_index(["series", "place", "period"])["value"], part


def test_victims_are_summed_by_country_and_month():
    figures, _ = told(file(line(), line(id=2)))
    assert figures["awsd.incidents", "PSE", "2026-05-01"] == 2
    assert figures["awsd.killed", "PSE", "2026-05-01"] == 4
    assert figures["awsd.affected", "PSE", "2026-05-01"] == 6


def test_an_incident_told_twice_counts_once():
    figures, _ = told(file(line()), file(line()))
    assert figures["awsd.incidents", "PSE", "2026-05-01"] == 1


def test_a_month_without_an_incident_between_others_had_none():
    other = line(id=3, month=2, code="ML", country="Mali")
    figures, _ = told(file(line(month=1), line(id=2, month=3), other))
    assert figures["awsd.killed", "PSE", "2026-02-01"] == 0


def test_an_incident_of_which_the_year_alone_is_known_counts_in_no_month_and_the_note_says_so():
    figures, part = told(file(line(), line(id=2, month="")))
    assert figures["awsd.incidents"].sum() == 1
    assert part.note == "1 incidents without a month count in none."


def test_a_country_is_known_by_its_name_where_it_has_no_code():
    figures, part = told(
        file(line(code="", country="South Sudan"), line(id=2, code="", country="X"))
    )
    assert figures.index.get_level_values("place").unique().tolist() == ["SSD"]
    assert part.unknown_places == {"X": 1}


def test_nothing_of_a_single_incident_is_kept():
    _, part = told(file(line()))
    assert set(part.rows) == {"series", "place", "period", "value", "published"}
    assert not SOURCE.keep_replies


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "empty"),
        (b"<!DOCTYPE html><html></html>", WrongFormat, "web page|columns missing"),
        (b'{"a": 1}', WrongFormat, "columns missing"),
        (
            file(head=HEAD.replace("Total killed", "Dead")).body,
            WrongFormat,
            "missing: total_killed",
        ),
        (file(line(killed=2).replace(",2,2,", ",2,many,")).body, WrongFormat, "'many' is no count"),
        (file(line()).body[:-60], WrongFormat, "cut off"),
        (file().body, WrongFormat, "no incident has a country"),
        (file(line(year=20026)).body, WrongFormat, "no incident has a country"),
    ],
)
def test_what_is_not_the_archive_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("incidents.csv", body))


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply("incidents.csv", body))
