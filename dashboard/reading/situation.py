"""What the page of one situation reads: figures with their revisions, proposal, analogues, records.

Small frames, kept under the versions of what they are made from and who looks.
"""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from collectors import forecasting, reference
from dashboard import data
from dashboard.kept import kept
from dashboard.reading import board as board_data
from dashboard.session import Look
from dashboard.words import _, month
from indicators import forecast, levels
from indicators.forecasting.analogues import Neighbours, nearest
from indicators.frames import OBSERVATIONS, SIGNALS
from indicators.rules import Rule, family
from indicators.signalling import explain
from indicators.signalling import record as rule_record
from indicators.signalling.signals import newest, why_unknown

ANALOGUES, AHEAD = 5, 6  # how many, and the months that followed
_READ_ELSEWHERE = ("forecast.outbreak", "mandates.days_left", "gdacs.highest_level",
                   "collection.age")  # fmt: skip

_kept = st.cache_data(max_entries=100, show_spinner=False)


def figures(look: Look, series: tuple[str, ...], members: tuple[str, ...]) -> pd.DataFrame:
    """Return observations as `data.figures` does, and whether each was `revised` since told."""
    return _figures(data.version(look, OBSERVATIONS), look, series, members)


@kept
def _figures(known: tuple, look: Look, series, members) -> pd.DataFrame:
    rows = data.figures(look, series, members)
    where = {"series": list(series), "place": list(members)}
    told = data.store().read(
        OBSERVATIONS, look.viewer, where=where, versions=True,
        columns=["series", "place", "period", "value", "known_at"],
    )  # fmt: skip
    told = told if look.as_of is None else told[told["known_at"] <= look.as_of]
    different = told.groupby(["series", "place", "period"])["value"].nunique(dropna=False)
    keys = pd.MultiIndex.from_frame(rows[["series", "place", "period"]])
    return rows.assign(revised=different.reindex(keys, fill_value=1).to_numpy() > 1)


def inputs_of_level(look: Look, members: tuple[str, ...]) -> pd.DataFrame:
    """Return what proposes a level for some places, side by side: see `levels.inputs`."""
    known = data.version(look, OBSERVATIONS, SIGNALS)
    return _inputs_of_level(known, look, members, data.today(look))


@kept
def _inputs_of_level(known: tuple, look: Look, members, day) -> pd.DataFrame:
    where = {"series": levels.needed(), "place": list(members)}
    told = data.store().read(OBSERVATIONS, look.viewer, as_of=look.as_of, where=where, newest=True)
    signals = newest(board_data.signal_log(look))
    signals = signals[signals["place"].isin(members)]
    found = levels.inputs(told, signals, day)
    titles = {id: rule.title for id, rule in board_data.rules(look).items()}
    return found.assign(title=[titles.get(family(one), one) for one in found["title"]])


def analogues(look: Look, place: str) -> pd.DataFrame:
    """Return the nearest past situations and what followed; none where nothing is known."""
    return _analogues(data.version(look, OBSERVATIONS), look.as_of, place)


@kept
def _analogues(known: tuple, as_of: pd.Timestamp | None, place: str) -> pd.DataFrame:
    history, found = _likenesses(known, as_of)
    if found is None or place not in history or pd.isna(history[place].iloc[-1]):
        return pd.DataFrame()
    return forecast.analogues(history, place, ANALOGUES, AHEAD, found)


@kept
def _likenesses(
    known: tuple, as_of: pd.Timestamp | None
) -> tuple[pd.DataFrame, Neighbours | None]:
    """Return deaths by month and place, which are for everybody, and what is like each place."""
    history = forecasting.deaths(data.store(), as_of)
    if history.empty:
        return history, None
    try:
        return history, nearest(history, AHEAD)
    except ValueError:  # a history too short to hold any
        return history, None


def explained(look: Look, rule: Rule, row: Mapping[str, object]) -> list[str]:
    """Return why a signal stands, sentence by sentence, with the figures as known then."""
    version = data.store().version(OBSERVATIONS)
    return _explained(version, look, rule.id, rule.version, dict(row), data.today(look))


@_kept
def _explained(version: int, look: Look, rule: str, _of: int, row: dict, day) -> list[str]:
    declared = board_data.rules(look)[rule]
    told = None
    if not set(declared.series) & set(_READ_ELSEWHERE):
        where = {"series": list(declared.series), "place": row["place"]}
        rows = data.store().read(OBSERVATIONS, look.viewer, as_of=look.as_of, where=where)
        now = look.as_of or pd.Timestamp.now("UTC")
        told = explain.inputs(declared, rows, str(row["place"]), now)
        told = None if told["value"].isna().any() else told
    return explain.aloud(declared, row, told)


def silent(look: Look, members: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the rules that cannot say anything of some places: title, and which silence."""
    rows = newest(board_data.signal_log(look))
    rows = rows[rows["place"].isin(members) & (rows["state"] == "unknown")]
    titles = {id: rule.title for id, rule in board_data.rules(look).items()}
    said = {
        (titles.get(family(row["rule"]), row["rule"]), why_unknown(row))
        for row in rows.to_dict("records")
    }
    return sorted(said)


@st.cache_resource(show_spinner=False, max_entries=20)
def history(as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the shipped history of deaths, months and places, as far as known at `as_of`."""
    rows = reference.deaths_history()
    rows = rows if as_of is None else rows[rows["known_at"] <= as_of]
    return rows.pivot(index="period", columns="place", values="value").asfreq("MS")


def is_quick(rule: Rule) -> bool:
    """Return whether the track record of a rule is measured at once, without the model."""
    return rule_record.measurable(rule) and "forecast.outbreak" not in rule.series


def record(look: Look, rule: Rule) -> rule_record.Record:
    """Return the track record of a rule on the shipped history, as far as it was known then."""
    return _record(rule.model_dump_json(), look.as_of, rule)


@st.cache_resource(show_spinner=False, max_entries=100)
def _record(said: str, as_of: pd.Timestamp | None, _rule: Rule) -> rule_record.Record:
    known, start = history(as_of), pd.Timestamp(rule_record.START)
    if known.empty or known.index[-1] < start:
        early = _("The track record of rules is measured from {month} on, of which nothing was "
                  "known on that day.")  # fmt: skip
        return rule_record.Record(None, early.format(month=month(start)), "")
    return rule_record.record_of(_rule, known)
