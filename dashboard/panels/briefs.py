"""The parts of the page Briefs: what is asked for, the author's text, what stays out, downloads."""

import pandas as pd
import streamlit as st

from dashboard import data, session
from dashboard.reports import editing, records_read
from dashboard.reports.audiences import AUDIENCES
from dashboard.reports.document import Document
from dashboard.reports.formats import FORMATS, file_name, printed_pages
from dashboard.reports.frame import month as month_said
from dashboard.reports.making import BRIEFS, Asked, make
from dashboard.reports.matters import MOST
from dashboard.reports.naming import missing_names
from dashboard.words import _, ngettext, plain
from dashboard.workspace import audit, records
from indicators import places
from indicators.frames import FRAMES

_LANGUAGES = {"en": _("English"), "fr": _("French")}
_AHEAD = 3  # months that can be chosen after this one


def ask(look: session.Look) -> Asked | None:
    """Ask for whom, what, and about which month; None while something is missing."""
    today = data.today(look)
    first = today.replace(day=1)
    months = [f"{first + pd.DateOffset(months=n):%Y-%m}" for n in range(-1, _AHEAD + 1)]
    left, middle, right, last = st.columns(4)
    with left:
        to = session.choose(_("Who is it for?"), list(AUDIENCES), "to", _addressee)
    kinds = [name for name, kind in BRIEFS.items() if to in kind.audiences]
    with middle:
        kind = session.choose(_("What"), kinds, "brief", lambda name: BRIEFS[name].title)
    with right:
        about = session.choose(_("Month"), [months[2], *months[:2], *months[3:]], "month",
                               lambda text: month_said(pd.Timestamp(text)))  # fmt: skip
    with last:
        language = session.choose(_("Language"), list(_LANGUAGES), "language", _LANGUAGES.get)
    mission = ""
    if kind == "explainer":
        names = sorted(data.mandates(look)["acronym"].unique())
        mission = session.choose(_("Mission"), names, "mission", str, _("Choose a mission"))
        if mission is None:
            return None
    return Asked(kind, to, pd.Timestamp(about), language, (), mission or "", look.as_of)


def made(asked: Asked) -> Document:
    """Return the brief as the data propose it now; the same until something new is known."""
    versions = tuple(data.store().version(frame) for frame in FRAMES.values())
    return _made(versions, asked)


@st.cache_data(max_entries=20, show_spinner=_("Reading what the addressee may see …"))
def _made(versions: tuple[int, ...], asked: Asked) -> Document:
    return make(asked)


def swapped(asked: Asked, document: Document) -> Asked:
    """Let the author swap the situations that matter; return what is asked for then."""
    proposed = [one.key.removeprefix("items.") for one in editing.paragraphs(document)
                if one.key.startswith("items.")]  # fmt: skip
    if asked.kind != "security-council" or not proposed:
        return asked
    chosen = st.multiselect(
        _("Items that matter (proposed by rule; swap them at will)"),
        sorted(places.PLACES.index, key=places.name), proposed, format_func=places.name,
        max_selections=MOST, key=f"items {asked.audience} {asked.month:%Y-%m}",
    )  # fmt: skip
    return asked if chosen == proposed else Asked(
        asked.kind, asked.audience, asked.month, asked.language, tuple(chosen), asked.presence,
        asked.as_of)  # fmt: skip


def edit(document: Document, texts: dict[str, str], name: str) -> dict[str, str]:
    """Let the author write; return the texts that are the author's own.

    Figures stand in braces and cannot be changed; a wrong name in braces is said. `name`
    tells what is edited from all else that is open in this session.
    """
    written = {}
    with st.expander(_("Write: figures in braces are locked"), icon=":material/edit:"):
        for one in editing.paragraphs(document):
            written[one.key] = st.text_area(
                one.key, texts.get(one.key, one.text), height="content",
                key=f"text {name} {one.key}",
            )  # fmt: skip
    own = texts | editing.own_texts(document, written)
    kept = {key: text for key, text in own.items() if written.get(key, text) == text}
    strange = editing.with_texts(document, kept).unknown_figures()
    if strange:
        said = _("No figure has this name: {names}. Take it out, or write it as proposed.")
        st.error(said.format(names=plain(", ".join(strange))))
    return kept


def say_what_to_check(look: session.Look, asked: Asked, document: Document) -> None:
    """Say to the author alone: pages, names that are missing, what is left out and why."""
    pages, allowed = printed_pages(document), document.pages
    said = ngettext("{n} printed page", "{n} printed pages", pages).format(n=pages)
    if allowed and pages > allowed:
        st.warning(_("{said}; it should be {n}. Shorten it.").format(said=said, n=allowed))
    else:
        st.caption(_("{said}, as it should be.").format(said=said))
    if missing := missing_names(document, asked.audience):
        words = _("Names that {organisation} has not given us; neutral ones are used: {names}.")
        st.warning(words.format(organisation=asked.audience, names=", ".join(missing)))
    hidden = records_read.left_out(look, asked.audience)
    if hidden:
        title = _("Left out for this addressee: {n}. Only you see this.").format(n=len(hidden))
        with st.expander(title, icon=":material/visibility_off:"):
            st.dataframe(pd.DataFrame([
                {_("Kind"): one.kind, _("Record"): one.name, _("Of"): one.originator,
                 _("Why"): one.why} for one in hidden
            ]), hide_index=True)  # fmt: skip


def downloads(document: Document, record: str) -> None:
    """Offer every format; each download is written in the audit."""
    for column, (form, about) in zip(st.columns(len(FORMATS)), FORMATS.items(), strict=True):
        column.download_button(
            about.name, lambda about=about: about.render(document), file_name(document, form),
            mime=about.mime, icon=":material/download:", key=f"download {form}",
            on_click=_noted, args=(document, form, record), width="stretch",
        )  # fmt: skip


def keep(asked: Asked, document: Document, texts: dict[str, str], kept: editing.Kept | None):
    """Offer to keep the brief, and to release it to its addressee."""
    left, right = st.columns(2)
    save = left.button(_("Keep as a draft of ours"), icon=":material/save:", width="stretch")
    words = _("Release to {organisation}").format(organisation=asked.audience)
    release = right.button(words, icon=":material/outgoing_mail:", width="stretch")
    if not (save or release):
        return
    if editing.with_texts(document, texts).unknown_figures():
        st.error(_("Nothing was kept: a name in braces stands for no figure."))
        return
    try:
        saved = editing.keep(data.store(), session.person(), asked, document, texts, kept, release)
    except records.NOT_SAVED as fault:
        st.error(plain(str(fault)))
        return
    st.query_params["kept"] = st.session_state["kept"] = saved.record
    st.rerun()


def changed_figures(before: Document, now: Document) -> None:
    """Say which figures a new snapshot would change."""
    changes = editing.figures_changed(before, now)
    if not changes:
        st.caption(_("No figure has changed since this was kept."))
        return
    st.dataframe(pd.DataFrame([
        {_("Figure"): one.what, _("Was"): one.was, _("Now"): one.now} for one in changes
    ]), hide_index=True)  # fmt: skip


def copies(document: Document) -> None:
    """Show every paragraph as text with its sources, each with a button that copies it."""
    with st.expander(_("Copy a paragraph with its sources"), icon=":material/content_copy:"):
        for one in editing.paragraphs(document):
            st.code(editing.with_source(document, one), language=None, wrap_lines=True)


def _noted(document: Document, form: str, record: str) -> None:
    audit.note(data.store(), session.person(), "export", "brief", record, "",
               f"{document.title} {form} {document.number}")  # fmt: skip


def _addressee(name: str) -> str:
    return _(AUDIENCES[name].recipient)
