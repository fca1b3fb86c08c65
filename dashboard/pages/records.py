"""Records of any kind: find, read, compare, comment, write; the kind stands in the address."""

import streamlit as st

from collectors.settings import load
from dashboard import data
from dashboard.panels import cards, forms
from dashboard.session import choose, look, person, show, writes
from dashboard.words import _
from dashboard.workspace import listing, records
from dashboard.workspace.kinds import all_kinds

looking, me = look(), person()
kinds = listing.shown_kinds(data.store(), looking.viewer, all_kinds(load().home))
st.title(_("Records"), anchor=False)
of, search = st.columns(2)
with of:
    chosen = choose(_("Kind"), list(kinds), "kind", lambda id: kinds[id].plural)
asked = search.text_input(_("Find in all records"), key="find", placeholder=_("A word"))
if asked.strip():
    show(cards.found(listing.search(data.store(), looking.viewer, asked, looking.as_of)),
         _("Nothing that you may see holds these words."))  # fmt: skip
if chosen is None:
    st.info(_("There are no kinds of record. A focal point can turn them on below."))
else:
    kind = kinds[chosen]
    rows = records.load(data.store(), kind, looking.viewer, looking.as_of)
    show(cards.table(kind, rows), _("There is none yet. Write the first below."),
         _("All records of this kind that you may see."), height="content")  # fmt: skip
    names = dict(zip(rows["record"], rows[kind.name].astype(str), strict=True))
    record = choose(_("Open"), list(names), "record", names.get, empty=_("Choose one"))
    if record is not None:
        row = rows[rows["record"] == record].iloc[0]
        cards.detail(kind, row, looking)
        if writes():
            forms.revise(kind, row, me)
            forms.comment(kind, row, me)
    if writes():
        with st.expander(_("New: {kind}").format(kind=kind.title), expanded=rows.empty):
            if forms.edit(kind, me):
                st.rerun()
        forms.exchange_files(kind, rows, me)
if writes():
    forms.turn_on_kinds(me, all_kinds(load().home))
