"""What changes are measured against: a meeting, last week, last month, the same month last year."""

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.reading import meetings
from dashboard.session import Look, choose
from dashboard.words import _, day

NAME = "against"  # in the page's address
_KEPT = "compared with"  # for the session: Streamlit empties the address when the page changes
_MOST_MEETINGS = 12
_SPANS = {
    "week": (_("last week"), pd.DateOffset(days=7)),
    "month": (_("last month"), pd.DateOffset(months=1)),
    "year": (_("same month last year"), pd.DateOffset(years=1)),
}


def pick(look: Look) -> pd.Timestamp:
    """Ask what is compared with, and return that moment; the choice stands in the address.

    The last meeting unless something else is chosen, last week where none was held.
    """
    found = _choices(look)
    if NAME not in st.session_state and NAME not in st.query_params and _KEPT in st.session_state:
        st.session_state[NAME] = st.session_state[_KEPT]
    words = _("Compare with: {what}")
    names = {name: words.format(what=said) for name, (said, _moment) in found.items()}
    chosen = choose(_("Compare with"), list(names), NAME, names.get,
                    label_visibility="collapsed")  # fmt: skip
    st.session_state[_KEPT] = chosen
    return found[chosen][1]


def since(look: Look) -> pd.Timestamp:
    """Return the moment that changes are measured against, on a page that does not ask."""
    found = _choices(look)
    asked = st.query_params.get(NAME) or st.session_state.get(_KEPT)
    return found[asked if asked in found else next(iter(found))][1]


def _choices(look: Look) -> dict[str, tuple[str, pd.Timestamp]]:
    """Return what can be chosen: its words and its moment, by its name in the address."""
    today = data.today(look)
    now = look.as_of or pd.Timestamp.now("UTC")
    found = meetings.before(look, now, _MOST_MEETINGS)
    for name, (said, span) in _SPANS.items():
        then = today - span
        found[name] = (f"{said}, {day(then)}", then.tz_localize("UTC"))
    return found
