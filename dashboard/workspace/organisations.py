"""The organisations of a joint cell: their codes, names and own markings."""

from collectors.settings import Settings, load
from dashboard.words import _

NAMES = {
    "UN": _("United Nations"),
    "EU": _("European Union"),
    "AU": _("African Union"),
    "NATO": _("North Atlantic Treaty Organization"),
    "REC": _("Regional economic community"),
}
# The unclassified markings of each; the AU and others write their own words.
OWN_MARKINGS = {
    "UN": ("UNCLASSIFIED",),
    "EU": ("PUBLIC", "LIMITE"),
    "NATO": ("PUBLIC / PUBLICLY DISCLOSED", "NATO NON-CLASSIFIED", "NATO UNCLASSIFIED"),
}
LOCAL = "LOCAL"  # one person on this machine, who has named no organisation


def named() -> dict[str, str]:
    """Return every organisation that records may be released to: code to name.

    The four, regional economic communities, those of [organisations] in jointwatch.toml, and
    the one that this installation is of.
    """
    return of(load())


def of(settings: Settings) -> dict[str, str]:
    """Return the same under these settings."""
    own = {} if settings.organisation == LOCAL else {settings.organisation: settings.organisation}
    return {**own, **NAMES, **settings.organisations}


def listed(names: list[str]) -> str:
    """Return names as words: "UN, EU and AU"."""
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
