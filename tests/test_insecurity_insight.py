"""Insecurity Insight: lists in its shape, written by us; the recorded ones."""

import json
from io import BytesIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, SourceError, WrongFormat
from collectors.sources.insecurity_insight import DATASETS, SOURCE
from tests.shared import shared

PREFIX = "insecurity_insight."


def incident(date="2026-05-03", iso="PSE", country="OPT", id=1, **more):
    return {
        "Date": date, "Event Description": "Secret words.", "Country": country, "Country ISO": iso,
        "Latitude": "31.44", "Longitude": "34.37", "Reported Perpetrator Name": "Somebody",
        "Aid Workers Killed": "2", "Aid Workers Injured": "0", "Aid Workers Kidnapped": "-",
        "Aid Workers Arrested": None, "SiND Event ID": id,
    } | more  # fmt: skip


def listed(*rows):
    return Reply("aidWorkerKIKA", json.dumps(list(rows)).encode())


def told(*replies):
    parts = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2026-07-01", tz="UTC"), "vintage": "collected"}
    rows = pd.concat([part.frame.conform(part.rows.assign(**trace)) for part in parts])
    return rows.set_index(["series", "place", "period"])["value"], parts


def test_victims_are_summed_by_country_and_month():
    figures, _ = told(listed(incident(), incident(id=2)))
    assert figures[PREFIX + "aid_incidents", "PSE", "2026-05-01"] == 2
    assert figures[PREFIX + "aid_killed", "PSE", "2026-05-01"] == 4
    assert figures[PREFIX + "aid_kidnapped", "PSE", "2026-05-01"] == 0


def test_an_incident_told_twice_counts_once():
    figures, _ = told(listed(incident(), incident()), listed(incident()))
    assert figures[PREFIX + "aid_incidents", "PSE", "2026-05-01"] == 1


def test_dates_come_in_two_forms_even_in_one_column():
    rows = [incident(), incident("03/06/2026", id=2), incident("2026-07-03T00:00:00.000Z", id=3)]
    figures, _ = told(listed(*rows))
    assert figures[PREFIX + "aid_incidents"].tolist() == [1, 1, 1]


def test_a_month_without_an_incident_between_others_had_none():
    other = incident("2026-02-03", "MLI", "Mali", id=3)
    figures, _ = told(listed(incident("2026-01-03"), incident("2026-03-03", id=2), other))
    assert figures[PREFIX + "aid_incidents", "PSE", "2026-02-01"] == 0


def test_what_is_without_a_day_or_a_country_is_left_out_and_said():
    _, parts = told(
        listed(incident(), incident("soon", id=2), incident(iso="", country="Unspecified", id=3))
    )
    assert parts[0].note == "1 incidents without a day were left out."
    assert parts[0].unknown_places == {"Unspecified": 1}


def test_nothing_of_a_single_incident_is_kept():
    _, parts = told(listed(incident()))
    assert set(parts[0].rows) == {"series", "place", "period", "value", "published"}
    assert not SOURCE.keep_replies


def test_a_workbook_with_a_row_of_tags_is_read_alike():
    tags = {name: "#tag" for name in incident()}
    out = BytesIO()
    pd.DataFrame([tags, incident()]).to_excel(out, index=False)
    figures, _ = told(Reply("incidents.xlsx", out.getvalue()))
    assert figures[PREFIX + "aid_killed", "PSE", "2026-05-01"] == 2


def test_an_overview_tells_years():
    row = {"Country": "Afghanistan", "Year": "2023", "Country ISO": "AFG",
           "Number Of Events": "10", "Total Aid Workers KIKA Victims": "30"}  # fmt: skip
    figures, _ = told(listed(row))
    assert figures.to_dict() == {
        (PREFIX + "aid_incidents_year", "AFG", pd.Timestamp("2023-01-01")): 10
    }


OVERVIEW = {"Country": "Sudan", "Year": "2023", "Country ISO": "SDN", "Number Of Events": "4"}


def test_an_overview_of_education_is_not_taken_for_one_of_food():
    figures, _ = told(listed(OVERVIEW | {"Attacks on Schools": "2"}))
    assert figures.to_dict() == {
        (PREFIX + "education_incidents_year", "SDN", pd.Timestamp("2023-01-01")): 4
    }
    figures, _ = told(listed(OVERVIEW))
    assert [name for name, *_ in figures.index] == [PREFIX + "food_incidents_year"]
    with pytest.raises(WrongFormat, match="nor an overview that is known. It has: .*bridges"):
        told(listed(OVERVIEW | {"Attacks on bridges": "2"}))


def test_parts_of_a_country_are_added_to_it_and_said():
    part = OVERVIEW | {"Country": "Darfur", "Number Of Events": "3"}
    figures, parts = told(listed(OVERVIEW, part))
    assert figures.tolist() == [7]
    assert parts[0].note == "1 rows of parts of a country were added to those of the country."


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "empty"),
        (b"[]", WrongFormat, "columns missing: country"),
        (b'{"message": "x"}', WrongFormat, "not a list of incidents"),
        (b'[{"a": 1}]', WrongFormat, "columns missing: country"),
        (b"<!DOCTYPE html><html></html>", WrongFormat, "a web page"),
        (b"PK\x03\x04 broken", WrongFormat, "not an Excel workbook"),
        (listed(incident()).body[:-9], WrongFormat, "not JSON"),
        (
            listed(incident(**{"Aid Workers Killed": "many"})).body,
            WrongFormat,
            "'many' is no count",
        ),
        (listed(incident(**{"Aid Workers Killed": "-9999"})).body, WrongFormat, "is no count"),
        (listed(incident("soon")).body, WrongFormat, "no incident has a country and a day"),
    ],
)
def test_what_is_none_of_its_lists_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("list", body))


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply("list", body))


class Site:
    def __init__(self, *there):
        self.there = there

    def get(self, url, params=None):
        if params is None:
            return Reply(url, b"PK")
        if params["id"] not in self.there:
            raise NotThere("404")
        resources = [
            {"name": "2026 Current year incident data", "format": "XLSX", "url": "https://x/new"},
            {"name": "2020-2026 Incident Data", "format": "XLSX", "url": "https://x/all"},
        ]
        return Reply(url, json.dumps({"result": {"resources": resources}}).encode())


def test_the_whole_workbook_of_each_dataset_that_is_there_is_asked_for():
    assert [reply.url for reply in SOURCE.fetch(Site(DATASETS[0]))] == ["https://x/all"]
    with pytest.raises(NotThere):
        list(SOURCE.fetch(Site()))


def recorded(file):
    path = shared(f"replies/insecurity-insight/{file}")
    return Reply(path.name, path.read_bytes()), json.loads(path.read_bytes())


def test_the_recorded_aid_workers_are_counted_as_by_hand():
    reply, rows = recorded("aidWorkerKIKA.json")
    figures, parts = told(reply)
    assert len(rows) == 1299
    assert figures.groupby("series").sum().to_dict() == {
        PREFIX + "aid_incidents": 1299,
        PREFIX + "aid_killed": sum(int(row["Aid Workers Killed"]) for row in rows),
        PREFIX + "aid_injured": sum(int(row["Aid Workers Injured"]) for row in rows),
        PREFIX + "aid_kidnapped": sum(int(row["Aid Workers Kidnapped"]) for row in rows),
        PREFIX + "aid_arrested": sum(int(row["Aid Workers Arrested"]) for row in rows),
    }
    assert parts[0].unknown_places == {}


@pytest.mark.parametrize(
    ("file", "about", "lost"),
    [
        ("aidWorkerKIKAOverview.json", "aid", 0),
        ("explosiveWeaponsOverview.json", "explosive_weapons", 0),
        ("foodSecurityOverview.json", "food", 0),
        ("healthcareOverview.json", "health", 2),
        ("protectionOverview.json", "protection", 0),
        ("svOverview.json", "sexual_violence", 0),
    ],
)
def test_the_recorded_overviews_are_counted_as_by_hand(file, about, lost):
    reply, rows = recorded(file)
    figures, parts = told(reply)
    column = "Recorded SV Events" if about == "sexual_violence" else "Number Of Events"
    assert sum(parts[0].unknown_places.values()) == lost
    named = [row for row in rows if row["Country ISO"]]
    assert len(rows) - len(named) == lost
    assert figures.groupby("series").sum().to_dict() == {
        PREFIX + f"{about}_incidents_year": sum(int(row[column]) for row in named)
    }


@pytest.mark.parametrize(
    ("file", "about", "count"),
    [("education.json", "education", 2428), ("foodSecurity.json", "food", 12)],
)
def test_further_recorded_lists_are_counted_as_by_hand(file, about, count):
    reply, rows = recorded(file)
    figures, _ = told(reply)
    assert figures[PREFIX + f"{about}_incidents"].sum() == len(rows) == count


def test_a_workbook_made_by_hand_elsewhere_is_of_another_shape_and_refused():
    path = shared("replies/insecurity-insight/2024 Attacks on Health Care Incident Data.xlsx")
    with pytest.raises(Empty, match="has no columns in row 1"):
        told(Reply(path.name, path.read_bytes()))
