"""Warning problems: what is feared for a situation; its indicators are watched one by one."""

from datetime import date

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, day, place, text


class WarningProblem(Fields):
    """The harm that is to be warned of, and how far ahead one looks."""

    question: str = text(_("What might happen, in one sentence"), most=300, required=True)
    place: str = place()
    months: int = 3
    review_on: date | None = day(_("To be looked at again on"))


KIND = Kind(
    id="warningproblem",
    title=_("Warning problem"),
    plural=_("Warning problems"),
    fields=WarningProblem,
    first=("question", "place"),
    shown=False,
)
