"""The frame around every page: which pages there are, who may see this, as known on when.

It stands among the pages, not beside their folder: Streamlit takes a folder "pages" beside
the first script for the pages themselves, and would show them without this frame.
"""

import pandas as pd
import streamlit as st

from dashboard.entry import presence, signin
from dashboard.panels import noting
from dashboard.session import as_of, leave_replay
from dashboard.training import exercise
from dashboard.words import _, day, plain

st.set_page_config(page_title="Jointwatch", page_icon="🔭", layout="wide")

PAGES = [
    st.Page("overview.py", title=_("Overview"), icon=":material/dashboard:", default=True),
    st.Page("watchlists.py", title=_("Watchlists"), icon=":material/checklist:"),
    st.Page("situation.py", title=_("Situation"), icon=":material/public:"),
    st.Page("assess.py", title=_("Assess"), icon=":material/balance:"),
    st.Page("agenda.py", title=_("Agenda"), icon=":material/calendar_month:"),
    st.Page("briefs.py", title=_("Briefs"), icon=":material/description:"),
    st.Page("meetings.py", title=_("Meetings"), icon=":material/groups_2:"),
    st.Page("sources.py", title=_("Sources"), icon=":material/database:"),
    st.Page("add.py", title=_("Add a source"), icon=":material/add:", visibility="hidden"),
    st.Page("records.py", title=_("Records"), icon=":material/folder_open:"),
    st.Page("room.py", title=_("Room"), icon=":material/groups:", visibility="hidden"),
    st.Page("methods.py", title=_("Methods"), icon=":material/calculate:"),
    st.Page("training.py", title=_("Training"), icon=":material/history_edu:"),
]
# More of the first screen without scrolling; captions that stand out 4.5 to 1 from the page.
st.html(
    "<style>.stMainBlockContainer{padding:3.6rem clamp(1rem,2.5vw,2.5rem) 0.5rem}"
    "h1{font-size:1.6rem!important;padding:0.3rem 0 1rem!important}"
    "h3{font-size:1.1rem!important;padding:0.4rem 0 1rem!important}"
    "[data-testid=stCaptionContainer]{opacity:0.8!important}"
    ".stVerticalBlock{gap:0.6rem}hr{margin:0.4rem 0 0!important}"
    "[data-testid=stPageLink] :is(p,span){white-space:normal;overflow:visible}</style>"
)
REAL = ("Sources", "Add a source")  # pages that an exercise does not have
PAGES = [one for one in PAGES if not (exercise.running() and one.title in REAL)]
page = st.navigation(PAGES, position="top" if signin.here() else "hidden")
me = presence.person()  # before all else: who is not signed in comes no further

seen_by = _("Who may see this: {who}. {signed}").format(
    who=plain(presence.words()), signed=presence.signed()
)
past = as_of()
seen, aside = st.columns([4, 1] if presence.by_sign_in() else [5, 1], vertical_alignment="center")
seen.caption(seen_by)
with aside.container(horizontal=True, vertical_alignment="center"):
    st.page_link("room.py", label=_("Room"), icon=":material/groups:")
    if presence.by_sign_in():
        st.button(_("Sign out"), icon=":material/logout:", type="tertiary",
                  on_click=signin.leave, args=[me])  # fmt: skip
        signin.keep_watch()
if past is not None:
    shown = day(past - pd.Timedelta(days=1))
    said = _("**TRAINING REPLAY.** Every page shows what could be known on {day}.")
    banner, leave = st.columns([5, 1], vertical_alignment="center")
    banner.warning(said.format(day=shown), icon=":material/history:")
    if leave.button(_("Leave the replay"), icon=":material/logout:"):
        leave_replay()
        st.rerun()

if exercise.running():
    banner, leave = st.columns([5, 1], vertical_alignment="center")
    banner.error(_("**EXERCISE.** Every figure, meeting and assessment on every page is invented. "
                   "What you write is gone when you leave."), icon=":material/sports:")  # fmt: skip
    if leave.button(_("Leave the exercise"), icon=":material/logout:"):
        exercise.leave()
        st.rerun()
noting.while_running()
body = st.container()
st.divider()
st.caption(
    seen_by
    + " "
    + _(
        "Names and boundaries on this page imply no position on the status of any territory. "
        "Sources and terms stand beside every figure."
    )
)
with body:  # last, for a page may stop before its end
    page.run()
