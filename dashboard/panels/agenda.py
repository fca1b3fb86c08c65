"""The parts of the page Agenda: each reads, draws and says one thing."""

import pandas as pd
import streamlit as st

from collectors import reference
from dashboard import board, data, tables
from dashboard.charting import agenda as charts_agenda
from dashboard.reading import agenda as agenda_data
from dashboard.reading.agenda import Asked
from dashboard.session import show
from dashboard.wording import agenda as agenda_words
from dashboard.wording import mandates as mandate_words
from dashboard.words import _, day, month, ngettext, plain
from dashboard.workspace.kinds import agenda_entry
from indicators.agendas import risk as agenda_risk

_QUIET = {"displayModeBar": False}
AHEAD = 180  # days
CHANGES_SHOWN = 6
_NO_MEETING = _("No coming meeting is known. The sources may not have been collected yet.")


def monitor(asked: Asked, back: int, since: pd.Timestamp, bodies: tuple, members: tuple) -> None:
    """Show all bodies on one axis, what changed, what comes and what was held."""
    _changed(asked, since, bodies, members)
    _programmes(agenda_data.programmes(asked))
    figure = agenda_data.axis(asked, back, AHEAD, bodies, members)
    coming, past = agenda_data.tables(asked, back, AHEAD, bodies, members)
    if figure is not None:
        st.plotly_chart(
            figure, config=_QUIET, key="axis",
            alt=_("Meetings of all bodies over time. The tables below say the same."),
        )  # fmt: skip
    st.caption(_(
        "Small marks are consultations and informal formats, which are no meetings of the body. "
        "The EU PSC and the North Atlantic Council publish no agenda: theirs is entered by hand."
    ))  # fmt: skip
    st.subheader(_("Coming"), anchor=False)
    show(coming, _NO_MEETING, _("Coming meetings of all bodies"))
    st.subheader(_("Past"), anchor=False)
    show(past, _("No meeting of these days is known."), _("Past meetings of all bodies"))


def _changed(asked: Asked, since: pd.Timestamp, bodies: tuple, members: tuple) -> None:
    signals, table = agenda_data.changed(asked, since, bodies, members)
    st.subheader(_("Changed since {day}").format(day=day(since)), anchor=False)
    if table.empty:
        st.caption(_("Nothing that is known here changed on the agendas."))
        return
    if signals:
        st.markdown("\n".join(f"- {said}" for said in signals[:CHANGES_SHOWN]))
    said = ngettext("One change in all, with before and after",
                    "All {n} changes, with before and after", len(table))  # fmt: skip
    with st.expander(said.format(n=len(table))):
        show(table, "", _("Changes on the agendas"))


def _programmes(states: dict[str, str]) -> None:
    unknown = [tables.body(body) for body, state in states.items() if state == "no data"]
    if unknown:
        st.caption(_(
            "No data on this month's programme of work: {bodies}. Its source could not be read, "
            "which does not mean that there is none. Drop it in under “Enter by hand”."
        ).format(bodies=", ".join(unknown)))  # fmt: skip


def published(asked: Asked, since: pd.Timestamp, members: tuple, bodies: tuple) -> None:
    """Show what each partner decided or published since a day, on the places asked for."""
    rows = agenda_data.published(asked.look, members, since)
    if bodies:
        rows = rows[rows["body"].isin(bodies)]
    st.subheader(_("Decided and published since {day}").format(day=day(since)), anchor=False)
    st.caption(agenda_words.scope(members))
    decided = rows["kind"].isin(agenda_words.DECISIONS)
    for title, part in ((_("Decisions"), rows[decided]), (_("Publications"), rows[~decided])):
        st.markdown(f"**{title}**")
        show(agenda_words.published(part.head(agenda_data.MOST_PUBLISHED)),
             _("None is known since that day. The sources may not have been collected yet."),
             title)  # fmt: skip


def risk(asked: Asked, situations: tuple[str, ...]) -> None:
    """Show the matrix of situations and bodies, three lists, and the measured lag."""
    found = agenda_data.risk_shown(asked, situations)
    st.subheader(_("Rising, and on nobody's agenda"), anchor=False)
    calm = _("None of these situations is known to be rising without a date at any body.")
    _list(found["nobody"], calm)
    st.subheader(_("On an agenda, and worse since that body's last meeting"), anchor=False)
    same = _("None of these situations is known to have got worse since it was considered.")
    _list(found["worse"], same)
    st.subheader(_("Mandate ends within {n} days at level {level} or above").format(
        n=agenda_risk.ENDING_DAYS, level=agenda_risk.WARNING), anchor=False)  # fmt: skip
    _list(found["ending"], _("None is known."))
    st.subheader(_("Situations and bodies"), anchor=False)
    if not found["rated"]:
        st.caption(_("No level is known yet: no rule has said anything of these places. "
                     "“Not rated” is not “low”."))  # fmt: skip
    show(
        found["matrix"], _("There is no situation to show."),
        _("Next and last consideration of each situation by each body"), Situation=170,
    )  # fmt: skip
    _lag()


def _list(rows: list[tuple[str, str]], empty: str) -> None:
    """Show one list of (place, sentence), each row with the way to its situation."""
    if not rows:
        st.caption(empty)
    for place, said in rows:
        text, way = st.columns([5, 1], vertical_alignment="center", gap="small")
        text.markdown(said)
        way.page_link("situation.py", label=_("Open"), icon=":material/open_in_new:",
                      query_params={"place": place})  # fmt: skip


def _lag() -> None:
    said, shares, means, table = agenda_data.lag_shown()
    st.subheader(_("How long the agenda lags behind violence"), anchor=False)
    st.markdown(said)
    left, right = st.columns(2)
    left.plotly_chart(shares, config=_QUIET, key="lag",
                      alt=_("Share of outbreaks considered within so many months"))  # fmt: skip
    right.plotly_chart(means, config=_QUIET, key="around",
                       alt=_("Meetings a month before and after outbreaks"))  # fmt: skip
    st.caption(_(
        "An outbreak: 100 deaths or more in three months after a year with fewer (Uppsala Conflict "
        "Data Program, CC BY 4.0). Meetings: the UN's tables of meetings, formal meetings whose "
        "title names the place; those under a wider item, such as “Peace and security in Africa”, "
        "and closed consultations are not counted, so that the true lag is shorter for some. The "
        "UN Security Council also leaves many places to others."
    ))  # fmt: skip
    with st.expander(_("Every outbreak and its first meeting, as a table")):
        show(table, "", _("Outbreaks and first meetings"))


def mandates(asked: Asked, members: tuple) -> None:
    """Show mandates and reporting cycles as a calendar with flags; seats and presidencies."""
    today = asked.day
    rows = data.mandates(asked.look).sort_values("passed", kind="stable")
    if members:
        rows = rows[rows["place"].isin(members)]
    one = rows.drop_duplicates("id")
    passed = one[one["passed"]]
    st.subheader(_("Mandates: the soonest end first, those that have passed last"), anchor=False)
    if len(passed):
        said = ngettext(
            "One end has passed and nobody has confirmed what followed: {names}.",
            "{n} ends have passed and nobody has confirmed what followed: {names}.", len(passed),
        )  # fmt: skip
        names = plain(", ".join(passed["acronym"]))
        st.warning(said.format(n=len(passed), names=names), icon=":material/help:")
    dated = one[one["end"].notna()]
    if len(dated):
        st.plotly_chart(
            charts_agenda.mandates(dated, today), config=_QUIET, key="ends",
            alt=_("Ends of mandates over time. The table below says the same."),
        )  # fmt: skip
    show(mandate_words.mandates(rows), board.no_mission(asked.look.as_of), Organisation=150)
    st.subheader(_("Reports due"), anchor=False)
    due = agenda_data.noted(asked, agenda_entry.REPORT_DUE)
    due = due[agenda_data.chosen(due, (), members)]
    show(mandate_words.reports(due, today), _(
        "No date of a report is known. No public feed gives the reporting cycles; enter them by "
        "hand with the format “a report is due on this day”."
    ))  # fmt: skip
    _seats(asked)


def _seats(asked: Asked) -> None:
    today = asked.day
    st.subheader(_("Presidency and members of the UN Security Council"), anchor=False)
    presiding = reference.presidency(today)
    if presiding:
        said = _("Presidency in {month}: **{name}**.")
        following = today + pd.offsets.MonthBegin(1)
        st.markdown(said.format(month=month(today), name=presiding) + " " + (
            said.format(month=month(following), name=reference.presidency(following))
            if reference.presidency(following) else ""
        ))  # fmt: skip
    chairs = agenda_data.noted(asked, agenda_entry.CHAIR)
    for row in chairs[chairs["date"].dt.to_period("M") == today.to_period("M")].itertuples():
        st.markdown(mandate_words.chair(row))
    members = reference.members(today)
    if members.empty:
        st.info(_("Who sat on the UN Security Council on that day is not in the shipped table."))
        return
    following = reference.members(pd.Timestamp(today.year + 1, 1, 1))
    if change := mandate_words.seats_change(members, following, today):
        st.warning(change, icon=":material/event_seat:")
    st.caption(board.members_sentence(members))

