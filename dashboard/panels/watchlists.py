"""The parts of the page of watchlists: what a list is for, its situations, and its changes."""

from collections.abc import Mapping

import streamlit as st

from dashboard import board, data
from dashboard.panels import comparing
from dashboard.panels.noting import attempt
from dashboard.reading import board as board_data
from dashboard.session import Look, choose, show
from dashboard.wording.watches import MEANT, VIEWS
from dashboard.words import _, minute, plain
from dashboard.workspace import records, watchlists
from dashboard.workspace.people import Person
from indicators import places


def about(watchlist: Mapping) -> None:
    """Say what a list is for, and who keeps it."""
    kept = _("Kept by {author}, {moment}.").format(
        author=plain(watchlist["author"]), moment=minute(watchlist["known_at"])
    )
    st.caption(f"{plain(watchlist['purpose'])} {kept}")


def situations(look: Look, watchlist: str, me: Person) -> None:
    """Show the situations of a list as they are now and were then, in one of the views."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        since = comparing.pick(look)
        view = choose(_("Show"), list(VIEWS), "view", VIEWS.get)
    if view in MEANT:
        st.caption(MEANT[view])
    show(
        board_data.watch_table(look, watchlist, since, me.organisation, view),
        _("There is no situation on this list.") if data.watches(look, watchlist).empty
        else _("No situation on this list is in this view."),
        _("The situations of this watchlist with their newest figures."),
        height="content", Situation=200,
    )  # fmt: skip


def change(look: Look, watchlist: str, me: Person) -> None:
    """Let people put situations on a list and take them off."""
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
                attempt(lambda: watchlists.watch(data.store(), watchlist, place, why.strip(), me))
    with remove, st.form("remove", clear_on_submit=True, border=False):
        st.subheader(_("Take situations off the list"), anchor=False)
        watched = data.watches(look, watchlist).set_index("place")["why"]
        gone = st.multiselect(_("Situations"), sorted(watched.index, key=places.name),
                              format_func=places.name, placeholder=_("Choose"))  # fmt: skip
        st.caption(_("What was written about them is kept and can be seen in a replay."))
        if st.form_submit_button(_("Take off")):
            attempt(lambda: _take_off(watchlist, watched[gone], me))


def make(me: Person) -> None:
    """Let people make a list."""
    with st.expander(_("New watchlist")), st.form("new", clear_on_submit=True, border=False):
        name = st.text_input(_("Name"), max_chars=80)
        purpose = st.text_input(_("What it is for"), max_chars=500)
        if st.form_submit_button(_("Make")):
            if not name.strip():
                st.error(_("A watchlist needs a name."))
            else:
                made = {"name": name.strip(), "purpose": purpose.strip()}
                attempt(lambda: records.save(data.store(), watchlists.Watchlist, made, me))


def _take_off(watchlist: str, gone: Mapping[str, str], me: Person) -> None:
    for place, why in gone.items():
        watchlists.end(data.store(), watchlist, place, why, me)
