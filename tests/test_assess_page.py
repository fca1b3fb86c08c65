"""The page of joint assessment: judged in three inputs, blind, then side by side."""

from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.workspace import assessments, records
from dashboard.workspace.people import CONTRIBUTOR, Person
from tests.homes import HOSTILE

FRAME = Path(__file__).parents[1] / "dashboard" / "pages" / "navigation.py"


def desk(organisation: str) -> Person:
    return Person(f"{organisation} desk", organisation, frozenset({CONTRIBUTOR}))


@pytest.fixture
def page(home):
    st.cache_data.clear()
    st.cache_resource.clear()
    yield AppTest.from_file(str(FRAME), default_timeout=60).switch_page("assess.py")
    data.store().close()
    st.cache_resource.clear()


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def test_without_a_round_the_page_says_what_to_do(page):
    page.run()
    assert not page.exception
    assert "There is no round yet" in page.info[0].value


def test_one_assessment_takes_three_inputs_and_the_others_stay_hidden_till_all_have(page):
    later = pd.Timestamp.now("UTC") + pd.Timedelta(days=1)
    saved = assessments.propose(data.store(), desk("EU"), "SDN", later, ["LOCAL"], HOSTILE)
    round = records.get(data.store(), "round", saved.record, desk("EU").viewer())
    fields = {"level": 1, "trend": "stable", "sentence": "Talks hold for now."}
    assessments.rate(data.store(), desk("EU"), round, fields)
    page.run()
    assert not page.exception
    assert "hidden until all have judged" in said(page)
    assert "Talks hold" not in said(page)
    key = f"judge:{saved.record}"
    page.segmented_control(f"{key}/level").set_value(3)
    page.segmented_control(f"{key}/trend").set_value("deteriorating")
    page.text_input(f"{key}/sentence").set_value(HOSTILE[:120])
    page.button(f"{key}/save").click().run()
    assert not page.exception
    assert "hidden until" not in said(page)
    assert "Talks hold for now" in said(page)
    assert "2 levels apart: discuss." in said(page)
    assert "<script>" not in said(page).replace("\\<script\\>", "")
    assert "EU desk assessment, not its official position" in said(page).replace("\\", "")
