"""Scenarios: how a situation may go on, what would trigger it, and for whom it would count."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, place, text
from dashboard.workspace.scales import LIKELIHOODS

TYPES = {
    "most likely": _("most likely"),
    "best": _("best"),
    "worst": _("worst"),
    "wild card": _("wild card"),
}


class Scenario(Fields):
    """One way on. Likelihoods need not add up: scenarios seldom are all there are."""

    said: str = text(_("What happens, in one sentence"), most=300, required=True)
    place: str = place()
    type: str = choice(_("It is the"), TYPES, "most likely")
    triggers: str = text(_("What would trigger it"), most=1000)
    early_signs: str = text(_("Early signs"), most=1000)
    likelihood: str = choice(_("Likelihood within three months"), LIKELIHOODS, "")
    civilians: str = text(_("Consequences for civilians"), most=1000)
    presences: str = text(_("Consequences for presences and access"), most=1000)
    mandate: str = text(_("Consequences for mandates"), most=1000)


KIND = Kind(
    id="scenario",
    title=_("Scenario"),
    plural=_("Scenarios"),
    fields=Scenario,
    first=("said", "place", "type"),
    shown=False,
)
