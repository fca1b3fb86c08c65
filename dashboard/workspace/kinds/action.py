"""Actions that meetings or desks agreed: who does what by when."""

from datetime import date

from dashboard.words import _
from dashboard.workspace.bodies import PILLARS
from dashboard.workspace.kind import Fields, Kind, Stage, choice, day, hidden, place, text


class Action(Fields):
    """What is to be done, by which organisation, by which day."""

    task: str = text(_("What is to be done"), most=400, required=True)
    owner: str = text(_("Organisation that does it"), most=40, required=True)
    due: date = day(_("By"), required=True)
    function: str = text(_("By which function there"), most=120)
    place: str = place(required=False)
    pillar: str = choice(_("Pillar"), PILLARS, "")
    outcome: str = text(_("What came of it"), most=600)
    hours: int | None = None  # person-hours spent, as told
    done_on: date | None = day(_("Done on"))
    meeting: str = hidden()
    signal: str = hidden()  # the rule whose signal led to it
    stage: str = "open"


KIND = Kind(
    id="action",
    title=_("Action"),
    plural=_("Actions"),
    fields=Action,
    first=("task", "owner", "due"),
    stages={
        "open": Stage(_("Open"), {"done": frozenset(), "dropped": frozenset()}),
        "done": Stage(_("Done"), {"open": frozenset()}),
        "dropped": Stage(_("Dropped"), {"open": frozenset()}),
    },
    joint=True,
    kept_years=10,
)
