"""Meetings that remember: planned, held, followed up; overdue actions open the next agenda."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.access import Viewer
from dashboard.workspace import forum, meetings, procedures, records
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


def test_the_next_meeting_stands_first_and_the_past_comes_last(store):
    for days in (20, 2, -1, -9):
        planned(store, starts=NOW + pd.Timedelta(days=days))
    ordered = meetings.next_first(meetings.all_meetings(store, eyes("EU")), NOW)
    assert [(one - NOW).days for one in ordered["starts"]] == [2, 20, -1, -9]


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
    told = forum.half_year(store, eyes("EU"), "weekly", NOW)
    assert (told["held"], told["forward_share"], told["actions"], told["done"]) == (1, 1.0, 2, 1)
    assert (told["completion"], told["median_delay_days"], told["person_hours"]) == (0.5, 5, 12)
    assert told["advice"].startswith("close or change")


# --- Meetings that are none, links, and the review of a body.


def silence(store, deadline=TOMORROW):
    saved = procedures.silence(store, desk(), "Press lines", "We condemn it.", deadline, ["EU"])
    return records.get(store, "meeting", saved.record, eyes("UN"))


def test_a_text_passes_when_nobody_objects_by_its_deadline(store):
    meeting = silence(store)
    assert meeting["text"] == "We condemn it."
    assert procedures.state(meeting, NOW) == procedures.OPEN
    assert len(procedures.to_answer(store, eyes("EU"), NOW)) == 1
    assert procedures.state(meeting, TOMORROW) == procedures.PASSED
    assert procedures.to_answer(store, eyes("EU"), TOMORROW).empty
    assert procedures.to_answer(store, eyes("NATO"), NOW).empty


def test_one_objection_with_its_reason_stops_a_text(store):
    meeting = silence(store)
    with pytest.raises(records.Invalid, match="Say why"):
        procedures.object_to(store, desk("EU"), meeting, " ")
    procedures.object_to(store, desk("EU"), meeting, "The figures are not ours.")
    stopped = again(store, meeting)
    assert procedures.state(stopped, TOMORROW + pd.Timedelta(days=9)) == procedures.STOPPED
    assert list(stopped["objections"]) == ["EU: The figures are not ours."]


def test_after_the_deadline_nobody_objects_and_no_deadline_lies_behind(store):
    meeting = silence(store)
    with pytest.raises(records.Invalid, match="silence is over"):
        procedures.object_to(store, desk("EU", TOMORROW), meeting, "Late.")
    with pytest.raises(records.Invalid, match="has to lie ahead"):
        silence(store, NOW)
    with pytest.raises(records.Invalid, match="Write the text"):
        procedures.silence(store, desk(), "t", " ", TOMORROW)


def test_a_meeting_in_the_margins_is_three_fields_and_linked(store):
    parent = planned(store, body="un_eu_sc")
    procedures.margin(store, desk(), "Sudan", ["EU"], "Both send a note.", parent["record"])
    every = meetings.all_meetings(store, eyes("EU"))
    assert meetings.linked(every, parent)["result"].tolist() == ["Both send a note."]
    margin = every[every["body"] == "margin"].iloc[0]
    assert margin["stage"] == "held"
    assert meetings.linked(every, margin)["record"].tolist() == [parent["record"]]
    with pytest.raises(records.Invalid, match="Say on what"):
        procedures.margin(store, desk(), "Sudan", [], "")


def test_one_call_brings_an_urgent_consultation_within_four_hours_in_crisis_mode(store):
    saved = procedures.call(store, desk("AU"), "Goma", ["UN"])
    meeting = records.get(store, "meeting", saved.record, eyes("UN"))
    assert NOW < meeting["starts"] <= NOW + pd.Timedelta(hours=4)
    assert meeting["crisis"]
    assert len(meetings.running(meetings.all_meetings(store, eyes("AU")), NOW)) == 1


def test_a_point_taken_off_leaves_the_agenda(store):
    meeting = planned(store)
    meetings.add_point(store, desk(), meeting, {"title": "Sudan", "place": "SDN"})
    point = meetings.points(store, eyes("UN"), meeting).iloc[0]
    meetings.drop_point(store, desk(), point)
    assert meetings.points(store, eyes("UN"), meeting).empty


def test_what_a_body_talks_of_is_counted_over_its_last_four_meetings(store):
    for weeks in range(6):
        meeting = planned(store, starts=NOW - pd.Timedelta(weeks=weeks + 1))
        about = "horizon" if weeks < 4 else "lessons"
        meetings.add_point(store, desk(), meeting, {"title": "x", "about": about})
        meetings.move(store, desk(), again(store, meeting), "held")
    assert forum.mix(store, eyes("EU"), "weekly").to_dict() == {"horizon": 4}
    assert forum.mix(store, eyes("EU"), "monthly").empty


def test_open_actions_are_counted_by_who_owes_them(store):
    meeting = planned(store)
    for owner in ("EU", "EU", "UN"):
        fields = {"task": f"t {owner}", "owner": owner, "due": "2026-12-30"}
        meetings.note(store, desk(), "action", fields, meeting)
    assert forum.load_of(store, eyes("EU")).to_dict() == {"EU": 2, "UN": 1}


def test_a_review_of_a_body_is_kept_with_its_reason(store):
    forum.review(store, desk(), "un_eu_sc", "change", "Too many countries, no decision.")
    kept = forum.reviews(store, eyes("EU"), "un_eu_sc")
    assert kept["verdict"].tolist() == ["change"]
    assert forum.reviews(store, eyes("NATO"), "un_eu_sc").empty
    with pytest.raises(records.Invalid):
        forum.review(store, desk(), "un_eu_sc", "keep", "")
