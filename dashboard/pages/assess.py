"""Joint assessment of a situation: judge blind, then side by side, then a working level."""

import pandas as pd
import streamlit as st

from dashboard import board, data
from dashboard.panels import judging, structured
from dashboard.session import choose, look, person, writes
from dashboard.words import _, minute, plain
from dashboard.workspace import assessments
from indicators import places

looking, me = look(), person()
st.title(_("Joint assessment"), anchor=False)
judged, analysed = st.container(), None
if structured.in_use(looking):
    judged, analysed = st.tabs([_("Rounds"), _("Structured analysis")])

with judged:
    rounds = assessments.rounds(data.store(), looking.viewer, looking.as_of)
    names = {
        row.record: f"{places.name(row.place)}, {minute(pd.Timestamp(row.deadline))}"
        for row in rounds.itertuples()
    }
    chosen = choose(_("Round"), list(names), "round", names.get)
    if chosen is None:
        st.info(_("There is no round yet. Open one below: each organisation judges blind."))
    else:
        round = rounds[rounds["record"] == chosen].iloc[0].to_dict()
        now = looking.as_of or pd.Timestamp.now("UTC")
        rows = assessments.side_by_side(data.store(), round, looking.viewer, looking.as_of)
        opened = assessments.is_open(round, rows.loc[rows["level"].notna(), "organisation"], now)
        st.page_link("situation.py", label=places.name(round["place"]), icon=":material/public:",
                     query_params={"place": round["place"]})  # fmt: skip
        if round["question"]:
            st.markdown(plain(round["question"]))
        if writes() and me.organisation in round["participants"]:
            own = rows[(rows["organisation"] == me.organisation) & rows["level"].notna()]
            judging.own(round, me, own.iloc[0].to_dict() if len(own) else None)
        judging.side_by_side(rows, opened, pd.Timestamp(round["deadline"]))
        if opened:
            judging.working_level(round, me, looking, writes())
        if writes() and me.organisation in round["participants"]:
            judging.write_down(round, me)
    if writes():
        with st.expander(_("Open a new round"), expanded=chosen is None):
            judging.propose(me)
if analysed is not None:
    with analysed:
        place = choose(_("Situation"), board.choices(), "place", places.name)
        structured.of(place, looking, me, writes())
