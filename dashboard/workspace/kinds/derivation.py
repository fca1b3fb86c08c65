"""From which record an excerpt was made: for the organisation whose record it is, and no other."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, hidden


class Derivation(Fields):
    """The excerpt, and the record it was made from."""

    excerpt: str = hidden()
    about: str = hidden()  # "decision:4f2a": kind and record


KIND = Kind(
    id="derivation",
    title=_("Origin of an excerpt"),
    plural=_("Origins of excerpts"),
    fields=Derivation,
    listed=False,
)
