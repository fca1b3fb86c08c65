"""What people choose and enter on the page Agenda: view, comparison, entries, a programme."""

from collections.abc import Mapping
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import agenda_programme, data
from dashboard.agenda_programme import Programme, Unreadable
from dashboard.panels import asking, cards, forms
from dashboard.session import Look, choose, show
from dashboard.words import _, ngettext, plain
from dashboard.workspace import records
from dashboard.workspace.kinds import agenda_entry
from dashboard.workspace.people import Person

COMPARED_DAYS = 7  # what changes are measured against, as long as nobody chose a day


def view(views: Mapping[str, str]) -> str:
    """Return which part of the page is asked for; it stands in the address as `view`."""
    if "view" not in st.session_state:
        asked = st.query_params.get("view")
        st.session_state["view"] = asked if asked in views else next(iter(views))
    chosen = st.segmented_control(
        _("Show"), list(views), format_func=views.get, key="view", required=True
    )
    st.query_params["view"] = chosen
    return chosen


def compare_with(today: pd.Timestamp) -> pd.Timestamp:
    """Return the day that changes are measured against; it stands in the address as `compare`."""
    if "compare" not in st.session_state:
        asked = pd.to_datetime(st.query_params.get("compare"), errors="coerce")
        usual = today - pd.Timedelta(days=COMPARED_DAYS)
        known = pd.notna(asked) and asked.tz is None and _first(today) <= asked <= today
        st.session_state["compare"] = (asked if known else usual).date()
    day = st.date_input(_("Compare with"), key="compare", min_value=_first(today).date(),
                        max_value=today.date(), width=150)  # fmt: skip
    st.query_params["compare"] = f"{day:%Y-%m-%d}"
    return pd.Timestamp(day)


def look_back(periods: list[int]) -> int:
    """Return how many days back the page shows; it stands in the address as `back`."""
    if "back" not in st.session_state:
        asked = st.query_params.get("back", "")
        st.session_state["back"] = int(asked) if asked in map(str, periods) else periods[1]
    chosen = st.segmented_control(
        _("Look back"), periods, key="back", required=True,
        format_func=lambda n: ngettext("one day", "{n} days", n).format(n=n),
    )  # fmt: skip
    st.query_params["back"] = str(chosen)
    return chosen


def _first(today: pd.Timestamp) -> pd.Timestamp:
    return today - pd.DateOffset(years=2)


def subscribe(bodies: tuple[str, ...], place: str | None) -> None:
    """Say where the calendar, the changes and the table of this choice can be subscribed to."""
    asked = urlencode([("body", name) for name in bodies] + ([("place", place)] if place else []))
    query = f"?{asked}" if asked else ""
    st.markdown(_(
        "Without sign-in, with what everybody may see: [calendar](/feeds/agenda.ics{query}), "
        "[changes (Atom)](/feeds/changes.atom{query}), [table (CSV)](/feeds/agenda.csv{query}). "
        "A calendar program can subscribe to the address of the first."
    ).format(query=query))  # fmt: skip


def enter(look: Look, me: Person, may_write: bool) -> None:
    """Show entries by hand; let a person write one, change one, or drop in a programme."""
    kind = agenda_entry.KIND
    st.caption(kind.help)
    rows = records.load(data.store(), kind, look.viewer, look.as_of)
    rows = rows.sort_values("date", ascending=False, ignore_index=True)
    show(cards.table(kind, rows), _("Nothing was entered by hand that you may see."),
         _("Agenda entries by hand"))  # fmt: skip
    if not may_write:
        st.caption(_("Nothing can be written here now."))
        return
    names = {row.record: f"{row.date}: {row.title}"[:90] for row in rows.itertuples()}
    record = choose(_("Change an entry"), list(names), "entry", names.get, empty=_("Choose one"))
    if record is not None:
        forms.revise(kind, rows[rows["record"] == record].iloc[0], me)
    with st.expander(_("Enter a meeting"), expanded=rows.empty):
        if forms.edit(kind, me):
            st.rerun()
    with st.expander(_("Drop the programme of work of the UN Security Council")):
        _drop(look, me)


def _drop(look: Look, me: Person) -> None:
    st.caption(_("Where no feed gives it: drop in its PDF or paste its text; correct the rows."))
    file = st.file_uploader(_("PDF, page or text"), ["pdf", "txt", "html", "htm"], key="programme",
                            max_upload_size=20)  # fmt: skip
    pasted = st.text_area(_("or its text"), key="pasted", height=120, max_chars=200_000)
    body = file.getvalue() if file else pasted.encode()
    if not body.strip():
        return
    try:
        found = agenda_programme.read(body, data.today(look).to_period("M"))
    except Unreadable as fault:
        st.error(plain(str(fault)))
        return
    _correct(found, me)


def _correct(found: Programme, me: Person) -> None:
    said = ngettext("One item of {month} was read.", "{n} items of {month} were read.",
                    len(found.items))  # fmt: skip
    st.markdown(f"**{said.format(n=len(found.items), month=f'{found.month:%B %Y}')}**")
    if found.plan:
        st.warning(_(
            "It calls itself a plan of work: no programme was adopted. Its meetings are kept as "
            "entries, and the programme still counts as not adopted."
        ))  # fmt: skip
    if found.note:
        st.caption(plain(found.note))
    columns = {
        "item": None, "public": None, "status": None,
        "day": st.column_config.DateColumn(_("Day"), required=True),
        "hour": st.column_config.TextColumn(_("New York")),
        "format": st.column_config.SelectboxColumn(_("Format"), options=list(agenda_entry.FORMATS)),
        "title": st.column_config.TextColumn(_("Item"), required=True, width="large"),
        "places": st.column_config.TextColumn(_("Countries, by their three letters")),
    }  # fmt: skip
    items = st.data_editor(found.items, column_config=columns, num_rows="dynamic",
                           hide_index=True, key="programme_items")  # fmt: skip
    audience = asking.audience("programme", me, None)
    if st.button(_("Confirm: keep these as entries by hand"), type="primary"):
        try:
            kept = agenda_programme.keep(data.store(), found, items.fillna(""), me, audience)
        except (Unreadable, *records.NOT_SAVED) as fault:
            st.error(plain(str(fault)))
            return
        st.success(ngettext("One entry was kept or changed.", "{n} entries were kept or changed.",
                            kept).format(n=kept))  # fmt: skip
