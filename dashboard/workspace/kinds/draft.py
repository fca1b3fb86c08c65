"""Drafts: what somebody was writing, kept at every change and seen by them alone."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, hidden


class Draft(Fields):
    """The fields of a form as they stood, and the version that they were begun from."""

    of: str = hidden()  # the kind
    of_record: str = hidden()  # "" for a new record
    shown: int = hidden(0)
    fields: dict = hidden({})


KIND = Kind(
    id="draft",
    title=_("Draft"),
    plural=_("Drafts"),
    fields=Draft,
    listed=False,
    audited=False,
    kept_years=2,
)
