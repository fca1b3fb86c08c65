"""What the first screen says of situations, and what an exercise keeps apart: without a browser."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from collectors.access import PROGRAM, Viewer
from collectors.rulebook import all_rules
from dashboard import board, chances, charts, first_screen, outlook, tables, thresholds
from dashboard.reading import methods as methods_data
from dashboard.reading import situation
from dashboard.session import Look
from dashboard.training.exercise import ExerciseStore
from dashboard.wording import watches as watch_tables
from dashboard.words import plain
from indicators.frames import RECORDS
from indicators.rules import declared

SINCE = pd.Timestamp("2026-11-15", tz="UTC")
BEFORE, AFTER = SINCE - pd.Timedelta(days=5), SINCE + pd.Timedelta(days=5)
TODAY = pd.Timestamp("2026-11-26")


def situations(**deaths: float) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"place": place, "name": place, "why": "", "author": "", "known_at": pd.NaT,
             "deaths": value, "period": TODAY, "latest": TODAY, "series": "",
             "known": 1, "countries": 1, "since": SINCE, "next_date": pd.NaT, "next_body": "",
             "mandate_end": pd.NaT, "mandate_of": ""}
            for place, value in deaths.items()
        ]
    )  # fmt: skip


def changes(*rows: tuple[str, str]) -> pd.DataFrame:
    said = [(place, kind, f"{kind}.", TODAY) for place, kind in rows]
    return pd.DataFrame(said, columns=["place", "kind", "why", "date"])


def judged(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place", "organisation", "level", "known_at"])


def proposed(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place", "level", "known_at"])


def test_a_raised_level_comes_first_then_a_signal_then_a_doubled_forecast_and_what_eased_last():
    found = first_screen.rows(
        situations(MLI=9000.0, SDN=10.0, COD=500.0, TCD=3.0, HTI=800.0),
        changes(("HTI", "signal ended"), ("TCD", "level raised"), ("SDN", "forecast doubled"),
                ("COD", "signal")),
        judged(), proposed(), SINCE, "EU",
    )  # fmt: skip
    assert found["place"].tolist() == ["TCD", "COD", "SDN", "MLI", "HTI"]
    assert first_screen.is_worse(found).sum() == 3
    assert first_screen.is_eased(found).sum() == 1
    assert first_screen.shortened(found, 3)["place"].tolist() == ["TCD", "COD", "HTI"]


def test_a_sum_over_an_area_says_of_how_many_countries_there_is_a_figure():
    told = pd.DataFrame([("BFA", 10.0), ("MLI", 5.0), ("NER", float("nan")), ("MRT", 0.0)],
                        columns=["place", "value"])  # fmt: skip
    told = told.assign(period=TODAY, series="s.history")
    watches = pd.DataFrame({"place": ["sahel", "NER", "MLI"], "why": "", "author": "",
                            "known_at": SINCE})  # fmt: skip
    agenda = pd.DataFrame(columns=["place", "date", "status"])
    mandates = pd.DataFrame(columns=["place", "end"])
    found = board.situations(watches, told, agenda, mandates, TODAY).set_index("place")
    assert board.why(found.loc["sahel"]).endswith("Figures are known of 3 of 5 countries.")
    assert board.why(found.loc["NER"]) == "No data on deaths."
    assert board.partly(found.loc["MLI"]) == ""
    shown = tables.situations(found.reset_index()).set_index("Situation")["From"]
    assert shown.to_dict() == {"Sahel": "shipped history, 3 of 5 countries",
                               "Mali": "shipped history", "Niger": ""}  # fmt: skip


def test_a_rules_record_is_measured_on_what_was_known_at_the_moment_looked_at():
    rule = next(one for one in all_rules().values() if situation.is_quick(one))

    def record(*day: str):
        as_of = pd.Timestamp(*day, tz="UTC") if day else None
        return situation.record(Look(Viewer(frozenset({"UN"})), as_of), rule)

    now, then, early = record(), record("2021-01-01"), record("2015-01-01")
    assert "to June 2025" in now.note
    assert " 2020, final figures" in then.note
    assert then.row["months"] < now.row["months"]
    assert early.row is None
    assert "from January 2018 on, of which nothing was known" in early.sentence


def test_the_chip_says_our_own_level_then_and_now_and_else_what_signals_propose():
    found = first_screen.rows(
        situations(SDN=1.0, MLI=1.0, HTI=1.0, TCD=1.0), changes(),
        judged(("SDN", "EU", 2.0, BEFORE), ("SDN", "EU", 3.0, AFTER), ("MLI", "UN", 4.0, AFTER)),
        proposed(("MLI", 1.0, BEFORE), ("MLI", 2.0, AFTER), ("SDN", 4.0, AFTER),
                 ("TCD", 2.0, AFTER)), SINCE, "EU",
    ).set_index("place", drop=False)  # fmt: skip
    said = {row.place: first_screen.chip(row) for row in found.itertuples()}
    assert said == {"SDN": "2 to ◕ 3 warning", "MLI": "1 to ◑ 2 concern, proposed",
                    "HTI": "not rated", "TCD": "◑ 2 concern, proposed"}  # fmt: skip
    assert found["assessments"]["SDN"] == "EU 3, UN not rated, AU not rated."
    assert found["assessments"]["MLI"] == "UN 4, EU not rated, AU not rated."
    assert found["assessments"]["TCD"] == found["assessments"]["HTI"]
    rated = {row.place: first_screen.rated(row) for row in found.itertuples()}
    assert rated["TCD"] == plain("No organisation has rated it.")
    assert rated["HTI"] == "", "the chip says it"
    assert rated["SDN"] == plain("EU 3, UN not rated, AU not rated.")


def test_what_worsened_elsewhere_is_flagged_and_the_countries_of_a_listed_area_are_not():
    told = changes(("MLI", "signal"), ("HTI", "signal"), ("YEM", "signal ended"))
    assert first_screen.flagged(told, ["sahel", "SDN"]) == ["HTI"]


def test_a_watchlist_is_seen_as_prevention_or_active_conflict_and_no_data_is_no_conflict():
    found = situations(SDN=25.0, MLI=24.0, ESH=float("nan"))
    assert watch_tables.viewed(found, "active")["place"].tolist() == ["SDN"]
    assert watch_tables.viewed(found, "prevention")["place"].tolist() == ["MLI", "ESH"]
    assert len(watch_tables.viewed(found, "all")) == 3


def test_a_watchlist_is_seen_by_top_risks_surprises_movers_and_the_longest_on_it():
    found = first_screen.rows(
        situations(SDN=9.0, MLI=1.0, HTI=5.0, TCD=2.0, YEM=7.0),
        changes(("TCD", "signal"), ("MLI", "level raised"), ("MLI", "signal"),
                ("YEM", "forecast halved")),
        judged(("MLI", "EU", 1.0, BEFORE), ("MLI", "EU", 3.0, AFTER), ("SDN", "EU", 3.0, BEFORE),
               ("HTI", "EU", 4.0, BEFORE)),
        proposed(("TCD", 2.0, AFTER)), SINCE, "EU",
    )  # fmt: skip
    days = {"SDN": 30, "HTI": 400, "TCD": 60}
    found["since"] = [SINCE - pd.Timedelta(days=days[one]) if one in days else pd.NaT
                      for one in found["place"]]  # fmt: skip
    seen = {view: watch_tables.viewed(found, view)["place"].tolist() for view in watch_tables.MEANT}
    assert seen.pop("standing")[:3] == ["HTI", "TCD", "SDN"]
    assert seen == {"risks": ["HTI", "SDN", "MLI"], "surprises": ["TCD"], "movers": ["MLI", "YEM"]}


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0.2, "about 1 in 5"), (0.0, "less than 1 in 200"), (0.34, "about 1 in 3"),
     (0.5, "about 5 in 10"), (0.97, "more than 19 in 20"), (0.011, "about 1 in 100"),
     (float("nan"), "no data")],
)  # fmt: skip
def test_a_probability_is_told_as_a_frequency(probability, said):
    assert chances.about(probability) == said


def test_a_forecast_is_told_with_two_digits_that_count():
    assert [outlook.rounded(value) for value in (7.0, 99.0, 523.0, 12345.0)] == [
        "7", "99", "520", "12\N{NARROW NO-BREAK SPACE}000",
    ]  # fmt: skip


def test_a_month_without_a_figure_is_a_gap_in_the_line():
    rows = pd.DataFrame({"period": pd.to_datetime(["2026-01-01", "2026-03-01"]), "value": [1, 2]})
    drawn = charts.with_gaps(rows, "month")
    assert drawn["value"].isna().tolist() == [False, True, False]
    assert len(charts.with_gaps(rows, "irregular")) == 2


def test_a_rule_with_other_thresholds_is_a_rule_of_its_own_whose_tests_hold(tmp_path):
    rule = all_rules()["hdx_conflict"]
    name, value = next(iter(rule.thresholds.items()))
    id = thresholds.free_id(tmp_path, rule.id)
    text = thresholds.changed(rule, {name: value * 2}, "Ana (EU)", TODAY, id)
    made = declared(tomllib.loads(text))
    assert made.thresholds[name] == value * 2
    assert made.id != rule.id
    assert "Ana (EU), 2026-11-26" in made.source
    thresholds.write(tmp_path, [text])
    assert id in all_rules(tmp_path)
    assert thresholds.free_id(tmp_path, rule.id) != id
    with pytest.raises(ValueError, match="has no threshold"):
        thresholds.changed(rule, {"no_such": 1.0}, "Ana", TODAY, id)


def test_every_step_of_every_rule_is_told_in_words():
    for rule in all_rules().values():
        told = methods_data.steps(rule)
        assert len(told) == len(rule.step)
        assert not told["Reached when"].str.contains(">=|<=", regex=True).any()


def test_the_store_of_an_exercise_has_versions_of_no_other_and_its_folder_goes(tmp_path):
    folder: Path = tmp_path / "exercise"
    folder.mkdir()
    made, other = ExerciseStore(folder), ExerciseStore(_folder(tmp_path))
    assert made.version(RECORDS) != other.version(RECORDS)
    assert min(made.version(RECORDS), other.version(RECORDS)) > 10**15
    assert made.read(RECORDS, PROGRAM).empty
    made.close()
    other.close()
    del made
    assert not folder.exists()


def _folder(root: Path) -> Path:
    (root / "other").mkdir()
    return root / "other"
