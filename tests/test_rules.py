"""Rules as data: what a declaration may say, how a fault is told, and where rules are found."""

import pytest

from collectors import rulebook
from indicators.forecasting import risk
from indicators.signalling import record as rule_record
from indicators.signalling.cases import failures
from indicators.signalling.explain import what_would_change
from tests import histories

RULES = rulebook.all_rules()
GOOD = (rulebook.PACKAGE / "active_conflict.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_passes_its_own_tests(rule):
    assert failures(RULES[rule]) == []


def test_no_rule_of_the_package_is_faulty():
    assert rulebook.faults() == {}
    assert len(RULES) >= 15


def test_the_three_products_are_named_and_kept_apart():
    products = {rule.id: rule.product for rule in RULES.values()}
    assert products["detected_surge"] == "detected surge"
    assert products["model_flag"] == "model flag"
    assert "the model's list" not in products.values()  # it is a list, and no rule at all


def test_the_model_flag_stands_where_the_risk_model_says():
    flag = RULES["model_flag"]
    assert flag.threshold("flag_at") == risk.FLAG_AT
    assert flag.threshold("war") == risk.WAR
    assert round(flag.cool_down_days / 30) == risk.FLAG_COOL_DOWN


def test_a_test_of_a_rule_that_fails_says_what_was_expected_and_what_came(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(GOOD.replace('"firing 1", "firing 2"', '"firing 2", "firing 2"'))
    (said,) = failures(rulebook.load(file))
    assert "Expected quiet, firing 2, firing 2" in said
    assert "it gives quiet, firing 1, firing 2" in said


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("war = 1000", 'war = "many"', "war = ", "number"),
        ("version = 1", "version = 0", "version", "greater than or equal to 1"),
        ("stale_after_days = 120", "stale_days = 120", "stale_days", "there is no setting"),
        ("level = 2", "level = 7", "level = 7", "less than or equal to 4"),
        ('["deaths >= war"]', '["deaths >> war"]', "deaths >> war", "such as"),
        ('["deaths >= war"]', '["deaths >= peace"]', "deaths >= peace", "neither a figure"),
        ("{deaths} people", "{dead} people", "{dead}", "{dead} stands for nothing"),
        ('figure = "deaths"', 'figure = "death"', 'figure = "death"', "there is no figure"),
        ('"firing 1", "firing 2"', '"alert"', '"alert"', "expected"),
    ],
)
def test_a_fault_names_file_line_and_what_was_expected(tmp_path, old, new, line, said):
    file = tmp_path / "own.toml"
    text = GOOD.replace(old, new, 1)
    file.write_text(text)
    with pytest.raises(rulebook.RuleError) as fault:
        rulebook.load(file)
    number = next(n for n, row in enumerate(text.splitlines(), 1) if line in row)
    sentences = str(fault.value).splitlines()
    assert any(f"{file}, line {number}:" in one and said in one for one in sentences), sentences


def test_a_file_that_is_no_toml_is_told_as_such(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text("id = ")
    with pytest.raises(rulebook.RuleError, match="cannot be read"):
        rulebook.load(file)


def test_rules_of_the_data_folder_stand_beside_those_of_the_package(tmp_path):
    (tmp_path / "rules").mkdir()
    own = tmp_path / "rules" / "own.toml"
    own.write_text(GOOD.replace('id = "active_conflict"', 'id = "our_own"'))
    (tmp_path / "rules" / "double.toml").write_text(GOOD)
    (tmp_path / "rules" / "broken.toml").write_text("version = 1")
    found, wrong = rulebook.all_rules(tmp_path), rulebook.faults(tmp_path)
    assert set(found) == {*RULES, "our_own"}
    assert "already" in wrong["double.toml"]
    assert "id is missing" in wrong["broken.toml"]
    own.write_text(GOOD.replace('id = "active_conflict"', 'id = "our_very_own"'))
    assert "our_very_own" in rulebook.all_rules(tmp_path)


def test_another_threshold_is_another_version_and_an_unknown_one_is_refused():
    rule = RULES["hdx_conflict"]
    changed = rule.with_thresholds({"floor": 25})
    assert (changed.version, changed.threshold("floor")) == (rule.version + 1, 25)
    assert rule.threshold("floor") == 100
    with pytest.raises(ValueError, match="no threshold 'roof'"):
        rule.with_thresholds({"roof": 1})


def test_the_track_record_of_another_threshold_is_shown_before_it_is_saved():
    history = histories.world(months=120)
    rule = RULES["hdx_conflict"]
    as_is = rule_record.record_of(rule, history, "2004-01")
    lower = rule_record.record_with(rule, {"floor": 1}, history, "2004-01")
    assert lower.row["alarms"] > as_is.row["alarms"]
    assert as_is.sentence.startswith("Of ten such signals since 2004, ")
    assert as_is.sentence.count("came true") == 1


def test_the_declared_surge_is_the_measured_one():
    history = histories.world(months=60)
    rule = RULES["detected_surge"].model_copy(update={"cool_down_days": 0})
    declared = rule_record.signals_in(rule, history, "2000-01")
    measured = risk.surges(history)
    measured.iloc[:11] = False  # without twelve months the rule says nothing
    newly = measured & ~measured.shift(fill_value=False)
    assert declared.equals(newly)


def test_a_rule_that_cannot_be_measured_says_so():
    record = rule_record.record_of(RULES["food_insecurity"], histories.world(), "2004-01")
    assert record.row is None
    assert "no track record" in record.sentence


@pytest.mark.parametrize(
    ("low", "share", "high", "said"),
    [
        (0.04, 0.08, 0.12, "at most one"),
        (0.11, 0.16, 0.21, "one or two"),
        (0.0, 0.01, 0.03, "fewer than one"),
        (0.38, 0.4, 0.42, "about four"),
        (0.3, 0.5, 0.7, "three to seven"),
    ],
)
def test_a_briefer_says_how_many_of_ten(low, share, high, said):
    row = {"alarms": 100, "precision": share, "precision_low": low, "precision_high": high,
           "events": 0, "before": float("nan"), "before_low": 0, "before_high": 0}  # fmt: skip
    assert rule_record.sentence(row) == f"Of ten such signals since 2018, {said} came true."


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_what_would_begin_a_signal_can_be_read_aloud(rule):
    row = {"state": "quiet", "level": 0, "threshold": 1.0, "rule": rule.id, "place": "SDN"}
    said = what_would_change(rule, row)
    assert said.startswith("It begins, at the step ")
    assert "_" not in said
    assert said.endswith(".")
