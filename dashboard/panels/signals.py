"""The signals of a situation: why they stand, what such ones were worth, who has them in hand."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.panels import asking
from dashboard.panels.judging import chip
from dashboard.panels.noting import attempt
from dashboard.reading import board as board_data
from dashboard.reading import situation as situation_data
from dashboard.session import Look
from dashboard.words import _, day, ngettext, plain
from dashboard.workspace import meetings, triage
from dashboard.workspace.kinds.triage import KIND as TRIAGE
from dashboard.workspace.kinds.triage import OUTCOMES
from dashboard.workspace.people import Person
from indicators import places
from indicators.rules import Rule, family

SAID = {"new": _("new"), "standing": _("standing")}


def panel(look: Look, members: tuple[str, ...], since: pd.Timestamp, me: Person, writing: bool):
    """Show the standing signals of some places, and what cannot be said of them."""
    st.subheader(_("Signals"), anchor=False)
    rules, found = board_data.rules(look), board_data.signals(look, since)
    found = found[found["place"].isin(members)]
    for row in found.to_dict("records"):
        if family(row["rule"]) in rules:
            where = f" ({plain(places.name(row['place']))})" if len(members) > 1 else ""
            _signal(look, rules[family(row["rule"])], row, where, me, writing)
    silent = situation_data.silent(look, members)
    if found.empty and not silent:
        st.caption(_("No signal stands, as far as rules were held against figures of this place."))
    elif found.empty:
        st.caption(_("No signal stands. That is no calm where rules have no data:"))
    if silent:
        said = ngettext("One rule can say nothing here", "{n} rules can say nothing here",
                        len(silent))  # fmt: skip
        with st.expander(said.format(n=len(silent))):
            st.markdown("\n".join(f"- {plain(title)}: {plain(why)}" for title, why in silent))


def _signal(look: Look, rule: Rule, row: Mapping, where: str, me: Person, writing: bool) -> None:
    with st.container(border=True):
        sentences = situation_data.explained(look, rule, row)
        head = f"**{plain(rule.title)}**, {chip(row['level'])}, {SAID[row['said']]}"
        st.markdown(head + where)
        st.markdown(plain(sentences[0]))
        st.caption(_state(row))
        with st.expander(_("Why this level, and what such signals were worth")):
            st.markdown("\n\n".join(map(plain, sentences[1:])))
            if situation_data.is_quick(rule):
                record = situation_data.record(look, rule)
                st.markdown(plain(record.sentence))
                st.caption(plain(record.note))
            else:
                st.caption(_("Its track record, where one was measured, stands on Methods."))
        if writing:
            with st.popover(_("Take in hand"), icon=":material/pan_tool:"):
                _handle(look, row, me)


def _state(row: Mapping) -> str:
    """Return what people did with a signal, escaped."""
    said = TRIAGE.stages[row["stage"]].title
    if row["stage"] != "new":
        said = _("{stage} by {name}").format(stage=said, name=plain(row["by"]))
    if row["stage"] == "assigned":
        said += ": " + plain(row["to"])
    if row["stage"] == "closed":
        said += ": " + plain(OUTCOMES.get(row["outcome"], ""))
    if pd.notna(row["muted_until"]):
        said += ". " + _("Muted until {day}: {why}").format(
            day=day(pd.Timestamp(row["muted_until"])), why=plain(row["muted_why"]))  # fmt: skip
    return said + "."


def _handle(look: Look, row: Mapping, me: Person) -> None:
    """Offer what can be done next: three inputs at most, and who may see it."""
    key, store = f"signal:{row['key']}:{row['version']}", data.store()
    steps = ["acknowledged", "assigned", "discussed", "closed"]
    steps = steps[1:] if row["stage"] not in ("new", "closed") else steps
    step = st.segmented_control(
        _("What is done"), [*steps, "mute"], default=steps[0], key=f"{key}/step",
        format_func=lambda one: _("Mute") if one == "mute" else TRIAGE.stages[one].title,
    )  # fmt: skip
    said: dict[str, str] = {}
    if step == "assigned":
        said["to"] = st.text_input(_("Assigned to"), max_chars=120, key=f"{key}/to")
    elif step == "discussed":
        every = data.meetings(look)
        names = {one["record"]: meetings.title(one) for one in every.to_dict("records")}
        said["meeting"] = st.selectbox(_("At which meeting"), list(names), key=f"{key}/meeting",
                                       format_func=names.get) or ""  # fmt: skip
    elif step == "closed":
        said["outcome"] = st.selectbox(_("Outcome"), list(OUTCOMES), format_func=OUTCOMES.get,
                                       key=f"{key}/outcome")  # fmt: skip
    elif step == "mute":
        reason = st.text_input(_("Reason"), max_chars=300, key=f"{key}/reason")
        until = st.date_input(_("Mute until"), data.today(look) + pd.Timedelta(days=14),
                              key=f"{key}/until")  # fmt: skip
    audience = asking.audience(key, me, None)
    if not st.button(_("Keep"), type="primary", key=f"{key}/keep") or step is None:
        return
    if step == "mute":
        attempt(lambda: triage.mute(store, me, row, reason, pd.Timestamp(until), audience))
    else:
        attempt(lambda: triage.take(store, me, row, step, audience, **said))
