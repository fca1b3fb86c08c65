"""Competing hypotheses: each piece of evidence against each explanation; what speaks against."""

from pydantic import BaseModel, Field

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, hidden, place, several, text

MARKS = {"C": _("fits"), "I": _("speaks against"), "N": _("says nothing")}
MOST = 7  # hypotheses that a table can hold


class Weighed(BaseModel):
    """One piece of evidence, with a mark for each hypothesis in their order."""

    said: str = Field(max_length=300)
    marks: tuple[str, ...] = ()


class Hypotheses(Fields):
    """One question, the explanations that compete, and the evidence."""

    question: str = text(_("Question"), most=300, required=True)
    place: str = place()
    hypotheses: tuple[str, ...] = several(_("Explanations that compete"))
    evidence: tuple[Weighed, ...] = hidden(())


def _two_or_more(said: Hypotheses, _person) -> str:
    if not 2 <= len(set(said.hypotheses)) == len(said.hypotheses) <= MOST:
        return _("Name two to {n} different explanations.").format(n=MOST)
    if any(set(one.marks) - set(MARKS) for one in said.evidence):
        return _("Each mark is one of: {marks}.").format(marks=", ".join(MARKS.values()))
    return ""


KIND = Kind(
    id="hypotheses",
    title=_("Competing hypotheses"),
    plural=_("Competing hypotheses"),
    fields=Hypotheses,
    first=("question", "place", "hypotheses"),
    checks=(_two_or_more,),
    joint=True,
    shown=False,
)
