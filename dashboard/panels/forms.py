"""The form of any kind of record, made from its declaration; drafts, differences, exchange."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.entry import presence
from dashboard.panels import asking
from dashboard.session import show
from dashboard.words import _, plain
from dashboard.workspace import drafts, excerpts, exchange, listing, permissions, records
from dashboard.workspace.kind import Kind
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.kinds.comment import Comment
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import FOCAL_POINT, Person


def edit(
    kind: Kind, person: Person, row: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Any] | None = None, suggested: Audience | None = None, made_of: str = "",
) -> str | None:  # fmt: skip
    """Show the form of a new record, or of `row`; return the record when it was just saved.

    `fixed`: fields that are not asked, as the page knows them. `suggested`: the audience that
    is proposed for a new record. `made_of`: the record that a new one is made of. What is being
    written is kept as a draft at every change.
    """
    record = str(row["record"]) if row else ""
    of = record or made_of
    key = f"{kind.id}:{of}:{':'.join(map(str, (fixed or {}).values()))}"
    start, shown = _start(kind, key, of, row, person)
    draft = lambda: _keep_draft(kind, key, of, shown, person, fixed)  # noqa: E731
    skip = set(fixed or {})
    fields = dict(fixed or {})
    for name in kind.first:
        if name not in skip:
            fields[name] = asking.field(kind, name, start.get(name), f"{key}/{name}", draft)
    before = Marking.read(row) if row else None
    ready = not kind.cleared or start.get("stage") == kind.cleared
    if ready:
        audience = asking.audience(key, person, before.audience if before else suggested)
    else:
        st.caption(_("Who may see this: {who}, until a second person has cleared it.").format(
            who=plain(Audience().words(person.organisation))))  # fmt: skip
    with st.expander(_("More")):
        for name in kind.asked:
            if name not in kind.first and name not in skip:
                fields[name] = asking.field(kind, name, start.get(name), f"{key}/{name}", draft)
        marking = asking.marking(key, person, audience, before) if ready else None
    _difference(kind, key)
    if not st.button(_("Save"), type="primary", key=f"{key}/save"):
        return None
    if "stage" in start:
        fields["stage"] = start["stage"]
    saved = _save(kind, key, record, {**start, **fields}, marking, shown, person)
    if saved:
        drafts.drop(data.store(), kind, of, person)
    return saved


def revise(kind: Kind, row: pd.Series, person: Person) -> None:
    """Let a person change a record that they may: fields, stage, undo; or ask for release."""
    said = row.to_dict()
    try:
        permissions.may_write(kind, person)
        permissions.may_edit(kind, said, person)
    except permissions.Refused as refusal:
        st.caption(plain(str(refusal)))
    else:
        _moves(kind, said, person)
        with st.expander(_("Change")):
            if edit(kind, person, said):
                st.rerun()
    if said["originator"] == person.organisation and not kind.cleared:
        with st.expander(_("Make an excerpt that others may see")):
            _excerpt(kind, said["record"], person)
    if said["originator"] != person.organisation and kind.id != "releaserequest":
        with st.expander(_("Ask its originator to show it to more people")):
            request = kind_of("releaserequest")
            about = {"about": f"{kind.id}:{said['record']}"}
            if edit(request, person, fixed=about, suggested=Audience.of(said["originator"])):
                st.success(_("Asked."))


def _excerpt(kind: Kind, record: str, person: Person) -> None:
    made = edit(kind_of("excerpt"), person, made_of=record)
    if made is None:
        return
    try:
        excerpts.note_origin(data.store(), person, made, kind, record)
        st.rerun()
    except records.NOT_SAVED as fault:
        st.error(_("The excerpt is kept, without a note of its origin. {why}").format(
            why=plain(str(fault))))  # fmt: skip


def comment(kind: Kind, row: pd.Series, person: Person) -> None:
    """Let a person say something about a record, to those who may see it."""
    said = row.to_dict()
    seen_by = Audience.read(said)
    if not seen_by.everybody:
        members = seen_by.organisations | {str(said["originator"])}
        seen_by = seen_by.model_copy(update={"organisations": members})
    marking = Marking(audience=seen_by, embargo_until=Marking.read(said).embargo_until)
    with st.form(f"comment:{said['record']}", clear_on_submit=True, border=False):
        words = st.text_area(_("Comment"), max_chars=5000, height=80)
        if st.form_submit_button(_("Say it")):
            body = {"about": f"{kind.id}:{said['record']}", "said": words}
            try:
                records.save(data.store(), Comment, body, person, audience=marking,
                             seal=said["seal"])  # fmt: skip
                st.rerun()
            except records.NOT_SAVED as fault:
                st.error(plain(str(fault)))


def exchange_files(kind: Kind, rows: pd.DataFrame, person: Person) -> None:
    """Let a person take the records of a kind as a file, or bring some from one."""
    with st.expander(_("Export and import")):
        if len(rows) and st.button(_("Make files"), key=f"export:{kind.id}"):
            cells, whole = exchange.exported(data.store(), kind, rows, person)
            who = _("Who may see this: {who}.").format(who=exchange.in_words(whole))
            st.caption(plain(who))
            st.download_button(_("CSV"), exchange.csv_bytes(cells), f"{kind.id}.csv")
            st.download_button(
                _("XLSX"), exchange.xlsx_bytes(cells, kind.plural, who), f"{kind.id}.xlsx"
            )
        file = st.file_uploader(_("Import (CSV or XLSX)"), ["csv", "xlsx"], key=f"in:{kind.id}",
                                max_upload_size=exchange.MOST_BYTES // 1_000_000)  # fmt: skip
        audience = asking.audience(f"in:{kind.id}", person, None)
        if file and st.button(_("Import"), key=f"import:{kind.id}"):
            try:
                done = exchange.imported(
                    data.store(), kind, file.getvalue(), file.name, person, audience
                )
            except records.NOT_SAVED as fault:
                st.error(plain(str(fault)))
                return
            st.success(_("{new} new or changed, {known} known already.").format(
                new=done.new, known=done.known))  # fmt: skip
            for fault in done.faults[:20]:
                st.error(plain(fault))


def turn_on_kinds(person: Person, kinds: Mapping[str, Kind]) -> None:
    """Let a focal point show kinds that are hidden until somebody uses them."""
    rare = {id: kind for id, kind in kinds.items() if kind.listed and not kind.shown}
    if not rare or FOCAL_POINT not in person.roles or presence.room():
        return
    on = listing.shown_kinds(data.store(), person.viewer(), rare)
    with st.expander(_("Kinds of record in use")):
        for id, kind in rare.items():
            wanted = st.checkbox(kind.plural, id in on, key=f"kind:{id}")
            if wanted != (id in on):
                listing.turn_on(data.store(), kind, person, wanted)
                st.rerun()


def _start(kind: Kind, key: str, record: str, row, person: Person) -> tuple[dict, int]:
    """Return the fields to begin with and the version shown: of a draft, else of the record."""
    names = kind.fields.model_fields
    said = {name: row[name] for name in names} if row else {}
    shown = int(row["version"]) if row else 0
    begun = st.session_state.get(f"{key}/begun")
    if begun is None:  # once for a form: what it begins with must not change under the hands
        # What one person was writing is not for the others who look at the screen of a room.
        draft = None if presence.room() else drafts.of(data.store(), kind, record, person)
        begun = ({**said, **draft.fields}, draft.shown or shown, True) if draft else (
            said, shown, False)  # fmt: skip
        st.session_state[f"{key}/begun"] = begun
    start, shown, of_draft = begun
    if not of_draft:
        return start, shown
    st.caption(_("You were writing this; it was not saved yet."))
    if st.button(_("Forget what I was writing"), key=f"{key}/forget"):
        drafts.drop(data.store(), kind, record, person)
        _forget(key)
        st.rerun()
    return start, shown


def _keep_draft(kind: Kind, key: str, record: str, shown: int, person: Person, fixed) -> None:
    values = {name: st.session_state[f"{key}/{name}"] for name in kind.asked
              if f"{key}/{name}" in st.session_state}  # fmt: skip
    try:
        drafts.keep(data.store(), kind, record, shown, values, person)
    except records.NOT_SAVED as fault:
        st.session_state[f"{key}/fault"] = str(fault)


def _save(kind: Kind, key: str, record: str, fields, marking, shown, person) -> str | None:
    try:
        saved = records.save(data.store(), kind, fields, person, audience=marking,
                             record=record or None, shown=shown)  # fmt: skip
    except records.Changed as changed:
        merged = {name: changed.theirs.get(name) if said == changed.shown.get(name) else said
                  for name, said in changed.mine.items()}  # fmt: skip
        _forget(key)
        st.session_state[f"{key}/begun"] = (merged, changed.version, False)
        st.session_state[f"{key}/changed"] = changed
        st.rerun()
    except records.NOT_SAVED as fault:
        st.error(plain(str(fault)))
        return None
    _forget(key)
    return saved.record


def _difference(kind: Kind, key: str) -> None:
    if fault := st.session_state.pop(f"{key}/fault", ""):
        st.error(plain(fault))
    if (changed := st.session_state.get(f"{key}/changed")) is None:
        return
    st.warning(plain(str(changed)))
    show(listing.changes(kind, changed.theirs, changed.mine), _("Both say the same."))
    st.caption(_("Before: what stands now. After: what you wrote, which is in the form above."))


def _moves(kind: Kind, said: dict, person: Person) -> None:
    """Show a button for each stage that the record may go to, and one for undo."""
    store, kept = data.store(), {name: said[name] for name in kind.fields.model_fields}
    ways = kind.stages[said["stage"]].to if kind.stages else {}
    buttons = st.columns(len(ways) + 1)
    try:
        for place, (to, roles) in zip(buttons, ways.items(), strict=False):
            allowed = not roles or bool(person.roles & roles)
            if place.button(kind.stages[to].title, key=f"{said['record']}>{to}",
                            disabled=not allowed):  # fmt: skip
                records.save(store, kind, {**kept, "stage": to}, person,
                             record=said["record"], shown=int(said["version"]))  # fmt: skip
                st.rerun()
        if buttons[-1].button(_("Undo the last change"), key=f"{said['record']}<"):
            records.undo(store, kind, said["record"], person, int(said["version"]))
            st.rerun()
    except records.NOT_SAVED as fault:
        st.error(plain(str(fault)))


def _forget(key: str) -> None:
    for name in [name for name in st.session_state if str(name).startswith(f"{key}/")]:
        del st.session_state[name]
