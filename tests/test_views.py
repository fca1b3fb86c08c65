"""Forecasts of VIEWS: the newest run by its data, month by month, each superseding the last.

No JSON page is recorded: those here are our own, in the documented shape. The list of runs
and the table of a whole run are recorded.
"""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, WrongFormat
from collectors.sources.views import API, SOURCE, runs
from tests.shared import shared


def row(iso="SDN", year=2026, month=2, **other) -> dict:
    return {
        "country_id": 245, "month_id": (year - 1980) * 12 + month, "name": "Sudan",
        "gwcode": 625, "isoab": iso, "year": year, "month": month, "main_mean_ln": 6.2,
        "main_dich": 0.97, "main_mean": 512.5,
    } | other  # fmt: skip


def page(*rows, count=None, number=1, pages=1) -> Reply:
    said = {
        "next_page": "" if number == pages else f"{API}/?page={number + 1}", "prev_page": "",
        "row_count": len(rows) if count is None else count, "page_count": pages,
        "page_cur": number, "models": [], "data": rows,
    }  # fmt: skip
    return Reply(f"{API}/fatalities003_2026_01_t01/cm/sb", json.dumps(said).encode())


def test_a_forecast_stands_on_the_month_it_is_about():
    (part,) = read(SOURCE, [page(row(), row(month=3, main_mean=400))])
    told = part.rows.set_index(["series", "period"])["value"]
    assert told["views.deaths", pd.Timestamp("2026-02-01")] == 512.5
    assert told["views.deaths", pd.Timestamp("2026-03-01")] == 400
    assert told["views.p25", pd.Timestamp("2026-02-01")] == 0.97
    assert part.rows["published"].isna().all()
    assert part.note == "The run begins with February 2026 and ends with March 2026."


def test_a_whole_run_takes_back_what_it_no_longer_forecasts_and_a_part_of_one_does_not():
    (part,) = read(SOURCE, [page(row())])
    assert part.covers[0].absence == "withdrawn"
    (part,) = read(SOURCE, [page(row(), count=6_876, pages=7)])
    assert part.covers == ()
    assert "Only 1 of 6,876 rows came" in part.note


def test_pages_that_overlap_count_a_row_once():
    first, second = page(row(), count=2, pages=2), page(row(), row("TCD"), count=2, number=2)
    (part,) = read(SOURCE, [first, second])
    assert part.rows.groupby("series").size().tolist() == [2, 2]
    assert part.covers


def test_a_place_that_is_not_known_is_counted():
    (part,) = read(SOURCE, [page(row(), row("YUG", gwcode=345))])
    assert part.unknown_places == {"YUG": 1}
    with pytest.raises(WrongFormat, match="none of its places is known"):
        read(SOURCE, [page(row("YUG"))])


def test_runs_are_sorted_by_their_data_and_others_left_out():
    names = [
        "fatalities001_2022_00_t01", "fatalities002_2025_10_t01", "fatalities003_2025_10_t01",
        "fatalities003_2026_01_t01", "fatalities003_2026_01_t02", "predictors_x_0000_00",
        "r_2026_12_01",
    ]  # fmt: skip
    assert runs(Reply("", json.dumps({"runs": names}).encode())) == [
        "fatalities003_2026_01_t02",
        "fatalities003_2026_01_t01",
        "fatalities003_2025_10_t01",
        "fatalities002_2025_10_t01",
    ]


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<html>Bad gateway</html>", WrongFormat, "a web page came"),
        (page().body, Empty, "not taken for no danger"),
        (b'{"detail": "Run not found"}', WrongFormat, "Run not found"),
        (b"[]", WrongFormat, "no page of VIEWS"),
        (b'{"data": [{"sc_cm_sb_main": 1}]}', WrongFormat, "columns missing: month_id"),
        (page(row(month_id=1)).body, WrongFormat, "a month whose number is of another"),
        (page(row(main_mean="high")).body, WrongFormat, "main_mean"),
        (page(row(main_dich=1.5)).body, WrongFormat, "outside 0 to 1"),
        (page(row(), row(year=2030)).body, WrongFormat, "more than one run"),
        (page(row(year=-9999, month_id=1)).body, WrongFormat, "a month whose number"),
    ],
)
def test_what_is_no_page_of_a_run_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        read(SOURCE, [Reply("sb", body)])


class Publisher:
    def __init__(self, *missing):
        self.missing, self.asked = missing, []

    def get(self, url, params=None):
        self.asked.append((url.removeprefix(f"{API}/"), (params or {}).get("page")))
        if url == f"{API}/":
            names = ["fatalities003_2026_05_t01", "fatalities003_2026_04_t01", "r_2026_12_01"]
            return Reply(url, json.dumps({"runs": names}).encode())
        if any(name in url for name in self.missing):
            raise NotThere(url)
        return page(row(), number=params["page"], pages=2)


def test_the_newest_run_is_asked_for_page_by_page_and_one_not_there_passed_over():
    newest = Publisher()
    assert len(list(SOURCE.fetch(newest))) == 2
    assert newest.asked[1:] == [("fatalities003_2026_05_t01/cm/sb", page) for page in (1, 2)]
    late = Publisher("2026_05")
    assert len(list(SOURCE.fetch(late))) == 2
    assert late.asked[-1][0] == "fatalities003_2026_04_t01/cm/sb"
    with pytest.raises(NotThere, match="none of the newest runs"):
        list(SOURCE.fetch(Publisher("2026_05", "2026_04")))


def test_the_recorded_list_names_the_newest_run():
    path = shared("replies/views/views_runs.2026-07-19.json")
    (part,) = read(SOURCE, [Reply(path.name, path.read_bytes())])
    assert part.rows.empty
    assert part.note.startswith("57 runs that forecast deaths are listed, the newest ")
    found = runs(Reply(path.name, path.read_bytes()))
    assert found[0] == "fatalities003_2026_05_t01"
    # Of 88 names, 59 are of fatalities001 to 003, two of them with the month 00.
    assert len(found) == 57


def test_the_recorded_run_is_counted_as_by_hand():
    path = shared("replies/views/VIEWS Fatalities Data 2026.csv")
    (part,) = read(SOURCE, [Reply(path.name, path.read_bytes())])
    assert part.rows.groupby("series").size().to_dict() == dict.fromkeys(
        ("views.deaths", "views.p25"), 191 * 36
    )
    assert part.unknown_places == {}
    assert part.note == "The run begins with February 2026 and ends with January 2029."
    deaths = part.rows[part.rows["series"] == "views.deaths"]["value"]
    raw = pd.read_csv(path)
    assert deaths.sum() == pytest.approx(raw["main_mean"].sum())
    assert deaths.max() == 4243.722


def test_the_recorded_codebooks_hold_no_forecast():
    for name in ("API_codebook.json", "codebook_fatalities002_forecasts.json"):
        path = shared(f"replies/views/{name}")
        with pytest.raises(WrongFormat):
            read(SOURCE, [Reply(path.name, path.read_bytes())])
