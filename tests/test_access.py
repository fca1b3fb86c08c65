"""Who may see a row: the one function, evaluated in the query, on both databases."""

import pandas as pd
import pytest

from collectors.access import PROGRAM, PUBLIC, Viewer
from indicators.frames import AUDIT, FRAMES, OBSERVATIONS, RECORDS
from tests.homes import rows

NOW = pd.Timestamp("2026-11-20 12:00", tz="UTC")
HOUR = pd.Timedelta(hours=1)
UN, EU, AU = (Viewer(frozenset({one})) for one in ("UN", "EU", "AU"))
ROOM = Viewer(frozenset({"UN", "EU"}))
ALL_FOUR = Viewer(frozenset({"UN", "EU", "AU", "NATO"}))


@pytest.fixture
def write(store):
    """Return a function that keeps one version of the record "r" of the UN."""

    def write(moment=NOW, **said):
        row = {"kind": "note", "record": "r", "body": "{}", "active": True, "author": "ana",
               "originator": "UN", **said}  # fmt: skip
        store.append(RECORDS, rows(RECORDS, moment, row))

    return write


@pytest.fixture
def sees(store):
    """Return a function that says how many rows of a frame a viewer sees."""
    return lambda viewer, frame=RECORDS, **asked: len(store.read(frame, viewer, **asked))


def test_a_record_released_to_nobody_is_its_originators_alone(write, sees):
    write()
    assert [sees(one) for one in (UN, EU, ROOM, Viewer(), PUBLIC)] == [1, 0, 0, 0, 0]


def test_a_record_is_seen_by_those_it_is_released_to_and_in_a_room_of_them_alone(write, sees):
    write(released_to="|EU|")
    assert [sees(one) for one in (UN, EU, AU, ROOM, ALL_FOUR)] == [1, 1, 0, 1, 0]


def test_what_is_for_everybody_is_seen_by_everybody_and_without_sign_in(write, sees):
    write(released_to="|*|")
    assert [sees(one) for one in (EU, AU, ALL_FOUR, PUBLIC, Viewer())] == [1, 1, 1, 1, 0]


@pytest.mark.parametrize("name", ["E", "U", "eu", "EU_", "%", "E%", "_U"])
def test_a_name_is_the_whole_name_to_the_letter(write, sees, name):
    write(released_to="|EU|", persons="|EU|")
    assert sees(Viewer(frozenset({"EU"}), person="EU")) == 1
    assert sees(Viewer(frozenset({name}), person="EU")) == 0
    assert sees(Viewer(frozenset({"EU"}), person=name)) == 0


@pytest.mark.parametrize("name", ["EU|UN", "|", "a|b"])
def test_nobody_is_called_by_two_names(name):
    for said in ({"person": name}, {"groups": frozenset({name})}):
        with pytest.raises(ValueError, match="sign"):
            Viewer(frozenset({"EU"}), **said)
    with pytest.raises(ValueError, match="sign"):
        Viewer(frozenset({name}))


def test_a_group_sees_what_is_released_to_it_and_cannot_pass_for_an_organisation(write, sees):
    write(released_to="|@horn|")
    assert sees(Viewer(frozenset({"AU"}), groups=frozenset({"horn"}))) == 1
    assert sees(Viewer(frozenset({"AU"}), groups=frozenset({"sahel"}))) == 0
    assert sees(Viewer(frozenset({"horn"}))) == 0
    write(NOW + HOUR, released_to="|EU|")
    for name in ("EU", "*"):
        assert sees(Viewer(frozenset({"AU"}), groups=frozenset({name}))) == 0


def test_in_a_room_no_group_counts(write, sees):
    write(released_to="|EU|@horn|")
    room = Viewer(frozenset({"UN", "EU", "AU"}), groups=frozenset({"horn"}))
    assert sees(room) == 0


def test_named_persons_alone_see_what_is_for_them_even_of_the_originator(write, sees):
    write(released_to="|EU|", persons="|ana|bo|")
    assert sees(Viewer(frozenset({"UN"}), person="ana")) == 1
    assert sees(Viewer(frozenset({"EU"}), person="bo")) == 1
    assert sees(Viewer(frozenset({"AU"}), person="bo")) == 0
    assert sees(Viewer(frozenset({"UN"}), person="cy")) == 0
    assert [sees(one) for one in (UN, EU, ROOM)] == [0, 0, 0]


def test_humanitarian_records_are_seen_with_that_role_alone(write, sees):
    write(released_to="|EU|", humanitarian=True)
    for organisation in ("UN", "EU"):
        assert sees(Viewer(frozenset({organisation}), humanitarian=True)) == 1
        assert sees(Viewer(frozenset({organisation}))) == 0
    assert sees(ROOM) == 0


def test_a_sealed_record_is_its_originators_until_the_seal_is_opened(store, write, sees):
    write(released_to="|EU|", seal="round")
    assert [sees(UN), sees(EU), sees(ROOM)] == [1, 0, 0]
    now = pd.Timestamp.now("UTC")
    store.seal("round", now + HOUR)
    assert [sees(UN), sees(EU), sees(ROOM)] == [1, 0, 0]
    assert sees(EU, versions=True) == 0
    store.seal("round", now - pd.Timedelta(seconds=1))
    assert [sees(UN), sees(EU), sees(ROOM)] == [1, 1, 1]
    assert sees(EU, as_of=NOW + HOUR) == 0  # as known on a day before it was opened


def test_after_narrowing_the_versions_before_are_hidden_too(write, sees):
    write(released_to="|EU|", body='{"said": 1}')
    write(NOW + HOUR, body='{"said": 2}')
    for asked in ({"as_of": NOW}, {"versions": True}, {"shown_at": NOW}, {}):
        assert sees(EU, **asked) == 0
        assert sees(UN, **asked) > 0


def test_after_widening_the_versions_before_stay_hidden(write, sees):
    write(body='{"said": "for us alone"}')
    write(NOW + HOUR, body='{"said": 2}', released_to="|EU|")
    assert sees(EU) == sees(EU, versions=True) == 1
    assert sees(EU, as_of=NOW) == 0


def test_a_narrowed_record_is_hidden_by_person_and_by_role_in_the_past_too(write, sees):
    write(released_to="|EU|")
    write(NOW + HOUR, released_to="|EU|", humanitarian=True)
    assert sees(EU, as_of=NOW) == 0
    write(NOW + 2 * HOUR, released_to="|EU|", persons="|bo|")
    assert sees(EU, as_of=NOW) == 0
    assert sees(Viewer(frozenset({"EU"}), person="bo"), as_of=NOW) == 1


SPOKEN = {
    "observations": {"series": "closed.deaths", "place": "SDN", "value": 1.0,
                     "period": pd.Timestamp("2026-01-01")},
    "events": {"source": "closed", "event": "1", "place": "SDN"},
    "agenda": {"source": "closed", "item": "1", "place": "SDN", "date": pd.Timestamp("2026-11-21")},
    "publications": {"source": "closed", "document": "1", "place": "SDN"},
    "signals": {"rule": "r", "place": "SDN", "series": "closed.deaths"},
}  # fmt: skip


@pytest.mark.parametrize("name", SPOKEN)
def test_what_a_restricted_source_tells_is_seen_by_its_audience(store, sees, name):
    frame = FRAMES[name]
    store.append(frame, rows(frame, NOW, SPOKEN[name]))
    assert sees(AU, frame) == sees(PUBLIC, frame) == 1
    store.restrict("closed", "UN", ["EU"])
    seen = {"UN": UN, "EU": EU, "room": ROOM, "AU": AU, "four": ALL_FOUR, "public": PUBLIC}
    for asked in ({}, {"as_of": NOW + HOUR}, {"shown_at": NOW + HOUR}, {"versions": True}):
        counts = {name: sees(viewer, frame, **asked) for name, viewer in seen.items()}
        assert counts == {"UN": 1, "EU": 1, "room": 1, "AU": 0, "four": 0, "public": 0}
    if frame is OBSERVATIONS:
        assert [sees(one, frame, newest=True) for one in (EU, AU)] == [1, 0]
        assert sees(AU, frame, newest=True, as_of=NOW + HOUR) == 0
    store.release("closed")
    assert sees(AU, frame) == 1


def test_a_source_with_a_longer_name_is_not_the_restricted_one(store, sees):
    told = SPOKEN["observations"] | {"series": "closed_not.deaths"}
    store.append(OBSERVATIONS, rows(OBSERVATIONS, NOW, told))
    store.restrict("closed", "UN", [])
    assert sees(AU, OBSERVATIONS) == 1


def entry(number, **said):
    return {"entry": number, "who": "ana", "action": "edit", "organisation": "UN", **said}


def test_of_the_audit_one_sees_what_ones_own_did_and_what_was_done_to_ones_own(store, sees):
    store.append(AUDIT, rows(AUDIT, NOW, entry(1, originator="UN"), entry(2, originator="EU"),
                             entry(3, organisation="EU", originator="EU")))  # fmt: skip
    assert [sees(one, AUDIT) for one in (UN, EU, AU, PUBLIC, Viewer())] == [2, 2, 0, 0, 0]
    assert sees(ROOM, AUDIT) == 1  # what is for the eyes of both
    assert sees(PROGRAM, AUDIT) == 3


def test_the_audit_of_a_record_for_one_person_or_role_is_not_for_their_colleagues(
    store, write, sees
):
    store.append(AUDIT, rows(AUDIT, NOW, entry(1, kind="note", record="r", originator="UN")))
    write(persons="|ana|")
    ana = Viewer(frozenset({"UN"}), person="ana")
    assert [sees(UN, AUDIT), sees(ana, AUDIT)] == [0, 1]
    write(NOW + HOUR, humanitarian=True)
    assert [sees(UN, AUDIT), sees(ana, AUDIT)] == [0, 0]
