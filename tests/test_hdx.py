"""Mirrors on HDX: found by the name of their data set, read as their first publisher means them.

Replies of package_show and package_search here are our own, in the documented shape of CKAN,
as is the file of rounds; the others are recorded.
"""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, WrongFormat
from collectors.sources import hdx
from collectors.sources._ckan import API
from collectors.sources.hdx import SOURCE
from indicators.frames import OBSERVATIONS
from tests.shared import shared

FOOD_HEAD = (
    "Date of analysis,Country,Total country population,Validity period,From,To,Phase,Number,"
    "Percentage"
)
TAGS = (
    "#date+analysis,#country+code,#population,#period+v_ipc,#date+start,#date+end,"
    "#severity+v_ipc,#affected+num,#affected+pct"
)


def food(*lines) -> Reply:
    return Reply(hdx.FOOD_FILE, "\n".join(["\ufeff" + FOOD_HEAD, TAGS, *lines]).encode())


def analysis(on="Apr 2026", people=100, crisis=40, kind="current", since="2026-04-01", iso="SDN"):
    said = f"{on},{iso},50000000,{kind},{since},2026-06-30"
    phases = {"all": people, "3+": crisis, "4": crisis / 4, "5": crisis / 40}
    return [f"{said},{phase},{number},{number / people}" for phase, number in phases.items()]


def rounds(*rows) -> Reply:
    head = (
        "id,operation,admin0Name,admin0Pcode,admin1Name,numPresentIdpInd,reportingDate,"
        "roundNumber,displacementReason,assessmentType"
    )
    return Reply("rounds.csv", "\n".join([head, *rows]).encode())


def figures_of(*days, at="2026-11-22") -> Reply:
    head = (
        "id,iso3,latitude,longitude,role,displacement_type,figure,displacement_date,"
        "displacement_start_date,displacement_end_date,event_name,type"
    )
    rows = [
        f"{number},SDN,14,33,Recommended figure,Conflict,100,{day},{day},{day},Conflict,"
        for number, day in enumerate(days)
    ]
    tags = "#id,#country,#geo+lat,#geo+lon,,#type,#affected,#date,#date,#date,#event,#type"
    body = "\n".join([head, tags, *rows]).encode()
    fetched = pd.Timestamp(at, tz="UTC") if at else None
    return Reply("event_data_sdn.csv", body, fetched_at=fetched)


def told(*replies) -> dict:
    (part,) = read(SOURCE, replies)
    kept = OBSERVATIONS.conform(
        part.rows.assign(run=1, known_at=pd.Timestamp("2026-11-22", tz="UTC"), vintage="collected")
    )
    key = [kept["series"], kept["place"], kept["period"].dt.strftime("%Y-%m-%d")]
    return dict(zip(zip(*key, strict=True), kept["value"], strict=True))


def test_an_analysis_tells_people_in_crisis_and_of_how_many():
    assert told(food(*analysis())) == {
        ("hdx.ipc_analysed", "SDN", "2026-04-01"): 100,
        ("hdx.ipc_phase3", "SDN", "2026-04-01"): 40,
        ("hdx.ipc_phase3_share", "SDN", "2026-04-01"): 40,
        ("hdx.ipc_phase4", "SDN", "2026-04-01"): 11,
    }


def test_the_later_analysis_counts_whatever_the_order_and_projections_stand_apart():
    later, earlier = analysis("Apr 2026", crisis=40), analysis("Sep 2025", crisis=80)
    ahead = analysis(kind="first projection", crisis=60)
    for lines in ([*later, *earlier, *ahead], [*ahead, *earlier, *later]):
        figures = told(food(*lines))
        assert figures["hdx.ipc_phase3", "SDN", "2026-04-01"] == 40
        assert figures["hdx.ipc_phase3_projected", "SDN", "2026-04-01"] == 60


def test_of_two_analyses_of_one_day_that_of_more_people_counts():
    for lines in (
        [*analysis(people=100), *analysis(people=90, crisis=70)],
        [*analysis(people=90, crisis=70), *analysis(people=100)],
    ):
        assert told(food(*lines))["hdx.ipc_phase3", "SDN", "2026-04-01"] == 40


def test_rounds_are_added_up_by_reason_and_told_once():
    rows = [
        "1,Conflict,Sudan,SDN,,60,2026-08-31T00:00:00,3,Conflict,BA",
        "2,Conflict,Sudan,SDN,,40,2026-08-31T00:00:00,3,Natural disaster,BA",
        "3,Conflict,Sudan,SDN,,90,2026-08-31T00:00:00,3,Conflict,SA",
        "4,Conflict,Sudan,SDN,Khartoum,60,2026-08-31T00:00:00,3,Conflict,BA",
    ]
    assert told(rounds(*rows)) == {("hdx.displaced", "SDN", "2026-08-31"): 100}


def test_a_total_repeated_for_each_reason_is_not_added_up():
    rows = [
        f"{number},Conflict,Chad,TCD,,147032,2026-08-31,3,{reason},BA"
        for number, reason in enumerate(("Conflict", "Insecurity", "Other"))
    ]
    assert told(rounds(*rows)) == {("hdx.displaced", "TCD", "2026-08-31"): 147_032}


def test_displacements_are_summed_by_month_and_the_month_cut_in_two_is_left_out():
    # 180 days before 22 November is 26 May.
    days = ("2026-05-28", "2026-06-01", "2026-06-30", "2026-11-20")
    assert told(figures_of(*days)) == {
        ("hdx.idu_conflict", "SDN", "2026-06-01"): 200,
        ("hdx.idu_conflict", "SDN", "2026-11-01"): 100,
    }


def test_of_a_country_in_which_little_is_reported_the_first_month_is_whole():
    assert told(figures_of("2026-09-05", "2026-11-05")) == {
        ("hdx.idu_conflict", "SDN", "2026-09-01"): 100,
        ("hdx.idu_conflict", "SDN", "2026-11-01"): 100,
    }


def test_of_a_file_that_goes_further_back_only_its_own_first_month_is_left_out():
    assert told(figures_of("2026-02-10", "2026-03-10")) == {
        ("hdx.idu_conflict", "SDN", "2026-03-01"): 100
    }


def test_whole_months_of_a_fresh_file_are_all_there_is_of_its_country():
    (part,) = read(SOURCE, [figures_of("2026-06-01", "2026-11-20")])
    (coverage,) = part.covers
    assert coverage.where["place"] == ["SDN"]
    assert coverage.where["period"][0] == pd.Timestamp("2026-06-01")
    (part,) = read(SOURCE, [figures_of("2026-09-05", at=None)])
    assert part.covers == ()


def test_of_a_saved_file_the_first_month_is_left_out():
    assert told(figures_of("2026-09-05", "2026-10-05", at=None)) == {
        ("hdx.idu_conflict", "SDN", "2026-10-01"): 100
    }


def test_a_country_without_figures_is_no_fault_and_no_zero():
    assert told(figures_of()) == {}


def test_a_place_that_is_not_known_is_counted():
    (part,) = read(SOURCE, [food(*analysis(), *analysis(iso="XYZ"))])
    assert part.unknown_places == {"XYZ": 4}


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<html>Just a moment...</html>", WrongFormat, "a web page came"),
        (b"a,b\n1,2\n", WrongFormat, "none of the files of HDX"),
        (FOOD_HEAD.encode(), Empty, "not taken for enough to eat"),
        (food(*analysis(since="01/04/2026")).body, WrongFormat, "not a date"),
        (food(*analysis(on="2026-04")).body, WrongFormat, "analysed_on"),
        (food(*analysis(kind="third projection")).body, WrongFormat, "third projection"),
        (food(*analysis()).body.replace(b",40,", b",many,"), WrongFormat, "number"),
        (b'{"success": false, "error": {"message": "Not found"}}', WrongFormat, "Not found"),
        (b'{"help": "x"}', WrongFormat, "not a data set"),
        (b'{"success": true, "result": {"resources": []}}', Empty, "nothing to read"),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("file", body))


class Publisher:
    """Stands for the client: three data sets, and whatever file is asked for."""

    def __init__(self, food=hdx.FOOD_FILE):
        self.asked = []
        sets = {hdx.FOOD: food, hdx.ROUNDS: "rounds.csv"}
        self.sets = {name: self.set(name, "qc_chart.csv", file) for name, file in sets.items()}

    def set(self, name, *files):
        files = [{"name": file, "download_url": f"https://data/{name}/{file}"} for file in files]
        return {"name": name, "resources": files}

    def get(self, url, params=None):
        self.asked.append(url)
        if url == f"{API}/package_show":
            said = {"success": True, "result": self.sets[params["id"]]}
        elif url == f"{API}/package_search":
            found = [self.set("sdn-idmc-idu-events", "event_data_sdn.csv"), self.set("other", "x")]
            said = {"success": True, "result": {"count": 2, "results": found}}
        else:
            return Reply(url, b"")
        return Reply(url, json.dumps(said).encode())


def test_data_sets_are_looked_up_and_their_files_asked_for():
    publisher = Publisher()
    assert [reply.name for reply in SOURCE.fetch(publisher)] == [
        hdx.FOOD_FILE,
        "rounds.csv",
        "event_data_sdn.csv",
    ]


def test_a_data_set_without_its_file_is_said():
    with pytest.raises(NotThere, match=f"no file {hdx.FOOD_FILE}. It has: qc_chart.csv, new.csv"):
        list(SOURCE.fetch(Publisher(food="new.csv")))


def test_the_recorded_data_set_names_the_file_that_is_asked_for():
    path = shared("replies/ipc/dataset-global-acute-food-insecurity-country-data.json")
    found = hdx._ckan.package(Reply(path.name, path.read_bytes()))
    address = hdx._ckan.addresses(found)[hdx.FOOD_FILE]
    assert address.endswith(f"/download/{hdx.FOOD_FILE}")


def test_the_recorded_analyses_are_counted_as_by_hand():
    path = shared("replies/ipc/ipc_global_national_long.csv")
    (part,) = read(SOURCE, [Reply(path.name, path.read_bytes())])
    # 399 rows are 57 analyses of 7 phases; 4 of them are told again: 53, with 4 figures each.
    assert len(part.rows) == 53 * 4
    figures = told(Reply(path.name, path.read_bytes()))
    assert figures["hdx.ipc_phase3_projected", "CAF", "2022-04-01"] == 2_208_902
    assert figures["hdx.ipc_phase3_projected", "CAF", "2020-05-01"] == 2_362_737
    assert figures["hdx.ipc_phase3", "ETH", "2021-05-01"] == 16_756_345


def test_the_recorded_displacements_are_counted_as_by_hand():
    path = shared("replies/idmc/ind_idmc_idu_events.csv")
    figures = told(Reply(path.name, path.read_bytes()))
    rows = pd.read_csv(path)
    # Days are midnights in New Zealand; May 2023, in part only, is left out.
    day = pd.to_datetime(rows["displacement_end_date"]).dt.tz_convert("Pacific/Auckland")
    whole = rows[day >= pd.Timestamp("2023-06-01", tz="Pacific/Auckland")]
    assert sum(figures.values()) == whole["figure"].sum() == 105_193
