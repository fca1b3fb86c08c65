"""Noting a decision or an action, on every page while a meeting runs."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.panels import asking
from dashboard.reading import meetings as meetings_read
from dashboard.session import look, person, writes
from dashboard.words import _, plain
from dashboard.workspace import meetings, records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.people import Person
from indicators import places

_ASKED = {
    "agendapoint": ("title", "place", "decision_sought", "about", "minutes", "forward_looking",
                    "pillar", "standing"),
    "decision": ("said", "type", "place", "reservations"),
    "forumreview": ("verdict", "why"),
    "action": ("task", "owner", "due", "place", "pillar"),
}  # fmt: skip


def while_running() -> None:
    """Offer, on every page, to note a decision or an action while a meeting runs."""
    if not writes():
        return
    for meeting in meetings_read.running(look(), pd.Timestamp.now("UTC")):
        label = _("Running: {title}. Note a decision or an action").format(
            title=meetings.title(meeting))  # fmt: skip
        with st.popover(plain(label), icon=":material/edit_note:"):
            here = st.query_params.get("place", "")  # of the situation that is open
            note(person(), meeting, f"running:{meeting['record']}:{meeting['version']}", here)


def note(me: Person, meeting: Mapping | None, key: str, place: str = "") -> None:
    """Ask for a decision or an action, of a meeting or of none; on `place` if none is chosen."""
    kind = st.segmented_control(
        _("What is it?"), ["decision", "action"], default="decision", key=f"{key}/kind",
        format_func=lambda id: kind_of(id).title,
    )  # fmt: skip
    if place in places.AREAS or place in places.PLACES.index:
        st.caption(_("On {place}, unless you choose another.").format(place=places.name(place)))
    else:
        place = ""
    audience = None if meeting is not None else asking.audience(key, me, None)
    ask(kind or "decision", f"{key}/{kind}", lambda fields: meetings.note(
        data.store(), me, kind or "decision", fields | {"place": fields.get("place") or place},
        meeting, audience))  # fmt: skip


def ask(kind: str, key: str, save: Callable[[dict], object]) -> None:
    """Ask for the fields of a record; `save` keeps them when the button is pressed."""
    declared = kind_of(kind)
    fields = {name: asking.field(declared, name, None, f"{key}/{name}", lambda: None)
              for name in _ASKED[kind]}  # fmt: skip
    if st.button(_("Keep"), key=f"{key}/keep", type="primary"):
        attempt(lambda: save({n: value for n, value in fields.items() if value is not None}))


def attempt(work: Callable[[], object]) -> None:
    """Do `work` and show the page anew, or show why it was not done."""
    try:
        work()
    except records.NOT_SAVED as fault:
        st.error(plain(str(fault)))
    else:
        st.rerun()
