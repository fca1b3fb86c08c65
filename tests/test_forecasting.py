"""Issues of forecasts: kept once, before the outcome, with a digest that tells of changes."""

import json

import numpy as np
import pandas as pd
import pytest

from collectors.access import PROGRAM
from collectors.forecasting import deaths, forecasts, releases
from indicators.forecasting import ledger
from indicators.forecasting.issue import issue
from indicators.frames import FORECASTS, OBSERVATIONS
from tests.histories import world

NOW = pd.Timestamp("2010-01-20 12:00", tz="UTC")


def rows(table: pd.DataFrame, series: str = "ucdp.deaths", known: pd.Timestamp = NOW):
    """Return a table of months and places as observations told at `known`."""
    told = table.rename_axis("period").reset_index().melt("period", var_name="place")
    told = told.assign(series=series, published=pd.NaT, known_at=known, vintage="collected")
    return told.assign(run=int(known.value // 1000))


@pytest.fixture
def filled(store):
    """A store that knows an invented world to December 2009."""
    store.append(OBSERVATIONS, rows(world()))
    return store


def told(store, **where) -> pd.DataFrame:
    return store.read(FORECASTS, PROGRAM, where=where)


def test_an_issue_has_six_months_of_every_place_and_one_digest(filled):
    assert forecasts(filled, NOW) == 12 * 6
    made = told(filled)
    assert (made["issued"] == pd.Timestamp("2009-12-01")).all()
    assert sorted(made["month"].unique()) == list(pd.date_range("2010-01", "2010-06", freq="MS"))
    assert made["digest"].nunique() == 1
    assert ledger.digest(made) == made["digest"].iloc[0]
    assert made["quantiles"].map(json.loads).map(len).eq(99).all()
    assert made["bins"].map(json.loads).map(sum).eq(1000).all()
    assert made["outbreak"].between(0, 1).all()


def test_without_new_deaths_nothing_is_issued_again(filled):
    assert forecasts(filled, NOW) > 0
    assert forecasts(filled, NOW + pd.Timedelta(hours=1)) == 0
    assert len(told(filled)) == 12 * 6


def test_a_new_month_makes_a_new_issue_and_leaves_the_old_one(filled):
    forecasts(filled, NOW)
    later = NOW + pd.DateOffset(months=1)
    filled.append(OBSERVATIONS, rows(world(121).iloc[-1:], known=later))
    assert forecasts(filled, later) == 12 * 6
    assert told(filled)["issued"].nunique() == 2


def test_a_month_that_is_over_is_not_forecast(filled):
    assert forecasts(filled, NOW + pd.DateOffset(months=6)) == 0


def test_a_short_history_makes_no_issue(store):
    store.append(OBSERVATIONS, rows(world(120).iloc[-30:]))
    assert forecasts(store, NOW) == 0


def test_a_silent_place_has_no_forecast_and_the_others_have(store):
    table = world()
    table.iloc[-1, 2] = np.nan
    store.append(OBSERVATIONS, rows(table).dropna(subset="value"))
    assert forecasts(store, NOW) == 11 * 6
    assert table.columns[2] not in set(told(store)["place"])


def test_the_shipped_history_is_the_past_of_what_is_collected(store):
    table = world()
    store.append(OBSERVATIONS, rows(table * 2, "ucdp.deaths_history"))
    store.append(OBSERVATIONS, rows(table.iloc[-12:]))
    joined = deaths(store)
    assert joined.iloc[-12:].equals(table.iloc[-12:].rename_axis("month"))
    assert joined.iloc[:-12].equals((table * 2).iloc[:-12].rename_axis("month"))


def test_a_newest_month_without_any_death_is_one_not_yet_published(filled):
    silent = world(121).iloc[-1:] * 0
    later = NOW + pd.DateOffset(months=1)
    filled.append(OBSERVATIONS, rows(silent, known=later))
    assert deaths(filled).index[-1] == pd.Timestamp("2009-12-01")


def test_releases_are_the_tables_as_they_stood_after_each_run(filled):
    later = NOW + pd.DateOffset(months=1)
    filled.append(OBSERVATIONS, rows(world() + 1, known=later))
    every = filled.read(
        OBSERVATIONS, PROGRAM, where={"series": ["ucdp.deaths", "ucdp.deaths_history"]},
        versions=True,
    )  # fmt: skip
    first, second = releases(every).values()
    assert first.equals(world().rename_axis("month"))
    assert second.equals((world() + 1).rename_axis("month"))


@pytest.fixture(scope="module")
def kept() -> pd.DataFrame:
    """An issue as the store keeps it."""
    trace = {"known_at": NOW, "vintage": "collected", "run": int(NOW.value // 1000)}
    return FORECASTS.conform(issue(world(), {}).assign(**trace))


def test_an_issue_is_scored_when_outcomes_come(kept):
    assert ledger.ledger(kept, world())["judged"].tolist() == [0]
    came = world(123)
    entry = ledger.ledger(kept, came).iloc[0]
    assert entry["judged"] == 12 * 3
    assert entry["unchanged"]
    rows_ = ledger.judged(kept, came)
    assert entry["crps"] == pytest.approx(rows_["crps"].mean())
    assert rows_["deaths"].tolist() == [came.at[r.month, r.place] for r in rows_.itertuples()]


def test_scores_of_a_kept_row_are_those_of_its_quantiles_bins_and_band(kept):
    row = kept.iloc[[0]].assign(
        quantiles=json.dumps([0] * 49 + [10] * 50), bins=json.dumps([500, 0, 0, 500] + [0] * 7),
        low_90=0.0, high_90=10.0,
    )  # fmt: skip
    came = pd.DataFrame({row["place"].item(): [10.0]}, index=row["month"])
    judged = ledger.judged(row, came).iloc[0]
    share = 49 / 99
    assert judged["crps"] == pytest.approx(10 * share - 10 * share * (1 - share))
    assert judged["ign"] == pytest.approx(-np.log2(501 / 1011))
    assert judged["covered90"] == 1


def test_a_figure_changed_afterwards_no_longer_gives_the_digest(kept):
    changed = kept.copy()
    changed.loc[3, "median"] += 1
    assert not ledger.ledger(changed, world())["unchanged"].item()


def test_of_an_issue_told_again_the_first_telling_counts(kept):

    again = kept.assign(known_at=NOW + pd.Timedelta(days=40), median=0.0)
    entry = ledger.ledger(pd.concat([again, kept]), world()).iloc[0]
    assert entry["known_at"] == NOW
    assert entry["unchanged"]


def test_a_month_over_when_the_forecast_was_kept_is_not_judged(kept):
    late = kept.assign(known_at=pd.Timestamp("2010-02-01", tz="UTC"))
    assert ledger.judged(late, world(126))["month"].min() == pd.Timestamp("2010-02-01")
