"""Where figures come from: health, terms, what was read and what was not."""

import streamlit as st

from collectors.settings import load
from collectors.sources import faults
from dashboard import board, data, tables
from dashboard.session import as_of, choose, show
from dashboard.words import _, plain

st.title(_("Sources"), anchor=False)
runs, sources = data.runs(), data.sources()
health = data.health()
st.caption(board.health_sentence(health))
if as_of() is not None:
    st.caption(_("This page shows the present, in a replay too."))
widths = {"Last good run": 190, "Finding of the last run": 250, "Error": 300}
show(tables.health(health, sources), _("There is no source."), **widths)
for name, fault in faults(load().home).items():
    st.error(f"{plain(name)}: {plain(fault)}")

source = choose(_("Source"), list(sources), "source", lambda id: sources[id].title)
declared = sources[source]
st.subheader(plain(declared.title), anchor=False)
st.markdown(tables.terms(declared))
for secret in declared.secrets:
    st.info(_("Needs the key {name} in the environment. {how}").format(
        name=f"`{secret.variable}`", how=plain(secret.how)))  # fmt: skip
mine = runs[runs["source"] == source]
failed = mine[mine["error"] != ""]
if len(mine) and len(failed) and failed.iloc[0]["run"] == mine.iloc[0]["run"]:
    st.error(plain(failed.iloc[0]["error"]))
if declared.series:
    st.dataframe(tables.series(declared), hide_index=True)
st.subheader(_("Runs"), anchor=False)
show(tables.runs(mine.head(50)), _("This source has not been collected yet."))
with st.expander(_("Add a source")):
    st.markdown(_("A source is one file: a TOML file for plain CSV or JSON, or a Python file. "
                  "Put it into the folder {folder}; it appears here by itself. "
                  "The guide is docs/sources.md.").format(
                      folder=f"`{load().home / 'sources'}`"))  # fmt: skip
