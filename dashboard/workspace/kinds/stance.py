"""Stances: whether an organisation agrees to a working level, or why it does not."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, hidden, text
from dashboard.workspace.people import Person
from dashboard.workspace.scales import DISAGREEMENTS

SAID = {
    "agrees": _("agrees"),
    "agrees with a reservation": _("agrees with a reservation"),
    "does not agree": _("does not agree"),
}


class Stance(Fields):
    """What one organisation says to a working level, kept with its reason."""

    said: str = choice(_("We"), SAID)
    reason: str = text(_("Reservation or reason"), most=1000)
    about: str = choice(_("It is a matter of"), DISAGREEMENTS, "")
    settles: str = text(_("What would settle it"), most=500)
    working_level: str = hidden()
    stated_by: str = hidden()


def _reasoned(stance: Stance, _person: Person) -> str:
    if stance.said != "agrees" and not stance.reason:
        return _("Say what the reservation or the reason is.")
    return ""


KIND = Kind(
    id="stance",
    title=_("Stance"),
    plural=_("Stances"),
    fields=Stance,
    first=("said", "reason", "about"),
    checks=(_reasoned,),
    listed=False,
)
