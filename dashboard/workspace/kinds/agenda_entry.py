"""Meetings that no feed tells: what a liaison officer may say of the EU PSC or the NAC."""

import datetime
import re

from pydantic import field_validator

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, day, hidden, several_places, text

BODIES = {
    "UNSC": _("UN Security Council"),
    "AU PSC": _("AU PSC"),
    "EU PSC": _("EU PSC"),
    "FAC": _("EU Foreign Affairs Council"),
    "EUCO": _("European Council"),
    "NAC": _("North Atlantic Council"),
    "OTHER": _("another body"),
}
SEATS = {
    "America/New_York": _("New York"),
    "Europe/Brussels": _("Brussels"),
    "Africa/Addis_Ababa": _("Addis Ababa"),
}
SEAT_OF = {"UNSC": "America/New_York", "AU PSC": "Africa/Addis_Ababa"}  # the others: Brussels

REPORT_DUE, CHAIR = "report due", "chair of the month"
FORMATS = {
    "": _("not said"),
    "briefing": _("briefing"),
    "briefing and consultations": _("briefing and consultations"),
    "open debate": _("open debate"),
    "debate": _("debate"),
    "adoption": _("adoption"),
    "consultations": _("closed consultations"),
    "private meeting": _("private meeting"),
    "TCC meeting": _("meeting with countries that contribute troops or police"),
    "informal interactive dialogue": _("informal interactive dialogue"),
    "Arria-formula meeting": _("Arria-formula meeting"),
    "any other business": _("any other business"),
    "subsidiary body": _("subsidiary body"),
    "open session": _("open session"),
    "closed session": _("closed session"),
    "informal consultation": _("informal consultation"),
    "ministerial": _("meeting of ministers"),
    "summit": _("summit"),
    "field mission": _("field mission"),
    "meeting": _("meeting"),
    REPORT_DUE: _("a report is due on this day"),
    CHAIR: _("who chairs in this month"),
}
STATUSES = {
    "confirmed": _("confirmed"),
    "provisional": _("provisional"),
    "held": _("held"),
    "postponed": _("postponed"),
    "cancelled": _("cancelled"),
    "dropped": _("dropped"),
}
PUBLIC = {"": _("not said"), "yes": _("yes"), "partly": _("partly"), "no": _("no")}


class AgendaEntry(Fields):
    """One meeting, known to take place; never what was or will be said behind closed doors."""

    body: str = choice(_("Body"), BODIES)
    title: str = text(_("What it is about"), most=300, required=True)
    date: datetime.date = day(_("Day"), required=True)
    time: str = text(_("Hour at its seat"), _("As in 15:30; leave it out when not known."), most=5)
    places: tuple[str, ...] = several_places()
    format: str = choice(_("Format"), FORMATS, "")
    status: str = choice(_("Status"), STATUSES, "confirmed")
    public: str = choice(_("May the public follow?"), PUBLIC, "")
    expected: str = text(_("Product expected"), most=200)
    outcome: str = text(_("Product"), most=300)
    briefers: str = text(_("Briefers, by function"), most=300)
    symbol: str = text(_("Symbol of the record"), most=60)
    url: str = text(_("Public page"), most=500)
    other_body: str = text(_("Name of the other body"), most=80)
    seat: str = choice(_("Its seat"), {"": _("as the body's"), **SEATS}, "")
    programme: bool = hidden(False)  # read from a programme of work that somebody dropped in

    @field_validator("time")
    @classmethod
    def _hour(cls, said: str) -> str:
        if said and not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", said):
            raise ValueError(_("An hour is written as 15:30."))
        return said.zfill(5) if said else ""

    @field_validator("url")
    @classmethod
    def _web(cls, said: str) -> str:
        if said and not re.match(r"https?://\S+$", said):
            raise ValueError(_("A page begins with https://."))
        return said


KIND = Kind(
    id="agenda_entry",
    title=_("Agenda entry"),
    plural=_("Agenda entries"),
    fields=AgendaEntry,
    named_by="title",
    first=("body", "title", "date"),
    help=_(
        "For what no feed gives: that a meeting takes place, when and on what. Never what is "
        "said in it, and nothing classified."
    ),
)
