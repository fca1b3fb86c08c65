"""What every page reads of meetings: those that take place now, and those to compare with."""

from collections.abc import Mapping

import pandas as pd

from dashboard import data
from dashboard.kept import kept
from dashboard.session import Look
from dashboard.workspace import meetings
from indicators.frames import RECORDS


def running(look: Look, now: pd.Timestamp) -> tuple[Mapping, ...]:
    """Return the meetings that take place now or are in crisis mode, judged to the minute."""
    return _running(data.version(look, RECORDS), look, now.floor("min"))


@kept
def _running(known: tuple, look: Look, minute: pd.Timestamp) -> tuple[Mapping, ...]:
    return tuple(meetings.running(data.meetings(look), minute).to_dict("records"))


def before(look: Look, now: pd.Timestamp, most: int) -> dict[str, tuple[str, pd.Timestamp]]:
    """Return the title and the beginning of the latest meetings that began, by their record."""
    told = _told(data.version(look, RECORDS), look)
    begun = [one for one in told if one[2] < now][:most]
    return {record: (title, starts) for record, title, starts in begun}


@kept
def _told(known: tuple, look: Look) -> tuple[tuple[str, str, pd.Timestamp], ...]:
    rows = data.meetings(look).to_dict("records")
    return tuple((row["record"], meetings.title(row), row["starts"]) for row in rows)
