"""HDX HAPI: six themes, each as its publisher means it, page by page.

No JSON reply of HDX HAPI is recorded: the small ones here are our own, in the documented
shape. The recorded files are its CSV form.
"""

import base64
import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat
from collectors.sources import hapi
from collectors.sources.hapi import API, SOURCE
from indicators.frames import OBSERVATIONS
from tests.shared import shared

PLACE = {"location_code": "SDN", "has_hrp": True, "in_gho": True, "admin_level": 0}


def displaced(**other) -> dict:
    return PLACE | {
        "operation": "Conflict in Sudan", "assessment_type": "BA", "population": 9_000_000,
        "reporting_round": 4, "reference_period_start": "2026-08-31T00:00:00",
        "reference_period_end": "2026-08-31T00:00:00",
    } | other  # fmt: skip


def phase(phase="3+", number=4_000, fraction=0.4, **other) -> dict:
    return PLACE | {
        "ipc_phase": phase, "ipc_type": "current", "population_in_phase": number,
        "population_fraction_in_phase": fraction, "reference_period_start": "2026-06-01T00:00:00",
    } | other  # fmt: skip


def need(**other) -> dict:
    return PLACE | {
        "sector_code": "Intersectoral", "category": "", "population_status": "INN",
        "population": 30_000_000, "reference_period_start": "2026-01-01T00:00:00",
    } | other  # fmt: skip


def appeal(**other) -> dict:
    return PLACE | {
        "appeal_code": "HSDN26", "requirements_usd": 4_000, "funding_usd": 1_000,
        "funding_pct": 25, "reference_period_start": "2026-01-01T00:00:00",
    } | other  # fmt: skip


def risk(**other) -> dict:
    return PLACE | {
        "risk_class": "5", "overall_risk": 7.3, "hazard_exposure_risk": 7.1,
        "vulnerability_risk": 7.5, "coping_capacity_risk": 7.2,
        "reference_period_start": "2026-01-01T00:00:00",
    } | other  # fmt: skip


def price(month, price, good=1, **other) -> dict:
    return PLACE | {
        "admin_level": 2, "market_code": 7, "commodity_code": good, "unit": "KG",
        "commodity_category": "cereals and tubers", "price_flag": "actual", "price_type": "Retail",
        "currency_code": "SDG", "price": price, "reference_period_start": f"{month}-15T00:00:00",
    } | other  # fmt: skip


def page(*rows, **envelope) -> Reply:
    return Reply(f"{API}/theme?offset=0", json.dumps({"data": rows} | envelope).encode())


def told(*replies) -> dict:
    """Return what is told, by series, place and day, as it would be kept."""
    (part,) = read(SOURCE, replies)
    kept = OBSERVATIONS.conform(
        part.rows.assign(run=1, known_at=pd.Timestamp("2026-11-22", tz="UTC"), vintage="collected")
    )
    key = [kept["series"], kept["place"], kept["period"].dt.strftime("%Y-%m-%d")]
    return dict(zip(zip(*key, strict=True), kept["value"], strict=True))


def test_displaced_people_are_counted_once_a_round_and_baseline_goes_before_site():
    site = displaced(assessment_type="SA", population=8_000_000, reporting_round=5)
    assert told(page(displaced(), site)) == {("hapi.displaced", "SDN", "2026-08-31"): 9_000_000}


def test_operations_that_report_on_one_day_are_added_up():
    other = displaced(operation="Floods", population=500)
    assert told(page(displaced(), other, other)).popitem()[1] == 9_000_500


def test_a_province_is_not_a_country():
    (part,) = read(SOURCE, [page(displaced(), displaced(admin_level=1, population=5))])
    assert part.rows["value"].tolist() == [9_000_000]
    assert part.note == "Displaced people: 1 rows of provinces were left out."


def test_food_security_keeps_now_and_projections_apart_and_says_who_was_analysed():
    now = [phase("all", 10_000, 1), phase("3+"), phase("4", 900, 0.09), phase("5", 100, 0.01)]
    ahead = [row | {"ipc_type": "first projection", "population_in_phase": 1} for row in now]
    figures = told(page(*now, *ahead))
    at = ("SDN", "2026-06-01")
    assert figures["hapi.ipc_analysed", *at] == 10_000
    assert figures["hapi.ipc_phase3", *at] == 4_000
    assert figures["hapi.ipc_phase3_share", *at] == 40
    assert figures["hapi.ipc_phase4", *at] == 1_000
    assert figures["hapi.ipc_phase3_projected", *at] == 1
    assert len(figures) == 8


def test_people_in_need_are_those_of_any_sector_and_of_no_category():
    rows = [
        need(),
        need(population_status="TGT", population=20_000_000),
        need(sector_code="FSC", population=25_000_000),
        need(category="Children", population=15_000_000),
    ]
    assert told(page(*rows)) == {
        ("hapi.in_need", "SDN", "2026-01-01"): 30_000_000,
        ("hapi.targeted", "SDN", "2026-01-01"): 20_000_000,
    }


def test_appeals_of_a_year_are_added_up_and_money_outside_appeals_is_not():
    rows = [
        appeal(),
        appeal(appeal_code="RSDN26", requirements_usd=1_000, reference_period_start="2026-05-01"),
        appeal(appeal_code="Not specified", requirements_usd=None, funding_usd=9_000),
    ]
    assert told(page(*rows)) == {
        ("hapi.funding_required", "SDN", "2026-01-01"): 5_000,
        ("hapi.funding_received", "SDN", "2026-01-01"): 2_000,
        ("hapi.funding_share", "SDN", "2026-01-01"): 40,
    }


def test_risk_is_told_with_its_three_parts():
    figures = told(page(risk()))
    assert figures["hapi.overall_risk", "SDN", "2026-01-01"] == 7.3
    assert len(figures) == 4


def test_prices_are_compared_with_those_of_the_same_goods_before():
    before = [price("2026-05", 100, good) for good in range(6)]
    now = [price("2026-08", 100 + 10 * good, good) for good in range(6)]
    aside = [
        price("2026-08", 900, 1, currency_code="USD"),
        price("2026-08", 900, 2, price_flag="forecast"),
        price("2026-08", 900, 3, commodity_category="non-food"),
    ]
    assert told(page(*before, *now, *aside)) == {("hapi.food_prices_3m", "SDN", "2026-08-01"): 25}


def test_few_prices_are_no_figure():
    (part,) = read(SOURCE, [page(price("2026-05", 100), price("2026-08", 200))])
    assert part.rows.empty


def test_pages_that_overlap_and_an_empty_last_one_change_nothing():
    first, second = [displaced(), appeal()], [appeal(), appeal(appeal_code="B")]
    pages = [page(first[0]), page(first[1]), page(*second), page()]
    assert told(*pages)["hapi.funding_required", "SDN", "2026-01-01"] == 8_000


def test_csv_with_a_byte_order_mark_and_hxl_tags_is_read():
    text = (
        "\ufefflocation_code,admin_level,operation,assessment_type,population,reporting_round,"
        "reference_period_start,error\r\n"
        "#country+code,#meta,#op,#type,#affected+idps,#round,#date+start,#error\r\n"
        'SDN,0,"Sudan, conflict",BA,12,1,2026-08-31,\r\n'
        "SDN,0,Floods,BA,-,1,2026-08-31,\r\n"
        "SDN,0,Doubtful,BA,99,1,2026-08-31,Duplicate row excluded\r\n"
    )
    reply = Reply("https://data.humdata.org/hdx_hapi_idps_global.csv", text.encode())
    (part,) = read(SOURCE, [reply])
    assert part.rows["value"].tolist() == [12]
    assert "1 rows that the publisher calls doubtful" in part.note


def test_a_place_that_is_not_known_is_counted():
    (part,) = read(SOURCE, [page(displaced(), displaced(location_code="PSG"))])
    assert part.unknown_places == {"PSG": 1}
    for said in ({"location_code": "PSG"}, {"reference_period_start": ""}, {"ipc_phase": None}):
        (part,) = read(SOURCE, [page(phase(**said))])
        assert part.rows.empty


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<!DOCTYPE html><html>Sign in</html>", WrongFormat, "a web page came"),
        (b'{"data": []}', Empty, "not taken for calm"),
        (b'{"data": [{}]}', WrongFormat, "columns missing: location_code"),
        (b'{"data": {"a": 1}}', WrongFormat, "not a list of rows"),
        (b'{"detail": "Invalid app_identifier"}', WrongFormat, "Invalid app_identifier"),
        (b"[]", WrongFormat, "no page of HDX HAPI"),
        (page(PLACE | {"reference_period_start": "2026-01-01"}).body, WrongFormat, "none of the"),
        (
            page(PLACE | {"event_type": "x", "reference_period_start": "2026-01-01"}).body,
            WrongFormat,
            "come from ACLED",
        ),
        (page(displaced(population="many")).body, WrongFormat, "population"),
        (page(displaced(population=-5)).body, WrongFormat, "outside 0 to"),
        (page(displaced(reference_period_start="31.08.2026")).body, WrongFormat, "not a date"),
        (page(phase(ipc_type="third projection")).body, WrongFormat, "third projection"),
    ],
)
def test_what_is_no_page_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("theme", body))


class Publisher:
    """Stands for the client: full pages of displaced people, then a short one."""

    contact, now = "cell@example.org", pd.Timestamp("2026-11-22", tz="UTC")

    def __init__(self, *sizes):
        self.sizes, self.asked = sizes, []

    def get(self, url, params, headers):
        self.asked.append((url.removeprefix(f"{API}/"), params, headers))
        page = params["offset"] // params["limit"]
        size = self.sizes[page] if "idps" in url else 0
        return Reply(url, json.dumps({"data": [displaced()] * size}).encode())


def test_every_theme_is_asked_for_to_its_last_page_with_an_identifier_of_our_own(monkeypatch):
    monkeypatch.setattr(hapi, "PAGE", 2)
    publisher = Publisher(2, 2, 0)
    assert len(list(SOURCE.fetch(publisher))) == 3 + 5
    url, params, headers = publisher.asked[1]
    assert (url, params["offset"], params["admin_level"]) == ("affected-people/idps", 2, 0)
    assert {theme for theme, _, _ in publisher.asked} == set(hapi.THEMES)
    identifier = headers["X-HDX-HAPI-APP-IDENTIFIER"]
    assert base64.b64decode(identifier) == b"jointwatch:cell@example.org"
    prices = next(params for url, params, _ in publisher.asked if "prices" in url)
    assert prices["start_date"] == "2025-08-01"


def test_pages_without_end_are_an_error(monkeypatch):
    monkeypatch.setattr(hapi, "PAGE", 1)
    monkeypatch.setattr(hapi, "MOST_PAGES", 3)
    with pytest.raises(SourceError, match="over 3 rows"):
        list(SOURCE.fetch(Publisher(1, 1, 1, 1)))


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("idps_global", {"hapi.displaced": 96}),
        ("funding_global", dict.fromkeys(
            ("hapi.funding_required", "hapi.funding_received", "hapi.funding_share"), 3)),
        ("food_price_global_2015", {"hapi.food_prices_3m": 33}),
        ("food_security_global", {
            f"hapi.ipc_{name}{kind}": count
            for name in ("phase3", "phase4", "phase3_share", "analysed")
            for kind, count in (("", 27), ("_projected", 23), ("_projected_later", 3))
        }),
    ],
)  # fmt: skip
def test_recorded_files_are_counted_as_by_hand(file, counts):
    path = shared(f"replies/hapi/hdx_hapi_{file}.csv")
    (part,) = read(SOURCE, [Reply(path.name, path.read_bytes())])
    assert part.rows.groupby("series").size().to_dict() == counts
    assert part.unknown_places == {}


def test_recorded_figures_are_those_of_the_file():
    idps, hunger = (
        shared(f"replies/hapi/hdx_hapi_{name}_global.csv") for name in ("idps", "food_security")
    )
    figures = told(*(Reply(path.name, path.read_bytes()) for path in (idps, hunger)))
    assert figures["hapi.displaced", "AFG", "2017-03-30"] == 246_362
    assert figures["hapi.displaced", "HTI", "2022-11-30"] == 155_166
    assert figures["hapi.displaced", "HTI", "2016-12-31"] == 46_691 + 42_553
    assert figures["hapi.ipc_phase3", "AFG", "2023-04-01"] == 17_213_584
    assert figures["hapi.ipc_phase3_share", "AFG", "2023-04-01"] == 40
    assert figures["hapi.ipc_phase4", "AFG", "2023-04-01"] == 3_359_317
    # Of two analyses of May 2021 in Ethiopia, that of more people.
    assert figures["hapi.ipc_phase3", "ETH", "2021-05-01"] == 16_756_345
