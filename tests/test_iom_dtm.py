"""Rounds of IOM's matrix: added up by reason, told once, agreeing on every level."""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, Refused, Reply, WrongFormat
from collectors.sources import hapi
from collectors.sources.iom_dtm import API, SOURCE
from tests.shared import shared


# Small replies of our own, in the shape of the recorded ones.
def row(people, **other) -> dict:
    return {
        "operation": "Lake Chad Basin Crisis", "admin0Name": "Chad", "admin0Pcode": "TCD",
        "numPresentIdpInd": people, "reportingDate": "2026-09-30T00:00:00", "roundNumber": 1,
        "displacementReason": "Conflict", "numberMales": None, "idpOriginAdmin1Name": "Lac",
        "assessmentType": "BA",
    } | other  # fmt: skip


def reply(*rows) -> Reply:
    return Reply(f"{API}/admin0", json.dumps({"result": rows}).encode())


def told(*replies) -> dict:
    (part,) = read(SOURCE, replies)
    rows = part.rows
    key = zip(rows["place"], rows["period"].dt.strftime("%Y-%m-%d"), strict=True)
    return dict(zip(key, rows["value"], strict=True))


def test_reasons_add_up_and_a_site_assessment_looks_at_the_same_people():
    rows = [row(60), row(40, displacementReason="Other"), row(95, assessmentType="SA")]
    assert told(reply(*rows)) == {("TCD", "2026-09-30"): 100}


def test_a_total_repeated_for_each_reason_counts_once():
    assert told(reply(row(7), row(7, displacementReason="Other")))["TCD", "2026-09-30"] == 7


def test_of_two_rounds_of_one_day_the_last_counts_and_operations_add_up():
    rows = [row(60), row(70, roundNumber=2), row(5, operation="Floods")]
    assert told(reply(*rows)) == {("TCD", "2026-09-30"): 75}


def test_provinces_count_only_where_the_country_is_not_told():
    province = row(30, admin1Name="Lac", admin1Pcode="TD07")
    other = row(40, admin1Name="Kanem", admin1Pcode="TD06")
    assert told(reply(province, other)) == {("TCD", "2026-09-30"): 70}
    assert told(reply(province, other), reply(row(75))) == {("TCD", "2026-09-30"): 75}


def test_a_country_without_rounds_is_not_told_and_a_round_without_people_neither():
    assert told(reply(row(None)), reply()) == {}


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<html>Sign in</html>", WrongFormat, "a web page came"),
        (b'{"result": []}', Empty, "not taken for nobody displaced"),
        (b'{"result": null}', WrongFormat, "no 'result'"),
        (b"[]", WrongFormat, "no 'result'"),
        (
            b'{"statusCode": 401, "message": "Access denied due to missing subscription key."}',
            Refused,
            "missing subscription key. IOM gives a key free of charge",
        ),
        (reply(row("many")).body, WrongFormat, "numPresentIdpInd"),
        (reply({"admin0Name": "", "admin0Pcode": "", "numPresentIdpInd": 1}).body, WrongFormat,
         "columns missing: operation"),
        (reply(row(1, reportingDate="30/09/2026")).body, WrongFormat, "not a date"),
    ],
)  # fmt: skip
def test_what_is_no_round_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("admin0", body))


class Publisher:
    def __init__(self, key):
        self.key, self.asked = key, []

    def secret(self, variable):
        return self.key if variable == "IOM_DTM_KEY" else ""

    def get(self, url, params=None, headers=None):
        self.asked.append((url.rsplit("/", 1)[-1], (params or {}).get("Admin0Pcode", ""), headers))
        countries = [{"admin0Name": "Chad", "admin0Pcode": "TCD"}]
        return Reply(url, json.dumps({"result": countries}).encode())


def test_each_listed_country_is_asked_for_with_the_key():
    publisher = Publisher("k")
    list(SOURCE.fetch(publisher))
    key = {"Ocp-Apim-Subscription-Key": "k"}
    assert publisher.asked == [("country-list", "", key), ("admin0", "TCD", key)]


def test_without_a_key_it_is_said_how_to_get_one():
    with pytest.raises(Refused, match="dtm-apim-portal.iom.int"):
        list(SOURCE.fetch(Publisher("")))


@pytest.mark.parametrize(
    ("country", "level", "figures", "people"),
    [
        ("afg", 0, 16, 59_411_923),
        ("afg", 1, 16, 59_411_923),
        ("tcd", 0, 24, 5_428_859),
        ("tcd", 1, 24, 5_428_859),
        ("tcd", 2, 24, 5_428_859),
    ],
)
def test_recorded_rounds_agree_on_every_level(country, level, figures, people):
    path = shared(f"replies/iom-dtm/displacement-admin{level}-admin0pcode-{country}.json")
    found = told(Reply(path.name, path.read_bytes()))
    assert len(found) == figures
    assert sum(found.values()) == people


def test_recorded_rounds_are_those_that_hdx_hapi_tells():
    path = shared("replies/hapi/hdx_hapi_idps_global.csv")
    (part,) = read(hapi.SOURCE, [Reply(path.name, path.read_bytes())])
    theirs = part.rows.set_index(["place", "period"])["value"]
    for country in ("afg", "tcd"):
        path = shared(f"replies/iom-dtm/displacement-admin0-admin0pcode-{country}.json")
        for (place, day), people in told(Reply(path.name, path.read_bytes())).items():
            assert theirs[place, pd.Timestamp(day)] == people


def test_the_recorded_error_and_the_recorded_lists_hold_no_round():
    path = shared("replies/api-errors/iom_dtm_404.json")
    with pytest.raises(WrongFormat, match="Resource not found"):
        told(Reply(path.name, path.read_bytes()))
    for name in ("country", "operation"):
        path = shared(f"replies/iom-dtm/displacement-{name}-list.json")
        (part,) = read(SOURCE, [Reply(path.name, path.read_bytes())])
        assert part.rows.empty
        assert "there is no round in it" in part.note


def test_countries_without_any_round_are_not_taken_for_nobody_displaced():
    listed = [{"admin0Name": "Sudan", "admin0Pcode": "SDN"}]
    replies = [
        Reply("country-list", json.dumps({"result": listed}).encode()),
        Reply("admin0", b'{"result": []}'),
    ]
    with pytest.raises(Empty, match="lists and no rounds"):
        read(SOURCE, replies)
