"""The first screen: what changed on my watchlist, what is decided soon, where figures stand."""

import streamlit as st

from collectors.health import NEEDS_A_PERSON
from dashboard import board, data
from dashboard.panels import comparing
from dashboard.panels import overview as panels
from dashboard.reading import first
from dashboard.session import choose, look, person
from dashboard.training import exercise
from dashboard.words import _

looking = look()
lists = data.lists(looking)
# How sources do today says nothing of the day that a replay shows.
of_now = looking.as_of is None and not exercise.running()
health = data.health(looking) if of_now else None
silent = int(health["state"].isin(NEEDS_A_PERSON).sum()) if of_now else 0

line = st.container()
names = dict(zip(lists["record"], lists["name"], strict=True))
with st.container(horizontal=True, vertical_alignment="bottom"):
    since = comparing.pick(looking)
    chosen = choose(_("Watchlist"), list(names), "watchlist", names.get,
                    label_visibility="collapsed") if names else None  # fmt: skip
    panels.buttons(exercise.running())
asked = first.asked(looking, chosen, since, person().organisation)
line.markdown(first.line(asked, silent))

left, right = st.columns([2, 1], gap="medium")
with left:
    if not chosen:
        st.caption(board.no_list(looking.as_of))
    panels.situations(first.listed(asked))
    panels.below(asked, health)
with right:
    panels.beside(first.beside(asked))
