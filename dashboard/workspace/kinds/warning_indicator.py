"""Indicators of warning problems: what is usual, from where it counts, when it was last seen."""

from datetime import date

from pydantic import Field

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, day, hidden, text, yes_no
from dashboard.workspace.people import Person

WORSE = {"higher": _("when it is higher"), "lower": _("when it is lower")}


class WarningIndicator(Fields):
    """One thing to observe. A value that is not observed is no value of nought."""

    said: str = text(_("What is observed"), most=200, required=True)
    value: float | None = Field(None, title=_("Last observation"))
    observed_on: date | None = day(_("Observed on"))
    unit: str = text(_("Unit"), most=60)
    usual_low: float | None = Field(None, title=_("Usual range, from"))
    usual_high: float | None = Field(None, title=_("Usual range, to"))
    raised_at: float | None = Field(None, title=_("Counts as raised at"))
    threshold: float | None = Field(None, title=_("Threshold"))
    worse: str = choice(_("It is worse"), WORSE, "higher")
    critical: bool = yes_no(_("Critical: past its threshold it suffices alone"))
    lead_days: int | None = Field(None, title=_("Days it comes before the harm"), ge=0)
    every_days: int = Field(30, title=_("Observed every so many days"), ge=1)
    source: str = text(_("Who observes it, from which source"))
    problem: str = hidden()


def _thresholds_in_order(said: WarningIndicator, _person: Person) -> str:
    if said.raised_at is None or said.threshold is None:
        return ""
    ahead = said.threshold - said.raised_at
    if (ahead if said.worse == "higher" else -ahead) < 0:
        return _("The threshold lies beyond the value that counts as raised, not before it.")
    return ""


KIND = Kind(
    id="warningindicator",
    title=_("Indicator of a warning problem"),
    plural=_("Indicators of warning problems"),
    fields=WarningIndicator,
    first=("said", "value", "observed_on"),
    checks=(_thresholds_in_order,),
    joint=True,
    listed=False,
)
