"""What the page Agenda reads: small frames, kept under the store's version and who looks."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from collectors import reference
from dashboard import agenda_rows, agenda_words, charts_agenda, data
from dashboard.session import Look
from dashboard.workspace.kinds import agenda_entry
from indicators import agenda_changes, agenda_lag, agenda_meetings, agenda_risk
from indicators.frames import AGENDA, OBSERVATIONS, PUBLICATIONS, RECORDS, RUNS, SIGNALS

PROGRAMME_OF = {"UNSC": "unsc_programme", "AU PSC": "amani_africa"}
_NO_MEETING = (agenda_entry.REPORT_DUE, agenda_entry.CHAIR)
CHANGES_BACK = 120  # days before the comparison from which versions are looked at
MOST_PUBLISHED = 500

_kept = st.cache_data(max_entries=100, show_spinner=False)
_drawn = st.cache_resource(max_entries=50, show_spinner=False)  # figures: read, never changed


def _known() -> tuple[int, int]:
    return data.store().version(AGENDA), data.store().version(RECORDS)


def meetings(look: Look, back: int, ahead: int) -> pd.DataFrame:
    """Return the meetings around today, one row each: see `agenda_meetings.each`."""
    return _meetings(_known(), look, data.today(look), back, ahead)


@_kept
def _meetings(known, look: Look, day, back: int, ahead: int) -> pd.DataFrame:
    rows = _each(look, day - pd.Timedelta(days=back), day + pd.Timedelta(days=ahead))
    return rows[~rows["format"].isin(_NO_MEETING)].reset_index(drop=True)


def _each(look: Look, first, last) -> pd.DataFrame:
    rows = agenda_rows.standing(data.store(), look.viewer, (first, last), look.as_of)
    return agenda_meetings.each(rows)


def noted(look: Look, format: str) -> pd.DataFrame:
    """Return entries by hand that are no meetings: reports that are due, who chairs."""
    rows = _noted(_known(), look, data.today(look))
    return rows[rows["format"] == format]


@_kept
def _noted(known, look: Look, day) -> pd.DataFrame:
    rows = _each(look, day - pd.Timedelta(days=400), day + pd.Timedelta(days=800))
    return rows[rows["format"].isin(_NO_MEETING)].reset_index(drop=True)


def table(look: Look, back: int, ahead: int) -> pd.DataFrame:
    """Return the table of `meetings` in people's words, row for row."""
    return _table(_known(), look, data.today(look), back, ahead)


@_kept
def _table(known, look: Look, day, back: int, ahead: int) -> pd.DataFrame:
    return agenda_words.meetings(_meetings(known, look, day, back, ahead))


def axis(look: Look, back: int, ahead: int, bodies: tuple, members: tuple) -> go.Figure:
    """Return the meetings of bodies and places on one axis, as a figure nobody changes."""
    return _axis(_known(), look, data.today(look), back, ahead, bodies, members)


@_drawn
def _axis(known, look: Look, day, back, ahead, bodies, members) -> go.Figure:
    rows = _meetings(known, look, day, back, ahead)
    return charts_agenda.axis(rows[chosen(rows, bodies, members)], day)


def chosen(rows: pd.DataFrame, bodies: tuple, members: tuple) -> pd.Series:
    """Return which rows (body, places) are of these bodies and places; () is all."""
    asked = pd.Series(True, rows.index)
    if bodies:
        asked &= rows["body"].isin(bodies)
    if members:
        wanted = set(members)
        asked &= pd.Series([bool(wanted & set(codes)) for codes in rows["places"]], rows.index)
    return asked


def changes(look: Look, since: pd.Timestamp) -> pd.DataFrame:
    """Return what changed on the agendas since the beginning of a day; programmes missing too."""
    day = data.today(look)
    found = _changes(_known(), look, day, since)
    month = day.to_period("M")
    missing = [body for body, state in programmes(look).items() if state == "not adopted"]
    parts = [agenda_changes.not_adopted(body, month, day.tz_localize("UTC")) for body in missing]
    return pd.concat([*parts, found], ignore_index=True) if parts else found


@_kept
def _changes(known, look: Look, day, since: pd.Timestamp) -> pd.DataFrame:
    span = (since - pd.Timedelta(days=CHANGES_BACK), day + pd.Timedelta(days=400))
    told = agenda_rows.versions(data.store(), look.viewer, span, look.as_of)
    return agenda_changes.changes(told, since.tz_localize("UTC"))


def programmes(look: Look) -> dict[str, str]:
    """Return how it stands with this month's programme of each body: see `programme` there."""
    return _programmes(_known(), data.store().version(RUNS), look, data.today(look))


@_kept
def _programmes(known, version: int, look: Look, day) -> dict[str, str]:
    month = day.to_period("M")
    span = (month.start_time.normalize(), month.end_time.normalize())
    rows = agenda_rows.standing(data.store(), look.viewer, span, look.as_of)
    states = data.health().set_index("source")["state"]
    # How a source does today says nothing of the day that a replay shows.
    read = {body: look.as_of is None and states.get(name) == "fine"
            for body, name in PROGRAMME_OF.items()}  # fmt: skip
    return {
        body: agenda_changes.programme(rows, body, month, day, read[body]) for body in PROGRAMME_OF
    }


def levels(look: Look) -> pd.DataFrame:
    """Return how the level of each place went, by the signals that stood there."""
    return _levels(data.store().version(SIGNALS), look)


@_kept
def _levels(version: int, look: Look) -> pd.DataFrame:
    rows = data.store().read(SIGNALS, look.viewer, versions=True)
    if look.as_of is not None:
        rows = rows[rows["known_at"] <= look.as_of]
    return agenda_risk.levels_of(rows)


def risk(look: Look, situations: tuple[str, ...]) -> pd.DataFrame:
    """Return the matrix of situations and bodies: see `agenda_risk.matrix`."""
    known = (*_known(), data.store().version(SIGNALS))
    return _risk(known, look, data.today(look), situations)


@_kept
def _risk(known, look: Look, day, situations) -> pd.DataFrame:
    rows = _each(look, day - pd.Timedelta(days=730), day + pd.Timedelta(days=400))
    by_place = agenda_meetings.by_place(rows[~rows["format"].isin(_NO_MEETING)])
    return agenda_risk.matrix(list(situations), by_place, _levels(known[-1], look), day)


def published(look: Look, members: tuple[str, ...], since: pd.Timestamp) -> pd.DataFrame:
    """Return what partners decided or published on some places since a day, newest first."""
    return _published(data.store().version(PUBLICATIONS), look, members, since)


@_kept
def _published(version: int, look: Look, members, since) -> pd.DataFrame:
    where = {"published": (since.tz_localize("UTC"), None), "withdrawn": False}
    if members:
        where["place"] = list(members)
    rows = data.store().read(
        PUBLICATIONS, look.viewer, as_of=look.as_of, where=where, limit=10 * MOST_PUBLISHED
    )
    return rows.sort_values("published", ascending=False, ignore_index=True)


def lag() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the lag of the UN Security Council's agenda on its own history.

    The outbreaks, the share considered by month, the mean of meetings around outbreaks: see
    `indicators.agenda_lag`.
    """
    return _lag(data.store().version(OBSERVATIONS))


@_kept
def _lag(version: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    met = agenda_lag.meetings()
    last = met["month"].max()
    history = reference.deaths_history().pivot(index="period", columns="place", values="value")
    found = agenda_lag.lags(agenda_lag.outbreaks(history[:last]), met, last)
    return found, agenda_lag.curve(found), agenda_lag.around(found, met, last)
