"""Sources that people added in the browser."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, text


class SourceAdded(Fields):
    """A source that somebody added; `digest` is that of its file as it was kept."""

    source: str = text(_("Source"), required=True)
    digest: str = text(_("Digest"), required=True)


KIND = Kind(
    id="sourceadded",
    title=_("Added source"),
    plural=_("Added sources"),
    fields=SourceAdded,
    listed=False,
)
