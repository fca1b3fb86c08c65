"""The room: whose people look at this screen, or as whom a focal point looks."""

import streamlit as st

from dashboard.entry import presence
from dashboard.words import _
from dashboard.workspace import organisations
from dashboard.workspace.people import FOCAL_POINT

me, named = presence.person(), organisations.named()
others = [code for code in named if code != me.organisation]
now, other = presence.room(), presence.view_as()

st.title(_("Room"), anchor=False)
st.caption(_("While others are in the room, every page shows only what all of them may see."))
with st.form("room", border=False):
    present = st.multiselect(_("Who else is in the room"), others, sorted(now),
                             format_func=named.get, placeholder=_("Nobody else"))  # fmt: skip
    if st.form_submit_button(_("Show what all may see"), type="primary"):
        presence.look_as("")
        presence.enter_room(present)
        st.rerun()
if now and st.button(_("Leave the room")):
    presence.enter_room([])
    st.rerun()

if FOCAL_POINT in me.roles:
    st.subheader(_("View as another organisation"), anchor=False)
    st.caption(_("Shows what they see of what we may see. Nothing can be written meanwhile."))
    as_whom = st.selectbox(_("View as"), others, others.index(other) if other else None,
                           format_func=named.get, placeholder=_("Myself"))  # fmt: skip
    if (as_whom or "") != other:
        presence.look_as(as_whom or "")
        st.rerun()
