"""GDACS: alerts of floods, storms, earthquakes, droughts, fires and volcanoes.

Read are the RSS feeds and the JSON replies SEARCH (a list), geteventdata (one event) and
getgeometry (the same event with its outlines, of which only the centroid is read). The
JSON list has every affected country; the RSS feed alone says how many people are exposed.

What the publisher does that one has to know: dates without a zone are UTC; `alertlevel` is
of the event, `episodealertlevel` of one episode; `iso3` of a drought is its first country
only, the others stand by name in `country`, which may end in a comma; "Magnitude 0" means
that no severity is given; `iscurrent` is false for droughts that go on, so no number of
current events is made from it. There are no conflicts in GDACS.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.readers import moment, number, web
from collectors.source import Empty, Part, Reply, Source, WrongFormat, clean
from indicators import places
from indicators.frames import EVENTS, Coverage

SITE = "https://www.gdacs.org"
KINDS = {
    "DR": "drought",
    "EQ": "earthquake",
    "FL": "flood",
    "TC": "tropical cyclone",
    "TS": "tsunami",
    "VO": "volcanic eruption",
    "WF": "forest fire",
}
DAYS = 7  # as far back as the RSS feed goes, so that both forms tell of the same events
PAGE, PAGES = 100, 10
NEEDED = ("eventtype", "eventid", "episodeid", "alertlevel", "fromdate", "todate", "country")


def fetch(client):
    """Yield the pages of Orange and Red events of the last week, then the RSS feed."""
    since, until = client.now - pd.Timedelta(days=DAYS), client.now
    before = b""
    for page in range(1, PAGES + 1):
        reply = client.get(
            f"{SITE}/gdacsapi/api/events/geteventlist/SEARCH",
            params={
                "eventlist": "EQ;TC;FL;VO;DR;WF",
                "fromdate": f"{since:%Y-%m-%d}",
                "todate": f"{until:%Y-%m-%d}",
                "alertlevel": "Orange;Red",
                "pagesize": PAGE,
                "pagenumber": page,
            },
        )
        # Past the end comes nothing, or the first page again.
        if not reply.body.strip() or reply.body == before:
            break
        yield reply
        before = reply.body
        if reply.body.count(b'"eventid"') < PAGE:
            break
    yield client.get(f"{SITE}/xml/rss_7d.xml")


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of EVENTS: one row for each event and affected country.

    Of several tellings of one event the last modified counts, then the highest episode,
    then the one with a figure, then the last
    reply. Raises Empty when no reply tells of any event.
    """
    events, outlines = {}, 0
    for reply in replies:
        is_xml = reply.text().lstrip()[:1] == "<"
        for event in _of_rss(reply) if is_xml else _of_json(reply):
            if event is None:
                outlines += 1
                continue
            known = events.get(event["event"])
            if known is None or _is_later(event, known):
                events[event["event"]] = event
    if not events:
        raise Empty("GDACS: the reply lists no events; it is not taken for calm.")
    unknown, rows = Counter(), []
    for event in events.values():
        found, strange = _places(event)
        unknown.update(strange)
        rows += [_row(event, place, alone=len(found) == 1) for place in found]
    if not rows:
        raise WrongFormat(f"GDACS: none of the places is known: {', '.join(unknown)}.")
    note = f"{outlines} outlines of the same events were left out." if outlines else ""
    covers = (Coverage(EVENTS, {"source": "gdacs", "event": list(events)}, "withdrawn"),)
    return [Part(EVENTS, pd.DataFrame(rows), covers, dict(unknown), note)]


def _of_rss(reply: Reply) -> Iterator[dict]:
    """Yield the events of an RSS feed."""
    root = reply.xml()
    if root.tag != "rss" or root.find("channel") is None:
        raise WrongFormat(f"{reply.name}: not an RSS feed (it begins with <{root.tag}>).")
    for item in root.find("channel").findall("item"):
        # The publisher's namespace has had two forms; the names in it are the same.
        said = {name: item.findtext(f"{{*}}{name}", "") for name in (*NEEDED, "iso3", "point")}
        _need(reply, {name for name in NEEDED if item.find(f"{{*}}{name}") is not None})
        population = item.find("{*}population")
        latitude, _, longitude = said["point"].strip().partition(" ")
        yield _event(
            reply,
            said,
            modified=item.findtext("{*}datemodified", ""),
            countries=[(said["iso3"], "")],
            value=float("nan") if population is None else _exposed(population),
            title=item.findtext("title", ""),
            point=(longitude, latitude),
            url=item.findtext("link", ""),
        )


def _of_json(reply: Reply) -> Iterator[dict | None]:
    """Yield the events of a JSON reply, and None for each further outline of an event."""
    said = reply.json()
    kind = said.get("type") if isinstance(said, dict) else None
    if kind not in ("Feature", "FeatureCollection"):
        raise WrongFormat(
            f"{reply.name}: not a list of events, nor one event. The impact files of GDACS "
            "(models, storm tracks) are not read."
        )
    features = (said.get("features") or []) if kind == "FeatureCollection" else [said]
    if not isinstance(features, list):
        raise WrongFormat(f"{reply.name}: its features are not a list.")
    classes = {_class(feature) for feature in features}
    centre = "Point_Centroid" if "Point_Centroid" in classes else next(iter(sorted(classes)), "")
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise WrongFormat(f"{reply.name}: an event without properties.")
        if _class(feature) != centre:
            yield None
            continue
        _need(reply, properties)
        affected = properties.get("affectedcountries") or []
        affected = [one for one in affected if one] if isinstance(affected, list) else [affected]
        if not all(isinstance(one, dict) for one in affected):
            raise WrongFormat(f"{reply.name}: an event whose countries have no codes.")
        geometry, urls = feature.get("geometry"), properties.get("url")
        is_point = isinstance(geometry, dict) and geometry.get("type") == "Point"
        point = geometry.get("coordinates") if is_point else None
        yield _event(
            reply,
            properties,
            modified=properties.get("datemodified") or "",
            countries=[(one.get("iso3"), one.get("countryname")) for one in affected]
            or [(properties.get("iso3"), "")],
            named=not affected,
            value=float("nan"),
            title=properties.get("name") or properties.get("description"),
            point=point if isinstance(point, list) and len(point) >= 2 else ("", ""),
            url=urls.get("report") if isinstance(urls, dict) else "",
        )


def _class(feature: object) -> str:
    """Return what a feature draws; of a list of events each is a centroid, said or not."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    said = properties.get("Class") if isinstance(properties, dict) else None
    return clean(said, 60) or "Point_Centroid"


def _need(reply: Reply, there) -> None:
    missing = [name for name in NEEDED if name not in there]
    if missing:
        raise WrongFormat(f"{reply.name}: an event without {', '.join(missing)}.")


def _event(reply, said, modified, countries, value, title, point, url, named=True) -> dict:
    """Return one event as both forms of reply tell it, its places still as they are named."""
    code = clean(said["eventtype"], 10).upper()
    event = f"{code}{clean(said['eventid'], 30)}"
    if not code or event == code:
        raise WrongFormat(f"{reply.name}: an event without a type or a number.")
    where = f"{reply.name}: {event}"
    starts, ends = (moment(said[name], where) for name in ("fromdate", "todate"))
    return {
        "event": event,
        "episode": number(said["episodeid"]),
        "modified": moment(modified, where) if modified else None,
        "countries": countries,
        "names": said["country"] if named else "",
        "kind": KINDS.get(code, code),
        "starts": starts.tz_localize(None).normalize(),
        "ends": ends.tz_localize(None).normalize(),
        "value": value,
        "title": clean(title),
        "longitude": number(point[0], -180, 180),
        "latitude": number(point[1], -90, 90),
        "status": clean(said["alertlevel"], 30),
        "url": web(url),
    }


def _is_later(event: dict, known: dict) -> bool:
    """Whether `event` is told later than `known`; of equals, the one with a figure counts."""
    if event["modified"] and known["modified"] and event["modified"] != known["modified"]:
        return event["modified"] > known["modified"]
    if event["episode"] != known["episode"]:
        return not event["episode"] < known["episode"]
    return pd.notna(event["value"]) or pd.isna(known["value"])


def _exposed(population) -> float:
    """Return the people exposed, NaN where the feed has a zero that says nothing.

    Storms give those in winds of 120 km/h ("Pop74"), earthquakes those within 100 km.
    Droughts have 0 without a unit or a word.
    """
    is_given = population.get("unit", "").lower().startswith("pop")
    return number(population.get("value"), least=0) if is_given else float("nan")


def _places(event: dict) -> tuple[list[str], list[str]]:
    """Return the places of an event, and the names that are no place we know."""
    found, strange = [], []
    for iso3, name in event["countries"]:
        if place := places.code(iso3 or "", "iso3") or places.code(name or ""):
            found.append(place)
        elif iso3 or name:
            strange.append(clean(name or iso3, 80))
    names = clean(event["names"]).strip(" ,")
    # "Southeast Of Loyalty Islands" with iso3 VUT: a stretch of sea, and its country known.
    parts = [names] if places.code(names) else [part.strip() for part in names.split(",")]
    for name in filter(None, parts):
        if place := places.code(name):
            found.append(place)
        elif not (found and len(parts) == 1):
            strange.append(clean(name, 80))
    found = list(dict.fromkeys(found))
    return (found, strange) if found or strange else ([places.WORLD], [])


def _row(event: dict, place: str, alone: bool) -> dict:
    """Return the row of one place. A figure for several countries is no country's own."""
    value = event["value"] if alone else float("nan")
    months = [(day.year, day.month) for day in (event["starts"], event["ends"])]
    told = {name: event[name] for name in EVENTS.columns if name in event}
    return told | {
        "source": "gdacs",
        "place": place,
        "crosses": months[0] != months[1],
        "value": value,
        "low": float("nan"),
        "high": float("nan"),
        "unit": "" if pd.isna(value) else "people exposed",
        "area": "",
        "precision": "centroid of the event",
        "withdrawn": False,
    }


SOURCE = Source(
    id="gdacs",
    title="Disaster alerts (GDACS)",
    publisher="Global Disaster Alert and Coordination System (European Commission and UN)",
    homepage="https://www.gdacs.org",
    licence="Open with attribution. Copyright European Union; the source is to be named.",
    terms="Figures may be shown and exported with the source named. GDACS makes its alerts by "
    "computer: they are indications, not assessments on the ground.",
    every=timedelta(hours=1),
    fetch=fetch,
    parse=parse,
    frames=(EVENTS,),
    humanitarian=True,
    lag="Minutes for earthquakes, hours for storms and floods, about ten days for droughts.",
    revisions="Each event is told again, episode by episode; level, dates and countries change "
    "until it ends, and sometimes after. The number of people exposed comes from a model and is "
    "of the whole event: it is kept only where the event is in one country.",
)
