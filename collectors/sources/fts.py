"""Funding of humanitarian response plans: OCHA's Financial Tracking Service.

Read are the overview of plans of a year (v2 .../plan/overview/progress/2026), pages of
flows to one country and year (v1 .../fts/flow?locationid=&year=) and the table of
requirements and funding as on HDX. Of a plan for several countries no country's own part
is known; it is left out and said. A page of flows gives the country's whole funding in
`incoming.fundingTotal`, however many pages there are, inside plans and outside. The list of
places, and the funding of a plan by place, which names no year, hold no figure for us.

A percentage falls when requirements rise: compare it with the same month of other years.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.readers import moment, number, refuse_cut
from collectors.source import Part, Reply, Source, WrongFormat, clean
from indicators import places
from indicators.frames import OBSERVATIONS, Series

API = "https://api.hpc.tools/v2/fts/flow/plan/overview/progress/"
NEEDED, FUNDED, SHARE, TOTAL = (
    "fts.plan_requirements", "fts.plan_funding", "fts.plan_funded_percent", "fts.total_funding",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1990, 2099
MOST = 1e12  # US dollars, in one plan
_NARROW = re.compile(r"(?:plan|organization|emergency|cluster)[a-z]*id", re.IGNORECASE)
TABLE = ("countryCode", "id", "year", "requirements", "funding")


def fetch(client) -> Iterator[Reply]:
    """Yield the overviews of last year and this year: funding is reported late."""
    for year in (client.now.year - 1, client.now.year):
        yield client.get(f"{API}{year}")


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of OBSERVATIONS by place and year."""
    figures: dict[tuple, dict] = {}
    unknown, notes = Counter(), []
    # The overview comes from the source itself and goes before the table made of it.
    for reply in sorted(replies, key=lambda reply: reply.body.lstrip()[:1] in (b"{", b"[")):
        start = reply.text().lstrip()[:1]
        read = _overview_or_flows if start in ("{", "[") else _table
        for series, place, year, value, published in read(reply, unknown, notes):
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise WrongFormat(f"{reply.name}: funding of the year {year}.")
            period = pd.Timestamp(year, 1, 1)
            figures[series, place, period] = {
                "series": series, "place": place, "period": period, "value": value,
                "published": published,
            }  # fmt: skip
    rows = pd.DataFrame(list(figures.values()))
    if rows.empty:
        if not notes and not unknown:
            raise WrongFormat("FTS: no plan of a single country and no funding of one came.")
        rows = OBSERVATIONS.empty()[["series", "place", "period", "value", "published"]]
    return [Part(OBSERVATIONS, rows, (), dict(unknown), " ".join(dict.fromkeys(notes)))]


def _overview_or_flows(reply: Reply, unknown: Counter, notes: list[str]) -> Iterator[tuple]:
    said = reply.json()
    data = said.get("data") if isinstance(said, dict) else None
    if isinstance(data, dict) and isinstance(data.get("plans"), list):
        yield from _plans(reply, data["plans"], unknown, notes)
    elif isinstance(data, dict) and isinstance(data.get("flows"), list):
        yield from _flows(reply, data, said, notes)
    elif isinstance(data, dict) and "report3" in data:
        notes.append(f"{reply.name}: funding of a plan by place, of no stated year; not kept.")
    elif isinstance(data, list) and data and all(map(_is_place, data)):
        notes.append(f"{reply.name}: the list of places of FTS; it holds no figures.")
    else:
        raise WrongFormat(f"{reply.name}: neither an overview of plans nor a page of flows of FTS.")


def _plans(reply: Reply, plans: list, unknown: Counter, notes: list[str]) -> Iterator[tuple]:
    needed, funded, newest, shared = Counter(), Counter(), {}, 0
    asked = re.search(r"(20\d\d)\D*$", reply.name)
    for plan in plans:
        if not isinstance(plan, dict) or not isinstance(plan.get("countries"), list):
            raise WrongFormat(f"{reply.name}: a plan without its countries.")
        countries, years = _objects(plan["countries"]), _objects(plan.get("usageYears"))
        codes = [clean(one.get("iso3"), 10) for one in countries]
        year = asked[1] if asked else str(years[0].get("year")) if len(years) == 1 else ""
        if len(codes) != 1 or not year.isdigit():
            shared += 1
            continue
        if (place := places.code(codes[0], "iso3")) is None:
            unknown[codes[0] or "(no code)"] += 1
            continue
        money = [_objects([plan.get(name)]) or [{}] for name in ("requirements", "funding")]
        asks = number(money[0][0].get("revisedRequirements"), 0, MOST)
        gets = number(money[1][0].get("totalFunding"), 0, MOST)
        key = place, int(year)
        needed[key] += 0 if pd.isna(asks) else asks
        funded[key] += 0 if pd.isna(gets) else gets
        if plan.get("updatedAt"):
            newest[key] = max(moment(plan["updatedAt"], reply.name), newest.get(key, _LONG_AGO))
    if shared:
        notes.append(f"{shared} plans of several countries, or of no single year, were left out.")
    for place, year in needed:
        yield from _of_plans(place, year, needed[place, year], funded[place, year],
                             newest.get((place, year), pd.NaT))  # fmt: skip


def _is_place(said: object) -> bool:
    return not said or (isinstance(said, dict) and "iso3" in said)


def _objects(said: object) -> list[dict]:
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


_LONG_AGO = pd.Timestamp("1990-01-01", tz="UTC")


def _of_plans(place, year, needed, funded, published) -> Iterator[tuple]:
    yield NEEDED, place, year, float(needed), published
    yield FUNDED, place, year, float(funded), published
    if needed:
        yield SHARE, place, year, 100.0 * funded / needed, published


def _flows(reply: Reply, data: dict, said: dict, notes: list[str]) -> Iterator[tuple]:
    """Yield the whole funding of the country and year that all flows of a page go to.

    Flows of one plan, or asked for by an organisation, are a part of it and give none.
    """
    common = {"Location": None, "UsageYear": None, "Plan": None}
    for flow in _objects(data["flows"]):
        for kind in common:
            going = _objects(flow.get("destinationObjects"))
            names = {str(one.get("name")) for one in going if one.get("type") == kind}
            common[kind] = names if common[kind] is None else common[kind] & names
    location, year, plan = ((common[kind] or set()) for kind in common)
    total = number((data.get("incoming") or {}).get("fundingTotal"), 0, MOST)
    place = places.code(next(iter(location))) if len(location) == 1 else None
    if place is None or len(year) != 1 or pd.isna(total):
        raise WrongFormat(f"{reply.name}: flows that do not all go to one country in one year.")
    count = (said.get("meta") or {}).get("count")
    if (plan and len(data["flows"]) > 1) or _NARROW.search(reply.url):
        notes.append(f"{reply.name}: flows of a part only, not all that goes to the country.")
        return
    notes.append(f"{len(data['flows'])} of {count} flows are on the page; the total is of all.")
    yield TOTAL, place, int(next(iter(year))), total, pd.NaT


def _table(reply: Reply, unknown: Counter, notes: list[str]) -> Iterator[tuple]:
    refuse_cut(reply, reply.text())
    rows = reply.csv(TABLE)
    rows = rows[~rows["countryCode"].str.startswith("#")]
    place = places.codes(rows["countryCode"].str.strip(), "iso3")
    unknown.update(clean(code, 40) or "(no code)" for code in rows["countryCode"][place.isna()])
    names = ("requirements", "funding", "year")
    money = {name: rows[name].map(lambda text: number(text, 0, MOST)) for name in names}
    rows = rows.assign(place=place, **money).dropna(subset=["place", "year"])
    for (where, year), part in rows.groupby(["place", "year"]):
        plans = part[part["id"].str.strip() != ""]
        asks, gets = (plans[name].sum() for name in ("requirements", "funding"))
        yield from _of_plans(where, int(year), asks, gets, pd.NaT)
        yield TOTAL, where, int(year), part["funding"].sum(), pd.NaT


def _series(id: str, title: str, **more) -> Series:
    usual = {"unit": "US dollars", "frequency": "year", "kind": "flow", "most": 1e11}
    return Series(id=id, title=title, **usual | more)


SOURCE = Source(
    id="fts",
    title="Funding of humanitarian response (FTS)",
    publisher="UN OCHA, Financial Tracking Service",
    homepage="https://fts.unocha.org",
    licence="CC BY-IGO as published on HDX",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(
        _series(NEEDED, "Requirements of response plans"),
        _series(FUNDED, "Funding of response plans", worse="lower"),
        _series(SHARE, "Share of response plans funded", unit="percent", kind="share",
                worse="lower", most=1000, note="May pass 100 where more came than was asked for."),
        _series(TOTAL, "All humanitarian funding to a country", worse="neither",
                note="In plans and outside."),
    ),
    humanitarian=True,
    base_url="https://api.hpc.tools",
    lag="Days to months: donors and agencies report by themselves.",
    revisions="A year changes until long after its end; requirements are revised during it.",
    largest_reply=100_000_000,
)  # fmt: skip
