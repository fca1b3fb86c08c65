"""Indicators of one's own: found in the data folder and in distributions, harmless when wrong."""

import tomllib
from importlib.metadata import EntryPoint

import pandas as pd
import pytest

from collectors import own, rulebook
from collectors.access import PROGRAM
from collectors.derive import derive
from collectors.own import IndicatorFault, all_indicators, faults
from dashboard import thresholds
from dashboard.thresholds import Threshold
from indicators import catalogue
from indicators.frames import OBSERVATIONS, Series
from indicators.rules import declared
from tests.test_indicators import monthly

DAY = pd.Timestamp("2026-11-26")
GOOD = """
from indicators.indicator import Indicator
from indicators.panel import panel

def compute(figures):
    return panel(figures, "ucdp.deaths").rolled(2, "sum").rows("desk.two_months")

INDICATORS = (
    Indicator(
        id="desk.two_months", title="Deaths of two months", question="How many?", unit="deaths",
        frequency="month", formula="The sum of two months.", source="The desk.",
        coverage="All.", cannot_say="Much.", needs=("ucdp.deaths",), compute=compute,
    ),
)
"""


@pytest.fixture
def kept(tmp_path):
    """Keep files in the folder `indicators` of a data folder, and return the data folder."""
    (tmp_path / "indicators").mkdir()

    def keep(**files):
        for name, text in files.items():
            (tmp_path / "indicators" / f"{name}.py").write_text(text, encoding="utf-8")
        return tmp_path

    return keep


def test_an_indicator_in_the_data_folder_is_computed_like_any_other(kept, store, now):
    found = all_indicators(kept(desk=GOOD))
    assert list(found)[-1] == "desk.two_months"
    store.append(OBSERVATIONS, monthly([3, 4]).assign(published=pd.NaT, run=1))
    derive(store, now, found)
    rows = store.read(OBSERVATIONS, PROGRAM, where={"series": "desk.two_months"})
    assert rows["value"].tolist() == [7]


def test_what_is_made_of_a_hidden_source_is_hidden_with_all_that_is_made_of_it(kept):
    two = GOOD.replace("desk.two_months", "desk.more").replace("ucdp.deaths", "desk.two_months")
    found = all_indicators(kept(desk=GOOD, more=two))
    assert own.hidden(found, {"ucdp"}) == {"ucdp", "desk.two_months", "desk.more"}
    assert own.hidden(found, {"wells"}) == {"wells"}
    more = Series("desk.more", "More", "deaths", "month", "flow")
    told = {"more": declared(tomllib.loads(thresholds.rule(more, Threshold(5), "ana", DAY)))}
    assert rulebook.seen(told, {"ucdp", "desk.more"}) == {}
    assert rulebook.seen(told, {"wells"}) == told


def test_a_file_that_cannot_be_read_stops_no_other(kept):
    home = kept(a="1 / 0", b="x = 3", c=GOOD)
    assert "desk.two_months" in all_indicators(home)
    assert set(all_indicators(home)) == {*catalogue.ALL, "desk.two_months"}
    said = faults(home)
    assert "ZeroDivisionError" in said["a.py"]
    assert said["b.py"] == "b.py has no INDICATORS = (Indicator(...), ...)."
    assert set(said) == {"a.py", "b.py"}


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("conflict.deaths_12_months", "already, which stands"),
        ("ucdp.two_months", "the name of a source"),
        ("Two Months", "small letters"),
    ],
)
def test_an_id_that_does_not_fit_is_refused_in_a_sentence(kept, id, said):
    home = kept(desk=GOOD.replace('id="desk.two_months"', f'id="{id}"'))
    assert set(all_indicators(home)) == set(catalogue.ALL)
    assert said in faults(home)["desk.py"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return 1 / 0", "ZeroDivisionError"),
        ('return panel(figures, "ucdp.deaths").rows("ucdp.deaths")', "another series"),
        ("import pandas as pd; rows = panel(figures, 'ucdp.deaths').rows('desk.two_months'); "
         "return pd.concat([rows, rows])", "twice"),
        ("return None", "TypeError"),
    ],
)  # fmt: skip
def test_what_fails_in_an_indicator_is_said_and_leaves_the_figures_standing(kept, body, said):
    line = 'return panel(figures, "ucdp.deaths").rolled(2, "sum").rows("desk.two_months")'
    compute = all_indicators(kept(desk=GOOD.replace(line, body)))["desk.two_months"].compute
    with pytest.raises(IndicatorFault, match=said):
        compute(monthly([3, 4]))


def test_a_saved_file_is_at_once_what_runs(kept):
    home = kept(desk=GOOD)
    assert all_indicators(home)["desk.two_months"].title == "Deaths of two months"
    kept(desk=GOOD.replace("Deaths of two months", "The dead of two months"))
    assert all_indicators(home)["desk.two_months"].title == "The dead of two months"


def test_an_installed_distribution_brings_indicators(monkeypatch, tmp_path):
    (tmp_path / "brought.py").write_text(GOOD, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    points = [
        EntryPoint("brought", "brought", own.GROUP),
        EntryPoint("gone", "not_there_at_all", own.GROUP),
    ]
    monkeypatch.setattr(own, "entry_points", lambda group: points)
    own._of_installed.cache_clear()
    try:
        assert "desk.two_months" in all_indicators()
        assert "ModuleNotFoundError" in faults()["gone"]
    finally:
        own._of_installed.cache_clear()
