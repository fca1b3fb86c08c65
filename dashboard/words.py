"""Words on screen: marked for translation, and dates and numbers as people write them."""

import gettext
import re
from datetime import timedelta
from pathlib import Path

import pandas as pd

_here = Path(__file__).parent / "locale"
_ = gettext.translation("jointwatch", _here, fallback=True).gettext
ngettext = gettext.translation("jointwatch", _here, fallback=True).ngettext

THIN = "\N{NARROW NO-BREAK SPACE}"
_JOINER = "\N{WORD JOINER}"  # takes no room, is not seen


def plain(text: str) -> str:
    """Return a text from outside so that Streamlit's markdown shows it as it is, in one line.

    Every sign is escaped. Addresses and names of icons are found even in escaped text: an
    unseen sign keeps them from becoming links and pictures.
    """
    line = re.sub(r"(?i)(:(?=\S)|\bwww(?=\.)|@)", rf"\1{_JOINER}", " ".join(str(text).split()))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", line)


def number(value: float | None) -> str:
    """Return a figure with thin separators, "no data" for a missing one."""
    if value is None or pd.isna(value):
        return _("no data")
    return f"{value:,.0f}".replace(",", THIN)


def day(moment: pd.Timestamp | None) -> str:
    """Return a day in words: "22 November 2026"."""
    if moment is None or pd.isna(moment):
        return _("date not known")
    return f"{moment.day} {moment:%B %Y}"


def month(moment: pd.Timestamp | None) -> str:
    """Return a month in words: "June 2025"."""
    return _("no month") if moment is None or pd.isna(moment) else f"{moment:%B %Y}"


def minute(moment: pd.Timestamp | None, zone: str = "UTC", name: str = "UTC") -> str:
    """Return a moment with its zone: "22 November 2026, 15:00 UTC"."""
    if moment is None or pd.isna(moment):
        return _("time not known")
    there = moment.tz_convert(zone)
    return f"{day(there)}, {there:%H:%M} {name}"


def every(span: timedelta) -> str:
    """Return a rhythm in words: "hour", "6 hours", "day", "30 days"."""
    hours = round(span.total_seconds() / 3600)
    if hours % 24:
        return ngettext("hour", "{n} hours", hours).format(n=hours)
    return ngettext("day", "{n} days", hours // 24).format(n=hours // 24)


VINTAGES = {
    "collected": _("as collected"),
    "released": _("as first published"),
    "assumed": _("date of publication assumed"),
}
