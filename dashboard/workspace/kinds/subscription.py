"""Who is told of signals, over which channel, how often; seen by that person alone."""

from dashboard.words import _
from dashboard.workspace.kind import Fields, Kind, choice, text
from dashboard.workspace.scales import LEVELS

RHYTHMS = {"at once": _("at once"), "daily": _("once a day")}


class Subscription(Fields):
    """A channel is named here; its address and keys stand in the environment."""

    channel: str = text(_("Channel"), most=40, required=True)
    rhythm: str = choice(_("How often"), RHYTHMS, "daily")
    least: int = choice(_("Level from which on"), LEVELS, 2)
    watchlist: str = text(_("Only situations of this watchlist"), most=60)


KIND = Kind(
    id="subscription",
    title=_("Subscription"),
    plural=_("Subscriptions"),
    fields=Subscription,
    named_by="channel",
    first=("channel", "rhythm", "least"),
    audited=False,
)
