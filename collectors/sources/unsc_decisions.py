"""Decisions of the UN Security Council: resolutions, statements, vetoes, seats, presidencies.

Read are five sets of the UN Peace & Security Data Hub, told apart by their columns, and the
Library's list of vetoes since 1946, a page. Each decision is a publication under its symbol
and, where day and meeting are known, tells an item of the agenda that was held. The Hub
does not give the agenda item of a resolution: its title and topics say what it is about.

A veto is told of a draft: "S/2022/155". In the first years several votes on one day have
only the record as their draft (S/PV.49, three times); they are numbered in their order.
Vetoes on the recommendation of a Secretary-General, taken in private, are not in the list.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.readers import web
from collectors.source import Part, Reply, Source, WrongFormat
from collectors.sources import _psdata, _unsc_vetoes
from collectors.sources._unsc_vetoes import meeting_symbol
from indicators import agenda, places
from indicators.frames import AGENDA, OBSERVATIONS, PUBLICATIONS, Coverage, Series

SETS = (
    "DGC-SCRES", "DGC-PSMT", "DPPA-SCVETOES", "DPPA-SCMEMBERSHIP", "DPPA-SCELECTEDPRESIDENTS",
)  # fmt: skip
SEAT = "America/New_York"
MEMBER, PRESIDENT = "unsc_decisions.member", "unsc_decisions.presidency"
_RESOLUTION = re.compile(r"S/RES/\s*(\d+)\s*(?:\((\d{4})\)|/(\d{4}))?", re.IGNORECASE)


def fetch(client: Client) -> Iterator[Reply]:
    """Yield every page of the five sets."""
    for dataset in SETS:
        yield from _psdata.fetch_set(client, dataset)


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Yield PUBLICATIONS and AGENDA of the decisions, OBSERVATIONS of seats and presidencies."""
    pages = [reply for reply in replies if b"<table" in reply.body[:5000].lower()]
    decisions, vetoes, seats, lost = [], [], [], Counter()
    for page in pages:
        vetoes += _unsc_vetoes.of_page(page)
    if sets := [reply for reply in replies if reply not in pages]:
        for reply, row in _psdata.rows(sets):
            if "security_council_member" in row or "presidency_month_1" in row:
                seats += _seats(row, lost)
            elif {"draft_res", "draft_resolution_number"} & row.keys():
                vetoes += _unsc_vetoes.of_row(row, lost)
            elif {"symbol", "title", "date"} <= row.keys():
                decisions += _decision(row, lost)
            else:
                raise WrongFormat(
                    f"{reply.name}: none of the sets of decisions; it has the columns "
                    f"{', '.join(sorted(row)[:12])}."
                )
    _unsc_vetoes.number(vetoes)
    told = {row["document"]: row for row in [*vetoes, *decisions]}
    note = "; ".join(f"{count} {why}" for why, count in lost.items() if not why.startswith("?"))
    note = f"Left out: {note}." if note else ""
    if told:
        yield from _documents(list(told.values()), note)
    elif not seats:
        raise WrongFormat(f"UN Security Council decisions: no row can be read. {note}")
    if seats:
        unknown = {why[1:]: count for why, count in lost.items() if why.startswith("?")}
        yield _seat_part(seats, unknown, "" if told else note)


def _documents(told: list[dict], note: str) -> Iterator[Part]:
    rows = pd.DataFrame([row | one for row in told for one in _places(row)])
    rows = rows.assign(source="unsc_decisions", withdrawn=False, body="UNSC")
    yield _part(PUBLICATIONS, rows.assign(published=rows["date"].map(_moment)), note)
    held = rows[rows["meeting"] != ""]
    if len(held):
        yield _part(AGENDA, _meetings(held))


def _part(frame, rows: pd.DataFrame, note: str = "") -> Part:
    columns = [name for name in frame.columns if name not in ("known_at", "vintage", "run")]
    return Part(frame, rows[columns].reset_index(drop=True), note=note)


def _meetings(held: pd.DataFrame) -> pd.DataFrame:
    """Return an item for each meeting and place; the decisions of one meeting in one outcome."""
    by = held.sort_values(["date", "document"]).groupby(["meeting", "place"], sort=True)
    meetings = by.agg(
        date=("date", "first"),
        one_of=("one_of", "all"),
        topic=("topic", "first"),
        themes=("themes", "first"),
        title=("about", "first"),
        outcome=("outcome", lambda said: "; ".join(dict.fromkeys(said))),
    ).reset_index()
    return meetings.rename(columns={"meeting": "item"}).assign(
        source="unsc_decisions",
        body="UNSC",
        starts=pd.NaT,
        timezone=SEAT,
        format="adoption",
        status="held",
        public="",
        symbol=lambda rows: rows["item"],
        url="",
        withdrawn=False,
    )


def _decision(row: dict, lost: Counter) -> list[dict]:
    """Return a resolution or a statement. Its votes stand at the end of its title."""
    symbol, day = _symbol(_psdata.text(row["symbol"])), _psdata.day(row["date"])
    if not symbol or day is None:
        lost["decisions without a symbol or a day"] += 1
        return []
    kind = "resolution" if symbol.startswith("S/RES/") else "presidential statement"
    title, vote = _psdata.text(row["title"], 400), _vote(row)
    said = f"{symbol}; {vote}" if vote else symbol
    return [
        {
            "document": symbol,
            "date": day,
            "kind": kind,
            "symbol": symbol,
            "meeting": meeting_symbol(row.get("related_symbol"), row.get("meeting_number")),
            "title": f"{title} ({vote})".strip() if vote else title,
            "about": title,
            "hints": [_psdata.text(row.get(name)) for name in ("subjects", "topics")],
            "outcome": said,
            "url": web(_psdata.text(row.get("url"), 2000)),
        }
    ]


def _seats(row: dict, lost: Counter) -> list[dict]:
    """Return who sat on the Council in a year, or who presided over it in a month."""
    name = _psdata.text(row.get("security_council_member") or row.get("country"))
    place = places.code(name)
    if place is None:
        lost[f"?{name or '(no name)'}"] += 1
        return []
    if "security_council_member" in row:
        year = _psdata.text(row.get("year"))
        # The year may come as a date, in milliseconds, as others of the Hub do.
        day = pd.Timestamp(int(year), 1, 1) if re.fullmatch(r"(19|20)\d\d", year) else None
        days = [(MEMBER, day or _psdata.day(row.get("year")))]
    else:
        said = [row.get(f"presidency_month_{number}") for number in (1, 2, 3)]
        days = [(PRESIDENT, _month(one)) for one in said if _psdata.text(one)]
    unread = sum(day is None for _, day in days)
    if unread:
        lost["seats or presidencies whose time cannot be read"] += unread
    return [
        {"series": series, "place": place, "period": day.replace(day=1), "value": 1.0}
        for series, day in days
        if day is not None
    ]


def _month(said: object) -> pd.Timestamp | None:
    if (day := _psdata.day(said)) is not None:
        return day
    if not re.search(r"\d", _psdata.text(said)):
        return None  # of "now" and "today" pandas would read the clock
    for form in ("%B %Y", "%b %Y", "%b-%y", "%Y %B", "%m/%Y"):
        day = pd.to_datetime(_psdata.text(said), format=form, errors="coerce")
        if not pd.isna(day):
            return day
    return None


def _seat_part(seats: list[dict], unknown: dict[str, int], note: str) -> Part:
    rows = pd.DataFrame(seats).drop_duplicates(["series", "place", "period"], ignore_index=True)
    told = sorted(rows["series"].unique())
    covers = (Coverage(OBSERVATIONS, {"series": told}, "nothing"),)
    return Part(OBSERVATIONS, rows.assign(published=pd.NaT), covers, unknown, note)


def _symbol(text: str) -> str:
    """Return a symbol in its one form: "S/RES/2803(2025)" is "S/RES/2803 (2025)"."""
    if found := _RESOLUTION.search(text):
        year = found[2] or found[3]
        return f"S/RES/{int(found[1])} ({year})" if year else f"S/RES/{int(found[1])}"
    return re.sub(r"\s+", "", text.split(";")[0])


def _vote(row: dict) -> str:
    """Return "13-0-2", "adopted unanimously" or another word as given; "" for nothing."""
    yes, no, abstain = (_psdata.text(row.get(f"voting_{way}")) for way in ("yes", "no", "abstain"))
    if yes.isdigit():
        return f"{yes}-{no or 0}-{abstain or 0}"
    return yes.lower()


def _places(row: dict) -> list[dict]:
    """Return place, topic and themes: of the title, else of subjects and topics."""
    texts = [row["about"], *filter(None, row["hints"])]
    said = agenda.match(texts[0])
    for text in texts[1:]:
        if said.topic or said.places != (places.WORLD,):
            break
        said = agenda.match(text)
    where = said.places
    if where == (places.WORLD,) and not said.topic:
        named = (place for text in texts for place in places.named(text))
        where = tuple(code for place in named for code in places.members(place)) or where
    same = {"one_of": said.one_of, "topic": said.topic, "themes": ";".join(said.themes)}
    return [same | {"place": place} for place in dict.fromkeys(where)]


def _moment(day: pd.Timestamp) -> pd.Timestamp:
    """Return the beginning of a day at the seat."""
    return day.tz_localize(SEAT).tz_convert("UTC")


SOURCE = Source(
    id="unsc_decisions",
    title="Decisions and seats of the UN Security Council",
    publisher="United Nations, Peace & Security Data Hub and Dag Hammarskjöld Library",
    homepage=f"{_psdata.HUB}DGC-SCRES",
    licence=_psdata.LICENCE,
    every=timedelta(hours=6),
    fetch=fetch,
    parse=parse,
    frames=(PUBLICATIONS, AGENDA, OBSERVATIONS),
    series=(
        Series(MEMBER, "Member of the UN Security Council", "seats", "year", "stock",
               worse="neither", most=1),
        Series(PRESIDENT, "Presidency of the UN Security Council (elected members)",
               "presidencies", "month", "stock", worse="neither", most=1,
               note="The permanent members' presidencies are not in the set."),
    ),
    base_url="https://api.psdata.un.org",
    lag="Some days to weeks after a decision; the sets are updated without a fixed rhythm.",
    revisions="Titles, topics and symbols of meetings are corrected at any time, without notice.",
    largest_reply=50_000_000,
)  # fmt: skip
