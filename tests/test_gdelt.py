"""GDELT: daily files in their documented shape (58 and 61 columns, no header), written by us."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, SourceError, WrongFormat
from collectors.sources.gdelt import DAYS, SOURCE
from tests.shared import shared


def line(fips="SU", root="19", quad="4", columns=58):
    cells = ["0"] * columns
    cells[28], cells[29] = root, quad
    cells[{58: 51, 61: 53}[columns]] = fips
    return "\t".join(cells)


def packed(*lines, name="20261121.export.CSV"):
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, "\n".join(lines) + "\n")
    return Reply(f"http://data.gdeltproject.org/events/{name}.zip", out.getvalue())


def told(*replies):
    parts = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2026-11-22", tz="UTC"), "vintage": "collected"}
    return {p.frame.name: p.frame.conform(p.rows.assign(**trace)) for p in parts}, parts


def figures(*replies):
    return told(*replies)[0]["observations"].set_index(["series", "place", "period"])["value"]


def test_reports_are_counted_by_country_and_the_day_of_the_file():
    found = figures(packed(line(), line(), line(quad="1"), line(root="14", quad="3"), line("MI")))
    assert found["gdelt.reports", "SDN", "2026-11-21"] == 4
    assert found["gdelt.reports_conflict", "SDN", "2026-11-21"] == 2
    assert found["gdelt.reports_protest", "SDN", "2026-11-21"] == 1
    assert found["gdelt.reports", "MWI", "2026-11-21"] == 1  # MI is Malawi in FIPS


def test_a_country_without_a_line_had_no_report():
    assert figures(packed(line()))["gdelt.reports", "MLI", "2026-11-21"] == 0


def test_files_of_the_second_version_have_more_columns():
    found = figures(packed(line(columns=61), name="20261121200000.export.CSV"))
    assert found["gdelt.reports", "SDN", "2026-11-21"] == 1


def test_lines_without_a_country_count_nowhere_and_unknown_codes_are_told():
    found, parts = told(packed(line(), line(""), line("ZZ")))
    assert found["observations"]["value"].sum() == 2  # one report, of conflict
    assert parts[0].unknown_places == {"ZZ": 1}


def test_no_figure_is_called_deaths_and_files_are_not_kept():
    assert not any("death" in f"{one.title} {one.unit}".lower() for one in SOURCE.series)
    assert not SOURCE.keep_replies


@pytest.mark.parametrize(
    ("reply", "error", "sentence"),
    [
        (Reply("x", b""), Empty, "empty"),
        (Reply("x", b"<!DOCTYPE html><html></html>"), WrongFormat, "GDELT answered"),
        (Reply("x", b"Please limit requests to one every 5 seconds."), WrongFormat, "one every 5"),
        (Reply("x.zip", b"PK\x03\x04 broken"), WrongFormat, "not a packed file"),
        (Reply("x.zip", packed(line()).body[:60]), WrongFormat, "not a packed file"),
        (packed("a\tb"), WrongFormat, "a line of 2 columns"),
        (packed(line(""), name="20261121.export.CSV"), Empty, "no report names a country"),
        (packed(line(), name="other.CSV"), WrongFormat, "of which day"),
        (packed(line(), name="20261399.export.CSV"), WrongFormat, "of which day"),
        (Reply("x", b'{"articles": []}'), WrongFormat, "no list of articles"),
        (Reply("x", b'{"articles": [{"url": "x"}]}'), WrongFormat, "without an address"),
    ],
)
def test_what_is_none_of_its_files_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(reply)


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    for begin in (b"", b"PK\x03\x04"):
        with pytest.raises(SourceError):
            told(Reply("x", begin + body))


class Site:
    def __init__(self, *there):
        self.now, self.there = pd.Timestamp("2026-11-22 09:00", tz="UTC"), there

    def get(self, url):
        if not any(day in url for day in self.there):
            raise NotThere("404")
        return Reply(url, b"")


def test_the_files_of_the_last_days_are_asked_for_and_one_may_be_missing():
    names = [reply.name for reply in SOURCE.fetch(Site("20261119", "20261121"))]
    assert names == ["20261119.export.CSV.zip", "20261121.export.CSV.zip"]
    with pytest.raises(NotThere, match=f"last {DAYS} days"):
        list(SOURCE.fetch(Site()))


def test_the_recorded_list_of_files_holds_no_figures_and_says_so():
    path = shared("replies/gdelt/gdelt-lastupdate.2026-09-30.txt")
    frames, parts = told(Reply(path.name, path.read_bytes()))
    assert frames["observations"].empty
    assert parts[0].note == "The list names 3 newest files; it holds no figures."


def test_the_recorded_articles_are_counted_as_by_hand():
    path = shared("replies/gdelt/gdelt_doc_artlist.2026-08-28.json")
    frames, _ = told(Reply(path.name, path.read_bytes()))
    urls = {one["url"] for one in json.loads(path.read_bytes())["articles"]}
    assert set(frames["publications"]["url"]) == urls
