"""The ways to begin: plan a meeting, call one within hours, ask in writing, note one held."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.panels import noting
from dashboard.words import _, minute, plain
from dashboard.workspace import bodies, meetings, organisations, procedures
from dashboard.workspace.people import Person

_PLANNED = [id for id in bodies.PRESETS if id not in ("urgent", *meetings.NO_AGENDA)]
_STATES = {
    procedures.OPEN: _("Open until {moment}: the text passes unless somebody objects."),
    procedures.PASSED: _("Passed on {moment}: nobody objected."),
    procedures.STOPPED: _("Stopped by an objection; its deadline was {moment}."),
}


def ways(me: Person, every: pd.DataFrame) -> None:
    """Show the four ways to begin, each behind a button of its own."""
    with st.container(horizontal=True):
        first = "primary" if every.empty else "secondary"
        with st.popover(_("Plan a meeting"), icon=":material/event:", type=first):
            _plan(me, every)
        with st.popover(_("Urgent consultation"), icon=":material/emergency:"):
            _call(me)
        with st.popover(_("Silence procedure"), icon=":material/hourglass_top:"):
            _silence(me)
        with st.popover(_("Meeting in the margins"), icon=":material/forum:"):
            _margin(me, every)


def silence_of(meeting: Mapping, me: Person, writing: bool) -> None:
    """Show a text in silence: what it says, how it stands, and let a participant object."""
    now = pd.Timestamp.now("UTC")
    state = procedures.state(meeting, now)
    said = _STATES[state].format(moment=minute(pd.Timestamp(meeting["starts"])))
    {procedures.OPEN: st.info, procedures.PASSED: st.success}.get(state, st.warning)(said)
    st.markdown(plain(meeting["text"]))
    for one in meeting["objections"]:
        st.markdown("- " + _("Objection of {said}").format(said=plain(one)))
    if writing and state == procedures.OPEN:
        why = st.text_area(_("Why your organisation objects"), max_chars=600)
        if st.button(_("Object")):
            noting.attempt(lambda: procedures.object_to(data.store(), me, meeting, why))


def margin_of(meeting: Mapping) -> None:
    """Show what came of a meeting in the margins, in the line that was written."""
    st.markdown(plain(meeting["result"]) or _("No result is written down."))


def links(meeting: Mapping, every: pd.DataFrame) -> None:
    """Show the meetings that this one prepares or follows up, each as a link."""
    for row in meetings.linked(every, meeting).to_dict("records"):
        words = _("Follows: {title}") if row["record"] == meeting["parent"] else _(
            "Followed up by: {title}")  # fmt: skip
        st.page_link("meetings.py", label=words.format(title=plain(meetings.title(row))),
                     icon=":material/link:", query_params={"meeting": row["record"]})  # fmt: skip


def _plan(me: Person, every: pd.DataFrame) -> None:
    with st.form("plan", border=False):
        body = st.selectbox(_("Body"), _PLANNED,
                            format_func=lambda id: bodies.PRESETS[id].name)  # fmt: skip
        soon = (pd.Timestamp.now("UTC") + pd.Timedelta(days=1)).floor("h").tz_localize(None)
        starts = st.datetime_input(_("Begins (UTC)"), soon.to_pydatetime())
        title = st.text_input(_("Title, number or place (may stay empty)"), max_chars=120)
        who = _others(me, "plan", _("With (empty: the organisations of the body)"))
        parent = _parent(every, "plan")
        if st.form_submit_button(_("Plan the meeting"), type="primary"):
            when = pd.Timestamp(starts, tz="UTC")
            noting.attempt(lambda: meetings.plan(
                data.store(), me, body, when, who, title, parent=parent))  # fmt: skip


def _call(me: Person) -> None:
    st.caption(_("It begins in one hour, in crisis mode: its log is open at once."))
    title = st.text_input(_("On what?"), max_chars=120, key="call/title")
    who = _others(me, "call", _("With (empty: all four)"))
    if st.button(_("Call it now"), type="primary"):
        noting.attempt(lambda: procedures.call(data.store(), me, title, who))


def _silence(me: Person) -> None:
    st.caption(_("The text passes at its deadline unless an organisation objects."))
    title = st.text_input(_("On what?"), max_chars=120, key="silence/title")
    text = st.text_area(_("The text"), max_chars=4000)
    later = (pd.Timestamp.now("UTC") + pd.Timedelta(days=5)).floor("h").tz_localize(None)
    until = st.datetime_input(_("Deadline (UTC)"), later.to_pydatetime())
    who = _others(me, "silence", _("With (empty: all four)"))
    if st.button(_("Begin the silence"), type="primary"):
        when = pd.Timestamp(until, tz="UTC")
        noting.attempt(lambda: procedures.silence(data.store(), me, title, text, when, who))


def _margin(me: Person, every: pd.DataFrame) -> None:
    title = st.text_input(_("On what?"), max_chars=120, key="margin/title")
    who = _others(me, "margin", _("With whom?"))
    result = st.text_input(_("What came of it, in one line"), max_chars=300)
    parent = _parent(every, "margin")
    if st.button(_("Keep it"), type="primary"):
        noting.attempt(lambda: procedures.margin(data.store(), me, title, who, result, parent))


def _others(me: Person, key: str, label: str) -> list[str]:
    named = {code: name for code, name in organisations.named().items()
             if code != me.organisation}  # fmt: skip
    return st.multiselect(label, list(named), format_func=named.get, key=f"{key}/who",
                          placeholder=_("Choose"))  # fmt: skip


def _parent(every: pd.DataFrame, key: str) -> str:
    titles = {row["record"]: f"{meetings.title(row)}" for row in every.to_dict("records")}
    label = _("It prepares or follows up (may stay empty)")
    chosen = st.selectbox(label, list(titles), None, format_func=titles.get,
                          placeholder=_("No other meeting"), key=f"{key}/parent")  # fmt: skip
    return chosen or ""
