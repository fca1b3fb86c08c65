"""The widgets by which a person corrects and completes a proposal for a source."""

import streamlit as st

from collectors.declared.propose import Proposal
from dashboard.adding import SEEN_BY
from dashboard.words import _, minute, number, plain
from indicators import places

RHYTHMS = ("1 day", "12 hours", "6 hours", "1 week", "4 weeks")
FREQUENCIES = ("day", "week", "month", "quarter", "year", "irregular")
AGGREGATES = {"": _("each row is told once"), "sum": _("sum"), "mean": _("mean"),
              "last": _("the last one")}  # fmt: skip
WORSE = {"higher": _("higher is worse"), "lower": _("lower is worse"),
         "neither": _("neither is worse")}  # fmt: skip
KINDS = {"flow": _("what happened in the period"), "stock": _("how many there are at the time"),
         "index": _("an index or score"), "share": _("a share of a whole")}  # fmt: skip
_CHOSEN = "choices of a new source"


def choices(proposal: Proposal) -> dict[str, object]:
    """Show what is proposed; return the choices of the form sent last, {} before it was sent."""
    st.subheader(_("What the data seem to tell"), anchor=False)
    st.dataframe(proposal.rows.head(10), hide_index=True)
    for fault in proposal.faults:
        st.warning(plain(fault))
    if proposal.unknown_places:
        st.warning(not_recognised(proposal.unknown_places))
    with st.form("choices"):
        said = _reading(proposal) | _series(proposal) | _about(proposal)
        if st.form_submit_button(_("Preview")):
            st.session_state[_CHOSEN] = (proposal.name, proposal.url, said)
    kept = st.session_state.get(_CHOSEN, ("", "", {}))
    return kept[2] if kept[:2] == (proposal.name, proposal.url) else {}


def forget() -> None:
    """Forget what was chosen: the source is kept."""
    st.session_state.pop(_CHOSEN, None)


def not_recognised(unknown: dict[str, int]) -> str:
    """Return the names that no place is known by, and how many rows each has, as a sentence."""
    told = ", ".join(f"{plain(name[:60])} ({number(n)})" for name, n in list(unknown.items())[:20])
    return _("Places not recognised, whose rows are left out: {told}.").format(told=told)


def reviewed(state) -> str:
    """Return who added a source and who has looked at it, as a sentence."""
    added = _("was put into the folder of sources by hand.")
    if state.added_by:
        added = _("was added by {author}, {moment}.").format(
            author=plain(state.added_by), moment=minute(state.added_at)
        )
    if not state.reviewed_by:
        return f"{added} {_('Not yet reviewed.')}"
    said = _("Reviewed by {author}, {moment}.")
    moment = minute(state.reviewed_at)
    return f"{added} {said.format(author=plain(state.reviewed_by), moment=moment)}"


def _reading(proposal: Proposal) -> dict[str, object]:
    columns = proposal.columns
    one, two, three = st.columns(3)
    column = one.selectbox(_("Column with the places"), ["", *columns],
                           ["", *columns].index(proposal.place_column))  # fmt: skip
    everywhere = one.selectbox(
        _("Or one place for all rows"), ["", *places.PLACES.index, *places.AREAS],
        format_func=lambda code: places.name(code) if code else "",
    )  # fmt: skip
    said = {"place_column": column, "place_always": everywhere}
    if isinstance(proposal.date_column, str):
        there = ["", *columns].index(proposal.date_column)
        said["date_column"] = two.selectbox(_("Column with the dates"), ["", *columns], there)
    if isinstance(proposal.date_format, str):
        said["date_format"] = two.text_input(_("Form of the dates"), proposal.date_format)
    rhythm = FREQUENCIES.index(proposal.frequency)
    said["frequency"] = two.selectbox(_("One figure for each"), FREQUENCIES, rhythm)
    said["values"] = three.multiselect(_("Columns with figures"), columns, proposal.values)
    if proposal.tells_apart:
        said["split"] = three.selectbox(
            _("A series for each value of"), ["", *proposal.tells_apart]
        )
    if proposal.repeats:
        said["aggregate"] = three.selectbox(
            _("Several rows of one place and period"), list(AGGREGATES), format_func=AGGREGATES.get
        )
    return {name: value or None for name, value in said.items()}


def _series(proposal: Proposal) -> dict[str, object]:
    one, two, three = st.columns(3)
    return {
        "unit": one.text_input(_("Unit (people, deaths, US dollars)"), max_chars=80).strip(),
        "worse": two.selectbox(_("Direction"), list(WORSE), format_func=WORSE.get),
        "kind": three.selectbox(_("Kind of figure"), list(KINDS), format_func=KINDS.get),
    }


def _about(proposal: Proposal) -> dict[str, object]:
    one, two = st.columns(2)
    said = {
        "title": one.text_input(_("Title"), max_chars=200).strip(),
        "publisher": one.text_input(_("Publisher"), max_chars=200).strip(),
        "homepage": one.text_input(_("A page about the data (https://...)")).strip(),
        "licence": two.text_input(_("Licence"), max_chars=200).strip(),
    }
    terms, redistribute = SEEN_BY[two.selectbox(_("Who may see it"), list(SEEN_BY))]
    said |= {"terms": terms, "redistribute": redistribute}
    said["every"] = two.selectbox(_("Collect it every"), RHYTHMS)
    said["humanitarian"] = two.checkbox(_("Humanitarian data"))
    return said
