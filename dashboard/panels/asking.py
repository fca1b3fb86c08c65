"""One field of a form by what it holds, and the question "Who may see this?"."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from dashboard import board, data
from dashboard.session import look
from dashboard.words import _, plain
from dashboard.workspace import organisations, spaces
from dashboard.workspace.kind import Kind, extra, holds
from dashboard.workspace.marking import CAVEATS, HANDLING, Audience, Marking
from dashboard.workspace.organisations import OWN_MARKINGS
from dashboard.workspace.people import Person
from indicators import places

_SOME, _ALL, _ME = "some", "all", "me"
_LONG = 200  # a text that may be longer is written in a larger box


def field(kind: Kind, name: str, value: Any, key: str, changed: Callable[[], None]) -> Any:
    """Ask for one field; return what stands in it."""
    about = kind.fields.model_fields[name]
    declared, label, help = extra(about), kind.label(name), about.description or None
    value = about.get_default(call_default_factory=True) if _nothing(value) else value
    value = None if about.is_required() and _nothing(value) else value
    common = {"key": key, "on_change": changed, "help": help}
    options, named = _options(declared)
    if declared.get("several"):
        kept = [one for one in value or () if options is None or one in options]
        return st.multiselect(label, options if options is not None else kept, kept,
                              format_func=named, placeholder=_("Choose"),
                              accept_new_options=options is None, **common)  # fmt: skip
    if options is not None:
        index = options.index(value) if value in options else None
        chosen = st.selectbox(label, options, index, format_func=named,
                              placeholder=_("Choose"), **common)  # fmt: skip
        return "" if chosen is None and holds(about, str) else chosen
    if holds(about, bool):
        return st.checkbox(label, bool(value), **common)
    if holds(about, date):
        day = pd.Timestamp(value).date() if value else None
        return st.date_input(label, day, **common)
    if holds(about, int) or holds(about, float):
        step = 1 if holds(about, int) else None
        return st.number_input(label, value=value, step=step, **common)
    most = next((one.max_length for one in about.metadata if hasattr(one, "max_length")), None)
    ask = st.text_area if (most or _LONG + 1) > _LONG else st.text_input
    return ask(label, str(value or ""), max_chars=most, **common)


def audience(key: str, person: Person, before: Audience | None) -> Audience:
    """Ask "Who may see this?"; return the answer. Spaces suggest, one click confirms."""
    found = spaces.spaces(data.store(), look().viewer, person.organisation)
    answers = {row.record: (row.name, spaces.suggested(row.organisations, person.organisation))
               for row in found[["record", "name", "organisations"]].itertuples(index=False)
               }  # fmt: skip
    answers[_ME] = (_("Only me"), Audience.only(person.name))
    answers[_SOME] = (_("Some organisations, which I choose"), None)
    answers[_ALL] = (_("Everybody: it may be published"), Audience.all())
    same = [id for id, (_name, one) in answers.items() if before is not None and one == before]
    default = same[0] if same else (_SOME if before else spaces.OWN)
    chosen = st.selectbox(_("Who may see this?"), list(answers), list(answers).index(default),
                          format_func=lambda id: answers[id][0], key=f"{key}/who")  # fmt: skip
    answer = answers[chosen][1]
    if answer is None:
        named = {code: name for code, name in organisations.named().items()
                 if code != person.organisation}  # fmt: skip
        kept = sorted((before.organisations if before else frozenset()) & set(named))
        some = st.multiselect(_("Organisations"), list(named), kept, key=f"{key}/some",
                              format_func=named.get, placeholder=_("Choose"))  # fmt: skip
        answer = Audience.of(*some)
        if before and default == _SOME and set(some) == before.organisations:
            answer = before  # groups, persons and the humanitarian role stay as they were
    st.caption(_("Who may see this: {who}.").format(who=plain(answer.words(person.organisation))))
    return answer


def marking(key: str, person: Person, answer: Audience, before: Marking | None) -> Marking:
    """Ask what else a marking says, behind "More"; contradictions are said and left out."""
    before = before or Marking()
    own = OWN_MARKINGS.get(person.organisation)
    words = (
        st.selectbox(_("Own marking"), ["", *own], key=f"{key}/own",
                     index=(["", *own].index(before.own_marking)
                            if before.own_marking in own else 0))
        if own
        else st.text_input(_("Own marking"), before.own_marking, max_chars=100, key=f"{key}/own")
    )  # fmt: skip
    caveats = st.multiselect(_("Caveats"), list(CAVEATS), sorted(before.caveats),
                             format_func=CAVEATS.get, key=f"{key}/caveats",
                             placeholder=_("None"))  # fmt: skip
    handling = st.multiselect(_("What may be done with it"), list(HANDLING),
                              sorted(before.handling), format_func=HANDLING.get,
                              key=f"{key}/handling", placeholder=_("Only viewed"))  # fmt: skip
    embargo = st.date_input(_("Not to be seen by others before"), before.embargo_until,
                            key=f"{key}/embargo")  # fmt: skip
    review = st.date_input(_("Look again on"), before.review_on, key=f"{key}/review")
    said = before.model_dump() | {
        "audience": answer, "own_marking": words, "caveats": frozenset(caveats),
        "handling": frozenset(handling), "review_on": review,
        "embargo_until": embargo,
    }  # fmt: skip
    try:
        return Marking.model_validate(said)
    except ValidationError as fault:
        st.error(plain(fault.errors()[0]["msg"].removeprefix("Value error, ")))
        return Marking(audience=Audience())


def _options(declared: dict) -> tuple[list | None, Callable[[Any], str]]:
    if declared.get("place"):
        return board.choices(), places.name
    if declared.get("organisations"):
        named = organisations.named()
        return list(named), named.get
    options = declared.get("options")
    return (None, str) if options is None else (list(options), lambda one: str(options[one]))


def _nothing(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)) or (
        type(value).__name__ == "PydanticUndefinedType"
    )  # fmt: skip
