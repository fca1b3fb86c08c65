"""What's in Blue: a feed in the shape of its WordPress site, written by us."""

import pytest

from collectors.sources.security_council_report import SOURCE
from tests.feeds import NO_FEEDS, item, rss, told

LINK = "https://www.securitycouncilreport.org/whatsinblue/2026/04/kosovo-briefing-1.php"
DATE = "Wed, 08 Apr 2026 20:00:00 +0000"


def test_a_post_is_a_publication_about_the_council():
    frames, _ = told(SOURCE, rss(item("Somalia: Vote", LINK, DATE, guid="https://x.org/?p=1")))
    row = frames["publications"].iloc[0]
    assert (row["body"], row["kind"], row["place"]) == ("UNSC", "insight", "SOM")
    assert (row["document"], row["url"]) == ("https://x.org/?p=1", LINK)


def test_the_text_of_a_post_is_not_kept():
    post = item("Somalia: Vote", LINK, DATE, text="<p>Tomorrow morning members vote.</p>")
    frames, _ = told(SOURCE, rss(post))
    values = frames["publications"].astype(str).to_numpy().ravel()
    assert not any("Tomorrow" in value for value in values)


def test_the_terms_of_a_post_say_the_place_where_its_title_does_not():
    post = item("Vote on a Sanctions Regime", LINK, DATE, category="South Sudan")
    assert told(SOURCE, rss(post))[0]["publications"]["place"].tolist() == ["SSD"]


def test_programmes_of_work_are_told_as_such():
    frames, _ = told(SOURCE, rss(item("Plan of Work for November 2024", LINK, DATE)))
    assert frames["publications"]["kind"].tolist() == ["programme of work"]


@pytest.mark.parametrize(("reply", "error", "sentence"), NO_FEEDS)
def test_what_is_no_feed_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(SOURCE, reply)
