"""Meetings: plan, prepare with a pack, hold, follow up; what is overdue comes back."""

import streamlit as st

from dashboard import data
from dashboard.panels import meeting_begin
from dashboard.panels import meetings as meeting_desk
from dashboard.session import choose, look, person, writes
from dashboard.words import _, ngettext
from dashboard.workspace import meetings

looking, me = look(), person()
st.title(_("Meetings"), anchor=False)
every = data.meetings(looking)
if writes():
    meeting_begin.ways(me, every)
if every.empty:
    st.info(_("No meeting is planned. Plan one above: its pack is made in one click."))
    st.stop()

every = meetings.next_first(every, looking.now)
titles = {row["record"]: meetings.title(row) for row in every.to_dict("records")}
chosen = choose(_("Meeting"), list(titles), "meeting", titles.get)
meeting = every[every["record"] == chosen].iloc[0].to_dict()
writing = writes() and me.organisation in meeting["organisations"]
meeting_desk.head(meeting, me, writing)
meeting_begin.links(meeting, every)
if meeting["body"] == "silence":
    meeting_begin.silence_of(meeting, me, writing)
    st.stop()
if meeting["body"] == "margin":
    meeting_begin.margin_of(meeting)
    st.stop()

found = meetings.actions(data.store(), looking.viewer, meeting["body"], looking.as_of)
late = len(meetings.overdue(found, looking.now))
if late:
    said = ngettext("One action is overdue.", "{n} actions are overdue.", late)
    st.warning(said.format(n=late))
if meeting_desk.in_crisis(meeting):
    meeting_desk.crisis(meeting, me, looking, writing)
prepare, hold, follow = st.tabs([_("Prepare"), _("Hold"), _("Follow up")])
with prepare:
    meeting_desk.agenda(meeting, me, looking, writing)
    meeting_desk.packs(meeting, me, looking, writing)
with hold:
    meeting_desk.record_of(meeting, me, looking, writing)
    if not meeting_desk.in_crisis(meeting):
        meeting_desk.crisis(meeting, me, looking, writing)
with follow:
    st.subheader(_("Open actions of earlier meetings"), anchor=False)
    earlier = found[(found["stage"] == "open") & (found["meeting"] != chosen)]
    meeting_desk.action_table(earlier, me, looking, writing)
    if earlier.empty:
        st.caption(_("No action of an earlier meeting is open."))
    st.subheader(_("Half a year of this body"), anchor=False)
    meeting_desk.half_year(meeting["body"], me, looking, writing)
