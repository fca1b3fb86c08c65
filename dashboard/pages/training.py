"""Training: any page as it could have been known on a day of the past, and an exercise."""

import pandas as pd
import streamlit as st

from dashboard.session import FIRST_DAY, leave_replay, person, show
from dashboard.training import exercise, replays
from dashboard.words import _


def start(day: pd.Timestamp) -> None:
    """Begin the replay of a day, on the first screen; an exercise ends."""
    exercise.leave()
    st.session_state["as_of"] = f"{day:%Y-%m-%d}"
    st.switch_page("overview.py", query_params={"as_of": f"{day:%Y-%m-%d}"})


st.title(_("Training"), anchor=False)
st.subheader(_("Replay: the past as it could be known"), anchor=False)
st.markdown(
    _("A replay shows every page with what could be known on a day of the past: the figures as "
      "published by then, the meetings held by then. A banner stands on every page until you "
      "leave it, so that nobody briefs the past by mistake.")
)  # fmt: skip
st.caption(
    _("Figures of the shipped history carry an assumed date of publication where the real one "
      "is not known; such dates are marked. What was known then may have been less.")
)  # fmt: skip
with st.container(horizontal=True, vertical_alignment="bottom"):
    day = st.date_input(_("As known on"), pd.Timestamp("2023-04-01"), min_value=FIRST_DAY,
                        max_value="today", format="YYYY-MM-DD", width=300)  # fmt: skip
    if st.button(_("Start the replay")):
        start(pd.Timestamp(day))

st.subheader(_("Exercise: invented data"), anchor=False)
st.markdown(
    _("An exercise shows every page with invented figures, meetings and judgements about places "
      "where nobody lives, in a store of its own. The banner EXERCISE stands on every page; what "
      "you write there is gone when you leave. Nothing real is touched.")
)  # fmt: skip
if exercise.running():
    st.info(_("You are in the exercise. Leave it with the button in its banner."))
elif st.button(_("Start the exercise"), icon=":material/sports:"):
    with st.spinner(_("Inventing ten years of data; this takes up to half a minute")):
        leave_replay()
        exercise.start(person())
    st.switch_page("overview.py")

st.subheader(_("Ten past crises"), anchor=False)
st.caption(replays.VINTAGES)
place = st.empty()
found = None
if st.session_state.get("crises told") or place.button(
    _("Show what the board would have shown before each")
):
    st.session_state["crises told"] = True
    bar = place.progress(0.0, _("Computing each month with what was known then"))
    found = replays.told(bar.progress)
    place.empty()
replays.start_buttons(start, found)
if found is not None:
    show(replays.table(found), "", _("What the board would have shown before ten crises."),
         height="content", Crisis=260)  # fmt: skip
