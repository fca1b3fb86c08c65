"""Feeds, calendars and files of one's own, declared in a TOML file without Python."""

import pandas as pd
import pytest

from collectors import declared, kit
from collectors.http import Client
from collectors.source import Empty, NotThere, Reply, TooLarge
from indicators.frames import AGENDA, PUBLICATIONS
from tests.feeds import NO_FEEDS, atom, entry, item, rss, told
from tests.test_toml_sources import CSV, SOURCE, WHEAT

NEWS = """
[request]
url = "https://prices.example.org/feed"

[feed]
format = "rss"
body = "AU PSC"
kind = "press release"
"""
MEETINGS = NEWS.replace('"rss"', '"ics"\ntimezone = "Africa/Addis_Ababa"')
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
SUMMARY:Briefing on Mali
DTSTART:20261201T100000
URL:https://example.org/1
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Retreat
DTSTART;VALUE=DATE:20261101
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def source(tmp_path):
    def make(*parts: str):
        (tmp_path / "prices.toml").write_text("".join(parts))
        return declared.load(tmp_path / "prices.toml")

    return make


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_items_of_a_feed_become_publications_of_the_places_their_titles_name(source, form):
    made = source(SOURCE, NEWS.replace('"rss"', f'"{form}"'))
    reply = (
        rss(item("Briefing on Mali", date="Mon, 04 May 2026 10:00:00 GMT"), item("Undated", "/2"))
        if form == "rss"
        else atom(entry("Briefing on Mali", date="2026-05-04T10:00:00Z"))
    )
    assert made.frames == (PUBLICATIONS,)
    frames, _ = told(made, reply)
    (row,) = frames["publications"].to_dict("records")
    assert (row["place"], row["body"], row["kind"]) == ("MLI", "AU PSC", "press release")
    assert row["published"] == pd.Timestamp("2026-05-04T10:00:00Z")


def test_one_place_for_all_and_only_titles_with_a_word(source):
    made = source(SOURCE, NEWS, 'place = "SDN"\nonly = ["truce", "talks"]\n')
    date = "Mon, 04 May 2026 10:00:00 GMT"
    items = [item(title, f"https://e.org/{title}", date) for title in ("Truce", "Weather, Chad")]
    frames, _ = told(made, rss(*items))
    assert frames["publications"][["title", "place"]].values.tolist() == [["Truce", "SDN"]]
    with pytest.raises(Empty, match="no title holds one of the words"):
        told(made, rss(items[1]))


def test_events_of_a_calendar_become_meetings_at_the_seat(source):
    made = source(SOURCE, MEETINGS)
    assert made.frames == (AGENDA,)
    reply = Reply(
        "https://e.org/a.ics", CALENDAR.encode(), fetched_at=pd.Timestamp("2026-11-23", tz="UTC")
    )
    frames, _ = told(made, reply)
    mali, retreat = frames["agenda"].sort_values("item").to_dict("records")
    assert (mali["place"], mali["body"], mali["status"]) == ("MLI", "AU PSC", "confirmed")
    assert mali["starts"] == pd.Timestamp("2026-12-01T07:00:00Z")
    assert (retreat["place"], retreat["status"]) == ("WLD", "cancelled")


@pytest.mark.parametrize(("reply", "error", "sentence"), NO_FEEDS)
def test_what_is_no_feed_is_refused(source, reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(source(SOURCE, NEWS), reply)


def test_declared_feeds_and_calendars_pass_the_conformance_kit(source):
    date, said = "Mon, 04 May 2026 10:00:00 GMT", 'lag = "None."\nrevisions = "None."\n'
    assert kit.check(source(SOURCE, said, NEWS), [rss(item(date=date))]) == []
    made = source(SOURCE, said, MEETINGS)
    assert kit.check(made, [Reply("https://e.org/a.ics", CALENDAR.encode())]) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NEWS + WHEAT, r"a \[feed\] has no \[\[series\]\]"),
        (NEWS + CSV.split("[data]")[1].join(["[data]", ""]), r"either \[data\], of figures, or"),
        (NEWS + 'place = "Mali"\n', "line 16: feed.place: there is no place 'Mali'"),
        (NEWS + 'timezone = "Addis"\n', "line 16: feed.timezone: expected a time zone such as"),
        (NEWS.replace("rss", "html"), "line 13: feed.format: Input should be 'rss', 'atom' or"),
        (NEWS.replace('feed"\n', 'feed"\nfile = "a.xml"\n'), "expected either url or file"),
    ],
)
def test_a_feed_that_does_not_fit_is_told_with_line_and_key(source, text, told):
    with pytest.raises(declared.DeclarationError, match=told):
        source(SOURCE, text)


# --- A file in the place of an address.

FILE = CSV.replace('url = "https://prices.example.org/data.csv"', 'file = "prices.csv"')


@pytest.fixture
def replies(source, now):
    def ask(text=FILE, *more):
        made = source(SOURCE, *more, text, WHEAT)
        return list(made.fetch(Client(made, now)))

    return ask


def test_a_file_beside_the_declaration_is_read_at_every_run(replies, source, tmp_path):
    (tmp_path / "prices.csv").write_text("country,date,wheat\nSDN,2026-01-15,5\n")
    (reply,) = replies()
    assert reply.name == "prices.csv"
    frames, _ = told(source(SOURCE, FILE, WHEAT), reply)
    assert frames["observations"]["value"].tolist() == [5]


def test_a_file_that_is_not_there_leads_elsewhere_or_is_too_large_is_refused(replies, tmp_path):
    with pytest.raises(NotThere, match="prices.csv is not in the folder"):
        replies()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret").write_text("x")
    (tmp_path / "prices.csv").symlink_to(tmp_path / "elsewhere" / "secret")
    with pytest.raises(NotThere, match="not a file of the folder"):
        replies()
    (tmp_path / "prices.csv").unlink()
    (tmp_path / "prices.csv").write_text("x" * 2_000)
    with pytest.raises(TooLarge, match="2,000 bytes"):
        replies(FILE, "largest_reply = 1000\n")


@pytest.mark.parametrize("name", ["../prices.csv", "/etc/passwd", ".hidden", "a/b.csv"])
def test_a_file_is_of_the_same_folder(source, name):
    with pytest.raises(declared.DeclarationError, match="request.file"):
        source(SOURCE, FILE.replace("prices.csv", name), WHEAT)
