"""The agendas of the bodies, and the mandates that end."""

import streamlit as st

from dashboard import board, data, tables
from dashboard.session import choose, look
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
if coming.empty:
    st.info(_("No coming meeting is known. The sources may not have been collected yet."))
else:
    st.dataframe(tables.agenda(coming), hide_index=True)
st.subheader(_("Held"), anchor=False)
if past.empty:
    st.info(_("No meeting of these days is known."))
else:
    st.dataframe(tables.agenda(past.iloc[::-1]), hide_index=True)

st.subheader(_("Mandates, soonest end first"), anchor=False)
mandates = data.mandates(looking)
if place:
    mandates = mandates[mandates["place"].isin(places.members(place))]
st.dataframe(tables.mandates(mandates), hide_index=True)
st.subheader(_("Presidency and members of the UN Security Council"), anchor=False)
presiding = data.presidency(today)
if presiding:
    st.markdown(_("Presidency in {month}: **{name}**.").format(month=month(today), name=presiding))
st.caption(board.members_sentence(data.members(today)))
