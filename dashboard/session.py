"""Who is looking, and as known on which day: from the settings and the page's address."""

import getpass
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from collectors.access import Viewer
from collectors.settings import load


@dataclass(frozen=True)
class Look:
    """One look at the store: who looks, and what was known by when (None: now).

    Pages keep what they read under it, so that nobody sees another's figures.
    """

    viewer: Viewer
    as_of: pd.Timestamp | None = None


def look() -> Look:
    """Return who is looking at this page, as known on the day its address names."""
    return Look(Viewer(frozenset({load().organisation})), as_of())


def as_of() -> pd.Timestamp | None:
    """Return the end of the day that a replay shows, None for now.

    The day stands in the page's address, so that a link shows the same; Streamlit empties
    the address when the page changes, so it is kept for the session and written again.
    """
    asked = st.query_params.get("as_of") or st.session_state.get("as_of", "")
    try:
        day = pd.Timestamp(asked) if asked else None
    except ValueError:
        day = None
    if day is None or day.tzinfo is not None or not 1989 <= day.year <= 2100:
        return None
    st.session_state["as_of"] = st.query_params["as_of"] = f"{day:%Y-%m-%d}"
    return day.normalize().tz_localize("UTC") + pd.Timedelta(days=1)


def leave_replay() -> None:
    """Come back to now."""
    st.session_state.pop("as_of", None)
    st.query_params.pop("as_of", None)


def choose(
    label: str, options: list[str], name: str, named: Callable[[str], str], empty: str = ""
) -> str | None:
    """Return what is chosen in a list; the choice stands in the page's address as `name`.

    With `empty`, nothing may be chosen and the list says so; else the first option is.
    """
    asked = st.query_params.get(name)
    if name not in st.session_state and asked in options:
        st.session_state[name] = asked
    if st.session_state.get(name) not in options:
        st.session_state.pop(name, None)
    index = None if empty or not options else 0
    chosen = st.selectbox(
        label, options, index=index, format_func=named, placeholder=empty, key=name
    )
    if chosen is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen
    return chosen


def author() -> str:
    """Return whose name an entry carries: in local mode, this computer's user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number without a name
        return "local user"
