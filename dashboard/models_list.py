"""The model's list, nobody's view: shown to who runs the tool, adopted by a named person."""

import pandas as pd
import streamlit as st

from collectors.settings import load
from dashboard import chances, data
from dashboard.kept import kept
from dashboard.reading import board as board_data
from dashboard.session import Look, show
from dashboard.words import _, month, plain
from dashboard.workspace import records, watchlists
from dashboard.workspace.people import Person
from indicators import places
from indicators.frames import FORECASTS
from indicators.signalling.signals import models_list

ADOPTED = _("Adopted by {name} from the model's list, which is nobody's view")


def may_see(look: Look) -> bool:
    """Return whether only people of the organisation that runs the tool look at this screen."""
    return look.viewer.organisations == frozenset({load().organisation})


def show_list(look: Look, me: Person, watchlist: str | None, writing: bool) -> None:
    """Show the twenty places and let a person adopt one onto a watchlist in one click."""
    st.caption(_("The model's list, nobody's view: places by probability that violence breaks out "
                 "or escalates within three months. It is not the position of any organisation, "
                 "and is never shared unless a named person adopts a place."))  # fmt: skip
    found, told = _told(data.version(look, FORECASTS), look)
    show(
        told,
        _("No forecast is known yet: one is made when deaths are collected."),
        _("Twenty places by the model's probability."),
        height="content",
    )
    if found.empty or watchlist is None or not writing:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(_("Place to adopt"), list(found["place"]), format_func=places.name)
        if st.button(_("Adopt onto the watchlist"), icon=":material/person_add:"):
            try:
                adopt(me, watchlist, found[found["place"] == place].iloc[0])
            except records.NOT_SAVED as fault:
                st.error(plain(str(fault)))
            else:
                st.rerun()


def adopt(me: Person, watchlist: str, row: pd.Series) -> None:
    """Put a place of the model's list on a watchlist in a person's name."""
    said = _("{adopted}; {chance} within three months, with deaths to {month}.").format(
        adopted=ADOPTED.format(name=me.name), chance=chances.about(row["probability"]),
        month=month(row["issued"]))  # fmt: skip
    watchlists.watch(data.store(), watchlist, row["place"], said, me)


@kept
def _told(known: tuple, look: Look) -> tuple[pd.DataFrame, pd.DataFrame]:
    found = models_list(board_data.forecast(look))
    return found, table(found)


def table(found: pd.DataFrame) -> pd.DataFrame:
    """Return the model's list in people's words."""
    return pd.DataFrame(
        {
            _("Rank"): found["rank"],
            _("Place"): found["place"].map(places.name),
            _("Onset or escalation within three months"): found["probability"].map(chances.about),
            _("With deaths to"): found["issued"].map(month),
        }
    )
