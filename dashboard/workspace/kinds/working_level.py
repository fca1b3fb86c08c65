"""Working levels: the level that some organisations agreed at the table."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, hidden, place, text
from dashboard.workspace.scales import LEVELS


class WorkingLevel(Fields):
    """The level proposed for a situation; who agrees, and who has reservations, is apart."""

    place: str = place()
    level: int = choice(_("Level"), LEVELS)
    statement: str = text(_("What is agreed, in one sentence"), most=500, required=True)
    round: str = hidden()


KIND = Kind(
    id="workinglevel",
    title=_("Working level"),
    plural=_("Working levels"),
    fields=WorkingLevel,
    named_by="statement",
    first=("place", "level", "statement"),
    listed=False,
)
