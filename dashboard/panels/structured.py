"""The widgets of structured analysis: warning problems, scenarios, assumptions, hypotheses."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.panels import forms
from dashboard.session import Look, show
from dashboard.words import _, day, ngettext, plain
from dashboard.workspace import listing, records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.kinds.hypotheses import MARKS
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person
from indicators import places
from indicators.forecasting import warning

KINDS = ("warningproblem", "scenario", "keyassumption", "hypotheses")
# A state is told by shape and word; grey and a dash where nobody has looked.
_STATES = {
    warning.NOT_OBSERVED: _("– not observed"),
    warning.USUAL: _("○ usual"),
    warning.RAISED: _("◑ raised"),
    warning.PAST: _("● past its threshold"),
}


def in_use(look: Look) -> list[str]:
    """Return which of these kinds an organisation has turned on."""
    kinds = {id: kind_of(id) for id in KINDS}
    return list(listing.shown_kinds(data.store(), look.viewer, kinds))


def of(place: str, look: Look, me: Person, writing: bool) -> None:
    """Show, for one situation, what each kind in use holds, and let people write."""
    found = in_use(look)
    for id, tab in zip(found, st.tabs([kind_of(id).plural for id in found]), strict=True):
        with tab:
            rows = records.load(data.store(), id, look.viewer, look.as_of)
            rows = rows[rows["place"] == place]
            for row in rows.to_dict("records"):
                with st.container(border=True):
                    _head(id, row)
                    {"warningproblem": _problem, "hypotheses": _matrix}.get(id, _plain)(
                        id, row, look, me, writing
                    )
            if rows.empty:
                st.caption(_("There is none about {place} yet.").format(place=places.name(place)))
            if writing:
                with st.expander(_("New: {kind}").format(kind=kind_of(id).title)):
                    if forms.edit(kind_of(id), me, fixed={"place": place}):
                        st.rerun()


def _head(id: str, row: Mapping) -> None:
    kind = kind_of(id)
    st.markdown(f"**{plain(row[kind.name])}**")
    st.caption(_("Who may see this: {who}. {whose}, {author}.").format(
        who=plain(listing.who(row)), whose=plain(listing.attribution(kind, row)),
        author=plain(row["author"])))  # fmt: skip
    st.page_link("records.py", label=_("Open, change, comment"), icon=":material/edit_note:",
                 query_params={"kind": id, "record": row["record"]})  # fmt: skip


def _plain(id: str, row: Mapping, look: Look, me: Person, writing: bool) -> None:
    kind = kind_of(id)
    for name in listing.fields(kind):
        if name not in (kind.name, "place") and (said := listing.value(kind, name, row[name])):
            st.markdown(f"{plain(kind.label(name))}: {plain(said)}")


def _problem(id: str, row: Mapping, look: Look, me: Person, writing: bool) -> None:
    found = records.load(data.store(), "warningindicator", look.viewer, look.as_of)
    found = found[found["problem"] == row["record"]]
    today = data.today(look)
    states = [warning.state(one, today) for one in found.to_dict("records")]
    show(_indicators(found, states), _("No indicator of it is named yet."),
         _("The indicators of this problem, with their state."), height="content")  # fmt: skip
    unseen = states.count(warning.NOT_OBSERVED)
    if unseen:
        said = ngettext("One indicator is not observed: that says nothing.",
                        "{n} indicators are not observed: that says nothing.", unseen)  # fmt: skip
        st.caption(said.format(n=unseen))
    if warning.proposes(states, list(found["critical"])):
        st.warning(_("The indicators propose a higher level. Somebody has to judge it."),
                   icon=":material/flag:")  # fmt: skip
    if writing:
        kind = kind_of("warningindicator")
        with st.expander(_("New: {kind}").format(kind=kind.title)):
            if forms.edit(kind, me, fixed={"problem": row["record"]}, suggested=Audience.read(row)):
                st.rerun()
        names = dict(zip(found["record"], found["said"], strict=True))
        if names:
            with st.expander(_("Write down an observation")):
                which = st.selectbox(_("Indicator"), list(names), format_func=names.get,
                                     key=f"observed:{row['record']}")  # fmt: skip
                one = found[found["record"] == which].iloc[0].to_dict()
                if forms.edit(kind, me, one):
                    st.rerun()


def _indicators(found: pd.DataFrame, states: list[str]) -> pd.DataFrame:
    kind = kind_of("warningindicator")
    rows = found.to_dict("records")
    return pd.DataFrame({
        kind.label("said"): found["said"],
        _("State"): [_STATES[one] for one in states],
        kind.label("value"): [_figure(row, "value") for row in rows],
        kind.label("observed_on"): [_on(row["observed_on"]) for row in rows],
        _("Usual range"): [_range(row) for row in rows],
        kind.label("threshold"): [_figure(row, "threshold") for row in rows],
        _("Critical"): found["critical"].map({True: _("yes"), False: ""}),
        kind.label("lead_days"): [_figure(row, "lead_days", "") for row in rows],
    })  # fmt: skip


def _figure(row: Mapping, name: str, unit: str | None = None) -> str:
    if pd.isna(row[name]):
        return ""
    return f"{row[name]:,g} {row['unit'] if unit is None else unit}".strip()


def _range(row: Mapping) -> str:
    low, high = row["usual_low"], row["usual_high"]
    if pd.isna(low) and pd.isna(high):
        return ""
    said = [_("any") if pd.isna(one) else f"{one:,g}" for one in (low, high)]
    return _("{low} to {high}").format(low=said[0], high=said[1])


def _on(moment) -> str:
    return "" if pd.isna(moment) else day(pd.Timestamp(moment))


def _matrix(id: str, row: Mapping, look: Look, me: Person, writing: bool) -> None:
    names = list(row["hypotheses"])
    evidence = [dict(one) for one in row["evidence"]]
    marks = [list(one["marks"]) for one in evidence]
    counts = warning.inconsistencies(marks, len(names))
    for name, count in sorted(zip(names, counts, strict=True), key=lambda pair: pair[1]):
        said = ngettext("{name}: one piece of evidence speaks against it.",
                        "{name}: {n} pieces of evidence speak against it.", count)  # fmt: skip
        st.markdown("- " + said.format(name=plain(name), n=count))
    for place in warning.rests_on(marks, len(names)):
        said = _("The order rests on this alone: {said}")
        st.caption(said.format(said=plain(evidence[place]["said"])))
    columns = {name: [MARKS.get(one[n] if len(one) > n else "N") for one in marks]
               for n, name in enumerate(names)}  # fmt: skip
    table = pd.DataFrame({_("Evidence"): [one["said"] for one in evidence], **columns})
    if not writing:
        show(table, _("No evidence is weighed yet."), height="content")
        return
    choices = st.column_config.SelectboxColumn(options=list(MARKS.values()))
    edited = st.data_editor(table.astype("string"), num_rows="dynamic", hide_index=True,
                            key=f"matrix:{row['record']}:{row['version']}",
                            column_config=dict.fromkeys(names, choices))  # fmt: skip
    if st.button(_("Keep the table"), key=f"keep:{row['record']}"):
        _keep_matrix(row, names, edited, me)


def _keep_matrix(row: Mapping, names: list[str], edited: pd.DataFrame, me: Person) -> None:
    codes = {words: code for code, words in MARKS.items()}
    weighed = [
        {"said": str(one[_("Evidence")]), "marks": [codes.get(one[name], "N") for name in names]}
        for one in edited.to_dict("records")
        if pd.notna(one[_("Evidence")]) and str(one[_("Evidence")]).strip()
    ]
    kind = kind_of("hypotheses")
    kept = {name: row[name] for name in kind.fields.model_fields} | {"evidence": weighed}
    try:
        records.save(data.store(), kind, kept, me, record=row["record"], shown=row["version"])
    except records.NOT_SAVED as fault:
        st.error(plain(str(fault)))
    else:
        st.rerun()
