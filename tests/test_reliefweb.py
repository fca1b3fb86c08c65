"""ReliefWeb: replies of its API and feed in the documented shape, written by us; recorded ones."""

import json

import pandas as pd
import pytest

from collectors.source import Empty, NotThere, Refused, Reply, SourceError, WrongFormat
from collectors.sources.reliefweb import FEED, LIMIT, SOURCE
from tests.feeds import NO_FEEDS, item, rss, told
from tests.shared import shared

LINK = "https://reliefweb.int/report/chad/situation"


def report(id="4100001", title="Chad: Situation Report", countries=("TCD",), **fields):
    return {
        "id": id,
        "fields": {
            "title": title,
            "date": {"created": "2026-05-30T08:00:00+00:00"},
            "url_alias": LINK,
            "country": [{"iso3": code.lower()} for code in countries],
            "format": [{"name": "Situation Report"}],
        }
        | fields,
    }


def api(*reports):
    body = {"totalCount": len(reports), "count": len(reports), "data": list(reports)}
    return Reply("https://api.reliefweb.int/v2/reports", json.dumps(body).encode())


def test_a_report_is_a_publication_for_each_of_its_countries():
    rows = told(SOURCE, api(report(countries=("TCD", "SDN"))))[0]["publications"]
    assert rows["place"].tolist() == ["TCD", "SDN"]
    assert rows["document"].unique().tolist() == ["4100001"]
    assert rows["kind"].unique().tolist() == ["situation report"]
    assert rows["published"].iloc[0] == pd.Timestamp("2026-05-30 08:00", tz="UTC")
    assert rows["url"].iloc[0] == LINK


def test_a_report_on_two_pages_is_told_once():
    page = api(report(), report())
    assert len(told(SOURCE, page, page)[0]["publications"]) == 1


def test_the_country_world_is_no_place_and_unknown_codes_are_counted():
    frames, parts = told(SOURCE, api(report(title="Outlook", countries=("WLD", "ZZZ"))))
    assert frames["publications"]["place"].tolist() == ["WLD"]
    assert parts[0].unknown_places == {"ZZZ": 1}


def test_the_feed_names_countries_in_its_text():
    text = '<div class="tag country">Countries: Chad, occupied Palestinian territory</div>'
    text += '<div class="tag source">Source: OCHA</div><p>Please refer to the file.</p>'
    post = item("A report", LINK, "Sat, 30 May 2026 08:00:00 +0000", text, "4100001 at https://x")
    rows = told(SOURCE, rss(post))[0]["publications"]
    assert rows["place"].tolist() == ["TCD", "PSE"]
    assert rows["document"].unique().tolist() == ["4100001"]


def test_the_feed_names_countries_in_its_title_or_categories():
    date = "Sat, 30 May 2026 08:00:00 +0000"
    rows = told(
        SOURCE,
        rss(item("Chad: News", LINK, date), item("News", LINK + "2", date, category="Mali")),
    )[0]["publications"]
    assert rows.set_index("document")["place"].to_dict() == {LINK + "2": "MLI", LINK: "TCD"}


@pytest.mark.parametrize(
    ("reply", "error", "sentence"),
    [
        *NO_FEEDS[:2], *NO_FEEDS[3:],
        (api(), Empty, "no report came"),
        (Reply("r", b'{"items": []}'), WrongFormat, "no list of reports"),
        (Reply("r", b'{"data": [{"id": "1"}]}'), WrongFormat, "without a number or a title"),
        (api(report(date={})), WrongFormat, "not a date"),
        (Reply("r", b'{"status": 500, "error": {"message": "Oops"}}'), SourceError, "500: Oops"),
    ],
)  # fmt: skip
def test_what_is_none_of_its_replies_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(SOURCE, reply)


class Site:
    def __init__(self, appname="", full_pages=0):
        self.appname, self.full, self.asked = appname, full_pages, []
        self.now = pd.Timestamp("2026-06-01", tz="UTC")

    def secret(self, variable):
        return self.appname

    def get(self, url, params=None):
        self.asked.append((url, params))
        full = len(self.asked) <= self.full
        return Reply(url, b'"fields"' * (LIMIT if full else 1))


def test_without_an_approved_name_the_feed_is_asked_for():
    site = Site()
    list(SOURCE.fetch(site))
    assert site.asked == [(FEED, None)]


def test_with_a_name_every_page_of_the_last_days_is_asked_for():
    site = Site("org-purpose-7k3n", full_pages=2)
    list(SOURCE.fetch(site))
    assert [params["offset"] for _, params in site.asked] == [0, LIMIT, 2 * LIMIT]
    assert {params["appname"] for _, params in site.asked} == {"org-purpose-7k3n"}
    assert site.asked[0][1]["filter[value][from]"] == "2026-05-29T00:00:00+00:00"


@pytest.mark.parametrize(
    ("file", "error", "sentence"),
    [
        ("api-errors/reliefweb_v1_410_gone.json", NotThere, "410: The API version 'v1'"),
        (
            "api-errors/reliefweb_v2_403_unapproved_appname.json",
            Refused,
            "not using an approved appname.*set it as RELIEFWEB_APPNAME",
        ),
        ("reliefweb/foodshield_reliefweb_v1_410_2026-05-19.json", WrongFormat, "no list of"),
        ("reliefweb/foodshield_reliefweb_v2_alerts_2026-05-30.json", WrongFormat, "no list of"),
    ],
)
def test_recorded_errors_and_summaries_are_told_in_a_sentence(file, error, sentence):
    path = shared(f"replies/{file}")
    with pytest.raises(error, match=sentence):
        told(SOURCE, Reply(path.name, path.read_bytes()))


def test_recorded_pages_are_counted_as_by_hand():
    paths = [
        shared(f"replies/reliefweb/deep_relief_web_mock_data_page_{page}_raw.json")
        for page in (1, 2)
    ]
    replies = [Reply(path.name, path.read_bytes()) for path in paths]
    ids = {row["id"] for reply in replies for row in json.loads(reply.body)["data"]}
    rows = told(SOURCE, *replies)[0]["publications"]
    assert set(rows["document"]) == ids
    assert rows.set_index("document").at["3670885", "place"] == "NPL"
