"""What the page Methods shows: the catalogue, the rules, the ledger, in people's words."""

from collections.abc import Iterable, Mapping

import pandas as pd
import streamlit as st

from collectors import forecasting
from dashboard import data
from dashboard.session import Look
from dashboard.words import _, number
from indicators.forecasting.ledger import ledger as ledger_of
from indicators.frames import FORECASTS, OBSERVATIONS, SIGNALS
from indicators.indicator import Indicator, declared
from indicators.rules import Rule, family
from indicators.signalling.record import Record

_shared = st.cache_resource(max_entries=20, show_spinner=False)


def catalogue(indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return every indicator with its declared words, in people's words."""
    told = declared(indicators)
    names = {
        "title": _("Indicator"), "theme": _("Theme"), "question": _("Question it answers"),
        "unit": _("Unit"), "frequency": _("Frequency"), "formula": _("Formula in words"),
        "source": _("After"), "coverage": _("Coverage"), "cannot_say": _("What it cannot say"),
        "worse": _("Worse when"), "counterpart": _("Counterpart for peace"),
        "needs": _("Made from"), "id": _("Name in files"),
    }  # fmt: skip
    return told[list(names)].rename(columns=names)


def rules(every: Mapping[str, Rule]) -> pd.DataFrame:
    """Return every rule in a line."""
    return pd.DataFrame(
        {
            _("Rule"): [rule.title for rule in every.values()],
            _("Product"): [rule.product for rule in every.values()],
            _("Levels"): [_levels(rule) for rule in every.values()],
            _("Made from"): [", ".join(rule.series) for rule in every.values()],
            _("After"): [rule.source for rule in every.values()],
            _("Version"): [rule.version for rule in every.values()],
        }
    )


def steps(rule: Rule) -> pd.DataFrame:
    """Return the steps of a rule: level, name, and from when on, in words."""
    said = {name: one.title for name, one in rule.figures.items()}
    rows = []
    for step in rule.step:
        ways = [" and ".join(_in_words(text, said, rule) for text in way) for way in step.any]
        rows.append((step.level, step.name, "; or ".join(ways)))
    return pd.DataFrame(rows, columns=[_("Level"), _("Step"), _("Reached when")])


def records(found: Mapping[str, Record]) -> pd.DataFrame:
    """Return track records as a table, by what they are called; each with its 90 % interval."""
    rows = [(name, one.row) for name, one in found.items() if one.row is not None]
    return pd.DataFrame(
        {
            _("Thresholds"): [name for name, _row in rows],
            _("Signals"): [int(row["alarms"]) for _name, row in rows],
            _("Came true"): [_share(row, "precision") for _name, row in rows],
            _("Surges with a signal one to six months before"): [
                _share(row, "before") for _name, row in rows
            ],
            _("In the same month"): [_percent(row["same_month"]) for _name, row in rows],
            _("Missed"): [_percent(row["missed"]) for _name, row in rows],
            _("False signals, per country and year"): [
                f"{row['false_per_country_year']:.2f}" for _name, row in rows
            ],
            _("Months ahead, mean"): [
                _("none") if pd.isna(row["mean_lead"]) else f"{row['mean_lead']:.1f}"
                for _name, row in rows
            ],
        }
    )


def ledger(look: Look) -> pd.DataFrame:
    """Return every issue of forecasts with its digest and, where outcomes came, its scores."""
    version = data.store().version
    return _ledger((version(FORECASTS), version(OBSERVATIONS)), look)


@_shared
def _ledger(known: tuple, look: Look) -> pd.DataFrame:
    store = data.store()
    told = store.read(FORECASTS, look.viewer, versions=True)
    told = told if look.as_of is None else told[told["known_at"] <= look.as_of]
    found = ledger_of(told, forecasting.deaths(store, look.as_of))
    return pd.DataFrame(
        {
            _("Model"): found["model"],
            _("With deaths to"): found["issued"],
            _("Kept on"): found["known_at"],
            _("Unchanged since"): found["unchanged"].map({True: _("yes"), False: _("no")}),
            _("Forecasts"): found["rows"],
            _("Judged"): found["judged"],
            _("CRPS"): found["crps"].round(2),
            _("CRPS of log"): found["crps_log"].round(3),
            _("IGN"): found["ign"].round(3),
            _("In nine of ten cases"): found["covered90"].map(_percent),
            _("Digest (SHA-256)"): found["digest"],
        }
    )


def changed(look: Look, every: Mapping[str, Rule]) -> pd.DataFrame:
    """Return when the method of a rule or a model changed, newest first."""
    return _changed(data.store().version(SIGNALS), data.store().version(FORECASTS), look,
                    tuple((id, rule.title) for id, rule in every.items()))  # fmt: skip


@_shared
def _changed(signals: int, forecasts: int, look: Look, titles: tuple) -> pd.DataFrame:
    store, names = data.store(), dict(titles)
    rows = store.read(SIGNALS, look.viewer, versions=True,
                      columns=["rule", "place", "version", "known_at", "run"])  # fmt: skip
    rows = rows.assign(what=rows["rule"].map(family))
    first = rows.groupby(["what", "version"], as_index=False)["known_at"].min()
    columns = ["model", "issued", "place", "month", "known_at", "run"]
    issues = store.read(
        FORECASTS, look.viewer, versions=True, where={"horizon": 1}, columns=columns
    )
    models = issues.groupby("model", as_index=False)["known_at"].min()
    told = pd.concat(
        [
            pd.DataFrame({
                "on": first["known_at"],
                "what": first["what"].map(lambda id: names.get(id, id)),
                "said": first["version"].map(lambda one: _("version {n}").format(n=one)),
            }),
            pd.DataFrame({"on": models["known_at"], "what": models["model"],
                          "said": _("first issue of this model")}),
        ]
    )  # fmt: skip
    if look.as_of is not None:
        told = told[told["on"] <= look.as_of]
    told = told.sort_values("on", ascending=False)
    return told.rename(columns={"on": _("First used"), "what": _("Rule or model"),
                                "said": _("What changed")})  # fmt: skip


def _levels(rule: Rule) -> str:
    return ", ".join(str(level) for level in sorted({step.level for step in rule.step}))


def _in_words(text: str, said: Mapping[str, str], rule: Rule) -> str:
    left, sign, right = text.split()
    value = rule.threshold(right)
    than = said.get(right, right) if value is None else f"{value:g}"
    words = {">=": _("at or above"), "<=": _("at or below"), ">": _("above"), "<": _("below")}
    return f"{said.get(left, left)} {words[sign]} {than}"


def _share(row: Mapping, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if pd.isna(row[name]):
        return _("no data")
    if pd.isna(low) or pd.isna(high):
        return _percent(row[name])
    return _("{share} ({low} to {high})").format(
        share=_percent(row[name]), low=number(100 * low), high=number(100 * high))  # fmt: skip


def _percent(share: float) -> str:
    return _("no data") if pd.isna(share) else f"{100 * share:.0f} %"
