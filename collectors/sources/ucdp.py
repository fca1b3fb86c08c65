"""Deaths in organised violence: UCDP's yearly event data and its monthly candidate events.

Read are the yearly release (GEDEvent_v26_1.csv or ged261-csv.zip: 1989 to 2025), monthly
candidate releases (GEDEvent_v26_0_8.csv: August 2026, with late additions to earlier
months) and cumulative ones (GEDEvent_v26_01_26_06.csv: January to June 2026). The yearly
and the cumulative are whole: what they no longer hold is gone. A monthly one adds to the
others. Of an event that several releases tell, the last published counts.

An event counts in the month in which it ended; one that began in an earlier month is
marked. Candidates before 2021 covered a part of the world only and are refused.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from collectors.http import Client
from collectors.readers import dates
from collectors.source import Empty, NotThere, Part, Reply, Source, Unreachable, WrongFormat, clean
from collectors.sources._ucdp_release import STATUS, read
from indicators import places
from indicators.frames import EVENTS, OBSERVATIONS, Coverage, Series
from indicators.schema import DAY, EARLIEST, LATEST

KINDS = {1: "state-based violence", 2: "non-state violence", 3: "one-sided violence"}
# The codes of `where_prec` in the codebook of UCDP GED.
PRECISION = {
    1: "exact place",
    2: "within 25 km of a known place",
    3: "second-level division",
    4: "first-level division",
    5: "part of the country",
    6: "country only",
    7: "international waters or airspace",
}
MOST_DEATHS = 1_000_000  # Rwanda in April 1994, the worst month since 1989, has 630,000


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for the newest yearly release and for the candidates of the months after it."""
    site, now, found = "https://ucdp.uu.se/downloads", client.now, False
    newest = pd.Period(now.tz_localize(None), "M") - 1
    first = pd.Period(year=now.year - 1, month=1, freq="M")
    for year in (now.year, now.year - 1):
        if reply := _there(client, f"{site}/ged/ged{year % 100:02}1-csv.zip"):
            first, found = pd.Period(year=year, month=1, freq="M"), True
            yield reply
            break
    candidates = f"{site}/candidateged/GEDEvent_v"
    while first <= newest:
        year, until = f"{first.year % 100:02}", newest.month if first.year == newest.year else 12
        begin = 1
        for month in (month for month in (12, 9, 6, 3) if month <= until):
            if reply := _there(client, f"{candidates}{year}_01_{year}_{month:02}.csv"):
                begin, found = month + 1, True
                yield reply
                break
        for month in range(begin, until + 1):
            # Missing are months not published yet, in the beginning of the next month.
            if reply := _there(client, f"{candidates}{year}_0_{month}.csv"):
                found = True
                yield reply
        first += 12
    if not found:
        raise Unreachable("UCDP: no release of this or last year is at its known address.")


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Read releases in any order: their events, and deaths per month and place."""
    told = []
    for reply in replies:
        release, table = read(reply)
        told.append((release, _events(reply.name, table)))
    if not told:
        raise Empty("UCDP: no release came.")
    told.sort(key=lambda one: one[0].turn)
    events = pd.concat(
        [rows.assign(turn=turn) for turn, (_, rows) in enumerate(told)], ignore_index=True
    )
    if pc.count_distinct(pa.array(events["event"])).as_py() < len(events):
        events = events.drop_duplicates("event", keep="last", ignore_index=True)
    months = events["ends"].to_numpy().astype("datetime64[M]")
    for turn, (release, _) in enumerate(told):
        if release.whole:
            low, high = (np.datetime64(str(month)) for month in (release.first, release.last))
            gone = (events["turn"] < turn) & (months >= low) & (months <= high)
            events, months = events[~gone], months[~gone]

    covered = sorted({month for release, _ in told for month in release.months})
    inside = np.isin(months, np.array([str(month) for month in covered], dtype="datetime64[M]"))
    known = events["place"].notna()
    unknown = events.loc[~known, "lost"].value_counts().to_dict()
    spans = _spans(covered)
    withdrawn = [
        Coverage(
            EVENTS,
            {"source": "ucdp", "ends": (span[0].to_timestamp(), span[-1].end_time.normalize())},
            "withdrawn",
        )
        for span in spans
    ]
    rows = (events if known.all() else events[known]).drop(columns=["turn", "lost", "civilians"])
    yield Part(EVENTS, rows, tuple(withdrawn), unknown, _note(int((~inside).sum()), spans))

    # Deaths of all types are told for every state and month. Those of one type only where
    # somebody died: elsewhere the total says it, and four times as many zeros say no more.
    periods = [month.to_timestamp() for month in covered]
    by_type = [series.id for series in SERIES[1:]]
    zero = {"series": ["ucdp.deaths"], "place": list(places.GW_STATES), "period": periods}
    gone = [{"series": by_type, "period": (span[0].to_timestamp(), span[-1].to_timestamp())}
            for span in spans]  # fmt: skip
    counted = (known & inside).to_numpy()
    deaths = _monthly(events.loc[counted, ["place", "kind", "value", "civilians"]], months[counted])
    covers = (Coverage(OBSERVATIONS, where, "zero") for where in [zero, *gone])
    yield Part(OBSERVATIONS, deaths, tuple(covers))


def _there(client: Client, url: str) -> Reply | None:
    try:
        return client.get(url)
    except NotThere:
        return None


def _spans(months: list[pd.Period]) -> list[list[pd.Period]]:
    """Return `months` cut into runs without a gap."""
    spans: list[list[pd.Period]] = []
    for month in months:
        if spans and month == spans[-1][-1] + 1:
            spans[-1].append(month)
        else:
            spans.append([month])
    return spans


def _note(outside: int, spans: list[list[pd.Period]]) -> str:
    said = []
    if outside:
        said.append(
            f"{outside} events ended outside the months these releases cover and are counted "
            "in no month."
        )
    for before, after in zip(spans, spans[1:], strict=False):
        said.append(f"No release covers {before[-1] + 1:%B %Y} to {after[0] - 1:%B %Y}.")
    return " ".join(said)


def _monthly(events: pd.DataFrame, months: np.ndarray) -> pd.DataFrame:
    """Return the deaths of `events` per series, place and month, as observations."""
    by = [events["place"].astype("category"), months.astype("datetime64[us]"), events["kind"]]
    sums = events[["value", "civilians"]].groupby(by, observed=True).sum()
    sums.index.names = ["place", "period", "kind"]
    kinds = {kind: SERIES[number].id for number, kind in KINDS.items()}
    every = sums.groupby(level=["place", "period"], observed=True).sum()
    of_kind = sums["value"].reset_index()
    figures = [
        every["value"].reset_index().assign(series="ucdp.deaths"),
        of_kind.assign(series=of_kind["kind"].astype("str").map(kinds)).drop(columns="kind"),
        every["civilians"].rename("value").reset_index().assign(series="ucdp.deaths_civilians"),
    ]
    columns = ["series", "place", "period", "value"]
    told = pd.concat(figures)[columns].sort_values(columns[:3], ignore_index=True)
    return told.astype({"place": "str", "period": DAY}).assign(published=pd.NaT)


def _events(name: str, raw: pd.DataFrame) -> pd.DataFrame:
    event = raw["id"].str.removesuffix(".0")
    starts, ends = _days(raw["date_start"]), _days(raw["date_end"])
    deaths, civilians = raw["best"], raw["deaths_civilians"]
    faults = {
        "have no number as id": ~event.str.fullmatch(r"[0-9]+"),
        "have no date, or one before 1900 or after 2100": starts.isna() | ends.isna(),
        "end before they begin": ends < starts,
        "are of a type of violence other than 1, 2, 3": ~raw["type_of_violence"].isin(list(KINDS)),
        f"have no number of deaths from 0 to {MOST_DEATHS:,}": ~(
            deaths.between(0, MOST_DEATHS) & civilians.between(0, MOST_DEATHS)
        ),
    }
    for fault, where in faults.items():
        if where.any():
            first = clean(event[where].iloc[0], 40)
            raise WrongFormat(f"{name}: {int(where.sum())} events {fault}, first {first!r}.")
    place = _each(raw["country_id"], lambda numbers: places.codes(numbers, "gw"))
    lost = pd.Series("", index=raw.index)
    if place.isna().any():
        place = place.fillna(_each(raw["country"], lambda names: places.codes(names, "name")))
        country = raw["country"].astype("str") + " (" + raw["country_id"].astype("str") + ")"
        lost = _cleaned(country.where(place.isna(), ""))
    return pd.DataFrame(
        {
            "source": "ucdp",
            "event": event,
            "place": place,
            "lost": lost,  # the name of a country that no place is known by
            "kind": raw["type_of_violence"].map(KINDS),
            "starts": starts,
            "ends": ends,
            "crosses": starts.to_numpy("datetime64[M]") != ends.to_numpy("datetime64[M]"),
            "value": deaths,
            "low": raw["low"],
            "high": raw["high"],
            "unit": "deaths",
            "title": _cleaned(raw["dyad_name"]),
            "area": _cleaned(raw["adm_1"]),
            "latitude": raw["latitude"],
            "longitude": raw["longitude"],
            "precision": raw["where_prec"].map(PRECISION).fillna(""),
            "status": _cleaned(raw[STATUS]) if STATUS in raw else "",
            "url": "",
            "withdrawn": False,
            "civilians": civilians,
        }
    )


def _days(texts: pd.Series) -> pd.Series:
    """Return "2026-02-21 00:00:00.000" or "2026-02-21T00:00:00" as a day; missing if neither."""

    def days(unique: pd.Series) -> pd.Series:
        found = dates(unique.str.slice(0, 10), "%Y-%m-%d")
        return found.where((found >= EARLIEST) & (found <= LATEST)).astype(DAY)

    return _each(texts, days)


def _cleaned(texts: pd.Series) -> pd.Series:
    return _each(texts, lambda unique: unique.map(clean).astype("str"))


def _each(texts: pd.Series, work: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return `work` done to each text that occurs, and given back to every row that has it."""
    texts = texts.astype("category")
    done = work(pd.Series(texts.cat.categories, dtype="str"))
    found = done.array.take(texts.cat.codes.to_numpy(), allow_fill=True)
    return pd.Series(found, index=texts.index)


def _series(name: str, title: str, note: str = "") -> Series:
    return Series(
        id=f"ucdp.{name}",
        title=title,
        unit="deaths",
        frequency="month",
        kind="flow",
        lag_days=20,
        most=MOST_DEATHS,
        note=note,
    )


_TYPE = "Told where somebody died so; where the total is told and this is not, nobody did."

# In the order of UCDP's own numbers for the types of violence, all of them first.
SERIES = (
    _series("deaths", "Deaths in organised violence", "Best estimate, all types of violence."),
    _series("deaths_state_based", "Deaths in state-based conflict", _TYPE),
    _series("deaths_non_state", "Deaths in non-state conflict", _TYPE),
    _series("deaths_one_sided", "Deaths in one-sided violence", _TYPE),
    _series(
        "deaths_civilians",
        "Deaths of civilians in organised violence",
        "Only those known to have been civilians; many of the dead are of unknown status.",
    ),
)

SOURCE = Source(
    id="ucdp",
    title="Events of organised violence (UCDP GED and candidate events)",
    publisher="Uppsala Conflict Data Program, Uppsala University",
    homepage="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(EVENTS, OBSERVATIONS),
    series=SERIES,
    base_url="https://ucdp.uu.se",
    lag="A month is published about the 20th of the next; a year in May or June of the next.",
    revisions="Each release changes earlier figures: the candidate figure of a month may be half "
    "or double the final one. Releases themselves do not change.",
    largest_reply=500_000_000,
)
