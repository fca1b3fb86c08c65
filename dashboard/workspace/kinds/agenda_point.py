"""Points on the agenda of a meeting of the organisations."""

from dashboard.words import _
from dashboard.workspace.bodies import ABOUT, PILLARS
from dashboard.workspace.kind import Fields, Kind, choice, hidden, place, text, yes_no


class AgendaPoint(Fields):
    """What is talked about, who brings it, and what is to be decided."""

    title: str = text(_("Point"), most=160, required=True)
    place: str = place(required=False)
    decision_sought: str = text(_("Decision sought"), most=300)
    about: str = choice(_("It is about"), ABOUT, "country")
    sponsor: str = text(_("Organisation that brings it"), most=40)
    minutes: int = 15
    forward_looking: bool = yes_no(_("It looks forward"))
    pillar: str = choice(_("Pillar"), PILLARS, "")
    standing: bool = yes_no(_("A standing point"))
    meeting: str = hidden()
    number: int = hidden(0)


KIND = Kind(
    id="agendapoint",
    title=_("Agenda point"),
    plural=_("Agenda points"),
    fields=AgendaPoint,
    first=("title", "place", "decision_sought"),
    joint=True,
    listed=False,
)
