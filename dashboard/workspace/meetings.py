"""Meetings that remember: plan, agenda, record, follow-up."""

from collections.abc import Mapping, Sequence

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.words import _, day, ngettext
from dashboard.workspace import records
from dashboard.workspace.bodies import PRESETS
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.kinds.meeting import KIND as MEETING
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person

MOST_POINTS, IN_MINUTES = 6, 90
UNBALANCED, LEVEL_GAP = 0.5, 2
NO_AGENDA = ("silence", "margin")  # a text in writing; three fields
URGENT_WITHIN = pd.Timedelta(hours=4)


def plan(
    store: Store, person: Person, body: str, starts: pd.Timestamp,
    organisations: Sequence[str] = (), title: str = "", **more,
) -> records.Saved:  # fmt: skip
    """Plan a meeting; seen by the organisations that meet. Overdue actions open its agenda.

    `more`: further fields, as of the meeting that it prepares or follows up. An urgent
    consultation begins within four hours. Raises what records.save raises.
    """
    if body not in PRESETS:
        raise records.Invalid(_("Choose a body first."))
    preset, now = PRESETS[body], person.now or pd.Timestamp.now("UTC")
    if body == "urgent" and not now <= starts <= now + URGENT_WITHIN:
        raise records.Invalid(_("An urgent consultation begins within four hours."))
    who = sorted({*(organisations or preset.organisations), person.organisation})
    said = {"body": body, "starts": starts.to_pydatetime(), "organisations": who,
            "title": title, "minutes": preset.minutes, "crisis": body == "urgent",
            **more}  # fmt: skip
    saved = records.save(store, "meeting", said, person, audience=Audience.of(*who))
    late = overdue(actions(store, person.viewer(), body), now)
    if len(late) and body not in NO_AGENDA:
        meeting = records.get(store, "meeting", saved.record, person.viewer())
        words = ngettext("One overdue action", "{n} overdue actions", len(late))
        add_point(store, person, meeting, {"title": words.format(n=len(late)),
                                           "about": "partnership", "standing": True})  # fmt: skip
    return saved


def all_meetings(
    store: Store, viewer: Viewer, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the meetings that `viewer` may see, the latest to begin first; starts in UTC."""
    found = records.load(store, "meeting", viewer, as_of)
    found["starts"] = pd.to_datetime(found["starts"], utc=True)
    return found.sort_values("starts", ascending=False, ignore_index=True)


def next_first(meetings: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Return meetings in the order of need: those of today and to come, soonest first, then past.

    Past ones begin with the latest.
    """
    past = meetings["starts"] < now.normalize()
    ahead = meetings[~past].sort_values("starts")
    return pd.concat([ahead, meetings[past].sort_values("starts", ascending=False)],
                     ignore_index=True)  # fmt: skip


def last_before(meetings: pd.DataFrame, meeting: Mapping) -> pd.Series | None:
    """Return the last meeting of the same body that was held before this one, None for none."""
    earlier = meetings[
        (meetings["body"] == meeting["body"])
        & (meetings["starts"] < meeting["starts"])
        & meetings["stage"].isin(["held", "record cleared", "closed"])
    ]
    return None if earlier.empty else earlier.iloc[0]


def running(meetings: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Return the meetings that take place now, or are in crisis mode."""
    ends = meetings["starts"] + pd.to_timedelta(meetings["minutes"] + 30, unit="min")
    begins = meetings["starts"] - pd.Timedelta(minutes=15)
    now_on = (begins <= now) & (now <= ends)
    in_crisis = meetings["crisis"].astype(bool) & (meetings["crisis_over"] == "")
    over = meetings["stage"].isin(["record cleared", "closed"])
    return meetings[(now_on | in_crisis) & ~over]


def linked(meetings: pd.DataFrame, meeting: Mapping) -> pd.DataFrame:
    """Return the meetings that a meeting follows or prepares, and those linked to it."""
    up = meetings["record"] == (meeting["parent"] or None)
    down = meetings["parent"] == meeting["record"]
    return meetings[up | down].sort_values("starts", ignore_index=True)


def move(store: Store, person: Person, meeting: Mapping, stage: str) -> records.Saved:
    """Move a meeting on its ladder."""
    return change(store, person, meeting, stage=stage)


def attend(
    store: Store, person: Person, meeting: Mapping, came: Sequence[Mapping]
) -> records.Saved:
    """Keep who came, by organisation, function, rank and mode."""
    return change(store, person, meeting, attendance=[dict(one) for one in came])


def keep_rhythm(
    store: Store, person: Person, meeting: Mapping, hours: int, next_contact: pd.Timestamp | None
) -> records.Saved:
    """Begin or change crisis mode: how often one meets, and the next contact."""
    when = None if next_contact is None else next_contact.to_pydatetime()
    return change(store, person, meeting, crisis=True, crisis_over="", rhythm_hours=hours,
                   next_contact=when)  # fmt: skip


def stand_down(store: Store, person: Person, meeting: Mapping, why: str) -> records.Saved:
    """End crisis mode, saying why."""
    if not why.strip():
        raise records.Invalid(_("Say why the crisis mode ends."))
    return change(store, person, meeting, crisis_over=why)


def add_point(store: Store, person: Person, meeting: Mapping, fields: Mapping) -> records.Saved:
    """Put a point on the agenda of a meeting."""
    number = len(points(store, person.viewer(), meeting)) + 1
    said = {"sponsor": person.organisation, **fields, "meeting": meeting["record"],
            "number": number}  # fmt: skip
    return records.save(store, "agendapoint", said, person, audience=_audience(meeting))


def drop_point(store: Store, person: Person, point: Mapping) -> records.Saved:
    """Take a point off the agenda; its versions stay in the log."""
    names = kind_of("agendapoint").fields.model_fields
    return records.save(store, "agendapoint", {name: point[name] for name in names}, person,
                        record=point["record"], shown=int(point["version"]), active=False)
    # fmt: skip


def points(
    store: Store, viewer: Viewer, meeting: Mapping, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the agenda of a meeting in its order."""
    found = records.load(store, "agendapoint", viewer, as_of)
    found = found[found["meeting"] == meeting["record"]]
    return found.sort_values("number", ignore_index=True)


def as_it_stands(
    store: Store, viewer: Viewer, meeting: Mapping, as_of: pd.Timestamp | None = None
) -> tuple[str, ...]:
    """Return which version of which point the agenda holds: what a pack is frozen with."""
    found = points(store, viewer, meeting, as_of)
    return tuple(f"{row.record}:{row.version}" for row in found.itertuples())


def note(
    store: Store, person: Person, kind: str, fields: Mapping, meeting: Mapping | None = None,
    audience: Audience | None = None,
) -> records.Saved:  # fmt: skip
    """Keep a decision, an action or a log entry; of a meeting, seen by who meets."""
    said = {**fields, "meeting": meeting["record"] if meeting is not None else ""}
    seen_by = _audience(meeting) if meeting is not None else audience
    return records.save(store, kind, said, person, audience=seen_by)


def of_meeting(
    store: Store, viewer: Viewer, kind: str, meeting: Mapping, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the decisions, actions or log entries of one meeting, in order of time."""
    found = records.load(store, kind, viewer, as_of)
    found = found[found["meeting"] == meeting["record"]]
    return found.sort_values("known_at", ignore_index=True)


def actions(
    store: Store, viewer: Viewer, body: str = "", as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the actions, of one body or all, the soonest due first; `due` is a day."""
    found = records.load(store, "action", viewer, as_of)
    found["due"] = pd.to_datetime(found["due"])
    if body:
        meetings = records.load(store, "meeting", viewer, as_of)
        found = found[found["meeting"].isin(meetings.loc[meetings["body"] == body, "record"])]
    return found.sort_values("due", ignore_index=True)


def overdue(actions: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Return the open actions whose day has passed."""
    today = now.tz_localize(None).normalize()
    return actions[(actions["stage"] == "open") & (actions["due"] < today)]


def balance(attendance: Sequence[Mapping]) -> tuple[float, float]:
    """Return the balance of the organisations present, 1 equal, and the gap of their ranks.

    Balance: 1 - (largest share - smallest share) / largest share; gap: highest less lowest
    mean rank. Not a number without anybody.
    """
    rows = pd.DataFrame([dict(one) for one in attendance])
    if rows.empty:
        return float("nan"), float("nan")
    shares = rows["organisation"].value_counts(normalize=True)
    ranks = rows.groupby("organisation")["rank"].mean()
    level = 1 - (shares.max() - shares.min()) / shares.max()
    return float(level), float(ranks.max() - ranks.min())


def advice(meeting: Mapping, points: pd.DataFrame) -> list[str]:
    """Return what a chair should know of the agenda and the attendance; it warns, no more."""
    said = []
    minutes = int(points["minutes"].sum())
    if len(points) > MOST_POINTS and meeting["minutes"] <= IN_MINUTES:
        words = _("{n} points are too many for {minutes} minutes: six at most.")
        said.append(words.format(n=len(points), minutes=meeting["minutes"]))
    if minutes > meeting["minutes"]:
        words = _("The points need {n} minutes; the meeting has {minutes}.")
        said.append(words.format(n=minutes, minutes=meeting["minutes"]))
    if len(points) and not (points["forward_looking"] | (points["about"] == "horizon")).any():
        said.append(_("No point looks forward."))
    if len(points) and not points["decision_sought"].astype(bool).any():
        said.append(_("No decision is sought: a written procedure may do."))
    even, gap = balance(meeting["attendance"])
    if even < UNBALANCED:
        said.append(_("One delegation is more than twice another; that may be a fact of means."))
    if gap >= LEVEL_GAP:
        said.append(_("The delegations are two ranks or more apart."))
    return said


def dates(meeting: Mapping) -> list[tuple[str, pd.Timestamp]]:
    """Return the days by which a meeting is prepared: label and day, in order."""
    starts = pd.Timestamp(meeting["starts"]).tz_convert("UTC").tz_localize(None).normalize()
    before = PRESETS[meeting["body"]].days_before
    steps = ((_("Call for points"), 1.0), (_("Agenda agreed"), 2 / 3), (_("Pack"), 1 / 3))
    found = [(label, starts - pd.Timedelta(days=round(before * share))) for label, share in steps]
    return [*found, (_("Meeting"), starts)]


def title(meeting: Mapping) -> str:
    """Return a meeting's name and day: "Weekly scan, 3 December 2026"."""
    name = PRESETS[meeting["body"]].name
    extra = f" ({meeting['title']})" if meeting["title"] else ""
    return f"{name}{extra}, {day(pd.Timestamp(meeting['starts']))}"


def change(store: Store, person: Person, meeting: Mapping, **fields) -> records.Saved:
    """Keep some fields of a meeting anew. Raises what records.save raises."""
    names = MEETING.fields.model_fields
    said = {name: meeting[name] for name in names} | fields
    return records.save(store, "meeting", said, person, record=meeting["record"],
                        shown=int(meeting["version"]))  # fmt: skip


def _audience(meeting: Mapping) -> Audience:
    return Audience.of(*meeting["organisations"], str(meeting["originator"]))
