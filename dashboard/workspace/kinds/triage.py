"""What people do with a signal: acknowledged, assigned, discussed, closed with an outcome."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, Stage, choice, hidden, text
from dashboard.workspace.people import WRITERS

OUTCOMES = {
    "action": _("led to action"),
    "no action": _("no action was needed"),
    "known": _("was known already"),
    "false": _("was a false signal"),
}


class Triage(Fields):
    """The life of one signal in the hands of people, from its beginning to its end."""

    rule: str = hidden()
    place: str = hidden()
    since: str = hidden()  # when the signal began: another one is another record
    to: str = text(_("Assigned to"), most=120)
    meeting: str = hidden()  # at which it was discussed
    outcome: str = choice(_("Outcome"), OUTCOMES, "")
    note: str = text(_("Note"))
    stage: str = "new"


def _closed_with_an_outcome(said: Triage, _person) -> str:
    if said.stage == "closed" and not said.outcome:
        return _("Say with which outcome it is closed.")
    return ""


_ANY = WRITERS
KIND = Kind(
    id="triage",
    title=_("Signal in hand"),
    plural=_("Signals in hand"),
    fields=Triage,
    stages={
        "new": Stage(_("New"), {"acknowledged": _ANY}),
        "acknowledged": Stage(_("Acknowledged"), {"assigned": _ANY, "discussed": _ANY,
                                                  "closed": _ANY}),
        "assigned": Stage(_("Assigned"), {"assigned": _ANY, "discussed": _ANY, "closed": _ANY}),
        "discussed": Stage(_("Discussed"), {"assigned": _ANY, "discussed": _ANY,
                                            "closed": _ANY}),
        "closed": Stage(_("Closed"), {"acknowledged": _ANY}),
    },
    checks=(_closed_with_an_outcome,),
    joint=True,
    listed=False,
)  # fmt: skip
