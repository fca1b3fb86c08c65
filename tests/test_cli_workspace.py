"""`jointwatch audit` and `jointwatch records`, and looking `--as` an organisation."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from collectors.store import Store
from dashboard.cli import cli
from dashboard.entry.presence import author
from dashboard.workspace import records
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from indicators.frames import OBSERVATIONS
from tests.homes import rows

BODY = {"watchlist": "horn", "place": "SDN", "why": "Fighting"}


@pytest.fixture
def run(home, monkeypatch):
    """Return a function that runs the command in a home of the UN without shipped tables."""
    monkeypatch.setattr("dashboard.opening.shipped.load", lambda store, now: False)
    (home / "jointwatch.toml").write_text('organisation = "UN"\n')

    def run(*words: str, code: int = 0, **said) -> str:
        done = CliRunner().invoke(cli, list(words), **said)
        assert done.exit_code == code, done.output
        return done.output

    return run


@pytest.fixture
def store(home):
    store = Store.in_folder(home)
    ana = Person(author(), "UN", ROLES)
    records.save(store, "watch", BODY, ana, record="one", audience=Audience.of("EU"))
    records.save(store, "watch", BODY | {"place": "MLI"}, ana, record="two")
    yield store
    store.close()


def test_an_audit_that_nobody_touched_is_whole_and_a_changed_byte_is_named(run, store):
    assert "The audit is whole. Its last hash" in run("audit", "verify")
    with store.connect() as connection:
        connection.execute(text("UPDATE audit SET who = 'nobody' WHERE entry = 1"))
    assert "Entry 1 of the audit was changed" in run("audit", "verify", code=1)


def test_the_audit_is_shown_as_an_organisation_may_see_it(run, store):
    mine = json.loads(run("audit", "show", "--format", "json"))
    assert [one["record"] for one in mine] == ["two", "one"]
    assert json.loads(run("audit", "show", "--as", "EU", "--format", "json")) == []


def test_records_are_shown_as_one_organisation_or_a_room_may_see_them(run, store):
    for asked, seen in (
        ((), {"one", "two"}),
        (("--as", "EU"), {"one"}),
        (("--as", "AU"), set()),
        (("--as", "UN", "--as", "EU"), {"one"}),
        (("--as", "UN", "--as", "AU"), set()),
    ):
        told = json.loads(run("records", "show", "watch", *asked, "--format", "json"))
        assert {one["record"] for one in told} == seen, asked


def test_figures_of_a_restricted_source_are_shown_to_its_audience_alone(run, store, now):
    told = {"series": "closed.deaths", "place": "SDN", "period": now.tz_localize(None).normalize()}
    store.append(OBSERVATIONS, rows(OBSERVATIONS, now, told | {"value": 5.0}))
    store.restrict("closed", "UN", ["EU"])
    show = ("show", "observations", "--format", "json")
    assert len(json.loads(run(*show))) == len(json.loads(run(*show, "--as", "EU"))) == 1
    assert json.loads(run(*show, "--as", "AU")) == []


def test_an_unknown_organisation_is_refused_in_a_sentence(run, store):
    assert "none of the organisations" in run("records", "show", "watch", "--as", "X", code=2)
    assert "There is no kind" in run("records", "show", "wach", code=2)


def test_a_record_is_purged_and_one_of_another_organisation_is_not(run, store):
    other = Person("bo", "EU", ROLES)
    records.save(store, "watch", BODY, other, record="theirs", audience=Audience.of("UN"))
    assert "1 versions is removed" in run("records", "purge", "watch", "one", "--reason", "spill")
    refused = run("records", "purge", "watch", "theirs", "--reason", "x", code=1)
    assert "no such record of your organisation" in refused
    assert "whole" in run("audit", "verify")


def test_an_organisation_that_leaves_takes_its_records_in_a_file(run, store, tmp_path):
    file = tmp_path / "records.json"
    assert "2 versions" in run("records", "withdraw", "--out", str(file), "--yes")
    assert {one["record"] for one in json.loads(file.read_text("utf-8"))} == {"one", "two"}
    assert json.loads(run("records", "show", "watch", "--format", "json")) == []
    assert "name a new file" in run("records", "withdraw", "--out", str(file), "--yes", code=2)
    assert "0 versions" in run("records", "retain")
