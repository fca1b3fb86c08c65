"""Press releases of the European Commission: a feed in the documented shape, written by us."""

import pandas as pd
import pytest

from collectors.source import Reply
from collectors.sources.eu_press import SOURCE
from tests.feeds import NO_FEEDS, item, rss, told

SITE = "https://ec.europa.eu/commission/presscorner/detail/en/"
DATE = "Mon, 11 May 2026 10:00:00 +0200"


@pytest.mark.parametrize(
    ("number", "symbol", "kind"),
    [
        ("ip_26_123", "IP/26/123", "press release"),
        ("statement_26_9", "STATEMENT/26/9", "statement"),
        ("qanda_26_44", "QANDA/26/44", "questions and answers"),
        ("something_else", "", "press material"),
    ],
)
def test_the_address_says_number_and_kind(number, symbol, kind):
    frames, _ = told(SOURCE, rss(item("Aid for Sudan", SITE + number, DATE)))
    row = frames["publications"].iloc[0]
    assert (row["symbol"], row["kind"]) == (symbol, kind)
    assert row["document"] == (symbol or SITE + number)
    assert (row["place"], row["body"]) == ("SDN", "")
    assert row["published"] == pd.Timestamp("2026-05-11 08:00", tz="UTC")


def test_markup_in_a_title_becomes_plain_text():
    title = "Aid &lt;b&gt;for&lt;/b&gt; Chad &lt;script&gt;alert(1)&lt;/script&gt;"
    frames, _ = told(SOURCE, rss(item(title, SITE + "ip_26_1", DATE)))
    assert frames["publications"]["title"].tolist() == ["Aid for Chad"]


def test_an_address_that_is_not_of_the_web_is_left_out():
    frames, _ = told(SOURCE, rss(item("Aid", "javascript:alert(1)", DATE)))
    assert frames["publications"]["url"].tolist() == [""]


def test_the_english_feed_is_asked_for():
    class Site:
        def get(self, url, params):
            assert params == {"language": "en"}
            return Reply(url, b"")

    assert len(list(SOURCE.fetch(Site()))) == 1


@pytest.mark.parametrize(("reply", "error", "sentence"), NO_FEEDS)
def test_what_is_no_feed_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(SOURCE, reply)
