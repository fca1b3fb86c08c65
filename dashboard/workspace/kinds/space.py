"""Spaces: named sets of organisations that share by default."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, several, text


class Space(Fields):
    """A named set of organisations; what is made in it suggests them as its audience."""

    name: str = text(_("Name"), most=80, required=True)
    organisations: tuple[str, ...] = several(_("Organisations"))


KIND = Kind(
    id="space",
    title=_("Space"),
    plural=_("Spaces"),
    fields=Space,
    first=("name", "organisations"),
    listed=False,
)
