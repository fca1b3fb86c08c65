"""Watchlists: named lists of situations."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, text


class Watchlist(Fields):
    """A named list of situations."""

    name: str = text(_("Name"), most=80, required=True)
    purpose: str = text(_("What it is for"))


KIND = Kind(
    id="watchlist",
    title=_("Watchlist"),
    plural=_("Watchlists"),
    fields=Watchlist,
    first=("name", "purpose"),
    joint=True,
    listed=False,
)
