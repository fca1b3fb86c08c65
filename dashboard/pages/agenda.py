"""The agendas of all bodies: what comes, what changed, what stands on none, what ends."""

import pandas as pd
import streamlit as st

from dashboard import board, data, tables
from dashboard.panels import agenda as agenda_panels
from dashboard.panels import by_hand as agenda_by_hand
from dashboard.reading import agenda as agenda_data
from dashboard.session import choose, choose_several, look, person, writes
from dashboard.words import _
from indicators import places
from indicators.agendas.risk import BODIES

PERIODS = [7, 60, 365, 730]
VIEWS = {
    "agenda": _("Agenda"),
    "published": _("Decided and published"),
    "risk": _("Agenda against risk"),
    "mandates": _("Mandates, reports, seats"),
    "hand": _("Enter by hand"),
}

looking = look()
today = data.today(looking)
st.title(_("Agenda"), anchor=False)
lists = data.lists(looking)
names = dict(zip(lists["record"], lists["name"], strict=True))

with st.container(horizontal=True, vertical_alignment="bottom"):
    view = agenda_by_hand.view(VIEWS)
    since = agenda_by_hand.compare_with(today)
    place = choose(_("Place"), board.choices(), "place", places.name, _("All places"))
    watchlist = choose(_("Watchlist"), list(names), "watchlist", names.get, _("No watchlist"))
with st.expander(_("Bodies, period, calendar to subscribe to")):
    bodies = tuple(choose_several(_("Bodies"), list(BODIES), "body", tables.body))
    back = agenda_by_hand.look_back(PERIODS)
    agenda_by_hand.subscribe(bodies, place)

watched = tuple(data.watches(looking, watchlist)["place"]) if watchlist else ()
situations = (place,) if place else watched
members = tuple(dict.fromkeys(code for one in situations for code in places.members(one)))

asked = agenda_data.asked(looking)
if view == "agenda":
    agenda_panels.monitor(asked, back, since, bodies, members)
elif view == "published":
    agenda_panels.published(asked, since, members, bodies)
elif view == "risk":
    if not situations:  # all lists together, for want of a choice
        all_watched = pd.concat([data.watches(looking, name)["place"] for name in names] or [lists])
        situations = tuple(dict.fromkeys(all_watched)) if names else ()
    agenda_panels.risk(asked, situations)
elif view == "mandates":
    agenda_panels.mandates(asked, members)
else:
    agenda_by_hand.enter(looking, person(), writes())
