"""Food prices of WFP: how they move, from files of years and of single countries."""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, WrongFormat
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
        (b'{"items": [], "page": 2, "totalItems": 552}', WrongFormat, "Data Bridges"),
        (HEAD.encode(), Empty, "not taken for prices that stand still"),
        (file(price("2026-05", "many")).body, WrongFormat, "price"),
        (file(price("May 2026", 1)).body, WrongFormat, "not a date"),
        (b"market_id,market\n1,2\n", WrongFormat, "columns missing: countryiso3"),
    ],
)
def test_what_is_no_file_of_prices_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("prices.csv", body))


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


@pytest.mark.parametrize(
    "file",
    [
        "Commodities_Categories_List_1.json", "Commodities_Categories_List_2.json",
        "Commodities_List_2.json", "Commodities_List_3.json", "Currency_List_1.json",
        "Currency_List_2.json", "wfp_markets_global.csv",
    ],
)  # fmt: skip
def test_recorded_lists_without_prices_are_refused(file):
    path = shared(f"replies/wfp/{file}")
    with pytest.raises(WrongFormat):
        told(Reply(path.name, path.read_bytes()))
