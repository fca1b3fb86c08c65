"""Excerpts: what others may see of a record that they may not, cleared by a second person."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, Stage, choice, place, text
from dashboard.workspace.people import FOCAL_POINT

METHODS = {
    "aggregate": _("figures put together"),
    "redact": _("words left out"),
    "paraphrase": _("told in other words"),
}


class Excerpt(Fields):
    """A text that stands by itself. From which record it was made is kept apart."""

    said: str = text(_("What others may read"), most=2000, required=True)
    method: str = choice(_("How it was made"), METHODS, "paraphrase")
    place: str = place(required=False)
    stage: str = "drafted"


KIND = Kind(
    id="excerpt",
    title=_("Excerpt"),
    plural=_("Excerpts cleared for release"),
    fields=Excerpt,
    first=("said", "method"),
    stages={
        "drafted": Stage(_("Drafted"), {"cleared": frozenset({FOCAL_POINT}),
                                        "withdrawn": frozenset()}),
        "cleared": Stage(_("Cleared for release")),
        "withdrawn": Stage(_("Withdrawn")),
    },
    cleared="cleared",
)  # fmt: skip
