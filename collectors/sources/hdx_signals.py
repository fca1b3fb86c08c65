"""HDX Signals: OCHA's own alerts on sudden changes for the worse, country by country.

One row is one alert: an indicator of somebody else (deaths, displacement, hunger, prices)
that crossed a threshold of OCHA's. `date` is what it is about, `campaign_date` when it was
sent; alerts before the service began (2024) were computed afterwards for the same dates.
An alert never says that a place is calm: without one, nothing was found or looked at.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.readers import dates, number, refuse_cut, web
from collectors.source import Empty, Part, Reply, Source, WrongFormat, clean
from indicators import places
from indicators.frames import EVENTS
from indicators.schema import EARLIEST, LATEST

FILE = (
    "https://data.humdata.org/dataset/464950af-0d57-47ae-a1fa-b4413b0adaf7/resource/"
    "49056751-af41-430e-92e8-81c4b0e5b38f/download/hdx_signals.csv"
)
COLUMNS = ("iso3", "indicator_id", "date", "alert_level", "value", "campaign_date")
INDICATORS = {
    "acaps_inform_severity": "severity of the crisis (ACAPS INFORM)",
    "acled_conflict": "conflict deaths (ACLED)",
    "idmc_displacement_conflict": "displacement by conflict (IDMC)",
    "idmc_displacement_disaster": "displacement by disasters (IDMC)",
    "ipc_food_insecurity": "acute food insecurity (IPC)",
    "jrc_agricultural_hotspots": "agricultural hotspots (JRC)",
    "wfp_market_monitor": "price of the food basket (WFP)",
}


def fetch(client) -> Iterator[Reply]:
    """Yield the file of all alerts."""
    yield client.get(FILE)


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of EVENTS, an alert each."""
    tables = [_table(reply) for reply in replies]
    if not tables:
        raise Empty("HDX Signals: no file came.")
    rows = pd.concat(tables, ignore_index=True)
    rows = rows[~rows["iso3"].str.startswith("#")]  # a row of HXL tags
    day = dates(rows["date"].str[:10], "%Y-%m-%d")
    code = rows["iso3"].str.strip()
    place = places.codes(code, "iso3").where(code != "AB9", "abyei")
    unknown = rows["iso3"][place.isna()].map(lambda code: clean(code, 40) or "(no code)")
    good = rows.assign(day=day, place=place)[day.between(EARLIEST, LATEST) & place.notna()]
    if good.empty:
        raise WrongFormat("HDX Signals: no alert has a country and a day that can be read.")
    said = good["indicator_id"].map(clean)
    about = said.map(lambda name: INDICATORS.get(name, name.replace("_", " ")))
    level = good["alert_level"].map(clean)
    events = pd.DataFrame(
        {
            "source": "hdx_signals",
            "event": said + " " + good["day"].dt.strftime("%Y-%m-%d"),
            "place": good["place"],
            "kind": "alert: " + about,
            "starts": good["day"],
            "ends": good["day"],
            "crosses": False,
            "value": good["value"].map(number),
            "low": float("nan"),
            "high": float("nan"),
            "unit": "as the indicator counts",
            "title": level + ": " + about,
            "area": "",
            "latitude": float("nan"),
            "longitude": float("nan"),
            "precision": "country",
            "status": level,
            "url": good["campaign_url"].map(web),
            "withdrawn": False,
        }
    )
    # An alert sent twice is one; of one that was raised, the last level counts.
    events = events.drop_duplicates(list(EVENTS.key), keep="last", ignore_index=True)
    undated = int(day.isna().sum())
    note = f"{undated} alerts without a day were left out." if undated else ""
    return [Part(EVENTS, events, (), unknown.value_counts().to_dict(), note)]


def _table(reply: Reply) -> pd.DataFrame:
    refuse_cut(reply, reply.text())
    more = ["campaign_url"] if "campaign_url" in reply.text().split("\n", 1)[0] else []
    table = reply.csv([*COLUMNS, *more])
    return table if more else table.assign(campaign_url="")


SOURCE = Source(
    id="hdx_signals",
    title="Alerts of HDX Signals",
    publisher="UN OCHA Centre for Humanitarian Data",
    homepage="https://data.humdata.org/dataset/hdx-signals",
    licence="CC BY-IGO",
    terms="Alerts may be shown and exported with OCHA named; figures behind them have the terms of "
    "those who made them (ACLED's are not redistributed).",
    every=timedelta(hours=12),
    fetch=fetch,
    parse=parse,
    frames=(EVENTS,),
    humanitarian=True,
    base_url="https://data.humdata.org",
    lag="Days after the indicator behind an alert is published.",
    revisions="Alerts that were sent are not taken back; earlier ones were computed afterwards.",
    largest_reply=50_000_000,
)
