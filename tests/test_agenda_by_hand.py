"""What people enter of agendas: merged with the feeds, marked, and seen by whom it is for."""

import pandas as pd
import pytest
import streamlit as st

from collectors.access import Viewer
from collectors.store import Store
from dashboard import agenda_programme
from dashboard.agenda_programme import Unreadable
from dashboard.reading import agenda as agenda_data
from dashboard.reading import agenda_rows
from dashboard.reports import making, month_parts
from dashboard.reports.formats import FORMATS
from dashboard.session import Look
from dashboard.wording import agenda as agenda_words
from dashboard.wording import mandates as mandate_words
from dashboard.workspace import records
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from indicators.agendas import changes as agenda_changes
from indicators.agendas import meetings as agenda_meetings
from indicators.frames import AGENDA
from tests.agenda_month import (
    DECEMBER_2019,
    FIRST,
    MOVED,
    PROGRAMME,
    SECOND,
    THIRD,
    real_month,
    tell,
)
from tests.homes import rows
from tests.test_unsc_programme import pdf

DECEMBER = (pd.Timestamp("2026-12-01"), pd.Timestamp("2026-12-31"))
EU, UN = Viewer(frozenset({"EU"})), Viewer(frozenset({"UN"}))
NATO = Viewer(frozenset({"NATO"}))


@pytest.fixture
def kept(tmp_path):
    store = Store.in_folder(tmp_path)
    yield store
    store.close()


def ana(now=FIRST):
    return Person("ana", "EU", ROLES, now=now)


def meetings(store, viewer):
    return agenda_meetings.each(agenda_rows.standing(store, viewer, DECEMBER))


def test_an_entry_is_seen_by_whom_it_is_for_and_says_who_entered_it(kept):
    body = {"body": "EU PSC", "title": "Sudan", "date": "2026-12-15", "time": "9:30"}
    records.save(kept, "agenda_entry", body, ana(), audience=Audience.of("UN"))
    (row,) = meetings(kept, UN).itertuples()
    assert (row.body, row.by, row.seen_by) == ("EU PSC", "ana (EU)", "EU and UN only")
    assert row.starts == pd.Timestamp("2026-12-15 08:30", tz="UTC")  # half past nine in Brussels
    assert agenda_words.by_hand(row).startswith("entered by hand by ana (EU)")
    assert meetings(kept, NATO).empty


def test_an_entry_on_a_meeting_of_a_feed_fills_its_gaps_for_those_who_may_see_it(kept):
    tell(kept)
    body = {"body": "UNSC", "title": "Libya", "date": "2026-12-22", "places": ("LBY",),
            "briefers": "Special Representative"}  # fmt: skip
    records.save(kept, "agenda_entry", body, ana())
    libya = meetings(kept, EU).set_index("date").loc["2026-12-22"]
    assert (libya["briefers"], libya["sources"]) == (
        "Special Representative", "unsc_programme; by_hand"
    )  # fmt: skip
    assert meetings(kept, UN).set_index("date").loc["2026-12-22", "briefers"] == ""


def test_an_entry_of_another_place_leaves_the_first_and_an_ended_one_goes(kept):
    body = {"body": "NAC", "title": "Visit", "date": "2026-12-15", "places": ("MLI",)}
    saved = records.save(kept, "agenda_entry", body, ana())
    elsewhere = body | {"places": ("NER",)}
    records.save(kept, "agenda_entry", elsewhere, ana(SECOND), record=saved.record)
    assert meetings(kept, EU)["places"].tolist() == [("NER",)]
    records.save(kept, "agenda_entry", body, ana(THIRD), record=saved.record, active=False)
    assert meetings(kept, EU).empty


@pytest.mark.parametrize("wrong", [{"time": "25:00"}, {"url": "javascript:x"}, {"body": "PSC"}])
def test_an_entry_that_cannot_be_is_refused(kept, wrong):
    body = {"body": "NAC", "title": "Visit", "date": "2026-12-15"} | wrong
    with pytest.raises(records.Invalid):
        records.save(kept, "agenda_entry", body, ana())


def test_feeds_that_contradict_each_other_both_stand(kept):
    told = {"body": "UNSC", "place": "MLI", "title": "The situation in Mali", "topic": "mli",
            "date": pd.Timestamp("2026-12-15")}  # fmt: skip
    hour = pd.Timestamp("2026-12-15 15:00", tz="UTC")
    kept.append(AGENDA, rows(
        AGENDA, FIRST,
        told | {"source": "un_journal", "item": "1", "starts": hour, "status": "confirmed"},
        told | {"source": "un_press", "item": "2", "starts": hour + pd.Timedelta(hours=5),
                "status": "cancelled"},
    ))  # fmt: skip
    (row,) = meetings(kept, EU).itertuples()
    said = agenda_words.differs(row)
    assert "10:00 New York" in said
    assert "15:00 New York" in said
    assert "cancelled (UN press); confirmed (UN Journal)" in said


# --- A programme dropped in.


def test_a_programme_dropped_in_becomes_entries_and_its_next_revision_moves_them(kept):
    month = pd.Period("2026-12", "M")
    first = agenda_programme.read(PROGRAMME.encode(), month)
    assert (first.month, first.plan, len(first.items)) == (month, False, 8)
    assert agenda_programme.keep(kept, first, first.items, ana(), Audience.all()) == 8
    second = agenda_programme.read(MOVED.encode(), month)
    agenda_programme.keep(kept, second, second.items, ana(SECOND), Audience.all())
    found = meetings(kept, UN)
    assert len(found) == 8
    assert (found["sources"] == "programme_by_hand").all()
    told = agenda_rows.versions(kept, UN, DECEMBER)
    changed = agenda_changes.changes(told, FIRST)
    assert changed["kind"].tolist() == ["dropped", "moved far", "added", "moved"]


def test_a_pdf_is_read_and_rows_can_be_corrected_before_they_are_kept(kept):
    found = agenda_programme.read(pdf(PROGRAMME).body, pd.Period("2026-01", "M"))
    items = found.items.assign(places=found.items["places"].replace("LBY", "LBY TUN"))
    agenda_programme.keep(kept, found, items, ana(), Audience.all())
    assert ("LBY", "TUN") in meetings(kept, UN)["places"].tolist()


def test_a_scanned_pdf_says_what_to_do(kept):
    with pytest.raises(Unreadable, match="scanned PDF holds pictures"):
        agenda_programme.read(pdf("").body, pd.Period("2026-12", "M"))


def test_a_plan_of_work_is_kept_and_the_programme_still_counts_as_not_adopted(kept):
    plan = PROGRAMME.replace("Programme of work\nDecember", "Plan of Work\nDecember")
    found = agenda_programme.read(plan.encode(), pd.Period("2026-12", "M"))
    assert found.plan
    agenda_programme.keep(kept, found, found.items, ana(), Audience.all())
    told = agenda_rows.standing(kept, UN, DECEMBER)
    late = pd.Timestamp("2026-12-15")
    state = agenda_changes.programme(told, "UNSC", found.month, late, read=True)
    assert state == "not adopted"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("day", pd.Timestamp("2027-01-04"), "Row 1 has no day"), ("places", "XYZ", "no country")],
)
def test_a_row_that_cannot_be_kept_is_named(kept, column, value, said):
    found = agenda_programme.read(PROGRAMME.encode(), pd.Period("2026-12", "M"))
    items = found.items.copy()
    items.loc[0, column] = value
    with pytest.raises(Unreadable, match=said):
        agenda_programme.keep(kept, found, items, ana(), Audience.all())
    assert meetings(kept, EU).empty


# --- Mandates, reports, seats.


def test_seats_change_is_announced_from_november_on():
    now = pd.DataFrame({"country": ["France", "Denmark"]})
    following = pd.DataFrame({"country": ["France", "Austria"]})
    november, october = pd.Timestamp("2026-11-01"), pd.Timestamp("2026-10-31")
    said = mandate_words.seats_change(now, following, november)
    assert said == "Seats change on 1 January 2027: Denmark leave, Austria join."
    assert mandate_words.seats_change(now, following, october) == ""


def test_a_report_is_overdue_the_day_after_it_was_due(kept):
    body = {"body": "UNSC", "title": "Report on Mali", "date": "2026-12-15", "format": "report due"}
    records.save(kept, "agenda_entry", body, ana())
    due = meetings(kept, EU)
    near = [
        mandate_words.reports(due, pd.Timestamp(day))["How near"].iloc[0]
        for day in ("2026-12-16", "2026-12-15", "2026-12-01", "2026-09-01")
    ]
    assert near == ["overdue by one day", "within 14 days", "within 14 days",
                    "more than 90 days"]  # fmt: skip


def test_an_organisations_assessment_counts_in_the_matrix_of_those_who_may_see_it(
    store, monkeypatch
):
    monkeypatch.setattr("dashboard.data.store", lambda: store)
    st.cache_data.clear()
    person = Person("ana", "UN", ROLES)
    body = {"level": 3, "trend": "stable", "sentence": "Columns move.", "place": "SDN"}
    records.save(store, "assessment", body, person, audience=Audience.of("EU"))
    for organisation, told in (("UN", [3.0]), ("EU", [3.0]), ("AU", [])):
        look = Look(Viewer(frozenset({organisation})))
        assert agenda_data.levels(look)["level"].tolist() == told


def test_a_real_month_typed_in_goes_through_to_the_brief(store, monkeypatch):
    monkeypatch.setattr("dashboard.data.store", lambda: store)
    st.cache_data.clear()
    december = pd.Timestamp("2019-12-01")
    programme = agenda_programme.read(real_month().encode(), december.to_period("M"))
    person = Person("ana", "EU", ROLES)
    kept = agenda_programme.keep(store, programme, programme.items, person, Audience.of())
    assert kept == len(DECEMBER_2019)
    now = pd.Timestamp("2019-12-01 09:00", tz="UTC")
    document = making.make(making.Asked("security-council", "EU", december), now)
    text = " ".join(FORMATS["html"].render(document).decode().split())
    told = [title for _day, _symbol, title in DECEMBER_2019 if title in text]
    assert len(set(told)) >= len({title for _d, _s, title in DECEMBER_2019}) - month_parts.ROWS
    assert len(set(told)) >= month_parts.ROWS - 4
    other = making.make(making.Asked("security-council", "NATO", december), now)
    assert not any(title in str(other) for title in told)
