"""Everything about one country or area: figures over time, agenda, missions, events."""

import pandas as pd
import streamlit as st

from dashboard import board, charts, data, tables
from dashboard.reports.brief import situation_brief
from dashboard.reports.formats import file_name
from dashboard.reports.html import render
from dashboard.session import choose, choose_several, look, show
from dashboard.words import _, day, plain
from indicators import places

WHY = _("That may be for want of collected sources: the page Sources says which are silent.")

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
    st.info(_("No figure about this place is known."))
for member in figures["place"].unique():
    rows = figures[figures["place"] == member]
    chart = charts.over_time(rows, {s: data.series(s) for s in rows["series"].unique()},
                             places.name(member) if len(members) > 1 else "")  # fmt: skip
    chart = charts.add_dates(chart, board.dates(here, agenda, rows))
    st.plotly_chart(chart, key=f"deaths-{member}",
                    alt=_("Deaths by month; the table below gives the same figures."))  # fmt: skip

further = data.further_series(looking, members)
chosen = choose_several(_("Further series"), further, "series", lambda id: data.series(id).title)
others = data.figures(looking, tuple(chosen), members)
for (member, series), rows in others.groupby(["place", "series"]):
    name = f"{data.series(series).title}, {places.name(member)}"
    if series.split(".")[0] in data.not_reviewed():
        st.caption(_("{name}: the source is not yet reviewed.").format(name=plain(name)))
    chart = charts.over_time(rows, {series: data.series(series)}, name)
    st.plotly_chart(chart, key=f"{series}-{member}",
                    alt=_("{name}: figures as in the table.").format(name=name))  # fmt: skip

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
