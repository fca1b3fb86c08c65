"""The widgets of joint assessment: judge in a minute, look side by side, agree a working level."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import board, data
from dashboard.panels import asking
from dashboard.session import Look, person
from dashboard.words import _, minute, ngettext, plain
from dashboard.workspace import assessments, listing, organisations, rating_form, records, scales
from dashboard.workspace.kinds.assessment import KIND as ASSESSMENT
from dashboard.workspace.kinds.assessment import STATUS
from dashboard.workspace.kinds.stance import KIND as STANCE
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import SECRETARY, Person
from indicators import places

SHAPES = ("○", "◔", "◑", "◕", "●")  # a level is told by number, word and shape
_LATER = ("likelihood", "confidence", "assumptions", "would_change", "status")


def chip(level: float) -> str:
    """Return a level by shape, number and word: "◕ 3 warning"; "not rated" without one."""
    if pd.isna(level):
        return _("not rated")
    return f"{SHAPES[int(level)]} {scales.LEVELS[int(level)]}"


def fields_asked(key: str, before: Mapping | None) -> dict[str, object]:
    """Ask for level, trend and one sentence; the rest behind "More". Return what stands there."""
    before = before if before is not None else {}
    level = before.get("level")
    said = {
        "level": st.segmented_control(
            _("Level"), list(scales.LEVELS), default=None if level is None else int(level),
            format_func=chip, key=f"{key}/level",
        ),
        "trend": st.segmented_control(
            _("Trend"), list(scales.TRENDS), default=before.get("trend"),
            format_func=scales.TRENDS.get, key=f"{key}/trend",
        ),
        "sentence": st.text_input(
            _("Why, in one sentence"), str(before.get("sentence") or ""), max_chars=300,
            key=f"{key}/sentence",
        ),
    }  # fmt: skip
    with st.expander(_("More")):
        for name in _LATER:
            start = before.get(name)
            said[name] = asking.field(ASSESSMENT, name, start, f"{key}/{name}", lambda: None)
        grades = _evidence(key, before.get("evidence") or ())
    return {name: value for name, value in said.items() if value is not None} | {
        "evidence": grades
    }


def _evidence(key: str, before) -> list[dict]:
    st.caption(_("Evidence: the source and what it says are graded apart."))
    start = pd.DataFrame([dict(one) for one in before] or
                         [{"said": "", "reliability": "F", "credibility": "6"}])  # fmt: skip
    rows = st.data_editor(
        start, num_rows="dynamic", hide_index=True, key=f"{key}/evidence",
        column_config={
            "said": st.column_config.TextColumn(_("Evidence"), max_chars=300),
            "reliability": st.column_config.SelectboxColumn(
                _("Source"), options=list(scales.RELIABILITY),
                format_func=scales.RELIABILITY.get),
            "credibility": st.column_config.SelectboxColumn(
                _("What it says"), options=list(scales.CREDIBILITY),
                format_func=scales.CREDIBILITY.get),
        },
    )  # fmt: skip
    told = rows.fillna("").to_dict("records")
    return [one for one in told if str(one["said"]).strip()]


def own(round: Mapping, me: Person, before: Mapping | None) -> None:
    """Let a person of an organisation asked give, confirm or change its assessment."""
    if before is not None and before["stated_by"]:
        said = _("{name} wrote this down for us. It is to be confirmed.")
        st.warning(said.format(name=plain(before["stated_by"])), icon=":material/how_to_reg:")
        if st.button(_("Confirm as our assessment"), type="primary"):
            fields = {name: before[name] for name in (*ASSESSMENT.first, *_LATER, "evidence")}
            _try(lambda: assessments.rate(data.store(), me, round, fields))
    title = _("Our assessment") if before is None else _("Change our assessment")
    with st.expander(title, expanded=before is None):
        _judge(round, me, before)


def _judge(round: Mapping, me: Person, before: Mapping | None) -> None:
    key = f"judge:{round['record']}"
    said = fields_asked(key, before)
    who = _("Shown to {names} only, once all have judged or the deadline has passed.")
    st.caption(who.format(names=plain(organisations.listed(sorted(round["participants"])))))
    if st.button(_("Save our assessment"), type="primary", key=f"{key}/save"):
        _try(lambda: assessments.rate(data.store(), me, round, said))


def write_down(round: Mapping, me: Person) -> None:
    """Let a cell secretary send forms, bring them back, or write down what was said."""
    others = [one for one in round["participants"] if one != me.organisation]
    if SECRETARY not in me.roles or not others:
        return
    with st.expander(_("For organisations without accounts")):
        asked = st.selectbox(_("Organisation"), others, key=f"for:{round['record']}")
        st.download_button(
            _("Form for the {organisation} (XLSX)").format(organisation=asked),
            rating_form.made(round, asked), f"assessment-{asked}-{round['record']}.xlsx",
            on_click="ignore",  # a new run makes the file anew, and the one asked for is gone
        )  # fmt: skip
        file = st.file_uploader(_("A form that came back"), ["xlsx"], max_upload_size=2,
                                key=f"back:{round['record']}")  # fmt: skip
        if file and st.button(_("Keep the form")):
            _try(lambda: _form(file.getvalue(), round, me))
        st.caption(_("Or write down what was said in the meeting; it is shown as to be confirmed."))
        said = fields_asked(f"stated:{round['record']}:{asked}", None)
        if st.button(_("Keep as stated by the {organisation}").format(organisation=asked)):
            _try(lambda: assessments.rate(data.store(), me, round, said, stated_for=asked))


def _form(body: bytes, round: Mapping, me: Person) -> None:
    organisation, said = rating_form.read(body, round)
    assessments.rate(data.store(), me, round, said, stated_for=organisation)


def side_by_side(rows: pd.DataFrame, opened: bool, deadline: pd.Timestamp) -> None:
    """Show each organisation's assessment in a box of its own; nothing is averaged."""
    if not opened:
        said = _("Assessments of the others are hidden until all have judged, or until {moment}.")
        st.info(said.format(moment=minute(deadline)), icon=":material/visibility_off:")
    boxes = st.columns(max(len(rows), 1))
    for box, row in zip(boxes, rows.to_dict("records"), strict=False):
        with box.container(border=True):
            st.markdown(f"**{plain(row['organisation'])}**")
            if pd.isna(row["level"]):
                own = row["organisation"] == person().organisation
                unseen = _("not judged yet") if own else _("not shown yet")
                st.caption(_("not rated") if opened else unseen)
                continue
            st.markdown(f"**{chip(row['level'])}**")
            st.caption(_("Trend: {trend}").format(trend=scales.TRENDS[row["trend"]]))
            st.markdown(plain(row["sentence"]))
            st.caption(plain(_attribution(row)))
            for name in ("likelihood", "confidence", "assumptions", "would_change"):
                if words := listing.value(ASSESSMENT, name, row[name]):
                    st.caption(f"{ASSESSMENT.label(name)}: {plain(words)}")
            for one in row["evidence"]:
                graded = f"{one['reliability']}{one['credibility']}"
                st.caption(f"{plain(one['said'])} ({graded})")
    apart = assessments.spread(rows) if opened else None
    if apart is not None and apart >= assessments.DISCUSS_FROM:
        said = ngettext("One level apart.", "{n} levels apart: discuss.", apart)
        st.warning(said.format(n=apart), icon=":material/forum:")


def _attribution(row: Mapping) -> str:
    if row["stated_by"]:
        said = _("As stated by the {organisation}, to be confirmed; written down by {name}.")
        return said.format(organisation=row["organisation"], name=row["stated_by"])
    if row["status"] == "cleared":
        return _("{organisation}: {status}.").format(
            organisation=row["organisation"], status=STATUS["cleared"])  # fmt: skip
    return _("{organisation} desk assessment, not its official position.").format(
        organisation=row["organisation"])  # fmt: skip


def working_level(round: Mapping, me: Person, looking: Look, writing: bool) -> None:
    """Show what level was agreed by whom, with reservations; let organisations agree or not."""
    st.subheader(_("Working level"), anchor=False)
    found = assessments.working_levels(data.store(), looking.viewer, looking.as_of)
    found = found[found["round"] == round["record"]]
    for row in found.head(1).to_dict("records"):
        by = organisations.listed(row["agreed"]) or _("nobody yet")
        st.markdown(f"**{chip(row['level'])}**, " + _("agreed by {names}.").format(names=plain(by)))
        st.markdown(plain(row["statement"]))
        for one in row["reservations"]:
            st.markdown("- " + _("Reservation: {said}").format(said=plain(one)))
        if writing and me.organisation in round["participants"]:
            with st.expander(_("What does your organisation say?")):
                _stance(round, row["record"], me)
    if found.empty:
        st.caption(_("None is agreed."))
    if writing and me.organisation in round["participants"]:
        with st.expander(_("Propose a working level")):
            level = st.segmented_control(_("Level"), list(scales.LEVELS), format_func=chip,
                                         key=f"agree:{round['record']}")  # fmt: skip
            words = st.text_input(_("What is agreed, in one sentence"), max_chars=500)
            if st.button(_("Propose")) and level is not None:
                _try(lambda: assessments.agree(data.store(), me, round, level, words))


def _stance(round: Mapping, working: str, me: Person) -> None:
    names = ("said", "reason", "about", "settles")
    said = {name: asking.field(STANCE, name, None, f"stance:{working}/{name}", lambda: None)
            for name in names}  # fmt: skip
    others = [one for one in round["participants"] if one != me.organisation]
    stated = ""
    if SECRETARY in me.roles:
        stated = st.selectbox(_("As stated by"), ["", *others], key=f"stance:{working}/for",
                              format_func=lambda one: one or me.organisation)  # fmt: skip
    if st.button(_("Keep"), key=f"stance:{working}/keep"):
        _try(lambda: assessments.stand(data.store(), me, round, working, said, stated))


def propose(me: Person) -> None:
    """Ask for a new round: which situation, by when, which organisations."""
    with st.form("new round", border=False):
        place = st.selectbox(_("Country or area"), board.choices(), index=None,
                             format_func=places.name, placeholder=_("Choose"))  # fmt: skip
        tomorrow = pd.Timestamp.now("UTC") + pd.Timedelta(days=1)
        until = st.datetime_input(
            _("Deadline (UTC)"), tomorrow.tz_localize(None).floor("h").to_pydatetime()
        )
        named = [one for one in organisations.named() if one != me.organisation]
        asked = st.multiselect(_("Organisations that judge, beside yours"), named,
                               placeholder=_("Choose"))  # fmt: skip
        question = st.text_input(_("What is asked (may stay empty)"), max_chars=300)
        if st.form_submit_button(_("Open the round")):
            if place is None:
                st.error(_("Choose a country or an area first."))
                return
            deadline = pd.Timestamp(until, tz="UTC")
            args = (data.store(), me, place, deadline, asked, question)
            _try(lambda: assessments.propose(*args))


def outside_a_round(place: str, me: Person, own: Mapping | None) -> None:
    """Let a person give their desk's assessment of a situation when no round runs."""
    said = fields_asked(f"desk:{place}", own)
    audience = asking.audience(f"desk:{place}", me, None if own is None else Audience.read(own))
    if st.button(_("Save our assessment"), key=f"desk:{place}/save"):
        _try(lambda: assessments.judge(data.store(), me, place, said, audience))


def _try(work) -> None:
    try:
        work()
    except records.NOT_SAVED as fault:
        st.error(plain(str(fault)))
    else:
        st.toast(_("Kept."), icon=":material/check:")
        st.rerun()
