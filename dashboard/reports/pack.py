"""The pack of a meeting: agenda, situations and what changed, dates ahead, actions, disagreements.

Everything is read as all the organisations that meet may see it together, so that nothing of
one of them reaches the others unreleased.
"""

from collections.abc import Mapping

import pandas as pd

from collectors.access import Viewer
from dashboard import data, tables
from dashboard.reports import brief, gathered
from dashboard.reports.document import Bullets, Document, Paragraph, Section, Table
from dashboard.reports.facts import Facts
from dashboard.session import Look
from dashboard.words import _, day, minute
from dashboard.workspace import assessments, bodies, meetings, organisations, scales
from indicators import places

WORDS_A_MINUTE, LONGEST_READING = 200, 15  # minutes
AHEAD = 60  # days of the agenda that a pack tells


def pack(meeting: Mapping, as_of: pd.Timestamp | None = None) -> Document:
    """Return the pack of a meeting as everybody who meets may see it."""
    look = Look(Viewer(frozenset(meeting["organisations"])), as_of)
    every = meetings.all_meetings(data.store(), look.viewer)
    before = meetings.last_before(every, meeting)
    since = None if before is None else before["starts"]
    agenda = meetings.points(data.store(), look.viewer, meeting)
    told = gathered.gather(
        sorted(meeting["organisations"])[0], data.today(look).replace(day=1), as_of=as_of,
        viewer=look.viewer,
    )  # fmt: skip
    facts = Facts(told, "en")
    here = [place for place in dict.fromkeys(agenda["place"]) if place]
    sections = (
        _in_short(meeting, since, here),
        Section(_("Agenda"), (_points(agenda),)),
        *(_situation(place, facts, look, since) for place in here),
        Section(_("Agendas of the next sixty days"), (_ahead(look, here),)),
        _follow_up(meeting, look),
    )
    may_see = _("Who may see this: {who} only.").format(
        who=organisations.listed(sorted(meeting["organisations"]))
    )
    return Document(
        title=_("Meeting pack: {title}").format(title=meetings.title(meeting)),
        may_see=may_see,
        made=_("Made {moment}.").format(moment=minute(pd.Timestamp.now("UTC"))),
        sections=sections,
        notes=(*facts.name.footnotes(),
               _("Names imply no position on the status of any territory."),
               _("Assessments are those of desks, not official positions, and never averaged.")),
        figures=facts.figures.all(),
        recipient=bodies.PRESETS[meeting["body"]].name,
        subject="pack",
    )  # fmt: skip


def reading_minutes(document: Document) -> int:
    """Return how many minutes the text of a document takes to read, at 200 words a minute."""
    said = [part for section in document.sections for part in section.parts]
    text = [item.text for part in said for item in getattr(part, "items", (part,))
            if hasattr(item, "text")]  # fmt: skip
    text += [cell for part in said for row in getattr(part, "rows", ()) for cell in row]
    words = sum(len(one.split()) for one in text)
    return max(1, round(words / WORDS_A_MINUTE))


def _in_short(meeting: Mapping, since: pd.Timestamp | None, here: list[str]) -> Section:
    starts = minute(pd.Timestamp(meeting["starts"]))
    said = [_("It begins {moment} and lasts {n} minutes.").format(
        moment=starts, n=meeting["minutes"])]  # fmt: skip
    said.append(
        _("Changes are measured against the last meeting of this body, {day}.").format(
            day=day(since)
        )
        if since is not None
        else _("No earlier meeting of this body is recorded, so no change is told.")
    )
    if not here:
        said.append(_("No situation stands on its agenda."))
    return Section(_("In short"), tuple(Paragraph(one) for one in said))


def _points(agenda: pd.DataFrame) -> Table:
    rows = pd.DataFrame({
        _("No."): range(1, len(agenda) + 1),
        _("Point"): agenda["title"],
        _("Situation"): agenda["place"].map(lambda one: places.name(one) if one else ""),
        _("Brought by"): agenda["sponsor"],
        _("Decision sought"): agenda["decision_sought"],
        _("Minutes"): agenda["minutes"],
    })  # fmt: skip
    return Table.of(_("In order"), rows, empty=_("No point stands on the agenda yet."),
                    widths=(1, 5, 3, 2, 5, 2) if len(rows) else ())  # fmt: skip


def _situation(
    place: str, facts: Facts, look: Look, since: pd.Timestamp | None
) -> Section:
    members = places.members(place)
    said = [one for member in members for one in (facts.deaths(member), facts.forecast(member))]
    parts = [Paragraph(one) for one in said if one] or [Paragraph(_("No figure is known."))]
    standing = facts.told.signals[facts.told.signals["place"].isin(members)]
    parts.append(Bullets(
        tuple(Paragraph(_("Signal: {rule}, since {day}.").format(rule=row.rule, day=day(row.since)),
                        (facts.signal_reference(row),)) for row in standing.itertuples()),
        _("No signal stands."),
    ))  # fmt: skip
    parts.append(_levels(place, look, since))
    return Section(places.name(place), tuple(parts))


def _levels(place: str, look: Look, since: pd.Timestamp | None) -> Table:
    now = assessments.levels(data.store(), look.viewer, look.as_of)
    now = now[now["place"] == place]
    then = now[:0]
    if since is not None:
        then = assessments.levels(data.store(), look.viewer, since)
        then = then[then["place"] == place]
    before = then.set_index("organisation")["level"]
    told = now.set_index("organisation")
    rows = []
    for one in sorted(look.viewer.organisations):
        rated = one in told.index
        level = scales.LEVELS[int(told.loc[one, "level"])] if rated else _("not rated")
        was = scales.LEVELS[int(before[one])] if one in before.index else _("not rated")
        rows.append({
            _("Organisation"): one,
            _("Assessment"): level,
            _("At the last meeting"): was if since is not None else _("no earlier meeting"),
            _("Why"): told.loc[one, "sentence"] if rated else "",
        })  # fmt: skip
    apart = assessments.spread(now)
    title = _("Assessments side by side")
    if apart is not None and apart >= assessments.DISCUSS_FROM:
        title += ": " + _("{n} levels apart, to be discussed").format(n=apart)
    return Table.of(title, pd.DataFrame(rows), widths=(2, 2, 2, 6))


def _ahead(look: Look, here: list[str]) -> Table:
    members = {member for place in here for member in places.members(place)}
    today = data.today(look)
    rows = data.agenda(look)
    ahead = rows["date"].between(today, today + pd.Timedelta(days=AHEAD))
    rows = rows[ahead & rows["place"].isin(members)]
    shown = tables.agenda(rows)
    columns = [_("Day"), _("Body"), _("Item"), _("Status")]
    return Table.of(
        _("What is planned on the situations of this agenda"),
        shown[columns] if len(shown) else shown,
        *brief.agenda_source(rows),
        empty=_("No meeting is known. That may be for want of collected sources."),
    )


def _follow_up(meeting: Mapping, look: Look) -> Section:
    found = meetings.actions(data.store(), look.viewer, meeting["body"], look.as_of)
    still = found[found["stage"] == "open"]
    late = set(meetings.overdue(still, pd.Timestamp.now("UTC"))["record"])
    items = tuple(
        Paragraph(
            _("{what} ({owner}, by {day}{late})").format(
                what=row.task, owner=row.owner, day=day(row.due),
                late=_(", overdue") if row.record in late else "",
            )  # fmt: skip
        )
        for row in still.itertuples()
    )
    return Section(_("Open actions"), (Bullets(items, _("No action is open.")),))
