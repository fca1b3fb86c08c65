"""Everything about one country or area: level, signals, figures over time, outlook, agenda."""

import pandas as pd
import streamlit as st

from dashboard import board, data, tables
from dashboard.charting import situation as situation_charts
from dashboard.panels import comparing
from dashboard.panels import signals as signal_panel
from dashboard.panels import situation as panels
from dashboard.reports.brief import situation_brief
from dashboard.reports.formats import file_name
from dashboard.reports.html import render
from dashboard.session import choose, look, person, show, writes
from dashboard.words import _, day
from indicators import places

WHY = _("That may be for want of collected sources: the page Sources says which are silent.")

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

brief = situation_brief(place, looking)
st.download_button(
    _("Make a brief (one page)"), render(brief), file_name(brief), mime="text/html",
    icon=":material/description:",
)  # fmt: skip
tabs = st.tabs([_("Figures"), _("Agenda"), _("Missions"), _("Events"), _("Publications")])
with tabs[0]:
    shown = tables.figures(pd.concat([figures, others]), data.series, data.origin)
    show(shown, _("No figure about this place is known."))
with tabs[1]:
    show(
        tables.agenda(agenda), _("No agenda item about this place is known. {why}").format(why=WHY)
    )
with tabs[2]:
    show(tables.mandates(here), board.no_mission(looking.as_of))
with tabs[3]:
    events = pd.concat([data.events(looking, member) for member in members])
    show(tables.events(events), _("No event in this place is known. {why}").format(why=WHY))
with tabs[4]:
    publications = tables.publications(data.publications(looking, members))
    show(publications, _("No publication about this place is known. {why}").format(why=WHY))
st.caption(_("As of {day}.").format(day=day(today)))
