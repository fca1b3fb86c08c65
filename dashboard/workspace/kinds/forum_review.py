"""Reviews of bodies that meet: keep, change or close, with the reason."""

from dashboard.words import _
from dashboard.workspace.bodies import PRESETS
from dashboard.workspace.kind import Fields, Kind, choice, text

VERDICTS = {"keep": _("keep"), "change": _("change"), "close": _("close")}


class ForumReview(Fields):
    """What a review of a body came to."""

    body: str = choice(_("Body"), {id: body.name for id, body in PRESETS.items()})
    verdict: str = choice(_("What becomes of it"), VERDICTS)
    why: str = text(_("Why"), most=600, required=True)


KIND = Kind(
    id="forumreview",
    title=_("Forum review"),
    plural=_("Forum reviews"),
    fields=ForumReview,
    named_by="why",
    first=("verdict", "why"),
    joint=True,
    listed=False,
    kept_years=10,
)
