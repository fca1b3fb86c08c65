"""UCDP: every trap of its releases, on small replies in its shape and on recorded ones."""

import csv
import io
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import (
    Empty,
    NotThere,
    Reply,
    SourceError,
    TooLarge,
    Unreachable,
    WrongFormat,
)
from collectors.sources._ucdp_release import HEADER, release_of
from collectors.sources.ucdp import SOURCE
from indicators import places
from tests.shared import shared

FEBRUARY, MARCH = "GEDEvent_v26_0_2.csv", "GEDEvent_v26_0_3.csv"
OLD_HEADER = [
    "id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name",
    "dyad_new_id", "dyad_name", "side_a_new_id", "gwnoa", "side_a", "side_b_new_id", "gwnob",
    "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "low", "best", "high",
]  # fmt: skip


def event(id, day="2026-02-10", **other):
    """One event as UCDP writes it: in Sudan, state-based, of one day, two dead."""
    told = {
        "id": id, "code_status": "Clear", "type_of_violence": 1, "where_prec": 1,
        "dyad_name": "Government of Sudan - RSF", "adm_1": "Al Jazirah state",
        "source_headline": 'Two killed, "witnesses" say\nSource: a newspaper',
        "latitude": "14.4", "longitude": "33.5", "country": "Sudan", "country_id": 625,
        "date_start": f"{day} 00:00:00.000", "date_end": f"{day} 00:00:00.000",
        "deaths_civilians": 1, "best": 2, "low": 1, "high": 5,
    }  # fmt: skip
    return told | {name: value for name, value in other.items()}


def release(name, *events, header=HEADER, headless=False):
    text = io.StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore", restval="")
    if not headless:
        writer.writeheader()
    writer.writerows(events)
    return Reply(f"https://ucdp.uu.se/downloads/candidateged/{name}", text.getvalue().encode())


def packed(name, inside, body):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(inside, body)
    return Reply(f"https://ucdp.uu.se/downloads/ged/{name}", buffer.getvalue())


def told(*replies):
    """Return the conformed events and observations that `replies` tell, and the parts."""
    parts = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2026-03-20", tz="UTC"), "vintage": "collected"}
    return *(part.frame.conform(part.rows.assign(**trace)) for part in parts), parts


def deaths(figures, place="SDN", month="2026-02", series="ucdp.deaths"):
    rows = figures.set_index(["series", "place", "period"])["value"]
    return rows.get((series, place, pd.Timestamp(month)))


def test_an_event_is_told_with_what_ucdp_says_of_it():
    events, figures, _ = told(release(FEBRUARY, event(7, code_status="Check deaths", where_prec=6)))
    row = events.iloc[0]
    assert (row["event"], row["place"], row["kind"]) == ("7", "SDN", "state-based violence")
    assert (row["value"], row["low"], row["high"], row["unit"]) == (2, 1, 5, "deaths")
    assert (row["status"], row["precision"]) == ("Check deaths", "country only")
    assert (row["title"], row["area"]) == ("Government of Sudan - RSF", "Al Jazirah state")
    assert row["starts"] == row["ends"] == pd.Timestamp("2026-02-10")
    assert not row["crosses"]
    assert deaths(figures) == 2
    assert figures["published"].isna().all()


def test_a_month_without_events_is_zero_in_every_state_that_ucdp_counts():
    _, figures, _ = told(release(FEBRUARY, event(1)))
    total = figures[figures["series"] == "ucdp.deaths"]
    assert len(total) == len(places.GW_STATES)
    assert deaths(figures, "XKX") == 0
    assert total["value"].sum() == 2
    # Of one type only where somebody died: state-based, and civilians.
    assert figures["value"].sum() == 2 + 2 + 1
    assert len(figures) == len(total) + 2


def test_a_type_of_violence_that_a_new_release_no_longer_tells_falls_to_zero():
    _, _, parts = told(release(FEBRUARY, event(1)))
    where = [cover.where for cover in parts[1].covers if cover.absence == "zero"][1]
    assert "ucdp.deaths_one_sided" in where["series"]
    assert where["period"] == (pd.Timestamp("2026-02-01"), pd.Timestamp("2026-02-01"))


def test_deaths_are_told_by_type_of_violence_and_for_civilians():
    _, figures, _ = told(
        release(
            FEBRUARY,
            event(1, best=5, deaths_civilians=3),
            event(2, best=7, type_of_violence=2, deaths_civilians=0),
            event(3, best=11, type_of_violence=3, deaths_civilians=11),
        )
    )
    names = ("", "_state_based", "_non_state", "_one_sided", "_civilians")
    assert [deaths(figures, series=f"ucdp.deaths{name}") for name in names] == [23, 5, 7, 11, 14]


def test_an_event_counts_in_the_month_of_its_end_and_is_marked_when_it_began_before():
    began_before = event(1, date_start="2026-01-30 00:00:00.000", best=3)
    ends_after = event(2, "2026-02-27", date_end="2026-03-02 00:00:00.000", best=100)
    events, figures, parts = told(release(FEBRUARY, began_before, ends_after, event(3, best=4)))
    assert events["crosses"].tolist() == [True, True, False]
    assert deaths(figures) == 7
    assert deaths(figures, month="2026-03") is None
    assert parts[0].note.startswith("1 events ended outside the months")


def test_an_event_without_deaths_is_kept():
    events, figures, _ = told(release(FEBRUARY, event(1, best=0, deaths_civilians=0)))
    assert events["value"].tolist() == [0]
    assert deaths(figures) == 0


def test_of_an_event_told_again_the_last_release_counts_in_whatever_order_they_come():
    again = release(MARCH, event(1, best=9), event(2, "2026-03-05"))
    for replies in (
        [release(FEBRUARY, event(1), event(3, best=4)), again],
        [again, release(FEBRUARY, event(1), event(3, best=4))],
    ):
        events, figures, _ = told(*replies)
        assert sorted(events["event"]) == ["1", "2", "3"]
        assert deaths(figures) == 9 + 4
        assert deaths(figures, month="2026-03") == 2


def test_a_monthly_release_does_not_take_back_what_an_earlier_one_told_of_its_month():
    into_march = event(2, "2026-02-27", date_end="2026-03-02 00:00:00.000", best=8)
    _, figures, _ = told(release(FEBRUARY, into_march), release(MARCH, event(3, "2026-03-09")))
    assert deaths(figures, month="2026-03") == 8 + 2


def test_a_cumulative_release_takes_back_what_it_no_longer_holds():
    monthly = release(FEBRUARY, event(1), event(2, best=30))
    cumulative = release("GEDEvent_v26_01_26_03.csv", event(1, best=3))
    newer = release("GEDEvent_v26_0_4.csv", event(5, "2026-03-30", best=6), event(6, "2026-04-01"))
    events, figures, _ = told(newer, cumulative, monthly)
    assert sorted(events["event"]) == ["1", "5", "6"]
    assert [deaths(figures, month=f"2026-{month:02}") for month in (1, 2, 3, 4)] == [0, 3, 6, 2]


def test_the_yearly_release_decides_over_candidates_of_its_years():
    candidate = release("GEDEvent_v25_0_12.csv", event(1, "2025-12-03", best=50))
    late = release("GEDEvent_v26_0_1.csv", event(2, "2025-12-30", best=70), event(3, "2026-01-03"))
    yearly = release("GEDEvent_v26_1.csv", event(4, "1989-01-01"), event(1, "2025-12-03", best=40))
    events, figures, parts = told(late, yearly, candidate)
    assert sorted(events["event"]) == ["1", "3", "4"]
    assert deaths(figures, month="2025-12") == 40
    assert figures["period"].min() == pd.Timestamp("1989-01-01")
    assert parts[0].covers[0].where == {
        "source": "ucdp",
        "ends": (pd.Timestamp("1989-01-01"), pd.Timestamp("2026-01-31")),
    }


def test_a_month_between_that_no_release_covers_is_said_and_nothing_in_it_is_withdrawn():
    later = release("GEDEvent_v26_0_4.csv", event(2, "2026-04-05"))
    _, figures, parts = told(release(FEBRUARY, event(1)), later)
    assert "No release covers March 2026 to March 2026." in parts[0].note
    assert [coverage.where["ends"] for coverage in parts[0].covers] == [
        (pd.Timestamp("2026-02-01"), pd.Timestamp("2026-02-28")),
        (pd.Timestamp("2026-04-01"), pd.Timestamp("2026-04-30")),
    ]
    assert deaths(figures, month="2026-03") is None


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("GEDEvent_v26_0_2.csv", "2026-02", "2026-02"),
        ("GEDevent_v26_0_12.first650.csv", "2026-12", "2026-12"),
        ("GEDEvent_v26_01_26_06.csv", "2026-01", "2026-06"),
        ("GEDEvent_v26_1.csv", "1989-01", "2025-12"),
        ("ged261-csv.zip", "1989-01", "2025-12"),
        ("ged191.csv", "1989-01", "2018-12"),
    ],
)
def test_the_name_of_a_file_says_which_months_it_covers(name, first, last):
    found = release_of(name)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize("name", ["ged_2025.csv", "GEDEvent_v26_0_13.csv", "events.csv", ""])
def test_a_name_that_says_no_release_is_not_guessed_at(name):
    assert release_of(name) is None
    with pytest.raises(WrongFormat, match="does not say which release"):
        told(release(name, event(1)))


@pytest.mark.parametrize("name", ["GEDEvent_v19_0_3.csv", "GEDEvent_v20_01_20_06.csv"])
def test_candidates_that_cover_a_part_of_the_world_are_refused(name):
    with pytest.raises(WrongFormat, match="cover a part of the world only"):
        told(release(name, event(1)))


def test_a_release_without_header_is_read_in_the_known_order_of_columns():
    name = "GEDEvent_v24_0_1.csv"
    day = "2024-01-10"
    with_header, _, _ = told(release(name, event(1, day), event(2, day, best=8)))
    without, figures, _ = told(release(name, event(1, day), event(2, day, best=8), headless=True))
    pd.testing.assert_frame_equal(without, with_header)
    assert deaths(figures, month="2024-01") == 10
    with pytest.raises(WrongFormat, match="no header row, and 42 columns instead of the 49"):
        told(release(name, event(1, day), headless=True, header=OLD_HEADER))


def test_columns_may_come_in_another_order_and_older_releases_have_fewer():
    turned = release(FEBRUARY, event(1), header=HEADER[::-1])
    older = release("ged191.csv", event(1, "2018-12-01"), header=OLD_HEADER)
    assert told(turned)[0]["high"].tolist() == [5]
    events, figures, _ = told(older)
    assert events["status"].tolist() == [""]
    assert events["low"].tolist() == [1]
    assert deaths(figures, month="2018-12") == 2


@pytest.mark.parametrize("written", ["2026-02-10", "2026-02-10T00:00:00", "2026-02-10 00:00:00"])
def test_days_are_read_in_every_form_that_ucdp_and_converted_files_use(written):
    events, _, _ = told(
        release(FEBRUARY, event("1.0", date_start=written, date_end=written, country_id="625.0"))
    )
    assert events["ends"].tolist() == [pd.Timestamp("2026-02-10")]
    assert events["event"].tolist() == ["1"]
    assert events["place"].tolist() == ["SDN"]


def test_a_country_is_known_by_its_number_else_by_its_name_else_counted():
    events, figures, parts = told(
        release(
            FEBRUARY,
            event(1, country_id=490, country="DR Congo (Zaire)"),
            event(2, country_id=9999, country="Chad"),
            event(3, country_id=9999, country="Atlantis"),
            event(4, country_id=9999, country="Atlantis"),
        )
    )
    assert events["place"].tolist() == ["COD", "TCD"]
    assert parts[0].unknown_places == {"Atlantis (9999)": 2}
    assert deaths(figures, "TCD") == 2


def test_a_script_in_a_title_stays_plain_text():
    events, _, _ = told(release(FEBRUARY, event(1, dyad_name="<script>alert(1)</script>\x00\n A")))
    assert events["title"].tolist() == ["<script>alert(1)</script> A"]


def test_a_zip_archive_is_read_and_says_its_release_by_the_file_in_it():
    body = release("", event(1, "2018-05-01")).body
    events, figures, _ = told(packed("download.zip", "ged191.csv", body))
    assert len(events) == 1
    assert deaths(figures, month="2018-05") == 2


@pytest.mark.parametrize(
    ("reply", "error", "sentence"),
    [
        (Reply(FEBRUARY, b""), Empty, "the reply is empty"),
        (Reply(FEBRUARY, b" \n "), Empty, "the reply is empty"),
        (Reply(FEBRUARY, b"<!DOCTYPE html><html>Log in</html>"), WrongFormat, "a web page came"),
        (Reply(FEBRUARY, b"API token required."), WrongFormat, "columns missing"),
        (Reply(FEBRUARY, "id,é\n".encode("utf-16")), WrongFormat, "not utf-8"),
        (
            Reply(
                FEBRUARY, release("", event(1, country="Türkiye")).body.decode().encode("cp1252")
            ),
            WrongFormat,
            "not CSV as UCDP publishes it",
        ),
        (Reply(FEBRUARY, release("", event(1)).body[:-20]), WrongFormat, "not CSV as UCDP"),
        (Reply(FEBRUARY, release("", event(1)).body[:-80]), WrongFormat, "not CSV as UCDP"),
        (
            Reply(FEBRUARY, release("", event(1)).body.split(b"wit")[0]),
            WrongFormat,
            "not CSV as UCDP publishes",
        ),
        (release(FEBRUARY), Empty, "not taken for calm"),
        (
            release(FEBRUARY, event(1), header=HEADER[:-4]),
            WrongFormat,
            "columns missing: high, low",
        ),
        (
            Reply(FEBRUARY, release("", event(1)).body.replace(b"date_end", b"end_date")),
            WrongFormat,
            "columns missing: date_end",
        ),
        (release(FEBRUARY, event(1, "9999-12-31")), WrongFormat, "no date, or one .* after 2100"),
        (release(FEBRUARY, event(1, "10.02.2026")), WrongFormat, "1 events have no date"),
        (release(FEBRUARY, event(1, best=10**9)), WrongFormat, "deaths from 0 to 1,000,000"),
        (release(FEBRUARY, event(1, best=-1)), WrongFormat, "no number of deaths"),
        (release(FEBRUARY, event(1, best="")), WrongFormat, "no number of deaths"),
        (release(FEBRUARY, event(1, best="many")), WrongFormat, "not CSV as UCDP publishes it"),
        (release(FEBRUARY, event("A1")), WrongFormat, "no number as id, first 'A1'"),
        (release(FEBRUARY, event(1, type_of_violence=4)), WrongFormat, "type of violence other"),
        (
            release(FEBRUARY, event(1, date_start="2026-03-01 00:00:00.000")),
            WrongFormat,
            "end before they begin",
        ),
        (Reply("ged261-csv.zip", b"PK\x03\x04 cut off"), WrongFormat, "damaged or cut off"),
        (packed("ged261-csv.zip", "readme.txt", "no table"), WrongFormat, "0 CSV files"),
        (packed("ged261-csv.zip", "ged261.csv", b"0" * 20_000_000), TooLarge, "left packed"),
    ],
)
def test_a_reply_that_is_no_release_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(reply)


def test_more_than_a_million_deaths_in_a_month_of_a_country_are_refused():
    many = [event(number, best=400_000) for number in (1, 2, 3)]
    with pytest.raises(WrongFormat, match="Nothing of this reply was kept"):
        told(release(FEBRUARY, *many))


def test_no_reply_at_all_is_not_taken_for_calm():
    with pytest.raises(Empty):
        told()


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply(FEBRUARY, body))


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 28), st.integers(0, 99)), min_size=1))
@settings(max_examples=25, deadline=None)
def test_monthly_deaths_are_the_sum_of_the_events_that_are_kept(many):
    events, figures, _ = told(
        release(
            FEBRUARY,
            *(event(id, f"2026-02-{day:02}", best=best) for id, day, best in many),
        )
    )
    last = {id: best for id, _, best in many}
    assert events["value"].sum() == deaths(figures) == sum(last.values())
    assert events["event"].is_unique


class Publisher:
    """Stands for the client: answers the addresses it knows, 404 to the others."""

    def __init__(self, now, *there):
        self.now, self.there, self.asked = pd.Timestamp(now, tz="UTC"), there, []

    def get(self, url):
        name = url.rsplit("/", 1)[-1]
        self.asked.append(name)
        if name not in self.there:
            raise NotThere(f"{url} answered 404")
        return Reply(url, b"")


def names(publisher):
    return [reply.name for reply in SOURCE.fetch(publisher)]


def test_the_yearly_release_and_the_months_after_it_are_asked_for():
    there = ("ged261-csv.zip", *(f"GEDEvent_v26_0_{month}.csv" for month in range(1, 9)))
    publisher = Publisher("2026-10-02", *there)
    assert names(publisher) == list(there)
    assert "GEDEvent_v26_0_9.csv" in publisher.asked  # not out yet, and no fault
    assert "GEDEvent_v26_0_10.csv" not in publisher.asked


def test_a_cumulative_release_spares_its_months():
    there = ("ged261-csv.zip", "GEDEvent_v26_01_26_06.csv", "GEDEvent_v26_0_7.csv")
    publisher = Publisher("2026-09-25", *there, "GEDEvent_v26_0_2.csv")
    assert names(publisher) == list(there)


def test_before_june_last_years_release_and_all_candidates_since_are_asked_for():
    there = ("ged251-csv.zip", "GEDEvent_v25_01_25_12.csv", "GEDEvent_v26_0_1.csv")
    assert names(Publisher("2026-03-01", *there, "GEDEvent_v25_0_3.csv")) == list(there)


def test_candidates_alone_are_enough_and_nothing_at_all_is_an_error():
    assert names(Publisher("2027-01-25", "GEDEvent_v26_0_12.csv")) == ["GEDEvent_v26_0_12.csv"]
    with pytest.raises(Unreachable, match="no release"):
        names(Publisher("2026-10-02"))


def test_the_recorded_events_of_february_2026_are_counted_as_by_hand():
    path = shared("replies/ucdp/GEDEvent_v26_0_2.first650.csv")
    events, figures, parts = told(Reply(path.name, path.read_bytes()))
    within = events[~events["crosses"]]
    crossing = events[events["crosses"]]
    assert (len(events), events["value"].sum()) == (650, 2_795)
    assert (len(within), within["value"].sum()) == (632, 1_990)
    assert (len(crossing), crossing["value"].sum()) == (18, 805)
    assert within["ends"].dt.strftime("%Y-%m").unique().tolist() == ["2026-02"]
    assert (events["status"] == "Clear").sum() == 391
    in_february = events[events["ends"].between("2026-02-01", "2026-02-28")]
    all_places = figures[figures["series"] == "ucdp.deaths"]["value"]
    assert all_places.sum() == in_february["value"].sum() == 2_043
    assert parts[0].unknown_places == {}
    assert parts[0].note.startswith("11 events ended outside")


def test_the_recorded_yearly_release_of_two_countries_is_counted_as_by_hand():
    path = shared("replies/ucdp/hdx-ucdp_download.zip")
    events, figures, _ = told(Reply(path.name, path.read_bytes()))
    assert len(events) == 3_194
    assert set(events["place"]) == {"MMR", "BGD"}
    assert (events["ends"].dt.year.min(), events["ends"].dt.year.max()) == (1989, 2018)
    assert deaths(figures, "MMR", "2018-12") is not None
    assert figures["period"].nunique() == 30 * 12
    assert figures[figures["series"] == "ucdp.deaths"]["value"].sum() == events["value"].sum()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("ged_2025.csv", "columns missing: dyad_name, adm_1, country_id, date_start, date_end"),
        ("hdx-ucdp_conflict_data_BGD.csv", "HXL tags"),
    ],
)
def test_recorded_extracts_that_are_no_release_are_refused(file, sentence):
    path = shared(f"replies/ucdp/{file}")
    with pytest.raises(WrongFormat, match=sentence):
        told(Reply(path.name, path.read_bytes()))
