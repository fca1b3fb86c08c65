"""Phases of FEWS NET: the worst area, and how many areas are in crisis.

No reply of its API is recorded: these are our own, in the documented shape.
"""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, Unreachable, WrongFormat
from collectors.sources import fews_net
from collectors.sources.fews_net import API, COUNTRIES, SOURCE
from tests.shared import shared


def area(value=3, scenario="CS", code="SD", start="2026-10-01", **other) -> dict:
    return {
        "country_code": code, "scenario": scenario, "value": value, "projection_start": start,
        "is_allowing_for_assistance": True, "fnid": f"SD{value}",
    } | other  # fmt: skip


def page(*rows, more=False) -> Reply:
    said = {"count": len(rows), "next": f"{API}?page=2" if more else None, "results": rows}
    return Reply(API, json.dumps(said).encode())


def told(*replies) -> dict:
    (part,) = read(SOURCE, replies)
    rows = part.rows
    names = rows["series"].str.removeprefix("fews_net.")
    key = zip(names, rows["place"], rows["period"].dt.strftime("%Y-%m"), strict=True)
    return dict(zip(key, rows["value"], strict=True))


def test_the_worst_area_and_the_share_in_crisis_are_told():
    assert told(page(area(4), area(3), area(2), area(1))) == {
        ("worst_phase", "SDN", "2026-10"): 4,
        ("areas_in_crisis", "SDN", "2026-10"): 50,
    }


def test_outlooks_are_series_of_their_own():
    figures = told(page(area(3), area(4, "ML1"), area(5, "ML2", start="2027-02-01")))
    assert figures["worst_phase", "SDN", "2026-10"] == 3
    assert figures["worst_phase_projected", "SDN", "2026-10"] == 4
    assert figures["worst_phase_projected_later", "SDN", "2027-02"] == 5


@pytest.mark.parametrize("phase", [66, 88, 99, 0, None])
def test_an_area_that_was_not_mapped_is_neither_well_nor_in_crisis(phase):
    assert told(page(area(3), area(phase)))["areas_in_crisis", "SDN", "2026-10"] == 100
    assert told(page(area(phase))) == {}


def test_the_map_without_assistance_is_left_aside():
    figures = told(page(area(3), area(5, is_allowing_for_assistance=False)))
    assert figures["worst_phase", "SDN", "2026-10"] == 3


def test_pages_that_overlap_and_lists_without_an_envelope_are_read():
    rows = [area(4), area(1, fnid="other")]
    plain = Reply(API, json.dumps(rows).encode())
    assert told(page(rows[0]), plain)["areas_in_crisis", "SDN", "2026-10"] == 50


def test_a_place_that_is_not_known_is_counted():
    (part,) = read(SOURCE, [page(area(), area(code="QQ"))])
    assert part.unknown_places == {"QQ": 1}


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<html>Gateway time-out</html>", WrongFormat, "a web page came"),
        (page().body, Empty, "not taken for enough to eat"),
        (b'{"detail": "Not authenticated"}', WrongFormat, "Not authenticated"),
        (b'[{"country_code": "SD"}]', WrongFormat, "columns missing: scenario"),
        (page(area(7)).body, WrongFormat, "none of 1 to 5"),
        (page(area("Crisis")).body, WrongFormat, "value"),
        (page(area(start="Oct 2026")).body, WrongFormat, "not a date"),
    ],
)
def test_what_is_no_map_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("ipcphase", body))


class Publisher:
    now = pd.Timestamp("2026-11-22", tz="UTC")

    def __init__(self, *silent, pages=2):
        self.silent, self.pages, self.asked = silent, pages, []

    def get(self, url, params):
        self.asked.append(params)
        if params["country_code"] in self.silent:
            raise Unreachable("no answer in time.")
        return page(area(), more=params["page"] < self.pages)


def test_every_country_is_asked_for_and_a_silent_one_is_passed_over(monkeypatch):
    publisher = Publisher("SD")
    assert len(list(SOURCE.fetch(publisher))) == 2 * (len(COUNTRIES) - 1)
    assert publisher.asked[0]["start_date"] == "2025-11-22"
    with pytest.raises(Unreachable, match="no answer in time"):
        list(SOURCE.fetch(Publisher(*COUNTRIES)))
    monkeypatch.setattr(fews_net, "MOST_PAGES", 1)
    with pytest.raises(SourceError, match="over 1 pages"):
        list(SOURCE.fetch(Publisher()))


def test_a_recorded_digest_of_another_shape_is_refused():
    path = shared("replies/fews/foodshield_fews_2026-05-30.json")
    with pytest.raises(WrongFormat, match="no page of FEWS NET"):
        told(Reply(path.name, path.read_bytes()))
