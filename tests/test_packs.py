"""The pack of a meeting: one set of figures in every format, nothing of whom it is not for."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from click.testing import CliRunner

from dashboard import data
from dashboard.cli import cli
from dashboard.reports.document import Document, Paragraph, Section, dumps, loads
from dashboard.reports.formats import FORMATS
from dashboard.reports.half_year import report
from dashboard.reports.pack import pack, reading_minutes
from dashboard.session import Look
from dashboard.workspace import assessments, forum, meetings, records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import ROLES, Person
from indicators import places
from indicators.frames import OBSERVATIONS
from tests import homes
from tests.month_home import month_told
from tests.reading_back import everything, figures_of_workbook
from tests.test_reports import SCRIPTS

NOW = pd.Timestamp.now("UTC").floor("s")
SECRET = "Zanzarine"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return a home with a month told in it, built once."""
    return month_told(tmp_path_factory.mktemp("homes") / "month")


@pytest.fixture(autouse=True)
def _opened(told, home):
    shutil.copytree(told, home, dirs_exist_ok=True)
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    data.store().close()
    st.cache_data.clear()
    st.cache_resource.clear()


def desk(organisation: str, now: pd.Timestamp = NOW) -> Person:
    return Person(f"{organisation} desk", organisation, ROLES, now=now)


def planned(*organisations: str, starts: pd.Timestamp = NOW, body: str = "desk") -> dict:
    me = desk(organisations[0])
    saved = meetings.plan(data.store(), me, body, starts, organisations)
    return records.get(data.store(), "meeting", saved.record, me.viewer()).to_dict()


def on_agenda(meeting: dict, *codes: str, title: str = "") -> None:
    me = desk(meeting["originator"])
    for code in codes:
        fields = {"title": title or f"On {code}", "place": code}
        meetings.add_point(data.store(), me, meeting, fields)


def judged(
    organisation: str, level: int, words: str, *to: str, now=NOW, **marked: set[str]
) -> None:
    fields = {"level": level, "trend": "stable", "sentence": words}
    marking = Marking(audience=Audience.of(*to), **marked)
    assessments.judge(data.store(), desk(organisation, now), "SDN", fields, marking)


def said(document: Document, form: str = "html") -> str:
    return everything(form, FORMATS[form].render(document))


def test_the_figures_of_a_pack_are_the_same_in_every_format():
    meeting = planned("UN", "EU")
    on_agenda(meeting, "SDN", "COD", "sahel")
    document = pack(meeting)
    assert len(document.figures) > 10
    for form in ("docx", "pdf", "html", "pptx"):
        text = said(document, form)
        assert document.number in text, form
        assert "Annex of figures" in text, form
        for one in document.figures:
            assert " ".join(one.said().split()) in text, (form, one.key)
    read = figures_of_workbook(FORMATS["xlsx"].render(document))
    assert read == {one.key: one.value for one in document.figures}


def test_where_nato_meets_nothing_of_an_eu_only_record_is_in_any_format_or_count():
    meeting = planned("NATO", "EU")
    on_agenda(meeting, "SDN")
    before = pack(meeting)
    judged("EU", 4, SECRET)
    eu = desk("EU")
    own = {"body": "EU PSC", "date": (NOW + pd.Timedelta(days=9)).date(), "title": SECRET,
           "places": ("SDN",)}  # fmt: skip
    records.save(data.store(), "agenda_entry", own, eu, audience=Audience())
    task = {"task": SECRET, "owner": "EU", "due": "2026-01-05"}
    meetings.note(data.store(), eu, "action", task, None, Audience())
    after = pack(meeting)
    assert replace(after, made=before.made) == before  # no word, no count, no order
    for form, about in FORMATS.items():
        assert SECRET not in everything(form, about.render(after)), form
    judged("EU", 4, SECRET, "NATO")
    assert SECRET in said(pack(meeting))


def test_a_pack_keeps_to_the_markings_of_what_it_tells():
    meeting = planned("UN", "EU")
    on_agenda(meeting, "SDN")
    judged("UN", 2, "The road is shut.", "EU", caveats={"meeting_only"})
    judged("EU", 4, SECRET, "UN", caveats={"no_attribution"})
    document = pack(meeting)
    assert document.may_see == "Who may see this: EU and UN only. For the meeting only."
    assert "The road is shut." in said(document)
    assert SECRET not in said(document)  # a pack names whose assessment it is
    assert "4 crisis" not in said(document)


@pytest.mark.parametrize("marked", [{"caveats": {"no_attribution"}},
                                    {"handling": {"download", "export"}}])  # fmt: skip
def test_what_its_marking_keeps_out_of_documents_is_in_no_part_of_a_pack(marked):
    last = planned("UN", "EU", starts=NOW - pd.Timedelta(days=30))
    meetings.move(data.store(), desk("UN"), last, "held")
    meeting = planned("UN", "EU")
    before = pack(meeting)
    marking, eu = Marking(audience=Audience.of("UN"), **marked), desk("EU")
    for kind, body in (
        ("decision", {"said": SECRET, "meeting": last["record"]}),
        ("action", {"task": SECRET, "owner": "EU", "due": "2026-01-05",
                    "meeting": last["record"]}),
        ("agendapoint", {"title": SECRET, "meeting": meeting["record"]}),
    ):  # fmt: skip
        records.save(data.store(), kind, body, eu, audience=Audience.of("UN"), record=kind)
    assert said(pack(meeting)).count(SECRET) >= 3
    for kind in ("decision", "action", "agendapoint"):
        kept = records.get(data.store(), kind, kind, eu.viewer())
        body = kept[[*kind_of(kind).fields.model_fields]].to_dict()
        records.save(data.store(), kind, body, eu, audience=marking, record=kind)
    after = pack(meeting)
    assert SECRET not in said(after)
    assert replace(after, made=before.made) == before


def test_those_who_meet_alone_may_see_a_pack():
    meeting = planned("UN", "EU")
    assert pack(meeting).may_see == "Who may see this: EU and UN only."


def test_a_point_that_was_withdrawn_is_not_in_the_next_pack_and_the_frozen_one_is_outdated():
    meeting = planned("UN", "EU")
    on_agenda(meeting, "SDN", "COD")
    me = desk("UN")
    frozen = meetings.as_it_stands(data.store(), me.viewer(), meeting)
    before = pack(meeting)
    gone = meetings.points(data.store(), me.viewer(), meeting).iloc[0]
    meetings.drop_point(data.store(), me, gone)
    after = pack(meeting)
    assert "Sudan" in [one.heading for one in before.sections]
    assert "Sudan" not in [one.heading for one in after.sections]
    assert after.digest != before.digest
    assert meetings.as_it_stands(data.store(), me.viewer(), meeting) != frozen


def test_a_pack_without_any_situation_says_so_and_makes_nothing_up():
    document = pack(planned("UN", "NATO"))
    text = said(document)
    for sentence in ("No point stands on the agenda yet.", "No situation stands on its agenda.",
                     "No earlier meeting of this body is recorded", "No action is open.",
                     "On no situation of this agenda do released assessments differ."):  # fmt: skip
        assert sentence in text
    assert document.figures == ()


def test_text_of_every_script_and_direction_passes_through_a_pack():
    meeting = planned("UN", "EU")
    tricky = f"{SCRIPTS} \u202eabc <script>"[:160]
    on_agenda(meeting, "SDN", title=tricky)
    judged("UN", 3, f"{SCRIPTS} =1+1", "EU")
    document = pack(meeting)
    for form in FORMATS:
        assert document.number in said(document, form)
    for form in ("docx", "pptx", "xlsx", "html"):
        assert "中文" in said(document, form)


def test_a_meeting_on_forty_countries_is_told_whole():
    meeting = planned("UN", "EU")
    codes = list(places.PLACES.index[:40])
    on_agenda(meeting, *codes)
    document = pack(meeting)
    headings = [one.heading.rstrip("*†‡§") for one in document.sections]
    assert len(document.sections) > 40
    assert places.name(codes[39]) in headings
    assert said(document, "pdf")


def test_a_figure_revised_after_the_last_meeting_is_told_as_a_revision():
    then = NOW - pd.Timedelta(days=20)
    first = planned("UN", "EU", starts=then)
    meetings.move(data.store(), desk("UN"), first, "held")
    second = planned("UN", "EU", starts=NOW + pd.Timedelta(days=1))
    on_agenda(second, "SDN")
    before = pack(second)
    assert "Unchanged since the last meeting." in said(before)
    frozen = dumps(before)
    kept = data.deaths(Look(desk("UN").viewer()))
    row = kept[kept["place"] == "SDN"].iloc[0]
    revised = {"series": row["series"], "place": "SDN", "period": row["period"],
               "value": row["value"] + 111}  # fmt: skip
    data.store().append(OBSERVATIONS, homes.rows(OBSERVATIONS, NOW, revised))
    after = pack(second)
    was = next(one for one in before.figures if one.key == "sdn.deaths_12_months")
    assert f"Revised since the last meeting: it was {was.said()}" in " ".join(
        after.say(text) for text in after.texts())  # fmt: skip
    assert loads(frozen) == before  # what was frozen stays as it was


def test_a_pack_tells_what_changed_since_the_last_meeting_of_the_body():
    then = NOW - pd.Timedelta(days=20)
    judged("UN", 2, "Calm.", "EU", now=then - pd.Timedelta(days=1))
    first = planned("UN", "EU", starts=then)
    meetings.note(data.store(), desk("UN"), "decision",
                  {"said": "Watch the north.", "reservations": ("EU: not alone",)}, first)
    meetings.move(data.store(), desk("UN"), first, "held")
    judged("UN", 4, "War.", "EU")
    judged("EU", 2, "No war.", "UN")
    second = planned("UN", "EU", starts=NOW + pd.Timedelta(days=1))
    on_agenda(second, "SDN")
    document = pack(second)
    table = next(part for part in document.parts() if part.kind == "table"
                 and part.title == "Assessments side by side")  # fmt: skip
    assert ("UN", "4 crisis", "2 concern", "War.") in table.rows
    assert ("EU", "2 concern", "not rated", "No war.") in table.rows
    text = said(document)
    assert "Sudan: EU 2 concern, UN 4 crisis; to be discussed." in text
    assert "Watch the north. (reservation: EU: not alone)" in text


def test_a_pack_in_a_replay_tells_nothing_that_came_later():
    begun, later = NOW - pd.Timedelta(days=9), NOW - pd.Timedelta(days=1)
    who, fields = desk("UN", begun), {"title": "One point", "place": "SDN"}
    kept = meetings.plan(data.store(), who, "weekly", NOW, ("UN", "EU"))
    meeting = records.get(data.store(), "meeting", kept.record, who.viewer()).to_dict()
    meetings.add_point(data.store(), who, meeting, fields)
    task = {"task": "Send figures", "owner": "EU", "due": (NOW - pd.Timedelta(days=3)).date()}
    meetings.note(data.store(), who, "action", task, meeting)
    meetings.note(data.store(), desk("UN", later), "decision", {"said": "Later."}, meeting)
    meetings.add_point(data.store(), desk("UN", later), meeting, fields | {"title": "Came later"})
    then = (NOW - pd.Timedelta(days=4)).normalize()
    text, replayed = said(pack(meeting)), said(pack(meeting, then))
    assert "Came later" in text
    assert "Came later" not in replayed
    assert "Send figures" in text
    assert ", overdue" in text
    assert "Send figures" in replayed
    assert ", overdue" not in replayed
    assert "TRAINING REPLAY" in replayed
    found = [meetings.of_meeting(data.store(), who.viewer(), "decision", meeting, known)
             for known in (None, then)]  # fmt: skip
    assert [len(rows) for rows in found] == [1, 0]
    worth = [forum.half_year(data.store(), who.viewer(), "weekly", NOW, known)["actions"]
             for known in (None, begun - pd.Timedelta(days=1))]  # fmt: skip
    assert worth == [1, 0]


def test_for_those_who_may_see_nothing_a_pack_says_so_and_makes_nothing_up(home):
    data.store().close()
    st.cache_resource.clear()
    homes.emptied(home)
    meeting = planned("AU", "NATO")
    on_agenda(meeting, "MLI")
    document = pack(meeting)
    assert document.figures == ()
    text = said(document)
    for sentence in ("No figure is known.", "No signal stands.",
                     "No assessment is released to all who meet."):  # fmt: skip
        assert sentence in text


def test_the_command_writes_a_pack_and_nothing_but_its_files(tmp_path):
    meeting = planned("LOCAL", "EU")
    told = ["brief", "--kind", "pack", "--meeting", meeting["record"], "--format", "docx,html"]
    answer = CliRunner().invoke(cli, [*told, "--out", str(tmp_path)])
    assert answer.exit_code == 0, answer.output
    assert [Path(line).is_file() for line in answer.output.splitlines()] == [True, True]
    hidden = planned("EU", "AU")
    for about in ("nosuch", hidden["record"]):
        answer = CliRunner().invoke(cli, ["brief", "--kind", "pack", "--meeting", about])
        assert "or it may not be seen" in answer.output


def test_the_command_is_silent_on_stderr(home, tmp_path):
    data.store().close()
    command = [sys.executable, "-m", "dashboard.cli", "brief", "--kind", "weekly", "--audience",
               "EU", "--out", str(tmp_path)]  # fmt: skip
    told = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True,
                          env={**os.environ, "JOINTWATCH_HOME": str(home)})  # fmt: skip
    assert told.stderr == ""
    assert len(told.stdout.splitlines()) == 1


def test_reading_time_grows_with_what_is_said():
    document = pack(planned("UN", "EU"))
    long = Section("Long", (Paragraph("word " * 4000),))
    assert reading_minutes(replace(document, sections=(*document.sections, long))) > 15


def test_half_a_year_is_a_document_whose_figures_are_those_of_the_records():
    meeting = planned("UN", "EU", starts=NOW - pd.Timedelta(days=30), body="un_eu_sc")
    on_agenda(meeting, "SDN")
    meetings.move(data.store(), desk("UN"), meeting, "held")
    document = report("un_eu_sc", desk("UN").viewer(), NOW)
    kept = {one.key: one.value for one in document.figures}
    assert (kept["body.held"], kept["body.points"]) == (1, 1)
    assert kept["body.completion"] is None  # nothing was due: no rate, and no zero
    text = said(document, "docx")
    assert "Completion rate" in text
    assert "no data" in text
