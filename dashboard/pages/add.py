"""Add a source: drop a file or paste an address, look, choose, preview, keep; review, undo."""

import streamlit as st

from collectors.declared.propose import propose
from collectors.settings import load
from dashboard import adding, data
from dashboard.panels import choosing
from dashboard.session import as_of, look, person, show, writes
from dashboard.wording import sources as source_tables
from dashboard.words import _, plain

settings = load()
st.title(_("Add a source"), anchor=False)
st.page_link("sources.py", label=_("All sources"), icon=":material/database:")
if as_of() is not None:
    st.info(_("Sources are added, reviewed and taken away after you leave the replay."))
    st.stop()
if not writes():
    st.info(_("Sources are added, reviewed and taken away by people who may write here."))
    st.stop()

me = person()
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
        chosen = choosing.choices(proposal, me.organisation)
        if chosen and (fault := choosing.fault(chosen)):
            st.error(fault)
        elif chosen:
            text = proposal.toml(**chosen.file)
            part = adding.preview(proposal, body, text)
            st.subheader(_("Preview"), anchor=False)
            show(source_tables.preview(part.rows), _("Nothing was read."))
            if part.unknown_places:
                st.warning(choosing.not_recognised(part.unknown_places))
            st.caption(choosing.in_words(chosen, me.organisation))
            if st.button(_("Keep and collect"), type="primary"):
                adding.keep(settings, data.store(), proposal, body, text, me,
                            chosen.audience, chosen.signal)  # fmt: skip
                with st.spinner(_("Collecting")):
                    failed = adding.collect_now(proposal.name)
                choosing.forget()
                if failed:
                    st.error(plain(failed))
                else:
                    said = _("**{name}** is kept and collected, and again every {every}.")
                    st.success(said.format(name=plain(name), every=chosen.file["every"]))
    except adding.FAULTS as fault:
        st.error(plain(str(fault)))

st.subheader(_("Sources of this installation"), anchor=False)
choosing.own_sources(settings, data.store(), me, look().viewer)
