"""Briefs: for whom first, proposed from data, written here, downloaded in every format."""

import streamlit as st

from dashboard import data
from dashboard.panels import briefs as brief_desk
from dashboard.reports import editing
from dashboard.reports.html import render
from dashboard.session import choose, look, writes
from dashboard.words import _, day
from dashboard.workspace import records

looking = look()
st.title(_("Briefs"), anchor=False)
asked = brief_desk.ask(looking)
if asked is None:
    st.info(_("Choose the mission that the brief is to explain."))
    st.stop()

proposed = brief_desk.made(asked)
asked = brief_desk.swapped(asked, proposed)
proposed = brief_desk.made(asked)

rows = records.load(data.store(), "brief", looking.viewer, looking.as_of)
rows = rows[(rows["subject"] == asked.kind) & (rows["addressee"] == asked.audience)
            & (rows["month"] == f"{asked.month:%Y-%m}")]  # fmt: skip
names = {row.record: f"{row.title}, {day(row.known_at)}" for row in rows.itertuples()}
kept, texts, snapshot = None, {}, proposed
if names:
    record = choose(_("Kept briefs"), list(names), "kept", names.get, _("A new one"))
    kept = editing.opened(data.store(), record, looking.viewer) if record else None
if kept is not None:
    texts, snapshot = kept.texts, kept.snapshot
    with st.expander(_("What has changed in its figures since it was kept")):
        brief_desk.changed_figures(snapshot, proposed)
        if st.toggle(_("Take the new figures; your text stays as it is"), key=f"new {kept.record}"):
            snapshot = editing.regenerated(kept, proposed)

if writes():
    name = kept.record if kept else f"{asked.kind} {asked.audience} {asked.month} {asked.language}"
    texts = brief_desk.edit(snapshot, texts, name)
document = editing.with_texts(snapshot, texts)
brief_desk.say_what_to_check(looking, asked, document)
brief_desk.downloads(document, kept.record if kept else "")
if writes():
    brief_desk.keep(asked, snapshot, texts, kept)
brief_desk.copies(document)
st.subheader(_("As it will be read"), anchor=False)
st.iframe(render(document), height=1100)
