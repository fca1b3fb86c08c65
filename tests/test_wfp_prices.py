"""Food prices of WFP: how they move, from files of years and of single countries."""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, WrongFormat
from collectors.sources import _data_bridges
from collectors.sources.wfp_prices import SOURCE
from tests.shared import shared

HEAD = (
    "countryiso3,date,admin1,admin2,market,market_id,latitude,longitude,category,commodity,"
    "commodity_id,unit,priceflag,pricetype,currency,price,usdprice"
)
TAGS = (
    "#country+code,#date,#adm1+name,#adm2+name,#loc+market+name,#loc+market+code,#geo+lat,"
    "#geo+lon,#item+type,#item+name,#item+code,#item+unit,#item+price+flag,#item+price+type,"
    "#currency,#value,#value+usd"
)


def price(month, price, good=1, flag="actual", currency="SDG", category="pulses", iso="SDN"):
    return (
        f"{iso},{month}-15,,,Market,7,,,{category},Good,{good},KG,{flag},Retail,{currency},"
        f"{price},1"
    )


def file(*lines, tags=True) -> Reply:
    text = "\n".join(["\ufeff" + HEAD, *([TAGS] if tags else []), *lines])
    return Reply("wfp_food_prices_global_2026.csv", text.encode())


def told(*replies) -> dict:
    (part,) = read(SOURCE, replies)
    rows = part.rows
    names = rows["series"].str.removeprefix("wfp_prices.food_prices_")
    key = zip(names, rows["place"], rows["period"].dt.strftime("%Y-%m"), strict=True)
    return dict(zip(key, rows["value"], strict=True))


def month(name, by, **other):
    """Five goods, each at 100 times `by`."""
    return [price(name, 100 * by, good, **other) for good in range(5)]


def test_prices_are_compared_over_three_and_twelve_months_in_files_of_two_years():
    before = file(*month("2025-08", 1), *month("2026-05", 1.5))
    assert told(before, file(*month("2026-08", 3))) == {
        ("3m", "SDN", "2026-08"): 100,
        ("12m", "SDN", "2026-08"): 200,
    }


def test_a_file_without_tags_is_read_the_same():
    lines = [*month("2026-05", 1), *month("2026-08", 2)]
    assert told(file(*lines)) == told(file(*lines, tags=False)) == {("3m", "SDN", "2026-08"): 100}


def test_the_median_counts_so_one_slip_of_a_price_does_not():
    lines = [*month("2026-05", 1), *month("2026-08", 1.2), price("2026-08", 99_999, good=1)]
    assert told(file(*lines)) == {("3m", "SDN", "2026-08"): 20}


@pytest.mark.parametrize(
    "other", [{"flag": "forecast"}, {"currency": "USD"}, {"category": "non-food"}]
)
def test_forecasts_other_currencies_and_what_is_no_food_are_not_compared(other):
    assert told(file(*month("2026-05", 1), *month("2026-08", 2, **other))) == {}


def test_nothing_and_zero_are_no_prices():
    lines = [*month("2026-05", 0), *month("2026-08", 2), price("2026-07", "-")]
    assert told(file(*lines)) == {}


def test_a_file_without_food_has_no_figure():
    assert told(file(*month("2026-05", 1, category="non-food"))) == {}


def test_few_prices_are_no_figure_and_it_is_said_where():
    (part,) = read(SOURCE, [file(price("2026-05", 1), price("2026-08", 2))])
    assert part.rows.empty
    assert part.note.endswith("Too few to compare in SDN.")


def test_a_place_that_is_not_known_is_counted():
    (part,) = read(SOURCE, [file(*month("2026-05", 1), price("2026-05", 1, iso="XYZ"))])
    assert part.unknown_places == {"XYZ": 1}


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<!doctype html><p>Sign in", WrongFormat, "a web page came"),
        (b'{"items": [], "page": 1, "totalItems": 0}', Empty, "a list of nothing"),
        (b'{"detail": "Invalid token"}', WrongFormat, "no page of WFP's Data Bridges.*Invalid tok"),
        (b'{"items": [{"commodityPrice": 1}]}', WrongFormat, "columns missing: .*marketid"),
        (HEAD.encode(), Empty, "not taken for prices that stand still"),
        (file(price("2026-05", "many")).body, WrongFormat, "price"),
        (file(price("May 2026", 1)).body, WrongFormat, "not a date"),
        (b"market,price\n1,2\n", WrongFormat, "columns missing: countryiso3"),
    ],
)
def test_what_is_no_file_of_prices_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("prices.csv", body))


def bridge(month, price, good=1, name="Sorghum", **other) -> dict:
    """A price as the documentation of WFP's Data Bridges has it; no such page is recorded."""
    return {
        "commodityID": good, "commodityName": name, "marketID": 7, "marketName": "Market",
        "commodityPriceDate": f"{month}-15T00:00:00", "commodityPrice": price,
        "commodityPriceFlag": "actual,aggregate", "commodityUnitID": 5, "commodityUnitName": "KG",
        "countryISO3": "SDN", "countryName": "Sudan", "currencyID": 3, "currencyName": "SDG",
        "priceTypeID": 15, "priceTypeName": "Retail",
    } | other  # fmt: skip


def listed(*items, page=1) -> Reply:
    body = {"items": items, "page": page, "totalItems": 100}
    return Reply(f"MarketPrices_{page}.json", json.dumps(body).encode())


def test_pages_of_data_bridges_tell_the_same_as_files():
    first = listed(*(bridge("2026-05", 100, good) for good in range(5)))
    second = listed(*(bridge("2026-08", 150, good) for good in range(5)), page=2)
    last = listed(page=3)
    assert told(last, second, first) == {("3m", "SDN", "2026-08"): 50}
    overlap = listed(*(bridge("2026-08", 150, good) for good in range(3)), page=4)
    assert told(first, second, overlap) == {("3m", "SDN", "2026-08"): 50}


def test_names_of_fields_may_be_written_otherwise_and_the_country_by_its_name():
    def other(item):
        item = item | {"countryISO3": None}
        return {name.replace("ID", "Id"): value for name, value in item.items()}

    items = [
        other(bridge(month, 100, good)) for month in ("2026-05", "2026-08") for good in range(5)
    ]
    assert told(listed(*items)) == {("3m", "SDN", "2026-08"): 0}


def test_what_is_no_food_is_told_by_the_lists_else_by_its_name():
    food = [bridge(month, 100, good) for month in ("2026-05", "2026-08") for good in range(5)]
    fuel = [bridge("2026-05", 1, 9, "Fuel (diesel)"), bridge("2026-08", 9, 9, "Fuel (diesel)")]
    (part,) = read(SOURCE, [listed(*food, *fuel)])
    assert part.note == "10 of 12 prices are of food and were compared."
    goods = listed(*({"id": good, "name": "", "categoryId": 8 * (good > 3)} for good in range(6)))
    categories = listed({"id": 8, "name": "non-food"}, {"id": 0, "name": "pulses and nuts"})
    (part,) = read(SOURCE, [listed(*food), goods, categories])
    assert part.note == "8 of 10 prices are of food and were compared. Too few to compare in SDN."


def test_a_forecast_of_data_bridges_is_no_price():
    items = [
        bridge(month, 100, good, commodityPriceFlag="actual,forecast")
        for month in ("2026-05", "2026-08")
        for good in range(5)
    ]
    assert told(listed(*items)) == {}


def test_the_recorded_lists_are_read_without_a_figure():
    for name, said in (
        ("Commodities_Categories_List_1", "8 entries"),
        ("Commodities_List_2", "72 entries"),
        ("Currency_List_1", "127 entries"),
        ("Currency_List_2", "the page after the last"),
        ("wfp_markets_global", "a list of 205 markets"),
    ):
        ending = "csv" if name.endswith("global") else "json"
        path = shared(f"replies/wfp/{name}.{ending}")
        (part,) = read(SOURCE, [Reply(path.name, path.read_bytes())])
        assert part.rows.empty
        assert said in part.note


def test_what_names_call_no_food_is_what_the_recorded_files_call_so():
    path = shared("replies/wfp/wfp_food_prices_global_2023.csv")
    rows = pd.read_csv(path, usecols=["category", "commodity"]).drop_duplicates()
    by_name = rows["commodity"].str.contains(_data_bridges._NOT_FOOD)
    assert rows["commodity"][by_name != (rows["category"] == "non-food")].tolist() == []


class Publisher:
    now = pd.Timestamp("2026-01-05", tz="UTC")

    def __init__(self, *years):
        self.files = [
            {"name": f"Prices {year}", "url": f"https://d/wfp_food_prices_global_{year}.csv"}
            for year in years
        ]

    def get(self, url, params=None):
        said = {"success": True, "result": {"name": "prices", "resources": self.files}}
        return Reply(url, json.dumps(said).encode() if params else b"")


def test_the_files_of_last_and_this_year_are_asked_for():
    names = [reply.name for reply in SOURCE.fetch(Publisher(2024, 2025, 2026))]
    assert names == [f"wfp_food_prices_global_{year}.csv" for year in (2025, 2026)]
    assert len(list(SOURCE.fetch(Publisher(2025)))) == 1  # in January
    with pytest.raises(NotThere, match="no file of prices of 2025, 2026"):
        list(SOURCE.fetch(Publisher(2019)))


@pytest.mark.parametrize(
    ("file", "rows", "food", "figures"),
    [
        ("wfp_food_prices_global_2010.csv", 428, 428, 18),
        ("wfp_food_prices_global_2014.csv", 4_466, 3_932, 27),
        ("wfp_food_prices_global_2023.csv", 26_939, 16_830, 32),
        ("wfp_food_prices_global_2024.csv", 282, 278, 8),
        ("wfp_food_prices_blr.csv", 483, 483, 0),
    ],
)
def test_recorded_files_are_counted_as_by_hand(file, rows, food, figures):
    path = shared(f"replies/wfp/{file}")
    (part,) = read(SOURCE, [Reply(path.name, path.read_bytes())])
    assert part.note.startswith(f"{food:,} of {rows:,} prices are of food")
    assert len(part.rows) == figures
    assert part.unknown_places == {}


def test_a_recorded_change_of_prices_is_the_median_taken_by_hand():
    paths = [shared(f"replies/wfp/wfp_food_prices_global_{year}.csv") for year in (2023, 2024)]
    found = told(*(Reply(path.name, path.read_bytes()) for path in paths))
    rows = pd.concat([pd.read_csv(path) for path in paths])
    rows = rows[(rows["countryiso3"] == "NIC") & (rows["category"] != "non-food")]
    good = ["market_id", "commodity_id", "unit", "pricetype", "currency"]
    old, new = (
        rows[rows["date"] == day].set_index(good)["price"] for day in ("2023-11-15", "2024-11-15")
    )
    change = (new / old - 1).dropna()
    assert len(change) >= 5
    assert found["12m", "NIC", "2024-11"] == pytest.approx(change.median() * 100, abs=0.01)
