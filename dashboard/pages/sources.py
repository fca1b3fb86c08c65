"""Where figures come from: health, terms, what was read and what was not."""

from pathlib import Path

import streamlit as st

from collectors.settings import load
from collectors.sources import faults
from dashboard import board, catalogue, data
from dashboard.session import as_of, choose, look, show
from dashboard.wording import sources as source_tables
from dashboard.words import _, plain

st.title(_("Sources"), anchor=False)
looking = look()
sources, health = data.sources_seen(looking), data.health(looking)
runs = data.runs()
st.caption(board.health_sentence(health))
if as_of() is not None:
    st.caption(_("This page shows the present, in a replay too."))
widths = {"Last good run": 190, "Finding of the last run": 250, "Error": 300}
show(source_tables.health(health, sources), _("There is no source."), **widths)
hidden = data.store().hidden_sources(looking.viewer)
for name, fault in faults(load().home).items():
    if Path(name).stem in hidden:  # a file that cannot be read is not to be known either
        continue
    st.error(f"{plain(name)}: {plain(fault)}")

with st.expander(_("What there is: series, places, newest period")):
    st.dataframe(catalogue.coverage(data.coverage(looking), sources), hide_index=True)
with st.expander(_("What is missing, and why")):
    for title, why in catalogue.missing(health, sources):
        st.markdown(f"- **{plain(title)}:** {plain(why)}")
st.page_link("add.py", label=_("Add a source"), icon=":material/add:")
source = choose(_("Source"), list(sources), "source", lambda id: sources[id].title)
declared = sources[source]
st.subheader(plain(declared.title), anchor=False)
if source in data.not_reviewed(looking):
    st.warning(_("Not yet reviewed: a second person has to look at this source."))
st.markdown(source_tables.terms(declared))
for secret in declared.secrets:
    st.info(_("Needs the key {name} in the environment. {how}").format(
        name=f"`{secret.variable}`", how=plain(secret.how)))  # fmt: skip
mine = runs[runs["source"] == source]
failed = mine[mine["error"] != ""]
if len(mine) and len(failed) and failed.iloc[0]["run"] == mine.iloc[0]["run"]:
    st.error(plain(failed.iloc[0]["error"]))
if declared.series:
    st.dataframe(source_tables.series(declared), hide_index=True)
st.subheader(_("Runs"), anchor=False)
show(source_tables.runs(mine.head(50)), _("This source has not been collected yet."))
