"""The first screen: what changed on my watchlist, what is decided soon, where figures stand."""

import streamlit as st

from collectors.health import NEEDS_A_PERSON
from dashboard import board, data, first_screen
from dashboard.panels import comparing
from dashboard.panels import overview as panels
from dashboard.reading import board as board_data
from dashboard.session import choose, look, person
from dashboard.training import exercise
from dashboard.words import _

looking = look()
today = data.today(looking)
lists, deaths = data.lists(looking), data.deaths(looking)
mandates = data.mandates(looking)
history = board.is_history(deaths, today)
# How sources do today says nothing of the day that a replay shows.
sick = data.health(looking)["state"].isin(NEEDS_A_PERSON)
silent = int(sick.sum()) if looking.as_of is None and not exercise.running() else 0

line = st.container()
names = dict(zip(lists["record"], lists["name"], strict=True))
with st.container(horizontal=True, vertical_alignment="bottom"):
    since = comparing.pick(looking)
    chosen = choose(_("Watchlist"), list(names), "watchlist", names.get,
                    label_visibility="collapsed") if names else None  # fmt: skip
    panels.buttons(exercise.running())
changes = board_data.changes(looking, since)
found = board_data.listed(looking, chosen, since, person().organisation)
if history:
    known = board.history_sentence(deaths, mandates, today)
    line.markdown(f"**{known}** :small[{board.old_figures(looking.as_of)}]")
else:
    told = board_data.displacement_to(looking)
    said = first_screen.sentence(found, mandates, silent, deaths, told, today)
    line.markdown(f"**{said}**")

left, right = st.columns([2, 1], gap="medium")
with left:
    if not chosen:
        st.caption(board.no_list(looking.as_of))
    panels.situations(found, changes, history)
    panels.below(looking, deaths, list(found["place"]) if chosen else [], today)
with right:
    panels.beside(looking, list(found["place"]), mandates, today)
