"""Funding: overviews of FTS in their documented shape, written by us; the recorded replies."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat
from collectors.sources.fts import SOURCE
from tests.shared import shared


def plan(*codes, asks=200, gets=50, years=("2026",)):
    return {
        "id": 1,
        "name": "Plan",
        "updatedAt": "2026-05-01T10:00:00.000Z",
        "countries": [{"iso3": code} for code in codes],
        "usageYears": [{"year": year} for year in years],
        "requirements": {"origRequirements": 1, "revisedRequirements": asks},
        "funding": {"totalFunding": gets},
    }


def overview(*plans, year=2026):
    url = f"https://api.hpc.tools/v2/fts/flow/plan/overview/progress/{year}"
    return Reply(url, json.dumps({"status": "ok", "data": {"plans": list(plans)}}).encode())


def told(*replies):
    (part,) = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2026-06-01", tz="UTC"), "vintage": "collected"}
    rows = part.frame.conform(part.rows.assign(**trace))
    return rows.set_index(["series", "place", "period"])["value"], part


def test_plans_of_one_country_are_summed_and_their_share_told():
    figures, part = told(overview(plan("SDN"), plan("SDN", asks=200, gets=150)))
    assert figures["fts.plan_requirements", "SDN", "2026-01-01"] == 400
    assert figures["fts.plan_funding", "SDN", "2026-01-01"] == 200
    assert figures["fts.plan_funded_percent", "SDN", "2026-01-01"] == 50
    assert part.rows["published"].iloc[0] == pd.Timestamp("2026-05-01 10:00", tz="UTC")


def test_a_plan_of_several_countries_is_no_countrys_own():
    figures, part = told(overview(plan("SDN"), plan("TCD", "SDN")))
    assert set(figures.index.get_level_values("place")) == {"SDN"}
    assert part.note == "1 plans of several countries, or of no single year, were left out."


def test_a_plan_without_requirements_has_no_share():
    figures, _ = told(overview(plan("SDN", asks=None)))
    assert "fts.plan_funded_percent" not in figures.index.get_level_values("series")


def test_a_country_that_is_none_is_left_out_and_counted():
    assert told(overview(plan("SDN"), plan("XXX")))[1].unknown_places == {"XXX": 1}


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "empty"),
        (b"<!DOCTYPE html><html></html>", WrongFormat, "a web page|columns missing"),
        (b'{"status": "error"}', WrongFormat, "neither an overview of plans"),
        (b'{"data": {"plans": []}}', WrongFormat, "no plan of a single country"),
        (b'{"data": {"plans": [{"id": 1}]}}', WrongFormat, "a plan without its countries"),
        (b'{"data": {"flows": []}}', WrongFormat, "do not all go to one country"),
        (overview(plan("SDN")).body[:-9], WrongFormat, "not JSON"),
        (b"a,b\n1,2\n", WrongFormat, "columns missing: countryCode"),
    ],
)
def test_what_is_none_of_the_replies_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("2026", body))


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply("2026", body))


def recorded(file):
    path = shared(f"replies/fts/{file}")
    return Reply(path.name, path.read_bytes())


def test_the_recorded_overview_is_counted_as_by_hand():
    reply = recorded("2-fts-flow-plan-overview-progress-2020.json")
    plans = json.loads(reply.body)["data"]["plans"]
    figures, part = told(reply)
    single = [one for one in plans if len(one["countries"]) == 1]
    assert len(plans) == 6
    assert f"{6 - len(single)} plans of several countries" in part.note
    funded = figures.xs("fts.plan_funding", level="series").sum()
    assert funded == sum(one["funding"]["totalFunding"] for one in single)
    assert figures["fts.plan_requirements", "PSE", "2020-01-01"] == 420381684
    assert round(figures["fts.plan_funded_percent", "PSE", "2020-01-01"], 2) == 70.19


def test_the_recorded_pages_and_the_table_tell_the_same_total():
    pages = [recorded(f"custom-search-locationid-1-year-2020{end}.json") for end in ("", "-page-2")]
    figures, part = told(*pages)
    assert figures.to_dict() == {
        ("fts.total_funding", "AFG", pd.Timestamp("2020-01-01")): 725591299.0
    }
    assert part.note == "200 of 484 flows are on the page; the total is of all."
    figures, _ = told(recorded("fts_requirements_funding_global.csv"))
    assert figures["fts.total_funding", "AFG", "2020-01-01"] == 725591299
    assert figures["fts.plan_requirements", "AFG", "2020-01-01"] == 1131050820
    assert figures["fts.plan_funding", "JOR", "2020-01-01"] == 597249843 + 18604280
    assert len(figures) == 12


@pytest.mark.parametrize(
    ("file", "note"),
    [
        ("1-public-location.json", "the list of places of FTS"),
        ("1-fts-flow-custom-search-planid-1006-groupby-location.json", "of no stated year"),
    ],
)
def test_recorded_replies_without_figures_for_us_say_so(file, note):
    figures, part = told(recorded(file))
    assert figures.empty
    assert note in part.note


def flows(*plans, url="https://api.hpc.tools/v1/public/fts/flow?locationid=1&year=2020") -> Reply:
    """A page of flows to Afghanistan, each into a plan or, with None, into none."""
    told = []
    for plan in plans:
        going = [("Location", "Afghanistan"), ("UsageYear", "2020")]
        going += [("Plan", plan)] if plan else []
        objects = [{"type": kind, "name": name} for kind, name in going]
        told.append({"id": "1", "destinationObjects": objects})
    data = {"incoming": {"fundingTotal": 500}, "flows": told}
    return Reply(url, json.dumps({"data": data, "meta": {"count": len(plans)}}).encode())


def test_flows_of_one_plan_or_organisation_are_not_taken_for_all_of_a_country():
    (part,) = read(SOURCE, [flows("Plan A", None)])
    assert part.rows["value"].tolist() == [500]
    narrow = "https://api.hpc.tools/v1/public/fts/flow?organizationAbbrev=&organizationId=2"
    for reply in (flows("Plan A", "Plan A"), flows("Plan A", None, url=narrow)):
        (part,) = read(SOURCE, [reply])
        assert part.rows.empty
        assert "flows of a part only" in part.note


def test_a_reply_made_by_hand_elsewhere_is_of_another_shape_and_refused():
    with pytest.raises(WrongFormat, match="neither an overview"):
        told(recorded("2-country-1-summary-trends-2025.json"))
