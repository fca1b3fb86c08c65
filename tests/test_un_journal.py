"""The Journal's days become meetings of the UN Security Council, and of nobody else."""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, Unreachable, WrongFormat
from collectors.sources.un_journal import API, SOURCE, fetch
from indicators.frames import AGENDA
from tests.shared import shared

SEEN = pd.Timestamp("2026-11-23 12:00", tz="UTC")


# No raw reply of the API was ever recorded: these are written by us in its documented shape.
def meeting(**changes) -> dict:
    return {
        "id": "c97069d1-b04b-45c8-bb66-cef795c1595b",
        "startDate": "2026-11-24T10:00:00",
        "endDate": "2026-11-24T13:00:00",
        "timeFrom": "10:00",
        "timeTo": "",
        "isClosed": False,
        "isCancelled": False,
        "meetingNumber": {"en": "<p><span>10250th meeting</span></p>", "fr": "<p>10250e</p>"},
        "rooms": [{"id": 1, "value": "Security Council Chamber"}],
        "roomLink": "https://journal.un.org/maps/SCC.jpg",
        "relatedOrganizationFullName": "<p>Security Council</p>",
    } | changes


def day(*meetings: dict, date: str = "2026-11-24", seen: pd.Timestamp | None = SEEN) -> Reply:
    groups = [{"id": 1, "sessions": [{"name": "", "meetings": list(meetings)}]}]
    return Reply(f"{API}{date}", json.dumps({"groups": groups}).encode(), fetched_at=seen)


def agenda_of(*replies: Reply) -> pd.DataFrame:
    """The rows of AGENDA in `replies`, as they would be kept."""
    (part,) = read(SOURCE, replies)
    return AGENDA.conform(part.rows.assign(run=1, known_at=SEEN, vintage="collected"))


def only(*replies: Reply) -> pd.Series:
    rows = agenda_of(*replies)
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_meeting_has_its_record_its_hour_and_no_topic_when_none_is_given():
    row = only(day(meeting()))
    assert (row["body"], row["symbol"], row["place"]) == ("UNSC", "S/PV.10250", "WLD")
    assert (row["title"], row["topic"]) == ("10250th meeting", "")
    assert row["date"] == pd.Timestamp("2026-11-24")
    assert row["starts"] == pd.Timestamp("2026-11-24 15:00", tz="UTC")
    assert (row["format"], row["public"], row["status"]) == ("meeting", "yes", "confirmed")
    assert row["timezone"] == "America/New_York"


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-06T10:00:00", "2026-03-06 15:00"),
        ("2026-03-09T10:00:00", "2026-03-09 14:00"),  # summer time began on the 8th
        ("2026-10-30T15:00:00", "2026-10-30 19:00"),
        ("2026-11-02T15:00:00", "2026-11-02 20:00"),
        ("2026-11-24T22:30:00", "2026-11-25 03:30"),  # the day is the one in New York
    ],
)
def test_hours_are_new_york_s_in_winter_and_in_summer(local, utc):
    row = only(day(meeting(startDate=local), date=local[:10]))
    assert row["starts"] == pd.Timestamp(utc, tz="UTC")
    assert row["date"] == pd.Timestamp(local[:10])


@pytest.mark.parametrize(
    "said",
    [
        {"timeFrom": "Followed By", "startDate": "2026-11-24T10:00:00"},
        {"timeFrom": None, "startDate": "2026-11-24T00:00:00"},
    ],
)
def test_a_meeting_that_follows_another_has_no_hour_of_its_own(said):
    assert pd.isna(only(day(meeting(**said)))["starts"])


@pytest.mark.parametrize(
    ("number", "closed", "format", "public", "symbol"),
    [
        ("<p>Consultations of the whole</p>", True, "consultations", "no", ""),
        ("<p>Consultations of the whole</p>", False, "consultations", "no", ""),
        ("<p>10250th meeting</p>", True, "private meeting", "no", "S/PV.10250"),
        ("<p>10250th (closed) meeting</p>", False, "private meeting", "no", "S/PV.10250"),
        ("<p>Informal interactive dialogue</p>", True, "informal interactive dialogue", "no", ""),
        ("<p>Briefing to non-Council members</p>", False, "briefing to members", "", ""),
    ],
)
def test_the_format_says_who_may_follow(number, closed, format, public, symbol):
    row = only(day(meeting(meetingNumber={"en": number}, isClosed=closed)))
    assert (row["format"], row["public"], row["symbol"]) == (format, public, symbol)


@pytest.mark.parametrize(
    "said",
    [
        {"meetingNumber": {"en": "<p>10250th meeting</p><p>The situation in Mali</p>"}},
        {"title": {"en": "<p>The situation in Mali</p>"}},
        {"agenda": [{"title": {"en": "<b>The situation in Mali</b>"}}]},
    ],
)
def test_a_topic_is_taken_from_wherever_one_is_given(said):
    row = only(day(meeting(**said)))
    assert (row["title"], row["topic"], row["place"]) == ("The situation in Mali", "mli", "MLI")
    assert row["symbol"] == "S/PV.10250"


def test_an_umbrella_title_is_one_of_its_places():
    rows = agenda_of(day(meeting(title="The situation in the Middle East")))
    assert {"SYR", "YEM", "LBN"} <= set(rows["place"])
    assert rows["one_of"].all()


def test_meetings_of_other_bodies_and_of_its_own_committees_are_left_out():
    others = ["General Assembly", "Security Council Committee pursuant to resolution 1591 (2005)"]
    bodies = [meeting(id=str(n), relatedOrganizationFullName=b) for n, b in enumerate(others)]
    assert agenda_of(day(*bodies)).empty


def test_the_reply_of_all_meetings_keeps_the_council_among_the_principal_organs():
    said = {key: value for key, value in meeting().items() if key[0] != "r"}
    organ = {"groupNameTitle": "Security Council", "sessions": [{"meetings": [said]}]}
    body = {"officialMeetings": {"groups": [], "specialGroups": [organ]}}
    reply = Reply("https://journal-api.un.org/api/allnew/2026-11-24", json.dumps(body).encode())
    assert only(reply)["symbol"] == "S/PV.10250"


def test_a_meeting_is_cancelled_or_held_when_its_day_is_over():
    assert only(day(meeting(isCancelled=True)))["status"] == "cancelled"
    later = pd.Timestamp("2026-11-25 12:00", tz="UTC")
    assert only(day(meeting(), seen=later))["status"] == "held"
    # In New York the 24th has not ended yet.
    assert only(day(meeting(), seen=pd.Timestamp("2026-11-25 03:00", tz="UTC")))["status"] == (
        "confirmed"
    )
    assert only(day(meeting(), seen=None))["status"] == "confirmed"


def test_a_day_with_meetings_takes_back_what_it_no_longer_lists():
    (part,) = read(SOURCE, [day(meeting(relatedOrganizationFullName="General Assembly"))])
    (coverage,) = part.covers
    assert coverage.where == {"source": "un_journal", "date": [pd.Timestamp("2026-11-24")]}
    assert (part.rows.empty, coverage.absence) == (True, "withdrawn")


def test_a_day_without_any_meeting_is_no_error_and_takes_nothing_back():
    (part,) = read(SOURCE, [day(date="2026-11-28")])
    assert part.rows.empty
    assert part.covers == ()


def test_a_week_of_days_without_any_meeting_is_not_taken_for_a_pause():
    days = [day(date=f"2026-11-{number}") for number in range(20, 28)]
    with pytest.raises(Empty, match="8 days"):
        read(SOURCE, days)
    assert len(agenda_of(*days, day(meeting()))) == 1


def test_a_meeting_is_told_by_its_own_day_only():
    assert agenda_of(day(meeting(), date="2026-11-23")).empty


def test_the_same_meeting_in_two_replies_is_one_row():
    moved = meeting(startDate="2026-11-24T11:00:00")
    row = only(day(meeting()), day(moved))
    assert row["starts"] == pd.Timestamp("2026-11-24 16:00", tz="UTC")


def test_a_script_in_a_title_does_not_become_one():
    bad = {"en": "<p>10250th meeting</p><script>alert(1)</script><p>&lt;b&gt; Mali</p>"}
    assert only(day(meeting(meetingNumber=bad)))["title"] == "<b> Mali"


class Told:
    """Answers by day; from `until` on with `failure`."""

    now = pd.Timestamp("2026-11-23 02:00", tz="UTC")  # still the 22nd in New York

    def __init__(self, until: str, failure: Exception):
        self.until, self.failure, self.asked = until, failure, []

    def get(self, url, headers):
        self.asked.append(url.removeprefix(API))
        assert headers["Location"] == "New York"
        assert headers["Language"] == "en"
        if self.asked[-1] >= self.until:
            raise self.failure
        return day(date=self.asked[-1])


@pytest.mark.parametrize("failure", [NotThere("no"), Unreachable("... answered 400: range")])
def test_days_are_asked_for_until_the_journal_is_not_published_yet(failure):
    client = Told("2026-11-26", failure)
    assert len(list(fetch(client))) == 7
    assert (client.asked[0], client.asked[-1]) == ("2026-11-19", "2026-11-26")


def test_all_days_are_asked_for_while_the_journal_is_there():
    client = Told("2027", NotThere("no"))
    assert len(list(fetch(client))) == 18
    assert client.asked[-1] == "2026-12-06"


@pytest.mark.parametrize("failure", [Unreachable("... answered 400: bad"), NotThere("gone")])
def test_a_day_that_is_past_and_not_there_is_an_error(failure):
    with pytest.raises(type(failure)):
        list(fetch(Told("2026-11-20", failure)))


def test_a_server_s_error_is_not_taken_for_the_end_of_the_journal():
    with pytest.raises(Unreachable):
        list(fetch(Told("2026-11-26", Unreachable("... answered 503."))))


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (b"", Empty, "empty"),
        (b"<html><body>Checking your browser</body></html>", WrongFormat, "web page"),
        (b'{"groups": [{"sessions": [', WrongFormat, "not JSON"),
        ('{"groups": "à"}'.encode("latin-1"), WrongFormat, "utf-8"),
        (b"[]", WrongFormat, "not a day of the Journal"),
        (b'{"items": []}', WrongFormat, "no list of groups"),
        (b'{"groups": [{"meetings": []}]}', WrongFormat, "no list of sessions"),
        (b'{"groups": ["New York"]}', WrongFormat, "no list of groups"),
        (b'{"date": null, "chambers": []}', WrongFormat, "without a date"),
    ],
)
def test_what_is_no_day_of_the_journal_is_refused_with_a_sentence(body, error, said):
    with pytest.raises(error, match=said):
        read(SOURCE, [Reply(f"{API}2026-11-24", body)])


def test_a_field_that_is_missing_and_a_day_that_cannot_be_are_refused():
    bad = meeting()
    del bad["startDate"]
    with pytest.raises(WrongFormat, match="a meeting without startDate"):
        read(SOURCE, [day(bad)])
    with pytest.raises(WrongFormat, match="'soon' is not a date"):
        read(SOURCE, [day(meeting(startDate="soon"))])
    with pytest.raises(WrongFormat, match="is not a date of 1900 to 2100"):
        agenda_of(day(meeting(startDate="9999-12-31T10:00:00"), date="9999-12-31"))


SUMMARIES = {  # the Council's meetings in the recorded summaries, counted by hand
    "2026-04-01": [],
    "2026-04-08": ["S/PV.10131"],
    "2026-04-14": ["S/PV.10134", "S/PV.10135", "", ""],
    "2026-04-21": ["S/PV.10141", ""],
    "2026-04-27": ["S/PV.10145"],
    "2026-05-01": ["", ""],
    "2026-05-07": ["S/PV.10149", ""],
    "2026-05-26": ["S/PV.10159"],
    "2026-06-02": [""],
}


def summary(date: str) -> Reply:
    path = shared(f"replies/unsc/un-journal-derived/journal_{date}.json")
    return Reply(path.as_uri(), path.read_bytes())


@pytest.mark.parametrize(("date", "symbols"), SUMMARIES.items())
def test_recorded_summaries_hold_the_meetings_counted_in_them(date, symbols):
    (part,) = read(SOURCE, [summary(date)])
    assert sorted(part.rows["symbol"]) == sorted(symbols)
    assert part.covers == ()


def test_a_recorded_day_has_its_hours_and_what_followed():
    rows = agenda_of(summary("2026-04-14"))
    hours = rows["starts"].dt.tz_convert("America/New_York").dt.strftime("%H:%M").fillna("")
    assert sorted(zip(rows["format"], hours, strict=True)) == [
        ("consultations", ""),
        ("consultations", "15:30"),
        ("meeting", ""),
        ("meeting", "10:00"),
    ]
