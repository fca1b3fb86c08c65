"""The half-yearly report of a body that meets: what its meetings came to, in figures."""

import pandas as pd

from collectors.access import Viewer
from dashboard import data
from dashboard.reports.document import Bullets, Document, Figure, Figures, Paragraph, Section, Table
from dashboard.words import _, day, minute
from dashboard.workspace import forum, meetings, organisations
from dashboard.workspace.bodies import ABOUT, PRESETS
from dashboard.workspace.kinds.forum_review import VERDICTS

# key -> what it is, unit, digits; a share is told in per cent
_TOLD = {
    "held": (_("Meetings held"), _("meetings"), 0),
    "planned_per_half_year": (_("Meetings meant in half a year"), _("meetings"), 1),
    "points": (_("Points on their agendas"), _("points"), 0),
    "forward_share": (_("Share of points that look forward"), "%", 0),
    "decisions": (_("Decisions"), _("decisions"), 0),
    "actions": (_("Actions due"), _("actions"), 0),
    "done": (_("Actions done, of those due"), _("actions"), 0),
    "completion": (_("Completion rate"), "%", 0),
    "median_delay_days": (_("Median delay of what was done"), _("days"), 0),
    "person_hours": (_("Person-hours, as told"), _("hours"), 0),
}


def figures(told: dict, until: pd.Timestamp) -> Figures:
    """Return the figures of half a year, as `forum.half_year` measured them."""
    kept = Figures()
    since = until - pd.DateOffset(months=6)
    period = _("{first} to {last}").format(first=day(since), last=day(until))
    for key, (what, unit, digits) in _TOLD.items():
        value = float(told[key]) * (100 if unit == "%" else 1)
        kept.add(Figure(
            f"body.{key}", None if pd.isna(value) else value, unit, what, period,
            _("records of meetings in this installation"), _("known by {day}").format(
                day=day(until)), digits=digits,
        ))  # fmt: skip
    return kept


def report(
    body: str, viewer: Viewer, until: pd.Timestamp, as_of: pd.Timestamp | None = None
) -> Document:
    """Return the half-yearly report of a body, as `viewer` may see its records."""
    store = data.store()
    told = forum.half_year(store, viewer, body, until, as_of)
    kept = figures(told, until)
    rows = tuple((one.what, f"{{{one.key}}}", one.unit) for one in kept.all())
    mix, owed = forum.mix(store, viewer, body, as_of), forum.load_of(store, viewer, as_of)
    reviewed = forum.reviews(store, viewer, body, as_of)
    open_still = meetings.actions(store, viewer, body, as_of)
    open_still = open_still[open_still["stage"] == "open"]
    return Document(
        title=_("Half a year of {body}").format(body=PRESETS[body].name),
        may_see=_("Who may see this: {who} only.").format(
            who=organisations.listed(sorted(viewer.organisations))),
        made=_("Made {moment}.").format(moment=minute(until)),
        sections=(
            Section(_("In figures"), (
                Table(_("The last six months"), (_("What"), _("Value"), _("Unit")), rows,
                      widths=(6, 2, 2)),)),
            Section(_("What its last four agendas were about"), (
                Bullets(tuple(Paragraph(f"{ABOUT[key]}: {n}") for key, n in mix.items()),
                        _("No point is recorded.")),)),
            Section(_("Actions that are open"), (
                Bullets(tuple(Paragraph(_("{what} ({owner}, by {day})").format(
                    what=row.task, owner=row.owner, day=day(row.due)))
                    for row in open_still.itertuples()), _("No action is open.")),)),
            Section(_("Open actions of all bodies, by who owes them"), (
                Bullets(tuple(Paragraph(f"{who}: {n}") for who, n in owed.items()),
                        _("No action is open.")),)),
            Section(_("Review: keep, change or close"), (
                Paragraph(_("The figures advise: {advice}.").format(advice=told["advice"])),
                Bullets(tuple(Paragraph(_("{day}: {verdict}. {why}").format(
                    day=day(row.known_at), verdict=VERDICTS[row.verdict], why=row.why))
                    for row in reviewed.itertuples()), _("No review is recorded yet.")))),
        ),
        figures=kept.all(), recipient=PRESETS[body].name, subject="half year", pages=2,
    )  # fmt: skip
