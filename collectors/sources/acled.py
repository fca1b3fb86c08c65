"""Political violence and protest: ACLED, with the user's own account.

ACLED forbids passing its rows on: this source is off until an account is set, nothing of
it leaves the installation, and none of its data comes with the product. A token is asked
for with e-mail and password and used for one run; it is kept nowhere. Events are revised
and taken back each week: the last days are asked for again whole, and what is no longer
told in them is withdrawn; numbers of deleted events are withdrawn whatever their day.

All values come as text. `inter1` and `inter2` became words in 2024-25 and are not read.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from collectors.readers import dates, number
from collectors.source import (
    Empty,
    Part,
    Refused,
    Reply,
    Secret,
    Source,
    Unreachable,
    WrongFormat,
    clean,
)
from indicators import places
from indicators.frames import EVENTS, OBSERVATIONS, Coverage, Series
from indicators.schema import EARLIEST, LATEST

SITE = "https://acleddata.com"
HOW = (
    "Open an account at https://acleddata.com/register, complete profile and terms, ask for the "
    "research tier (event rows), and set ACLED_EMAIL and ACLED_PASSWORD."
)
SECRETS = (Secret("ACLED_EMAIL", HOW), Secret("ACLED_PASSWORD", HOW))
DAYS, PAGE, PAGES = 120, 5000, 200
COLUMNS = (
    "event_id_cnty", "event_date", "disorder_type", "event_type", "sub_event_type", "country",
    "admin1", "fatalities",
)  # fmt: skip
KINDS = {
    "battles": "Battles",
    "explosions": "Explosions/Remote violence",
    "violence_against_civilians": "Violence against civilians",
    "protests": "Protests",
    "riots": "Riots",
}
MOST_DEATHS = 100_000  # in one event


def fetch(client) -> Iterator[Reply]:
    """Yield the events of the last days page by page, then the events deleted since.

    Raises Refused, saying how to get an account, when the token or the data are refused.
    """
    token = _token(client)
    headers = {"Authorization": f"Bearer {token}"}
    since = (client.now - pd.Timedelta(days=DAYS)).normalize()
    between = f"{since:%Y-%m-%d}|{client.now:%Y-%m-%d}"
    asked = {"event_date": between, "event_date_where": "BETWEEN"}
    yield from _pages(client, f"{SITE}/api/acled/read", asked, headers)
    deleted = {"deleted_timestamp": int(since.timestamp()), "deleted_timestamp_where": ">="}
    yield from _pages(client, f"{SITE}/api/deleted/read", deleted, headers)


def _token(client) -> str:
    form = {
        "username": client.secret("ACLED_EMAIL"),
        "password": client.secret("ACLED_PASSWORD"),
        "grant_type": "password",
        "client_id": "acled",
    }
    if not (form["username"] and form["password"]):
        raise Refused(f"ACLED needs an account. {HOW}")
    try:
        said = client.ask("POST", f"{SITE}/oauth/token", data=form).json()
    except Unreachable as failure:
        if "answered 400" not in str(failure):
            raise
        raise Refused(f"ACLED did not accept e-mail and password. {failure} {HOW}") from failure
    token = said.get("access_token") if isinstance(said, dict) else None
    if not token:
        why = clean(said.get("error_description") or said.get("error"), 200) if said else ""
        raise Refused(f"ACLED gave no token: {why or 'no reason given'}. {HOW}")
    return str(token)


def _pages(client, url: str, asked: dict, headers: dict) -> Iterator[Reply]:
    for page in range(1, PAGES + 1):
        params = {"_format": "json", "limit": PAGE, "page": page} | asked
        reply = client.get(url, params=params, headers=headers)
        yield reply
        if reply.body.count(b'"event_id_cnty"') < PAGE:
            return


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Yield EVENTS, what is withdrawn of them, and OBSERVATIONS by place and month."""
    rows, deleted, window = [], set(), None
    for reply in replies:
        data = _data(reply)
        if "/deleted/" in reply.url or (data and "deleted_timestamp" in data[0]):
            deleted |= {clean(row.get("event_id_cnty"), 60) for row in data} - {""}
            continue
        rows += data
        if reply.fetched_at is not None and "/acled/" in reply.url:
            window = reply.fetched_at
    if not rows:
        raise Empty("ACLED: no events came; it is not taken for calm.")
    table = pd.DataFrame(rows, dtype=object)
    Reply("ACLED", b"").need(COLUMNS, table.columns)
    table = table.drop_duplicates("event_id_cnty", keep="last")
    table = table[~table["event_id_cnty"].isin(deleted)]
    events, unknown = _events(table)
    covers = []
    if window is not None:
        last = window.tz_localize(None).normalize()
        first = last - pd.Timedelta(days=DAYS)
        covers.append(Coverage(EVENTS, {"source": "acled", "ends": (first, last)}, "withdrawn"))
    if deleted:
        scope = {"source": "acled", "event": sorted(deleted)}
        covers.append(Coverage(EVENTS, scope, "withdrawn"))
    note = f"{len(deleted)} events were deleted by ACLED." if deleted else ""
    yield Part(EVENTS, events, tuple(covers), unknown, note)
    yield _monthly(events, window)


def _data(reply: Reply) -> list[dict]:
    said = reply.json()
    if not isinstance(said, dict):
        raise WrongFormat(f"{reply.name}: not a reply of ACLED.")
    status = str(said.get("status") or 200)
    if (
        said.get("error")
        or status in ("401", "403")
        or "access" in str(said.get("message")).lower()
    ):
        why = clean(said.get("error_description") or said.get("message") or said.get("error"), 200)
        raise Refused(f"ACLED refused: {why}. {HOW}")
    data = said.get("data")
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise WrongFormat(f"{reply.name}: a reply of ACLED without its list of events.")
    return data


def _events(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    text = {name: table[name].fillna("").astype(str).map(clean) for name in COLUMNS}
    day = dates(text["event_date"].str[:10], "%Y-%m-%d")
    deaths = text["fatalities"].map(lambda value: number(value, 0, MOST_DEATHS))
    for fault, where in {"have no day": ~day.between(EARLIEST, LATEST),
                         "have no number of deaths": deaths.isna(),
                         "have no number": text["event_id_cnty"] == ""}.items():  # fmt: skip
        if where.any():
            raise WrongFormat(f"ACLED: {int(where.sum())} events {fault}.")
    place = places.codes(text["country"])
    unknown = text["country"][place.isna()].value_counts().to_dict()
    points = {
        name: table[name].map(lambda value, most=most: number(value, -most, most))
        if name in table
        else np.nan
        for name, most in (("latitude", 90), ("longitude", 180))
    }
    precision = table["geo_precision"] if "geo_precision" in table else pd.Series("", table.index)
    words = {"1": "exact place", "2": "near a town", "3": "region or capital"}
    events = pd.DataFrame(
        {
            "source": "acled",
            "event": text["event_id_cnty"],
            "place": place,
            "kind": text["event_type"],
            "starts": day,
            "ends": day,
            "crosses": False,
            "value": deaths,
            "low": np.nan,
            "high": np.nan,
            "unit": "deaths",
            "title": text["sub_event_type"],
            "area": text["admin1"],
            **points,
            "precision": precision.astype(str).map(words).fillna(""),
            "status": text["disorder_type"],
            "url": "",
            "withdrawn": False,
        }
    )
    return events[place.notna()].reset_index(drop=True), unknown


def _monthly(events: pd.DataFrame, window: pd.Timestamp | None) -> Part:
    """Return sums of whole months: the first month of the window has come in part only."""
    month = events["ends"].dt.to_period("M").dt.start_time
    by = events.assign(period=month)
    if window is not None:
        first = (window.tz_localize(None).normalize() - pd.Timedelta(days=DAYS)).normalize()
        by = by[by["period"] >= first]
    told = [("acled.events", by, None), ("acled.fatalities", by, "value")]
    told += [(f"acled.{name}", by[by["kind"] == kind], None) for name, kind in KINDS.items()]
    sums = Counter()
    for series, rows, column in told:
        values = rows[column] if column else pd.Series(1.0, rows.index)
        for (place, period), value in values.groupby([rows["place"], rows["period"]]).sum().items():
            sums[series, place, period] += float(value)
    rows = [
        {"series": series, "place": place, "period": period, "value": value, "published": pd.NaT}
        for (series, place, period), value in sums.items()
    ]
    nothing = OBSERVATIONS.empty()[["series", "place", "period", "value", "published"]]
    return Part(OBSERVATIONS, pd.DataFrame(rows) if rows else nothing)


def _series(name: str, title: str, unit: str = "events") -> Series:
    return Series(f"acled.{name}", title, unit, "month", "flow", lag_days=7, most=1e6)


SOURCE = Source(
    id="acled",
    title="Political violence and protest (ACLED, own account)",
    publisher="Armed Conflict Location & Event Data",
    homepage="https://acleddata.com",
    licence="ACLED terms (https://acleddata.com/contentusage); no redistribution",
    terms="For those whom your own account covers; may not be exported or passed on.",
    redistribute=False,
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(EVENTS, OBSERVATIONS),
    series=(
        _series("events", "Events of political violence and protest"),
        _series("fatalities", "Deaths in events of political violence and protest", "deaths"),
        _series("battles", "Battles"),
        _series("explosions", "Explosions and remote violence"),
        _series("violence_against_civilians", "Violence against civilians"),
        _series("protests", "Protests"),
        _series("riots", "Riots"),
    ),
    secrets=SECRETS,
    keep_replies=False,
    base_url=SITE,
    lag="Each week, early, with events to the Friday before; an open account gets delayed events.",
    revisions="Events are revised and deleted each week, years back.",
    largest_reply=300_000_000,
    time_limit=timedelta(minutes=30),
)
