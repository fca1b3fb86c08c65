"""What a second person said who has looked at an added source."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, text


class SourceReview(Fields):
    """A second person has looked at a source, as its file was then."""

    source: str = text(_("Source"), required=True)
    digest: str = text(_("Digest"), required=True)
    note: str = text(_("Note"))


KIND = Kind(
    id="sourcereview",
    title=_("Review of a source"),
    plural=_("Reviews of sources"),
    fields=SourceReview,
    listed=False,
)
