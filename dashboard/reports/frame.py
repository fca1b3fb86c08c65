"""The frame of a document in English and French: fixed words, headings, dates."""

from dataclasses import dataclass

import pandas as pd

from dashboard.reports.french import FRENCH, MONTHS

LANGUAGES = ("en", "fr")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class UnknownLanguage(ValueError):
    """A document was asked for in a language that has no frame here."""


@dataclass(frozen=True)
class Words:
    """What stands around every document."""

    to: str
    sources: str
    number: str
    page: str
    contents: str
    figures: str
    annex: str
    every_figure: str
    figure: str
    value: str
    unit: str
    period: str
    known: str


def translate(language: str):
    """Return the function that turns an English sentence of the frame into `language`.

    A sentence that the French table lacks stays English, which a reader notices and a test
    finds. Raises UnknownLanguage.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(f"No frame in {language!r}; there is one in English and French.")
    return (lambda text: FRENCH.get(text, text)) if language == "fr" else (lambda text: text)


def fixed(language: str) -> Words:
    """Return the words around a document in its language."""
    t = translate(language)
    return Words(
        t("For:"), t("Sources"), t("Document number"), t("Page"), t("Contents"), t("Figures"),
        t("Annex of figures"), t("Every figure of this document"), t("Figure"), t("Value"),
        t("Unit"), t("Period"), t("Known"),
    )


def day(moment: pd.Timestamp | None, language: str = "en") -> str:
    """Return a day in words: "22 November 2026", "1er novembre 2026"."""
    if moment is None or pd.isna(moment):
        return translate(language)("date not known")
    first = "1er" if language == "fr" and moment.day == 1 else str(moment.day)
    return f"{first} {_name(moment, language)} {moment.year}"


def short_day(moment: pd.Timestamp, language: str = "en") -> str:
    """Return a day within a known year: "22 Nov.", for tables."""
    name = _name(moment, language)
    return f"{moment.day} {name if len(name) < 5 else name[:3] + '.'}"


def month(moment: pd.Timestamp | None, language: str = "en") -> str:
    """Return a month in words: "November 2026"."""
    if moment is None or pd.isna(moment):
        return translate(language)("no month")
    return f"{_name(moment, language)} {moment.year}"


def minute(moment: pd.Timestamp, zone: str, place: str, language: str = "en") -> str:
    """Return a moment at a place: "22 November 2026, 10:00 New York"."""
    there = moment.tz_convert(zone)
    return f"{day(there, language)}, {there:%H:%M} {translate(language)(place)}"


def _name(moment: pd.Timestamp, language: str) -> str:
    return (MONTHS if language == "fr" else _ENGLISH_MONTHS)[moment.month - 1]
