"""Joint assessment of a situation: judge blind, then side by side, then a working level."""

import pandas as pd
import streamlit as st

from dashboard import data, judging
from dashboard.session import choose, look, person, writes
from dashboard.words import _, minute, plain
from dashboard.workspace import assessments
from indicators import places

looking, me = look(), person()
st.title(_("Joint assessment"), anchor=False)
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
    deadline = pd.Timestamp(round["deadline"])
    rows = assessments.side_by_side(data.store(), round, looking.viewer, looking.as_of)
    opened = assessments.is_open(round, rows.loc[rows["level"].notna(), "organisation"], now)
    st.page_link("situation.py", label=places.name(round["place"]), icon=":material/public:",
                 query_params={"place": round["place"]})  # fmt: skip
    if round["question"]:
        st.markdown(plain(round["question"]))
    asked = me.organisation in round["participants"]
    own = rows[(rows["organisation"] == me.organisation) & rows["level"].notna()]
    if writes() and asked:
        with st.expander(_("Our assessment"), expanded=own.empty):
            judging.judge(round, me, own.iloc[0].to_dict() if len(own) else None)
        judging.write_down(round, me)
    judging.side_by_side(rows, opened, deadline)
    if opened:
        judging.working_level(round, me, looking, writes())
if writes():
    with st.expander(_("Open a new round"), expanded=chosen is None):
        judging.propose(me)
