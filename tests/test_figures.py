"""What indicators are made from is read once, and each is given its part."""

import pandas as pd
import pytest

from collectors.figures import Figures
from collectors.store import Store
from indicators.frames import EVENTS, OBSERVATIONS
from indicators.indicator import Indicator
from tests.homes import rows

DAY = pd.Timestamp("2026-07-20")
NOW = DAY.tz_localize("UTC")


@pytest.fixture
def store(home):
    store = Store.in_folder(home)
    told = rows(OBSERVATIONS, NOW, *(
        {"series": "a.told", "place": "SDN", "period": pd.Timestamp(f"{year}-01-01"), "value": 1.0}
        for year in range(2010, 2027)
    ))  # fmt: skip
    store.append(OBSERVATIONS, told)
    store.append(EVENTS, rows(EVENTS, NOW, *(
        {"source": "a", "event": f"{n}", "place": "SDN", "value": 1.0,
         "starts": DAY - pd.DateOffset(months=n), "ends": DAY - pd.DateOffset(months=n)}
        for n in range(24)
    )))  # fmt: skip
    yield store
    store.close()


def indicator(id, **said):
    words = dict.fromkeys(("title", "question", "unit", "formula", "source", "coverage",
                           "cannot_say"), "")  # fmt: skip
    return Indicator(id=id, frequency="year", compute=lambda told: told, **words, **said)


@pytest.mark.parametrize(
    ("far", "near", "in_far", "in_near"),
    [
        ({"needs": ("a.told",), "years": 9}, {"needs": ("a.told",), "years": 2}, 13, 6),
        ({"needs": ("a",), "reads": "events", "back": 20},
         {"needs": ("a",), "reads": "events", "back": 3}, 21, 4),
    ],
)  # fmt: skip
def test_two_looks_back_are_one_reading(store, monkeypatch, far, near, in_far, in_near):
    far, near = indicator("far.one", **far), indicator("near.one", **near)
    asked, read = [], store.read
    monkeypatch.setattr(store, "read", lambda *a, **k: asked.append(a) or read(*a, **k))
    figures = Figures(store, DAY, [near, far])
    assert len(figures.of(near, None)) == in_near
    assert len(figures.of(far, None)) == in_far
    assert len(asked) == 1


def test_of_some_places_no_more_is_read_than_is_needed(store):
    near = indicator("near.one", needs=("a",), reads="events", back=3)
    assert len(Figures(store, DAY, [near]).of(near, ["SDN"])) == 4
    assert Figures(store, DAY, [near]).of(near, ["TCD"]).empty


def test_figures_that_came_meanwhile_are_read_anew(store):
    one = indicator("near.one", needs=("a.told",), years=2)
    figures = Figures(store, DAY, [one])
    before = len(figures.of(one, None))
    store.append(OBSERVATIONS, rows(OBSERVATIONS, NOW, {
        "series": "a.told", "place": "TCD", "period": pd.Timestamp("2026-01-01"), "value": 1.0,
    }))  # fmt: skip
    figures.came(["a.told"])
    assert len(figures.of(one, None)) == before + 1
