"""The UN Security Council in a month, for the EU PSC, the AU PSC or the NAC: two pages."""

from dataclasses import dataclass

import pandas as pd

from dashboard.reports import frame, matters, month_parts, records_read
from dashboard.reports.audiences import AUDIENCES, BODIES
from dashboard.reports.document import Bullets, Document, Paragraph, Reference, Section
from dashboard.reports.facts import Facts
from dashboard.reports.gathered import Gathered
from dashboard.reports.meetings import about, going, of_month
from dashboard.workspace import scales

SUBJECT = "security-council"
FOR = ("EU", "AU", "NATO")
PAGES = 2


def compose(
    told: Gathered, language: str = "en", chosen: tuple[str, ...] = ()
) -> Document:
    """Return the brief; `chosen` names the situations that matter in place of the rule's."""
    facts = Facts(told, language)
    t, of = facts.t, told.audience
    others = [one for key, audience in AUDIENCES.items() if key not in ("UN", of.organisation)
              for one in audience.bodies]  # fmt: skip
    sections = (
        Section(t("Programme"), (month_parts.status(facts), month_parts.presidency(facts),
                                 month_parts.programme(facts)), "programme"),
        items_that_matter(facts, chosen),
        month_parts.outcomes(facts),
        month_parts.votes(facts),
        month_parts.seats(facts),
        month_parts.missions(facts),
        month_parts.partners(facts, tuple(others)),
        month_parts.ends_of_mandates(facts),
        month_parts.change(facts),
        *differ(facts),
        priorities(facts),
        asked(facts),
    )  # fmt: skip
    title = t("The UN Security Council in {month}, for the {body}").format(
        month=frame.month(told.month, language), body=t(of.body)
    )
    return finished(facts, title, sections, SUBJECT, PAGES)


def finished(
    facts: Facts, title: str, sections: tuple[Section, ...], subject: str, pages: int
) -> Document:
    """Return a document with what stands around every brief: marking, moment, footnotes."""
    told, t = facts.told, facts.t
    made = t("Made {moment}.").format(
        moment=frame.minute(told.now, "UTC", "UTC", facts.language))  # fmt: skip
    if told.as_of is not None:
        made += " " + t("TRAINING REPLAY: what could be known on {day}.").format(
            day=facts.day(told.as_of - pd.Timedelta(days=1)))  # fmt: skip
    may_see = t("Who may see this: {who} only.").format(who=t(told.audience.organisation))
    conditions = records_read.conditions(told.assessments, told.priorities)
    may_see = " ".join([may_see, *(f"{t(one).capitalize()}." for one in conditions)])
    status = t("Names imply no position on the status of any territory. Forecasts are a "
               "model's and no organisation's position.")  # fmt: skip
    return Document(
        title=title, may_see=may_see, made=made, sections=sections, notes=(status,),
        figures=facts.figures.all(), recipient=t(told.audience.recipient),
        language=facts.language, pages=pages, subject=subject, footnotes=facts.name.footnotes(),
    )  # fmt: skip


def items_that_matter(facts: Facts, chosen: tuple[str, ...] = ()) -> Section:
    """Return the five situations that matter and why, as proposed or as chosen."""
    told, t = facts.told, facts.t
    proposed = {one.place: one for one in matters.candidates(told)}
    names = chosen or tuple(proposed)[: matters.MOST]
    grounds = _grounds(told)
    items = tuple(
        Paragraph(f"{facts.name(place)}. {_why(place, facts, grounds)}",
                  _sources(place, facts, grounds), f"items.{place}")
        for place in names
    )  # fmt: skip
    absent = t("No situation is on the programme, and no mandate ends in this month or soon "
               "after.")  # fmt: skip
    return Section(t("Items that matter"), (Bullets(items, absent),), "items")


@dataclass(frozen=True)
class _Grounds:
    """What an item may rest on: the Council's meetings, and rows of the rest by place."""

    meetings: pd.DataFrame
    ends: dict[str, list]
    strong: dict[str, list]
    own: dict[str, list]


def _grounds(told: Gathered) -> _Grounds:
    """Look up for all items at once what each of them may rest on."""
    ends = matters.ending(told)[["place", "acronym", "end", "to_confirm"]]
    own = matters.own(told)[["place", "acronym"]]
    return _Grounds(of_month(told.meetings, told.month, "UNSC"), _by_place(ends),
                    _by_place(matters.strong(told)), _by_place(own))  # fmt: skip


def _by_place(rows: pd.DataFrame) -> dict[str, list]:
    found: dict[str, list] = {}
    for row in rows.itertuples():
        found.setdefault(row.place, []).append(row)
    return found


def _why(place: str, facts: Facts, grounds: _Grounds) -> str:
    """Return the reasons of one item as sentences, from the records that make them."""
    t = facts.t
    on = going(about(grounds.meetings, place))
    said = []
    if len(on):
        days = ", ".join(
            f"{frame.short_day(row.date, facts.language)} ({t(row.format or 'meeting')}"
            + (f", {t('one of several places')}" if row.one_of else "") + ")"
            for row in on.head(3).itertuples()
        )  # fmt: skip
        said.append(t("On the programme: {days}.").format(days=days))
    for row in grounds.ends.get(place, [])[:2]:
        sure = t(", to be confirmed") if row.to_confirm else ""
        said.append(t("Mandate of {mission} ends {day}{sure}.").format(
            mission=row.acronym, day=facts.day(row.end), sure=sure))  # fmt: skip
    if strong := grounds.strong.get(place):
        said.append(t("A signal of level {n} stands since {day}.").format(
            n=int(max(row.level for row in strong)),
            day=facts.day(pd.Series([row.since for row in strong]).min())))  # fmt: skip
    said += [facts.deaths(place) or t("No data on deaths."), facts.forecast(place)]
    if own := dict.fromkeys(row.acronym for row in grounds.own.get(place, [])):
        said.append(t("There: {missions}.").format(missions=", ".join(own)))
    return " ".join(filter(None, said))


def _sources(place: str, facts: Facts, grounds: _Grounds) -> tuple[Reference, ...]:
    on = about(grounds.meetings, place)
    register = place in set(facts.told.mandates["place"])
    agenda = facts.agenda_reference(on, BODIES["UNSC"]) if len(on) else ()
    signals = [facts.signal_reference(row) for row in grounds.strong.get(place, [])]
    return (*agenda, *signals, *((facts.register(),) if register else ()))


def differ(facts: Facts) -> tuple[Section, ...]:
    """Return where organisations' released assessments differ; nothing when none was released."""
    rows, t = facts.told.assessments, facts.t
    items = []
    for place, given in rows.dropna(subset="level").groupby("place"):
        if given["level"].nunique() > 1:
            levels = ", ".join(
                f"{t(row.organisation)} {t(scales.LEVELS[int(row.level)])}"
                + (f" ({t('draft')})" if row.status == "draft" else "")
                for row in given.sort_values("organisation").itertuples()
            )
            said = t("{place}: {levels} (levels 0 to 4; desk assessments, no positions).")
            source = Reference(t("Assessments of desks"), facts.day(given["known_at"].max()))
            items.append(Paragraph(said.format(place=facts.name(place), levels=levels), (source,)))
    if not items:
        return ()
    return (Section(t("Where organisations differ"), (Bullets(tuple(items[:4])),), "differ"),)


def priorities(facts: Facts) -> Section:
    """Return the peace-operations priorities that the UN liaison has entered."""
    rows, t = facts.told.priorities, facts.t
    items = tuple(
        Paragraph(row.said, (Reference(row.document, facts.day(row.dated), "", row.originator),))
        for row in rows.head(4).itertuples()
    )
    absent = t("The UN liaison has entered none.")
    return Section(t("Peace operations: priorities and reports due"), (Bullets(items, absent),),
                   "priorities")  # fmt: skip


def asked(facts: Facts) -> Section:
    """Return the place for what the addressee is asked; the author writes it."""
    said = facts.t("For information; no decision is sought.")
    return Section(facts.t("What is asked"), (Paragraph(said, key="asked"),), "asked")



