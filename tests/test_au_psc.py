"""Communiqués of the AU PSC: a feed in the documented shape (Atom), written by us."""

import pandas as pd
import pytest

from collectors.source import SourceError
from collectors.sources.au_psc import SOURCE
from tests.feeds import NO_FEEDS, atom, entry, rss, told

COMMUNIQUE = (
    "Communiqué of the 1261st Meeting of the Peace and Security Council, held on 14 February 2025 "
    "at the level of Heads of State and Government, on the situation in Somalia"
)
URL = "https://www.peaceau.org/en/article/communique-of-the-1261st-meeting"


def test_an_entry_of_the_atom_feed_is_a_publication():
    rows = told(SOURCE, atom(entry("Workshop in Mali", "https://www.peaceau.org/en/article/w")))
    row = rows[0]["publications"].iloc[0]
    assert (row["document"], row["kind"], row["body"], row["place"]) == ("w", "news", "", "MLI")
    assert row["published"] == pd.Timestamp("2026-05-12 10:00", tz="UTC")
    assert row["url"] == "https://www.peaceau.org/en/article/w"


def test_a_communique_tells_of_a_meeting_that_was_held():
    frames, _ = told(SOURCE, atom(entry(COMMUNIQUE, URL)))
    published, meeting = frames["publications"].iloc[0], frames["agenda"].iloc[0]
    assert (published["kind"], published["body"]) == ("communiqué", "AU PSC")
    assert (meeting["item"], meeting["status"]) == ("1261 (2025)", "held")
    assert meeting["date"] == pd.Timestamp("2025-02-14")
    assert meeting["title"] == "the situation in Somalia"
    assert (meeting["place"], meeting["timezone"]) == ("SOM", "Africa/Addis_Ababa")


def test_the_country_where_they_met_is_not_what_they_met_about():
    title = (
        "Communique of the 899th meeting of the PSC held at ministerial level, on 5 December 2019, "
        "in Luanda, Angola, on the theme: “National Reconciliation”"
    )
    frames, _ = told(SOURCE, atom(entry(title, URL)))
    assert frames["publications"]["place"].tolist() == ["WLD"]
    assert frames["agenda"]["place"].tolist() == ["WLD"]
    assert frames["agenda"]["title"].tolist() == ["the theme: “National Reconciliation”"]
    assert frames["agenda"]["format"].tolist() == ["ministerial"]


def test_the_form_of_dates_and_links_that_the_site_has_used_are_read():
    dated = entry("News of Chad", "/en/article/news-of-chad", "2019-12-05 00:00:00 GMT", id="/x")
    frames, _ = told(SOURCE, atom(dated, url="https://www.peaceau.org/en/rss"))
    row = frames["publications"].iloc[0]
    assert row["url"] == "https://www.peaceau.org/en/article/news-of-chad"
    assert row["document"] == "news-of-chad"
    assert row["published"] == pd.Timestamp("2019-12-05", tz="UTC")


def test_a_document_told_under_two_addresses_is_one():
    old = entry(COMMUNIQUE, URL.replace("https://www", "http://www"))
    frames, _ = told(SOURCE, atom(entry(COMMUNIQUE, URL), old))
    assert len(frames["publications"]) == 1


def test_an_entry_without_a_date_is_left_out_and_said():
    undated = entry("No date", URL + "-2", date="")
    _, parts = told(SOURCE, atom(entry(COMMUNIQUE, URL), undated))
    assert parts[0].note == "1 items without a date were left out."


@pytest.mark.parametrize(("reply", "error", "sentence"), NO_FEEDS)
def test_what_is_no_feed_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(SOURCE, reply)


def test_the_namespace_of_atom_in_rss_does_no_harm():
    with pytest.raises(SourceError, match="no items"):
        told(SOURCE, rss('<atom:link xmlns:atom="http://www.w3.org/2005/Atom" href="x"/>'))
