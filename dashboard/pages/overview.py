"""The first screen: my watchlist, what is decided soon, where figures stand."""

import streamlit as st

from dashboard import board, charts, data
from dashboard.session import look
from dashboard.words import _, month

looking = look()
today = data.today(looking)
lists, deaths = data.lists(looking), data.deaths(looking)
mandates, agenda = data.mandates(looking), data.agenda(looking)
health = data.health()
silent = int(health["state"].isin(["stale", "dead", "failing"]).sum())

st.title(_("Overview"), anchor=False)
st.markdown(f"**{board.sentence(deaths, mandates, silent, today)}**")
if board.is_history(deaths, today):
    st.caption(
        _("The newest figures are over {n} days old: nothing here says that a place got worse. "
          "Connect this computer to the internet to collect newer ones.").format(
            n=board.HISTORY_AFTER_DAYS)
    )  # fmt: skip

left, right = st.columns([2, 1], gap="large")
with left:
    if lists.empty:
        st.info(_("There is no watchlist yet. Make one on the page Watchlists."))
        watched = lists.assign(place="")
    else:
        names = dict(zip(lists["record"], lists["name"], strict=True))
        chosen = st.selectbox(_("Watchlist"), names, format_func=names.get, bind="query-params",
                              key="watchlist")  # fmt: skip
        watched = board.situations(data.watches(looking, chosen), deaths, agenda, mandates, today)
        for _number, row in watched.head(7).iterrows():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.page_link(
                    "pages/situation.py", label=row["name"], query_params={"place": row["place"]}
                )
                st.caption(f"{board.why(row)} {board.coming(row)}")
        if len(watched) > 7:
            st.page_link("pages/watchlists.py",
                         label=_("All {n} situations").format(n=len(watched)))  # fmt: skip
with right:
    st.subheader(_("Decided soon"), anchor=False)
    soon = mandates[mandates["end"] >= today].drop_duplicates("id").head(5)
    st.markdown("\n".join(f"- {board.ends(row)}" for _number, row in soon.iterrows()))
    st.subheader(_("To confirm"), anchor=False)
    passed = mandates[mandates["end"] < today].drop_duplicates("id")
    st.caption(_("{n} mandates have an end date that has passed; whether they were renewed is "
                 "not known to this computer.").format(n=len(passed)))  # fmt: skip
    st.markdown("\n".join(f"- {board.ends(row)}" for _number, row in passed.head(4).iterrows()))

st.plotly_chart(
    charts.world(deaths, list(watched["place"]), _("Deaths in organised violence, twelve months")),
    config={"topojsonURL": "/topojson/", "displayModeBar": False},
    alt=_("World map of deaths in organised violence over twelve months; the table on the page "
          "Watchlists gives the same figures."),
    key="map",
)  # fmt: skip
st.caption(board.health_sentence(health))
presiding = data.presidency(today)
if presiding:
    st.caption(_("Presidency of the UN Security Council in {month}: {name}.").format(
        month=month(today), name=presiding))  # fmt: skip
with st.container(horizontal=True):
    st.page_link("pages/situation.py", label=_("Make a brief"), icon=":material/description:")
    st.page_link("pages/sources.py", label=_("Add a source"), icon=":material/add_circle:")
