"""The parts of the page of one situation: outlook, level proposed, assessments, actions."""

import pandas as pd
import streamlit as st

from dashboard import board, data, outlook, tables
from dashboard.first_screen import action
from dashboard.panels import judging
from dashboard.panels.judging import chip
from dashboard.reading import board as board_data
from dashboard.reading import situation as situation_data
from dashboard.reports.brief import situation_brief
from dashboard.reports.formats import file_name
from dashboard.reports.html import render
from dashboard.session import Look, show
from dashboard.words import _, day, month, number, plain
from dashboard.workspace import organisations, records, scales
from dashboard.workspace.people import Person
from indicators import levels, places
from indicators.spoken import spoken

WHY = " " + _("That may be for want of collected sources: the page Sources says which are silent.")
STATES = {levels.TOLD: "", levels.OLD: _("too old"), levels.NONE: _("no data")}


def head(look: Look, place: str, today: pd.Timestamp) -> None:
    """Show the name of a situation and, in a sentence, its deaths and what is next."""
    st.title(places.name(place), anchor=False)
    watch = pd.DataFrame([{"place": place, "why": "", "author": "", "known_at": pd.NaT}])
    found = board.situations(
        watch, data.deaths(look), data.agenda(look), data.mandates(look), today
    ).iloc[0]
    st.markdown(f"**{board.why(found)}** {board.coming(found)}")
    for note in board.notes(places.members(place)):
        st.caption(note)


def ahead(look: Look, place: str) -> None:
    """Say what the forecast of one country is, and which past situations are nearest."""
    issue = board_data.forecast(look)
    issue = issue[issue["place"] == place]
    if issue.empty:
        st.caption(_("No forecast is known for this place; one is made when deaths are collected."))
    else:
        st.markdown(" ".join(outlook.sentences(issue)))
        with st.expander(_("The forecast by month")):
            show(outlook.table(issue), "", _("The forecast of deaths by month."))
    found = situation_data.analogues(look, place)
    if len(found):
        with st.expander(_("The nearest past situations, and what followed")):
            st.markdown("\n".join(f"- {plain(one)}" for one in outlook.analogues(found)))
            st.caption(_("Nearest by level, rise and steadiness of deaths over three years; "
                         "nothing is known here of why they are alike."))  # fmt: skip


def proposal(look: Look, members: tuple[str, ...]) -> None:
    """Show which level the figures propose, in words, with every input side by side."""
    st.subheader(_("Level proposed by the figures; people decide"), anchor=False)
    told = situation_data.inputs_of_level(look, members)
    for place, rows in told.groupby("place", sort=False):
        st.markdown(plain(spoken(rows, places.name(place))))
    if told.empty:
        st.caption(_("Nothing is known from which a level could be proposed."))
        return
    with st.expander(_("Every input side by side")):
        st.caption(_("Every input proposes a level by its own step; the highest counts. Level 4 is "
                     "proposed where two of violence, people and outlook stand at 3. Nothing is "
                     "weighed against anything; what is not known proposes nothing."))  # fmt: skip
        show(_inputs(told), "", _("What each input proposes."))


def _inputs(told: pd.DataFrame) -> pd.DataFrame:
    def proposed(row) -> str:
        return STATES[row.state] if pd.isna(row.level) else scales.LEVELS[int(row.level)]

    each = list(told.itertuples())
    return pd.DataFrame(
        {
            _("Place"): [places.name(row.place) for row in each],
            _("Group"): told["group"],
            _("Input"): told["title"],
            _("Figure"): [_figure(row.value) for row in each],
            _("Unit"): told["unit"],
            _("Of"): [month(row.period) for row in each],
            _("Known on"): told["known_at"].dt.tz_localize(None).dt.normalize(),
            _("Proposes"): [proposed(row) for row in each],
            _("Step"): [_figure(row.step) for row in each],
            _("More from"): [_figure(row.next) for row in each],
            _("Steps after"): told["after"],
        }
    )


def _figure(value: float) -> str:
    if pd.isna(value):
        return ""
    return number(value) if value == round(value) or abs(value) >= 100 else f"{value:.1f}"


def assessments(look: Look, place: str, me: Person, writing: bool) -> None:
    """Show each organisation's assessment in a box of its own, the working level, and ours."""
    st.subheader(_("Assessments"), anchor=False)
    rows = board_data.assessed(look)
    rows = rows[rows["place"] == place]
    boxes = st.columns(max(len(rows), 1))
    for box, row in zip(boxes, rows.to_dict("records"), strict=False):
        with box.container(border=True):
            st.markdown(f"**{plain(row['organisation'])}**: **{chip(row['level'])}**, "
                        f"{scales.TRENDS[row['trend']]}")  # fmt: skip
            st.markdown(plain(row["sentence"]))
            st.caption(_("{name} desk assessment, not its official position, {day}.").format(
                name=plain(row["organisation"]), day=day(row["known_at"])))  # fmt: skip
    if rows.empty:
        st.caption(_("No organisation has rated this situation: that is not “low”."))
    agreed = board_data.working_levels(look)
    for row in agreed[agreed["place"] == place].head(1).to_dict("records"):
        by = organisations.listed(row["agreed"]) or _("nobody yet")
        said = _("Working level {level}, agreed by {names}, {day}. {statement}").format(
            level=f"**{chip(row['level'])}**", names=plain(by), day=day(row["known_at"]),
            statement=plain(row["statement"]))  # fmt: skip
        st.markdown(said)
        for one in row["reservations"]:
            st.markdown("- " + _("Reservation: {said}").format(said=plain(one)))
    st.page_link("assess.py", label=_("Joint assessment: open or join a round"),
                 icon=":material/balance:")  # fmt: skip
    if writing:
        record = f"{place}-{me.organisation}"
        own = records.get(data.store(), "assessment", record, look.viewer)
        with st.expander(_("Our assessment")):
            judging.outside_a_round(place, me, None if own is None else own.to_dict())


def brief(look: Look, place: str) -> None:
    """Offer the one page that is made of what stands here."""
    made = situation_brief(place, look)
    st.download_button(
        _("Make a brief (one page)"), render(made), file_name(made), mime="text/html",
        icon=":material/description:",
    )  # fmt: skip


def tables_of(
    look: Look, members: tuple[str, ...], figures: pd.DataFrame, agenda: pd.DataFrame,
    mandates: pd.DataFrame,
) -> None:  # fmt: skip
    """Show all that is known of some places as tables, each on a tab of its own."""
    events = pd.concat([data.events(look, member) for member in members])
    publications = data.publications(look, members)
    tabs = {
        _("Figures"): (tables.figures(figures, data.series, data.origin),
                       _("No figure about this place is known.")),
        _("Agenda"): (tables.agenda(agenda), _("No agenda item about this place is known.") + WHY),
        _("Missions"): (tables.mandates(mandates), board.no_mission(look.as_of)),
        _("Events"): (tables.events(events), _("No event in this place is known.") + WHY),
        _("Publications"): (tables.publications(publications),
                            _("No publication about this place is known.") + WHY),
    }  # fmt: skip
    for tab, (table, empty) in zip(st.tabs(list(tabs)), tabs.values(), strict=True):
        with tab:
            show(table, empty)


def actions(look: Look, members: tuple[str, ...], today: pd.Timestamp) -> None:
    """List the open actions about some places."""
    found = board_data.actions(look)
    found = found[found["place"].isin(members)]
    if len(found):
        st.subheader(_("Open actions"), anchor=False)
        st.markdown("\n".join(f"- {action(row, today)}" for row in found.itertuples()))
