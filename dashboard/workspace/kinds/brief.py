"""Briefs as their authors keep them: free text over figures locked to a snapshot."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, hidden, text


class Brief(Fields):
    """One issue of a brief: for whom, about which month, its snapshot and its author's text."""

    title: str = text(_("Title"), most=200, required=True)
    subject: str = hidden()  # the kind of brief: "security-council"
    month: str = hidden()  # "2026-12"
    addressee: str = hidden()  # the organisation it is for
    language: str = hidden("en")
    snapshot: dict = hidden({})  # the document with its figures, as it was made
    digest: str = hidden()  # of the snapshot
    texts: dict = hidden({})  # the paragraphs that the author wrote anew, by key
    chosen: tuple[str, ...] = hidden(())  # the items that matter, swapped at will


KIND = Kind(
    id="brief",
    title=_("Brief"),
    plural=_("Briefs"),
    fields=Brief,
    first=("title",),
    listed=False,
)
