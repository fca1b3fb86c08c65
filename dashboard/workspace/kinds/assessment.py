"""Assessments: what an organisation's desk judges of a situation. Not its official position."""

from pydantic import BaseModel, Field

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, hidden, place, text
from dashboard.workspace.people import Person
from dashboard.workspace.scales import CONFIDENCE, CREDIBILITY, LEVELS, LIKELIHOODS, TRENDS
from dashboard.workspace.scales import RELIABILITY as RELIABILITIES

STATUS = {"draft": _("draft"), "cleared": _("cleared by the organisation")}


class Evidence(BaseModel):
    """What speaks for or against, with the two grades of its source, which stand apart."""

    said: str = Field(max_length=300)
    reliability: str = Field("F", pattern=f"^[{''.join(RELIABILITIES)}]$")
    credibility: str = Field("6", pattern=f"^[{''.join(CREDIBILITY)}]$")


class Assessment(Fields):
    """Level, trend and one sentence; the rest waits behind "More"."""

    level: int = choice(_("Level"), LEVELS)
    trend: str = choice(_("Trend"), TRENDS)
    sentence: str = text(_("Why, in one sentence"), most=300, required=True)
    likelihood: str = choice(_("Likelihood of getting worse within three months"), LIKELIHOODS, "")
    confidence: str = choice(_("Confidence"), CONFIDENCE, "")
    assumptions: str = text(_("What it assumes"), most=1000)
    would_change: str = text(_("What would change it"), most=1000)
    evidence: tuple[Evidence, ...] = hidden(())
    status: str = choice(_("Status"), STATUS, "draft")
    place: str = place(required=False)
    round: str = hidden()
    stated_by: str = hidden()  # who wrote it down for an organisation, "" by itself


def _one_likelihood(said: Assessment, _person: Person) -> str:
    if said.confidence and not said.likelihood:
        return _("Confidence belongs to a likelihood; say how likely it is, or leave both out.")
    return ""


KIND = Kind(
    id="assessment",
    title=_("Assessment"),
    plural=_("Assessments"),
    fields=Assessment,
    named_by="sentence",
    first=("level", "trend", "sentence"),
    checks=(_one_likelihood,),
    listed=False,
)
