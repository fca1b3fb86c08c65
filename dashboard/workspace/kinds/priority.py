"""Priorities of UN peace operations that the UN liaison tells, each with its document."""

from datetime import date

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, day, place, text

ABOUT = {
    "priority": _("priority of the UN Department of Peace Operations"),
    "report": _("report due"),
    "transition": _("transition of a mission"),
}


class Priority(Fields):
    """What the UN gives weight to, and where it says so: document, paragraph, date."""

    said: str = text(_("Priority, in one sentence"), most=300, required=True)
    document: str = text(
        _("Document and paragraph"), help=_("Such as S/2026/412, paragraph 18"), most=120,
        required=True,
    )  # fmt: skip
    dated: date = day(_("Its date, or the day the report is due"), required=True)
    about: str = choice(_("What it is"), ABOUT, "priority")
    place: str = place(required=False)


KIND = Kind(
    id="priority",
    title=_("Peace operations priority"),
    plural=_("Peace operations priorities"),
    fields=Priority,
    first=("said", "document", "dated"),
)
