"""Where figures come from: health, terms, what was read and what was not."""

import streamlit as st

from collectors.settings import load
from collectors.sources import faults
from dashboard import board, data, tables
from dashboard.session import choose
from dashboard.words import _

st.title(_("Sources"), anchor=False)
runs, sources = data.runs(), data.sources()
health = data.health()
st.caption(board.health_sentence(health))
st.dataframe(tables.health(health, sources), hide_index=True)
for name, fault in faults(load().home).items():
    st.error(f"{name}: {fault}")

source = choose(_("Source"), list(sources), "source", lambda id: sources[id].title)
declared = sources[source]
st.subheader(declared.title, anchor=False)
st.markdown(tables.terms(declared))
for secret in declared.secrets:
    st.info(_("Needs the key {name} in the environment. {how}").format(
        name=secret.variable, how=secret.how))  # fmt: skip
mine = runs[runs["source"] == source]
failed = mine[mine["error"] != ""]
if len(mine) and len(failed) and failed.iloc[0]["run"] == mine.iloc[0]["run"]:
    st.error(failed.iloc[0]["error"])
st.dataframe(tables.series(declared), hide_index=True)
st.subheader(_("Runs"), anchor=False)
if mine.empty:
    st.info(_("This source has not been collected yet."))
else:
    st.dataframe(tables.runs(mine.head(50)), hide_index=True)
with st.expander(_("Add a source")):
    st.markdown(_("A source is one file: a TOML file for plain CSV or JSON, or a Python file. "
                  "Put it into the folder {folder}; it appears here by itself. "
                  "The guide is docs/sources.md.").format(
                      folder=f"`{load().home / 'sources'}`"))  # fmt: skip
