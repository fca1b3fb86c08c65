"""The widgets by which a person corrects and completes a proposal for a source."""

from dataclasses import dataclass

import streamlit as st

from collectors.access import Viewer
from collectors.declared.propose import Proposal
from collectors.settings import Settings
from collectors.store import Store
from dashboard import adding
from dashboard.adding import TERMS
from dashboard.thresholds import Threshold
from dashboard.words import _, minute, number, plain
from dashboard.workspace import records, reviews
from dashboard.workspace.marking import Audience
from dashboard.workspace.organisations import named
from dashboard.workspace.people import Person
from indicators import places

RHYTHMS = ("1 day", "12 hours", "6 hours", "1 week", "4 weeks")
FREQUENCIES = ("day", "week", "month", "quarter", "year", "irregular")
AGGREGATES = {"": _("each row is told once"), "sum": _("sum"), "mean": _("mean"),
              "last": _("the last one")}  # fmt: skip
WORSE = {"higher": _("higher is worse"), "lower": _("lower is worse"),
         "neither": _("neither is worse")}  # fmt: skip
KINDS = {"flow": _("what happened in the period"), "stock": _("how many there are at the time"),
         "index": _("an index or score"), "share": _("a share of a whole")}  # fmt: skip
MINE, SOME, ALL = _("My organisation only"), _("My organisation and others"), _("Everybody")
SIGNALS = {"": _("no signal"), "above": _("at or above"), "below": _("at or below")}
LEVELS = {1: _("1 watch"), 2: _("2 concern"), 3: _("3 warning"), 4: _("4 crisis")}
_CHOSEN = "choices of a new source"


@dataclass(frozen=True)
class Choice:
    """What a person chose: for the source's file, who may see it, and when it signals."""

    file: dict[str, object]
    audience: Audience | None = None  # None: others were meant, and none named
    signal: Threshold | None = None


def choices(proposal: Proposal, organisation: str) -> Choice | None:
    """Show what is proposed; return what was chosen in the form sent last, None before that.

    `organisation` is the one in whose name it is added.
    """
    st.subheader(_("What the data seem to tell"), anchor=False)
    st.dataframe(proposal.rows.head(10), hide_index=True)
    for fault in proposal.faults:
        st.warning(plain(fault))
    if proposal.unknown_places:
        st.warning(not_recognised(proposal.unknown_places))
    with st.form("choices"):
        said = _reading(proposal) | _series(proposal) | _about(proposal)
        chosen = Choice(said, _audience(organisation), _signal())
        if st.form_submit_button(_("Preview")):
            st.session_state[_CHOSEN] = (proposal.name, proposal.url, chosen)
    kept = st.session_state.get(_CHOSEN, ("", "", None))
    return kept[2] if kept[:2] == (proposal.name, proposal.url) else None


def fault(chosen: Choice) -> str:
    """Return what is still to be said of a choice, as a sentence; "" when all is."""
    said = adding.fault_of_choices(chosen.file)
    if chosen.audience is None and not said:
        return _("Still to be said: which others may see it.")
    return said


def in_words(chosen: Choice, organisation: str) -> str:
    """Return who will see a source and when it signals, as a sentence."""
    said = _("Who may see this: {who}.").format(who=plain(chosen.audience.words(organisation)))
    if chosen.signal:
        way = SIGNALS["below" if chosen.signal.below else "above"]
        said += " " + _("It signals {way} {limit:g}, level {level}.").format(
            way=way, limit=chosen.signal.limit, level=LEVELS[chosen.signal.level]
        )
    return said


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
    passed_on = two.checkbox(_("May be exported and passed on"))
    said |= {"terms": TERMS[passed_on], "redistribute": passed_on}
    said["every"] = two.selectbox(_("Collect it every"), RHYTHMS)
    said["humanitarian"] = two.checkbox(_("Humanitarian data"))
    return said


def _audience(organisation: str) -> Audience | None:
    one, two = st.columns(2)
    who = one.selectbox(_("Who may see this"), [MINE, SOME, ALL])
    others = {code: name for code, name in named().items() if code != organisation}
    them = two.multiselect(
        _("The others"), list(others), help=_("Counts with “{choice}”.").format(choice=SOME)
    )
    if who == SOME:
        return Audience.of(*them) if them else None
    return Audience.all() if who == ALL else Audience()


def _signal() -> Threshold | None:
    one, two, three = st.columns(3)
    way = one.selectbox(_("Signal when a figure is"), list(SIGNALS), format_func=SIGNALS.get)
    limit = two.number_input(_("this number"), value=None, format="%g")
    level = three.selectbox(
        _("and propose the level"), list(LEVELS), list(LEVELS).index(2), format_func=LEVELS.get
    )
    return Threshold(limit, way == "below", level) if way and limit is not None else None


def own_sources(settings: Settings, store: Store, person: Person, viewer: Viewer) -> None:
    """Show the sources of this installation's folder: who added and reviewed each, and undo.

    Those alone of which everybody who looks may know.
    """
    hidden = store.hidden_sources(viewer)
    files = [one for one in reviews.own_files(settings.home) if one.stem not in hidden]
    states = reviews.states(store, viewer, files)
    if states.empty:
        st.caption(_("There is none yet."))
    for row in states.itertuples():
        said, look, undo = st.columns([4, 1, 1], vertical_alignment="center")
        said.markdown(f"**{plain(row.source)}** {reviewed(row)}")
        path = settings.home / "sources" / f"{row.source}.toml"
        try:
            seen = _("I have looked at it")
            if not row.reviewed_by and look.button(seen, key=f"look-{row.source}"):
                reviews.review(store, path, "", person)
                st.rerun()
            if row.added_by and undo.button(_("Take away"), key=f"undo-{row.source}"):
                adding.remove(settings, store, row.source, person)
                st.rerun()
        except (reviews.NotASecondPerson, *records.NOT_SAVED, *adding.FAULTS) as fault:
            st.error(plain(str(fault)))
