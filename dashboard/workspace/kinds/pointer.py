"""Pointers: a document kept elsewhere, where to ask for it; no content and no summary."""

from datetime import date

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, day, text


class Pointer(Fields):
    """The title of a document (if that is itself unclassified), who holds it, where to ask."""

    title: str = text(_("Title, if it is itself unclassified"), most=200, required=True)
    holder: str = text(_("Who holds it"), most=200, required=True)
    ask: str = text(_("Where to ask"), most=200)
    dated: date | None = day(_("Its date"))


KIND = Kind(
    id="pointer",
    title=_("Pointer to a document"),
    plural=_("Pointers to documents"),
    fields=Pointer,
    first=("title", "holder", "ask"),
    shown=False,
)
