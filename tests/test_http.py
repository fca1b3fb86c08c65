"""Asking the web is bounded, polite and keeps secrets, whatever the other side does."""

import gzip
import logging
import tracemalloc
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
import requests

from collectors import http
from collectors.archive import Archive, Damaged
from collectors.http import Client
from collectors.source import (
    Exhausted,
    NotThere,
    Refused,
    Reply,
    Secret,
    Source,
    SourceError,
    TooLarge,
    Unreachable,
)
from collectors.store import Store
from indicators.frames import EVENTS
from tests.publishers import Publishers

KEY = "s3cr/t +k€y"
QUOTED = ("s3cr%2Ft%20%2Bk%E2%82%ACy", "s3cr%2Ft+%2Bk%E2%82%ACy", "s3cr/t%20%2Bk%E2%82%ACy")
SOURCE = Source(
    id="example",
    title="Example",
    publisher="Example publisher",
    homepage="https://example.org",
    licence="CC BY 4.0",
    every=timedelta(hours=12),
    fetch=lambda client: [],
    parse=lambda replies: [],
    frames=(EVENTS,),
    secrets=(Secret("EXAMPLE_KEY", "Ask keys@example.org for a key."),),
    largest_reply=2_000_000,
)


@pytest.fixture
def web():
    with Publishers() as web:
        yield web


@pytest.fixture
def naps(monkeypatch) -> list[float]:
    """Return the seconds slept, without sleeping them."""
    slept: list[float] = []
    monkeypatch.setattr(http, "sleep", slept.append)
    return slept


@pytest.fixture
def archive(tmp_path):
    store = Store.in_folder(tmp_path)
    yield Archive(tmp_path / "replies", store)
    store.close()


@pytest.fixture
def client(naps, now):
    return Client(SOURCE, now, secrets={"EXAMPLE_KEY": KEY}, contact="desk@example.org")


@pytest.fixture
def archiving(naps, now, archive):
    return Client(SOURCE, now, archive, secrets={"EXAMPLE_KEY": KEY})


def fetch(client: Client, archive: Archive, url: str, **options) -> Reply:
    """Fetch and keep, as a collection does."""
    reply = client.get(url, **options)
    archive.keep(SOURCE, reply)
    return reply


def test_a_reply_is_what_was_sent_with_its_address_and_time(client, web, now):
    web.offer("/data.csv", "a,b\n1,2\n", Content_Type="text/csv")
    reply = client.get(f"{web.url}/data.csv")
    assert (reply.body, reply.content_type) == (b"a,b\n1,2\n", "text/csv")
    assert (reply.url, reply.name) == (f"{web.url}/data.csv", "data.csv")
    assert reply.fetched_at == now
    assert reply.etag
    assert reply.last_modified


def test_we_say_who_we_are_and_whom_to_write_to(client, web):
    web.offer("/data")
    client.get(f"{web.url}/data")
    assert web.asked[0].headers["User-Agent"].startswith("jointwatch/")
    assert "desk@example.org" in web.asked[0].headers["User-Agent"]


def test_a_contact_with_strange_signs_is_still_sent(naps, now, web):
    web.offer("/data")
    Client(SOURCE, now, contact="Büro ☂\r\nX-Other: 1").get(f"{web.url}/data")
    assert "X-Other" not in web.asked[0].headers


def test_only_http_and_https_are_asked(client):
    with pytest.raises(SourceError, match="only http and https"):
        client.get("file:///etc/hostname")


@pytest.mark.parametrize("url", ["http://", "http://[broken/", "https://host:99999/data"])
def test_an_address_that_is_none_is_a_sentence(client, url):
    with pytest.raises(SourceError):
        client.get(url)


# --- Another address in the publisher's place.


def test_a_base_url_stands_in_for_the_publisher(naps, now, web):
    web.offer("/gateway/api/data?page=2", "second")
    client = Client(SOURCE, now, base_url=f"{web.url}/gateway/")
    assert client.get("https://example.org/api/data", params={"page": 2}).body == b"second"


def test_the_next_page_may_already_name_the_gateway(naps, now, web):
    web.offer("/gateway/api/data?page=2", "second")
    client = Client(SOURCE, now, base_url=f"{web.url}/gateway")
    assert client.get(f"{web.url}/gateway/api/data?page=2").body == b"second"


def test_the_password_of_a_gateway_stays_out_of_errors_and_logs(naps, now, web, caplog):
    caplog.set_level(logging.DEBUG)
    base = web.url.replace("http://", "http://desk:hunter22@")
    with pytest.raises(NotThere) as failure:
        Client(SOURCE, now, base_url=base).get("https://example.org/nothing")
    assert "hunter22" not in str(failure.value) + caplog.text


# --- Asking again.


def test_a_failure_that_passes_is_asked_again_after_growing_pauses(client, web, naps):
    web.offer("/data", "whole")
    web.fail("/data", "503", times=3)
    assert client.get(f"{web.url}/data").body == b"whole"
    assert len(web.asked) == 4
    assert 1 <= naps[0] <= 2 <= naps[1] <= 3 < 4 <= naps[2] <= 5


def test_a_failure_that_stays_ends_after_four_attempts(client, web):
    web.fail("/data", "500")
    with pytest.raises(Unreachable, match="answered 500: Failing on purpose"):
        client.get(f"{web.url}/data")
    assert len(web.asked) == http.ATTEMPTS


@pytest.mark.parametrize("fault", ["reset", "cut", "cut gzip", "damaged gzip"])
def test_a_reply_that_breaks_off_is_asked_again_and_never_taken_for_whole(client, web, fault):
    web.offer("/data", "whole " * 5000)
    web.fail("/data", fault, times=1)
    assert client.get(f"{web.url}/data").body == b"whole " * 5000
    web.fail("/data", fault)
    with pytest.raises(Unreachable):
        client.get(f"{web.url}/data")


@pytest.mark.parametrize("status", [429, 503])
def test_we_wait_as_long_as_the_server_asks(client, web, naps, status):
    web.offer("/data", "whole")
    web.offer("/data", "later", status=status, times=1, Retry_After="17")
    assert client.get(f"{web.url}/data").body == b"whole"
    assert naps == [17.0]


def test_we_wait_until_the_date_the_server_names(client, web, naps):
    later = pd.Timestamp.now("UTC") + pd.Timedelta(seconds=60)
    web.offer("/data", "whole")
    web.offer("/data", status=503, times=1, Retry_After=f"{later:%a, %d %b %Y %H:%M:%S GMT}")
    client.get(f"{web.url}/data")
    assert 50 < naps[0] <= 60


@pytest.mark.parametrize("nonsense", ["soon", "-5", "Mon, 99 Xxx 2026"])
def test_a_wait_that_makes_no_sense_is_our_own_pause(client, web, naps, nonsense):
    web.offer("/data", "whole")
    web.offer("/data", status=503, times=1, Retry_After=nonsense)
    client.get(f"{web.url}/data")
    assert 1 <= naps[0] <= 2


def test_a_long_wait_ends_the_run_and_is_told(client, web, naps):
    web.offer("/data", "quota", status=429, Retry_After="3600")
    with pytest.raises(Exhausted, match="left alone for 0 days 01:00:00"):
        client.get(f"{web.url}/data")
    assert (len(web.asked), naps) == (1, [])


def test_a_post_is_sent_once(client, web):
    web.fail("/token", "503")
    with pytest.raises(Unreachable):
        client.ask("POST", f"{web.url}/token", data={"password": KEY})
    assert len(web.asked) == 1


def test_two_requests_to_one_host_keep_their_distance(naps, now, monkeypatch):
    answer = requests.Response()
    answer.status_code, answer.raw = 200, _Nothing()
    monkeypatch.setattr(http._Session, "send", lambda *_, **__: answer)
    client = Client(replace(SOURCE, pause=5.0), now)
    client.get("https://example.org/1")
    client.get("https://example.org/2")
    client.get("https://other.example/3")
    assert naps[0] == 0
    assert 4 < naps[1] <= 5
    assert naps[2] == 0


class _Nothing:
    headers: dict = {}

    def read1(self, *_, **__):
        return b""

    def close(self):
        pass

    release_conn = close


# --- Time and size.


def test_a_server_that_does_not_answer_is_left_in_time(client, web, monkeypatch):
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)
    web.fail("/data", "hang")
    with pytest.raises(Unreachable, match="no answer in time"):
        client.get(f"{web.url}/data")


def test_a_byte_now_and_then_does_not_hold_us_for_ever(client, web, monkeypatch):
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.5)
    web.fail("/data", "slow")
    with pytest.raises(Unreachable, match="took too long"):
        client.get(f"{web.url}/data")
    assert len(web.asked) == 1


def test_a_port_where_nobody_listens_is_no_connection(client):
    with pytest.raises(Unreachable, match="no connection"):
        client.get("http://127.0.0.1:9/data")


def test_a_reply_without_end_is_refused(client, web):
    web.fail("/data", "huge")
    with pytest.raises(TooLarge, match="over 2,000,000 bytes"):
        client.get(f"{web.url}/data")
    assert len(web.asked) == 1


def test_a_reply_that_announces_too_much_is_not_read(client, web):
    web.offer("/data", b"x" * 3_000_000)
    with pytest.raises(TooLarge):
        client.get(f"{web.url}/data")


def test_a_reply_of_just_the_largest_size_is_read(client, web):
    web.offer("/data", b"x" * 2_000_000)
    assert len(client.get(f"{web.url}/data").body) == 2_000_000


def test_a_gzip_bomb_is_refused_without_filling_the_memory(client, web):
    web.fail("/data", "bomb")
    tracemalloc.start()
    with pytest.raises(TooLarge):
        client.get(f"{web.url}/data")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000  # the server packs the bomb in this process too


def test_gzips_of_nothing_without_end_are_refused(client, web):
    web.fail("/data", "hollow")
    with pytest.raises(TooLarge):
        client.get(f"{web.url}/data")


@pytest.mark.parametrize("members", [1, 3])
def test_a_packed_reply_is_unpacked(client, web, members):
    web.offer("/data", gzip.compress(b"abc" * 1000) * members, Content_Encoding="gzip")
    assert client.get(f"{web.url}/data").body == b"abc" * 1000 * members


def test_a_reply_packed_as_we_did_not_ask_is_refused(client, web):
    web.offer("/data", b"xxxx", Content_Encoding="br")
    with pytest.raises(Unreachable, match="packed as br"):
        client.get(f"{web.url}/data")


# --- What publishers answer.


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_says_how_to_get_a_key(client, web, status):
    web.offer("/data", "API token required.", status=status)
    with pytest.raises(Refused, match=f"{status}: API token required. Ask keys@example.org"):
        client.get(f"{web.url}/data")
    assert len(web.asked) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_said_to_be_not_there(client, web, status):
    web.offer("/data", status=status)
    with pytest.raises(NotThere, match=f"answered {status}"):
        client.get(f"{web.url}/data")


def test_too_many_requests_is_a_used_up_quota(client, web):
    web.fail("/data", "429")
    with pytest.raises(Exhausted, match="next run tries again"):
        client.get(f"{web.url}/data")


@pytest.mark.parametrize("status", [304, 400, 418, 501])
def test_any_other_failure_is_told_and_not_asked_again(client, web, status):
    web.offer("/data", status=status)
    with pytest.raises(Unreachable, match=f"answered {status}"):
        client.get(f"{web.url}/data")
    assert len(web.asked) == 1


def test_an_error_page_is_told_in_one_short_line(client, web):
    web.offer("/page", "<html>" + "<p>sorry</p>" * 1000, status=500)
    web.offer("/text", "no\n\x07good " * 100_000, status=400)
    with pytest.raises(Unreachable, match=r"answered 500: \(a web page\)$"):
        client.get(f"{web.url}/page")
    with pytest.raises(Unreachable, match="answered 400: no good no good") as failure:
        client.get(f"{web.url}/text")
    assert len(str(failure.value)) < 400


# --- Only what changed.


def test_an_unchanged_reply_is_taken_from_the_archive(archiving, archive, web):
    web.offer("/data", "figures", Content_Type="text/csv")
    first = fetch(archiving, archive, f"{web.url}/data")
    again = fetch(archiving, archive, f"{web.url}/data")
    assert (again.body, again.content_type, again.etag) == (b"figures", "text/csv", first.etag)
    assert web.asked[1].headers["If-None-Match"] == first.etag
    assert web.asked[1].headers["If-Modified-Since"] == first.last_modified
    web.offer("/data", "new figures")
    assert fetch(archiving, archive, f"{web.url}/data").body == b"new figures"


def test_what_was_not_archived_is_asked_for_whole(archiving, archive, web):
    web.offer("/data", "figures")
    for _ in range(2):
        source = replace(SOURCE, keep_replies=False)
        archive.keep(source, archiving.get(f"{web.url}/data"))
    assert "If-None-Match" not in web.asked[1].headers


def test_a_damaged_reply_in_the_archive_is_fetched_anew(archiving, archive, web, tmp_path):
    web.offer("/data", "figures")
    fetch(archiving, archive, f"{web.url}/data")
    (kept,) = (file for file in (tmp_path / "replies").rglob("*") if file.is_file())
    kept.write_bytes(kept.read_bytes()[:5])
    assert fetch(archiving, archive, f"{web.url}/data").body == b"figures"
    assert len(web.asked) == 3
    assert fetch(archiving, archive, f"{web.url}/data").body == b"figures"
    assert len(web.asked) == 4


def test_the_archive_says_that_a_reply_is_damaged(archive, now, tmp_path):
    digest = archive.keep(SOURCE, Reply("https://example.org/a", b"PK\x03\x04 zip", fetched_at=now))
    (kept,) = (file for file in (tmp_path / "replies").rglob("*") if file.is_file())
    assert kept.read_bytes() == b"PK\x03\x04 zip"
    kept.write_bytes(b"")
    with pytest.raises(Damaged, match="damaged"):
        archive.body(digest)
    with pytest.raises(FileNotFoundError):
        archive.body(digest)


def test_the_archive_keeps_no_half_reply_when_the_disk_is_full(archive, now, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("collectors.archive.pa.output_stream", full)
    with pytest.raises(OSError, match="No space left"):
        archive.keep(SOURCE, Reply("https://example.org/a", b"figures", fetched_at=now))
    assert not [file for file in (tmp_path / "replies").rglob("*") if file.is_file()]
    assert archive.known("example", "https://example.org/a") is None


def test_the_answer_to_a_post_is_never_asked_for_conditionally(archiving, archive, web):
    web.offer("/data", "figures")
    archive.keep(SOURCE, archiving.ask("POST", f"{web.url}/data", data={"a": "1"}))
    archiving.get(f"{web.url}/data")
    assert "If-None-Match" not in web.asked[1].headers


# --- Being sent on.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_we_follow_where_we_are_sent(client, web, status):
    web.offer("/old", status=status, Location="/new?x=1")
    web.offer("/new?x=1", "figures")
    reply = client.get(f"{web.url}/old")
    assert (reply.body, reply.url) == (b"figures", f"{web.url}/old")


def test_a_page_that_comes_with_a_redirect_is_not_read(client, web):
    web.offer("/old", b"x" * 50_000_000, status=302, Location="/new")
    web.offer("/new", "figures")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    client.get(f"{web.url}/old")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most - before < 5_000_000


def test_a_ring_of_redirects_ends(client, web):
    web.offer("/ring", status=302, Location="/ring")
    with pytest.raises(Unreachable, match="too often"):
        client.get(f"{web.url}/ring")
    assert len(web.asked) == http.MOST_REDIRECTS + 1


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://example.org/", "gopher://x/"])
def test_we_are_sent_on_to_the_web_only(client, web, target):
    web.offer("/old", status=302, Location=target)
    with pytest.raises(Unreachable, match="neither http nor https"):
        client.get(f"{web.url}/old")


@pytest.mark.parametrize("target", ["http://", "http://host:99999/", "http://[broken/"])
def test_a_redirect_to_no_address_is_a_sentence(client, web, target):
    web.offer("/old", status=302, Location=target)
    with pytest.raises(Unreachable):
        client.get(f"{web.url}/old")


@pytest.fixture
def other():
    """Return a second host, to which no key may go (its port makes it another)."""
    with Publishers() as other:
        other.offer("/data", "figures")
        yield other


def test_no_header_with_a_key_is_taken_to_another_host(client, web, other):
    web.offer("/data", status=302, Location=f"{other.url}/data")
    headers = {"Authorization": "Bearer of-an-hour", "X-Token": "k", "Accept": "text/csv"}
    assert client.get(f"{web.url}/data", headers=headers).body == b"figures"
    assert {"Authorization", "X-Token"} <= web.asked[0].headers.keys()
    assert not {"Authorization", "X-Token", "Cookie"} & other.asked[0].headers.keys()


def test_headers_are_kept_on_the_same_host(client, web):
    web.offer("/old", status=302, Location="/data")
    web.offer("/data", "figures")
    client.get(f"{web.url}/old", headers={"X-Token": "k"})
    assert web.asked[1].headers["X-Token"] == "k"


def test_an_address_with_a_key_is_not_followed_to_another_host(client, web, other):
    web.offer("/data", status=302, Location=f"{other.url}/data?key={QUOTED[0]}")
    with pytest.raises(Refused, match="with our key; it was not followed"):
        client.get(f"{web.url}/data", params={"key": KEY})
    assert other.asked == []


def test_a_password_is_not_sent_on_to_another_host(client, web, other):
    web.offer("/token", status=307, Location=f"{other.url}/data")
    with pytest.raises(Refused, match="not followed"):
        client.ask("POST", f"{web.url}/token", data={"password": KEY})
    assert other.asked == []


def test_conditions_follow_to_where_the_file_lies(archiving, archive, web, other):
    web.offer("/data", status=302, Location=f"{other.url}/data")
    for _ in range(2):
        assert fetch(archiving, archive, f"{web.url}/data").body == b"figures"
    assert "If-None-Match" in other.asked[1].headers


# --- Secrets.


def leaks(text: str) -> list[str]:
    return [form for form in (KEY, *QUOTED) if form in text]


@pytest.mark.parametrize("fault", ["401", "404", "429", "500", "reset", "cut", "hang", "bomb"])
def test_a_key_stays_out_of_logs_and_errors(client, web, caplog, monkeypatch, fault):
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)
    caplog.set_level(logging.DEBUG)
    web.offer("/data", "figures" * 100)
    web.fail("/data", fault)
    with pytest.raises(SourceError) as failure:
        client.get(f"{web.url}/data", params={"key": KEY}, headers={"X-Key": "abc"})
    assert any(form in web.asked[0].address for form in QUOTED)
    assert "key=***" in str(failure.value)
    assert not leaks(str(failure.value) + repr(failure.value) + caplog.text)
    assert failure.value.__cause__ is None


def test_a_key_repeated_by_the_publisher_is_not_archived(archiving, archive, web, caplog):
    caplog.set_level(logging.DEBUG)
    told = f'{{"next": "/data?key={QUOTED[1]}&page=2", "key": "{KEY}", "k": "s3cr\\/t +k€y"}}'
    web.offer("/data", told)
    reply = fetch(archiving, archive, f"{web.url}/data", params={"key": KEY})
    assert reply.url == f"{web.url}/data?key=***"
    assert reply.text() == '{"next": "/data?key=***&page=2", "key": "***", "k": "***"}'
    assert not leaks(caplog.text)


def test_a_key_copied_with_a_line_end_still_works(naps, now, web):
    web.offer("/data", "figures")
    client = Client(SOURCE, now, secrets={"EXAMPLE_KEY": " abc\n", "OTHER": "  "})
    assert client.secret("OTHER") == ""
    client.get(f"{web.url}/data", headers={"X-Key": client.secret("EXAMPLE_KEY")})
    assert web.asked[0].headers["X-Key"] == "abc"


def test_a_key_that_cannot_be_sent_is_a_sentence_without_it(client, web):
    with pytest.raises(SourceError, match="cannot be sent") as failure:
        client.get(f"{web.url}/data", headers={"X-Key": KEY})
    assert not leaks(str(failure.value))
