"""Meetings that are none: a text in writing, a talk in the margins; and the urgent call."""

from collections.abc import Mapping, Sequence

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.words import _
from dashboard.workspace import meetings, records
from dashboard.workspace.people import Person

CALL_WITHIN = pd.Timedelta(hours=1)  # an urgent consultation called by the button begins then
OPEN, PASSED, STOPPED = "open", "passed", "stopped"


def silence(
    store: Store, person: Person, title: str, text: str, deadline: pd.Timestamp,
    organisations: Sequence[str] = (),
) -> records.Saved:  # fmt: skip
    """Begin a silence procedure: the text passes at `deadline` unless somebody objects.

    Raises what records.save raises.
    """
    if not text.strip():
        raise records.Invalid(_("Write the text that is to pass."))
    if deadline <= (person.now or pd.Timestamp.now("UTC")):
        raise records.Invalid(_("The deadline has to lie ahead."))
    return meetings.plan(store, person, "silence", deadline, organisations, title, text=text)


def object_to(store: Store, person: Person, meeting: Mapping, why: str) -> records.Saved:
    """Keep the objection of the person's organisation, before the deadline, with its reason."""
    if not why.strip():
        raise records.Invalid(_("Say why your organisation objects."))
    if state(meeting, person.now or pd.Timestamp.now("UTC")) != OPEN:
        raise records.Invalid(_("The silence is over: this text can no longer be objected to."))
    said = f"{person.organisation}: {why.strip()}"
    return meetings.change(store, person, meeting, objections=[said])


def state(meeting: Mapping, now: pd.Timestamp) -> str:
    """Return whether a silence procedure is open, passed, or stopped by an objection."""
    if len(meeting["objections"]):
        return STOPPED
    return OPEN if now < pd.Timestamp(meeting["starts"]) else PASSED


def margin(
    store: Store, person: Person, topic: str, organisations: Sequence[str], result: str,
    parent: str = "",
) -> records.Saved:  # fmt: skip
    """Keep a meeting in the margins of another in three fields: topic, with whom, result."""
    if not (topic.strip() and organisations):
        raise records.Invalid(_("Say on what you met, and with whom."))
    now = person.now or pd.Timestamp.now("UTC")
    saved = meetings.plan(store, person, "margin", now, organisations, topic, result=result,
                          parent=parent)  # fmt: skip
    meeting = records.get(store, "meeting", saved.record, person.viewer())
    return meetings.move(store, person, meeting, "held")


def call(
    store: Store, person: Person, title: str, organisations: Sequence[str] = ()
) -> records.Saved:
    """Call an urgent consultation: it begins in an hour, in crisis mode, its log open."""
    now = (person.now or pd.Timestamp.now("UTC")).floor("min")
    return meetings.plan(store, person, "urgent", now + CALL_WITHIN, organisations, title)


def to_answer(store: Store, viewer: Viewer, now: pd.Timestamp) -> pd.DataFrame:
    """Return the silence procedures that are open, the soonest to pass first."""
    found = meetings.all_meetings(store, viewer)
    found = found[found["body"] == "silence"]
    running = [state(row, now) == OPEN for row in found.to_dict("records")]
    return found[pd.Series(running, index=found.index, dtype=bool)].sort_values("starts")
