"""Entries in the log of an urgent consultation or a crisis."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, hidden, text


class LogEntry(Fields):
    """What happened, or was said to whom, in a crisis; the time is that of its saving."""

    said: str = text(_("What happened"), most=600, required=True)
    meeting: str = hidden()


KIND = Kind(
    id="logentry",
    title=_("Log entry"),
    plural=_("Log entries"),
    fields=LogEntry,
    first=("said",),
    listed=False,
)
