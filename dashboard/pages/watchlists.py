"""Watchlists: the situations a cell follows together, and why."""

import streamlit as st

from dashboard import board, data, tables
from dashboard.session import choose, look, person, show
from dashboard.words import _, minute, plain
from dashboard.workspace import records, watchlists
from indicators import places

looking = look()
today = data.today(looking)
lists = data.lists(looking)

st.title(_("Watchlists"), anchor=False)
writer = person()

names = dict(zip(lists["record"], lists["name"], strict=True))
chosen = choose(_("Watchlist"), list(names), "watchlist", names.get)
if chosen is None:
    st.info(_("There is no watchlist yet. Make one below."))
else:
    about = lists[lists["record"] == chosen].iloc[0]
    kept = _("Kept by {author}, {moment}.").format(
        author=plain(about["author"]), moment=minute(about["known_at"])
    )
    st.caption(f"{plain(about['purpose'])} {kept}")
    watched = data.watches(looking, chosen)
    shown = board.situations(
        watched, data.deaths(looking), data.agenda(looking), data.mandates(looking), today
    )
    show(
        tables.situations(shown),
        _("There is no situation on this list."),
        _("The situations of this watchlist with their newest figures."),
        height="content",
        Situation=240,
    )

if looking.as_of is not None:
    st.caption(_("A replay shows the lists as they were; they are changed after you leave it."))
    st.stop()

if chosen is not None:
    add, remove = st.columns(2, gap="large")
    with add, st.form("add", clear_on_submit=True, border=False):
        st.subheader(_("Add a situation, or say anew why it is watched"), anchor=False)
        place = st.selectbox(_("Country or area"), board.choices(), index=None,
                             format_func=places.name, placeholder=_("Choose"))  # fmt: skip
        why = st.text_input(_("Why it is watched"), max_chars=500)
        if st.form_submit_button(_("Add")):
            if place is None:
                st.error(_("Choose a country or an area first."))
            else:
                watchlists.watch(data.store(), chosen, place, why.strip(), writer)
                st.rerun()
    with remove, st.form("remove", clear_on_submit=True, border=False):
        st.subheader(_("Take situations off the list"), anchor=False)
        gone = st.multiselect(_("Situations"), list(shown["place"]), format_func=places.name,
                              placeholder=_("Choose"))  # fmt: skip
        st.caption(_("What was written about them is kept and can be seen in a replay."))
        if st.form_submit_button(_("Take off")):
            for place, why in watched.set_index("place").loc[gone, "why"].items():
                watchlists.end(data.store(), chosen, place, why, writer)
            st.rerun()

with st.expander(_("New watchlist")), st.form("new", clear_on_submit=True, border=False):
    name = st.text_input(_("Name"), max_chars=80)
    purpose = st.text_input(_("What it is for"), max_chars=500)
    if st.form_submit_button(_("Make")):
        if not name.strip():
            st.error(_("A watchlist needs a name."))
        else:
            made = watchlists.Watchlist(name=name.strip(), purpose=purpose.strip())
            records.save(data.store(), watchlists.Watchlist, made, writer)
            st.rerun()
