"""Everything about one country or area: level, signals, figures over time, outlook, agenda."""

import pandas as pd
import streamlit as st

from dashboard import board, data
from dashboard.charting import situation as situation_charts
from dashboard.panels import comparing
from dashboard.panels import signals as signal_panel
from dashboard.panels import situation as panels
from dashboard.session import choose, look, person, writes
from dashboard.words import _, day
from indicators import places

looking, me, writing = look(), person(), writes()
today = data.today(looking)
place = choose(
    _("Situation"), board.choices(), "place", places.name, _("Choose a country or an area")
)
if place is None:
    st.title(_("Situation"), anchor=False)
    st.info(_("Choose a country or an area to see its figures, agenda and missions."))
    st.stop()

members = places.members(place)
mandates = data.mandates(looking)
here = mandates[mandates["place"].isin(members)]
agenda = pd.concat([data.agenda_of(looking, member) for member in members], ignore_index=True)
panels.head(looking, place, today)

left, right = st.columns([3, 2], gap="large")
with left:
    figures = situation_charts.deaths(looking, members, here, agenda)
    if len(members) == 1:
        panels.ahead(looking, place)
    others = situation_charts.further(looking, members)
with right:
    panels.assessments(looking, place, me, writing)
    panels.proposal(looking, members)
    signal_panel.panel(looking, members, comparing.since(looking), me, writing)
    panels.actions(looking, (place, *members), today)

panels.brief(looking, place)
panels.tables_of(looking, members, pd.concat([figures, others]), agenda, here)
st.caption(_("As of {day}.").format(day=day(today)))
