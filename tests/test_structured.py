"""Structured analysis and scores of judgements: what is not observed says nothing."""

from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard import judged as judged_
from dashboard.session import Look
from dashboard.workspace import listing, records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from dashboard.workspace.scales import PHIA
from indicators.forecasting import judgements, warning

FRAME = Path(__file__).parents[1] / "dashboard" / "pages" / "navigation.py"
TODAY = pd.Timestamp("2026-11-26")
ONE = {"value": 4.0, "observed_on": TODAY, "every_days": 30, "raised_at": 5.0, "threshold": 10.0,
       "usual_low": 0.0, "usual_high": 4.0, "worse": "higher"}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, warning.USUAL),
        ({"value": 4.5}, warning.RAISED),
        ({"value": 4.5, "usual_high": None}, warning.USUAL),
        ({"value": 5.0, "usual_high": None}, warning.RAISED),
        ({"value": 10.0}, warning.PAST),
        ({"value": 0.0, "observed_on": TODAY - pd.Timedelta(days=60)}, warning.USUAL),
        ({"value": 99.0, "observed_on": TODAY - pd.Timedelta(days=61)}, warning.NOT_OBSERVED),
        ({"value": None}, warning.NOT_OBSERVED),
        ({"observed_on": None}, warning.NOT_OBSERVED),
        ({"worse": "lower", "value": 9.0}, warning.PAST),
        ({"worse": "lower", "value": 11.0, "threshold": 2.0}, warning.USUAL),
        ({"worse": "lower", "value": -1.0, "raised_at": None, "threshold": None}, warning.RAISED),
    ],
)
def test_an_indicator_is_usual_raised_past_its_threshold_or_not_observed(said, state):
    assert warning.state(ONE | said, TODAY) == state


def test_one_critical_or_three_indicators_past_their_thresholds_propose_a_higher_level():
    past, usual = warning.PAST, warning.USUAL
    assert warning.proposes([past, usual], [True, False])
    assert not warning.proposes([past, past, usual], [False, False, True])
    assert warning.proposes([past] * 3, [False] * 3)
    assert not warning.proposes([warning.NOT_OBSERVED] * 4, [True] * 4)


def test_hypotheses_are_told_apart_by_what_speaks_against_and_by_which_evidence_alone():
    marks = [["C", "I"], ["N", "I"], ["I", "C"]]
    assert warning.inconsistencies(marks, 2) == [1, 2]
    assert warning.rests_on(marks, 2) == [0, 1]
    assert warning.inconsistencies([["C"]], 2) == [0, 0]


# --- Judgements.


def judged(*said) -> pd.DataFrame:
    rows = pd.DataFrame(said, columns=["place", "organisation", "level", "likelihood", "known_at"])
    return rows.assign(known_at=pd.to_datetime(rows["known_at"], utc=True))


OUTCOMES = pd.DataFrame(
    {"SDN": [1.0, 0.0, float("nan")], "MLI": [0.0, 1.0, float("nan")]},
    index=pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"]),
)


def test_a_judgement_is_held_against_what_followed_and_only_when_that_is_known():
    rows = judgements.scored(
        judged(
            ("SDN", "UN", 3, "likely", "2026-02-10"),
            ("SDN", "EU", 1, "", "2026-02-10"),
            ("MLI", "UN", 4, "unlikely", "2026-02-10"),
            ("MLI", "EU", 0, "remote chance", "2026-02-20"),
            ("SDN", "UN", 3, "likely", "2026-04-02"),  # its months are not over
            ("sahel", "UN", 3, "likely", "2026-02-10"),  # an area has no outcome of its own
        ),
        OUTCOMES, PHIA,
    ).set_index(["place", "organisation"])  # fmt: skip
    assert len(rows) == 4
    assert rows["finding"].to_dict() == {
        ("SDN", "UN"): "hit", ("SDN", "EU"): "miss", ("MLI", "UN"): "false alarm",
        ("MLI", "EU"): "rightly quiet",
    }  # fmt: skip
    assert rows.loc[("SDN", "UN"), "brier"] == pytest.approx((0.65 - 1) ** 2)
    assert pd.isna(rows.loc[("SDN", "EU"), "brier"])
    told = judgements.record(rows.reset_index()).set_index("organisation")
    assert told.loc["UN", ["judgements", "warned", "hits", "misses"]].tolist() == [2, 2, 1, 0]
    assert told.loc["UN", "brier"] == pytest.approx(((0.65 - 1) ** 2 + 0.3**2) / 2)
    assert told.loc["EU", "with_likelihood"] == 1


def test_the_last_judgement_of_a_month_counts_and_none_is_no_error():
    rows = judgements.scored(
        judged(("SDN", "UN", 0, "", "2026-02-01"), ("SDN", "UN", 4, "", "2026-02-28")),
        OUTCOMES, PHIA,
    )  # fmt: skip
    assert rows["level"].tolist() == [4]
    assert judgements.record(judgements.scored(judged()[:0], OUTCOMES, PHIA)).empty


# --- The tab.


@pytest.fixture
def page(home):
    st.cache_data.clear()
    st.cache_resource.clear()
    yield AppTest.from_file(str(FRAME), default_timeout=120).switch_page("assess.py")
    data.store().close()
    st.cache_resource.clear()


def test_the_tab_shows_once_turned_on_what_is_feared_and_what_is_not_observed(page):
    me = Person("ana", "LOCAL", ROLES)
    page.run()
    assert len(page.tabs) == 0
    for id in ("warningproblem", "hypotheses"):
        listing.turn_on(data.store(), kind_of(id), me)
    problem = records.save(data.store(), "warningproblem",
                           {"question": "The town is besieged.", "place": "SDN"}, me)  # fmt: skip
    for said, fields in (
        ("Columns", {"value": 12, "threshold": 10, "observed_on": pd.Timestamp.now().date(),
                     "critical": True}),
        ("Fuel price", {}),
    ):  # fmt: skip
        records.save(data.store(), "warningindicator",
                     {"said": said, "problem": problem.record, **fields}, me)  # fmt: skip
    records.save(data.store(), "hypotheses", {
        "question": "Who fired?", "place": "SDN", "hypotheses": ["<b>A</b>", "B"],
        "evidence": [{"said": "Craters", "marks": ["I", "C"]}],
    }, me)  # fmt: skip
    page.query_params["place"] = "SDN"
    page.run()
    assert not page.exception
    said = "\n".join(str(one.value) for kind in (page.markdown, page.caption, page.warning)
                     for one in kind)  # fmt: skip
    assert "The indicators propose a higher level" in said
    assert "One indicator is not observed" in said
    assert "one piece of evidence speaks against it" in said
    assert "<b>A" not in said.replace("\\<b", "")
    states = page.dataframe[0].value["State"].tolist()
    assert sorted(states) == sorted(["● past its threshold", "– not observed"])


def test_the_ledger_of_judgements_names_ones_own_organisation_and_all_together(home):
    st.cache_data.clear()
    st.cache_resource.clear()
    last = pd.Timestamp("2025-01-10", tz="UTC")  # the shipped history goes on for five months
    for organisation, level in (("LOCAL", 3), ("EU", 0)):
        author = Person("ana", organisation, ROLES, now=last)
        said = {"level": level, "trend": "stable", "sentence": "So it is.", "place": "SDN"}
        records.save(data.store(), "assessment", said, author, audience=Audience.all())
    told = judged_.track_record(Look(Person("ana", "LOCAL", ROLES).viewer()), "LOCAL")
    assert told["judgements"].to_dict() == {0: 1, 1: 2}
    assert told["organisation"].tolist() == ["LOCAL", judged_.ALL]
    assert told["warned"].tolist() == [1, 1]
    data.store().close()
    st.cache_resource.clear()
