"""The agendas of the bodies, and the mandates that end."""

import streamlit as st

from dashboard import board, data, tables
from dashboard.session import choose, look, show
from dashboard.words import _, month
from indicators import places

looking = look()
today = data.today(looking)
st.title(_("Agenda"), anchor=False)

with st.container(horizontal=True):
    back = st.segmented_control(
        _("Since"), [7, 60, 365], default=60, format_func=lambda n: _("{n} days").format(n=n)
    )
    place = choose(_("Place"), board.choices(), "place", places.name, _("All places"))
agenda = data.agenda(looking, days_back=back or 60)
if place:
    agenda = agenda[agenda["place"].isin(places.members(place))]

coming, past = agenda[agenda["date"] >= today], agenda[agenda["date"] < today]
st.subheader(_("Coming"), anchor=False)
show(
    tables.agenda(coming),
    _("No coming meeting is known. The sources may not have been collected yet."),
)
st.subheader(_("Held"), anchor=False)
show(tables.agenda(past.iloc[::-1]), _("No meeting of these days is known."))

st.subheader(_("Mandates: the soonest end first, those that have passed last"), anchor=False)
mandates = data.mandates(looking).sort_values("passed", kind="stable")
if place:
    mandates = mandates[mandates["place"].isin(places.members(place))]
show(tables.mandates(mandates), board.no_mission(looking.as_of), Organisation=150)
st.subheader(_("Presidency and members of the UN Security Council"), anchor=False)
presiding = data.presidency(today)
if presiding:
    st.markdown(_("Presidency in {month}: **{name}**.").format(month=month(today), name=presiding))
members = data.members(today)
if members.empty:
    st.info(_("Who sat on the UN Security Council on that day is not in the shipped table."))
else:
    st.caption(board.members_sentence(members))
