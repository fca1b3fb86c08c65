"""Rounds of joint assessment: which situation, by when, by which organisations."""

from datetime import datetime

from pydantic import AwareDatetime

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, day, place, several, text


class Round(Fields):
    """A round in which organisations judge one situation, blind until all have or it is over."""

    place: str = place()
    deadline: AwareDatetime | datetime = day(_("Deadline"), required=True)
    participants: tuple[str, ...] = several(_("Organisations that judge"))
    question: str = text(_("What is asked"), most=300)


KIND = Kind(
    id="round",
    title=_("Round of assessment"),
    plural=_("Rounds of assessment"),
    fields=Round,
    named_by="place",
    first=("place", "deadline", "participants"),
    listed=False,
)
