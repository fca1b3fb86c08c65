"""ACLED: replies of its API in their documented shape, written by us (its rows are not ours)."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, Refused, Reply, SourceError, Unreachable, WrongFormat
from collectors.sources.acled import DAYS, PAGE, SOURCE

READ = "https://acleddata.com/api/acled/read"
DELETED = "https://acleddata.com/api/deleted/read"
NOW = pd.Timestamp("2026-11-22 09:00", tz="UTC")


def event(id="SUD1", date="2026-11-14", country="Sudan", deaths="3", kind="Battles", **more):
    return {
        "event_id_cnty": id, "event_date": date, "disorder_type": "Political violence",
        "event_type": kind, "sub_event_type": "Armed clash", "country": country,
        "admin1": "North Darfur", "latitude": "13.6", "longitude": "25.3", "geo_precision": "1",
        "fatalities": deaths, "timestamp": "1763800000", "notes": "Words of ACLED.",
    } | more  # fmt: skip


def reply(*rows, url=READ, at=NOW):
    body = {"status": 200, "success": True, "count": len(rows), "data": list(rows)}
    return Reply(url, json.dumps(body).encode(), fetched_at=at)


def told(*replies):
    parts = read(SOURCE, replies)
    trace = {"run": 1, "known_at": NOW, "vintage": "collected"}
    return {p.frame.name: p.frame.conform(p.rows.assign(**trace)) for p in parts}, parts


def test_an_event_is_told_with_its_numbers_read_from_text():
    row = told(reply(event()))[0]["events"].iloc[0]
    assert (row["event"], row["place"], row["kind"]) == ("SUD1", "SDN", "Battles")
    assert (row["value"], row["unit"]) == (3, "deaths")
    assert row["starts"] == row["ends"] == pd.Timestamp("2026-11-14")
    assert (row["precision"], row["latitude"]) == ("exact place", 13.6)


def test_whole_months_are_summed_and_the_first_which_came_in_part_is_not():
    frames, _ = told(
        reply(event(), event("SUD2", kind="Protests", deaths="0"), event("SUD3", "2026-07-30"))
    )
    figures = frames["observations"].set_index(["series", "place", "period"])["value"]
    assert figures["acled.events", "SDN", "2026-11-01"] == 2
    assert figures["acled.fatalities", "SDN", "2026-11-01"] == 3
    assert figures["acled.protests", "SDN", "2026-11-01"] == 1
    assert figures.index.get_level_values("period").min() == pd.Timestamp("2026-11-01")


def test_what_the_window_no_longer_tells_is_withdrawn():
    _, parts = told(reply(event()))
    (window,) = parts[0].covers
    assert window.absence == "withdrawn"
    last = pd.Timestamp("2026-11-22")
    assert window.where["ends"] == (last - pd.Timedelta(days=DAYS), last)


def test_deleted_events_are_withdrawn_whatever_their_day():
    gone = {"event_id_cnty": "SUD9", "deleted_timestamp": "1763800000"}
    frames, parts = told(reply(event(), event("SUD9")), reply(gone, url=DELETED))
    assert frames["events"]["event"].tolist() == ["SUD1"]
    assert parts[0].covers[1].where == {"source": "acled", "event": ["SUD9"]}
    assert parts[0].note == "1 events were deleted by ACLED."


def test_nothing_deleted_is_no_fault():
    assert len(told(reply(event()), reply(url=DELETED))[0]["events"]) == 1


def test_pages_that_overlap_tell_an_event_once():
    assert len(told(reply(event()), reply(event()))[0]["events"]) == 1


def test_a_country_that_is_none_is_left_out_and_counted():
    assert told(reply(event(), event("X1", country="X")))[1][0].unknown_places == {"X": 1}


def test_its_words_are_not_kept_and_nothing_may_be_passed_on():
    frames, _ = told(reply(event()))
    assert "Words of ACLED" not in frames["events"].to_csv()
    assert not SOURCE.redistribute
    assert not SOURCE.keep_replies
    assert all(secret.required for secret in SOURCE.secrets)


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "empty"),
        (b'{"message": "Access denied"}', Refused, "Access denied.*research tier"),
        (b'{"error": "invalid_grant"}', Refused, "invalid_grant"),
        (b"<!DOCTYPE html><html>Log in</html>", WrongFormat, "a web page"),
        (b"[]", WrongFormat, "not a reply of ACLED"),
        (b'{"status": 200}', WrongFormat, "without its list"),
        (b'{"status": 200, "data": []}', Empty, "no events came"),
        (b'{"data": [{"a": "1"}]}', WrongFormat, "columns missing: event_id_cnty"),
        (reply(event(date="soon")).body, WrongFormat, "1 events have no day"),
        (reply(event(deaths="many")).body, WrongFormat, "1 events have no number of deaths"),
        (reply(event(deaths="-9999")).body, WrongFormat, "no number of deaths"),
        (reply(event()).body[:-9], WrongFormat, "not JSON"),
    ],
)
def test_what_is_none_of_its_replies_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply(READ, body))


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply(READ, body))


class Site:
    def __init__(self, token=b'{"access_token": "t0k3n"}', pages=1, **secrets):
        self.now, self.token, self.pages, self.asked = NOW, token, pages, []
        self.secrets = secrets or {"ACLED_EMAIL": "a@b.c", "ACLED_PASSWORD": "p"}

    def secret(self, variable):
        return self.secrets.get(variable, "")

    def ask(self, method, url, data):
        assert (method, url) == ("POST", "https://acleddata.com/oauth/token")
        assert data["grant_type"] == "password"
        if isinstance(self.token, Exception):
            raise self.token
        return Reply(url, self.token)

    def get(self, url, params, headers):
        assert headers == {"Authorization": "Bearer t0k3n"}
        self.asked.append((url, params))
        full = url == READ and params["page"] < self.pages
        return Reply(url, b'"event_id_cnty"' * (PAGE if full else 1))


def test_a_token_then_every_page_and_the_deleted_events_are_asked_for():
    site = Site(pages=3)
    replies = list(SOURCE.fetch(site))
    assert [(url, params["page"]) for url, params in site.asked] == [
        (READ, 1), (READ, 2), (READ, 3), (DELETED, 1),
    ]  # fmt: skip
    assert site.asked[0][1]["event_date"] == "2026-07-25|2026-11-22"
    assert not any(b"t0k3n" in one.body for one in replies)  # the token itself is kept nowhere


@pytest.mark.parametrize(
    ("site", "sentence"),
    [
        (Site(ACLED_EMAIL="a@b.c"), "needs an account.*acleddata.com/register"),
        (Site(b'{"error": "invalid_grant"}'), "no token: invalid_grant.*register"),
        (Site(b"{}"), "no token: no reason given"),
        (Site(Unreachable("x answered 400: invalid_grant")), "did not accept.*register"),
    ],
)
def test_without_an_account_a_sentence_says_how_to_get_one(site, sentence):
    with pytest.raises(Refused, match=sentence):
        list(SOURCE.fetch(site))
