"""The page of meetings: plan, pack, hold, record, and what is overdue at the next."""

from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.reports.pack import pack, reading_minutes
from dashboard.workspace import assessments, meetings, records
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import CONTRIBUTOR, SECRETARY, Person
from tests.homes import HOSTILE

FRAME = Path(__file__).parents[1] / "dashboard" / "pages" / "navigation.py"
NOW = pd.Timestamp.now("UTC")


def desk(organisation: str = "LOCAL") -> Person:
    return Person(f"{organisation} desk", organisation, frozenset({CONTRIBUTOR, SECRETARY}))


@pytest.fixture
def page(home):
    st.cache_data.clear()
    st.cache_resource.clear()
    yield AppTest.from_file(str(FRAME), default_timeout=60).switch_page("meetings.py")
    data.store().close()
    st.cache_data.clear()
    st.cache_resource.clear()


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def planned(starts: pd.Timestamp = NOW) -> pd.Series:
    saved = meetings.plan(data.store(), desk(), "weekly", starts, ["EU"], HOSTILE[:100])
    return records.get(data.store(), "meeting", saved.record, desk().viewer())


def test_without_a_meeting_the_page_says_what_to_do(page):
    page.run()
    assert not page.exception
    assert "No meeting is planned" in said(page)


def test_a_meeting_is_prepared_and_its_pack_frozen_with_a_hash(page):
    meeting = planned(NOW + pd.Timedelta(days=2))
    meetings.add_point(data.store(), desk(), meeting, {"title": HOSTILE[:150], "place": "SDN"})
    page.run()
    assert not page.exception
    assert "No point looks forward" in said(page)
    next(b for b in page.button if b.label == "Make the pack").click().run()
    assert not page.exception
    kept = records.load(data.store(), "pack", desk("EU").viewer())
    assert len(kept) == 1
    assert kept.iloc[0]["digest"][:16] in said(page)
    assert "to read" in said(page)


def test_what_is_overdue_is_seen_at_the_next_meeting(page):
    first = planned(NOW - pd.Timedelta(days=7))
    late = {"task": "Send the figures of the north", "owner": "EU", "due": "2026-01-05"}
    meetings.note(data.store(), desk(), "action", late, first)
    second = planned(NOW + pd.Timedelta(days=1))
    page.query_params["meeting"] = second["record"]
    page.run()
    assert not page.exception
    assert "One action is overdue." in said(page)
    assert "Send the figures of the north" in said(page)
    assert "One overdue action" in " ".join(
        meetings.points(data.store(), desk().viewer(), second)["title"]
    )


def test_while_a_meeting_runs_every_page_offers_to_note_a_decision(page):
    planned()
    page.switch_page("situation.py").run()
    assert not page.exception
    key = next(b.key for b in page.button if b.key and b.key.startswith("running:"))
    page.text_area(key.replace("/keep", "/said")).set_value("Watch the north together.")
    page.button(key).click().run()
    assert not page.exception
    found = records.load(data.store(), "decision", desk("EU").viewer())
    assert found["said"].tolist() == ["Watch the north together."]


def test_a_pack_holds_nothing_that_one_who_meets_may_not_see(page):
    page.run()
    meeting = planned(NOW + pd.Timedelta(days=2))
    meetings.add_point(data.store(), desk(), meeting, {"title": "Sudan", "place": "SDN"})
    fields = {"level": 4, "trend": "stable", "sentence": "Unreleased words."}
    assessments.judge(data.store(), desk("EU"), "SDN", fields, Audience.of())
    document = pack(meeting)
    assert "Unreleased" not in str(document)
    assert reading_minutes(document) >= 1
    assessments.judge(data.store(), desk("EU"), "SDN", fields, Audience.of("LOCAL"))
    assert "Unreleased" in str(pack(meeting))
