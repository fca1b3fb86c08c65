"""The guide to kinds of record does what it says: its file is put in place and used."""

import re
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from collectors.store import Store
from dashboard import data
from dashboard.workspace import exchange, listing, records
from dashboard.workspace.kinds import all_kinds
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import CONTRIBUTOR, ROLES, Person

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
FILE, USE = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
ANA = Person("ana", "LOCAL", ROLES)


@pytest.fixture
def guide(home, monkeypatch):
    """Put the guide's file where it says, and return the home."""
    monkeypatch.setattr("dashboard.opening.shipped.load", lambda store, now: False)
    (home / "kinds").mkdir()
    (home / "kinds" / "visit.py").write_text(FILE, encoding="utf-8")
    return home


@pytest.fixture
def kept(guide):
    """Return a store in which the guide's lines were run."""
    store = Store.in_folder(guide)
    exec(USE, {"store": store, "person": ANA})
    yield store
    store.close()


def test_the_guides_kind_is_one_file_of_under_60_lines():
    assert len(FILE.splitlines()) < 60


def test_the_guides_lines_keep_two_versions(guide, kept):
    row = records.load(kept, "visit", ANA.viewer()).iloc[0]
    assert (row["seen"], row["stage"], row["released_to"]) == (
        "Most markets were open.", "made", "|EU|")  # fmt: skip
    assert len(records.history(kept, "visit", row["record"], ANA.viewer())) == 2


def test_the_guides_checks_stages_and_choices_hold(guide, kept):
    row = records.load(kept, "visit", ANA.viewer()).iloc[0]
    good = {"place": "SDN", "on": "2026-11-20", "seen": "Markets were open.", "stage": "made"}
    for wrong, said in (
        ({"seen": "Nothing."}, "Say in a sentence"),
        ({"access": "unknown"}, "none of"),
        ({"place": "XXX"}, "no country"),
        ({"on": "soon"}, "Day of the visit"),
        ({"stage": "planned"}, "cannot go to Planned"),
    ):
        with pytest.raises(records.NOT_SAVED, match=said):
            records.save(kept, "visit", good | wrong, ANA, record=row["record"])
    other = Person("cy", "LOCAL", frozenset({CONTRIBUTOR}))
    with pytest.raises(records.Refused, match="focal point"):
        records.save(kept, "visit", good | {"stage": "closed"}, other, record=row["record"])


def test_the_guides_kind_is_searched_exported_and_imported(guide, kept):
    kind = all_kinds()["visit"]
    assert listing.search(kept, ANA.viewer(), "markets sudan")["title"].tolist() == ["Visit"]
    rows = records.load(kept, kind, ANA.viewer())
    cells, whole = exchange.exported(kept, kind, rows, ANA)
    assert cells["Access"].tolist() == ["free"]
    file = exchange.csv_bytes(cells)
    again = exchange.imported(kept, kind, file, "a.csv", ANA, Audience())
    assert (again.new, again.known, again.faults) == (0, 1, [])


def test_the_guides_kind_has_a_form_and_a_table_on_the_page(guide, kept):
    st.cache_data.clear()
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "dashboard/pages/navigation.py"), default_timeout=60)
    app.switch_page("records.py")
    app.query_params["kind"] = "visit"
    app.run()
    assert not app.exception
    assert app.dataframe[0].value["What was seen"].tolist() == ["Most markets were open."]
    assert [one.label for one in app.date_input][0] == "Day of the visit"
    labels = [one.label for one in (*app.selectbox, *app.text_area)]
    assert {"Country or area", "What was seen", "Access", "Who may see this?"} <= set(labels)
    next(one for one in app.selectbox if one.label == "Country or area").select("MLI")
    app.date_input[0].set_value(pd.Timestamp("2026-11-21").date())
    next(one for one in app.text_area if one.label == "What was seen").input("A quiet town.")
    next(one for one in app.button if one.label == "Save").click().run()
    assert not app.exception
    assert set(app.dataframe[0].value["What was seen"]) == {
        "Most markets were open.", "A quiet town."}  # fmt: skip
    data.store().close()
    st.cache_resource.clear()
