"""Who may write, mark and move a record: roles, originators, stages."""

from datetime import timedelta

import pandas as pd
import pytest

from dashboard.workspace import keeping, records
from dashboard.workspace.kind import Fields, Kind, Stage, text
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import ANALYST, CONTRIBUTOR, FOCAL_POINT, READER, ROLES, Person
from indicators.frames import RECORDS


class Note(Fields):
    """A note."""

    said: str = text("Said", required=True)
    stage: str = "new"


def kind(**said) -> Kind:
    stages = {"new": Stage("New", {"seen": frozenset()}),
              "seen": Stage("Seen", {"closed": frozenset({FOCAL_POINT})}),
              "closed": Stage("Closed")}  # fmt: skip
    return Kind("note", "Note", "Notes", Note, first=("said",), stages=stages, **said)


ANA, BO = Person("ana", "UN", ROLES), Person("bo", "EU", ROLES)
BODY = {"said": "x"}


@pytest.mark.parametrize("roles", [{READER}, set()])
def test_readers_write_nothing(store, roles):
    with pytest.raises(records.Refused, match="written by"):
        records.save(store, kind(), BODY, Person("cy", "UN", frozenset(roles)))
    assert records.load(store, kind(), ANA.viewer()).empty


def test_a_kind_may_be_written_by_some_roles_alone(store):
    some = kind(writers=frozenset({ANALYST}))
    with pytest.raises(records.Refused):
        records.save(store, some, BODY, Person("cy", "UN", frozenset({CONTRIBUTOR})))
    assert records.save(store, some, BODY, Person("cy", "UN", frozenset({ANALYST}))).new


def test_humanitarian_kinds_are_written_and_seen_with_that_role_alone(store):
    some = kind(humanitarian=True)
    with pytest.raises(records.Refused, match="humanitarian role"):
        records.save(store, some, BODY, ANA)
    hum = Person("cy", "UN", ROLES, humanitarian=True)
    records.save(store, some, BODY, hum)
    assert records.load(store, some, ANA.viewer()).empty
    assert len(records.load(store, some, hum.viewer())) == 1


def test_only_its_originator_changes_a_record_unless_the_kind_is_joint(store):
    saved = records.save(store, kind(), BODY, ANA, audience=Audience.of("EU"))
    with pytest.raises(records.Refused, match="Only the UN"):
        records.save(store, kind(), {"said": "y"}, BO, record=saved.record)
    records.save(store, kind(joint=True), {"said": "y"}, BO, record=saved.record)
    row = records.get(store, kind(), saved.record, ANA.viewer())
    assert (row["said"], row["author"], row["originator"]) == ("y", "bo", "UN")


@pytest.mark.parametrize("audience", [
    Audience.of("EU", "AU"), Audience.all(), Audience(), Audience(groups={"horn"}),
    Marking(audience=Audience.of("EU"), caveats=frozenset({"no_attribution"})),
    Audience(organisations={"EU"}, persons={"bo"}),
])  # fmt: skip
def test_only_its_originator_marks_a_record_even_of_a_joint_kind(store, audience):
    joint = kind(joint=True)
    saved = records.save(store, joint, BODY, ANA, audience=Audience.of("EU"))
    with pytest.raises(records.Refused, match="Only the UN may"):
        records.save(store, joint, {"said": "y"}, BO, record=saved.record, audience=audience)
    row = records.get(store, joint, saved.record, ANA.viewer())
    assert (row["said"], row["released_to"]) == ("x", "|EU|")
    records.save(store, joint, BODY, ANA, record=saved.record, audience=audience)


def test_stages_are_not_skipped_and_are_moved_by_whom_they_name(store):
    with pytest.raises(records.Refused, match="begins as New"):
        records.save(store, kind(), BODY | {"stage": "seen"}, ANA)
    record = records.save(store, kind(), BODY, ANA).record
    with pytest.raises(records.Refused, match="cannot go"):
        records.save(store, kind(), BODY | {"stage": "closed"}, ANA, record=record)
    records.save(store, kind(), BODY | {"stage": "seen"}, ANA, record=record)
    contributor = Person("cy", "UN", frozenset({CONTRIBUTOR}))
    with pytest.raises(records.Refused, match="focal point"):
        records.save(store, kind(), BODY | {"stage": "closed"}, contributor, record=record)
    records.save(store, kind(), BODY | {"stage": "closed"}, ANA, record=record)


def test_undo_appends_the_version_before_and_never_widens(store):
    saved = records.save(store, kind(), BODY, ANA, audience=Audience.of("EU", "AU"))
    next = records.save(store, kind(), {"said": "y"}, ANA, record=saved.record,
                        audience=Audience.of("EU"))  # fmt: skip
    undone = records.undo(store, kind(), saved.record, ANA, next.version)
    row = records.get(store, kind(), saved.record, ANA.viewer())
    assert (row["said"], row["released_to"]) == ("x", "|EU|")
    assert len(records.history(store, kind(), saved.record, ANA.viewer())) == 3
    with pytest.raises(records.Changed):
        records.save(store, kind(), {"said": "z"}, ANA, record=saved.record, shown=next.version)
    assert undone.version == row["version"]


@pytest.mark.parametrize("wrong", [
    {"first": ("none",)}, {"first": ("said", "a", "b", "c")},
    {"stages": {"new": Stage("New", {"gone": frozenset()})}},
])  # fmt: skip
def test_a_kind_that_contradicts_itself_is_refused(wrong):
    said = {"first": ("said",)} | wrong
    with pytest.raises(ValueError, match="note"):
        Kind("note", "Note", "Notes", Note, **said)


@pytest.mark.parametrize("wrong", [
    {"name": "", "organisation": "UN"}, {"name": "a|b", "organisation": "UN"},
    {"name": "a", "organisation": "UN|EU"}, {"name": "a", "organisation": "UN",
                                             "roles": frozenset({"king"})},
])  # fmt: skip
def test_a_person_that_could_pass_for_two_or_has_no_known_role_is_refused(wrong):
    with pytest.raises(ValueError, match="."):
        Person(**wrong)


# --- What a second person clears.

CLEARED = Kind("note", "Note", "Notes", Note, first=("said",), cleared="seen", stages={
    "new": Stage("New", {"seen": frozenset({FOCAL_POINT})}), "seen": Stage("Seen"),
})  # fmt: skip
BEN = Person("ben", "UN", ROLES)
SEEN = BODY | {"stage": "seen"}


@pytest.mark.parametrize("marking", [
    Audience.of("EU"), Audience.all(), Audience(groups={"horn"}), Audience.only("ana"),
    Marking(unit="Desk"),
])  # fmt: skip
def test_before_a_second_person_has_cleared_it_nobody_is_shown_it(store, marking):
    with pytest.raises(records.Refused, match="until a second person has cleared it"):
        records.save(store, CLEARED, BODY, ANA, audience=marking)
    record = records.save(store, CLEARED, BODY, ANA).record
    with pytest.raises(records.Refused, match="until a second person has cleared it"):
        records.save(store, CLEARED, BODY, BEN, audience=marking, record=record)
    assert records.load(store, CLEARED, BO.viewer()).empty


def test_whoever_wrote_it_last_does_not_clear_it(store):
    record = records.save(store, CLEARED, BODY, ANA).record
    with pytest.raises(records.Refused, match="You wrote this; somebody else of the UN"):
        records.save(store, CLEARED, SEEN, ANA, record=record)
    records.save(store, CLEARED, {"said": "y"}, BEN, record=record)
    with pytest.raises(records.Refused, match="You wrote this"):
        records.save(store, CLEARED, {"said": "y", "stage": "seen"}, BEN, record=record)
    reader = Person("cy", "UN", frozenset({CONTRIBUTOR}))
    with pytest.raises(records.Refused, match="moved to Seen by"):
        records.save(store, CLEARED, {"said": "y", "stage": "seen"}, reader, record=record)
    records.save(store, CLEARED, {"said": "y", "stage": "seen"}, ANA, record=record)


def test_what_was_cleared_is_released_and_its_words_stand(store):
    record = records.save(store, CLEARED, BODY, ANA).record
    # Cleared and released at once; those who see it now do not see what it was before.
    records.save(store, CLEARED, SEEN, BEN, record=record, audience=Audience.of("EU"))
    assert records.load(store, CLEARED, BO.viewer())["said"].tolist() == ["x"]
    assert len(records.history(store, CLEARED, record, BO.viewer())) == 1
    with pytest.raises(records.Refused, match="What was cleared stands"):
        records.save(store, CLEARED, SEEN | {"said": "z"}, BEN, record=record)
    shown = records.get(store, CLEARED, record, ANA.viewer())["version"]
    with pytest.raises(records.Refused, match="What was cleared stands"):
        records.undo(store, CLEARED, record, ANA, int(shown))
    records.save(store, CLEARED, SEEN, ANA, record=record, audience=Audience.of("EU", "AU"))
    assert records.load(store, CLEARED, BO.viewer())["said"].tolist() == ["x"]


def test_a_stage_that_clears_is_one_of_the_stages():
    with pytest.raises(ValueError, match="there are no stages"):
        kind(cleared="nowhere")


# --- What others do not see before a day.

TODAY = pd.Timestamp.now("UTC").date()
LATER = Marking(audience=Audience.of("EU"), embargo_until=TODAY + timedelta(days=3))


def test_under_an_embargo_its_originator_alone_sees_it_until_the_day(store):
    record = records.save(store, kind(), BODY, ANA, audience=LATER).record
    assert records.load(store, kind(), BO.viewer()).empty
    assert records.get(store, kind(), record, BO.viewer()) is None
    assert records.load(store, kind(), BEN.viewer())["said"].tolist() == ["x"]
    before = store.version(RECORDS)
    store.seal(keeping.embargo(LATER.embargo_until), pd.Timestamp.now("UTC"))  # the day has come
    assert records.load(store, kind(), BO.viewer())["said"].tolist() == ["x"]
    assert store.version(RECORDS) != before  # so that nobody is shown what was kept before


def test_an_edit_leaves_the_embargo_and_taking_it_off_opens_it(store):
    record = records.save(store, kind(), BODY, ANA, audience=LATER).record
    records.save(store, kind(), {"said": "y"}, ANA, record=record)
    records.save(store, kind(), {"said": "z"}, ANA, record=record,
                 audience=Audience.of("EU", "AU"))  # fmt: skip
    assert records.load(store, kind(), BO.viewer()).empty
    open_ = LATER.model_copy(update={"embargo_until": None})
    records.save(store, kind(), {"said": "z"}, ANA, record=record, audience=open_)
    assert records.load(store, kind(), BO.viewer())["said"].tolist() == ["z"]


def test_a_record_of_a_blind_round_takes_no_embargo(store):
    with pytest.raises(records.Invalid, match="opens with its round"):
        records.save(store, kind(), BODY, ANA, audience=LATER, seal="rd")
    record = records.save(store, kind(), BODY, ANA, audience=Audience.of("EU"), seal="rd").record
    with pytest.raises(records.Invalid, match="opens with its round"):
        records.save(store, kind(), BODY, ANA, audience=LATER, record=record)
    assert records.get(store, kind(), record, ANA.viewer())["seal"] == "rd"
