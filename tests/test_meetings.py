"""Meetings that remember: planned, held, followed up; overdue actions open the next agenda."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.access import Viewer
from dashboard.workspace import meetings, records
from dashboard.workspace.people import CONTRIBUTOR, SECRETARY, Person

NOW = pd.Timestamp("2026-11-26 09:00", tz="UTC")
TOMORROW = NOW + pd.Timedelta(days=1)


def desk(organisation="UN", now=NOW):
    return Person(f"{organisation} desk", organisation, frozenset({CONTRIBUTOR, SECRETARY}),
                  now=now)  # fmt: skip


def eyes(*organisations):
    return Viewer(frozenset(organisations))


def planned(store, body="weekly", starts=TOMORROW, organisations=("EU",)):
    saved = meetings.plan(store, desk(), body, starts, organisations)
    return records.get(store, "meeting", saved.record, eyes("UN"))


def again(store, meeting):
    return records.get(store, "meeting", meeting["record"], eyes("UN"))


def test_a_meeting_is_seen_by_those_who_meet(store):
    planned(store)
    assert len(meetings.all_meetings(store, eyes("EU"))) == 1
    assert meetings.all_meetings(store, eyes("NATO")).empty


def test_a_meeting_climbs_its_ladder_and_skips_no_record(store):
    meeting = planned(store)
    with pytest.raises(records.Refused, match="cannot go"):
        meetings.move(store, desk(), meeting, "closed")
    for stage in ("agenda agreed", "pack released", "held", "record cleared", "closed"):
        meetings.move(store, desk(), again(store, meeting), stage)
    assert again(store, meeting)["stage"] == "closed"


def test_an_overdue_action_opens_the_next_agenda_of_the_body(store):
    first = planned(store)
    late = {"task": "Send figures", "owner": "EU", "due": "2026-11-01"}
    meetings.note(store, desk(), "action", late, first)
    meetings.note(store, desk(), "action", late | {"due": "2026-12-30"}, first)
    other = planned(store, body="monthly")
    assert meetings.points(store, eyes("EU"), other).empty
    second = planned(store, starts=NOW + pd.Timedelta(days=8))
    agenda = meetings.points(store, eyes("EU"), second)
    assert agenda["title"].tolist() == ["One overdue action"]
    found = meetings.actions(store, eyes("EU"), "weekly")
    assert meetings.overdue(found, NOW)["task"].tolist() == ["Send figures"]


def test_what_is_noted_while_a_meeting_runs_belongs_to_it(store):
    meeting = planned(store, starts=NOW)
    found = meetings.all_meetings(store, eyes("EU"))
    assert len(meetings.running(found, NOW)) == 1
    assert meetings.running(found, NOW + pd.Timedelta(hours=3)).empty
    meetings.note(store, desk(), "decision", {"said": "Watch the north", "place": "SDN"}, meeting)
    assert len(meetings.of_meeting(store, eyes("EU"), "decision", meeting)) == 1
    assert records.load(store, "decision", eyes("AU")).empty


def test_an_urgent_consultation_begins_within_four_hours_and_runs_till_it_is_stood_down(store):
    with pytest.raises(records.Invalid, match="within four hours"):
        planned(store, "urgent", NOW + pd.Timedelta(hours=5))
    meeting = planned(store, "urgent", NOW + pd.Timedelta(hours=1))
    meetings.keep_rhythm(store, desk(), meeting, 6, NOW + pd.Timedelta(hours=7))
    meetings.note(store, desk(), "logentry", {"said": "Called all four."}, meeting)
    next_day = NOW + pd.Timedelta(days=1)
    assert len(meetings.running(meetings.all_meetings(store, eyes("EU")), next_day)) == 1
    with pytest.raises(records.Invalid, match="Say why"):
        meetings.stand_down(store, desk(), again(store, meeting), " ")
    meetings.stand_down(store, desk(), again(store, meeting), "Ceasefire holds.")
    assert meetings.running(meetings.all_meetings(store, eyes("EU")), next_day).empty


def test_a_chair_is_told_what_an_agenda_lacks(store):
    meeting = planned(store, body="monthly")
    for number in range(7):
        fields = {"title": f"Point {number}", "minutes": 15}
        meetings.add_point(store, desk(), meeting, fields)
    said = " ".join(meetings.advice(meeting, meetings.points(store, eyes("UN"), meeting)))
    assert "7 points are too many" in said
    assert "need 105 minutes" in said
    assert "No point looks forward" in said
    assert "No decision is sought" in said


def test_attendance_is_weighed_by_organisation_and_rank():
    came = [{"organisation": "UN", "rank": 3}] * 3 + [{"organisation": "AU", "rank": 1}]
    even, gap = meetings.balance(came)
    assert (round(even, 2), gap) == (0.33, 2.0)
    assert meetings.balance([])[0] != meetings.balance([])[0]


@given(st.lists(st.tuples(st.sampled_from(["UN", "EU", "AU"]), st.integers(1, 5)), min_size=1))
def test_balance_lies_between_nothing_and_one(came):
    even, gap = meetings.balance([{"organisation": o, "rank": r} for o, r in came])
    assert 0 <= even <= 1
    assert 0 <= gap <= 4


def test_half_a_year_is_told_in_figures(store):
    start = NOW - pd.DateOffset(months=2)
    meeting = planned(store, starts=start)
    meetings.add_point(store, desk(), meeting, {"title": "Ahead", "forward_looking": True})
    meetings.note(store, desk(), "action", {"task": "a", "owner": "EU", "due": "2026-10-10"},
                  meeting)  # fmt: skip
    saved = meetings.note(store, desk(), "action", {"task": "b", "owner": "EU",
                                                    "due": "2026-10-10"}, meeting)  # fmt: skip
    one = records.get(store, "action", saved.record, eyes("UN"))
    fields = {name: one[name] for name in ("task", "owner", "due", "meeting")}
    records.save(store, "action", {**fields, "stage": "done", "done_on": "2026-10-15",
                                   "hours": 12}, desk(), record=saved.record)  # fmt: skip
    meetings.move(store, desk(), again(store, meeting), "held")
    told = meetings.half_year(store, eyes("EU"), "weekly", NOW)
    assert (told["held"], told["forward_share"], told["actions"], told["done"]) == (1, 1.0, 2, 1)
    assert (told["completion"], told["median_delay_days"], told["person_hours"]) == (0.5, 5, 12)
    assert told["advice"].startswith("close or change")
