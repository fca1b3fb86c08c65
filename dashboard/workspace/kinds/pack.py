"""Packs of meetings, frozen as they were released, each under the hash of what it says."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, hidden, text


class Pack(Fields):
    """One pack: the document with its figures as it was made, and its digest."""

    title: str = text(_("Title"), most=300, required=True)
    meeting: str = hidden()
    document: dict = hidden({})  # see dashboard.reports.document.dumps
    digest: str = hidden()
    agenda: tuple[str, ...] = hidden(())  # the points it was made from: record and version
    reading_minutes: int = hidden(0)


KIND = Kind(id="pack", title=_("Meeting pack"), plural=_("Meeting packs"), fields=Pack,
            first=("title",), listed=False)  # fmt: skip
