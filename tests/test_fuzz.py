"""Replies gone wrong by chance are read, or refused in a sentence; no source falls over."""

import pandas as pd
import pytest

from collectors.readers import dates
from collectors.sources import all_sources
from tests import fuzz

REPLIES = 210
SOURCES = list(all_sources().values())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_what_went_wrong_by_chance_is_read_or_refused_in_a_sentence(source):
    faults = {
        seed: said
        for seed, replies in fuzz.attempts(source, -(-REPLIES // len(SOURCES)))
        if (said := fuzz.fault(source, replies))
    }
    assert faults == {}


def test_the_same_seed_goes_wrong_in_the_same_way():
    once, again = (list(fuzz.attempts(SOURCES[0], 5)) for _ in range(2))
    assert once == again


def test_a_source_that_falls_over_is_found(monkeypatch):
    def fall(source, replies):
        raise KeyError("fatalities")

    monkeypatch.setattr(fuzz, "read", fall)
    said = fuzz.fault(SOURCES[0], [])
    assert said.startswith("KeyError in test_fuzz.py")
    assert "fatalities" in said


def test_no_text_is_read_as_the_day_on_which_it_is_read():
    said = dates(pd.Series(["2026-05-01", "today", "now", ""]), "%Y-%m-%d")
    assert said.notna().tolist() == [True, False, False, False]
