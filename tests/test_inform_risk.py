"""INFORM Risk: the scores of the newest release, by the year it is of."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, Reply, WrongFormat
from collectors.sources.inform_risk import API, SOURCE
from tests.replies import FETCHED
from tests.shared import shared


# Small replies of our own, in the shape of the recorded ones.
def release(id=515, published="2026-09-02T00:00:00", year=2026, system="INFORM") -> dict:
    return {"WorkflowId": id, "System": system, "FlagGnaPublished": published, "GNAYear": year}


def score(value=7.8, code="AFG", indicator="INFORM") -> dict:
    return {"Iso3": code, "IndicatorId": indicator, "IndicatorScore": value}


def reply(*objects, url="saved.json") -> Reply:
    return Reply(url, json.dumps(objects).encode())


def test_scores_stand_on_the_year_of_their_release_and_say_when_it_was_published():
    told = [score(), score(8.1, indicator="HA"), score(1, indicator="HA.NAT")]
    (part,) = read(SOURCE, [reply(release()), reply(*told)])
    assert part.rows["series"].tolist() == ["inform_risk.risk", "inform_risk.hazard"]
    assert part.rows["value"].tolist() == [7.8, 8.1]
    assert set(part.rows["period"]) == {pd.Timestamp("2026-01-01")}
    assert part.rows["published"][0] == pd.Timestamp("2026-09-02", tz="UTC")


def test_the_release_is_the_one_that_the_address_names():
    releases = reply(release(515, year=2026), release(480, "2025-03-01", 2025))
    named = reply(score(), url=f"{API}/countries/Scores/?WorkflowId=480&IndicatorId=INFORM")
    (part,) = read(SOURCE, [releases, named])
    assert part.rows["period"][0] == pd.Timestamp("2025-01-01")


def test_a_place_that_is_not_known_is_counted_and_nothing_said_is_no_score():
    (part,) = read(SOURCE, [reply(release()), reply(score(), score(1, "XYZ"), score(None, "TCD"))])
    assert part.unknown_places == {"XYZ": 1}
    assert part.rows["place"].tolist() == ["AFG"]


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<html>Error</html>", WrongFormat, "a web page came"),
        (b"[]", Empty, "no scores came"),
        (b'{"Message": "An error has occurred."}', WrongFormat, "not a list of rows"),
        (b'[{"Iso3": "AFG"}]', WrongFormat, "columns missing: IndicatorId"),
        (reply(score(78)).body, WrongFormat, "outside 0 to 10"),
        (reply(score("high")).body, WrongFormat, "IndicatorScore"),
    ],
)
def test_what_are_no_scores_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        read(SOURCE, [reply(release()), Reply("scores", body)])


class Publisher:
    now = pd.Timestamp("2027-01-10", tz="UTC")

    def __init__(self, **releases):
        self.releases, self.asked = releases, []

    def get(self, url, params):
        self.asked.append((url.removeprefix(API), params.get("WorkflowId")))
        if "Scores" in url:
            return reply(score())
        return reply(*self.releases.get(f"y{url[-4:]}", []))


def test_early_in_a_year_last_years_release_is_taken_and_empty_lists_asked_for_again():
    drafts = [release(600, ""), release(601, system="SUBNATIONAL")]
    publisher = Publisher(y2026=[release(515), release(480, "2026-03-01"), *drafts])
    assert len(list(SOURCE.fetch(publisher))) == 2
    assert publisher.asked == [
        *[("/Workflows/GetByYear/2027", None)] * 3,
        ("/Workflows/GetByYear/2026", None),
        ("/countries/Scores/", "515"),
    ]
    with pytest.raises(Empty, match="no release of this or last year"):
        list(SOURCE.fetch(Publisher()))


def test_the_recorded_scores_are_counted_as_by_hand():
    scores, releases = (
        shared(f"replies/inform/inform-{name}.json")
        for name in ("scores-515.2026-09-30.head", "workflows-2026.2026-09-30")
    )
    both = [Reply(path.name, path.read_bytes()) for path in (scores, releases)]
    (part,) = read(SOURCE, both)
    assert len(part.rows) == 124
    assert part.unknown_places == {}
    assert part.rows.set_index("place")["value"]["AFG"] == 7.8
    with pytest.raises(WrongFormat, match="without the release"):
        read(SOURCE, both[:1])
    (alone,) = read(SOURCE, [replace(both[0], fetched_at=FETCHED)])
    assert alone.rows.drop(columns="published").equals(part.rows.drop(columns="published"))
    assert alone.rows["published"].isna().all()
    assert "the year 2026, in which it was fetched, is assumed" in alone.note
    (listed,) = read(SOURCE, both[1:])
    assert listed.rows.empty
    assert listed.note == "1 releases are listed; no scores are in the list."


def test_a_release_whose_scores_did_not_come_is_not_taken_for_no_risk():
    with pytest.raises(Empty, match="no scores came"):
        read(SOURCE, [reply(release()), Reply("Scores", b"[]")])
