"""Many people saving at once: nothing is lost, the audit stays whole, nobody waits long."""

import threading
import time
from itertools import pairwise

import pytest

from collectors.access import PROGRAM
from collectors.store import Store
from dashboard.workspace import audit, permissions, records, removal
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from indicators.frames import RECORDS

EDITORS, SAVES = 20, 3


def together(work, number: int) -> list:
    """Return what `work` raised, done by so many threads at once."""
    failed, ready = [], threading.Barrier(number)

    def one(n: int) -> None:
        ready.wait()
        try:
            work(n)
        except BaseException as fault:
            failed.append(fault)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "Somebody still waits."
    return failed


def test_of_editors_of_one_record_nobodys_words_are_lost(store):
    """Each adds a word to what is there; who is told of a change looks again and adds then."""
    first = records.save(store, "comment", {"said": "Begin"}, Person("ana", "UN", ROLES))

    def add(n: int) -> None:
        me = Person(f"editor {n}", "UN", ROLES)
        shown = {"said": "Begin", "version": first.version}
        for save in range(SAVES):
            while True:
                body = {"said": f"{shown['said']} {n}.{save}"}
                try:
                    records.save(store, "comment", body, me, record=first.record,
                                 shown=int(shown["version"]))  # fmt: skip
                    break
                except records.Changed as changed:
                    shown = {"said": changed.theirs["said"], "version": changed.version}
            shown = records.get(store, "comment", first.record, me.viewer())

    assert together(add, EDITORS) == []
    viewer = Person("ana", "UN").viewer()
    words = records.get(store, "comment", first.record, viewer)["said"].split()
    assert sorted(words) == sorted(["Begin", *(f"{n}.{s}" for n in range(20) for s in range(3))])
    versions = store.read(RECORDS, PROGRAM, versions=True)["known_at"].sort_values().tolist()
    assert len(versions) == EDITORS * SAVES + 1
    assert all(one < other for one, other in pairwise(versions))
    assert audit.verify(store)[0] == []


def test_of_two_who_save_at_once_the_second_is_shown_both(store):
    ana, bo = Person("ana", "UN", ROLES), Person("bo", "UN", ROLES)
    saved = records.save(store, "comment", {"said": "A"}, ana)
    faults = together(
        lambda n: records.save(store, "comment", {"said": f"by {n}"}, (ana, bo)[n],
                               record=saved.record, shown=saved.version), 2)  # fmt: skip
    (changed,) = faults
    assert isinstance(changed, records.Changed)
    assert {changed.mine["said"], changed.theirs["said"]} == {"by 0", "by 1"}
    assert changed.shown["said"] == "A"
    assert changed.fields == ["said"]


def test_two_programs_write_into_one_store(store, store_url):
    other = Store(store_url)
    audience = Audience.of("EU")

    def work(n: int) -> None:
        for save in range(5):
            records.save((store, other)[n % 2], "comment", {"said": f"{n} {save}"},
                         Person(f"p{n}", "UN", ROLES), audience=audience)  # fmt: skip

    assert together(work, 4) == []
    other.close()
    assert len(records.load(store, "comment", Person("x", "EU").viewer())) == 20
    assert audit.verify(store)[0] == []


def test_a_save_waits_for_no_collection_on_postgresql(postgres_url):
    store = Store(postgres_url)
    with store.write():  # a long collection
        began = time.perf_counter()
        records.save(store, "comment", {"said": "meanwhile"}, Person("ana", "UN", ROLES))
        assert time.perf_counter() - began < 5
    store.close()


def test_a_save_known_at_a_moment_that_is_past_comes_after_the_version_before(store, now):
    ana = Person("ana", "UN", ROLES)
    saved = records.save(store, "comment", {"said": "A"}, ana.at(now))
    later = records.save(store, "comment", {"said": "B"}, ana.at(now), record=saved.record)
    assert later.version == saved.version + 1
    assert records.get(store, "comment", saved.record, ana.viewer())["said"] == "B"


@pytest.fixture
def meanwhile(postgres_url, monkeypatch):
    """Return a store, and a list of what another program does after the next save has read."""
    here, other = Store(postgres_url), Store(postgres_url)
    waiting, may_move = [], permissions.may_move

    def moved(*said):
        while waiting:
            waiting.pop()(other)
        return may_move(*said)

    monkeypatch.setattr(permissions, "may_move", moved)
    yield here, waiting
    here.close()
    other.close()


def test_who_saves_after_another_wrote_since_it_was_read_is_shown_both(meanwhile):
    store, waiting = meanwhile
    ana, bo = Person("ana", "UN", ROLES), Person("bo", "UN", ROLES)
    saved = records.save(store, "comment", {"said": "A"}, ana)
    words = {"record": saved.record, "shown": saved.version}
    waiting.append(lambda other: records.save(other, "comment", {"said": "bo's"}, bo, **words))
    with pytest.raises(records.Changed) as told:
        records.save(store, "comment", {"said": "ana's"}, ana, **words)
    assert (told.value.theirs["said"], told.value.author) == ("bo's", "bo")
    assert records.get(store, "comment", saved.record, ana.viewer())["said"] == "bo's"
    assert audit.verify(store)[0] == []


def test_a_record_that_another_made_and_hid_meanwhile_is_not_written_over(meanwhile):
    store, waiting = meanwhile
    ana, bo = Person("ana", "UN", ROLES), Person("bo", "EU", ROLES)
    waiting.append(lambda other: records.save(other, "comment", {"said": "EU"}, bo, record="one"))
    with pytest.raises(records.Refused):
        records.save(store, "comment", {"said": "UN"}, ana, record="one")
    assert records.get(store, "comment", "one", bo.viewer())["said"] == "EU"
    assert records.get(store, "comment", "one", ana.viewer()) is None
    assert audit.verify(store)[0] == []


def test_a_body_that_was_removed_meanwhile_does_not_come_back(meanwhile):
    store, waiting = meanwhile
    ana = Person("ana", "UN", ROLES)
    saved = records.save(store, "comment", {"said": "A"}, ana)
    waiting.append(lambda other: removal.purge(other, ana, "comment", saved.record, "spill"))
    records.save(store, "comment", {"said": "B"}, ana, record=saved.record)
    bodies = store.read(RECORDS, PROGRAM, versions=True).sort_values("known_at")["body"]
    assert ["A" in body for body in bodies] == [False, False]
    assert audit.verify(store)[0] == []


def test_what_was_saved_is_on_the_disk_of_postgresql_when_the_save_is_done(postgres_url):
    store, ana = Store(postgres_url), Person("ana", "UN", ROLES)
    asked = "SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn()"
    written = []
    for number in range(20):
        records.save(store, "comment", {"said": f"{number}"}, ana)
        with store.connect() as connection:
            written.append(connection.exec_driver_sql(asked).scalar())
    store.close()
    assert sum(written) >= 15  # the server may write a little of its own at any time
