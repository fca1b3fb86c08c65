"""The widgets of meetings: plan, agenda, pack, record, crisis mode, follow-up."""

import json
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.panels import noting
from dashboard.reports.document import dumps, loads
from dashboard.reports.formats import FORMATS, file_name
from dashboard.reports.half_year import figures, report
from dashboard.reports.pack import LONGEST_READING, pack, reading_minutes
from dashboard.session import Look, show
from dashboard.words import _, day, minute, ngettext, plain
from dashboard.workspace import bodies, forum, meetings, organisations, records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.kinds.forum_review import VERDICTS
from dashboard.workspace.kinds.meeting import KIND as MEETING
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person
from indicators import places

_PACKED = ("docx", "pdf", "html", "pptx", "xlsx")


def head(meeting: Mapping, me: Person, writing: bool) -> None:
    """Show where a meeting stands, by when it is prepared, and move it on."""
    seen_by = organisations.listed(sorted(meeting["organisations"]))
    begins = _("Begins {moment}.").format(moment=minute(pd.Timestamp(meeting["starts"])))
    stage = MEETING.stages[meeting["stage"]]
    st.markdown(f"**{stage.title}.** {begins} "
                + _("Who may see it: {who} only.").format(who=plain(seen_by)))  # fmt: skip
    if note := bodies.PRESETS[meeting["body"]].note:
        st.caption(note)
    if meeting["body"] in meetings.NO_AGENDA:
        return
    steps = [f"{label}: {day(when)}" for label, when in meetings.dates(meeting)]
    st.caption(" · ".join(steps))
    if writing and stage.to:
        with st.container(horizontal=True):
            for number, to in enumerate(stage.to):
                label = _("Now: {stage}").format(stage=MEETING.stages[to].title)
                if st.button(label, key=f"move:{meeting['record']}:{to}",
                             type="secondary" if number else "primary"):  # fmt: skip
                    noting.attempt(lambda to=to: meetings.move(data.store(), me, meeting, to))


def agenda(meeting: Mapping, me: Person, looking: Look, writing: bool) -> pd.DataFrame:
    """Show the agenda, what it lacks, and let people add a point. Return the points."""
    st.subheader(_("Agenda"), anchor=False)
    found = meetings.points(data.store(), looking.viewer, meeting, looking.as_of)
    kind = kind_of("agendapoint")
    shown = pd.DataFrame({
        kind.label("title"): found["title"],
        _("Situation"): found["place"].map(lambda one: places.name(one) if one else ""),
        kind.label("sponsor"): found["sponsor"],
        kind.label("decision_sought"): found["decision_sought"],
        _("Minutes"): found["minutes"],
        kind.label("forward_looking"): found["forward_looking"].map({True: _("yes"), False: ""}),
    })  # fmt: skip
    show(shown, _("No point stands on the agenda yet."), _("The agenda in its order."))
    if said := meetings.advice(meeting, found):
        st.warning(" ".join(said), icon=":material/lightbulb:")
    if writing:
        with st.expander(_("Add a point"), icon=":material/add:"):
            noting.ask("agendapoint", f"point:{meeting['record']}:{len(found)}", lambda fields:
                 meetings.add_point(data.store(), me, meeting, fields))  # fmt: skip
        if len(found):
            _take_off(found, me)
    for place in dict.fromkeys(one for one in found["place"] if one):
        st.page_link("situation.py", label=places.name(place), icon=":material/public:",
                     query_params={"place": place})  # fmt: skip
    return found


def _take_off(points: pd.DataFrame, me: Person) -> None:
    with st.expander(_("Take a point off"), icon=":material/remove:"):
        titles = dict(zip(points["record"], points["title"], strict=True))
        chosen = st.selectbox(_("Point"), list(titles), format_func=titles.get)
        if st.button(_("Take it off")):
            point = points[points["record"] == chosen].iloc[0]
            noting.attempt(lambda: meetings.drop_point(data.store(), me, point))


def packs(meeting: Mapping, me: Person, looking: Look, writing: bool) -> None:
    """Make the pack in one click, frozen with a hash; download what was frozen."""
    st.subheader(_("Pack"), anchor=False)
    kept = records.load(data.store(), "pack", looking.viewer, looking.as_of)
    kept = kept[kept["meeting"] == meeting["record"]].sort_values("known_at", ascending=False)
    if writing and st.button(_("Make the pack"), icon=":material/inventory_2:",
                             key=f"pack:{meeting['record']}",
                             type="primary" if kept.empty else "secondary"):  # fmt: skip
        made = pack(meeting)
        body = {"title": made.title, "meeting": meeting["record"], "digest": made.digest,
                "agenda": meetings.as_it_stands(data.store(), looking.viewer, meeting),
                "document": json.loads(dumps(made)),
                "reading_minutes": reading_minutes(made)}  # fmt: skip
        audience = Audience.of(*meeting["organisations"])
        noting.attempt(lambda: records.save(data.store(), "pack", body, me, audience=audience))
    if kept.empty:
        st.caption(_("None is made yet."))
        return
    last = kept.iloc[0]
    document = loads(json.dumps(last["document"]))
    minutes = int(last["reading_minutes"])
    said = ngettext("One minute to read.", "{n} minutes to read.", minutes).format(n=minutes)
    frozen = _("Frozen {moment} under {digest}.").format(
        moment=minute(last["known_at"]), digest=last["digest"][:16])  # fmt: skip
    st.caption(f"{frozen} {said}")
    if tuple(last["agenda"]) != meetings.as_it_stands(
        data.store(), looking.viewer, meeting, looking.as_of
    ):
        st.warning(_("The agenda has changed since this pack was frozen. Make it anew."))
    if minutes > LONGEST_READING:
        st.warning(_("A pack should take fifteen minutes to read at most."))
    with st.container(horizontal=True):
        for form in _PACKED:
            st.download_button(
                FORMATS[form].name, lambda form=form: FORMATS[form].render(document),
                file_name(document, form), key=f"pack:{last['record']}:{form}",
            )  # fmt: skip


def record_of(meeting: Mapping, me: Person, looking: Look, writing: bool) -> None:
    """Show what was decided and agreed to be done; let people add and say who came."""
    st.subheader(_("Decisions and actions"), anchor=False)
    decided = meetings.of_meeting(data.store(), looking.viewer, "decision", meeting, looking.as_of)
    for row in decided.itertuples():
        st.markdown(f"- {plain(row.said)}")
        for one in row.reservations:
            st.caption(_("Reservation: {said}").format(said=plain(one)))
    agreed = meetings.of_meeting(data.store(), looking.viewer, "action", meeting, looking.as_of)
    action_table(agreed, me, looking, writing)
    if decided.empty and agreed.empty:
        st.caption(_("Nothing is recorded yet."))
    if writing:
        with st.expander(_("Note a decision or an action")):
            noting.note(me, meeting, f"hold:{meeting['record']}:{len(decided)}:{len(agreed)}")
        with st.expander(_("Who came")):
            _attendance(meeting, me)


def action_table(rows: pd.DataFrame, me: Person, looking: Look, writing: bool) -> None:
    """Show actions, overdue ones told; let people say that one is done."""
    late = set(meetings.overdue(rows, looking.now)["record"])
    for row in rows.to_dict("records"):
        said, button = st.columns([5, 1], vertical_alignment="center")
        stage = kind_of("action").stages[row["stage"]].title
        words = _("{owner}, by {day}: {state}").format(
            owner=row["owner"], day=day(row["due"]),
            state=_("overdue") if row["record"] in late else stage.lower())  # fmt: skip
        said.markdown(f"- {plain(row['task'])} ({plain(words)})")
        if writing and row["stage"] == "open" and button.button(_("Done"), key=row["record"]):
            names = kind_of("action").fields.model_fields
            today = pd.Timestamp.now("UTC").date()
            fields = {n: row[n] for n in names} | {"stage": "done", "done_on": today}
            fields["due"] = pd.Timestamp(row["due"]).date()
            noting.attempt(lambda r=row, f=fields: records.save(
                data.store(), "action", f, me, record=r["record"], shown=int(r["version"])))
    # fmt: skip


def in_crisis(meeting: Mapping) -> bool:
    """Return whether crisis mode is on."""
    return bool(meeting["crisis"]) and not meeting["crisis_over"]


def crisis(meeting: Mapping, me: Person, looking: Look, writing: bool) -> None:
    """Crisis mode: rhythm, log, next contact, stand-down."""
    on = in_crisis(meeting)
    if not on and not writing:
        return
    with st.expander(_("Crisis mode"), expanded=on, icon=":material/crisis_alert:"):
        if meeting["crisis_over"]:
            st.caption(_("Stood down: {why}").format(why=plain(meeting["crisis_over"])))
        if on and pd.notna(meeting["next_contact"]):
            st.markdown(_("Next contact: **{moment}**, every {n} hours.").format(
                moment=minute(pd.Timestamp(meeting["next_contact"])),
                n=meeting["rhythm_hours"]))  # fmt: skip
        log = meetings.of_meeting(data.store(), looking.viewer, "logentry", meeting, looking.as_of)
        for row in log.itertuples():
            st.markdown(f"- {minute(row.known_at)}: {plain(row.said)} ({plain(row.originator)})")
        if not writing:
            return
        hours = st.number_input(_("Hours between two contacts"), 1, 72,
                                int(meeting["rhythm_hours"] or 6))  # fmt: skip
        start, words, why = st.columns(3)
        following = pd.Timestamp.now("UTC").floor("min") + pd.Timedelta(hours=hours)
        if start.button(_("Next contact {moment}").format(moment=minute(following))):
            noting.attempt(lambda: meetings.keep_rhythm(
                data.store(), me, meeting, hours, following))  # fmt: skip
        said = words.text_input(_("For the log"), max_chars=600, key=f"log:{len(log)}")
        if words.button(_("Write in the log")):
            noting.attempt(lambda: meetings.note(
                data.store(), me, "logentry", {"said": said}, meeting))  # fmt: skip
        reason = why.text_input(_("Why it ends"), max_chars=300)
        if on and why.button(_("Stand down")):
            noting.attempt(lambda: meetings.stand_down(data.store(), me, meeting, reason))


def half_year(body: str, me: Person, looking: Look, writing: bool) -> None:
    """Show what half a year of a body's meetings came to, its report, and its review."""
    now, as_of = looking.now.floor("min"), looking.as_of
    told = forum.half_year(data.store(), looking.viewer, body, now, as_of)
    rows = pd.DataFrame([
        {_("What"): one.what, _("Half a year"): one.value, _("Unit"): one.unit}
        for one in figures(told, now).all()
    ])  # fmt: skip
    show(rows, "", _("The last six months of this body in figures."))
    mix = forum.mix(data.store(), looking.viewer, body, as_of)
    if len(mix):
        said = ", ".join(f"{bodies.ABOUT[key]} {n}" for key, n in mix.items())
        st.caption(_("Its last four agendas were about: {said}.").format(said=said))
    st.markdown(_("The figures advise: **{advice}**.").format(advice=told["advice"]))
    for row in forum.reviews(data.store(), looking.viewer, body, as_of).itertuples():
        said = _("Review of {day}: {verdict}. {why}").format(
            day=day(row.known_at), verdict=VERDICTS[row.verdict], why=row.why)  # fmt: skip
        st.markdown(f"- {plain(said)}")
    st.download_button(
        _("Half-yearly report (Word)"),
        lambda: FORMATS["docx"].render(report(body, looking.viewer, now, as_of)),
        f"jointwatch-half-year-{body}.docx", mime=FORMATS["docx"].mime,
        icon=":material/download:",
    )  # fmt: skip
    if writing:
        with st.expander(_("Review: keep, change or close")):
            noting.ask("forumreview", f"review:{body}", lambda fields: forum.review(
                data.store(), me, body, fields["verdict"], fields["why"]))  # fmt: skip


def _attendance(meeting: Mapping, me: Person) -> None:
    start = pd.DataFrame([dict(one) for one in meeting["attendance"]] or [
        {"organisation": one, "function": "", "rank": 1, "mode": "room"}
        for one in meeting["organisations"]
    ])  # fmt: skip
    column = st.column_config
    rows = st.data_editor(start, num_rows="dynamic", hide_index=True, column_config={
        "organisation": column.TextColumn(_("Organisation"), max_chars=40),
        "function": column.TextColumn(_("Function"), max_chars=120),
        "rank": column.SelectboxColumn(_("Rank"), options=list(bodies.RANKS),
                                       format_func=bodies.RANKS.get),
        "mode": column.SelectboxColumn(_("How"), options=list(bodies.MODES),
                                       format_func=bodies.MODES.get),
    }, key=f"came:{meeting['record']}")  # fmt: skip
    even, gap = meetings.balance(meeting["attendance"])
    if even == even:
        said = _("Balance of delegations {even:.2f} (1 is even); ranks apart: {gap:.1f}.")
        st.caption(said.format(even=even, gap=gap))
    if st.button(_("Keep who came")):
        came = rows.dropna(subset=["organisation"]).fillna({"function": "", "mode": "room"})
        noting.attempt(lambda: meetings.attend(data.store(), me, meeting, came.to_dict("records")))
