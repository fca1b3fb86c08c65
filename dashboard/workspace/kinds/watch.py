"""Situations on watchlists, and why they are there."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, hidden, place, text


class Watch(Fields):
    """A situation on a watchlist, and why it is there."""

    watchlist: str = hidden()
    place: str = place()
    why: str = text(_("Why it is watched"))


KIND = Kind(
    id="watch",
    title=_("Situation on a watchlist"),
    plural=_("Situations on watchlists"),
    fields=Watch,
    named_by="place",
    first=("place", "why"),
    joint=True,
    listed=False,
)
