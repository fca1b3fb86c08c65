"""The partner's month: what the AU PSC, the EU or NATO plan, for New York and Addis Ababa."""

from dashboard.reports import frame, matters, month_parts
from dashboard.reports.audiences import AUDIENCES, BODIES
from dashboard.reports.document import Bullets, Document, Paragraph, Section, Table
from dashboard.reports.facts import Facts
from dashboard.reports.gathered import Gathered
from dashboard.reports.meetings import about, going, of_month
from dashboard.reports.month_ahead import asked, differ, finished

SUBJECT = "partner-month"
FOR = ("UN", "AU")
PARTNERS = ("AU", "EU", "NATO")
PAGES = 2
_ROWS = 8


def compose(told: Gathered, language: str = "en") -> Document:
    """Return the plans of every partner but the addressee itself, and where they meet its own."""
    facts = Facts(told, language)
    t = facts.t
    theirs = [AUDIENCES[name] for name in PARTNERS if name != told.audience.organisation]
    sections = (
        _status(facts, theirs),
        *(
            Section(t(BODIES[body]), (month_parts.programme(facts, body, _ROWS),), body.lower())
            for of in theirs for body in of.bodies
        ),
        _together(facts, theirs),
        *(_ends(facts, of.organisation) for of in theirs),
        *differ(facts),
        asked(facts),
    )  # fmt: skip
    title = t("The partners' month: {month}, for the {body}").format(
        month=frame.month(told.month, language), body=t(told.audience.body)
    )
    return finished(facts, title, sections, SUBJECT, PAGES)


def _status(facts: Facts, theirs) -> Section:
    t = facts.t
    bodies = [body for of in theirs for body in of.bodies]
    known = set(of_month(facts.told.meetings, facts.told.month, *bodies)["body"])
    silent = ", ".join(t(BODIES[body]) for body in bodies if body not in known)
    said = t("Agendas of partners are provisional, and much of them is not public.")
    if silent:
        said += " " + t("Nothing is known here of: {names}.").format(names=silent)
    return Section(t("Status"), (Paragraph(said, key="status"),), "status")


def _together(facts: Facts, theirs) -> Section:
    """Return the situations that a partner and the UN Security Council both take up."""
    told, t = facts.told, facts.t
    bodies = tuple(body for of in theirs for body in of.bodies)
    meetings = going(of_month(told.meetings, told.month, *bodies))
    unsc = going(of_month(told.meetings, told.month, "UNSC"))
    both = [one.place for one in matters.candidates(told)
            if len(about(meetings, one.place)) and len(about(unsc, one.place))]  # fmt: skip
    items = tuple(
        Paragraph(
            t("{place}: {days}. {deaths}").format(
                place=facts.name(place), deaths=facts.deaths(place),
                days="; ".join(f"{t(BODIES[row.body])} {frame.short_day(row.date, facts.language)}"
                               for found in (about(meetings, place), about(unsc, place))
                               for row in found.head(2).itertuples()).rstrip(".")),
            (*facts.agenda_reference(about(unsc, place), BODIES["UNSC"]),
             *(ref for body in bodies for ref in facts.agenda_reference(
                 about(meetings[meetings["body"] == body], place), BODIES[body]))),
            f"items.{place}",
        ) for place in both[:6]
    )  # fmt: skip
    absent = t("No situation is known to be on the agenda of both.")
    heading = t("On a partner's agenda and on the UN Security Council's")
    return Section(heading, (Bullets(items, absent),), "together")


def _ends(facts: Facts, organisation: str) -> Section:
    t = facts.t
    rows = matters.by_mission(matters.ending(facts.told))
    rows = rows[rows["organisation"] == organisation] if len(rows) else rows
    cells = tuple(
        (row.acronym, ", ".join(facts.name(p) for p in row.places[:4]), facts.day(row.end),
         t("to be confirmed") if row.to_confirm else "")
        for row in rows.head(6).itertuples()
    )  # fmt: skip
    columns = tuple(map(t, ("Mission", "Place", "Mandate ends", "Note")))
    table = Table(t("To {n} days after the month").format(n=matters.SOON), columns, cells,
                  (facts.register(),) if cells else (), t("None in the register."),
                  (3, 4, 3, 3))  # fmt: skip
    heading = t("Mandates ending: {organisation}").format(organisation=organisation)
    return Section(heading, (table,), f"mandates.{organisation.lower()}")
