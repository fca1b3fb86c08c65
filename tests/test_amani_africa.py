"""The AU PSC's programme of work: posts in the shape of Amani Africa's feed, written by us."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, SourceError, WrongFormat
from collectors.sources.amani_africa import SOURCE
from tests.feeds import item, rss

TITLE = "Provisional Programme of Work of the Peace and Security Council for May 2026"
DATE = "Fri, 01 May 2026 13:54:52 +0000"


def post(*paragraphs, title=TITLE, number=1, **more):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    guid = f"https://amaniafrica-et.org/?p={number}"
    return item(title, f"https://amaniafrica-et.org/{number}/", DATE, text, guid=guid, **more)


def told(*posts):
    """Return the conformed frames by name, and the parts."""
    parts = read(SOURCE, [rss(*posts)])
    trace = {"run": 1, "known_at": pd.Timestamp("2026-05-01", tz="UTC"), "vintage": "collected"}
    frames = {p.frame.name: p.frame.conform(p.rows.assign(**trace)) for p in parts}
    return frames, parts


def sessions(*paragraphs, **options):
    return told(post(*paragraphs, **options))[0]["agenda"]


def test_a_sentence_with_a_day_of_the_month_is_a_session():
    row = sessions("On 7 May, the PSC will hold a briefing on the situation in Somalia.").iloc[0]
    assert (row["body"], row["status"], row["timezone"]) == (
        "AU PSC", "provisional", "Africa/Addis_Ababa",
    )  # fmt: skip
    assert row["date"] == pd.Timestamp("2026-05-07")
    assert (row["place"], row["title"]) == ("SOM", "The situation in Somalia")
    assert row["url"] == "https://amaniafrica-et.org/1/"
    assert pd.isna(row["starts"])


@pytest.mark.parametrize(
    "words",
    [
        "On 7 May the PSC will hold a session on Mali.",
        "The first session, scheduled for 7 May,[1] is a briefing on Mali.",
        "The second session is slated for the 7th of May, a briefing on Mali.",
        "The PSC will be briefed at a session on Mali on 7 May.",
        "On 7 and 8 May, the PSC will hold a meeting on Mali.",
        "On 7–9 May, the PSC will hold a meeting on Mali.",
        "On May 7, 2026 the PSC is expected to hold a meeting on Mali.",
        "7 May: Briefing on Mali",
        "Thursday, 7 May – Briefing on Mali",
    ],
)
def test_a_day_is_read_in_the_forms_in_which_it_is_written(words):
    rows = sessions(words)
    assert rows["date"].tolist() == [pd.Timestamp("2026-05-07")]
    assert rows["place"].tolist() == ["MLI"]


@pytest.mark.parametrize(
    "words",
    [
        "The PSC adopted its last communiqué on 7 May 2024.",
        "On 7 May the PSC met on Mali.",
        "The PSC will renew the mandate, which expires on 27 May.",
        "This comes ahead of the Summit that will take place on 28 May in Malabo.",
        "On 7 June, the PSC will hold a meeting on Mali.",
        "On 32 May, the PSC will hold a meeting on Mali.",
    ],
)
def test_what_plans_nothing_in_this_month_is_no_session(words):
    frames, parts = told(post(words))
    assert "agenda" not in frames
    assert parts[0].note == f"No session could be read in 1 posts: “{TITLE}”."


def test_the_words_in_quotation_marks_are_the_theme():
    rows = sessions("On 2 May, the PSC will convene an open session on ‘Hate crimes in Africa’.")
    assert rows["title"].tolist() == ["Hate crimes in Africa"]
    assert (rows["format"].iloc[0], rows["public"].iloc[0]) == ("open session", "yes")


def test_the_country_where_they_meet_is_not_what_they_meet_about():
    rows = sessions("On 2 May, the PSC will be in Kampala, Uganda, to commemorate Amnesty Month.")
    assert rows["place"].tolist() == ["WLD"]


def test_the_committee_of_experts_is_another_body():
    rows = sessions("On 8 May the Military Staff Committee will hold a meeting on Mali.")
    assert rows["format"].tolist() == ["subsidiary body"]


def test_two_themes_of_a_day_are_two_items_and_a_repetition_is_none():
    rows = sessions(
        "On 4 May, the PSC will hold a session on Mali.",
        "The second item on 4 May will be a briefing on Libya.",
        "The session of 4 May is expected to be short.",
    )
    assert rows["item"].tolist() == ["2026-05-04", "2026-05-04 #2"]
    assert rows["place"].tolist() == ["MLI", "LBY"]


def test_a_list_or_a_table_is_read_line_by_line():
    text = "<ul><li>4 May: Briefing on Mali</li><li>5 May: Session on Libya</li></ul>"
    text += "<table><tr><td>6 May</td><td>will discuss</td><td>Chad</td></tr></table>"
    assert sessions(text)["date"].dt.day.tolist() == [4, 5, 6]


def test_the_newest_post_of_a_month_counts_and_covers_its_month():
    frames, parts = told(
        post("On 7 May, the PSC will hold a session on Mali.", number=2),
        post("On 6 May, the PSC will hold a session on Mali.", number=1),
    )
    assert frames["agenda"]["date"].dt.day.tolist() == [7]
    assert parts[1].covers[0].where["date"] == (
        pd.Timestamp("2026-05-01"), pd.Timestamp("2026-05-31"),
    )  # fmt: skip
    assert len(frames["publications"]) == 2


def test_a_post_without_a_month_in_its_title_is_a_publication_and_the_note_says_so():
    frames, parts = told(post("On 7 May, the PSC will hold a session.", title="Insights"))
    assert frames["publications"]["kind"].tolist() == ["programme of work"]
    assert frames["publications"]["title"].tolist() == ["Insights"]
    assert "“Insights”" in parts[0].note


def test_the_text_of_a_post_is_not_kept():
    sentence = "On 7 May, the PSC will hold a briefing on Mali. The council has long said so."
    frames, _ = told(post(sentence))
    assert not any("long said" in str(value) for value in frames["agenda"].to_numpy().ravel())


@pytest.mark.parametrize(
    ("reply", "error", "sentence"),
    [
        (Reply("feed", b""), Empty, "empty"),
        (Reply("feed", b"<!DOCTYPE html><html></html>"), WrongFormat, "a web page"),
        (Reply("feed", b"{}"), WrongFormat, "not XML"),
        (Reply("feed", b"<data/>"), WrongFormat, "not a feed"),
        (rss(), Empty, "no items"),
        (Reply("feed", rss(post("x")).body[:-30]), WrongFormat, "not XML"),
        (rss(item("A", date="soon")), WrongFormat, "'soon' is not a date"),
        (rss("<item><title>A</title></item>"), WrongFormat, "without a title or an address"),
    ],
)
def test_what_is_no_feed_of_programmes_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        read(SOURCE, [reply])


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        read(SOURCE, [Reply("feed", body)])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_whatever_a_post_says_it_is_read(text):
    text = text.replace("]]>", "")
    assert told(post(f"On 7 May, the PSC will {text}"))[0]["publications"].shape[0] == 1


class Site:
    def __init__(self, day, *years):
        self.now, self.years = pd.Timestamp(day, tz="UTC"), years

    def get(self, url):
        if not any(f"/{year}-program-of-work/" in url for year in self.years):
            raise NotThere(f"{url} answered 404")
        return Reply(url, b"")


def test_in_january_this_years_programmes_may_not_be_there_yet():
    assert len(list(SOURCE.fetch(Site("2026-05-01", 2026)))) == 1
    assert len(list(SOURCE.fetch(Site("2026-01-01", 2025)))) == 1
    with pytest.raises(NotThere):
        list(SOURCE.fetch(Site("2026-05-01", 2025)))
