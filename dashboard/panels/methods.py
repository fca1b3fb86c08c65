"""The parts of the page Methods: indicators, rules with their thresholds, forecasts, changes."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from collectors.settings import load
from dashboard import data, thresholds
from dashboard.panels import worth as methods_worth
from dashboard.reading import board as board_data
from dashboard.reading import methods as methods_data
from dashboard.reading import situation as situation_data
from dashboard.session import Look, choose, show
from dashboard.training import exercise
from dashboard.words import _, plain
from dashboard.workspace.people import ANALYST, Person
from indicators.rules import Rule
from indicators.signalling import record as rule_record

LIMITS = (
    _("A month without a figure is a gap, never a zero. A place that came to be later (South Sudan "
      "in 2011) begins then; a place whose newest months are not known has no forecast."),
    _("A newest month at zero after a year of 25 deaths or more in every month is taken for not "
      "known; a newest month without a death anywhere is taken for not yet published."),
    _("Negative or fractional deaths, unknown places, a month told twice, and a file without a "
      "single death are refused with a sentence that names the first of them."),
    _("A single month of history, or too few months for comparable situations, gives no forecast: "
      "that is said, and nothing takes its place."),
    _("First releases are lower than what is known later. The correction is learned only from "
      "what was known at that time; before 2024 no first releases were kept, and figures count as "
      "known three weeks after the end of their month. A revision that removes deaths counts like "
      "one that adds them."),
    _("A forecast knows deaths and nothing of talks, elections or orders: it does not see a war "
      "that begins from calm. Its ranges are right on average, not in each place."),
)  # fmt: skip


def indicators(look: Look) -> None:
    """Show every indicator with its formula, source, what it cannot say and its counterpart."""
    every = data.indicators_seen(look)
    st.caption(_("{n} indicators. A level is proposed by the highest input, never by "
                 "weights.").format(n=len(every)))  # fmt: skip
    names = {id: one.title for id, one in every.items()}
    chosen = choose(_("Indicator"), list(names), "indicator", names.get, _("All"))
    if chosen:
        one = every[chosen]
        st.markdown(f"**{plain(one.question)}**")
        for label, said in (
            (_("Formula"), one.formula), (_("After"), one.source), (_("Unit"), one.unit),
            (_("Coverage"), one.coverage), (_("Cannot say"), one.cannot_say),
            (_("Counterpart for peace"), names.get(one.counterpart, one.counterpart)),
        ):  # fmt: skip
            st.markdown(f"{label}: {plain(said or _('none'))}")
    table = methods_data.catalogue(every.values())
    show(table, "", _("Every indicator with its declaration."), Indicator=220)


def rules(look: Look, me: Person, writing: bool) -> None:
    """Show every rule, its steps and track record, and try other thresholds."""
    every = board_data.rules(look)
    names = {id: rule.title for id, rule in every.items()}
    chosen = choose(_("Rule"), list(names), "rule", names.get)
    rule = every[chosen]
    st.markdown(plain(rule.source))
    if rule.differs:
        st.caption(plain(rule.differs))
    show(methods_data.steps(rule), "", _("The steps of this rule."), height="content")
    tried = _asked(rule)
    found = _records(look, rule, tried)
    for name, record in found.items():
        st.markdown(f"{plain(name)}: {plain(record.sentence)}")
    if found:
        show(methods_data.records(found), rule_record.NOT_MEASURED, _("The track record."),
             height="content")  # fmt: skip
        st.caption(plain(next(iter(found.values())).note) + " " + _(
            "In brackets: intervals in which nine in ten repetitions lie."))  # fmt: skip
    if tried and writing and ANALYST in me.roles and not exercise.running():
        _save(rule, tried, me)
    with st.expander(_("All rules")):
        show(methods_data.rules(every), "", _("Every rule."), Rule=260)


def _asked(rule: Rule) -> dict[str, float]:
    """Ask for other thresholds; return those that differ."""
    if not rule.thresholds:
        st.caption(_("This rule has no threshold of its own that could be changed."))
        return {}
    st.markdown(_("Try other thresholds: their track record is shown before anything is saved."))
    with st.container(horizontal=True):
        said = {
            name: st.number_input(name.replace("_", " "), value=float(value), width=180,
                                  key=f"threshold:{rule.id}:{name}")
            for name, value in rule.thresholds.items()
        }  # fmt: skip
    return {name: value for name, value in said.items() if value != rule.thresholds[name]}


def _records(look: Look, rule: Rule, tried: dict[str, float]) -> dict[str, rule_record.Record]:
    if not rule_record.measurable(rule):
        st.info(rule_record.NOT_MEASURED)
        return {}
    if not situation_data.is_quick(rule):
        key = f"measure:{rule.id}"
        if not st.session_state.get(key) and not st.button(_("Measure its track record"), key=key):
            st.caption(_("It is measured by computing each month's probabilities anew, which takes "
                         "about a minute."))  # fmt: skip
            return {}
    with st.spinner(_("Measuring the track record")):
        found = {_("As declared"): situation_data.record(look, rule)}
        if tried:
            other = rule.with_thresholds(tried)
            found[_("With {said}").format(said=_said(tried))] = situation_data.record(look, other)
    return found


def _save(rule: Rule, tried: Mapping[str, float], me: Person) -> None:
    if not st.button(_("Save as a rule of our own"), type="primary"):
        st.caption(_("The rule itself stays; yours stands beside it under a name of its own."))
        return
    home, today = load().home, pd.Timestamp.now("UTC")
    by = f"{me.name} ({me.organisation})"
    id = thresholds.free_id(home, rule.id)
    try:
        thresholds.write(home, [thresholds.changed(rule, tried, by, today, id)])
    except FileExistsError as there:
        said = _("Somebody else has just saved {file}. Nothing was saved; save again, and yours "
                 "gets a name of its own.")  # fmt: skip
        st.error(said.format(file=plain(str(there))))
        return
    except OSError as fault:
        st.error(_("The rule was not saved: {why}.").format(why=plain(fault.strerror or "")))
        return
    except ValueError as fault:
        st.error(plain(str(fault)))
        return
    said = _("Saved as {id}. Its signals come with the next collection.")
    st.success(said.format(id=plain(id)))


def _said(tried: Mapping[str, float]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in tried.items())


def forecasts(look: Look) -> None:
    """Show how forecasts are made, their limits, and the ledger of issues."""
    st.markdown(
        _("Deaths one to six months ahead are drawn from two pools: the place's own months, recent "
          "ones counting more, and what followed the past situations anywhere that resemble its "
          "last three years most. From a thousand draws come the median and the ranges.")
    )  # fmt: skip
    methods_worth.panel()
    st.subheader(_("What is done with bad input, and what the forecasts cannot do"), anchor=False)
    st.markdown("\n".join(f"- {one}" for one in LIMITS))
    st.subheader(_("Ledger of issues"), anchor=False)
    st.caption(_("Each issue is kept with its digest before the outcome is known. Whoever has "
                 "noted a digest can tell later that no figure was changed. CRPS: the lower the "
                 "better; IGN: surprise in bits; nine in ten outcomes should lie in their "
                 "range."))  # fmt: skip
    show(methods_data.ledger(look), _("No issue is kept yet: the first comes with a collection of "
                                      "deaths."), _("Every issue of forecasts."))  # fmt: skip


def changes(look: Look) -> None:
    """Show when which version of a rule or model was first used."""
    table = methods_data.changed(look, board_data.rules(look))
    show(table, _("No rule has been held against figures yet."), _("Versions of rules and models."))
