"""Weekly change note: what is new since a day, on one page."""

import pandas as pd

from dashboard.reports import frame, matters
from dashboard.reports.audiences import BODIES
from dashboard.reports.document import Bullets, Document, Paragraph, Section
from dashboard.reports.facts import Facts
from dashboard.reports.gathered import Gathered
from dashboard.reports.meetings import going
from dashboard.reports.month_ahead import differ, finished

SUBJECT = "weekly"
PAGES = 1
DAYS = 7
_MOST = 8


def compose(told: Gathered, language: str = "en") -> Document:
    """Return signals, meetings, decisions and ends of mandates of the last and the next week."""
    facts = Facts(told, language)
    t = facts.t
    # `as_of` is the end of the day that is looked at.
    moment = told.now if told.as_of is None else told.as_of - pd.Timedelta(microseconds=1)
    today = moment.tz_localize(None).normalize()
    since, until = today - pd.Timedelta(days=DAYS), today + pd.Timedelta(days=DAYS)
    sections = (
        Section(t("Signals that are new"), (_signals(facts, since),), "signals"),
        Section(t("Met in the last week"), (_meetings(facts, since, today, ahead=False),), "met"),
        Section(t("Meets in the next week"), (_meetings(facts, today, until, ahead=True),),
                "meets"),
        Section(t("Mandates that end within 30 days"), (_mandates(facts, today),), "mandates"),
        *differ(facts),
    )  # fmt: skip
    title = t("What changed in the week to {day}, for the {body}").format(
        day=facts.day(today), body=t(told.audience.body or told.audience.organisation)
    )
    return finished(facts, title, sections, SUBJECT, PAGES)


def _signals(facts: Facts, since: pd.Timestamp) -> Bullets:
    t, told = facts.t, facts.told
    rows = told.signals
    new = rows[rows["since"].dt.tz_localize(None) >= since].sort_values("level", ascending=False)
    first = set(new.drop_duplicates("place").index)  # a place's deaths are told once
    items = tuple(
        Paragraph(t("{place}: {rule}, level {level}, since {day}. {deaths}").format(
            place=facts.name(row.place), rule=told.signal(row.rule), level=_level(row.level, t),
            day=facts.day(row.since),
            deaths=facts.deaths(row.place) if row.Index in first else "").strip(),
            (facts.signal_reference(row),))
        for row in new.head(_MOST).itertuples()
    )  # fmt: skip
    return Bullets(items, t("No signal is new."))


def _meetings(facts: Facts, first: pd.Timestamp, last: pd.Timestamp, ahead: bool) -> Bullets:
    told, t = facts.told, facts.t
    rows = told.meetings[told.meetings["date"].between(first, last)]
    rows = going(rows) if ahead else rows[rows["status"] == "held"]
    items = tuple(
        Paragraph(
            f"{t(BODIES.get(row.body, row.body))}, {frame.short_day(row.date, facts.language)}: "
            f"{row.title}" + (f" ({row.outcome})." if row.outcome else "."),
            facts.agenda_reference(rows[rows["body"] == row.body], BODIES.get(row.body, row.body)))
        for row in rows.head(_MOST).itertuples()
    )  # fmt: skip
    return Bullets(items, t("No meeting is known here."))


def _mandates(facts: Facts, today: pd.Timestamp) -> Bullets:
    rows, t = facts.told.mandates, facts.t
    soon = matters.by_mission(rows[rows["end"].between(today, today + pd.Timedelta(days=30))])
    items = tuple(
        Paragraph(
            t("{mission} ({places}): {day}{sure}").format(
                mission=row.acronym, places=", ".join(facts.name(p) for p in row.places[:4]),
                day=facts.day(row.end), sure=t(", to be confirmed") if row.to_confirm else ""),
            (facts.register(),))
        for row in soon.itertuples()
    )  # fmt: skip
    return Bullets(items, t("None in the register."))


def _level(level, t) -> str:
    return t("not said") if pd.isna(level) else str(int(level))
