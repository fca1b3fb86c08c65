"""The frame around every page: which pages there are, who may see this, as known on when."""

import pandas as pd
import streamlit as st

from dashboard.session import as_of, leave_replay, look
from dashboard.words import _, day

st.set_page_config(page_title="Jointwatch", page_icon="🔭", layout="wide")

PAGES = [
    st.Page("pages/overview.py", title=_("Overview"), icon=":material/dashboard:", default=True),
    st.Page("pages/watchlists.py", title=_("Watchlists"), icon=":material/checklist:"),
    st.Page("pages/situation.py", title=_("Situation"), icon=":material/public:"),
    st.Page("pages/agenda.py", title=_("Agenda"), icon=":material/calendar_month:"),
    st.Page("pages/sources.py", title=_("Sources"), icon=":material/database:"),
    st.Page("pages/training.py", title=_("Training"), icon=":material/history_edu:"),
]
# More of the first screen without scrolling; sizes only, no colours.
st.html(
    "<style>.stMainBlockContainer{padding-top:3.6rem;padding-bottom:1rem}"
    "h1{font-size:1.6rem!important;padding:0.3rem 0!important}"
    "h3{font-size:1.1rem!important;padding:0.4rem 0 0.2rem!important}"
    ".stVerticalBlock{gap:0.6rem}</style>"
)
page = st.navigation(PAGES, position="top")

who = " ".join(sorted(look().viewer.organisations))
seen_by = _("Who may see this: {who} on this computer only. Local mode, without sign-in.").format(
    who=_("the person") if who == "LOCAL" else who
)
past = as_of()
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(seen_by)
if past is not None:
    shown = day(past - pd.Timedelta(days=1))
    st.warning(
        _("**TRAINING REPLAY.** Every page shows what could be known on {day}.").format(day=shown),
        icon=":material/history:",
    )
    if st.button(_("Leave the replay"), icon=":material/logout:"):
        leave_replay()
        st.rerun()

page.run()

st.divider()
st.caption(
    seen_by
    + " "
    + _(
        "Names and boundaries on this page imply no position on the status of any territory. "
        "Sources and terms stand beside every figure."
    )
)
