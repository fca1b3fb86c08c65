"""The pack of a meeting: agenda, situations and what changed, dates ahead, actions, disagreements.

Everything is read as all the organisations that meet may see it together, so that nothing of
one of them reaches the others unreleased.
"""

import functools
from collections.abc import Mapping

import pandas as pd

from collectors.access import Viewer
from dashboard import data, tables
from dashboard.reports import brief, gathered, records_read
from dashboard.reports.document import Bullets, Document, Paragraph, Section, Table
from dashboard.reports.facts import Facts
from dashboard.reports.pack_situations import Since, apart, situation
from dashboard.session import Look
from dashboard.words import _, day, minute
from dashboard.workspace import assessments, bodies, meetings, organisations
from indicators import places

WORDS_A_MINUTE, LONGEST_READING = 200, 15  # minutes
AHEAD = 60  # days of the agenda that a pack tells


def pack(meeting: Mapping, as_of: pd.Timestamp | None = None) -> Document:
    """Return the pack of a meeting as everybody who meets may see it."""
    look = Look(Viewer(frozenset(meeting["organisations"])), as_of)
    every = meetings.all_meetings(data.store(), look.viewer, as_of)
    before = meetings.last_before(every, meeting)
    told = functools.partial(records_read.tellable, meeting=True)
    agenda = told(meetings.points(data.store(), look.viewer, meeting, as_of))
    here = [place for place in dict.fromkeys(agenda["place"]) if place]
    since = Since.the_last(look, None if before is None else before["starts"], here)
    alone = meeting["organisations"][0] if len(meeting["organisations"]) == 1 else ""
    known = gathered.situations(look, alone, data.today(look).replace(day=1), look.now)
    facts = Facts(known, "en")
    now = assessments.levels(data.store(), look.viewer, look.as_of)
    now = told(now[now["place"].isin(here)])
    actions = told(meetings.actions(data.store(), look.viewer, meeting["body"], as_of))
    decisions = pd.DataFrame()
    if before is not None:
        read = meetings.of_meeting(data.store(), look.viewer, "decision", before, as_of)
        decisions = told(read)
    sections = (
        _in_short(meeting, agenda, since.meeting, here),
        Section(_("Agenda"), (_points(agenda),)),
        _apart(now, here),
        *(situation(place, facts, look, since, now) for place in here),
        Section(_("Agendas of the next sixty days"), (_ahead(look, here),)),
        _follow_up(actions, look),
        *(() if before is None else (_decided(before, decisions),)),
    )
    may_see = _("Who may see this: {who} only.").format(
        who=organisations.listed(sorted(meeting["organisations"]))
    )
    kept_to = records_read.conditions(agenda, now, actions, decisions)
    may_see = " ".join([may_see, *(f"{one.capitalize()}." for one in kept_to)])
    return Document(
        title=_("Meeting pack: {title}").format(title=meetings.title(meeting)),
        may_see=may_see,
        made=brief.made(look),
        sections=sections,
        notes=(
            _("Names imply no position on the status of any territory."),
            _("Assessments are those of desks, not official positions, and never averaged."),
        ),
        figures=facts.figures.all(),
        recipient=bodies.PRESETS[meeting["body"]].name,
        subject="pack",
        footnotes=facts.name.footnotes(),
    )


def reading_minutes(document: Document) -> int:
    """Return how many minutes the text of a document takes to read, at 200 words a minute."""
    said = [part for section in document.sections for part in section.parts]
    text = [item.text for part in said for item in getattr(part, "items", (part,))
            if hasattr(item, "text")]  # fmt: skip
    text += [cell for part in said for row in getattr(part, "rows", ()) for cell in row]
    words = sum(len(one.split()) for one in text)
    return max(1, round(words / WORDS_A_MINUTE))


def _in_short(
    meeting: Mapping, agenda: pd.DataFrame, since: pd.Timestamp | None, here: list[str]
) -> Section:
    starts = minute(pd.Timestamp(meeting["starts"]))
    said = [_("It begins {moment} and lasts {n} minutes; its points need {all}.").format(
        moment=starts, n=meeting["minutes"], all=int(agenda["minutes"].sum()))]  # fmt: skip
    if since is None:
        said.append(_("No earlier meeting of this body is recorded, so no change is told."))
    else:
        words = _("Changes are measured against the last meeting of this body, {day}.")
        said.append(words.format(day=day(since)))
    if not here:
        said.append(_("No situation stands on its agenda."))
    return Section(_("In short"), (Paragraph(" ".join(said)),))


def _apart(now: pd.DataFrame, here: list[str]) -> Section:
    items = tuple(Paragraph(one) for one in apart(now, here))
    absent = _("On no situation of this agenda do released assessments differ.")
    return Section(_("Where assessments differ"), (Bullets(items, absent),))


def _decided(before: pd.Series, rows: pd.DataFrame) -> Section:
    items = tuple(
        Paragraph(row.said + "".join(_(" (reservation: {said})").format(said=one)
                                     for one in row.reservations))
        for row in rows.itertuples()
    )  # fmt: skip
    heading = _("Decided at the last meeting, {day}").format(day=day(before["starts"]))
    return Section(heading, (Bullets(items, _("No decision is recorded.")),))


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


def _ahead(look: Look, here: list[str]) -> Table:
    members = {member for place in here for member in places.members(place)}
    today = data.today(look)
    rows = records_read.agenda_around(look, meeting=True)
    ahead = rows["date"].between(today, today + pd.Timedelta(days=AHEAD))
    rows = rows[ahead & rows["place"].isin(members)]
    shown = tables.agenda(rows)
    columns = [_("Day"), _("Body"), _("Item"), _("Status")]
    return Table.of(
        _("What is planned on the situations of this agenda"),
        shown[columns] if len(shown) else shown,
        *brief.agenda_source(rows),
        empty=_("No meeting is known. That may be for want of collected sources."),
        widths=(3, 3, 7, 2) if len(shown) else (),
    )


def _follow_up(found: pd.DataFrame, look: Look) -> Section:
    still = found[found["stage"] == "open"]
    late = set(meetings.overdue(still, look.now)["record"])
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
