"""Signals that are not repeated until a day, with the reason."""

from datetime import UTC, date, datetime, timedelta

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, day, hidden, place, text

LONGEST = timedelta(days=90)


class Mute(Fields):
    """A rule that stays silent for one place; it is listed until its last day."""

    reason: str = text(_("Reason"), most=300, required=True)
    until: date = day(_("Mute until"), required=True)
    rule: str = hidden()
    place: str = place(required=False)


def _ends(said: Mute, person) -> str:
    today = (person.now or datetime.now(UTC)).date()
    if not today < said.until <= today + LONGEST:
        return _("A signal is muted from tomorrow on, and for ninety days at most.")
    return ""


KIND = Kind(
    id="mute",
    title=_("Muted signal"),
    plural=_("Muted signals"),
    fields=Mute,
    named_by="reason",
    first=("reason", "until"),
    checks=(_ends,),
)
