"""The first screen: my watchlist, what is decided soon, where figures stand."""

import streamlit as st

from collectors.health import NEEDS_A_PERSON
from dashboard import board, charts, data
from dashboard.session import choose, look
from dashboard.words import _, month, ngettext

LONGEST = 7  # situations on the first screen; the page Watchlists has them all

looking = look()
today = data.today(looking)
lists, deaths = data.lists(looking), data.deaths(looking)
mandates, agenda = data.mandates(looking), data.agenda(looking)
health = data.health()
# How sources do today says nothing of the day that a replay shows.
silent = int(health["state"].isin(NEEDS_A_PERSON).sum()) if looking.as_of is None else 0

st.markdown(f"**{board.sentence(deaths, mandates, silent, today)}**")
if board.is_history(deaths, today):
    st.caption(board.old_figures(looking.as_of))

left, right = st.columns([2, 1], gap="medium")
with left:
    names = dict(zip(lists["record"], lists["name"], strict=True))
    if names:
        chosen = choose(_("Watchlist"), list(names), "watchlist", names.get,
                        label_visibility="collapsed")  # fmt: skip
        watches = data.watches(looking, chosen)
    else:
        watches = board.deadliest(deaths, LONGEST)
        st.caption(board.no_list(looking.as_of))
    watched = board.situations(watches, deaths, agenda, mandates, today)
    for _number, row in watched.head(LONGEST).iterrows():
        name, said = st.columns([2, 5], vertical_alignment="center", gap="small")
        name.page_link("situation.py", label=row["name"], query_params={"place": row["place"]})
        said.caption(board.in_a_line(row))
    with st.container(horizontal=True):
        if len(watched) > LONGEST:
            more = _("All {n} situations").format(n=len(watched))
            st.page_link("watchlists.py", label=more, icon=":material/list:")
        st.page_link("situation.py", label=_("Make a brief"), icon=":material/description:")
        st.page_link("add.py", label=_("Add a source"), icon=":material/add_circle:")
    if len(deaths):
        st.markdown(f"**{board.map_title(deaths)}**")
        st.plotly_chart(
            charts.world(deaths, list(watched["place"]) if names else []),
            config={"topojsonURL": "/topojson/", "displayModeBar": False},
            alt=_("World map of deaths in organised violence over twelve months. The page "
                  "Watchlists gives the same figures as a table."),
            key="map",
        )  # fmt: skip
with right:
    ends = mandates.drop_duplicates("id")
    soon, passed = ends[ends["end"] >= today].head(5), ends[ends["end"] < today]
    st.subheader(_("Decided soon"), anchor=False)
    if soon.empty:
        st.caption(_("No end of a mandate is known for that day."))
    st.markdown("\n".join(f"- {board.ends(row)}" for _number, row in soon.iterrows()))
    if len(passed):
        st.subheader(_("To confirm"), anchor=False)
        text = ngettext("One mandate's end has passed;", "The ends of {n} mandates have passed;",
                        len(passed))  # fmt: skip
        st.caption(
            text.format(n=len(passed)) + " " + _("whether they were renewed is not known here.")
        )
        st.markdown("\n".join(f"- {board.ends(row)}" for _number, row in passed.tail(3).iterrows()))
    presiding = data.presidency(today)
    if presiding:
        st.caption(_("Presidency of the UN Security Council in {month}: {name}.").format(
            month=month(today), name=presiding))  # fmt: skip
    if looking.as_of is None:
        st.caption(board.health_sentence(health))
    st.caption(_("Outlines: UN Geodata, simplified. They imply no position on the status of any "
                 "territory."))  # fmt: skip
