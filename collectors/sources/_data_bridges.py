"""Pages of WFP's Data Bridges: monthly, weekly or daily prices, and the lists beside them.

A page is {"items", "page", "totalItems"}; the last one has no items. A price names its good
and no category; the lists of goods and of categories do. Where they did not come, what is
no food is told by the name of the good.
"""

import re
from dataclasses import dataclass, field

import pandas as pd

from collectors.source import Empty, Reply, WrongFormat, clean
from collectors.sources._prices import NOT_FOOD
from indicators import places

# Ours, and the publisher's name for it, in small letters: "marketID" and "marketId" are one.
PRICES = {
    "countryiso3": "countryiso3",
    "date": "commoditypricedate",
    "market_id": "marketid",
    "commodity_id": "commodityid",
    "unit": "commodityunitname",
    "priceflag": "commoditypriceflag",
    "pricetype": "pricetypename",
    "currency": "currencyname",
    "price": "commodityprice",
}
_NOT_FOOD = re.compile(
    r"\b(?:fuel|charcoal|firewood|electricity|wage|exchange rate|transport|internet|"
    r"water|milling cost|cotton|rent|soap|bleach|detergent|dishwashing|shampoo|tooth\w+|diapers|"
    r"sanitary|sanitizer|alcohol|gloves|masks?|blankets?|mattress\w*|underwear|agents|"
    r"antibiotics?|paracetamol|medicines?|notebook|jerrycan|bucket|fertilizers?|fodder)\b",
    re.IGNORECASE,
)


@dataclass
class Told:
    """What pages told: prices, goods by number with their category, and notes on the lists."""

    prices: list[pd.DataFrame] = field(default_factory=list)
    goods: dict[str, str] = field(default_factory=dict)  # number of a good -> of its category
    categories: dict[str, str] = field(default_factory=dict)  # number -> name
    notes: list[str] = field(default_factory=list)

    def add(self, reply: Reply) -> None:
        """Read one page. Raises WrongFormat for what is none, Empty for an end of nothing."""
        said = reply.json()
        items = said.get("items") if isinstance(said, dict) else None
        if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
            why = clean(said, 200)
            raise WrongFormat(f"{reply.name}: no page of WFP's Data Bridges (no 'items'): {why}")
        if not items:
            if not said.get("totalItems"):
                raise Empty(f"{reply.name}: a list of nothing; it is not taken for no prices.")
            self.notes.append(f"{reply.name}: the page after the last of a list.")
            return
        items = [{str(name).lower(): one[name] for name in one} for one in items]
        if any("commodityprice" in one for one in items):
            self.prices.append(_prices(reply, items))
            return
        named = [(clean(one.get("id"), 20), one) for one in items if "id" in one]
        if all("categoryid" in one for one in items):
            self.goods |= {number: clean(one["categoryid"], 20) for number, one in named}
        elif all(set(one) <= {"id", "name"} for one in items):
            self.categories |= {number: clean(one.get("name"), 60) for number, one in named}
        self.notes.append(f"{reply.name}: {len(items)} entries of a list, without prices.")

    def table(self) -> pd.DataFrame:
        """Return the prices of all pages with the category of each good, "" where unknown."""
        rows = pd.concat(self.prices, ignore_index=True)
        category = [
            self.categories.get(self.goods.get(number, ""))
            or (NOT_FOOD if _NOT_FOOD.search(good) else "")
            for number, good in zip(rows["commodity_id"], rows["good"], strict=True)
        ]
        return rows.drop(columns="good").assign(category=category)


def _prices(reply: Reply, items: list[dict]) -> pd.DataFrame:
    there = set().union(*items)
    reply.need(set(PRICES.values()) - {"countryiso3"}, there)
    rows = [
        {ours: _text(one.get(theirs)) for ours, theirs in PRICES.items()}
        | {
            "countryiso3": _text(one.get("countryiso3")) or _country(one.get("countryname")),
            "good": clean(one.get("commodityname"), 120),
        }
        for one in items
    ]
    found = pd.DataFrame(rows, dtype="str")
    # "actual,aggregate": of several kinds in one month, a forecast makes it none.
    forecast = found["priceflag"].str.lower().str.contains("forecast")
    return found.assign(priceflag=found["priceflag"].mask(forecast, "forecast"))


def _text(value: object) -> str:
    return clean("" if value is None else str(value), 80)


def _country(name: object) -> str:
    return places.code(_text(name)) or _text(name)
