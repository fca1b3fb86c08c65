"""Key assumptions check: what a judgement takes for granted, and whether it holds."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, place, text
from dashboard.workspace.people import Person

HOLDS = {
    "supported": _("holds, well supported"),
    "with caveats": _("holds, with caveats"),
    "unsupported": _("does not hold, or nobody knows"),
}


class KeyAssumption(Fields):
    """One assumption, asked in order: does it hold, why, when not, what follows if it is wrong."""

    said: str = text(_("What we take for granted"), most=300, required=True)
    place: str = place()
    holds: str = choice(_("Does it hold?"), HOLDS)
    why: str = text(_("Why we believe so"), most=1000)
    fails_when: str = text(_("Under what conditions it would fail"), most=1000)
    if_wrong: str = text(_("What changes in our judgement if it is wrong"), most=1000)


def _caveats_are_named(said: KeyAssumption, _person: Person) -> str:
    if said.holds == "with caveats" and not said.fails_when:
        return _("Say under what conditions it would fail.")
    return ""


KIND = Kind(
    id="keyassumption",
    title=_("Key assumption"),
    plural=_("Key assumptions"),
    fields=KeyAssumption,
    first=("said", "place", "holds"),
    checks=(_caveats_are_named,),
    shown=False,
)
