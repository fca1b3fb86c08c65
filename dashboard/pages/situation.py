"""Everything about one country or area: figures over time, agenda, missions, events."""

import pandas as pd
import streamlit as st

from dashboard import board, charts, data, tables
from dashboard.reports.brief import file_name, situation_brief
from dashboard.reports.html import render
from dashboard.session import choose, look
from dashboard.words import _, day
from indicators import places

looking = look()
today = data.today(looking)
place = choose(
    _("Situation"), board.choices(), "place", places.name, _("Choose a country or an area")
)
if place is None:
    st.title(_("Situation"), anchor=False)
    st.info(_("Choose a country or an area to see its figures, agenda and missions."))
    st.stop()

st.title(places.name(place), anchor=False)
members = places.members(place)
found = board.situations(
    pd.DataFrame([{"place": place, "why": "", "author": "", "known_at": pd.NaT}]),
    data.deaths(looking), data.agenda(looking), data.mandates(looking), today,
).iloc[0]  # fmt: skip
st.markdown(f"**{board.why(found)}** {board.coming(found)}")
for note in board.notes(members):
    st.caption(note)

figures = data.figures(looking, data.MONTHLY, members)
mandates = data.mandates(looking)
here = mandates[mandates["place"].isin(members)]
agenda = pd.concat([data.agenda_of(looking, member) for member in members], ignore_index=True)
st.subheader(_("Deaths in organised violence by month"), anchor=False)
if figures.empty:
    st.info(_("No figure about this place was known on that day."))
for member in figures["place"].unique():
    rows = figures[figures["place"] == member]
    chart = charts.over_time(rows, {s: data.series(s) for s in rows["series"].unique()},
                             places.name(member))  # fmt: skip
    chart = charts.add_dates(chart, board.dates(here, agenda, rows))
    st.plotly_chart(chart, key=f"deaths-{member}",
                    alt=_("Deaths by month; the table below gives the same figures."))  # fmt: skip

brief = situation_brief(place, looking)
st.download_button(
    _("Make a brief (one page)"), render(brief), file_name(brief), mime="text/html",
    icon=":material/description:",
)  # fmt: skip

tabs = st.tabs([_("Figures"), _("Agenda"), _("Missions"), _("Events"), _("Publications")])
with tabs[0]:
    st.dataframe(tables.figures(figures, data.series, data.origin), hide_index=True)
with tabs[1]:
    st.dataframe(tables.agenda(agenda), hide_index=True)
with tabs[2]:
    st.dataframe(tables.mandates(here), hide_index=True)
with tabs[3]:
    events = pd.concat([data.events(looking, member) for member in members])
    st.dataframe(tables.events(events), hide_index=True)
with tabs[4]:
    st.dataframe(tables.publications(data.publications(looking, members)), hide_index=True)
st.caption(_("As of {day}.").format(day=day(today)))
