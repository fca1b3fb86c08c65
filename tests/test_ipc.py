"""Analyses of the IPC: who was looked at, who is in crisis, now and projected."""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, Refused, Reply, WrongFormat
from collectors.sources import hdx
from collectors.sources.ipc import API, SOURCE
from tests.shared import shared


# Small replies of our own, in the shape of the recorded ones.
def analysis(**other) -> dict:
    return {
        "id": "1", "title": "Acute Food Insecurity April 2026", "country": "SD", "condition": "A",
        "analysis_date": "Apr 2026", "period": "A", "current_period_dates": "Apr 2026 - May 2026",
        "projected_period_dates": "", "second_projected_period_dates": "",
        "population": 50_000_000, "estimated_population": 8_300_000, "p3plus": 4_000_000,
        "p3plus_percentage": 0.48, "phase4_population": 900_000, "phase4_percentage": 0.11,
        "phase5_population": 100_000, "phase5_percentage": 0.01, "groups": [{"areas": []}],
    } | other  # fmt: skip


def reply(*objects) -> Reply:
    return Reply(f"{API}/population", json.dumps(objects).encode())


def told(*replies) -> dict:
    (part,) = read(SOURCE, replies)
    rows = part.rows
    names = rows["series"].str.removeprefix("ipc.ipc_")
    key = zip(names, rows["place"], rows["period"].dt.strftime("%Y-%m"), strict=True)
    return dict(zip(key, rows["value"], strict=True))


def test_an_analysis_tells_people_in_crisis_and_of_how_many():
    assert told(reply(analysis())) == {
        ("analysed", "SDN", "2026-04"): 8_300_000,
        ("phase3", "SDN", "2026-04"): 4_000_000,
        ("phase3_share", "SDN", "2026-04"): 48,
        ("phase4", "SDN", "2026-04"): 1_000_000,
    }


def test_projections_are_series_of_their_own_from_their_own_months():
    said = analysis(
        projected_period_dates="Jun 2026 - Sep 2026",
        p3plus_projected=5_000_000,
        second_projected_period_dates="Oct 2026 - Jan 2027",
        p3plus_second_projected=6_000_000,
    )
    figures = told(reply(said))
    assert figures["phase3_projected", "SDN", "2026-06"] == 5_000_000
    assert figures["phase3_projected_later", "SDN", "2026-10"] == 6_000_000
    assert ("phase3", "SDN", "2026-06") not in figures


def test_the_later_analysis_counts_and_chronic_ones_are_left_out():
    earlier = analysis(analysis_date="Mar 2026", p3plus=1)
    chronic = analysis(condition="C", analysis_date="May 2026", p3plus=2)
    (part,) = read(SOURCE, [reply(analysis(), earlier, chronic)])
    assert part.note == "1 analyses are of something else than acute food insecurity."
    assert told(reply(analysis(), earlier, chronic))["phase3", "SDN", "2026-04"] == 4_000_000


def test_what_an_analysis_does_not_say_is_no_figure():
    figures = told(reply(analysis(p3plus=None, phase4_population="-9999")))
    assert set(figures) == {("analysed", "SDN", "2026-04"), ("phase3_share", "SDN", "2026-04")}


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<html>Sign in</html>", WrongFormat, "a web page came"),
        (b"[]", Empty, "not taken for enough to eat"),
        (b'{"error":"API key required","code":"API_KEY_MISSING"}', Refused, "gives a key on req"),
        (b'{"type":"FeatureCollection","features":[]}', WrongFormat, "a map of areas"),
        (b'[{"analysis_date": "Apr 2026"}]', WrongFormat, "columns missing: title"),
        (reply(analysis(p3plus="many")).body, WrongFormat, "number"),
        (reply(analysis(current_period_dates="04/2026")).body, WrongFormat, "not a date"),
        (reply(analysis(p3plus_percentage=48)).body, WrongFormat, "outside 0 to 100"),
    ],
)
def test_what_is_no_analysis_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("population", body))


class Publisher:
    def __init__(self, key):
        self.key, self.asked = key, []

    def secret(self, variable):
        return self.key if variable == "IPC_KEY" else ""

    def get(self, url, params):
        self.asked.append((url, params))
        return reply(analysis(), analysis(country="SO"), analysis())


def test_each_country_with_analyses_is_asked_for():
    publisher = Publisher("k")
    assert len(list(SOURCE.fetch(publisher))) == 2
    assert [params.get("country") for _, params in publisher.asked] == [None, "SD", "SO"]
    assert all(params["key"] == "k" for _, params in publisher.asked)


def test_without_a_key_it_is_said_how_to_get_one():
    with pytest.raises(Refused, match="ipcinfo.org/ipc-country-analysis/api"):
        list(SOURCE.fetch(Publisher("")))


def test_recorded_analyses_are_those_of_the_mirror_on_hdx():
    replies = [shared(f"replies/ipc/population-country-{code}.json") for code in ("af", "ao")]
    (part,) = read(SOURCE, [Reply(path.name, path.read_bytes()) for path in replies])
    # 14 acute analyses now and 11 projections, of 15 that came, with 4 figures each.
    assert len(part.rows) == (14 + 11) * 4
    mirror = shared("replies/ipc/ipc_global_national_long.csv")
    (theirs,) = read(hdx.SOURCE, [Reply(mirror.name, mirror.read_bytes())])
    key = ["series", "place", "period"]
    theirs = theirs.rows.assign(series=theirs.rows["series"].str.replace("hdx.", "ipc."))
    theirs = theirs[theirs["place"].isin(["AFG", "AGO"])].set_index(key)["value"].sort_index()
    pd.testing.assert_series_equal(part.rows.set_index(key)["value"].sort_index(), theirs)


@pytest.mark.parametrize(
    ("file", "error"),
    [
        ("ipc/ipc_afg.geojson", WrongFormat),
        ("api-errors/ipc_401.json", Refused),
    ],
)
def test_recorded_replies_without_figures_are_refused(file, error):
    path = shared(f"replies/{file}")
    with pytest.raises(error):
        told(Reply(path.name, path.read_bytes()))


def test_the_recorded_lists_are_read_without_a_figure():
    for file, said in (
        ("analyses-type-a.json", "31 analyses are listed"),
        ("dataset-global-acute-food-insecurity-country-data.json", "with 12 files is described"),
    ):
        path = shared(f"replies/ipc/{file}")
        (part,) = read(SOURCE, [Reply(path.name, path.read_bytes())])
        assert part.rows.empty
        assert said in part.note


def test_countries_without_any_analysis_are_not_taken_for_enough_to_eat():
    with pytest.raises(Empty, match="no analysis with figures"):
        read(SOURCE, [Reply("population", b"[]"), Reply("population", b"[]")])


def test_the_recorded_national_file_tells_what_hdx_tells_of_it():
    path = shared("replies/ipc/ipc_global_national_long.csv")
    reply = Reply(path.name, path.read_bytes())
    (ours,), (theirs,) = read(SOURCE, [reply]), read(hdx.SOURCE, [reply])
    series = theirs.rows["series"].str.replace("hdx.", "ipc.")
    assert ours.rows.equals(theirs.rows.assign(series=series)[ours.rows.columns])
    assert len(ours.rows) == 53 * 4
