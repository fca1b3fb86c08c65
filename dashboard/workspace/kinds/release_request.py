"""Requests to show a record to more people; its originator decides."""

from datetime import date

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, Stage, day, hidden, several, text
from dashboard.workspace.people import FOCAL_POINT, SECRETARY

_DECIDE = frozenset({FOCAL_POINT, SECRETARY})


class ReleaseRequest(Fields):
    """Who asks to show which record to whom, what for, and what was decided."""

    purpose: str = text(_("What for"), required=True)
    to: tuple[str, ...] = several(_("To be shown to"), help=_("Codes of organisations"))
    until: date | None = day(_("Needed by"))
    about: str = hidden()  # "lesson:4f2a": kind and record
    reason: str = text(_("Reason for the decision"))
    stage: str = "asked"


KIND = Kind(
    id="releaserequest",
    title=_("Request for release"),
    plural=_("Requests for release"),
    fields=ReleaseRequest,
    first=("purpose", "to", "until"),
    stages={
        "asked": Stage(_("Asked"), {"granted": _DECIDE, "refused": _DECIDE,
                                    "withdrawn": frozenset()}),
        "granted": Stage(_("Granted")),
        "refused": Stage(_("Refused")),
        "withdrawn": Stage(_("Withdrawn")),
    },
    joint=True,
)  # fmt: skip
