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
silent = int(health["state"].isin(NEEDS_A_PERSON).sum())

st.markdown(f"**{board.sentence(deaths, mandates, silent, today)}**")
if board.is_history(deaths, today):
    st.caption(board.old_figures())

left, right = st.columns([2, 1], gap="large")
with left:
    names = dict(zip(lists["record"], lists["name"], strict=True))
    chosen = choose(_("Watchlist"), list(names), "watchlist", names.get)
    if chosen is None:
        st.info(_("There is no watchlist yet. Make one on the page Watchlists."))
    watched = board.situations(data.watches(looking, chosen or ""), deaths, agenda, mandates, today)
    for _number, row in watched.head(LONGEST).iterrows():
        name, said = st.columns([1, 3], vertical_alignment="center")
        name.page_link(
            "pages/situation.py", label=row["name"], query_params={"place": row["place"]}
        )
        said.caption(f"{board.why(row)} {board.coming(row)}")
    if len(watched) > LONGEST:
        more = _("All {n} situations").format(n=len(watched))
        st.page_link("pages/watchlists.py", label=more, icon=":material/list:")
    st.plotly_chart(
        charts.world(deaths, list(watched["place"]), board.map_title(deaths)),
        config={"topojsonURL": "/topojson/", "displayModeBar": False},
        alt=_("World map of deaths in organised violence over twelve months. The page Watchlists "
              "gives the same figures as a table."),
        key="map",
    )  # fmt: skip
with right:
    st.subheader(_("Decided soon"), anchor=False)
    ends = mandates.drop_duplicates("id")
    soon, passed = ends[ends["end"] >= today].head(5), ends[ends["end"] < today]
    st.markdown("\n".join(f"- {board.ends(row)}" for _number, row in soon.iterrows()))
    st.subheader(_("To confirm"), anchor=False)
    text = ngettext("One mandate's end has passed;", "The ends of {n} mandates have passed;",
                    len(passed))  # fmt: skip
    st.caption(text.format(n=len(passed)) + " " + _("whether they were renewed is not known here."))
    st.markdown("\n".join(f"- {board.ends(row)}" for _number, row in passed.tail(3).iterrows()))
    presiding = data.presidency(today)
    if presiding:
        st.caption(_("Presidency of the UN Security Council in {month}: {name}.").format(
            month=month(today), name=presiding))  # fmt: skip

st.caption(board.health_sentence(health) + " " + _(
    "Outlines: UN Geodata, simplified. They imply no position on the status of any territory."
))  # fmt: skip
with st.container(horizontal=True):
    st.page_link("pages/situation.py", label=_("Make a brief"), icon=":material/description:")
    st.page_link("pages/sources.py", label=_("Add a source"), icon=":material/add_circle:")
