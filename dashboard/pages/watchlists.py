"""Watchlists: the situations a cell follows together, and why."""

from collections.abc import Callable

import streamlit as st

from dashboard import board, data, models_list
from dashboard.panels import comparing
from dashboard.reading import board as board_data
from dashboard.session import choose, look, person, show, writes
from dashboard.wording import watches as watch_tables
from dashboard.words import _, minute, plain
from dashboard.workspace import records, watchlists
from indicators import places

looking = look()
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
    with st.container(horizontal=True, vertical_alignment="bottom"):
        since = comparing.pick(looking)
        view = choose(_("Show"), list(watch_tables.VIEWS), "view", watch_tables.VIEWS.get)
    watched = data.watches(looking, chosen)
    show(
        board_data.watch_table(looking, chosen, since, writer.organisation, view),
        _("There is no situation on this list.") if watched.empty
        else _("No situation on this list is in this view."),
        _("The situations of this watchlist with their newest figures."),
        height="content", Situation=200,
    )  # fmt: skip

if models_list.may_see(looking):
    with st.expander(_("The model's list, nobody's view")):
        models_list.show_list(looking, writer, chosen, writes())

if looking.as_of is not None:
    st.caption(_("A replay shows the lists as they were; they are changed after you leave it."))
if not writes():
    st.stop()


def keep(work: Callable[[], object]) -> None:
    """Do what was asked and show the page anew, or say why it was not kept."""
    try:
        work()
    except records.NOT_SAVED as fault:
        st.error(plain(str(fault)))
    else:
        st.rerun()


def take_off(gone: list[str]) -> None:
    """End the watch of some situations."""
    for place, why in watched.set_index("place").loc[gone, "why"].items():
        watchlists.end(data.store(), chosen, place, why, writer)


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
                keep(lambda: watchlists.watch(data.store(), chosen, place, why.strip(), writer))
    with remove, st.form("remove", clear_on_submit=True, border=False):
        st.subheader(_("Take situations off the list"), anchor=False)
        there = sorted(watched["place"], key=places.name)
        gone = st.multiselect(_("Situations"), there, format_func=places.name,
                              placeholder=_("Choose"))  # fmt: skip
        st.caption(_("What was written about them is kept and can be seen in a replay."))
        if st.form_submit_button(_("Take off")):
            keep(lambda: take_off(gone))

with st.expander(_("New watchlist")), st.form("new", clear_on_submit=True, border=False):
    name = st.text_input(_("Name"), max_chars=80)
    purpose = st.text_input(_("What it is for"), max_chars=500)
    if st.form_submit_button(_("Make")):
        if not name.strip():
            st.error(_("A watchlist needs a name."))
        else:
            made = {"name": name.strip(), "purpose": purpose.strip()}
            keep(lambda: records.save(data.store(), watchlists.Watchlist, made, writer))
