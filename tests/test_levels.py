"""The level that figures propose: the rule in words, by example and by property."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue import ALL
from indicators.frames import SIGNALS
from indicators.indicator import COLUMNS
from indicators.levels import LADDER, inputs, needed, propose
from indicators.spoken import spoken
from tests.homes import rows

DAY = pd.Timestamp("2026-11-23")
MOMENT = pd.Timestamp("2026-11-21", tz="UTC")
NO_SIGNALS = SIGNALS.empty()
QUIET = {
    "conflict.deaths_12_months": 3, "displacement.share_of_population": 0.1,
    "external.views_25_deaths": 1,
}  # fmt: skip


def told(said, place="SDN", period="2026-10-01"):
    """Figures by indicator; of a year those of last year."""
    years = {id: "2025-01-01" for id in said if ALL[id].frequency == "year"}
    days = {id: "2026-11-23" for id in said if ALL[id].frequency == "day"}
    periods = [(years | days).get(id, period) for id in said]
    return pd.DataFrame(
        {
            "series": list(said), "place": place,
            "period": pd.to_datetime(periods).astype("datetime64[us]"),
            "value": [float(value) for value in said.values()],
            "known_at": MOMENT.as_unit("us"), "vintage": "collected",
        }
    )[COLUMNS]  # fmt: skip


def level(said, signals=NO_SIGNALS, **at):
    return propose(inputs(told(said, **at), signals, DAY))["level"].item()


def signal(proposed, series="conflict.surge", state="firing", rule="surge"):
    return rows(SIGNALS, MOMENT, {
        "rule": rule, "place": "SDN", "series": series, "state": state, "level": proposed,
        "value": 1.2, "threshold": 1.0, "period": DAY, "since": MOMENT,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("deaths", "expected"), [(24, 0), (25, 1), (99, 1), (100, 2), (999, 2), (1000, 3), (90_000, 3)]
)
def test_the_highest_step_reached_is_proposed(deaths, expected):
    assert level(QUIET | {"conflict.deaths_12_months": deaths}) == expected


def test_a_crisis_needs_two_of_the_three_groups():
    war = QUIET | {"conflict.deaths_12_months": 5000, "conflict.surge_three_years": 3}
    assert level(war) == 3
    assert level(war | {"food.phase4": 600_000}) == 4
    assert level(war | {"food.phase4": 499_999}) == 3


def test_a_standing_signal_proposes_the_level_of_its_rule():
    assert level(QUIET, signal(2)) == 2
    assert level(QUIET, signal(4)) == 3  # one group alone is no crisis
    for state in ("quiet", "pending", "resolved", "unknown"):
        assert level(QUIET, signal(3, state=state)) == 0
    assert level(QUIET, signal(3, series="silence.ucdp")) == 0


def test_a_signal_belongs_to_the_group_of_what_it_watches():
    seen = inputs(told(QUIET), signal(2, series="idmc.idu_conflict_daily"), DAY)
    assert seen.loc[seen["input"] == "surge", "group"].tolist() == ["people"]


def test_routine_is_proposed_only_where_something_is_known_of_each_group():
    assert level(QUIET) == 0
    for id in QUIET:
        missing = {name: value for name, value in QUIET.items() if name != id}
        assert pd.isna(level(missing))


def test_a_figure_that_is_too_old_is_unknown_and_no_calm():
    seen = inputs(told({"conflict.deaths_12_months": 9000}, period="2026-05-01"), NO_SIGNALS, DAY)
    row = seen[seen["input"] == "conflict.deaths_12_months"].iloc[0]
    assert (row["state"], row["value"]) == ("too old", 9000)
    assert pd.isna(row["level"])
    assert pd.isna(level({"conflict.deaths_12_months": 9000}, period="2026-05-01"))


def test_all_inputs_stand_side_by_side_for_every_place():
    seen = inputs(pd.concat([told(QUIET), told(QUIET, "MLI")]), NO_SIGNALS, DAY)
    assert seen.groupby("place").size().to_dict() == {"MLI": len(LADDER), "SDN": len(LADDER)}
    assert set(seen.loc[seen["state"] == "told", "input"]) == set(QUIET)


def test_the_sentence_says_which_figures_as_known_when_and_what_would_change_it():
    said = spoken(inputs(told(QUIET | {"conflict.deaths_12_months": 250}), NO_SIGNALS, DAY),
                  "Sudan")  # fmt: skip
    assert said.startswith("For Sudan the figures propose level 2, concern; people decide.")
    assert "last twelve months: 250 (deaths), of October 2026, known on 21 November 2026" in said
    assert "level 2 begins at 100." in said
    assert "proposes more from 1,000 on" in said
    assert "It would be lower if this fell below its step." in said
    assert "Unknown: " in said


def test_the_sentence_of_a_crisis_names_its_groups():
    crisis = {"conflict.deaths_12_months": 5000, "food.phase4": 600_000}
    said = spoken(inputs(told(QUIET | crisis), NO_SIGNALS, DAY), "Sudan")
    assert "level 4, crisis" in said
    assert "violence and people" in said


def test_where_nothing_is_known_no_level_is_proposed():
    said = spoken(inputs(told({"conflict.deaths_12_months": 3}), NO_SIGNALS, DAY), "Sudan")
    assert said.startswith("No level is proposed for Sudan")
    assert "people and outlook" in said


def test_the_ladder_climbs_on_declared_indicators_that_rise_as_things_get_worse():
    assert set(needed()) <= set(ALL)
    for rung in LADDER:
        steps = [step for step in rung.steps if step is not None]
        assert steps
        assert steps == sorted(steps)
        assert all(ALL[id].worse == "higher" for id in rung.indicators)


FIRST = [rung.indicators[0] for rung in LADDER]


@settings(max_examples=8)
@given(
    st.dictionaries(st.sampled_from(FIRST), st.floats(0, 1e6), min_size=1, max_size=8),
    st.sampled_from(FIRST), st.floats(0, 1e6),
)  # fmt: skip
def test_more_of_anything_bad_never_lowers_the_level(said, id, more):
    before, after = level(said), level(said | {id: said.get(id, 0.0) + more})
    assert pd.isna(before) or after >= before
