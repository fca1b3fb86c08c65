"""WFP: food prices in markets, as published on HDX, one file for each year.

This year's and last year's file are asked for; how prices become a figure: see `_prices`.
Read too are the files of single countries, and pages of WFP's own interface (Data Bridges,
which wants an account and is not asked): see `_data_bridges`.

What the publisher does that one has to know:
- A file may have a second row of HXL tags; older ones do.
- `priceflag` forecast is no price. "aggregate" is a mean of several prices and is one.
- The file of one country does not say which: its name does, wfp_food_prices_blr.csv.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.readers import refuse_cut
from collectors.source import Empty, NotThere, Part, Reply, Source
from collectors.sources import _ckan, _data_bridges, _prices
from collectors.sources._tabular import days, figures, located, untagged, untold
from indicators.frames import OBSERVATIONS

SET = "global-wfp-food-prices"
FILE = "wfp_food_prices_global_{}.csv"
COLUMNS = (
    "date", "market_id", "category", "commodity_id", "unit", "priceflag", "pricetype", "currency",
    "price",
)  # fmt: skip
_COUNTRY = re.compile(r"wfp_food_prices_([a-z]{3})\.csv")


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for the files of last year and, once it is there, of this year."""
    found = _ckan.show(client, SET)
    files = _ckan.addresses(found)
    years = {year: _named(files, year) for year in (client.now.year - 1, client.now.year)}
    for name in filter(None, years.values()):
        yield _ckan.file(client, found, name)
    if not any(years.values()):
        raise NotThere(f"WFP: HDX has no file of prices of {', '.join(map(str, years))}.")


def _named(files: dict[str, str], year: int) -> str:
    """Return the name under which HDX has the file of a year: its own, or its address's."""
    wanted = FILE.format(year)
    return next((n for n, url in files.items() if n == wanted or url.endswith(f"/{wanted}")), "")


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS: the change of food prices by country and month."""
    pages, bridges = [], _data_bridges.Told()
    for reply in replies:
        if said := _ckan.described(reply):
            bridges.notes.append(said)
        elif reply.text().lstrip()[:1] in "{[":
            bridges.add(reply)
        elif (rows := _prices_of(reply)) is not None:
            pages.append(rows)
        else:
            markets = (~reply.csv(["market_id"])["market_id"].str.startswith("#")).sum()
            bridges.notes.append(f"{reply.name}: a list of {markets} markets, without prices.")
    pages += [bridges.table()] if bridges.prices else []
    if not pages and bridges.notes:
        yield untold(" ".join(bridges.notes))
        return
    rows = pd.concat(pages, ignore_index=True) if pages else pd.DataFrame()
    if rows.empty:
        raise Empty("WFP: files without a price; it is not taken for prices that stand still.")
    many = len(rows)
    rows, unknown = located(rows, "countryiso3")
    food = (rows["category"] != _prices.NOT_FOOD) & (rows["priceflag"] != "forecast")
    rows, reply = rows[food], replies[-1]
    good = ["market_id", "commodity_id", "unit", "pricetype", "currency"]
    kept = rows.drop_duplicates([*good, "place", "date"], keep="last")
    twice, rows = len(rows) - len(kept), kept
    prices = rows[["place"]].assign(
        period=days(rows["date"], reply).dt.to_period("M").dt.start_time,
        good=rows[good[0]].str.cat(rows[good[1:]], sep="|"),
        price=figures(rows["price"], reply),
    )
    told = _prices.changes("wfp_prices", prices)
    note = f"{len(rows):,} of {many:,} prices are of food and were compared."
    if twice:
        note += f" {twice:,} were told twice and counted once."
    if few := sorted(set(prices["place"]) - set(told["place"])):
        note += f" Too few to compare in {', '.join(few)}."
    yield Part(OBSERVATIONS, told, (), unknown, note)


def _prices_of(reply: Reply) -> pd.DataFrame | None:
    """Return the prices of a file; None for the list of markets, which has none."""
    refuse_cut(reply, reply.text())
    head = reply.text().split("\n", 1)[0]
    if "market_id" in head and "price" not in head:
        return None
    country = _COUNTRY.fullmatch(reply.name)
    if country:
        rows = reply.csv(COLUMNS).assign(countryiso3=country[1].upper())
    else:
        rows = reply.csv(("countryiso3", *COLUMNS))
    return untagged(rows) if not country else rows[~rows["date"].str.startswith("#")]


SOURCE = Source(
    id="wfp_prices",
    title="Food prices in markets (WFP)",
    publisher="World Food Programme, through OCHA's Humanitarian Data Exchange",
    homepage="https://data.humdata.org/dataset/global-wfp-food-prices",
    licence="CC BY-IGO",
    every=timedelta(days=7),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=_prices.series("wfp_prices"),
    base_url="https://data.humdata.org",
    humanitarian=True,
    lag="Renewed every week; the prices of a month come in over the next two.",
    revisions="Prices are added and corrected for months.",
    largest_reply=300_000_000,
)
