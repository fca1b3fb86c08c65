"""The audit: who did or was refused what, in a chain in which any change is found."""

import pandas as pd
import pytest
from sqlalchemy import text

from collectors.access import PROGRAM
from dashboard.workspace import audit, records, removal
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import CONTRIBUTOR, ROLES, Person
from indicators.frames import AUDIT, RECORDS

ANA, BO = Person("ana", "UN", ROLES), Person("bo", "EU", ROLES)


@pytest.fixture
def written(store):
    """Return a record of the UN with two versions, one refusal and one export in the audit."""
    saved = records.save(store, "comment", {"said": "One"}, ANA, audience=Audience.of("EU"))
    with pytest.raises(records.Refused):
        records.save(store, "comment", {"said": "Mine"}, BO, record=saved.record)
    records.save(store, "comment", {"said": "Two"}, ANA, record=saved.record)
    audit.note(store, BO, "export", "comment", saved.record, "UN", "CSV")
    return saved.record


def change(store, sql: str, **said) -> None:
    with store.connect() as connection:
        connection.execute(text(sql), said)


def test_what_was_done_and_refused_is_told_to_the_originator(store, written):
    rows = audit.show(store, ANA.viewer())
    assert rows["action"].tolist() == ["export", "edit", "refused", "create"]
    assert rows["who"].tolist() == ["bo", "ana", "bo", "ana"]
    assert "Only the UN" in rows["detail"][2]
    assert audit.show(store, BO.viewer())["action"].tolist() == ["export", "refused"]
    assert "entry" not in rows


def test_an_untouched_audit_verifies(store, written):
    faults, head = audit.verify(store)
    assert faults == []
    assert head == store.read(AUDIT, PROGRAM)["hash"].iloc[-1]


def test_of_a_record_one_may_not_see_the_refusal_does_not_say_whose_it_is(store):
    saved = records.save(store, "comment", {"said": "Ours"}, ANA)
    with pytest.raises(records.Refused, match="no such record"):
        records.save(store, "comment", {"said": "x"}, BO, record=saved.record)
    with pytest.raises(records.Refused, match="no such record"):
        records.save(store, "comment", {"said": "x"}, BO, record="not-there", shown=1)
    assert audit.show(store, BO.viewer())["originator"].tolist() == ["", ""]
    refused = audit.show(store, ANA.viewer()).iloc[0]
    assert (refused["action"], refused["who"], refused["originator"]) == ("refused", "bo", "UN")
    assert refused["detail"].startswith("EU: ")


@pytest.mark.parametrize("column", [name for name in AUDIT.columns if name != "entry"])
def test_a_changed_entry_is_found_and_named(store, written, column):
    number = AUDIT.columns[column] not in ("str",)
    value = f"{column} + 1" if number else f"{column} || 'x'"
    change(store, f"UPDATE audit SET {column} = {value} WHERE entry = 2")
    assert any("Entry 2 of the audit" in fault for fault in audit.verify(store)[0])


@pytest.mark.parametrize("column", ["body", "author", "originator", "released_to", "persons",
                                    "seal", "marking", "known_at", "superseded_at"])  # fmt: skip
def test_a_changed_record_is_found_and_named(store, written, column):
    number = column in ("known_at", "superseded_at")
    value = f"{column} + 1" if number else f"{column} || ' '"
    change(store, f"UPDATE records SET {column} = {value} WHERE body LIKE '%One%'")
    faults = audit.verify(store)[0]
    assert faults
    assert all(f"comment:{written}" in fault for fault in faults)


@pytest.mark.parametrize("flag", ["active", "humanitarian"])
def test_a_changed_flag_is_found(store, written, flag):
    change(store, f"UPDATE records SET {flag} = NOT {flag} WHERE body LIKE '%Two%'")
    assert "was changed after entry 3 of the audit" in audit.verify(store)[0][0]


@pytest.mark.parametrize("entry", [1, 2, 4])
def test_a_removed_entry_is_found(store, written, entry):
    change(store, "DELETE FROM audit WHERE entry = :entry", entry=entry)
    assert audit.verify(store)[0]


def test_a_removed_or_added_version_is_found(store, written):
    sql = "UPDATE records SET known_at = known_at + 5, run = run + 5 WHERE body LIKE '%Two%'"
    change(store, sql)
    faults = " ".join(audit.verify(store)[0])
    assert "written without an entry" in faults
    assert "is gone, of which entry 3" in faults


def test_a_purge_takes_the_body_and_leaves_the_fact(store, written, tmp_path):
    assert removal.purge(store, ANA, "comment", written, "spill") == 2
    assert records.load(store, "comment", ANA.viewer()).empty
    assert records.history(store, "comment", written, ANA.viewer()).empty
    kept = store.read(RECORDS, PROGRAM, versions=True)
    assert kept["body"].tolist() == ["", ""]
    assert audit.verify(store)[0] == []
    last = audit.show(store, BO.viewer())
    assert "remove" not in last["action"].tolist()
    assert audit.show(store, ANA.viewer())["detail"][0].startswith("spill [")
    files = b"".join(file.read_bytes() for file in tmp_path.glob("jointwatch.db*"))
    assert b'"said":"Two"' not in files


def test_after_a_purge_a_changed_marking_is_still_found(store, written):
    removal.purge(store, ANA, "comment", written, "spill")
    change(store, "UPDATE records SET released_to = '|*|'")
    assert audit.verify(store)[0]


def test_a_body_emptied_without_an_entry_is_found(store, written):
    change(store, "UPDATE records SET body = ''")
    assert len(audit.verify(store)[0]) == 2


def test_a_purge_is_for_a_focal_point_of_the_originator(store, written):
    for person in (BO, Person("cy", "UN", frozenset({CONTRIBUTOR}))):
        with pytest.raises(records.Refused):
            removal.purge(store, person, "comment", written, "spill")
    assert len(records.load(store, "comment", ANA.viewer())) == 1
    assert audit.show(store, ANA.viewer())["action"].tolist()[:2] == ["refused", "refused"]


def test_one_version_alone_can_be_purged(store, written):
    first = records.history(store, "comment", written, ANA.viewer())["version"].iloc[-1]
    assert removal.purge(store, ANA, "comment", written, "spill", [int(first)]) == 1
    assert records.history(store, "comment", written, ANA.viewer())["said"].tolist() == ["Two"]
    assert audit.verify(store)[0] == []


def test_an_organisation_that_leaves_takes_its_records_along(store, written):
    records.save(store, "comment", {"said": "Of the EU"}, BO, audience=Audience.of("UN"))
    taken = removal.kept_of(store, ANA)
    assert removal.withdraw(store, ANA, taken) == 2
    assert taken["originator"].unique().tolist() == ["UN"]
    assert '"said":"Two"' in taken["body"].iloc[1]
    assert records.load(store, "comment", BO.viewer())["said"].tolist() == ["Of the EU"]
    assert audit.verify(store)[0] == []


def test_drafts_are_removed_after_their_term(store):
    old = pd.Timestamp("2020-01-01", tz="UTC")
    body = {"of": "comment", "fields": {"said": "half a"}}
    records.save(store, "draft", body, ANA.at(old), audience=Audience.only("ana"))
    records.save(store, "draft", body, ANA, audience=Audience.only("ana"))
    assert removal.retain(store, ANA, pd.Timestamp.now("UTC")) == 1
    assert len(records.load(store, "draft", ANA.viewer())) == 1
