"""Meetings: plan, prepare with a pack, hold, follow up; what is overdue comes back."""

import pandas as pd
import streamlit as st

from dashboard import data, meeting_desk
from dashboard.session import choose, look, person, writes
from dashboard.words import _, ngettext
from dashboard.workspace import meetings

looking, me = look(), person()
st.title(_("Meetings"), anchor=False)
every = data.meetings(looking)
names = {row["record"]: meetings.title(row) for row in every.to_dict("records")}
chosen = choose(_("Meeting"), list(names), "meeting", names.get)
if writes():
    with st.expander(_("Plan a meeting"), expanded=chosen is None):
        meeting_desk.plan(me)
if chosen is None:
    st.info(_("No meeting is planned. Plan one above: its pack is made in one click."))
    st.stop()

meeting = every[every["record"] == chosen].iloc[0].to_dict()
writing = writes() and me.organisation in meeting["organisations"]
meeting_desk.head(meeting, me, writing)
meeting_desk.crisis(meeting, me, looking, writing)
left, right = st.columns([3, 2], gap="large")
with left:
    meeting_desk.agenda(meeting, me, looking, writing)
    meeting_desk.record_of(meeting, me, looking, writing)
with right:
    meeting_desk.packs(meeting, me, looking, writing)
    st.subheader(_("Open actions of this body"), anchor=False)
    found = meetings.actions(data.store(), looking.viewer, meeting["body"], looking.as_of)
    late = len(meetings.overdue(found, pd.Timestamp.now("UTC")))
    if late:
        said = ngettext("One action is overdue.", "{n} actions are overdue.", late)
        st.warning(said.format(n=late))
    earlier = found[(found["stage"] == "open") & (found["meeting"] != chosen)]
    meeting_desk.action_table(earlier, me, writing)
    if earlier.empty:
        st.caption(_("No action of an earlier meeting is open."))
    with st.expander(_("Half a year of this body")):
        meeting_desk.half_year(meeting["body"], looking)
