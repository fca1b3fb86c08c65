"""conflictforecast.org: listing and files in their documented shape, written by us."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat
from collectors.sources.conflictforecast import LISTING, SOURCE

HOST = "https://backendlessappcontent.com/files/"
NAME = "conflictforecast_ons_armedconf_03.csv"
HEAD = "isocode,period,ons_armedconf_03_hist,ons_armedconf_03_all"


def listing(*names, created=1):
    rows = [{"name": name, "publicUrl": HOST + name, "created": created} for name in names]
    return Reply(LISTING, json.dumps(rows).encode())


def file(*lines, head=HEAD, name=NAME):
    return Reply(HOST + name, ("\n".join([head, *lines]) + "\n").encode())


def told(*replies):
    (part,) = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2026-11-22", tz="UTC"), "vintage": "collected"}
    rows = part.frame.conform(part.rows.assign(**trace))
    return rows.set_index(["series", "place", "period"])["value"], part


def test_the_figure_of_all_predictors_is_told_by_country_and_month():
    figures, _ = told(listing(NAME), file("SDN,202610,0.5,0.97", "KEN,202610,0.1,0.2"))
    assert figures.to_dict() == {
        ("conflictforecast.armed_conflict_3m", "SDN", pd.Timestamp("2026-10-01")): 0.97,
        ("conflictforecast.armed_conflict_3m", "KEN", pd.Timestamp("2026-10-01")): 0.2,
    }


@pytest.mark.parametrize(
    ("name", "series"),
    [
        (NAME, "armed_conflict_3m"),
        ("conflictforecast_ons_armedconf_12.csv", "armed_conflict_12m"),
        ("Armed_Conflict_3m_03-2025.csv", "armed_conflict_3m"),
        ("Armed_Conflict_12m_03-2025.csv", "armed_conflict_12m"),
        ("conflictforecast_ons_anyviolence_12.csv", "any_violence_12m"),
    ],
)
def test_a_file_is_known_by_its_name_whose_month_changes(name, series):
    figures, _ = told(file("SDN,202610,0.5,0.97", name=name))
    assert figures.index.get_level_values("series").tolist() == [f"conflictforecast.{series}"]


def test_a_file_without_a_period_is_of_the_month_in_its_name():
    figures, _ = told(
        file("Sudan,SDN,0.97", head="country,iso3,prob", name="Armed_Conflict_3m_03-2025.csv")
    )
    assert figures.index.get_level_values("period").tolist() == [pd.Timestamp("2025-03-01")]


def test_countries_that_are_none_and_rows_without_a_figure_are_left_out():
    figures, part = told(file("SDN,202610,0,0.5", "XXA,202610,0,0.5", "KEN,202610,0,", "MLI,x,0,1"))
    assert figures.index.get_level_values("place").tolist() == ["SDN"]
    assert part.unknown_places == {"XXA": 1}


@pytest.mark.parametrize(
    ("replies", "error", "sentence"),
    [
        ([Reply(LISTING, b"")], Empty, "empty"),
        ([Reply(LISTING, b"{}")], WrongFormat, "not a listing"),
        ([Reply(LISTING, b"[]")], WrongFormat, "names no file"),
        ([listing("codebook.pdf")], WrongFormat, "it has: codebook.pdf"),
        ([listing(NAME)], WrongFormat, "names no file that is known"),
        ([file(name="other.csv")], WrongFormat, "none of the files"),
        ([file("a,b,c,d", head="a,b,c,d")], WrongFormat, "columns missing: isocode"),
        ([file("SDN,x,0,0")], WrongFormat, "no row has a country"),
        ([file("SDN,202610,0,7")], WrongFormat, "is outside"),
        ([Reply(HOST + NAME, b"<!DOCTYPE html><html>")], WrongFormat, "web page|columns missing"),
    ],
)
def test_what_is_none_of_its_replies_is_refused_in_a_sentence(replies, error, sentence):
    with pytest.raises(error, match=sentence):
        told(*replies)


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply(HOST + NAME, body))


def test_the_newest_file_of_each_series_is_asked_for():
    old = {"name": "Armed_Conflict_3m_02-2025.csv", "publicUrl": HOST + "old", "created": 1}
    new = {"name": "Armed_Conflict_3m_03-2025.csv", "publicUrl": HOST + "new", "created": 2}

    class Site:
        asked = []

        def get(self, url):
            self.asked.append(url)
            return Reply(url, json.dumps([new, old]).encode())

    list(SOURCE.fetch(Site()))
    assert Site.asked == [LISTING, HOST + "new"]
