"""Which rows are news: held against a model so plain that it is right by sight."""

from uuid import uuid4

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.access import PROGRAM
from collectors.store import Store
from collectors.store.supersede import news
from indicators.frames import OBSERVATIONS

DAY0 = pd.Timestamp("2026-01-01", tz="UTC")
KEPT = [*OBSERVATIONS.columns, "id", "superseded_at"]

# One telling: (place, day on which it could be known, value or withdrawn).
TELLINGS = st.lists(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(0, 6), st.sampled_from([None, 0.0, 1.0, 2.0])),
        unique_by=lambda row: row[:2],
        min_size=1,
        max_size=4,
    ),
    max_size=6,
)


def rows(told, run):
    return OBSERVATIONS.conform(
        pd.DataFrame(
            {
                "series": "test.deaths",
                "place": [place for place, _, _ in told],
                "period": pd.Timestamp("2025-12-01"),
                "value": [value for _, _, value in told],
                "published": pd.NaT,
                "known_at": [DAY0 + pd.Timedelta(days=day) for _, day, _ in told],
                "vintage": "released",
                "run": run,
            }
        )
    )


def keep(log, found):
    """Apply `found` to `log`, as the store does."""
    marks = found.superseded.set_index("id")["superseded_at"]
    log = log.assign(superseded_at=log["id"].map(marks).fillna(log["superseded_at"]))
    first = len(log) + 1
    added = found.added.assign(id=range(first, first + len(found.added)))
    log = pd.concat([log, added], ignore_index=True)
    return log.astype({"id": "int64", "superseded_at": "int64"})[KEPT].reset_index(drop=True)


def nothing_kept():
    return OBSERVATIONS.empty().assign(
        id=pd.Series(dtype="int64"), superseded_at=pd.Series(dtype="int64")
    )


def store_all(tellings, shuffled=False):
    log = nothing_kept()
    for run, told in enumerate(tellings, 1):
        told = rows(told, run)
        kept = log.iloc[::-1] if shuffled else log  # a database promises no order
        log = keep(log, news(OBSERVATIONS, told, kept))
    return log


def as_of(log, day):
    moment = int((DAY0 + pd.Timedelta(days=day)).value // 1000)
    found = {}
    known = log["known_at"].astype("int64")
    columns = (log["place"], log["value"], known, log["superseded_at"])
    for place, value, since, until in zip(*columns, strict=True):
        if since <= moment < until:
            assert place not in found, "two versions stand at one moment"
            found[place] = None if pd.isna(value) else value
    return found


def by_sight(tellings, day):
    """The version known last, of those that said something new when they were told."""
    versions = {}
    for told in tellings:
        for place, known, value in sorted(told, key=lambda row: row[1]):
            log = versions.setdefault(place, [])
            before = [version for version in log if version[0] <= known]
            if not before or before[-1][1] != value:
                log.insert(len(before), (known, value))
    found = {}
    for place, log in versions.items():
        by_then = [value for known, value in log if known <= day]
        if by_then:
            found[place] = by_then[-1]
    return found


@settings(max_examples=8)
@given(TELLINGS)
def test_what_was_known_on_any_day_is_the_last_version_by_then(tellings):
    log = store_all(tellings)
    for day in range(-1, 8):
        assert as_of(log, day) == by_sight(tellings, day)


@settings(max_examples=8)
@given(TELLINGS)
def test_where_nothing_comes_late_the_last_word_stands(tellings):
    told = [{place: value for place, _, value in rows} for rows in tellings]
    log = store_all([[(p, day, v) for p, v in rows.items()] for day, rows in enumerate(told)])
    said = {}
    for day, rows in enumerate(told):
        said |= rows
        assert as_of(log, day) == said


@settings(max_examples=8)
@given(TELLINGS)
def test_the_order_in_which_a_database_returns_rows_does_not_matter(tellings):
    log = store_all(tellings, shuffled=True)
    for day in range(-1, 8):
        assert as_of(log, day) == by_sight(tellings, day)


@settings(max_examples=8)
@given(TELLINGS)
def test_telling_all_that_is_kept_again_is_no_news(tellings):
    log = store_all(tellings)
    stood = log[log["known_at"].astype("int64") < log["superseded_at"]]
    again = news(OBSERVATIONS, stood[list(OBSERVATIONS.columns)].assign(run=99), log)
    assert again.added.empty
    assert again.superseded.empty


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TELLINGS)
def test_the_store_keeps_what_is_right_by_sight(tmp_path, tellings):
    store = Store(f"sqlite:///{tmp_path / uuid4().hex}.db")
    for run, told in enumerate(tellings, 1):
        store.append(OBSERVATIONS, rows(told, run))
    for day in range(-1, 8):
        moment = DAY0 + pd.Timedelta(days=day)
        kept = store.read(OBSERVATIONS, PROGRAM, as_of=moment)
        said = {
            place: None if pd.isna(value) else value
            for place, value in zip(kept["place"], kept["value"], strict=True)
        }
        assert said == by_sight(tellings, day)
    store.close()
