"""Which further kinds of record an organisation uses: its focal point turns them on."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, hidden
from dashboard.workspace.people import FOCAL_POINT


class KindShown(Fields):
    """A kind that is hidden by default and shown to this organisation."""

    of: str = hidden()


KIND = Kind(
    id="kindshown",
    title=_("Kind in use"),
    plural=_("Kinds in use"),
    fields=KindShown,
    writers=frozenset({FOCAL_POINT}),
    listed=False,
)
