"""Feeds out: they validate, a second subscription changes nothing, and nothing leaks."""

import csv
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree
from starlette.requests import Request

from collectors import ics
from collectors.source import Reply
from collectors.store import Store
from dashboard import feed_formats, feeds, service
from dashboard.workspace import records
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from indicators.agendas import meetings as agenda_meetings
from indicators.frames import AGENDA
from tests.agenda_month import FIRST, SECOND, THIRD, tell, told
from tests.homes import HOSTILE, rows

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def month(home):
    """Let the store hold the whole month before it is opened."""
    told(home)


@pytest.fixture
def open_to(home, monkeypatch):
    """Open a store to the feeds, as the web server does."""
    opened = Store.in_folder(home)
    monkeypatch.setitem(service._running, "store", opened)
    monkeypatch.setattr(pd.Timestamp, "now", classmethod(lambda cls, tz=None: THIRD))
    yield opened
    opened.close()


def ask(name, query="", known=""):
    scope = {
        "type": "http", "method": "GET", "path": f"/feeds/{name}", "path_params": {"name": name},
        "query_string": query.encode(), "server": ("cell.example", 443), "scheme": "https",
        "headers": [(b"if-none-match", known.encode())] if known else [],
    }  # fmt: skip
    return feeds.answer(Request(scope))


def events(query=""):
    answer = ask("agenda.ics", query)
    assert answer.status_code == 200, answer.body
    found = Calendar.from_ical(answer.body.decode()).walk("VEVENT")
    return {str(event["uid"]): event for event in found}


def by_title(query=""):
    return {str(event["summary"]): event for event in events(query).values()}


def entry(store, audience, title="What nobody else knows", now=FIRST):
    ana = Person("ana", "EU", ROLES, now=now)
    body = {"body": "EU PSC", "title": title, "date": "2026-12-15", "places": ("SDN",)}
    return records.save(store, "agenda_entry", body, ana, audience=audience)


def test_the_calendar_opens_in_a_client_library_and_says_each_meeting_once(month, open_to):
    found = by_title()
    # Amani Africa's terms keep its programme; the communiqué of the AU PSC may be passed on.
    assert sorted(str(title) for title in found if "AU PSC" in title) == [
        "AU PSC: the situation in Somalia"
    ]
    (venezuela,) = [event for title, event in found.items() if "Venezuela" in title]
    assert venezuela["dtstart"].dt == pd.Timestamp("2026-12-12 20:00", tz="UTC")
    assert venezuela["status"] == "CONFIRMED"
    assert "15:00 New York, 21:00 Brussels, 23:00 Addis Ababa" in venezuela["description"]
    assert found["UN Security Council: Cyprus (cancelled) (briefing)"]["status"] == "CANCELLED"
    assert found["UN Security Council: Haiti (briefing)"]["status"] == "TENTATIVE"
    council = found["EU Foreign Affairs Council: Foreign Affairs Council"]
    assert council["dtstart"].params["VALUE"] == "DATE"


def test_our_own_reader_of_calendars_reads_what_we_give_out(month, open_to):
    reply = Reply("https://cell.example/feeds/agenda.ics", ask("agenda.ics").body)
    read = ics.events(reply, "America/New_York")
    assert len(read) == len(events())
    assert sum(event.cancelled for event in read) == 2  # cancelled, and dropped


def test_subscribing_twice_changes_nothing(month, open_to):
    first, second = ask("agenda.ics"), ask("agenda.ics")
    assert first.body == second.body
    feeds._made.cache_clear()
    assert ask("agenda.ics").body == first.body
    assert ask("agenda.ics", known=first.headers["etag"]).status_code == 304


def test_a_moved_meeting_is_the_same_event_at_another_time_with_a_higher_sequence(open_to):
    tell(open_to, FIRST)
    before = events("place=LBY")
    tell(open_to, THIRD)
    after = events("place=LBY")
    assert before.keys() == after.keys()
    (uid,) = before
    assert (before[uid]["dtstart"].dt.day, after[uid]["dtstart"].dt.day) == (8, 22)
    assert (before[uid]["sequence"], after[uid]["sequence"]) == (0, 2)


def test_a_dropped_meeting_is_called_off_in_the_calendars_that_have_it(open_to):
    tell(open_to, FIRST)
    (uid,) = events("place=IRQ")
    tell(open_to, SECOND)
    gone = events("place=IRQ")[uid]
    assert (gone["status"], gone["sequence"]) == ("CANCELLED", 1)


def test_what_is_not_for_everybody_is_in_no_feed_not_even_as_a_count(month, open_to):
    without = [ask(name).body for name in feeds.FORMATS]
    for audience in (None, Audience.of("UN", "AU", "NATO")):
        entry(open_to, audience)
        feeds._made.cache_clear()
        assert [ask(name).body for name in feeds.FORMATS] == without


def test_an_entry_for_everybody_is_in_the_feeds_with_who_entered_it(open_to):
    tell(open_to, FIRST)
    entry(open_to, Audience.all(), now=SECOND)
    found = by_title("body=EU PSC")["EU PSC: What nobody else knows"]
    assert "entered by hand by ana (EU); who may see this: everybody" in found["description"]
    titles = etree.fromstring(ask("changes.atom").body).findall(f"{ATOM}entry/{ATOM}title")
    assert "month became known: EU PSC" in [title.text for title in titles]


def test_the_feed_of_changes_names_our_own_address_whatever_host_was_asked_for(open_to, home):
    def of_itself() -> str:
        root = etree.fromstring(ask("changes.atom", "body=UNSC").body)
        return root.find(f"{ATOM}link[@rel='self']").get("href")

    assert of_itself() == "https://cell.example/feeds/changes.atom?body=UNSC"
    (home / "jointwatch.toml").write_text('address = "https://jointwatch.example.org"')
    assert of_itself() == "https://jointwatch.example.org/feeds/changes.atom?body=UNSC"


def test_the_feed_of_changes_is_atom_with_lasting_names(month, open_to):
    root = etree.fromstring(ask("changes.atom", "body=UNSC").body)
    names = [one.text for one in root.iter(f"{ATOM}id")]
    # December became known; dropped, moved far, added, moved; called, cancelled, moved again.
    assert len(names) == len(set(names)) == 1 + 8
    assert root.find(f"{ATOM}updated").text == "2026-12-11T09:00:00Z"
    feeds._made.cache_clear()
    again = etree.fromstring(ask("changes.atom", "body=UNSC").body)
    assert [one.text for one in again.iter(f"{ATOM}id")] == names


def test_an_empty_store_gives_feeds_that_are_empty_and_valid(open_to):
    assert events() == {}
    root = etree.fromstring(ask("changes.atom").body)
    assert root.find(f"{ATOM}updated").text == "2000-01-01T00:00:00Z"
    assert len(list(csv.reader(StringIO(ask("agenda.csv").body.decode("utf-8-sig"))))) == 1


def test_text_of_every_script_and_direction_and_markup_comes_through_and_runs_nothing(open_to):
    titles = ["مجلس السلم والأمن", "安全理事会", "Совет Безопасности", "ሰላምና ደህንነት", HOSTILE,
              "line\nBEGIN:VEVENT\nSUMMARY:false", "\x00\x0b\u202eturned", "=1+1"]  # fmt: skip
    said = [
        {"source": "un_journal", "item": str(n), "place": "SDN", "body": "UNSC", "title": title,
         "date": pd.Timestamp("2026-12-14"), "status": "confirmed"}
        for n, title in enumerate(titles)
    ]  # fmt: skip
    open_to.append(AGENDA, rows(AGENDA, FIRST, *said))
    found = by_title()
    assert len(found) == len(titles)
    assert "UN Security Council: مجلس السلم والأمن" in found
    assert "UN Security Council: false" not in found
    etree.fromstring(ask("changes.atom").body)
    table = list(csv.DictReader(StringIO(ask("agenda.csv").body.decode("utf-8-sig"))))
    assert len(table) == len(titles)
    cells = [value for row in table for value in row.values()]
    assert not [value for value in cells if value.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("body=PARLIAMENT", "No body is known as PARLIAMENT"),
        ("place=XXX", "No country or area has the code XXX"),
        ("token=1", "Not known: token"),
        ("watchlist=secret", "no such watchlist for everybody"),
        ("place=" + "SDN," * 2000, "longer than"),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_wrong_with_it(open_to, query, said):
    answer = ask("agenda.ics", query)
    assert answer.status_code == 400
    assert said in answer.body.decode()


def test_there_are_no_other_feeds_and_none_without_a_store(open_to, monkeypatch):
    assert ask("passwords.ics").status_code == 404
    monkeypatch.delitem(service._running, "store")
    assert ask("agenda.ics").status_code == 503


def test_forty_countries_can_be_asked_for_at_once(month, open_to):
    forty = ("SDN MLI TCD CAF COD SOM ETH NGA NER BFA CMR MOZ LBY YEM SYR LBN IRQ AFG PAK MMR "
             "UKR HTI COL VEN ERI DJI KEN UGA RWA BDI SSD TUN EGY DZA MRT SEN GIN SLE LBR CIV")
    found = by_title(f"place={','.join(forty.split())}")
    assert len(forty.split()) == 40
    assert "UN Security Council: Haiti (briefing)" in found
    assert not any("Cyprus" in title for title in found)


@pytest.fixture(scope="module")
def one_meeting():
    """Return a table with one meeting."""
    said = {"source": "s", "item": "1", "place": "SDN", "body": "UNSC", "title": "A meeting",
            "date": pd.Timestamp("2026-12-14")}  # fmt: skip
    return agenda_meetings.each(rows(AGENDA, FIRST, said)).assign(uid="s 1", sequence=0)


@settings(max_examples=60)
@given(title=st.text(max_size=60))
def test_any_title_gives_a_calendar_that_can_be_read(one_meeting, title):
    table = one_meeting.assign(title=title, url=title)
    none = pd.DataFrame(columns=["uid"])
    (event,) = Calendar.from_ical(feed_formats.calendar(table, none).decode()).walk("VEVENT")
    assert str(event["uid"]).endswith("@jointwatch")
