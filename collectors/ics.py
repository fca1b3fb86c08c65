"""Events of a calendar file (ICS), whoever publishes it."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from icalendar import Calendar

from collectors.readers import web
from collectors.source import Empty, Reply, WrongFormat, clean


@dataclass(frozen=True)
class Event:
    """One event. `starts` is NaT when it fills whole days; `date` is the day at `zone`."""

    id: str
    title: str
    date: pd.Timestamp
    starts: pd.Timestamp
    cancelled: bool
    url: str


def is_calendar(reply: Reply) -> bool:
    """Return whether a reply begins as a calendar file does."""
    return reply.body.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].upper() == b"BEGIN:VCALENDAR"


def events(reply: Reply, zone: str) -> list[Event]:
    """Return the events of a calendar file, at the seat in the time zone `zone`.

    An hour without a zone is of the seat. A rule of repetition is not followed: bodies list
    their meetings one by one. Raises WrongFormat or Empty.
    """
    if b"END:VCALENDAR" not in reply.body[-100:].upper():
        raise WrongFormat(f"{reply.name}: the calendar does not end; it seems to be cut off.")
    try:
        calendar = Calendar.from_ical(reply.text())
        found = [_event(reply, event, zone) for event in calendar.walk("VEVENT")]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        said = clean(error, 120)
        raise WrongFormat(f"{reply.name}: not a calendar that can be read ({said}).") from error
    if not found:
        raise Empty(f"{reply.name}: a calendar without events; it is not taken for none.")
    return found


def _event(reply: Reply, event, zone: str) -> Event:
    title, start = clean(event.get("SUMMARY"), 300), event.get("DTSTART")
    if not title or start is None:
        raise WrongFormat(f"{reply.name}: an event without a title or a day.")
    begin = start.dt
    starts = pd.NaT
    if isinstance(begin, datetime):
        at = pd.Timestamp(begin)
        if at.tz is None:
            at = at.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
        starts = at.tz_convert("UTC").as_unit("us")
        begin = at.tz_convert(zone).date()
    date = pd.Timestamp(begin).as_unit("us")
    return Event(
        id=clean(event.get("UID"), 200) or f"{date:%Y-%m-%d} {title}",
        title=title,
        date=date,
        starts=starts,
        cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
        url=web(event.get("URL")),
    )
