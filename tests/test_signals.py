"""Signals: a row at each change of state, and what made it; how they are grouped and told."""

import pandas as pd
import pytest

from collectors import rulebook
from indicators.frames import SIGNALS
from indicators.places import GW_STATES
from indicators.signalling import signals as told
from indicators.signalling.explain import aloud, inputs, why
from indicators.signalling.worse import changes

RULES = rulebook.all_rules()
SURGE = RULES["detected_surge"].model_copy(update={"everywhere": False})
ACTIVE = RULES["active_conflict"].model_copy(update={"everywhere": False})


def at(day: str) -> pd.Timestamp:
    return pd.Timestamp(day, tz="UTC")


def months(values, place="SDN", end="2026-06-01", series="ucdp.deaths", known=None):
    """A monthly series, each month known 45 days after it began unless said."""
    periods = pd.date_range(end=end, periods=len(values), freq="MS").astype("datetime64[us]")
    knowns = (periods + pd.Timedelta(days=45)).tz_localize("UTC") if known is None else known
    return pd.DataFrame({"series": series, "place": place, "period": periods,
                         "value": values, "known_at": knowns}).astype(
        {"value": "float64", "known_at": "datetime64[us, UTC]"})  # fmt: skip


def said(rows):
    return [(row.state, row.level, row.change) for row in rows.itertuples()]


def rows_of(*rows):
    """Rows of SIGNALS from (rule, place, state, level, known_at, change)."""
    return SIGNALS.conform(pd.DataFrame([
        {"rule": rule, "place": place, "series": "ucdp.deaths", "state": state, "level": level,
         "value": 30.0, "threshold": 25.0, "period": pd.Timestamp("2026-05-01"), "since": at(day),
         "change": change, "version": "1", "known_at": at(day), "vintage": "collected",
         "run": int(at(day).value // 1000)}
        for rule, place, state, level, day, change in rows
    ]))  # fmt: skip


def test_telling_the_same_twice_makes_no_row():
    figures, now = months([3] * 14 + [40]), at("2026-07-20")
    first = told.evaluate([SURGE], figures, SIGNALS.empty(), now)
    assert said(first) == [("firing", 2, "event")]
    later = told.evaluate([SURGE], figures, first, now + pd.Timedelta(days=1))
    assert later.empty


def test_a_source_that_falls_silent_is_an_outage_and_its_return_is_no_new_signal():
    figures = months([3] * 14 + [40])
    late = months([3] * 14 + [40, 45, 50, 60], end="2026-09-01")
    log = told.evaluate([SURGE], figures, SIGNALS.empty(), at("2026-07-20"))
    silent = told.evaluate([SURGE], figures, log, at("2026-12-20"))
    assert said(silent) == [("unknown", 0, "outage")]
    assert told.why_unknown(silent.iloc[0].to_dict()) == "too old"
    log = pd.concat([log, silent])
    back = told.evaluate([SURGE], late, log, at("2026-12-21"))
    assert said(back) == [("firing", 2, "outage")]
    assert back["since"].iloc[0] == at("2026-07-20")


def test_places_of_which_nothing_is_told_are_unknown_and_not_quiet():
    rows = told.evaluate(
        [RULES["detected_surge"]], months([3] * 15), SIGNALS.empty(), at("2026-07-20")
    )
    assert set(rows["place"]) == set(GW_STATES)
    assert rows.set_index("place")["state"].value_counts().to_dict() == {
        "unknown": len(GW_STATES) - 1, "quiet": 1,
    }  # fmt: skip
    assert told.why_unknown(rows[rows["place"] == "FRA"].iloc[0].to_dict()) == "no data"


def test_a_rule_of_which_nothing_was_ever_told_makes_no_rows():
    rows = told.evaluate(RULES.values(), months([3.0])[:0], SIGNALS.empty(), at("2026-07-20"))
    assert rows.empty


def test_an_older_figure_that_is_revised_is_told_apart_from_an_event():
    before = months([3] * 14 + [20])
    log = told.evaluate([SURGE], before, SIGNALS.empty(), at("2026-07-20"))
    assert said(log) == [("quiet", 0, "event")]
    revised = before.assign(value=[*[3.0] * 14, 40.0])
    rows = told.evaluate([SURGE], revised, log, at("2026-07-25"))
    assert said(rows) == [("firing", 2, "revision")]
    twelve = months([30, 20], series="conflict.deaths_12_months")
    log = told.evaluate([ACTIVE], twelve[:1], SIGNALS.empty(), at("2026-06-20"))
    later = twelve.assign(known_at=[at("2026-07-22"), at("2026-07-20")])
    rows = told.evaluate([ACTIVE], later, log, at("2026-07-22"))
    assert said(rows) == [("resolved", 0, "revision")]


def test_another_version_of_a_rule_is_a_change_of_method_and_no_event():
    figures = months([30], series="conflict.deaths_12_months")
    log = told.evaluate([ACTIVE], figures, SIGNALS.empty(), at("2026-07-20"))
    changed = ACTIVE.with_thresholds({"active_conflict": 50})
    rows = told.evaluate([changed], figures, log, at("2026-07-21"))
    assert said(rows) == [("resolved", 0, "method")]
    assert rows["version"].tolist() == ["2"]


def test_another_step_while_a_signal_stands_is_a_change_of_level():
    figures = months([30, 1500, 30], series="conflict.deaths_12_months")
    moments = sorted(figures["known_at"])
    rows = told.replay([ACTIVE], figures, moments)
    assert said(rows) == [("firing", 1, "event"), ("firing", 2, "level"), ("firing", 1, "level")]
    assert rows["since"].nunique() == 1


def test_past_the_threshold_it_waits_for_the_hold():
    rule = ACTIVE.model_copy(update={"hold_days": 45})
    figures = months([20, 30, 30, 30], series="conflict.deaths_12_months")
    rows = told.replay([rule], figures, sorted(figures["known_at"]))
    assert [state for state, _, _ in said(rows)] == ["quiet", "pending", "firing"]
    assert rows["period"].iloc[-1] == pd.Timestamp("2026-06-01")


def test_each_source_is_a_watch_of_its_own():
    moment = at("2026-07-20")
    figures = months([3, 1], series="collection.age").assign(
        place=["ucdp", "acled"], period=moment.tz_localize(None), known_at=moment
    )
    rows = told.evaluate([RULES["source_silent"]], figures, SIGNALS.empty(), moment)
    assert dict(zip(rows["rule"], rows["state"], strict=True)) == {
        "source_silent.acled": "quiet", "source_silent.ucdp": "firing",
    }  # fmt: skip
    assert set(rows["place"]) == {"WLD"}
    spoken = why(RULES["source_silent"], rows[rows["state"] == "firing"].iloc[0].to_dict())
    assert spoken == "The last good collection of the source ucdp is 3 times its rhythm ago."


LOG = (
    ("detected_surge", "SDN", "firing", 2, "2026-05-20", "event"),
    ("hdx_conflict", "SDN", "firing", 3, "2026-07-01", "event"),
    ("food_insecurity", "SDN", "unknown", 0, "2026-07-01", "outage"),
    ("detected_surge", "MLI", "firing", 2, "2026-05-20", "event"),
    ("detected_surge", "MLI", "resolved", 0, "2026-07-02", "event"),
    ("mandate_ends", "MLI", "firing", 0, "2026-07-02", "event"),
)


def test_what_stands_is_the_highest_first_and_the_new_are_named():
    rows = told.standing(rows_of(*LOG), since=at("2026-06-01"))
    assert [(row.rule, row.place, row.said) for row in rows.itertuples()] == [
        ("hdx_conflict", "SDN", "new"),
        ("detected_surge", "SDN", "standing"),
        ("mandate_ends", "MLI", "new"),
    ]


def test_signals_are_grouped_by_situation_with_what_cannot_be_said_beside():
    rows = told.groups(rows_of(*LOG), since=at("2026-06-01"))
    first, second = rows.to_dict("records")
    assert (first["place"], first["level"], first["signals"], first["new"]) == ("SDN", 3, 2, 1)
    assert first["rules"] == ["hdx_conflict", "detected_surge"]
    assert first["no_data"] == ["food_insecurity"]
    assert (first["notify"], second["notify"]) == ("at once", "daily digest")
    assert told.groups(SIGNALS.empty()).empty


def forecasts(issued, known, medians, model="jointwatch 1"):
    rows = [
        {"model": model, "issued": pd.Timestamp(issued), "place": place, "horizon": horizon,
         "month": pd.Timestamp(issued) + pd.DateOffset(months=horizon), "median": median,
         "outbreak": median / 1000, "known_at": at(known)}
        for place, median in medians.items() for horizon in (1, 2, 3, 4)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_the_models_list_is_twenty_places_by_probability_with_its_hit_rate():
    medians = {place: float(n) for n, place in enumerate(GW_STATES)}
    both = pd.concat([forecasts("2026-05-01", "2026-06-20", medians),
                      forecasts("2026-06-01", "2026-07-20", medians)])  # fmt: skip
    rows = told.models_list(both, {"precision": 0.08})
    assert len(rows) == 20
    assert rows["place"].tolist() == list(reversed(GW_STATES))[:20]
    assert set(rows["issued"]) == {pd.Timestamp("2026-06-01")}
    assert set(rows["hit_rate"]) == {0.08}
    assert told.models_list(both)["hit_rate"].isna().all()


def test_worse_is_first_what_people_raised_then_rules_then_forecasts():
    assessments = pd.DataFrame({
        "place": ["TCD", "TCD", "NER", "NER"], "organisation": ["UN", "UN", "EU", "EU"],
        "level": [1, 2, 3, 2],
        "known_at": [at("2026-05-01"), at("2026-07-03"), at("2026-05-01"), at("2026-07-03")],
    })  # fmt: skip
    issues = pd.concat([
        forecasts("2026-04-01", "2026-05-20", {"ETH": 20.0, "YEM": 100.0, "FRA": 0.0}),
        forecasts("2026-06-01", "2026-07-20", {"ETH": 60.0, "YEM": 20.0, "FRA": 1.0}),
    ])  # fmt: skip
    rows = changes(rows_of(*LOG), assessments, issues, since=at("2026-06-01"))
    assert [(row.place, row.kind) for row in rows.itertuples()] == [
        ("TCD", "level raised"), ("SDN", "signal"), ("ETH", "forecast doubled"),
        ("NER", "level lowered"), ("MLI", "signal ended"), ("YEM", "forecast halved"),
    ]  # fmt: skip
    assert rows["why"].iloc[0] == "UN went from level 1 to 2 on 3 July 2026."
    assert rows["date"].iloc[1] == pd.Timestamp("2026-05-01")
    assert "from 60 to 180" in rows["why"].iloc[2]


@pytest.mark.parametrize("change", ["outage", "method"])
def test_a_signal_that_tells_nothing_of_the_world_is_no_worsening(change):
    log = rows_of(("hdx_conflict", "SDN", "firing", 3, "2026-07-01", change))
    none = pd.DataFrame(columns=["place", "organisation", "level", "known_at"])
    nothing = forecasts("2026-06-01", "2026-07-20", {})
    nothing = pd.DataFrame(columns=["model", "issued", "place", "horizon", "month", "median",
                                    "known_at"])  # fmt: skip
    assert changes(log, none, nothing, at("2026-06-01")).empty


def test_an_explanation_says_why_by_which_figures_and_what_would_change_it():
    figures = months([3] * 14 + [40])
    row = told.evaluate([SURGE], figures, SIGNALS.empty(), at("2026-07-20")).iloc[0].to_dict()
    known = inputs(SURGE, figures, "SDN", at("2026-07-20"))
    spoken = aloud(SURGE, row, known, record="Of ten such signals since 2018, one came true.")
    assert spoken[0].startswith("40 people were killed in organised violence in Sudan in the month "
                                "of June 2026")  # fmt: skip
    assert spoken[1] == "By this rule the level proposed is 2; people decide."
    assert "Deaths in the month: 40, known since 16 July 2026 (source: ucdp)." in spoken
    assert any("It ends when" in one and "for 90 days" in one for one in spoken)
    assert spoken[-1].startswith("Of ten such signals")


def test_an_explanation_of_silence_says_which_silence():
    row = rows_of(("detected_surge", "SDN", "unknown", 0, "2026-07-01", "outage")).iloc[0].to_dict()
    assert "too old" in why(SURGE, row)
    assert "not enough history" in why(SURGE, row | {"threshold": float("nan")})
    assert "no figures" in why(SURGE, row | {"value": float("nan")})
