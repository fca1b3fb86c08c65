"""Comments on any record: seen by who may see both the comment and the record."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, hidden, text


class Comment(Fields):
    """What somebody says about a record."""

    about: str = hidden()  # "lesson:4f2a": kind and record
    said: str = text(_("Comment"), most=5000, required=True)


KIND = Kind(
    id="comment",
    title=_("Comment"),
    plural=_("Comments"),
    fields=Comment,
    named_by="said",
    first=("said",),
    listed=False,
)
