"""No leak: what somebody may not see is neither shown, counted, found, exported, nor told.

Records of every kind are made by chance, with every marking; everybody looks through every
channel below the pages. tests/test_leaks_pages.py does the same through the pages.
"""

import hypothesis
import pandas as pd
import pytest
from hypothesis import strategies as st

from dashboard.reading import agenda_rows
from dashboard.reports import records_read
from dashboard.session import Look
from dashboard.workspace import audit, exchange, listing, records
from dashboard.workspace.kinds import all_kinds
from indicators.frames import RECORDS
from tests.leaking import EVERYBODY, Eyes, made, may_see, seals, write

EACH = 28  # records are made anew in every example; those of the first are all alike
# The rule is one and the same query on both databases; the second is asked whether it agrees.
EXAMPLES = {"sqlite": 2, "postgresql": 1}
CASES = {"sqlite": 10_000, "postgresql": 1_200}


def channels(store, eyes: Eyes, kinds: set[str], then: pd.Timestamp):
    """Tell by which channel something is shown, what, and whether the past shows in it."""
    every = all_kinds()
    for kind in sorted(kinds):
        viewer = eyes.viewer
        rows = records.load(store, kind, viewer)
        yield "load", rows.to_csv(), False
        yield "as known on", records.load(store, kind, viewer, as_of=then).to_csv(), False
        yield "table", listing.table(every[kind], rows).to_csv(), False
        if len(eyes.organisations) == 1:
            cells, _whole = exchange.exported(store, every[kind], rows, eyes.person)
            yield "export", exchange.csv_bytes(cells).decode(), False
    yield "versions", store.read(RECORDS, eyes.viewer, versions=True).to_csv(), True
    yield "find", listing.search(store, eyes.viewer, "secret").to_csv(), False
    yield "audit", audit.show(store, eyes.viewer, limit=5000).to_csv(), False
    look = Look(eyes.viewer)
    yield "brief", str(records_read._rows(look).to_csv()), False
    span = (pd.Timestamp("2026-01-01"), pd.Timestamp("2027-01-01"))
    yield "agenda", agenda_rows.standing(store, eyes.viewer, span, None).to_csv(), False


@pytest.fixture
def numbers():
    """Return a count that goes on from example to example, as one store serves them all."""
    return {"records": 0, "cases": 0, "seen": 0}


def test_no_channel_shows_finds_or_counts_what_may_not_be_seen(store, numbers, monkeypatch):
    database = store.url.get_backend_name()
    seals(store)
    monkeypatch.setattr("dashboard.data.store", lambda: store)

    @hypothesis.settings(max_examples=EXAMPLES[database], derandomize=True,
                         suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(st.lists(made, min_size=EACH, max_size=EACH))
    def look_everywhere(told):
        first = numbers["records"]
        words = {write(store, first + n, one): one for n, one in enumerate(told)}
        numbers["records"] += len(told)
        then = pd.Timestamp.now("UTC")
        for eyes in EVERYBODY:
            for channel, shown, past in channels(store, eyes, {m.kind for m in told}, then):
                for word, one in words.items():
                    numbers["cases"] += 1
                    if word in shown:
                        numbers["seen"] += 1
                        assert may_see(eyes, one, past), f"{channel} shows {one} to {eyes}"
            counted = store.read(RECORDS, eyes.viewer, where={"active": True})
            counted = counted[counted["record"].isin([f"r{first + n}" for n in range(len(told))])]
            assert len(counted) == sum(may_see(eyes, one) for one in told)

    look_everywhere()
    assert numbers["cases"] >= CASES[database]
    assert numbers["seen"] >= CASES[database] / 25  # it is no test of a store that shows nothing
