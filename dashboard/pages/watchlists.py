"""Watchlists: the situations a cell follows together, and why."""

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from dashboard import board, data, tables
from dashboard.session import author, choose, look
from dashboard.words import _, minute
from dashboard.workspace import records, watchlists
from indicators import places

looking = look()
today = data.today(looking)
lists = data.lists(looking)

st.title(_("Watchlists"), anchor=False)
writer = records.Author(author(), min(looking.viewer.organisations), pd.Timestamp.now("UTC"))

names = dict(zip(lists["record"], lists["name"], strict=True))
chosen = choose(_("Watchlist"), list(names), "watchlist", names.get)
if chosen:
    about = lists[lists["record"] == chosen].iloc[0]
    st.caption(f"{about['purpose']} {_('Kept by')} {about['author']}, {minute(about['known_at'])}.")
    watched = data.watches(looking, chosen)
    shown = board.situations(
        watched, data.deaths(looking), data.agenda(looking), data.mandates(looking), today
    )
    st.subheader(_("Situations"), anchor=False)
    st.dataframe(
        tables.situations(shown),
        hide_index=True,
        alt=_("The situations of this watchlist with their newest figures."),
    )
    if looking.as_of is None:
        with st.expander(_("Change this watchlist")):
            edited = st.data_editor(
                watched[["place", "why"]],
                num_rows="dynamic",
                hide_index=True,
                key=f"edit-{chosen}",
                column_config={
                    "place": st.column_config.SelectboxColumn(
                        _("Place"), options=list(board.choices()), format_func=places.name,
                        required=True),
                    "why": st.column_config.TextColumn(_("Why it is watched"), max_chars=500),
                },
            )  # fmt: skip
            if st.button(_("Save"), type="primary"):
                try:
                    count = watchlists.save_edits(
                        data.store(), chosen, watched[["place", "why"]], edited, writer
                    )
                except ValidationError as error:
                    st.error(error.errors()[0]["msg"])
                else:
                    st.toast(_("{n} entries changed.").format(n=count))
                    st.rerun()

if looking.as_of is None:
    with st.expander(_("New watchlist")), st.form("new", clear_on_submit=True, border=False):
        name = st.text_input(_("Name"), max_chars=80)
        purpose = st.text_input(_("What it is for"), max_chars=500)
        if st.form_submit_button(_("Make")):
            if not name.strip():
                st.error(_("A watchlist needs a name."))
            else:
                made = watchlists.Watchlist(name=name.strip(), purpose=purpose.strip())
                records.save(data.store(), records.new_id(), made, writer)
                st.rerun()
