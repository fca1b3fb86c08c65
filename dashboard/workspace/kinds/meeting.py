"""Meetings: planned with a body, prepared, held, recorded, closed."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, Field

from dashboard.words import _
from dashboard.workspace.bodies import MODES, PRESETS, RANKS
from dashboard.workspace.kind import Fields, Kind, Stage, choice, day, hidden, several, text
from dashboard.workspace.people import BRIEFER, FOCAL_POINT, SECRETARY

_RUN = frozenset({SECRETARY, FOCAL_POINT, BRIEFER})


class Attendance(BaseModel):
    """Who came, by function: no names are needed."""

    organisation: str = Field(max_length=40)
    function: str = Field("", max_length=120)
    rank: int = Field(1, ge=min(RANKS), le=max(RANKS))
    mode: str = Field("room", pattern=f"^({'|'.join(MODES)})$")


class Meeting(Fields):
    """A meeting of a body; `stage` is where it stands on the ladder."""

    body: str = choice(_("Body"), {id: body.name for id, body in PRESETS.items()})
    starts: AwareDatetime | datetime = day(_("Begins"), required=True)
    organisations: tuple[str, ...] = several(_("Organisations"))
    title: str = text(_("Title, number or place"), most=120)
    minutes: int = hidden(90)
    attendance: tuple[Attendance, ...] = hidden(())
    text: str = hidden()  # of a silence procedure: what passes at its deadline, which is `starts`
    objections: tuple[str, ...] = hidden(())  # to that text: organisation, colon, reason
    result: str = hidden()  # of a meeting in the margins: what came of it, in one line
    parent: str = hidden()  # the meeting that this one prepares or follows up
    crisis: bool = hidden(False)  # crisis mode: rhythm, log, next contact, stand-down
    rhythm_hours: int = hidden(0)
    next_contact: datetime | None = hidden(None)
    crisis_over: str = hidden()  # why it was stood down
    stage: str = "planned"


KIND = Kind(
    id="meeting",
    title=_("Meeting"),
    plural=_("Meetings"),
    fields=Meeting,
    first=("body", "starts", "organisations"),
    stages={
        "planned": Stage(_("Planned"), {"agenda agreed": _RUN, "held": _RUN}),
        "agenda agreed": Stage(_("Agenda agreed"), {"pack released": _RUN, "held": _RUN}),
        "pack released": Stage(_("Pack released"), {"held": _RUN}),
        "held": Stage(_("Held"), {"record cleared": _RUN}),
        "record cleared": Stage(_("Record cleared"), {"closed": _RUN}),
        "closed": Stage(_("Closed")),
    },
    joint=True,
    listed=False,
    kept_years=10,
)
