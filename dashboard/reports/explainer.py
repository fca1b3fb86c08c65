"""Explainer of a presence: what it is, on which decision it rests, until when, with whom."""

import pandas as pd

from dashboard import tables
from dashboard.reports.document import Document, Paragraph, Reference, Section, Table
from dashboard.reports.facts import Facts
from dashboard.reports.gathered import Gathered
from dashboard.reports.month_ahead import finished

_DAYS = ("start_date", "mandate_end")
SUBJECT = "explainer"
PAGES = 1
_FIELDS = (
    ("name", "Name"), ("type", "Kind"), ("organisation", "Organisation"), ("lead", "Led by"),
    ("hq_or_area", "Seat or area"), ("start_date", "Began"), ("decision_maker", "Decided by"),
    ("mandate_basis", "Basis"), ("latest_instrument", "Latest decision"),
    ("mandate_end", "Mandate ends"), ("status", "Status"),
    ("structural_integration", "Integration with the UN country team"), ("hats", "Functions held"),
    ("partners", "Partners"),
)  # fmt: skip


class NoSuchPresence(ValueError):
    """No mission of that name is in the register."""


def compose(told: Gathered, presence: str, language: str = "en") -> Document:
    """Return what the register says of one mission, by its id or short name.

    Raises NoSuchPresence.
    """
    facts = Facts(told, language)
    t, rows = facts.t, told.mandates
    wanted = presence.casefold()
    found = rows[rows["id"].str.casefold().eq(wanted) | rows["acronym"].str.casefold().eq(wanted)]
    if found.empty:
        raise NoSuchPresence(f"No mission in the register is called {presence!r}.")
    row = found.iloc[0]
    source = Reference(t("Register of missions shipped with Jointwatch"), row["source_date"], "",
                       row["source"])  # fmt: skip
    cells = tuple((t(label), _said(facts, name, row[name])) for name, label in _FIELDS if row[name])
    where = [place for place in found["place"] if place != "WLD"]
    situation = [
        Paragraph(f"{facts.name(place)}: {facts.deaths(place) or t('No data on deaths.')} "
                  f"{facts.forecast(place)}".strip()) for place in where
    ]  # fmt: skip
    sure = [Paragraph(t("To be confirmed: the register has this from general knowledge, or its "
                        "end has passed."))] if row["to_confirm"] else []  # fmt: skip
    sections = (
        Section(t("Mandate"), (*sure, Table(row["acronym"], (t("What"), t("Said")), cells,
                                            (source,), widths=(1, 3))), "mandate"),
        Section(t("Where it works"), tuple(situation) or (
            Paragraph(t("In no single country.")),), "where"),
    )  # fmt: skip
    title = t("What is {acronym}?").format(acronym=row["acronym"])
    return finished(facts, title, sections, SUBJECT, PAGES)


def _said(facts: Facts, name: str, value: str) -> str:
    """Return what the register says in one field, in words."""
    if name == "decision_maker":
        return facts.t(tables.decider(value))
    if name in _DAYS:
        day = pd.to_datetime(value, format="%Y-%m-%d", errors="coerce")
        return value if pd.isna(day) else facts.day(day)
    return facts.t(value.replace("_", " ")) if "_" in value else value
