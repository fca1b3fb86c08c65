"""The page Briefs and the command: addressee first, the author's text, formats, left out."""

import datetime
import shutil
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.cli import cli
from dashboard.panels import briefs as brief_desk
from dashboard.reports import making
from dashboard.workspace import audit, records
from dashboard.workspace.people import ROLES, Person
from tests.month_home import NOW, month_told

FRAME = Path(__file__).parents[1] / "dashboard" / "pages" / "navigation.py"
ADDRESS = {"to": "EU", "brief": "security-council", "month": "2026-12"}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return a home with a month told in it, built once."""
    return month_told(tmp_path_factory.mktemp("homes") / "month")


@pytest.fixture
def page(told, home, monkeypatch):
    """Return a function that opens the page at an address."""
    shutil.copytree(told, home, dirs_exist_ok=True)
    monkeypatch.setattr(data, "today", lambda look: NOW.tz_localize(None).normalize())
    st.cache_data.clear()
    st.cache_resource.clear()

    def opened(**address: str) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=120)
        app.switch_page("briefs.py")
        app.query_params.update(ADDRESS | address)
        return app.run()

    yield opened
    data.store().close()
    st.cache_data.clear()
    st.cache_resource.clear()


def test_the_page_proposes_a_brief_for_its_addressee(page):
    app = page()
    assert not app.exception
    assert [one.label for one in app.selectbox][:4] == ["Who is it for?", "What", "Month",
                                                         "Language"]  # fmt: skip
    assert any("2 printed pages, as it should be." in one.value for one in app.caption)
    assert {one.label for one in app.get("download_button")} == {
        "Word", "PDF", "HTML", "PowerPoint", "Excel", "CSV"}  # fmt: skip


def test_what_an_author_writes_is_kept_and_opened_again(page):
    app = page()
    box = next(one for one in app.text_area if one.label == "asked")
    box.set_value("The EU PSC is asked to note {cod.outbreak} %.").run()
    app.button[0].click().run()
    assert not app.exception
    assert not app.error
    kept = records.load(data.store(), "brief", Person("x", "LOCAL", ROLES).viewer())
    assert kept["texts"].tolist() == [{"asked": "The EU PSC is asked to note {cod.outbreak} %."}]
    again = page(kept=kept["record"].iloc[0])
    assert any("No figure has changed" in one.value for one in again.caption)
    box = next(one for one in again.text_area if one.label == "asked")
    assert box.value == "The EU PSC is asked to note {cod.outbreak} %."


def test_a_name_in_braces_that_is_no_figure_is_said_and_not_kept(page):
    app = page()
    box = next(one for one in app.text_area if one.label == "asked")
    box.set_value("Note {cod.nothing}.").run()
    assert any("No figure has this name" in one.value for one in app.error)
    app.button[0].click().run()
    assert records.load(data.store(), "brief", Person("x", "LOCAL", ROLES).viewer()).empty


def test_the_author_sees_what_is_left_out(page):
    fields = {"said": "Zanzarine", "document": "S/2026/1", "dated": datetime.date(2026, 11, 1)}
    app = page()
    assert not [one for one in app.expander if "Left out" in one.label]
    me = Person("x", "LOCAL", ROLES, now=NOW - pd.Timedelta(hours=1))
    records.save(data.store(), "priority", fields, me)
    app = page()
    assert [one.label for one in app.expander if "Left out" in one.label] == [
        "Left out for this addressee: 1. Only you see this."
    ]


def test_the_command_writes_every_format(page, tmp_path):
    asked = "brief --kind security-council --month 2026-12 --audience EU --format"
    every, folder = "html,docx,pdf,pptx,xlsx,csv", str(tmp_path / "out")
    answer = CliRunner().invoke(cli, [*asked.split(), every, "--out", folder])
    assert answer.exit_code == 0, answer.output
    files = sorted((tmp_path / "out").iterdir())
    assert [file.suffix for file in files] == [".csv", ".docx", ".html", ".pdf", ".pptx", ".xlsx"]
    assert len({file.stem for file in files}) == 1  # one number


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--kind", "weekly"], "Say with --audience"),
        ([], "Name a kind of brief"),
        (["--kind", "weekly", "--audience", "EU", "--format", "doc"], "is no list of formats"),
        (["--kind", "weekly", "--audience", "EU", "--month", "May"], "is no month"),
        (["--kind", "partner-month", "--audience", "EU"], "made for UN, AU"),
        (["--kind", "explainer", "--audience", "EU", "--mission", "X"], "No mission"),
    ],
)
def test_the_command_says_what_is_wrong(page, arguments, sentence):
    answer = CliRunner().invoke(cli, ["brief", *arguments])
    assert answer.exit_code == 2
    assert sentence in answer.output


def test_a_download_is_written_in_the_audit(page):
    page()
    document = making.make(making.Asked("weekly", "EU", pd.Timestamp("2026-12-01")), NOW)
    brief_desk._noted(document, "pdf", "")
    shown = audit.show(data.store(), Person("x", "LOCAL", ROLES).viewer())
    assert document.number in " ".join(shown["detail"])
