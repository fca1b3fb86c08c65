"""Who is looking, and as known on which day: from the sign-in and the page's address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import pandas as pd
import streamlit as st

from collectors.access import Viewer
from dashboard.entry import presence
from dashboard.entry.presence import author, person
from dashboard.wording.columns import kind, missing
from dashboard.words import _, plain

__all__ = ["Look", "as_of", "author", "choose", "choose_several", "leave_replay", "look",
           "person", "show", "writes"]  # fmt: skip
FIRST_DAY = pd.Timestamp("1989-01-01")  # the shipped history begins


@dataclass(frozen=True)
class Look:
    """One look at the store: who looks, and what was known by when (None: now).

    Pages keep what they read under it, so that nobody sees another's figures.
    """

    viewer: Viewer
    as_of: pd.Timestamp | None = None

    @cached_property
    def seen(self) -> dict[tuple, dict[str, int]]:
        """The versions of a store's frames as this look found them; see `data.version`."""
        return {}

    @property
    def now(self) -> pd.Timestamp:
        """Return the moment that is looked at: the last one of a replay's day, else this one."""
        if self.as_of is None:
            return pd.Timestamp.now("UTC")
        return self.as_of - pd.Timedelta(microseconds=1)


def look() -> Look:
    """Return who is looking at this page (a person, or a room), as known on its day."""
    return Look(presence.viewer(), as_of())


def writes() -> bool:
    """Return whether something can be written on this page now."""
    return presence.writes() and as_of() is None


def as_of() -> pd.Timestamp | None:
    """Return the end of the day that a replay shows, None for now.

    The day stands in the page's address, so that a link shows the same; Streamlit empties
    the address when the page changes, so it is kept for the session and written again.
    """
    asked = st.query_params.get("as_of") or st.session_state.get("as_of", "")
    if not asked:
        return None
    day = _past_day(asked)
    if day is None:
        said = _("{asked} is no day from 1989 to today that can be shown. This address asks "
                 "for it; take it out, or choose a day on the page Training.")  # fmt: skip
        st.error(said.format(asked=plain(asked[:40])))
        st.stop()  # the present in place of the past that was asked for would mislead
    st.session_state["as_of"] = st.query_params["as_of"] = f"{day:%Y-%m-%d}"
    return day.tz_localize("UTC") + pd.Timedelta(days=1)


def _past_day(asked: str) -> pd.Timestamp | None:
    try:
        day = pd.Timestamp(asked)
    except ValueError:
        return None
    today = pd.Timestamp.now("UTC").tz_localize(None).normalize()
    if pd.isna(day) or day.tzinfo is not None or not FIRST_DAY <= day.normalize() <= today:
        return None
    return day.normalize()


def leave_replay() -> None:
    """Come back to now."""
    st.session_state.pop("as_of", None)
    st.query_params.pop("as_of", None)


def choose(
    label: str, options: list[str], name: str, named: Callable[[str], str], empty: str = "",
    label_visibility: str = "visible",
) -> str | None:  # fmt: skip
    """Return what is chosen in a list; the choice stands in the page's address as `name`.

    With `empty`, nothing may be chosen and the list says so; else the first option is.
    """
    asked = st.query_params.get(name)
    if name not in st.session_state and asked in options:
        st.session_state[name] = asked
    elif name not in st.session_state and asked:
        said = _("The address asks for {asked}, which is not known here. Choose from the list.")
        st.warning(said.format(asked=plain(asked[:80])))
    if st.session_state.get(name) not in options:
        st.session_state.pop(name, None)
    index = None if empty or not options else 0
    chosen = st.selectbox(
        label, options, index=index, format_func=named, placeholder=empty, key=name,
        label_visibility=label_visibility,
    )  # fmt: skip
    if chosen is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen
    return chosen


def choose_several(
    label: str, options: list[str], name: str, named: Callable[[str], str]
) -> list[str]:
    """Return what is chosen of a list; the choices stand in the page's address as `name`."""
    if name not in st.session_state:
        asked = st.query_params.get_all(name)
        st.session_state[name] = [one for one in asked if one in options]
    st.session_state[name] = [one for one in st.session_state[name] if one in options]
    chosen = st.multiselect(label, options, format_func=named, key=name, placeholder=_("Choose"))
    st.query_params[name] = chosen
    return chosen


def show(
    table: pd.DataFrame, empty: str, alt: str = "", height: str = "auto", **widths: int
) -> None:
    """Show a table, or the sentence `empty` without rows; `widths` of columns in pixels."""
    if table.empty:
        st.info(empty)
        return
    widths = {_(name): width for name, width in widths.items()}
    st.dataframe(
        table, hide_index=True, alt=alt or None, height=height, placeholder=missing(table),
        column_config={
            name: _COLUMNS[kind(name, values)](width=widths.get(name))
            for name, values in table.items()
        },
    )  # fmt: skip


_DAY = "D MMMM YYYY"
_COLUMNS = {
    "text": st.column_config.Column,
    "number": partial(st.column_config.NumberColumn, format="localized"),
    "month": partial(st.column_config.DateColumn, format="MMMM YYYY"),
    "day": partial(st.column_config.DateColumn, format=_DAY),
    "minute": partial(
        st.column_config.DatetimeColumn, format=f"{_DAY}, HH:mm [UTC]", timezone="UTC"
    ),
}
