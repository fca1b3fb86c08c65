"""What the first screen, watchlists and situations read of signals, judgements and forecasts.

Small frames, kept under the versions of what they are made from and who looks.
"""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from collectors import own, rulebook
from collectors.settings import load
from dashboard import board, charts, data, first_screen
from dashboard.charting.drawn import Drawn
from dashboard.kept import kept
from dashboard.reading import agenda as agenda_data
from dashboard.session import Look
from dashboard.wording import watches as watch_tables
from dashboard.workspace import assessments, meetings, records, triage
from dashboard.workspace.kinds import kind_of
from indicators.agendas import risk as agenda_risk
from indicators.frames import AGENDA, FORECASTS, OBSERVATIONS, RECORDS, SIGNALS
from indicators.rules import Rule
from indicators.signalling import worse

DISPLACEMENT = ("displacement.new_conflict_12_months", "displacement.stock")
_LISTED = (OBSERVATIONS, AGENDA, SIGNALS, FORECASTS, RECORDS)  # what a list is made from
RISING_FROM = 2  # the level from which a place that is on no list is looked at
_SUMMARY = ["model", "issued", "place", "month", "horizon", "median", "low_50", "high_50",
            "low_90", "high_90", "at_least_25", "at_least_100", "doubling", "outbreak",
            "base_rate", "known_at", "run"]  # fmt: skip



def rules(look: Look) -> Mapping[str, Rule]:
    """Return the rules of this installation, but for those on sources that may not be known."""
    hidden = own.hidden(data.indicators(), data.store().hidden_sources(look.viewer))
    return rulebook.seen(rulebook.all_rules(load().home), hidden)


def signal_log(look: Look) -> pd.DataFrame:
    """Return every row of SIGNALS so far."""
    return _signal_log(data.version(look, SIGNALS), look)


@kept
def _signal_log(known: tuple, look: Look) -> pd.DataFrame:
    rows = data.store().read(SIGNALS, look.viewer, versions=True)
    return rows if look.as_of is None else rows[rows["known_at"] <= look.as_of]


def signals(look: Look, since: pd.Timestamp) -> pd.DataFrame:
    """Return the signals that stand with what people did: see `triage.signals`."""
    return _signals(data.version(look, SIGNALS, RECORDS), look, since, data.today(look))


@kept
def _signals(known: tuple, look: Look, since, day) -> pd.DataFrame:
    return triage.signals(data.store(), look.viewer, look.as_of, since)


def assessed(look: Look) -> pd.DataFrame:
    """Return the newest assessment of each organisation on each place."""
    return _assessed(data.version(look, RECORDS), look)


@kept
def _assessed(known: tuple, look: Look) -> pd.DataFrame:
    return assessments.levels(data.store(), look.viewer, look.as_of)


def assessment_log(look: Look) -> pd.DataFrame:
    """Return every version of assessments: place, organisation, level, known_at."""
    return _assessment_log(data.version(look, RECORDS), look)


@kept
def _assessment_log(known: tuple, look: Look) -> pd.DataFrame:
    where = {"kind": "assessment", "active": True}
    rows = data.store().read(RECORDS, look.viewer, where=where, versions=True)
    rows = rows if look.as_of is None else rows[rows["known_at"] <= look.as_of]
    told = records.opened(kind_of("assessment"), rows)
    told = told.rename(columns={"originator": "organisation"})
    return told[["place", "organisation", "level", "known_at"]].astype({"level": "float64"})


def working_levels(look: Look) -> pd.DataFrame:
    """Return the working levels that organisations agreed, the latest first."""
    return _working_levels(data.version(look, RECORDS), look)


@kept
def _working_levels(known: tuple, look: Look) -> pd.DataFrame:
    return assessments.working_levels(data.store(), look.viewer, look.as_of)


def actions(look: Look) -> pd.DataFrame:
    """Return the open actions, the soonest due first."""
    found = _actions(data.version(look, RECORDS), look)
    return found[found["stage"] == "open"]


@kept
def _actions(known: tuple, look: Look) -> pd.DataFrame:
    return meetings.actions(data.store(), look.viewer, as_of=look.as_of)


def forecast(look: Look) -> pd.DataFrame:
    """Return the newest issue of forecasts, without its quantiles."""
    return _forecast(data.version(look, FORECASTS), look)


@kept
def _forecast(known: tuple, look: Look) -> pd.DataFrame:
    store = data.store()
    last = store.read(FORECASTS, look.viewer, as_of=look.as_of, limit=1, columns=_SUMMARY)
    where = {"model": list(last["model"]), "issued": list(last["issued"])}
    if last.empty:
        return last
    return store.read(FORECASTS, look.viewer, as_of=look.as_of, where=where, columns=_SUMMARY)


def changes(look: Look, since: pd.Timestamp) -> pd.DataFrame:
    """Return what became worse or better since a moment, of all places: see `worse.changes`."""
    return _changes(data.version(look, SIGNALS, FORECASTS, RECORDS), look, since)


@kept
def _changes(known: tuple, look: Look, since: pd.Timestamp) -> pd.DataFrame:
    first = (since - pd.DateOffset(months=12)).tz_localize(None)
    where = {"horizon": list(range(1, worse.AHEAD + 1)), "issued": (first, None)}
    told = data.store().read(
        FORECASTS, look.viewer, where=where, versions=True, columns=[*_SUMMARY]
    )
    told = told if look.as_of is None else told[told["known_at"] <= look.as_of]
    titles = {id: rule.title for id, rule in rules(look).items()}
    return worse.changes(signal_log(look), assessment_log(look), told, since, titles)


def current(look: Look, since: pd.Timestamp) -> pd.DataFrame:
    """Return `changes`; while deaths are history, only those that rest on newer figures."""
    told, today = changes(look, since), data.today(look)
    if board.is_history(data.deaths(look), today):
        return told[told["date"] >= today - pd.Timedelta(days=board.HISTORY_AFTER_DAYS)]
    return told


def listed(look: Look, watchlist: str | None, since: pd.Timestamp, mine: str) -> pd.DataFrame:
    """Return the situations of a watchlist (None: the deadliest) as the first screen has them.

    See `first_screen.rows`. While the newest deaths are history, only what rests on newer figures,
    or on people's assessments, became worse or better.
    """
    key = (*data.version(look, *_LISTED), data.today(look))
    return _listed(key, look, watchlist, since, mine)


@kept
def _listed(known: tuple, look: Look, watchlist, since, mine: str) -> pd.DataFrame:
    deaths, today = data.deaths(look), data.today(look)
    watches = (
        data.watches(look, watchlist) if watchlist
        else board.deadliest(deaths, first_screen.LISTED)
    )  # fmt: skip
    situations = board.situations(watches, deaths, data.agenda(look), data.mandates(look), today)
    return first_screen.rows(
        situations, current(look, since), assessment_log(look), agenda_data.levels(look),
        since, mine,
    )  # fmt: skip


def watch_table(
    look: Look, watchlist: str, since: pd.Timestamp, mine: str, view: str
) -> pd.DataFrame:
    """Return a watchlist as the table that people read: see `watch_tables`."""
    key = (*data.version(look, *_LISTED), data.today(look))
    return _watch_table(key, look, watchlist, since, mine, view)


@kept
def _watch_table(known: tuple, look: Look, watchlist, since, mine: str, view: str) -> pd.DataFrame:
    found = listed(look, watchlist, since, mine)
    return watch_tables.shown(watch_tables.viewed(found, view))


def world(look: Look, watched: tuple[str, ...], height: int) -> go.Figure:
    """Return the map of deaths in twelve months with the watched situations marked."""
    return _world(data.version(look, OBSERVATIONS), look, watched, height)


@kept
def _world(known: tuple, look: Look, watched, height: int) -> go.Figure:
    return Drawn(charts.world(data.deaths(look), list(watched), height))


def displacement_to(look: Look) -> pd.Timestamp:
    """Return the newest period of which displacement is known; not a time when none is."""
    return _displacement_to(data.version(look, OBSERVATIONS), look)


@kept
def _displacement_to(known: tuple, look: Look) -> pd.Timestamp:
    where = {"series": list(DISPLACEMENT)}
    rows = data.store().read(
        OBSERVATIONS, look.viewer, as_of=look.as_of, where=where, newest=True,
        columns=["series", "place", "period"],
    )  # fmt: skip
    return rows["period"].max() if len(rows) else pd.NaT


def rising(look: Look, watched: tuple[str, ...]) -> pd.DataFrame:
    """Return what is rising and on nobody's agenda: of a watchlist, and of level 2 or above."""
    log = agenda_data.levels(look)
    last = log.drop_duplicates("place", keep="last")
    others = last.loc[last["level"] >= RISING_FROM, "place"]
    situations = tuple(dict.fromkeys([*watched, *sorted(others)]))
    table = agenda_data.risk(agenda_data.asked(look), situations)
    return agenda_risk.on_nobodys_agenda(table)
