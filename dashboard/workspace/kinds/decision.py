"""Decisions and conclusions of meetings, with the reservations of organisations."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, hidden, place, several, text

TYPES = {"decision": _("decision"), "conclusion": _("conclusion"), "noted": _("noted")}


class Decision(Fields):
    """What was agreed at a meeting. A reservation is kept with the organisation's name."""

    said: str = text(_("What was decided"), most=600, required=True)
    place: str = place(required=False)
    type: str = choice(_("It is a"), TYPES, "decision")
    reservations: tuple[str, ...] = several(
        _("Reservations"), help=_("Organisation, colon, reason: AU: the figures are not ours")
    )
    meeting: str = hidden()


KIND = Kind(
    id="decision",
    title=_("Decision"),
    plural=_("Decisions"),
    fields=Decision,
    first=("said", "place", "type"),
    joint=True,
    kept_years=10,
)
