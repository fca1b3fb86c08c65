"""What pages read: small frames, kept under the store's version and who looks."""

import os

import pandas as pd
import streamlit as st

from collectors import own, reference
from collectors.access import PROGRAM, Viewer
from collectors.health import health as health_of
from collectors.settings import load
from collectors.source import Source
from collectors.sources import all_sources
from collectors.store import Store
from dashboard import catalogue
from dashboard.kept import kept
from dashboard.reading import agenda_rows
from dashboard.session import Look
from dashboard.training import exercise
from dashboard.workspace import meetings as workspace_meetings
from dashboard.workspace import reviews, watchlists
from indicators.frames import AGENDA, EVENTS, OBSERVATIONS, PUBLICATIONS, RECORDS, RUNS, Series
from indicators.indicator import Indicator
from indicators.schema import Schema

# The register of missions says what held in this month; nobody knows from it what held before.
REGISTER = pd.Timestamp("2026-11-01", tz="UTC")

TWELVE_MONTHS = ("conflict.deaths_12_months", "conflict.deaths_12_months_history")
MONTHLY = ("ucdp.deaths", "ucdp.deaths_history")


def store() -> Store:
    """Return the store of this installation, or of the exercise that the session is in."""
    return exercise.store() or _store()


@st.cache_resource(show_spinner=False)
def _store() -> Store:
    from dashboard.opening import open_store

    return open_store(load())


def today(look: Look) -> pd.Timestamp:
    """Return the day that a page speaks of, without a zone."""
    moment = look.as_of - pd.Timedelta(days=1) if look.as_of else pd.Timestamp.now("UTC")
    return moment.tz_localize(None).normalize()


def version(look: Look, *frames: Schema) -> tuple[int, ...]:
    """Return which store this is and the versions of some frames: what is kept is kept under.

    One look has one version of each frame, until somebody of this process writes.
    """
    here = store()
    now = (here.number, here.written)
    if now not in look.seen:
        look.seen[now] = here.versions()
    return here.number, *(look.seen[now][frame.name] for frame in frames)


def figures(look: Look, series: tuple[str, ...], places: tuple[str, ...]) -> pd.DataFrame:
    """Return observations of some series of some places, oldest first."""
    return _figures(version(look, OBSERVATIONS), look, series, places)


@kept
def _figures(known: tuple, look: Look, series, places) -> pd.DataFrame:
    where = {"series": list(series), "place": list(places)}
    rows = store().read(OBSERVATIONS, look.viewer, as_of=look.as_of, where=where)
    return rows.sort_values(["series", "place", "period"], ignore_index=True)


def deaths(look: Look) -> pd.DataFrame:
    """Return the newest twelve-month sum of deaths of each place, and from which series.

    The collected series where there is one, else the shipped history; `series` says which.
    """
    return _deaths(version(look, OBSERVATIONS), look)


@kept
def _deaths(known: tuple, look: Look) -> pd.DataFrame:
    where = {"series": list(TWELVE_MONTHS)}
    rows = store().read(OBSERVATIONS, look.viewer, as_of=look.as_of, where=where, newest=True)
    return rows.sort_values("series").drop_duplicates("place", ignore_index=True)


def coverage(look: Look) -> pd.DataFrame:
    """Return series, places (how many) and period (the newest) of all that was collected."""
    return _coverage(version(look, OBSERVATIONS), look.viewer)


@kept
def _coverage(known: tuple, viewer: Viewer) -> pd.DataFrame:
    return catalogue.covered(store().read(OBSERVATIONS, viewer, newest=True))


def further_series(look: Look, places: tuple[str, ...]) -> list[str]:
    """Return the indicators and series, beside deaths, that tell something of some places."""
    known = _series_of(version(look, OBSERVATIONS), look, places)
    declared = {one.id for source in sources().values() for one in source.series}
    declared |= indicators_seen(look).keys()
    return [id for id in known if id in declared and id not in MONTHLY]


@kept
def _series_of(known: tuple, look: Look, places) -> list[str]:
    where = {"place": list(places)}
    rows = store().read(OBSERVATIONS, look.viewer, as_of=look.as_of, where=where, newest=True)
    return sorted(rows["series"].unique())


def agenda(look: Look, days_back: int = 60, days_ahead: int = 180) -> pd.DataFrame:
    """Return the agenda around today, feeds and entries by hand merged, soonest first.

    Columns of AGENDA, and: meeting, sources, expected, briefers, by (who entered it by hand,
    "" for feeds), seen_by (who may see that entry).
    """
    known = version(look, AGENDA, RECORDS)
    return _agenda(known, look, today(look), days_back, days_ahead)


@kept
def _agenda(known: tuple, look: Look, day, back: int, ahead: int) -> pd.DataFrame:
    span = (day - pd.Timedelta(days=back), day + pd.Timedelta(days=ahead))
    rows = agenda_rows.merged(agenda_rows.standing(store(), look.viewer, span, look.as_of))
    return rows.sort_values(["date", "starts", "title"], ignore_index=True)


def agenda_of(look: Look, place: str) -> pd.DataFrame:
    """Return every agenda item about one place that the store knows, newest first."""
    return _agenda_of(version(look, AGENDA, RECORDS), look, place)


@kept
def _agenda_of(known: tuple, look: Look, place: str) -> pd.DataFrame:
    rows = agenda_rows.standing(
        store(), look.viewer, agenda_rows.EVER, look.as_of, place=place, limit=2000
    )
    return agenda_rows.merged(rows).sort_values("date", ascending=False, ignore_index=True)


def events(look: Look, place: str, limit: int = 200) -> pd.DataFrame:
    """Return the latest events in one place, newest first."""
    return _events(version(look, EVENTS), look, place, limit)


@kept
def _events(known: tuple, look: Look, place: str, limit: int) -> pd.DataFrame:
    where = {"place": place, "withdrawn": False}
    return store().read(EVENTS, look.viewer, as_of=look.as_of, where=where, limit=limit)


def publications(look: Look, places: tuple[str, ...], limit: int = 50) -> pd.DataFrame:
    """Return the latest publications about some places, newest first."""
    return _publications(version(look, PUBLICATIONS), look, places, limit)


@kept
def _publications(known: tuple, look: Look, places, limit: int) -> pd.DataFrame:
    where = {"place": list(places), "withdrawn": False}
    return store().read(PUBLICATIONS, look.viewer, as_of=look.as_of, where=where, limit=limit)


def mandates(look: Look) -> pd.DataFrame:
    """Return the missions with the ends of their mandates, soonest first.

    None in a replay of a day before the register was made, and none in an exercise.
    """
    known = (look.as_of is None or look.as_of > REGISTER) and not exercise.running()
    return _mandates(today(look)) if known else _mandates(today(look))[:0]


@kept
def _mandates(day: pd.Timestamp) -> pd.DataFrame:
    return reference.mandates(day)


def lists(look: Look) -> pd.DataFrame:
    """Return the watchlists that this viewer may see."""
    return _lists(version(look, RECORDS), look)


@kept
def _lists(known: tuple, look: Look) -> pd.DataFrame:
    return watchlists.all_lists(store(), look.viewer, look.as_of)


def watches(look: Look, watchlist: str) -> pd.DataFrame:
    """Return the situations on one watchlist."""
    return _watches(version(look, RECORDS), look, watchlist)


@kept
def _watches(known: tuple, look: Look, watchlist: str) -> pd.DataFrame:
    return watchlists.watches(store(), watchlist, look.viewer, look.as_of)


def meetings(look: Look) -> pd.DataFrame:
    """Return the meetings that can be seen, the latest to begin first."""
    return _meetings(version(look, RECORDS), look)


@kept
def _meetings(known: tuple, look: Look) -> pd.DataFrame:
    return workspace_meetings.all_meetings(store(), look.viewer, look.as_of)


def runs(limit: int = 2000) -> pd.DataFrame:
    """Return the latest runs of every source, newest first."""
    return _runs((store().number, store().version(RUNS)), limit)


@kept
def _runs(known: tuple, limit: int) -> pd.DataFrame:
    return store().read(RUNS, PROGRAM, limit=limit)


def health(look: Look) -> pd.DataFrame:
    """Return how every source does of which the reader may know, judged to the minute."""
    settings = load()
    off = frozenset(name for name, said in settings.sources.items() if not said.enabled)
    now = pd.Timestamp.now("UTC").ceil("min")
    rows = _health(version(look, RUNS), now, off, frozenset(sources()))
    return rows[~rows["source"].isin(hidden(look))]


@kept
def _health(known: tuple, now: pd.Timestamp, off: frozenset, names: frozenset) -> pd.DataFrame:
    return health_of(sources(), runs(), now, os.environ, off)


def sources() -> dict[str, Source]:
    """Return every source that this installation knows."""
    return all_sources(load().home)


def sources_seen(look: Look) -> dict[str, Source]:
    """Return every source of which the reader may know that it is there."""
    return {id: source for id, source in sources().items() if id not in hidden(look)}


def hidden(look: Look) -> frozenset[str]:
    """Return the sources of which the reader may not know that they are there."""
    return _hidden(version(look, OBSERVATIONS), look.viewer)  # who may see moves it too


@kept
def _hidden(known: tuple, viewer: Viewer) -> frozenset[str]:
    return frozenset(store().hidden_sources(viewer))


def indicators() -> dict[str, Indicator]:
    """Return every indicator that this installation knows."""
    return own.all_indicators(load().home)


def indicators_seen(look: Look) -> dict[str, Indicator]:
    """Return the indicators but for those made of sources of which the reader may not know."""
    every = indicators()
    hidden = own.hidden(every, store().hidden_sources(look.viewer))
    return {id: one for id, one in every.items() if id not in hidden}


def not_reviewed(look: Look) -> set[str]:
    """Return the sources of this installation's own of which the reader knows no review."""
    states = reviews.states(store(), look.viewer, reviews.own_files(load().home))
    return set(states.loc[states["reviewed_by"] == "", "source"])


def series(id: str) -> Series | None:
    """Return the declaration of a series: of a source, or made from an indicator's."""
    if made := indicators().get(id):
        kind = "share" if made.unit.startswith("percent") else "index"
        return Series(
            id, made.title, made.unit, made.frequency, kind, made.worse, note=made.cannot_say
        )
    if id in reference.SERIES:
        return reference.SERIES[id]
    source = sources().get(id.split(".")[0])
    return next((one for one in source.series if one.id == id), None) if source else None


def origin(id: str) -> tuple[str, str]:
    """Return who publishes a series and on what terms; of an indicator, what it is made from."""
    if made := indicators().get(id):
        if made.reads == "observations":
            parts = [origin(one) for one in made.needs]
        else:
            told = [sources()[one] for one in made.needs if one in sources()]
            parts = [(one.publisher, f"{one.licence}. {one.terms}") for one in told]
            parts = parts or [("The register of missions shipped with Jointwatch", "Public facts")]
        return tuple("; ".join(dict.fromkeys(said)) for said in zip(*parts, strict=True))
    source = sources().get(id.split(".")[0])
    if source and id not in reference.SERIES:
        return source.publisher, f"{source.licence}. {source.terms}"
    return "Uppsala Conflict Data Program, shipped with Jointwatch", "CC BY 4.0"
