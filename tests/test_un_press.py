"""A press number is no meeting; an announcement and its coverage are of one meeting."""

from html import escape

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, WrongFormat
from collectors.sources.un_press import SOURCE, fetch
from indicators.frames import AGENDA, PUBLICATIONS
from tests.shared import shared

FEED = "https://press.un.org/en/rss.xml"
SEEN = pd.Timestamp("2026-08-29", tz="UTC")
NORMAL = "Fri, 28 Aug 2026 18:35:09 -0400"
COVERAGE = ("Gang Crisis Worsens, Security Council Hears", "2026/sc16444.doc.htm")
ANNOUNCED = ("Security Council, 10216th Meeting (PM) Haiti", "blog/sc16444")


# Small replies of our own, in the shape of the recorded feed.
def feed(*items: tuple[str, str], at: str = NORMAL) -> Reply:
    body = "".join(
        f"<item><title>{escape(title)}</title><link>https://press.un.org/en/{path}</link>"
        f"<description>…</description><pubDate>{at}</pubDate></item>"
        for title, path in items
    )
    text = f'<?xml version="1.0" encoding="utf-8"?><rss><channel>{body}</channel></rss>'
    return Reply(FEED, text.encode())


def page(title: str, path: str = "blog/sc16444") -> Reply:
    """A page of an announcement, as we suppose it: none was recorded."""
    text = f"<!DOCTYPE html><html><head><title>{escape(title)}</title></head><body></body></html>"
    return Reply(f"https://press.un.org/en/{path}", text.encode())


def frames(*replies: Reply) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of PUBLICATIONS and of AGENDA in `replies`, as they would be kept."""
    found = {part.frame.name: part.rows for part in read(SOURCE, replies)}
    kept = []
    for frame in (PUBLICATIONS, AGENDA):
        rows = found.get(frame.name, pd.DataFrame(columns=list(frame.columns)))
        kept.append(frame.conform(rows.assign(run=1, known_at=SEEN, vintage="collected")))
    return kept[0], kept[1]


def test_an_announcement_and_its_coverage_are_two_publications_of_one_meeting():
    publications, agenda = frames(feed(COVERAGE, ANNOUNCED))
    rows = publications.set_index("document")
    assert rows["kind"].to_dict() == {
        "sc16444": "meeting coverage",
        "blog/sc16444": "announcement",
    }
    assert set(rows["symbol"]) == {"SC/16444"}
    assert set(rows["meeting"]) == {"S/PV.10216"}
    assert set(rows["body"]) == {"UNSC"}
    assert agenda["symbol"].tolist() == ["S/PV.10216"]


def test_an_announced_meeting_is_on_the_agenda_of_its_day_without_an_hour():
    _, agenda = frames(feed(ANNOUNCED, at="Fri, 28 Aug 2026 21:15:05 -0400"))
    row = agenda.iloc[0]
    assert (row["title"], row["topic"], row["place"]) == ("Haiti", "hti", "HTI")
    assert row["date"] == pd.Timestamp("2026-08-28")  # in London it is the 29th
    assert pd.isna(row["starts"])
    assert (row["item"], row["format"], row["status"]) == ("SC/16444", "meeting", "confirmed")


def test_a_closed_meeting_is_not_public():
    _, agenda = frames(feed(("Security Council, 10217th Meeting (PM, Closed) Mali", "blog/sc1")))
    assert (agenda["format"][0], agenda["public"][0]) == ("private meeting", "no")


def test_a_press_number_is_never_the_symbol_of_a_meeting():
    publications, agenda = frames(feed(COVERAGE))
    assert publications["meeting"].tolist() == [""]
    assert agenda.empty


def test_coverage_keeps_its_meeting_when_the_announcement_has_left_the_feed():
    before, _ = frames(feed(COVERAGE, ANNOUNCED))
    after, agenda = frames(feed(COVERAGE), page(f"{ANNOUNCED[0]} | UN Meetings Coverage"))
    assert agenda.empty
    pd.testing.assert_frame_equal(
        before[before["document"] == "sc16444"].reset_index(drop=True), after
    )


@pytest.mark.parametrize("said", [page("Not found"), Reply(f"{FEED}/blog/sc16444", b"\xff\xfe")])
def test_a_page_that_says_nothing_leaves_the_link_empty(said):
    publications, _ = frames(feed(COVERAGE), said)
    assert publications["meeting"].tolist() == [""]


@pytest.mark.parametrize(
    ("path", "title", "kind", "symbol"),
    [
        ("2026/sgsm23255.doc.htm", "Secretary-General Deeply Saddened", "statement", "SG/SM/23255"),
        ("2026/dsgsm2001.doc.htm", "Remarks", "statement", "DSG/SM/2001"),
        ("2026/db260828.doc.htm", "Daily Press Briefing", "briefing", ""),
        ("2026/gadis3750.doc.htm", "First Committee Hears", "meeting coverage", "GA/DIS/3750"),
        ("2026/sc1.doc.htm", "Security Council Press Statement on X", "press statement", "SC/1"),
        ("2026/sc2.doc.htm", "Security Council 751 Committee Adds", "press release", "SC/2"),
        ("2026/xyz7.doc.htm", "Something else", "press release", ""),
        ("content/about", "Something else", "press release", ""),
    ],
)
def test_the_address_says_the_series_and_the_kind(path, title, kind, symbol):
    publications, _ = frames(feed((title, path)))
    assert (publications["kind"][0], publications["symbol"][0]) == (kind, symbol)


def test_a_headline_s_places_are_those_of_the_agenda_else_of_its_words_else_none():
    titles = [
        ("Speakers Debate Situation in Yemen", "2026/sc1.doc.htm"),
        ("Secretary-General Condoles with Bolivia after Floods", "2026/sgsm1.doc.htm"),
        ("Secretary-General Appoints Controller", "2026/sga1.doc.htm"),
    ]
    publications, _ = frames(feed(*titles))
    found = publications.groupby("document")["place"].agg(set).to_dict()
    assert found == {"sc1": {"YEM"}, "sgsm1": {"BOL"}, "sga1": {"WLD"}}


def test_a_headline_without_a_place_takes_that_of_the_announced_topic():
    headline = ("Speakers Urge Rapid Support", "2026/sc16444.doc.htm")
    publications, _ = frames(feed(headline, ANNOUNCED))
    assert set(publications["place"]) == {"HTI"}


def test_days_are_of_new_york_and_moments_of_the_world():
    publications, _ = frames(feed(COVERAGE))
    assert publications["published"][0] == pd.Timestamp("2026-08-28 22:35:09", tz="UTC")


def test_the_newest_of_two_items_of_one_document_counts():
    publications, _ = frames(feed(("New headline", "2026/sc1"), ("Old headline", "2026/sc1")))
    assert publications["title"].tolist() == ["New headline"]


def test_the_newest_of_two_feeds_counts_in_whatever_order_they_come():
    old = feed(("Old headline", "2026/sc1"), at="Fri, 28 Aug 2026 10:00:00 -0400")
    new = feed(("New headline", "2026/sc1"))
    assert frames(old, new)[0]["title"].tolist() == ["New headline"]
    assert frames(new, old)[0]["title"].tolist() == ["New headline"]


def test_a_script_in_a_title_is_text():
    publications, _ = frames(feed(("<script>alert(1)</script>", "2026/sc1.doc.htm")))
    assert publications["title"].tolist() == ["<script>alert(1)</script>"]


def test_the_pages_of_lost_announcements_alone_are_asked_for_and_may_be_missing():
    class Told:
        asked = []

        def get(self, url):
            self.asked.append(url.removeprefix("https://press.un.org/en/"))
            if url == FEED:
                lost = ("Security Council Hears", "2026/sc9.doc.htm")
                gone = ("Security Council Adopts", "2026/sc8.doc.htm")
                other = ("General Assembly Hears", "2026/ga7.doc.htm")
                return feed(COVERAGE, ANNOUNCED, lost, gone, other)
            if url.endswith("sc8"):
                raise NotThere("no such page")
            return page("Security Council, 10200th Meeting (AM) Mali", "blog/sc9")

    client = Told()
    publications, _ = frames(*fetch(client))
    assert client.asked == ["rss.xml", "blog/sc9", "blog/sc8"]
    assert publications.set_index("document")["meeting"].to_dict() == {
        "sc16444": "S/PV.10216",
        "blog/sc16444": "S/PV.10216",
        "sc9": "S/PV.10200",
        "sc8": "",
        "ga7": "",
    }


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (b"", Empty, "empty"),
        (b"<!DOCTYPE html><html><body>Wait</body></html>", WrongFormat, "web page"),
        (b"<rss><channel><item><title>Cut", WrongFormat, "not XML"),
        (b"<feed/>", WrongFormat, "not an RSS feed"),
        (b"<rss><channel></channel></rss>", Empty, "not taken for quiet"),
        ("<rss><channel><item>é".encode("latin-1"), WrongFormat, "utf-8"),
        (b"<rss><channel><item><title>A</title></item></channel></rss>", WrongFormat, "link"),
        (
            b"<rss><channel><item><title>A</title><link>javascript:alert(1)</link>"
            b"<pubDate>Fri, 28 Aug 2026 18:35:09 -0400</pubDate></item></channel></rss>",
            WrongFormat,
            "none of the web",
        ),
    ],
)
def test_what_is_no_feed_is_refused_with_a_sentence(body, error, said):
    with pytest.raises(error, match=said):
        read(SOURCE, [Reply(FEED, body)])


def test_a_day_that_is_none_and_the_year_9999_are_refused():
    with pytest.raises(WrongFormat, match="sc16444: 'yesterday' is not a date"):
        read(SOURCE, [feed(COVERAGE, at="yesterday")])
    with pytest.raises(WrongFormat, match="is not a date of 1900 to 2100"):
        frames(feed(COVERAGE, at="Fri, 31 Dec 9999 23:00:00 -0400"))


def test_the_recorded_feed_holds_four_publications_and_one_meeting():
    path = shared("replies/un-press/un_press.xml")
    publications, agenda = frames(Reply(path.as_uri(), path.read_bytes()))
    rows = publications.set_index("document")
    assert rows["symbol"].to_dict() == {
        "sc16444": "SC/16444",
        "blog/sc16444": "SC/16444",
        "sgsm23255": "SG/SM/23255",
        "db260828": "",
    }
    assert rows["meeting"].value_counts().to_dict() == {"S/PV.10216": 2, "": 2}
    assert rows.at["sc16444", "published"] == pd.Timestamp("2026-08-28 22:35:09", tz="UTC")
    assert agenda[["symbol", "place", "title"]].values.tolist() == [["S/PV.10216", "HTI", "Haiti"]]
    assert agenda["date"][0] == pd.Timestamp("2026-08-28")
