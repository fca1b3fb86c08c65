"""Watchlists: the situations a cell follows together, and why."""

import streamlit as st

from dashboard import data, models_list
from dashboard.panels import watchlists as panels
from dashboard.session import choose, look, person, writes
from dashboard.words import _

looking, me, writing = look(), person(), writes()
lists = data.lists(looking)

st.title(_("Watchlists"), anchor=False)
names = dict(zip(lists["record"], lists["name"], strict=True))
chosen = choose(_("Watchlist"), list(names), "watchlist", names.get)
if chosen is None:
    st.info(_("There is no watchlist yet. Make one below."))
else:
    panels.about(lists[lists["record"] == chosen].iloc[0])
    panels.situations(looking, chosen, me)

if models_list.may_see(looking):
    with st.expander(_("The model's list, nobody's view")):
        models_list.show_list(looking, me, chosen, writing)
if looking.as_of is not None:
    st.caption(_("A replay shows the lists as they were; they are changed after you leave it."))
if writing:
    if chosen is not None:
        panels.change(looking, chosen, me)
    panels.make(me)
