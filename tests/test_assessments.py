"""Joint assessment: blind until all have judged or the deadline has passed, then side by side."""

from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from collectors.access import Viewer
from dashboard.workspace import assessments, audit, rating_form, records
from dashboard.workspace.people import CONTRIBUTOR, READER, SECRETARY, Person
from indicators.frames import RECORDS

SAID = {"level": 3, "trend": "deteriorating", "sentence": "Columns move on the town."}


def desk(organisation: str, *roles: str) -> Person:
    return Person(f"{organisation} desk", organisation, frozenset(roles or {CONTRIBUTOR}))


def eyes(*organisations: str) -> Viewer:
    return Viewer(frozenset(organisations))


@pytest.fixture
def later() -> pd.Timestamp:
    return pd.Timestamp.now("UTC") + pd.Timedelta(days=2)


@pytest.fixture
def round(store, later):
    saved = assessments.propose(store, desk("UN", SECRETARY), "SDN", later, ["EU", "AU"])
    return records.get(store, "round", saved.record, eyes("UN"))


def judged(store, round, organisation, level=3):
    fields = {**SAID, "level": level}
    return assessments.rate(store, desk(organisation), round, fields)


def seen(store, round, organisation):
    rows = assessments.side_by_side(store, round, eyes(organisation))
    return {row.organisation: row.level for row in rows.itertuples() if row.level == row.level}


def test_an_assessment_is_blind_until_all_have_judged(store, round):
    judged(store, round, "UN", 3)
    judged(store, round, "EU", 1)
    assert seen(store, round, "UN") == {"UN": 3}
    assert seen(store, round, "EU") == {"EU": 1}
    assert seen(store, round, "AU") == {}
    assert assessments.levels(store, eyes("AU")).empty
    assert store.read(RECORDS, eyes("AU"), where={"kind": "assessment"}, versions=True).empty
    judged(store, round, "AU", 2)
    for one in ("UN", "EU", "AU"):
        assert seen(store, round, one) == {"UN": 3, "EU": 1, "AU": 2}
    assert seen(store, round, "NATO") == {}


def test_the_deadline_opens_a_round_in_which_somebody_did_not_judge(store, round, later):
    judged(store, round, "UN")
    assert seen(store, round, "EU") == {}
    store.seal(round["record"], pd.Timestamp.now("UTC"))
    rows = assessments.side_by_side(store, round, eyes("EU"))
    assert rows["level"].notna().tolist() == [False, False, True]  # not rated is not low
    assert assessments.spread(rows) is None


def test_what_was_blind_stays_hidden_in_what_the_board_showed_then(store, round):
    for one in ("UN", "EU"):
        judged(store, round, one)
    then = pd.Timestamp.now("UTC")
    judged(store, round, "AU")
    before = assessments.side_by_side(store, round, eyes("EU"), as_of=then)
    assert before.set_index("organisation")["level"].dropna().index.tolist() == ["EU"]


def test_a_deadline_that_has_passed_is_refused_and_nothing_is_kept(store):
    past = pd.Timestamp.now("UTC") - pd.Timedelta(hours=1)
    with pytest.raises(records.Invalid, match="passed already"):
        assessments.propose(store, desk("UN"), "SDN", past, ["EU"])
    assert assessments.rounds(store, eyes("UN")).empty


def test_who_was_not_asked_judges_not(store, round):
    with pytest.raises(records.Refused, match="NATO was not asked"):
        judged(store, round, "NATO")
    with pytest.raises(records.Refused):
        assessments.rate(store, desk("EU", READER), round, SAID)


def test_a_secretary_writes_down_what_another_organisation_said_until_it_judges_itself(
    store, round
):
    secretary = desk("UN", SECRETARY, CONTRIBUTOR)
    assessments.rate(store, secretary, round, SAID, stated_for="AU")
    assert seen(store, round, "UN") == {}  # it is the AU's, and blind
    assert seen(store, round, "AU") == {"AU": 3}
    judged(store, round, "AU", 4)
    assessments.rate(store, secretary, round, SAID, stated_for="AU")  # no refusal tells of it
    assert seen(store, round, "AU") == {"AU": 4}
    for one in ("UN", "EU"):
        judged(store, round, one)
    assert seen(store, round, "UN") == {"UN": 3, "EU": 3, "AU": 4}
    assert assessments.levels(store, eyes("UN")).set_index("organisation")["level"]["AU"] == 4
    with pytest.raises(records.Refused, match="has judged itself"):
        assessments.rate(store, secretary, round, SAID, stated_for="AU")
    with pytest.raises(records.Refused, match="cell secretary"):
        assessments.rate(store, desk("EU"), round, SAID, stated_for="AU")


def test_a_form_goes_out_comes_back_and_counts_as_stated(store, round):
    book = load_workbook(BytesIO(rating_form.made(round, "AU")))
    sheet = book.active
    for cell, said in (("B9", "2 concern"), ("B10", "stable"), ("B11", "=1+1 Talks hold.")):
        sheet[cell] = said
    sheet["B11"].data_type = "s"
    out = BytesIO()
    book.save(out)
    organisation, fields = rating_form.read(out.getvalue(), round)
    assert (organisation, fields["level"], fields["sentence"]) == ("AU", 2, "=1+1 Talks hold.")
    secretary = desk("UN", SECRETARY)
    assessments.rate(store, secretary, round, fields, stated_for=organisation)
    again = assessments.rate(store, secretary, round, fields, stated_for=organisation)
    assert not again.new
    told = assessments.side_by_side(store, round, eyes("AU")).set_index("organisation")
    assert told.loc["AU", "stated_by"] == "UN desk, UN"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda s: s.__setitem__("B2", "another"), "another round"),
        (lambda s: s.__setitem__("B3", "NATO"), "not asked in this round"),
        (lambda s: s.__setitem__("B9", "very high"), "none of 0 routine"),
    ],
)
def test_a_form_that_does_not_fit_says_why(store, round, spoil, said):
    book = load_workbook(BytesIO(rating_form.made(round, "AU")))
    spoil(book.active)
    out = BytesIO()
    book.save(out)
    with pytest.raises(records.Invalid, match=said):
        rating_form.read(out.getvalue(), round)
    with pytest.raises(records.Invalid, match="no XLSX"):
        rating_form.read(b"<html>", round)


def test_a_working_level_names_who_agrees_and_keeps_reservations(store, round):
    for one, level in (("UN", 3), ("EU", 1), ("AU", 2)):
        judged(store, round, one, level)
    rows = assessments.side_by_side(store, round, eyes("EU"))
    assert assessments.spread(rows) == 2 >= assessments.DISCUSS_FROM
    one = assessments.agree(store, desk("UN"), round, 3, "Warning for the north.")
    assessments.stand(store, desk("EU"), round, one.record, {"said": "agrees"})
    with pytest.raises(records.Invalid, match="Say what the reservation"):
        assessments.stand(store, desk("AU"), round, one.record, {"said": "does not agree"})
    reason = {"said": "does not agree", "reason": "The figures are not ours.", "about": "facts"}
    assessments.stand(store, desk("AU"), round, one.record, reason)
    secretary = desk("UN", SECRETARY)
    with pytest.raises(records.Refused, match="has judged itself"):
        assessments.stand(store, secretary, round, one.record, {"said": "agrees"}, "AU")
    told = assessments.working_levels(store, eyes("EU")).iloc[0]
    assert told["agreed"] == ["EU", "UN"]
    assert told["reservations"] == ["AU: The figures are not ours."]
    assert assessments.working_levels(store, eyes("NATO")).empty


def test_the_audit_tells_when_a_round_was_sealed_and_opened_and_a_late_change_opens_it_not_anew(
    store, round
):
    for one in ("UN", "EU", "AU"):
        judged(store, round, one)
    opened = pd.Timestamp.now("UTC")
    judged(store, round, "AU", 1)
    told = audit.show(store, eyes("UN"), record=round["record"])
    assert [row.action for row in told[told["kind"] == "round"].itertuples()][::-1] == [
        "seal", "create", "unseal"]  # fmt: skip
    assert "all have judged" in told["detail"].tolist()
    before = assessments.side_by_side(store, round, eyes("EU"), as_of=opened)
    assert before["level"].notna().all()
