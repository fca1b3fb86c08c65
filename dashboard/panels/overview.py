"""The parts of the first screen: the list, what is decided soon, what is due, the map."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import board, data, first_screen
from dashboard.reading import board as board_data
from dashboard.reading import first
from dashboard.words import _, ngettext
from indicators import places

MAP_HEIGHT = 186


def situations(listed: first.Listed) -> None:
    """Show the list: name, level, why, who judges what, what is next; then what is flagged."""
    for row in listed.rows:
        name, level, said = st.columns([3, 3, 8], vertical_alignment="top", gap="small")
        name.page_link("situation.py", label=row.name, query_params={"place": row.place})
        level.markdown(row.level)
        said.caption(row.said)
    with st.container(horizontal=True, vertical_alignment="center"):
        count = len(listed.places)
        more = ngettext("The situation on this list", "All {n} situations on this list", count)
        st.page_link("watchlists.py", label=more.format(n=count), icon=":material/list:")
        if listed.flagged:
            label = _("Not on your list but flagged: {n}").format(n=len(listed.flagged))
            with st.popover(label, icon=":material/flag:"):
                for place in listed.flagged[:30]:
                    st.page_link("situation.py", label=places.name(place),
                                 query_params={"place": place})  # fmt: skip
        elif not listed.history:
            st.caption(_("Not on your list but flagged: none."))


def beside(said: first.Beside) -> None:
    """Show the right third: decided soon, rising, to confirm, actions due."""
    st.subheader(_("Decided soon"), anchor=False)
    _lines(said.soon, _("No end of a mandate is known for that day."))
    st.subheader(_("Rising and on nobody's agenda"), anchor=False)
    _lines(said.rising, _("No situation is known to rise without a date on an agenda."))
    if said.passed:
        st.subheader(_("To confirm"), anchor=False)
        st.caption(said.passed)
    st.subheader(_("Actions due"), anchor=False)
    _lines(said.due, _("None is due within {n} days.").format(n=first_screen.SOON_DAYS))


def below(asked: first.Asked, health: pd.DataFrame | None) -> None:
    """Show the small map with the same selection, and how the sources do (None: not said)."""
    deaths = data.deaths(asked.look)
    watched = first.listed(asked).places if asked.watchlist else ()
    if len(deaths):
        outlines = _("outlines: UN Geodata, simplified")
        st.markdown(f"**{board.map_title(deaths)}** :small[({outlines})]")
        st.plotly_chart(
            board_data.world(asked.look, watched, MAP_HEIGHT),
            config={"topojsonURL": "/topojson/", "displayModeBar": False},
            alt=_("World map of deaths in organised violence over twelve months. The page "
                  "Watchlists gives the same figures as a table."),
            key="map",
        )  # fmt: skip
    said = [board.health_sentence(health)] if health is not None else []
    said += [first.presiding(asked.day)] if first.presiding(asked.day) else []
    if said:
        st.caption(" ".join(said))


def buttons(exercise: bool) -> None:
    """Show the three things to do from here."""
    with st.container(horizontal=True):
        st.page_link("meetings.py", label=_("Start meeting"), icon=":material/groups_2:")
        st.page_link("briefs.py", label=_("Make brief"), icon=":material/description:")
        if not exercise:
            st.page_link("add.py", label=_("Add source"), icon=":material/add_circle:")


def _lines(lines: Sequence[str], empty: str) -> None:
    st.caption("\n".join(f"- {line}" for line in lines) if lines else empty)
