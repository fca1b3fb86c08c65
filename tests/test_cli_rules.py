"""`jointwatch rules` and `jointwatch signals`, as people and programs use them."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from collectors import rulebook
from collectors.store import Store
from dashboard import thresholds
from dashboard.cli import cli
from dashboard.thresholds import Threshold
from indicators.frames import SIGNALS, Series


@pytest.fixture
def run(home, monkeypatch):
    """Return a function that runs the command in a home without the shipped history."""
    monkeypatch.setattr("dashboard.opening.shipped.load", lambda store, now: False)
    return lambda *args: CliRunner().invoke(cli, list(args))


def test_every_rule_is_listed(run):
    listed = run("rules", "show", "--format", "json")
    assert {row["rule"] for row in json.loads(listed.output)} == set(rulebook.all_rules())


def test_one_rule_says_its_conditions_and_thresholds(run):
    said = run("rules", "hdx_conflict").output
    assert "deaths >= floor and deaths >= most_in_a_year" in said
    assert "180 days; a higher step breaks it" in said


def test_an_unknown_rule_ends_in_a_sentence(run):
    said = run("rules", "check", "hdx_conflit")
    assert said.exit_code != 0
    assert "Did you mean hdx_conflict" in said.output


def test_a_check_runs_the_tests_and_shows_the_record_and_that_of_another_threshold(run, tmp_path):
    history = tmp_path / "deaths.csv"
    months = [f"{year}-{month:02}" for year in range(2016, 2021) for month in range(1, 13)]
    told = [f"{place},{m},{150 if n % 20 == place_n else 9}\n"
            for place_n, place in enumerate(("SDN", "MLI", "TCD"))
            for n, m in enumerate(months)]  # fmt: skip
    history.write_text("iso3,month,best\n" + "".join(told))
    said = run("rules", "check", "hdx_conflict", "--history", str(history), "--set", "floor=1")
    assert said.exit_code == 0, said.output
    assert "5 of the rule's 5 tests hold." in said.output
    assert "With floor 1: Of ten such signals since 2018" in said.output


def test_a_file_with_a_failing_test_ends_in_status_1(run, tmp_path):
    file = tmp_path / "own.toml"
    good = (rulebook.PACKAGE / "market_prices.toml").read_text(encoding="utf-8")
    file.write_text(good.replace('"resolved"]', '"quiet"]'))
    said = run("rules", "check", str(file))
    assert said.exit_code == 1
    assert "it gives quiet, firing 2, firing 3, resolved" in said.output
    assert "no track record" in said.output


def test_a_faulty_file_is_told_with_its_line(run, tmp_path):
    file = tmp_path / "own.toml"
    file.write_text('id = "own"\nversion = "one"\n')
    said = run("rules", "check", str(file))
    assert said.exit_code == 1
    assert f"{file}, line 2: version" in said.output


@pytest.fixture
def bare(home):
    """Return the store of the home, to put into."""
    store = Store.in_folder(home)
    yield store
    store.close()


def test_a_rule_that_names_a_source_which_one_may_not_know_is_not_named(run, bare, home):
    series = Series("wells.dry", "Dry wells", "wells", "month", "stock")
    text = thresholds.rule(series, Threshold(5), "ana", pd.Timestamp("2026-11-26"))
    thresholds.write(home, [text])
    (home / "rules" / "wells_broken.toml").write_text("= no TOML")
    bare.restrict("wells", "EU", ())
    assert "wells_dry_above" in run("rules", "show", "--as", "EU", "--format", "csv").output
    assert "wells_broken" in run("rules", "show", "--as", "EU").output
    for asked in (["show"], ["show", "wells_dry_above"], ["check", "wells_dry_above"],
                  ["check", "wells_broken"]):  # fmt: skip
        said = run("rules", *asked, "--as", "AU")
        assert "Dry wells" not in said.output, asked
        assert "wells_" not in said.output.replace(f"no rule '{asked[-1]}'", ""), asked


def test_an_empty_installation_says_that_no_signal_is_no_calm(run, bare):
    said = run("signals", "--place", "Mali")
    assert said.exit_code == 0, said.output
    assert "no calm" in said.output


def test_what_stands_is_printed_with_its_reason_and_all_of_it_on_demand(run, bare):
    at = pd.Timestamp("2026-07-20", tz="UTC")
    common = {"place": "SDN", "series": "conflict.deaths_12_months", "since": at, "known_at": at,
              "period": pd.Timestamp("2026-06-01"), "change": "event", "version": "1",
              "vintage": "collected", "run": 1}  # fmt: skip
    told = [
        {"rule": "active_conflict", "state": "firing", "level": 2, "value": 5400.0,
         "threshold": 1000.0},
        {"rule": "detected_surge", "state": "unknown", "level": 0, "value": float("nan"),
         "threshold": float("nan")},
    ]  # fmt: skip
    bare.append(SIGNALS, SIGNALS.conform(pd.DataFrame([row | common for row in told])))
    stands = json.loads(run("signals", "--place", "Sudan", "--format", "json").output)
    assert [row["rule"] for row in stands] == ["active_conflict"]
    assert stands[0]["why"].startswith("5,400 people were killed in organised violence in Sudan")
    every = json.loads(run("signals", "--all", "--format", "json").output)
    assert [row["state"] for row in every] == ["standing", "no data"]
    assert json.loads(run("signals", "--place", "Mali", "--format", "json").output) == []
