"""World Bank: a few figures of economy, population and governance, by year.

What the publisher does that one has to know:
- Errors come with status 200, as a list of one: [{"message": [...]}].
- Sums of regions stand among countries, and some countries have no code, only a name.
- Most values of the newest years are null; nothing is said by that.
- Indicators of governance (WGI) have new names, GOV_WGI_..., and need source=3.
- Revisions are silent; `lastupdated` says when the whole set was renewed.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.readers import moment
from collectors.source import Empty, Part, Reply, Source, SourceError, WrongFormat, clean
from collectors.sources._tabular import figures, located, observed, table
from indicators.frames import OBSERVATIONS, Series

API = "https://api.worldbank.org/v2/country/all/indicator"
PAGE, MOST_PAGES = 1_000, 50
YEARS = 10  # asked for, the running one included: what may be revised
_ESTIMATE = {"unit": "index, about -2.5 to 2.5", "kind": "index", "worse": "lower",
             "least": -6, "most": 6}  # fmt: skip
INDICATORS = {
    "SP.POP.TOTL": Series(
        "world_bank.population", "Population", "people", "year", "stock", "neither", most=1e10
    ),
    "NY.GDP.PCAP.KD.ZG": Series(
        "world_bank.gdp_growth", "Growth of GDP a head", "percent", "year", "flow", "lower",
        least=-100, most=1_000,
    ),
    "FP.CPI.TOTL.ZG": Series(
        "world_bank.inflation", "Inflation of consumer prices", "percent", "year", "flow",
        least=-100, most=1e6,
    ),
    "MS.MIL.XPND.GD.ZS": Series(
        "world_bank.military_spending", "Military spending, share of GDP", "percent", "year",
        "share", "neither", most=200,
    ),
    "GOV_WGI_PV.EST": Series(
        "world_bank.stability", "Political stability and absence of violence", frequency="year",
        **_ESTIMATE,
    ),
    "GOV_WGI_GE.EST": Series(
        "world_bank.effectiveness", "Government effectiveness", frequency="year", **_ESTIMATE
    ),
    "GOV_WGI_RL.EST": Series("world_bank.law", "Rule of law", frequency="year", **_ESTIMATE),
}  # fmt: skip
COLUMNS = ("indicator", "country", "countryiso3code", "date", "value")


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for every page of every indicator, ten years back."""
    last = client.now.year
    for name in INDICATORS:
        params = {"format": "json", "date": f"{last - YEARS + 1}:{last}", "per_page": PAGE}
        if name.startswith("GOV_WGI"):
            params["source"] = 3
        for page in range(1, MOST_PAGES + 1):
            reply = client.get(f"{API}/{name}", params=params | {"page": page})
            yield reply
            if page >= _page(reply)[1]:
                break
        else:
            raise SourceError(f"World Bank: {name} has over {MOST_PAGES} pages.")


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS: each indicator by country and year."""
    found, unknown, notes, told = [], {}, [], {}
    for reply in replies:
        rows, _, total, updated = _page(reply)
        if rows.empty:
            continue
        for name, part in rows.groupby("name"):
            told.setdefault(name, [0, total])[0] += len(part)
        rows, strange = located(rows, "countryiso3code", "country_name")
        for place, count in strange.items():
            unknown[place] = unknown.get(place, 0) + count
        year = figures(rows["date"].rename("date"), reply)
        if not (year.between(1900, 2099) & (year % 1 == 0)).all():
            raise WrongFormat(f"{reply.name}: a row without a year.")
        period = pd.to_datetime(year.astype(int).astype(str), format="%Y")
        rows = rows.assign(period=period, value=figures(rows["value"], reply))
        published = moment(updated, reply.name) if updated else pd.NaT
        for name, part in rows.groupby("name"):
            found.append(observed(part, {INDICATORS[name].id: "value"}, published))
    if not found:
        raise Empty("World Bank: pages without a row.")
    notes = [f"{name}: {rows} of {of} rows came." for name, (rows, of) in told.items() if rows < of]
    observations = pd.concat(found, ignore_index=True)
    observations = observations.drop_duplicates(list(OBSERVATIONS.key), keep="last")
    yield Part(OBSERVATIONS, observations, unknown_places=unknown, note=" ".join(notes))


def _page(reply: Reply) -> tuple[pd.DataFrame, int, int, str]:
    """Return the rows of a page, how many pages and rows there are, and when renewed."""
    said = reply.json()
    if isinstance(said, list) and len(said) == 1 and isinstance(said[0], dict):
        faults = said[0].get("message") or [{}]
        fault = faults[0] if isinstance(faults, list) and isinstance(faults[0], dict) else {}
        why = clean(fault.get("value") or said[0], 200)
        raise WrongFormat(f"{reply.name}: the World Bank says: {why}")
    if not isinstance(said, list) or len(said) != 2 or not isinstance(said[0], dict):
        raise WrongFormat(f"{reply.name}: no page of the World Bank: [about, rows].")
    about, objects = said
    objects = objects or []
    rows = table(objects, reply, COLUMNS)
    if len(rows):
        named = [
            (_field(one, "indicator", "id"), _field(one, "country", "value")) for one in objects
        ]
        rows = rows.assign(
            name=[name for name, _ in named], country_name=[country for _, country in named]
        )
        strange = set(rows["name"]) - set(INDICATORS)
        if strange:
            raise WrongFormat(f"{reply.name}: {clean(min(strange), 60)} is not read here.")
    try:
        return rows, int(about["pages"]), int(about["total"]), str(about.get("lastupdated") or "")
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise WrongFormat(f"{reply.name}: a page that does not say how many there are.") from error


def _field(row: dict, name: str, part: str) -> str:
    field = row.get(name)
    return clean(field.get(part)) if isinstance(field, dict) else ""


SOURCE = Source(
    id="world_bank",
    title="Development and governance (World Bank)",
    publisher="World Bank: World Development Indicators, Worldwide Governance Indicators",
    homepage="https://data.worldbank.org",
    licence="CC BY 4.0",
    every=timedelta(days=7),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=tuple(INDICATORS.values()),
    base_url="https://api.worldbank.org",
    lag="A year and more; population sooner. Governance in September of the next year.",
    revisions="Earlier years are revised at every renewal, without a mark.",
)
