"""The parts of the first screen: the list, what is decided soon, what is due, the map."""

import pandas as pd
import streamlit as st

from collectors import reference
from dashboard import board, data, first_screen
from dashboard.reading import board as board_data
from dashboard.session import Look
from dashboard.training import exercise
from dashboard.wording.agenda_risk import nobody
from dashboard.words import _, ngettext
from indicators import places

SOON, RISING, OTHERS = 5, 3, 3
MAP_HEIGHT = 170


def situations(found: pd.DataFrame, changes: pd.DataFrame, history: bool) -> None:
    """Show the list: name, level, why, who judges what, what is next; then what is flagged."""
    for row in first_screen.shortened(found).itertuples():
        name, level, said = st.columns([3, 3, 8], vertical_alignment="top", gap="small")
        name.page_link("situation.py", label=row.name, query_params={"place": row.place})
        chip = first_screen.chip(row)
        level.markdown(f":small[**{chip}**]" if pd.notna(row.level) else f":small[{chip}]")
        said.caption(
            f"{first_screen.why(row)} {row.assessments} {first_screen.coming(row)}"
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        more = ngettext("The situation on this list", "All {n} situations on this list",
                        len(found))  # fmt: skip
        st.page_link("watchlists.py", label=more.format(n=len(found)), icon=":material/list:")
        others = [] if history else first_screen.flagged(changes, list(found["place"]))
        if others:
            label = _("Not on your list but flagged: {n}").format(n=len(others))
            with st.popover(label, icon=":material/flag:"):
                for place in others[:30]:
                    st.page_link("situation.py", label=places.name(place),
                                 query_params={"place": place})  # fmt: skip
        elif not history:
            st.caption(_("Not on your list but flagged: none."))


def beside(look: Look, watched: list[str], mandates: pd.DataFrame, today: pd.Timestamp) -> None:
    """Show the right third: decided soon, rising, to confirm, actions due."""
    ends = mandates.drop_duplicates("id")
    soon, passed = ends[ends["end"] >= today].head(SOON), ends[ends["end"] < today]
    st.subheader(_("Decided soon"), anchor=False)
    _lines([first_screen.decided(row) for row in soon.itertuples()],
           _("No end of a mandate is known for that day."))  # fmt: skip
    st.subheader(_("Rising and on nobody's agenda"), anchor=False)
    rising = board_data.rising(look, tuple(watched)).head(RISING)
    _lines([nobody(row) for row in rising.itertuples()],
           _("No situation is known to rise without a date on an agenda."))  # fmt: skip
    if len(passed):
        st.subheader(_("To confirm"), anchor=False)
        text = ngettext("One mandate's end has passed:", "The ends of {n} mandates have passed:",
                        len(passed))  # fmt: skip
        names = ", ".join(board.ends(row) for _number, row in passed.tail(2).iterrows())
        said = _("{text} whether they were renewed is not known here. The latest: {names}.")
        st.caption(said.format(text=text.format(n=len(passed)), names=names))
    st.subheader(_("Actions due"), anchor=False)
    due = board_data.actions(look)
    due = due[due["due"] <= today + pd.Timedelta(days=first_screen.SOON_DAYS)].head(OTHERS)
    _lines([first_screen.action(row, today) for row in due.itertuples()],
           _("None is due within {n} days.").format(n=first_screen.SOON_DAYS))  # fmt: skip


def below(look: Look, deaths: pd.DataFrame, watched: list[str], today: pd.Timestamp) -> None:
    """Show the small map with the same selection, and how the sources do."""
    if len(deaths):
        outlines = _("outlines: UN Geodata, simplified")
        st.markdown(f"**{board.map_title(deaths)}** :small[({outlines})]")
        st.plotly_chart(
            board_data.world(look, tuple(watched), MAP_HEIGHT),
            config={"topojsonURL": "/topojson/", "displayModeBar": False},
            alt=_("World map of deaths in organised violence over twelve months. The page "
                  "Watchlists gives the same figures as a table."),
            key="map",
        )  # fmt: skip
    of_now = look.as_of is None and not exercise.running()
    said = [board.health_sentence(data.health(look))] if of_now else []
    presiding = reference.presidency(today)
    if presiding:
        said.append(_("Presidency of the UN Security Council in {month}: {name}.").format(
            month=f"{today:%B %Y}", name=presiding))  # fmt: skip
    if said:
        st.caption(" ".join(said))


def buttons(exercise: bool) -> None:
    """Show the three things to do from here."""
    with st.container(horizontal=True):
        st.page_link("meetings.py", label=_("Start meeting"), icon=":material/groups_2:")
        st.page_link("briefs.py", label=_("Make brief"), icon=":material/description:")
        if not exercise:
            st.page_link("add.py", label=_("Add source"), icon=":material/add_circle:")


def _lines(lines: list[str], empty: str) -> None:
    st.caption("\n".join(f"- {line}" for line in lines) if lines else empty)
