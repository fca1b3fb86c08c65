"""Excerpts: made of a record, cleared by a second person; where they come from stays at home."""

import json

import pandas as pd
import pytest

from collectors.access import PROGRAM
from dashboard.workspace import excerpts, listing, records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.kinds.derivation import Derivation
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from indicators.frames import AUDIT, RECORDS

ANA, BEN = Person("ana", "UN", ROLES), Person("ben", "UN", ROLES)
EVE = Person("eve", "EU", ROLES)
DECISION, EXCERPT = kind_of("decision"), kind_of("excerpt")
SECRET, OPEN = "Two columns pass through the valley.", "Movement in the region goes on."


@pytest.fixture
def made(store):
    """Return a decision of the UN alone, and the excerpt of it that was cleared for the EU."""
    parent = records.save(store, DECISION, {"said": SECRET}, ANA).record
    excerpt = records.save(store, EXCERPT, {"said": OPEN}, ANA).record
    excerpts.note_origin(store, ANA, excerpt, DECISION, parent)
    body = {"said": OPEN, "stage": "cleared"}
    records.save(store, EXCERPT, body, BEN, record=excerpt, audience=Audience.of("EU"))
    return parent, excerpt


def test_its_own_people_see_what_was_made_of_what(store, made):
    parent, excerpt = made
    assert excerpts.made_of(store, BEN.viewer(), DECISION, parent)["said"].tolist() == [OPEN]
    kind, row = excerpts.origin_of(store, BEN.viewer(), excerpt)
    assert (kind.id, row["said"]) == ("decision", SECRET)
    assert excerpts.origin_of(store, BEN.viewer(), "none") is None


def test_others_read_the_excerpt_and_nothing_of_where_it_comes_from(store, made):
    parent, excerpt = made
    eyes = EVE.viewer()
    assert records.load(store, EXCERPT, eyes)["said"].tolist() == [OPEN]
    assert excerpts.origin_of(store, eyes, excerpt) is None
    assert excerpts.made_of(store, eyes, DECISION, parent).empty
    told = store.read(RECORDS, eyes, versions=True).to_csv() + store.read(AUDIT, eyes).to_csv()
    assert parent not in told
    assert SECRET not in told
    assert listing.search(store, eyes, OPEN)["kind"].tolist() == ["excerpt"]


def test_who_sees_the_parent_does_not_learn_of_the_excerpt(store):
    parent = records.save(store, DECISION, {"said": SECRET}, ANA, audience=Audience.of("EU"))
    excerpt = records.save(store, EXCERPT, {"said": OPEN}, ANA).record
    excerpts.note_origin(store, ANA, excerpt, DECISION, parent.record)
    assert excerpts.made_of(store, EVE.viewer(), DECISION, parent.record).empty


def test_excerpts_are_made_of_ones_own_records(store):
    theirs = records.save(store, DECISION, {"said": SECRET}, ANA, audience=Audience.of("EU"))
    mine = records.save(store, EXCERPT, {"said": OPEN}, EVE).record
    for record in (theirs.record, "none"):
        with pytest.raises(records.Refused, match="by the organisation whose record it is"):
            excerpts.note_origin(store, EVE, mine, DECISION, record)
    assert records.load(store, Derivation, PROGRAM).empty


def test_of_a_record_for_few_eyes_the_origin_is_for_no_more(store):
    parent = records.save(store, DECISION, {"said": SECRET}, ANA, audience=Audience.only("ana"))
    excerpt = records.save(store, EXCERPT, {"said": OPEN}, ANA).record
    excerpts.note_origin(store, ANA, excerpt, DECISION, parent.record)
    assert len(records.load(store, Derivation, ANA.viewer())) == 1
    assert records.load(store, Derivation, BEN.viewer()).empty


def test_a_replay_tells_of_no_excerpt_that_came_later(store, made):
    parent, excerpt = made
    before = pd.Timestamp.now("UTC") - pd.Timedelta(days=1)
    assert excerpts.made_of(store, BEN.viewer(), DECISION, parent, before).empty
    assert excerpts.origin_of(store, BEN.viewer(), excerpt, before) is None


def test_when_the_parent_is_ended_its_origin_is_still_known(store, made):
    parent, excerpt = made
    records.save(store, DECISION, {"said": SECRET}, ANA, record=parent, active=False)
    assert excerpts.origin_of(store, BEN.viewer(), excerpt)[1]["said"] == SECRET


def test_clearing_is_in_the_audit(store, made):
    _parent, excerpt = made
    told = store.read(AUDIT, ANA.viewer())
    moves = told[(told["record"] == excerpt) & (told["action"] == "move")]
    assert moves[["who", "detail"]].values.tolist() == [["ben", "drafted to cleared"]]
    marking = store.read(RECORDS, EVE.viewer(), where={"kind": "excerpt"})["marking"].item()
    assert json.loads(marking)["tlp"] == "AMBER"
