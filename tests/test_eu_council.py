"""Meetings of the EU Council: feeds and a calendar in their documented shape, written by us."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.source import Empty, Refused, Reply, SourceError, WrongFormat
from collectors.sources.eu_council import SOURCE
from tests.feeds import NO_FEEDS, item, rss, told

SITE = "https://www.consilium.europa.eu/en/meetings"


def meeting(path, title="European Council", guid="147805"):
    # The order and the names of the live feed: guid, link, title, description, updated.
    return item(title, f"{SITE}{path}", guid=guid, updated="")


def calendar(*lines):
    inner = "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inner}\r\nEND:VCALENDAR\r\n"
    return Reply("https://example.org/eu.ics", text.encode())


def test_the_day_of_a_meeting_is_read_in_its_link():
    frames, _ = told(SOURCE, rss(meeting("/european-council/2026/12/17-18/")))
    row = frames["agenda"].iloc[0]
    assert row["date"] == pd.Timestamp("2026-12-17")
    assert row["title"] == "European Council, 17–18 December 2026"
    assert (row["body"], row["item"], row["timezone"]) == ("EUCO", "147805", "Europe/Brussels")
    assert (row["status"], row["place"]) == ("confirmed", "WLD")
    assert pd.isna(row["starts"])


def test_the_path_says_the_body():
    fac = meeting("/fac/2026/11/16/", "Foreign Affairs Council", "2")
    other = meeting("/international-summit/2026/05/05/", "EU-Armenia summit", "3")
    rows = told(SOURCE, rss(fac, other))[0]["agenda"].set_index("item")
    assert rows["body"].to_dict() == {"2": "FAC", "3": ""}
    assert rows.loc["3", "place"] == "ARM"


def test_a_meeting_whose_day_is_over_was_held():
    feed = rss(meeting("/fac/2026/11/16/"), meeting("/fac/2026/12/14/", guid="2"))
    feed = replace(feed, fetched_at=pd.Timestamp("2026-11-23", tz="UTC"))
    assert told(SOURCE, feed)[0]["agenda"]["status"].tolist() == ["held", "confirmed"]


def test_a_meeting_told_by_two_feeds_is_one():
    one = rss(meeting("/fac/2026/11/16/"))
    assert len(told(SOURCE, one, one)[0]["agenda"]) == 1


def test_items_without_a_day_are_left_out_and_said():
    feed = rss(meeting("/fac/2026/11/16/"), meeting("/fac/2026/13/77/", "Odd", "2"))
    _, parts = told(SOURCE, feed)
    assert parts[0].note == "1 items without a day were left out: “Odd”."


def test_a_calendar_file_is_read_with_its_hours():
    frames, _ = told(
        SOURCE,
        calendar(
            "UID:a",
            "SUMMARY:Foreign Affairs Council",
            "DTSTART;TZID=Europe/Brussels:20261214T093000",
        ),
    )
    row = frames["agenda"].iloc[0]
    assert row["starts"] == pd.Timestamp("2026-12-14 08:30", tz="UTC")
    assert (row["body"], row["date"]) == ("FAC", pd.Timestamp("2026-12-14"))


def test_a_calendar_file_may_have_whole_days_and_cancelled_meetings():
    lines = ("UID:b", "SUMMARY:Political and Security Committee", "DTSTART;VALUE=DATE:20261214")
    row = told(SOURCE, calendar(*lines, "STATUS:CANCELLED"))[0]["agenda"].iloc[0]
    assert (row["body"], row["status"]) == ("EU PSC", "cancelled")
    assert pd.isna(row["starts"])


@pytest.mark.parametrize(
    ("reply", "error", "sentence"),
    [
        *NO_FEEDS[:6],
        (rss(item("A", "https://example.org/x")), WrongFormat, "no meeting has a day"),
        (NO_FEEDS[1][0], Refused, "asked for a browser check.*by hand"),
        (Reply("a.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), Empty, "without events"),
        (calendar("UID:a", "SUMMARY:x"), WrongFormat, "without a title or a day"),
        (Reply("a.ics", calendar("UID:a", "SUMMARY:x").body[:-20]), WrongFormat, "cut off"),
        (calendar("UID:a", "SUMMARY:x", "DTSTART:soon"), WrongFormat, "calendar|a day"),
    ],
)
def test_what_tells_no_meeting_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(SOURCE, reply)


@given(st.text(max_size=100))
def test_whatever_a_calendar_holds_it_is_read_or_refused(text):
    try:
        told(SOURCE, calendar("UID:a", f"SUMMARY:x{text}", f"DTSTART:{text[:20]}"))
    except SourceError:
        return


class Site:
    def __init__(self, *refuse):
        self.refuse = refuse

    def get(self, url, params):
        if params["cat"] in self.refuse:
            raise Refused(f"{url} answered 403: (a web page)")
        return Reply(url, b"")


def test_a_browser_check_becomes_a_sentence_that_says_what_to_do():
    assert len(list(SOURCE.fetch(Site("fac")))) == 1
    with pytest.raises(Refused, match="answered 403.*by hand, or give a calendar file"):
        list(SOURCE.fetch(Site("euco", "fac")))
