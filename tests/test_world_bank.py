"""Figures of the World Bank: countries among sums of regions, errors with status 200."""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat
from collectors.sources import world_bank
from collectors.sources.world_bank import API, INDICATORS, SOURCE
from tests.shared import shared


# Small replies of our own, in the shape of the recorded one.
def row(value=4.5, code="SDN", name="Sudan", year="2025", indicator="FP.CPI.TOTL.ZG") -> dict:
    return {
        "indicator": {"id": indicator, "value": ""}, "country": {"id": "", "value": name},
        "countryiso3code": code, "date": year, "value": value, "unit": "", "obs_status": "",
    }  # fmt: skip


def page(*rows, pages=1, total=None) -> Reply:
    about = {
        "page": 1, "pages": pages, "per_page": 1000, "lastupdated": "2026-09-25",
        "total": len(rows) if total is None else total,
    }  # fmt: skip
    return Reply(f"{API}/X", json.dumps([about, list(rows) or None]).encode())


def test_a_figure_stands_on_its_year_and_says_when_the_set_was_renewed():
    (part,) = read(SOURCE, [page(row())])
    told = part.rows.iloc[0]
    assert (told["series"], told["place"], told["value"]) == ("world_bank.inflation", "SDN", 4.5)
    assert told["period"] == pd.Timestamp("2025-01-01")
    assert told["published"] == pd.Timestamp("2026-09-25", tz="UTC")


def test_sums_of_regions_are_no_places_and_no_unknown_ones():
    rows = [row(), row(code="AFE", name="Africa Eastern and Southern"), row(code="WLD"),
            row(code="XYZ", name="Atlantis")]  # fmt: skip
    (part,) = read(SOURCE, [page(*rows)])
    assert part.rows["place"].tolist() == ["SDN"]
    assert part.unknown_places == {"XYZ": 1}


def test_a_country_without_a_code_is_known_by_its_name():
    (part,) = read(SOURCE, [page(row(code="", name="Cook Islands"))])
    assert part.rows["place"].tolist() == ["COK"]


def test_null_is_no_figure_and_pages_that_overlap_count_once():
    (part,) = read(SOURCE, [page(row(), row(None, "TCD")), page(row())])
    assert len(part.rows) == 1


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<html>Service unavailable</html>", WrongFormat, "a web page came"),
        (page().body, Empty, "pages without a row"),
        (
            b'[{"message": [{"id": "120", "value": "The indicator was not found."}]}]',
            WrongFormat,
            "The indicator was not found",
        ),
        (b"{}", WrongFormat, "no page of the World Bank"),
        (b'[{"page": 1}, []]', WrongFormat, "does not say how many"),
        (b'[{"pages": 1e400, "total": 1}, []]', WrongFormat, "does not say how many"),
        (page(row(indicator="SP.DYN")).body, WrongFormat, "SP.DYN is not read here"),
        (page(row("many")).body, WrongFormat, "value"),
        (page(row(year="2025Q1")).body, WrongFormat, "date"),
        (page(row(9, indicator="GOV_WGI_PV.EST")).body, WrongFormat, "outside -6 to 6"),
    ],
)
def test_what_is_no_page_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        read(SOURCE, [Reply("page", body)])


class Publisher:
    now = pd.Timestamp("2026-11-22", tz="UTC")

    def __init__(self):
        self.asked = []

    def get(self, url, params):
        self.asked.append((url.removeprefix(f"{API}/"), params))
        return page(row(), pages=2)


def test_every_indicator_is_asked_for_to_its_last_page(monkeypatch):
    publisher = Publisher()
    assert len(list(SOURCE.fetch(publisher))) == 2 * len(INDICATORS)
    asked = dict(publisher.asked)
    assert asked["GOV_WGI_PV.EST"]["source"] == 3
    assert "source" not in asked["SP.POP.TOTL"]
    assert asked["SP.POP.TOTL"]["date"] == "2017:2026"
    monkeypatch.setattr(world_bank, "MOST_PAGES", 1)
    with pytest.raises(SourceError, match="over 1 pages"):
        list(SOURCE.fetch(publisher))


def test_the_recorded_page_is_counted_as_by_hand():
    path = shared("replies/world-bank/wgi-pv-2023.2026-09-30.head38.json")
    (part,) = read(SOURCE, [Reply(path.name, path.read_bytes())])
    # 38 countries, 7 of them without a code.
    assert len(part.rows) == 38
    assert part.unknown_places == {}
    assert part.note == "GOV_WGI_PV.EST: 38 of 216 rows came."
    figures = part.rows.set_index("place")["value"]
    assert figures["AFG"] == -2.4007188
    assert figures["GUF"] == 0.418533


def test_a_recorded_digest_of_another_shape_is_refused():
    path = shared("replies/world-bank/foodshield_worldbank_wdi_2026-05-30.json")
    with pytest.raises(WrongFormat, match="no page of the World Bank"):
        read(SOURCE, [Reply(path.name, path.read_bytes())])
