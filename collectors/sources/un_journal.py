"""The Journal of the United Nations: which meetings the UN Security Council holds, day by day.

`officialsnew` (and `allnew`) give one day: groups of sessions of meetings, each with an id,
its body, its number as a piece of HTML, begin and end in New York without a zone, and
whether it is closed or cancelled. A meeting "Followed By" another has no hour of its own.
The Journal seldom says what a meeting is about; then the title is its number. It is there
for some days ahead only: further days are answered with 400 or 404, or have no meeting at
all, which says nothing; neither does a weekend.

Also read: summaries of a day made from such replies by others (rooms, hours, titles).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.readers import moment, plain
from collectors.source import Empty, NotThere, Part, Reply, Source, Unreachable, WrongFormat, clean
from indicators import agenda
from indicators.frames import AGENDA, Coverage

API = "https://journal-api.un.org/api/officialsnew/"
SEAT = "America/New_York"
DAYS_BACK, DAYS_AHEAD = 3, 14
# So many days in a row without any meeting of any body: a fault of the reply, not a pause.
DAYS_OF_SILENCE = 7
COUNCIL = "security council"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"\b(\d{4,5})(?:st|nd|rd|th)\s+(?:\(closed\)\s+)?meeting\b", re.IGNORECASE)
_HOUR = re.compile(r"\b\d{1,2}:\d{2}\s*(?:[AP]M)?", re.IGNORECASE)
_TOPIC = ("title", "name", "subject", "agenda", "agendaItems", "description")  # whichever is given


def fetch(client) -> Iterator[Reply]:
    """Yield the last three days and the days ahead for which the Journal is published."""
    today = client.now.tz_convert(SEAT).tz_localize(None).normalize()
    for ahead in range(-DAYS_BACK, DAYS_AHEAD + 1):
        day = today + pd.Timedelta(days=ahead)
        try:
            headers = {"Location": "New York", "Language": "en", "Accept": "application/json"}
            yield client.get(f"{API}{day:%Y-%m-%d}", headers=headers)
        except NotThere:
            if ahead <= 0:
                raise
            break
        except Unreachable as failure:
            if ahead <= 0 or "answered 400" not in str(failure):
                raise
            break


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of AGENDA with the UN Security Council's meetings, one row per place.

    A day with any meeting of any body is covered: what it no longer lists is withdrawn.
    Raises Empty when a week of days has no meeting at all.
    """
    told, days, silent = {}, [], 0
    for reply in replies:
        said = reply.json()
        if isinstance(said, dict) and "chambers" in said:
            day, meetings, count = _summary(reply, said)
        else:
            day, meetings, count = _day_of_journal(reply, said)
        silent += count == 0
        if count and day is not None:
            days.append(day)
        told |= {meeting["item"]: meeting for meeting in meetings}
    if silent == len(replies) >= DAYS_OF_SILENCE:
        raise Empty(f"UN Journal: no meeting of any body on {silent} days; not taken for a pause.")
    rows = pd.DataFrame(
        [
            meeting | {"place": place}
            for meeting in told.values()
            for place in dict.fromkeys(agenda.match(meeting["title"]).places)
        ],
        columns=[name for name in AGENDA.columns if name not in ("known_at", "vintage", "run")],
    )
    covers = (Coverage(AGENDA, {"source": "un_journal", "date": days}, "withdrawn"),)
    return [Part(AGENDA, rows, covers if days else ())]


def _day_of_journal(reply: Reply, said: object):
    """Return the day, the Council's meetings, and how many meetings of all bodies there are."""
    if isinstance(said, dict) and isinstance(said.get("officialMeetings"), dict):
        said = said["officialMeetings"]
    if not isinstance(said, dict):
        raise WrongFormat(f"{reply.name}: not a day of the Journal.")
    day = pd.Timestamp(reply.name) if _DAY.fullmatch(reply.name) else None
    today = _today(reply.fetched_at)
    groups = _list(reply, said, "groups")
    if "specialGroups" in said:  # `allnew` keeps the principal organs apart
        groups = groups + _list(reply, said, "specialGroups")
    meetings, count = [], 0
    for group in groups:
        for session in _list(reply, group, "sessions"):
            for meeting in _list(reply, session, "meetings"):
                count += 1
                if _body(group, session, meeting).casefold() != COUNCIL:
                    continue
                found = _meeting(reply, meeting, today)
                if day is None or found["date"] == day:  # another day's own reply tells it
                    meetings.append(found)
    return day, meetings, count


def _body(group: dict, session: dict, meeting: dict) -> str:
    """Return whose meeting it is; the groups of `allnew` have the name of their organ."""
    said = (
        meeting.get("relatedOrganizationFullName"),
        meeting.get("organization"),
        session.get("name"),
        group.get("groupNameTitle") or group.get("name"),
    )
    return next((text for field in said if (text := _text(field))), "")


def _meeting(reply: Reply, said: dict, today: pd.Timestamp | None) -> dict:
    if missing := [name for name in ("id", "startDate", "meetingNumber") if not said.get(name)]:
        raise WrongFormat(f"{reply.name}: a meeting without {', '.join(missing)}.")
    begins = moment(said["startDate"], reply.name, zone=SEAT)
    local = begins.tz_convert(SEAT).tz_localize(None)
    # "Followed By" stands where an hour should; midnight is a day without an hour.
    hour = _text(said.get("timeFrom"))
    has_hour = bool(_HOUR.search(hour)) if hour else local != local.normalize()
    return _row(
        item=clean(said["id"], 100),
        date=local.normalize(),
        starts=begins if has_hour else pd.NaT,
        number=_text(said["meetingNumber"]),
        topic=next((text for name in _TOPIC if (text := _text(said.get(name)))), ""),
        closed=_is_true(said.get("isClosed")),
        cancelled=_is_true(said.get("isCancelled")),
        today=today,
    )


def _summary(reply: Reply, said: dict):
    """As `_day_of_journal`, for a summary: rooms with hours and "body -- title".

    It tells of four rooms only, so that it covers no day.
    """
    if not isinstance(said.get("date"), str) or not isinstance(said["chambers"], list):
        raise WrongFormat(f"{reply.name}: a summary without a date or without rooms.")
    day = moment(said["date"], reply.name).tz_localize(None)
    seen = moment(said["fetched_at"], reply.name) if said.get("fetched_at") else reply.fetched_at
    meetings, count = [], 0
    for chamber in said["chambers"]:
        for meeting in _list(reply, chamber, "meetings"):
            count += 1
            # Without a body, a meeting is of the body whose chamber it is.
            body, _, title = clean(meeting.get("title")).rpartition(" -- ")
            if (body or clean(chamber.get("room"))).casefold() != COUNCIL:
                continue
            hour = _HOUR.search(clean(meeting.get("time")))
            at = f"{day:%Y-%m-%d} {hour[0]}" if hour else ""
            meetings.append(
                _row(
                    item=clean(meeting.get("id"), 100) or f"{day:%Y-%m-%d} {len(meetings) + 1}",
                    date=day,
                    starts=moment(at, reply.name, zone=SEAT) if at else pd.NaT,
                    number=title,
                    topic="",
                    closed=False,
                    cancelled=False,
                    today=_today(seen),
                )
            )
    return None, meetings, count


def _row(item, date, starts, number, topic, closed, cancelled, today) -> dict:
    """Return a meeting as a row of AGENDA without its place."""
    rest = _NUMBER.sub("", number).strip(" .,:;–-")
    symbol = f"S/PV.{found[1]}" if (found := _NUMBER.search(number)) else ""
    title = topic or (rest if symbol and agenda.match(rest).topic else number)
    said = agenda.match(title)
    format, public = _format(number, bool(symbol), closed)
    status = "cancelled" if cancelled else "held" if today and date < today else "confirmed"
    return {
        "source": "un_journal",
        "item": item,
        "one_of": said.one_of,
        "body": "UNSC",
        "date": date,
        "starts": starts,
        "timezone": SEAT,
        "title": title,
        "topic": said.topic,
        "themes": ";".join(said.themes),
        "format": format,
        "status": status,
        "public": public,
        "symbol": symbol,
        "outcome": "",
        "url": f"https://journal.un.org/en/new-york/all/{date:%Y-%m-%d}",
        "withdrawn": False,
    }


def _format(number: str, has_record: bool, closed: bool) -> tuple[str, str]:
    """Return the format and whether the public may follow."""
    text = number.casefold()
    if "consultation" in text:
        return "consultations", "no"
    if "interactive" in text:
        return "informal interactive dialogue", "no"
    if has_record:
        private = closed or "(closed)" in text or "private" in text
        return ("private meeting", "no") if private else ("meeting", "yes")
    if "briefing" in text:  # the presidency tells the other members; no meeting of the Council
        return "briefing to members", "no" if closed else ""
    return "meeting", "no" if closed else ""


def _text(said: object) -> str:
    """Return the English text of a field: HTML, {"en": HTML}, or a list of such."""
    if isinstance(said, dict):
        said = said.get("en") or said.get("description") or said.get("title") or ""
        return _text(said)
    if isinstance(said, list):
        return "; ".join(filter(None, map(_text, said)))
    return plain(said)


def _list(reply: Reply, said: dict, name: str) -> list[dict]:
    """Return the objects listed under `name`; null is none of them, no such field is a fault."""
    found = said.get(name, "") if isinstance(said, dict) else ""
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise WrongFormat(f"{reply.name}: not a day of the Journal (no list of {name}).")
    return found


def _is_true(said: object) -> bool:
    return said is True or str(said).casefold() == "true"


def _today(at: pd.Timestamp | None) -> pd.Timestamp | None:
    return None if at is None else at.tz_convert(SEAT).tz_localize(None).normalize()


SOURCE = Source(
    id="un_journal",
    title="Journal of the United Nations",
    publisher="United Nations, Department for General Assembly and Conference Management",
    homepage="https://journal.un.org",
    licence="UN terms of use: facts of the programme may be shown with the source named.",
    terms="Dates, hours and titles may be shown and exported with a link to the Journal. The UN "
    "gives its site for personal, non-commercial use; ask before republishing it as a whole.",
    every=timedelta(hours=2),
    fetch=fetch,
    parse=parse,
    frames=(AGENDA,),
    lag="Meetings stand in the Journal from the evening before, some days to two weeks ahead.",
    revisions="Meetings are added, moved and cancelled up to the last hour. A meeting that was "
    "listed and not cancelled counts as held when its day is over.",
)
