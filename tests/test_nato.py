"""News of NATO: a feed in the documented shape, written by us."""

import pandas as pd
import pytest

from collectors.source import NotThere, Refused, Reply
from collectors.sources.nato import FEEDS, SOURCE
from tests.feeds import NO_FEEDS, item, rss, told

LINK = "https://www.nato.int/cps/en/natohq/news_1.htm"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("19 Sep. 2025 12:00:00 GMT", "2025-09-19 12:00"),
        ("Fri, 19 Sep 2025 14:00:00 +0200", "2025-09-19 12:00"),
        ("19 September 2025 12:00:00 GMT", "2025-09-19 12:00"),
        ("4 Sept. 2025 12:00:00 GMT", "2025-09-04 12:00"),
        ("1 June 2025 12:00:00 GMT", "2025-06-01 12:00"),
        ("2025-09-19T12:00:00Z", "2025-09-19 12:00"),
    ],
)
def test_its_odd_dates_are_read(written, day):
    frames, _ = told(SOURCE, rss(item("Visit to Kosovo", LINK, written)))
    assert frames["publications"]["published"].unique() == [pd.Timestamp(day, tz="UTC")]


def test_a_statement_of_the_north_atlantic_council_is_told_as_one():
    title = "Statement by the North Atlantic Council on Ukraine"
    frames, _ = told(SOURCE, rss(item(title, LINK, "19 Sep. 2025 12:00:00 GMT")))
    row = frames["publications"].iloc[0]
    assert (row["body"], row["kind"], row["place"]) == ("NAC", "statement", "UKR")


@pytest.mark.parametrize(("reply", "error", "sentence"), NO_FEEDS)
def test_what_is_no_feed_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(SOURCE, reply)


class Site:
    def __init__(self, *answers):
        self.answers = dict(zip(FEEDS, answers, strict=True))

    def get(self, url):
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        return Reply(url, answer)


@pytest.mark.parametrize("first", [NotThere("404"), Refused("403"), b"<!DOCTYPE html><html>"])
def test_the_other_address_is_asked_when_the_first_gives_no_feed(first):
    assert [reply.url for reply in SOURCE.fetch(Site(first, b"<rss/>"))] == [FEEDS[1]]
    assert [reply.url for reply in SOURCE.fetch(Site(b"<rss/>", first))] == [FEEDS[0]]


def test_a_refusal_says_that_no_browser_is_pretended():
    with pytest.raises(Refused, match="does not take a browser's name"):
        list(SOURCE.fetch(Site(NotThere("404"), Refused("403."))))
    with pytest.raises(NotThere):
        list(SOURCE.fetch(Site(NotThere("404"), NotThere("404"))))
