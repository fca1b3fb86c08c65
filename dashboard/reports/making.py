"""Every kind of brief under its name: for whom it is, what it asks for, and how it is made."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dashboard.reports import (
    explainer,
    gathered,
    month_ahead,
    partner_month,
    weekly,
)
from dashboard.reports.audiences import AUDIENCES
from dashboard.reports.document import Document
from dashboard.reports.frame import translate
from dashboard.words import _


class CannotMake(ValueError):
    """A brief was asked for that there is not; says what there is."""


@dataclass(frozen=True)
class Asked:
    """What is asked for: kind of brief, addressee, month, language, and what a kind needs."""

    kind: str
    audience: str
    month: pd.Timestamp
    language: str = "en"
    chosen: tuple[str, ...] = ()  # situations that matter, in place of those proposed
    presence: str = ""  # of an explainer
    as_of: pd.Timestamp | None = None


@dataclass(frozen=True)
class KindOfBrief:
    """One kind of brief: its title on screen, its addressees, and how it is composed."""

    title: str
    audiences: tuple[str, ...]
    compose: Callable[[gathered.Gathered, Asked], Document]
    pages: int


_ALL = tuple(AUDIENCES)
BRIEFS = {
    month_ahead.SUBJECT: KindOfBrief(
        _("The UN Security Council in a month"), month_ahead.FOR,
        lambda told, asked: month_ahead.compose(told, asked.language, asked.chosen),
        month_ahead.PAGES,
    ),
    partner_month.SUBJECT: KindOfBrief(
        _("The partners' month"), partner_month.FOR,
        lambda told, asked: partner_month.compose(told, asked.language), partner_month.PAGES,
    ),
    weekly.SUBJECT: KindOfBrief(
        _("What changed in the week"), _ALL,
        lambda told, asked: weekly.compose(told, asked.language), weekly.PAGES,
    ),
    explainer.SUBJECT: KindOfBrief(
        _("What a mission is"), _ALL,
        lambda told, asked: explainer.compose(told, asked.presence, asked.language),
        explainer.PAGES,
    ),
}  # fmt: skip


def make(asked: Asked, now: pd.Timestamp | None = None) -> Document:
    """Return the brief asked for, made from what its addressee may see.

    Raises CannotMake; frame.UnknownLanguage; explainer.NoSuchPresence.
    """
    if asked.kind not in BRIEFS:
        raise CannotMake(f"There is no brief {asked.kind!r}; there are {', '.join(BRIEFS)}.")
    kind = BRIEFS[asked.kind]
    if asked.audience not in kind.audiences:
        known = ", ".join(kind.audiences)
        raise CannotMake(f"This brief is made for {known}, not for {asked.audience!r}.")
    translate(asked.language)  # an unknown language is said before anything is read
    now = now or pd.Timestamp.now("UTC")
    month = asked.month
    if asked.kind == weekly.SUBJECT:  # the week's month, whatever was asked
        day = (asked.as_of or now).tz_localize(None) + pd.Timedelta(days=weekly.DAYS)
        month = day.normalize().replace(day=1)
    told = gathered.gather(asked.audience, month, asked.as_of, now, asked.kind)
    return kind.compose(told, asked)
