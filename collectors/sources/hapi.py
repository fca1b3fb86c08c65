"""HDX HAPI: the figures of humanitarian partners in one interface, run by OCHA.

Read are JSON replies, {"data": [...]}, and the CSV form with the same columns, for six
themes: displaced people, food security, needs, funding, risk and food prices. Refugees are
left to UNHCR's own source. Conflict events come from ACLED, whose terms forbid to pass them
on: they are refused.

What the publisher does that one has to know:
- No reply says how many rows there are: pages are asked for until a short one.
- Figures of provinces stand beside those of the country; only the latter (level 0) count.
- Rows with an `error` are doubtful ones that the publisher itself leaves out of the API.
- Displaced people: one round is told twice, as baseline and as site assessment, and several
  operations of one country report on days of their own. Baseline goes before site; what
  operations tell on one day is added up.
- Food security: `all` is who was analysed, `3+` who is in phases 3 to 5.
- Needs: people in need of any sector are "Intersectoral"; categories split the same people.
- Filters on texts are wildcards: location_name=Mali finds Somalia too. None is used here.
"""

import base64
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.source import Empty, Part, Reply, Source, SourceError, WrongFormat, clean
from collectors.sources import _dtm, _ipc, _prices
from collectors.sources._tabular import days, figures, located, observed, table, untagged
from indicators.frames import OBSERVATIONS, Series

API = "https://hapi.humdata.org/api/v2"
PAGE, MOST_PAGES = 10_000, 200
PRICES_SINCE = pd.DateOffset(months=15)  # a year to compare with, and what is revised
THEMES = (
    "affected-people/idps",
    "affected-people/humanitarian-needs",
    "food-security-nutrition-poverty/food-security",
    "food-security-nutrition-poverty/food-prices-market-monitor",
    "coordination-context/funding",
    "coordination-context/national-risk",
)
ALWAYS = ("location_code", "reference_period_start")


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for every page of every theme. The identifier is made here; there is no key."""
    named = f"jointwatch:{client.contact or 'no contact set'}"
    identifier = {"X-HDX-HAPI-APP-IDENTIFIER": base64.b64encode(named.encode()).decode()}
    for theme in THEMES:
        params = {"limit": PAGE, "output_format": "json"}
        if theme.endswith("food-prices-market-monitor"):
            # A third of the bytes, for by far the longest theme.
            params["output_format"] = "csv"
            params["start_date"] = f"{client.now - PRICES_SINCE:%Y-%m-01}"
        elif not theme.startswith("coordination-context"):
            params["admin_level"] = 0
        for page in range(MOST_PAGES):
            asked = params | {"offset": page * PAGE}
            reply = client.get(f"{API}/{theme}", params=asked, headers=identifier)
            yield reply
            if len(_rows(reply)) < PAGE:
                break
        else:
            raise SourceError(f"HDX HAPI: {theme} has over {MOST_PAGES * PAGE:,} rows.")


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS of all themes told."""
    told: dict[str, list[pd.DataFrame]] = {}
    last: dict[str, Reply] = {}
    for reply in replies:
        rows = _rows(reply)
        if rows.empty:
            continue  # the page after the last full one
        theme = next((name for name in READERS if name in rows), None)
        if "event_type" in rows:
            raise WrongFormat(
                f"{reply.name}: conflict events, which come from ACLED and may not be passed on."
            )
        if theme is None:
            raise WrongFormat(
                f"{reply.name}: none of the themes that are read. "
                f"It has: {clean(', '.join(rows.columns), 200)}."
            )
        told.setdefault(theme, []).append(rows)
        last[theme] = reply
    if not told:
        raise Empty("HDX HAPI: pages without a row; it is not taken for calm.")
    found, unknown, notes = [], {}, []
    for theme, pages in told.items():
        # Pages overlap when rows are added between two of them.
        rows = pd.concat(pages, ignore_index=True).fillna("").drop_duplicates(ignore_index=True)
        observations, strange, note = _read(theme, rows, last[theme])
        found.append(observations)
        notes.append(note)
        for name, count in strange.items():
            unknown[name] = unknown.get(name, 0) + count
    rows = pd.concat(found, ignore_index=True)
    yield Part(OBSERVATIONS, rows, unknown_places=unknown, note=" ".join(filter(None, notes)))


def _rows(reply: Reply) -> pd.DataFrame:
    """Return the rows of a page as texts."""
    text = reply.text().lstrip()
    if text[:1] not in "{[":
        # Which columns are needed depends on the theme; these every theme has.
        head = reply.csv(ALWAYS)
        if head.empty:
            return head
        columns = text.split("\n", 1)[0].strip().replace('"', "").split(",")
        return untagged(reply.csv(columns))
    said = reply.json()
    if not isinstance(said, dict) or "data" not in said:
        why = clean(said.get("detail") or said, 200) if isinstance(said, dict) else "a list"
        raise WrongFormat(f"{reply.name}: no page of HDX HAPI, which has 'data': {why}")
    return table(said["data"], reply, ALWAYS)


def _read(theme: str, rows: pd.DataFrame, reply: Reply) -> tuple[pd.DataFrame, dict[str, int], str]:
    """Return the observations of all rows of one theme, the places not known, and a note."""
    many = len(rows)
    if "admin_level" in rows and theme != "price_type":
        rows = rows[rows["admin_level"].isin(["0", "0.0"])]
    provinces = many - len(rows)
    doubtful = rows["error"] != "" if "error" in rows else pd.Series(False, index=rows.index)
    rows, unknown = located(rows[~doubtful], "location_code", system="iso3")
    rows = rows.assign(period=days(rows["reference_period_start"], reply))
    name, reader = READERS[theme]
    note = f"{name}: {provinces:,} rows of provinces were left out." if provinces else ""
    if doubtful.any():
        note += f" {name}: {int(doubtful.sum()):,} rows that the publisher calls doubtful too."
    return reader(rows, reply), unknown, note.strip()


def _displaced(rows: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    reply.need(("operation", "population", "reporting_round"), rows)
    rows = rows.assign(
        value=figures(rows["population"], reply),
        round=figures(rows["reporting_round"], reply),
        baseline=rows["assessment_type"] == "BA",
    )
    return _dtm.by_day("hapi.displaced", rows)


def _food_security(rows: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    reply.need(("ipc_type", "population_in_phase", "population_fraction_in_phase"), rows)
    strange = rows[~rows["ipc_type"].isin(list(_ipc.KINDS))]
    if len(strange):
        raise WrongFormat(f"{reply.name}: ipc_type {clean(strange['ipc_type'].iloc[0], 40)!r}.")
    named = {
        "ipc_type": "kind",
        "ipc_phase": "phase",
        "population_in_phase": "number",
        "population_fraction_in_phase": "fraction",
    }
    return _ipc.analyses("hapi", rows.rename(columns=named), reply)


def _needs(rows: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    reply.need(("sector_code", "category", "population"), rows)
    whole = rows["category"].str.strip().str.lower().isin(["", "total", "all"])
    sector = rows["sector_code"].str.strip().str.lower().isin(["intersectoral", "all", "*"])
    rows = rows[whole & sector].assign(value=lambda kept: figures(kept["population"], reply))
    of = {"INN": "hapi.in_need", "TGT": "hapi.targeted", "REA": "hapi.reached"}
    return pd.concat(
        [
            observed(rows[rows["population_status"].str.upper() == status], {series: "value"})
            for status, series in of.items()
        ],
        ignore_index=True,
    )


def _funding(rows: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    """Add up the appeals of a country and year; money outside appeals has no requirement."""
    reply.need(("requirements_usd", "funding_usd"), rows)
    rows = rows.assign(
        required=figures(rows["requirements_usd"], reply),
        received=figures(rows["funding_usd"], reply).fillna(0),
        period=rows["period"].dt.to_period("Y").dt.start_time.astype(rows["period"].dtype),
    )
    rows = rows[rows["required"] > 0]
    sums = rows.groupby(["place", "period"], as_index=False)[["required", "received"]].sum()
    sums["share"] = (sums["received"] / sums["required"] * 100).round(1)
    names = {f"hapi.funding_{name}": name for name in ("required", "received", "share")}
    return observed(sums, names)


def _risk(rows: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    values = {name: figures(rows[name], reply) for name in RISKS if name in rows}
    return observed(rows.assign(**values), {f"hapi.{name}": name for name in values})


def _food_prices(rows: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    of = ["market_code", "commodity_code", "unit", "price_type", "currency_code"]
    reply.need((*of, "commodity_category", "price_flag", "price"), rows)
    rows = rows[
        (rows["commodity_category"] != _prices.NOT_FOOD) & (rows["price_flag"] != "forecast")
    ]
    prices = rows[["place"]].assign(
        period=rows["period"].dt.to_period("M").dt.start_time.astype(rows["period"].dtype),
        good=rows[of[0]].str.cat(rows[of[1:]], sep="|"),
        price=figures(rows["price"], reply),
    )
    return _prices.changes("hapi", prices)


RISKS = {
    "overall_risk": "INFORM Risk",
    "hazard_exposure_risk": "INFORM Risk: hazards and exposure",
    "vulnerability_risk": "INFORM Risk: vulnerability",
    "coping_capacity_risk": "INFORM Risk: lack of coping capacity",
}
# A column that only this theme has -> its name, and how its rows are read.
READERS: dict[str, tuple[str, Callable[[pd.DataFrame, Reply], pd.DataFrame]]] = {
    "assessment_type": ("Displaced people", _displaced),
    "ipc_phase": ("Food security", _food_security),
    "population_status": ("Needs", _needs),
    "requirements_usd": ("Funding", _funding),
    "overall_risk": ("Risk", _risk),
    "price_type": ("Food prices", _food_prices),
}


def _people(id: str, title: str, frequency: str, note: str, worse: str = "higher") -> Series:
    return Series(
        id=f"hapi.{id}", title=title, unit="people", frequency=frequency, kind="stock",
        worse=worse, lag_days=60, most=2e9, note=note,
    )  # fmt: skip


def _money(id: str, title: str, unit: str, most: float, worse: str) -> Series:
    return Series(
        id=f"hapi.funding_{id}", title=title, unit=unit, frequency="year", worse=worse,
        kind="share" if unit == "percent" else "flow", lag_days=30, most=most,
        note="Of appeals that say what they require, as counted by the year they begin in.",
    )  # fmt: skip


SERIES = (
    _people(
        "displaced", "Internally displaced people (IOM DTM)", "irregular",
        "By the day of a round. Operations of one country report on different days; a figure "
        "is of those that reported that day.",
    ),
    _people("in_need", "People in need", "year", "Of any sector, as the humanitarian plan counts."),
    _people("targeted", "People targeted by the humanitarian plan", "year", "", "neither"),
    _people("reached", "People reached by the humanitarian plan", "year", "", "lower"),
    *_ipc.series("hapi"),
    _money("required", "Funding required by appeals", "US dollars", 1e11, "higher"),
    _money("received", "Funding received by appeals", "US dollars", 1e11, "neither"),
    _money("share", "Share of appeals that is funded", "percent", 10_000, "lower"),
    *(
        Series(
            id=f"hapi.{name}", title=title, unit="index from 0 to 10", frequency="year",
            kind="index", most=10, lag_days=30, note="A new release computes it anew.",
        )
        for name, title in RISKS.items()
    ),
    *_prices.series("hapi"),
)  # fmt: skip

SOURCE = Source(
    id="hapi",
    title="Humanitarian figures of partners (HDX HAPI)",
    publisher="OCHA Centre for Humanitarian Data, from IOM, IPC, FTS, INFORM, WFP and plans",
    homepage="https://hapi.humdata.org",
    licence="By theme: IOM DTM terms; food security CC BY-NC-SA 3.0 IGO; others CC BY-IGO",
    terms="Figures may be shown and exported with their first publisher named. Food security is "
    "for non-commercial use and to be shared alike. HDX asks programs to name an address: set "
    "`contact` in the settings.",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=SERIES,
    base_url="https://hapi.humdata.org",
    humanitarian=True,
    lag="OCHA reads the first publishers every day to every week; their own lag comes on top.",
    revisions="Rounds, plans and analyses are corrected in place, without a mark.",
    time_limit=timedelta(minutes=30),
)
