"""Displacement is read as IDMC means it: validated a year, preliminary a figure, never twice."""

import json
from io import BytesIO

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, Refused, Reply, WrongFormat
from collectors.sources.idmc import KEY, SOURCE, fetch
from indicators.frames import EVENTS, OBSERVATIONS
from tests.shared import shared

API = "https://helix-tools-api.idmcdb.org/external-api"
FETCHED = pd.Timestamp("2026-11-22 06:00", tz="UTC")


# Small replies of our own, in the shape of the recorded ones and of IDMC's own contract tests.
def disaster(**changes) -> dict:
    return {
        "iso3": "AGO",
        "country_name": "Angola",
        "year": 2009,
        "start_date": "2009-01-01",
        "start_date_accuracy": "Month",
        "end_date": None,
        "end_date_accuracy": "",
        "event_name": "Angola: Flood - 01/01/2009",
        "new_displacement": 415,
        "new_displacement_rounded": 420,
        "total_displacement": None,
        "hazard_type_name": "Flood",
        "event_codes": [],
    } | changes


def conflict(**changes) -> dict:
    return {
        "iso3": "SDN",
        "country_name": "Sudan",
        "year": 2023,
        "new_displacement": 6042000,
        "total_displacement": 9053000,
    } | changes


def page(*rows: dict, count: int | None = None, kind: str = "disasters") -> Reply:
    body = {
        "last_updated": "2025-05-13",
        "count": len(rows) if count is None else count,
        "next": f"{API}/gidd/{kind}/?client_id=SECRET&limit=100&offset=100",
        "previous": None,
        "results": list(rows),
    }
    return Reply(f"{API}/gidd/{kind}/?client_id=***&offset=0", json.dumps(body).encode())


def figure(**changes) -> dict:
    return {
        "id": 183483,
        "iso3": "IND",
        "latitude": 33.7,
        "longitude": 74.2,
        "role": "Recommended figure",
        "displacement_type": "Conflict",
        "figure": 10000,
        "displacement_date": "2026-09-08",
        "displacement_start_date": "2026-08-30",
        "displacement_end_date": "2026-09-08",
        "event_name": "India, Pakistan: International armed conflict",
        "type": None,
        "source_url": "https://example.org/report; https://example.org/other",
        "locations_accuracy": "District (ADM2); District (ADM2)",
    } | changes


CSV = (
    pd.DataFrame([{k: v for k, v in figure().items() if k != "role"}]).to_csv(index=False).encode()
)


def file(*figures: dict, url: str = "saved.json", at: pd.Timestamp | None = None) -> Reply:
    return Reply(url, json.dumps(figures).encode(), fetched_at=at)


def frames(*replies: Reply) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of EVENTS and of OBSERVATIONS in `replies`, as they would be kept."""
    found = {part.frame.name: part.rows for part in read(SOURCE, replies)}
    kept = []
    for frame in (EVENTS, OBSERVATIONS):
        rows = found.get(frame.name, pd.DataFrame(columns=list(frame.columns)))
        rows = rows.assign(run=1, known_at=FETCHED, vintage="collected")
        kept.append(frame.conform(rows))
    return kept[0], kept[1]


def sums(observations: pd.DataFrame) -> dict:
    key = [observations["series"], observations["place"], observations["period"].dt.strftime("%F")]
    return dict(zip(zip(*key, strict=True), observations["value"], strict=True))


def test_all_pages_together_give_the_sum_of_a_year():
    first, second = disaster(), disaster(new_displacement=4650, start_date="2009-03-05")
    events, observations = frames(page(first, count=2), page(second, count=2))
    assert len(events) == 2
    assert sums(observations) == {("idmc.disaster_displacements", "AGO", "2009-01-01"): 5065}
    assert observations["published"][0] == pd.Timestamp("2025-05-13", tz="UTC")


def test_some_pages_of_many_give_events_and_no_sum_and_take_nothing_back():
    (part,) = read(SOURCE, [page(disaster(), count=22119)])
    assert part.frame is EVENTS
    assert part.covers == ()
    assert part.note == "Only 1 of 22,119 rows of disasters came: no yearly sums were made."


def test_all_pages_together_take_back_what_they_do_not_tell():
    events, observations = read(SOURCE, [page(disaster())])
    (coverage,) = events.covers
    assert coverage.where == {"source": "idmc", "status": "validated"}
    (coverage,) = observations.covers
    assert coverage.where == {"series": ["idmc.disaster_displacements"]}
    assert coverage.absence == "withdrawn"


def test_rows_that_say_the_same_are_events_of_their_own_in_whatever_order():
    rows = [disaster(new_displacement=people) for people in (415, 81000, 415, 4650)]
    events, observations = frames(page(*rows))
    again, _ = frames(page(*reversed(rows)))
    assert events["value"].sum() == observations["value"][0] == 86480
    assert dict(zip(events["event"], events["value"], strict=True)) == dict(
        zip(again["event"], again["value"], strict=True)
    )


def test_a_disaster_without_an_end_has_none():
    events, _ = frames(page(disaster()))
    row = events.iloc[0]
    assert (row["kind"], row["status"]) == ("displacement by flood", "validated")
    assert row["starts"] == pd.Timestamp("2009-01-01")
    assert pd.isna(row["ends"])
    assert not row["crosses"]


def test_conflict_has_movements_in_a_year_and_people_at_its_end():
    _, observations = frames(page(conflict(), kind="conflicts"))
    assert sums(observations) == {
        ("idmc.conflict_displacements", "SDN", "2023-01-01"): 6042000,
        ("idmc.conflict_idps", "SDN", "2023-01-01"): 9053000,
    }


def test_a_year_of_which_nothing_is_said_is_not_zero():
    rows = [conflict(), conflict(iso3="NPL", new_displacement=None, total_displacement=None)]
    _, observations = frames(page(*rows, kind="conflicts"))
    assert set(observations["place"]) == {"SDN"}


def test_abyei_is_an_area_and_an_unknown_code_is_counted():
    parts = read(SOURCE, [page(disaster(iso3="AB9"), disaster(iso3="QQQ"))])
    assert parts[0].rows["place"].tolist() == ["abyei"]
    assert parts[0].unknown_places == {"QQQ": 1}


def test_only_recommended_figures_count():
    events, observations = frames(file(figure(), figure(id=2, role="Triangulation", figure=7)))
    assert events["event"].tolist() == ["idu 183483"]
    assert sums(observations) == {("idmc.idu_conflict", "IND", "2026-09-01"): 10000}


def test_a_figure_counts_in_the_month_in_which_it_ended_and_is_marked_as_crossing():
    events, _ = frames(file(figure()))
    row = events.iloc[0]
    assert row["crosses"]
    assert row["kind"] == "displacement by conflict"
    assert row["precision"] == "District (ADM2)"
    assert row["url"] == "https://example.org/report"


def test_a_figure_told_twice_is_one_event():
    events, observations = frames(file(figure(), figure(figure=12000)))
    assert events["value"].tolist() == [12000]
    assert observations["value"].tolist() == [12000]


def test_days_of_the_old_form_are_midnights_in_new_zealand():
    midnight = "2023-10-31T11:00:00.000Z"
    dates = dict.fromkeys(("displacement_start_date", "displacement_end_date"), midnight)
    old = {k: v for k, v in figure(**dates).items() if k != "role"}
    events, observations = frames(file(old))
    assert events["ends"][0] == pd.Timestamp("2023-11-01")
    assert observations["period"][0] == pd.Timestamp("2023-11-01")


def test_figures_without_a_role_say_so():
    old = {name: value for name, value in figure().items() if name != "role"}
    events, _ = read(SOURCE, [file(old)])
    assert events.note == "Figures in this file do not say their role: some may count twice."


def test_the_file_of_180_days_sums_whole_months_only_and_takes_back_within_them():
    early = figure(id=2, displacement_start_date="2026-05-30", displacement_end_date="2026-05-30")
    reply = file(figure(), early, url=f"{API}/idus/last-180-days/", at=FETCHED)
    events, observations = read(SOURCE, [reply])
    assert len(events.rows) == 2
    assert observations.rows["period"].dt.strftime("%F").tolist() == ["2026-09-01"]
    assert events.covers[0].where["ends"][0] == pd.Timestamp("2026-05-27")
    assert observations.covers[0].where["period"][0] == pd.Timestamp("2026-06-01")
    assert {coverage.absence for coverage in events.covers + observations.covers} == {"withdrawn"}


def test_a_saved_file_takes_nothing_back():
    assert [part.covers for part in read(SOURCE, [file(figure())])] == [(), ()]


def test_the_mirror_as_csv_says_the_same_as_the_file():
    events, observations = frames(Reply("ind_idmc_idu_events.csv", b"\xef\xbb\xbf" + CSV))
    assert events["event"].tolist() == ["idu 183483"]
    assert sums(observations) == {("idmc.idu_conflict", "IND", "2026-09-01"): 10000}


def test_an_address_that_runs_is_none_and_a_script_in_a_name_is_text():
    bad = figure(source_url="javascript:alert(1)", event_name="<script>\u0000alert(1)</script>")
    events, _ = frames(file(bad))
    assert events["url"][0] == ""
    assert events["title"][0] == "<script> alert(1)</script>"


def test_without_a_key_the_sentence_says_how_to_get_one():
    class Keyless:
        def secret(self, variable):
            return ""

    with pytest.raises(Refused, match=r"ch\.datainfo@idmc\.ch.*IDMC_CLIENT_ID"):
        list(fetch(Keyless()))
    with pytest.raises(Refused, match=r"Client is not registered.*IDMC_CLIENT_ID"):
        read(SOURCE, [Reply("page", b'{"detail":"Client is not registered."}')])
    assert KEY.required


def test_pages_are_asked_for_by_our_own_offset_to_the_end():
    class Told:
        asked = []

        def secret(self, variable):
            return "SECRET"

        def get(self, url, params):
            self.asked.append((url.removeprefix(API), params.get("offset")))
            if "idus" in url:
                return file(figure())
            if "conflicts" in url:
                return page(conflict(), kind="conflicts")
            return page(disaster(), disaster(year=2010), count=5 if params["offset"] < 4 else 4)

    replies = list(fetch(Told()))
    assert Told.asked == [
        ("/gidd/disasters/", 0),
        ("/gidd/disasters/", 2),
        ("/gidd/disasters/", 4),
        ("/gidd/conflicts/", 0),
        ("/idus/last-180-days/", None),
    ]
    assert len(replies) == 5


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (b"", Empty, "empty"),
        (b"[]", Empty, "not taken for calm"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", WrongFormat, "web page"),
        (b'{"count": 2, "results": [{"iso3": "AGO"', WrongFormat, "not JSON"),
        (b'{"count": 2}', WrongFormat, "neither a page of GIDD"),
        (b'{"results": []}', WrongFormat, "how many rows"),
        (b'{"count": 0, "results": []}', Empty, "not taken for calm"),
        (b"[1, 2]", WrongFormat, "something else than figures"),
        (b'[{"id": 1}]', WrongFormat, "columns missing: iso3"),
        (b"id,country\n1,India\n", WrongFormat, "columns missing: iso3"),
        (CSV[: CSV.rindex(b"2026-09-08")], WrongFormat, "cut off"),
        ('[{"event_name": "Côte d\'Ivoire"}]'.encode("latin-1"), WrongFormat, "utf-8"),
        (b"PK\x03\x04 no spreadsheet", WrongFormat, "not an Excel workbook"),
    ],
)
def test_what_is_no_file_of_idmc_is_refused_with_a_sentence(body, error, said):
    with pytest.raises(error, match=said):
        read(SOURCE, [Reply("https://example.org/reply", body)])


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (file(figure(figure="many")), WrongFormat, "no number"),
        (file(figure(displacement_end_date="soon")), WrongFormat, "a day that is none"),
        (file(figure(displacement_end_date="9999-12-31")), WrongFormat, "after 2100"),
        (file(figure(displacement_end_date="today")), WrongFormat, "a day that is none"),
        (page(disaster(year="next")), WrongFormat, "no number"),
        (page(disaster(new_displacement=2e9)), WrongFormat, "is outside 0 to"),
    ],
)
def test_figures_and_days_that_cannot_be_are_refused(reply, error, said):
    with pytest.raises(error, match=said):
        frames(reply)


def test_a_spreadsheet_of_something_else_is_refused():
    body = BytesIO()
    pd.DataFrame({"a": [1]}).to_excel(body, index=False)
    with pytest.raises(WrongFormat, match="none of the two downloads"):
        read(SOURCE, [Reply("book.xlsx", body.getvalue())])


def recorded(name: str) -> Reply:
    path = shared(f"replies/idmc/{name}")
    return Reply(path.as_uri(), path.read_bytes())


def test_two_recorded_pages_of_222_are_not_read_as_all():
    (part,) = read(SOURCE, [recorded("gidd_disaster_0.json"), recorded("gidd_disaster_1.json")])
    assert len(part.rows) == 200
    assert part.rows["value"].sum() == 26955509 + 12943249
    assert part.note.startswith("Only 200 of 22,119 rows")
    assert part.covers == ()


def test_the_recorded_pages_rewritten_to_end_are_read_as_all():
    replies = []
    for name in ("gidd_disaster_0.json", "gidd_disaster_1.json"):
        said = recorded(name).json()
        replies.append(page(*said["results"], count=200))
    events, observations = frames(*replies)
    assert len(events) == 200
    assert len(observations) == 90
    found = sums(observations)
    assert found["idmc.disaster_displacements", "CHN", "2008-01-01"] == 18659649
    assert found["idmc.disaster_displacements", "AGO", "2009-01-01"] == 86065


@pytest.mark.parametrize("name", ["idmc_idu.json", "ind_idmc_idu_events.csv"])
def test_recorded_figures_fall_into_the_months_that_their_own_text_says(name):
    events, observations = frames(recorded(name))
    assert len(events) == 113
    disasters = {month: value for (series, _, month), value in sums(observations).items()
                 if series == "idmc.idu_disaster"}  # fmt: skip
    assert disasters == {
        "2023-05-01": 5566,
        "2023-06-01": 30035,
        "2023-07-01": 41428,
        "2023-08-01": 13383,
        "2023-09-01": 16548,
        "2023-10-01": 1624,
        "2023-11-01": 2,
    }
    assert observations["value"].sum() == 112759


def test_recorded_figures_of_the_new_form_count_without_the_one_for_triangulation():
    events, observations = frames(recorded("pystac-monty_idu_data.json"))
    assert len(events) == 6
    assert "MYS" not in set(events["place"])
    assert observations["value"].sum() == 10306


def test_the_recorded_downloads_of_2019_are_read():
    _, observations = frames(recorded("2020_idmc_displacement_all_dataset.xlsx"))
    found = sums(observations)
    assert len(found) == 10
    assert found["idmc.conflict_idps", "AFG", "2018-01-01"] == 2598000
    assert found["idmc.conflict_idps", "abyei", "2014-01-01"] == 20000
    events, observations = frames(recorded("2020_idmc_disaster_all_dataset.xlsx"))
    assert (len(events), len(observations), events["value"].sum()) == (6, 0, 28889)
