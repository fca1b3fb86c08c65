"""Add a source: drop a file or paste an address, look, choose, preview, keep; review, undo."""

import streamlit as st

from collectors.declared.propose import propose
from collectors.settings import load
from dashboard import adding, choosing, data, tables
from dashboard.session import as_of, person, show
from dashboard.words import _, plain
from dashboard.workspace import reviews

settings = load()
st.title(_("Add a source"), anchor=False)
st.page_link("sources.py", label=_("All sources"), icon=":material/database:")
if as_of() is not None:
    st.info(_("Sources are added, reviewed and taken away after you leave the replay."))
    st.stop()

file = st.file_uploader(_("Drop a file (CSV, TSV, JSON, XLSX)"), max_upload_size=20,
                        type=["csv", "tsv", "json", "jsonl", "xlsx"])  # fmt: skip
hosts = ", ".join(settings.allowed_hosts)
url = st.text_input(
    _("Or paste an address (https://...)"), disabled=not hosts,
    help=_("Hosts that may be asked: {hosts}").format(hosts=plain(hosts)) if hosts
    else _("No host may be asked yet. The administrator names them in jointwatch.toml: "
           "allowed_hosts = [\"data.example.org\"]"),
)  # fmt: skip
origin = file.name if file else url.strip()
if origin:
    name = st.text_input(_("Name, in small letters"), adding.suggested_name(origin), key=origin)
    try:
        if file:
            body = file.getvalue()
            proposal = propose(name, body)
        else:
            proposal, body = adding.asked_once(st.session_state, name, origin, settings)
        choices = choosing.choices(proposal)
        text = proposal.toml(**choices) if choices else ""
        if fault := adding.fault_of_choices(choices) if choices else "":
            st.error(fault)
        elif text:
            part = adding.preview(proposal, body, text)
            st.subheader(_("Preview"), anchor=False)
            show(tables.preview(part.rows), _("Nothing was read."))
            if part.unknown_places:
                st.warning(choosing.not_recognised(part.unknown_places))
            if st.button(_("Keep and collect"), type="primary"):
                adding.keep(settings, data.store(), proposal, body, text, person())
                with st.spinner(_("Collecting")):
                    failed = adding.collect_now(proposal.name)
                choosing.forget()
                if failed:
                    st.error(plain(failed))
                else:
                    said = _("**{name}** is kept and collected, and again every {every}.")
                    st.success(said.format(name=plain(name), every=choices["every"]))
    except adding.FAULTS as fault:
        st.error(plain(str(fault)))

st.subheader(_("Sources of this installation"), anchor=False)
states = reviews.states(data.store(), person().viewer(), reviews.own_files(settings.home))
if states.empty:
    st.caption(_("There is none yet."))
for row in states.itertuples():
    said, look, undo = st.columns([4, 1, 1], vertical_alignment="center")
    said.markdown(f"**{plain(row.source)}** {choosing.reviewed(row)}")
    try:
        path = settings.home / "sources" / f"{row.source}.toml"
        if not row.reviewed_by and look.button(_("I have looked at it"), key=f"look-{row.source}"):
            reviews.review(data.store(), path, "", person())
            st.rerun()
        if row.added_by and undo.button(_("Take away"), key=f"undo-{row.source}"):
            adding.remove(settings, data.store(), row.source, person())
            st.rerun()
    except (reviews.NotASecondPerson, *adding.FAULTS) as fault:
        st.error(plain(str(fault)))
