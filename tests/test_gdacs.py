"""Disaster alerts are read as GDACS means them, in both of its forms."""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, Reply, WrongFormat
from collectors.sources.gdacs import SOURCE, fetch
from indicators.frames import EVENTS
from tests.shared import shared

# Small replies of our own, in the shape of the recorded ones.
ITEM = """<item><title>{title}</title><link>{link}</link>
<gdacs:fromdate>Sat, 21 Dec 2019 18:00:00 GMT</gdacs:fromdate>
<gdacs:todate>{todate}</gdacs:todate><gdacs:eventtype>{type}</gdacs:eventtype>
<gdacs:alertlevel>Orange</gdacs:alertlevel>
<gdacs:episodealertlevel>Green</gdacs:episodealertlevel>
<gdacs:eventid>{id}</gdacs:eventid><gdacs:episodeid>29</gdacs:episodeid>
<gdacs:population unit="{unit}" value="{people}">so many</gdacs:population>
<gdacs:iso3>{iso3}</gdacs:iso3><gdacs:country>{country}</gdacs:country>
<georss:point>14.6 112.1</georss:point></item>"""
STORM = {
    "title": "Orange alert for tropical cyclone PHANFONE-19",
    "link": "http://www.gdacs.org/report.aspx?eventtype=TC&amp;eventid=1000641",
    "todate": "Sat, 28 Dec 2019 18:00:00 GMT",
    "type": "TC",
    "id": "1000641",
    "unit": "Pop74",
    "people": "4476940",
    "iso3": "PHL",
    "country": "Philippines",
}


def rss(*items: dict, space: str = "http://www.gdacs.org") -> Reply:
    """An RSS feed with a byte order mark, as the publisher sends it."""
    text = "".join(ITEM.format(**STORM | item) for item in items)
    text = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:gdacs="{space}" '
        f'xmlns:georss="http://www.georss.org/georss"><channel>{text}</channel></rss>'
    )
    return Reply("https://www.gdacs.org/xml/rss_7d.xml", b"\xef\xbb\xbf" + text.encode())


def feature(**changes) -> dict:
    properties = {
        "eventtype": "FL",
        "eventid": 1102983,
        "episodeid": 1,
        "name": "Flood in Spain",
        "url": {"report": "https://www.gdacs.org/report.aspx?eventid=1102983&eventtype=FL"},
        "alertlevel": "Orange",
        "episodealertlevel": "Green",
        "iscurrent": "false",
        "country": "Spain",
        "fromdate": "2024-10-27T15:00:00",
        "todate": "2024-11-04T11:00:00",
        "datemodified": "2025-01-05T12:10:23",
        "iso3": "ESP",
        "Class": "Point_Centroid",
        "affectedcountries": [{"iso3": "ESP", "countryname": "Spain"}],
        "severitydata": {"severity": 0.0, "severitytext": "Magnitude 0 ", "severityunit": ""},
    }
    point = {"type": "Point", "coordinates": [-2.6, 39.4]}
    return {"type": "Feature", "geometry": point, "properties": properties | changes}


def search(*features: dict) -> Reply:
    body = {"type": "FeatureCollection", "features": list(features)}
    return Reply("https://www.gdacs.org/gdacsapi/SEARCH", json.dumps(body).encode())


def events(*replies: Reply) -> pd.DataFrame:
    """The rows of EVENTS in `replies`, as they would be kept."""
    (part,) = read(SOURCE, replies)
    rows = part.rows.assign(run=1, known_at=pd.Timestamp("2026-11-22", tz="UTC"))
    return EVENTS.conform(rows.assign(vintage="collected"))


def test_a_storm_of_the_feed_is_one_event_with_its_people_exposed():
    row = events(rss({})).iloc[0]
    assert (row["event"], row["place"], row["kind"]) == ("TC1000641", "PHL", "tropical cyclone")
    assert (row["status"], row["value"], row["unit"]) == ("Orange", 4476940, "people exposed")
    assert (row["starts"], row["ends"]) == (pd.Timestamp("2019-12-21"), pd.Timestamp("2019-12-28"))
    assert (row["latitude"], row["longitude"], row["crosses"]) == (14.6, 112.1, False)
    assert row["url"].endswith("eventtype=TC&eventid=1000641")


def test_the_other_form_of_the_namespace_is_read_too():
    assert events(rss({}, space="http://www.gdacs.org/"))["place"].tolist() == ["PHL"]


def test_a_flood_of_the_list_has_the_alert_of_the_event_and_no_figure():
    row = events(search(feature())).iloc[0]
    assert (row["event"], row["place"], row["status"]) == ("FL1102983", "ESP", "Orange")
    assert pd.isna(row["value"])
    assert row["unit"] == ""
    assert row["crosses"]
    assert row["title"] == "Flood in Spain"


def test_a_drought_is_in_every_country_that_it_names_not_in_the_first_alone():
    names = "Bosnia &amp; Herzegovina, Bulgaria, Iran, Turkey, "
    rows = events(rss({"type": "DR", "iso3": "BIH", "country": names, "unit": "", "people": "0"}))
    assert sorted(rows["place"]) == ["BGR", "BIH", "IRN", "TUR"]
    assert rows["value"].isna().all()


def test_a_figure_for_several_countries_is_no_country_s_own():
    rows = events(rss({"country": "Philippines, Viet Nam"}))
    assert sorted(rows["place"]) == ["PHL", "VNM"]
    assert rows["value"].isna().all()


def test_a_zero_without_a_unit_is_no_figure_and_one_with_a_unit_is():
    assert pd.isna(events(rss({"unit": "", "people": "0"}))["value"][0])
    assert events(rss({"unit": "Population in 100km", "people": "0"}))["value"][0] == 0


def test_a_stretch_of_sea_belongs_to_the_country_whose_code_is_given():
    (part,) = read(SOURCE, [rss({"iso3": "VUT", "country": "Southeast Of Loyalty Islands"})])
    assert part.rows["place"].tolist() == ["VUT"]
    assert part.unknown_places == {}


def test_an_event_at_sea_that_names_no_country_is_of_no_single_place():
    flood = feature(iso3="", country="", affectedcountries=[])
    assert events(search(flood))["place"].tolist() == ["WLD"]


def test_a_name_that_no_place_has_is_counted():
    (part,) = read(SOURCE, [rss({"country": "Philippines, Atlantis"})])
    assert part.unknown_places == {"Atlantis": 1}
    assert part.rows["place"].tolist() == ["PHL"]


def test_the_last_episode_of_an_event_counts_in_whatever_order_they_come():
    first, second = feature(), feature(episodeid=2, alertlevel="Red")
    assert events(search(first, second))["status"].tolist() == ["Red"]
    assert events(search(second), search(first))["status"].tolist() == ["Red"]


def test_what_was_modified_later_counts_before_any_episode():
    old = feature(episodeid=9, alertlevel="Red", datemodified="2024-11-08T11:10:45")
    assert events(search(feature()), search(old))["status"].tolist() == ["Orange"]


def test_of_the_same_episode_in_both_forms_the_one_with_a_figure_counts():
    storm = {"eventtype": "TC", "eventid": 1000641, "episodeid": 29, "iso3": "PHL"}
    listed = search(feature(**storm, affectedcountries=[{"iso3": "PHL"}], country="Philippines"))
    assert events(listed, rss({}))["value"].tolist() == [4476940]
    assert events(rss({}), listed)["value"].tolist() == [4476940]


def test_outlines_are_of_the_same_event_and_are_said_to_be_left_out():
    (part,) = read(SOURCE, [search(feature(), feature(Class="Line_Line_0"))])
    assert len(part.rows) == 1
    assert part.note == "1 outlines of the same events were left out."


def test_outlines_without_a_centre_tell_their_event_once_and_no_point():
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    drawn = [feature(Class=f"Line_Line_{number}") | {"geometry": line} for number in (1, 0)]
    rows = events(search(*drawn))
    assert len(rows) == 1
    assert rows[["latitude", "longitude"]].isna().all(axis=None)


def test_a_country_that_an_event_no_longer_names_is_withdrawn():
    (part,) = read(SOURCE, [search(feature())])
    (coverage,) = part.covers
    assert coverage.where == {"source": "gdacs", "event": ["FL1102983"]}
    assert coverage.absence == "withdrawn"


def test_a_script_in_a_title_is_text_and_an_address_that_runs_is_none():
    changes = {"title": "&lt;script&gt;alert(1)&lt;/script&gt;", "link": "javascript:alert(1)"}
    row = events(rss(changes)).iloc[0]
    assert row["title"] == "<script>alert(1)</script>"
    assert row["url"] == ""


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (b"", Empty, "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", WrongFormat, "web page"),
        (b'{"type": "FeatureCollection", "features": [{"type', WrongFormat, "not JSON"),
        (b"<rss><channel><item><title>Green", WrongFormat, "not XML"),
        (b"<feed></feed>", WrongFormat, "not an RSS feed"),
        ('{"type": "Feature", "name": "Dürre"}'.encode("latin-1"), WrongFormat, "utf-8"),
        (b'{"type": "FeatureCollection", "features": []}', Empty, "not taken for calm"),
        (b"<rss><channel></channel></rss>", Empty, "not taken for calm"),
        (b'{"type": "FeatureCollection", "features": [3]}', WrongFormat, "without properties"),
        (b'{"channel": {"item": []}}', WrongFormat, "impact files"),
        (b"<rss><channel><item></item></channel></rss>", WrongFormat, "without eventtype"),
    ],
)
def test_what_is_no_list_of_alerts_is_refused_with_a_sentence(body, error, said):
    with pytest.raises(error, match=said):
        read(SOURCE, [Reply("https://www.gdacs.org/xml/rss_7d.xml", body)])


def test_a_missing_field_is_named():
    flood = feature()
    del flood["properties"]["alertlevel"]
    with pytest.raises(WrongFormat, match="without alertlevel"):
        read(SOURCE, [search(flood)])


def test_a_date_that_is_none_is_refused_and_the_year_9999_too():
    with pytest.raises(WrongFormat, match="FL1102983: 'tomorrow' is not a date"):
        read(SOURCE, [search(feature(todate="tomorrow"))])
    with pytest.raises(WrongFormat, match="is not a date of 1900 to 2100"):
        events(search(feature(todate="9999-12-31T23:59:59")))


def test_pages_are_asked_for_until_one_is_not_full():
    full = search(*(feature(eventid=number) for number in range(100)))
    answers = [full, search(feature()), rss({})]

    class Told:
        now = pd.Timestamp("2026-11-22", tz="UTC")
        asked = []

        def get(self, url, params=None):
            self.asked.append((params or {}).get("pagenumber", "rss"))
            return answers[len(self.asked) - 1]

    client = Told()
    assert list(fetch(client)) == answers
    assert client.asked == [1, 2, "rss"]


RECORDED = {  # events and rows counted by hand in the files
    "gdacs-rss.xml": (16, 49),
    "gdacs-rss-24h.xml": (21, 54),
    "gdacs-1.xml": (4, 7),
    "1102983-1-geteventdata-source.json": (1, 1),
    "fl-1102983-ep2-event.json": (1, 1),
    "dr-1016449-event.json": (1, 4),
    "dr-1016449-ep7-geometry.json": (1, 4),
    "tc-1001253-event.json": (1, 1),
    "tc-1001253-ep1-geometry.json": (1, 1),
    "wf-1028649-event.json": (1, 1),
}


@pytest.mark.parametrize(("file", "counts"), RECORDED.items())
def test_recorded_replies_hold_what_was_counted_in_them(file, counts):
    path = shared(f"replies/gdacs/{file}")
    rows = events(Reply(path.as_uri(), path.read_bytes()))
    assert (rows["event"].nunique(), len(rows)) == counts


def test_the_recorded_feed_says_what_is_written_in_it():
    path = shared("replies/gdacs/gdacs-rss-24h.xml")
    rows = events(Reply(path.as_uri(), path.read_bytes()))
    assert rows.drop_duplicates("event")["kind"].value_counts().to_dict() == {
        "drought": 11,
        "earthquake": 8,
        "tropical cyclone": 2,
    }
    assert rows.set_index("event").at["EQ1200035", "value"] == 146661
    assert rows.set_index("event").at["EQ1200043", "place"] == "WLD"


@pytest.mark.parametrize("file", ["tc-1001253-ep1-impact.json", "wf-1028649-ep1-impact.json"])
def test_recorded_impact_files_are_refused(file):
    path = shared(f"replies/gdacs/{file}")
    with pytest.raises(WrongFormat, match="impact files"):
        read(SOURCE, [Reply(path.as_uri(), path.read_bytes())])
