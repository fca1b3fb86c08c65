"""What must never be in the tool: texts are cleaned, then held against it before they are kept."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import filterfalse

from dashboard.words import _

LONGEST = 20_000  # characters of one text
_UNSEEN = re.compile(  # signs of control and of direction, and halves of signs
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_GAP = r"[\W_]{0,4}"


class Guarded(ValueError):
    """A text that may not be kept; says which rule stops it and what to do."""


def _words(*phrases: str) -> str:
    """Return a pattern for phrases in any case, with whatever signs between their words.

    With which letters they begin is looked at first: every save waits for these patterns, and
    to try each phrase at each sign would take six times as long.
    """
    first = "".join(sorted({phrase[0] for phrase in phrases}))
    every = "|".join(_GAP.join(phrase.split()) for phrase in phrases)
    return rf"(?<!\w)(?=[{first}])(?:{every})(?!\w)"


_CLASSIFIED = re.compile(
    _words(
        "RESTREINT UE", "CONFIDENTIEL UE", "SECRET UE", "TRES SECRET", "R UE EU R",
        "EU TOP SECRET", "EU SECRET", "EU CONFIDENTIAL", "NATO SECRET", "NATO CONFIDENTIAL",
        "UN CONFIDENTIAL", "UN SECRET", "COSMIC TOP SECRET", "COSMIC", "TOP SECRET",
        "STRICTLY CONFIDENTIAL", "ATOMAL", "NOFORN", "VS NFD", "VS VERTRAULICH",
        "DIFFUSION RESTREINTE", "OFFICIAL SENSITIVE",
    ) + r"|(?-i:\b(?:NATO|EU)[\W_]{0,4}R(?:ESTRICTED|estricted)\b)|\bnato restricted\b",
    re.IGNORECASE,
)  # fmt: skip
_OLD_LABEL = re.compile(r"\bTLP\W{0,3}WHITE\b", re.IGNORECASE)
_DECIMALS = r"[-+]?\d{1,3}\.\d{3,}"
_COORDINATES = re.compile(
    rf"(?=[-+\dL])(?:{_DECIMALS}\s*°?\s*[NSEW]?\s*[,;/\s]\s*{_DECIMALS}"
    rf"|{_DECIMALS}\s*°?\s*[NSEW]\b|{_DECIMALS}\s*°"
    rf"|\b(?:lat|lon|lng|latitude|longitude)\b\W{{0,4}}{_DECIMALS}"
    r"|\d{1,3}\s*°\s*\d{1,2}\s*['′’]\s*\d{1,2}"
    r"|\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{3,5}\s?\d{3,5}\b)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w/.])(?:\+|00)[1-9][\d\s().-]{6,}\d(?!\w)"
    r"|\b(?:tel|phone|mobile|cell|whatsapp|signal|thuraya)\b\W{0,5}(?:no\W{0,3}|number\W{0,3})?"
    r"[\d(+][\d\s().-]{5,}\d",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(
    r"\b(?=[A-Z])(?:"
    r"(?:passport|national id|identity card|id card|id number|case number of the victim)\b"
    r"\W{0,4}(?:no\b|number|nr)?\W{0,4}(?=\w*\d)[A-Z0-9-]{6,}"
    r"|(?:date of birth|born on|DOB)\b\W{0,4}\d"
    r"|[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}\b"
    r"|(?:informant|source|witness|victim|detainee)\b (?:is |was )?(?:named|called)\b)",
    re.IGNORECASE,
)
_ROUTE = re.compile(
    r"\b(?:convoy|patrol|aid truck|relief truck|staff movement|evacuation)\w*\b[^.\n]{0,80}"
    r"\b(?:route|via|depart\w*|leav(?:es|ing) (?:at|from)|checkpoint|grid|\d{1,2}[:h]\d{2}|\d{4}Z)",
    re.IGNORECASE,
)
_RULES = (
    (_CLASSIFIED, _("a classified marking. Classified information is never kept here: keep it in "
                    "your own system and write a pointer record")),
    (_OLD_LABEL, _("the old label TLP:WHITE. Say that everybody may see it instead")),
    (_COORDINATES, _("an exact position. Write the area, or at most two decimals")),
    (_PHONE, _("a telephone number. Name the office instead")),
    (_IDENTIFIER, _("what identifies a person. Leave it out")),
    (_ROUTE, _("details of a movement (route, time). Leave them out")),
)  # fmt: skip


def clean(text: str) -> str:
    """Return a text without unseen signs, its lines ended alike; HTML stays as it was typed."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def check(label: str, text: str, longest: int = LONGEST) -> str:
    """Return the cleaned text, or raise Guarded when it may not be kept."""
    if len(text) > longest:
        said = _("{label}: the text has {n:,} characters; at most {most:,} are kept. "
                 "Nothing was saved.")  # fmt: skip
        raise Guarded(said.format(label=label, n=len(text), most=longest))
    text = clean(text)
    for found, what in _faults(text):
        said = _("{label}: {found!r} looks like {what}. Nothing was saved.")
        raise Guarded(said.format(label=label, found=found, what=what))
    return text


def refuse_classified(marking: str) -> None:
    """Raise Guarded for a marking that is classified, or an old label."""
    for found, what in _faults(clean(marking)):
        raise Guarded(_("The marking {found!r} is {what}.").format(found=found, what=what))
    if re.search(r"\b(?:secret|confidential|restricted|restreint|confidentiel)\b", marking, re.I):
        raise Guarded(_("The marking {found!r} is classified, and refused.").format(found=marking))


def _faults(text: str) -> Iterator[tuple[str, str]]:
    bare = text
    if not text.isascii():  # look-alike forms of letters are one letter, accents are none
        bare = unicodedata.normalize("NFKD", text)
        bare = "".join(filterfalse(unicodedata.combining, bare))
    for pattern, what in _RULES:
        if found := pattern.search(bare):
            yield found[0][:60], what
