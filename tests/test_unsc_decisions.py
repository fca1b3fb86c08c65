"""Decisions of the UN Security Council: sets of the Data Hub in their documented shape.

The replies here are written by us, with the columns of the Hub's metadata and of its rows.
"""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, SourceError, WrongFormat
from collectors.sources.unsc_decisions import SETS, SOURCE
from tests.shared import shared

HUB = "https://api.psdata.un.org/public/data/"
RESOLUTION = {
    "date": 1763337600000,  # 17 November 2025
    "description": "Adopted by the Security Council at its 10046th meeting",
    "meeting_number": "10046",
    "related_symbol": "S/PV.10046",
    "subjects": ["MIDDLE EAST SITUATION"],
    "symbol": "S/RES/2803(2025)",
    "title": "Security Council resolution 2803 (2025) [on the situation in Gaza]",
    "topics": ["GAZA STRIP"],
    "url": "https://digitallibrary.un.org/record/1",
    "voting_yes": "13",
    "voting_no": "0",
    "voting_abstain": "2",
}
STATEMENT = RESOLUTION | {
    "symbol": "S/PRST/2025/6", "title": "Statement [on the situation in Somalia]",
    "voting_yes": None, "voting_no": None, "voting_abstain": None, "related_symbol": None,
    "meeting_number": 10050.0,
}  # fmt: skip
VETO = {
    "id": 1, "draft_res#": "S/2022/431", "date": "2022-05-26", "record": "9048",
    "agenda": "Non-proliferation - Democratic People's Republic of Korea",
    "short_agenda": "DPRK", "china": 1, "russian_federation_ussr": "1", "france": 0,
    "united_kingdom": 0, "united_states": 0, "#_of_pms": 2,
    "url_for_res#": "https://undocs.org/en/S/2022/431",
}  # fmt: skip


def hub(*rows, dataset="DGC-SCRES"):
    return Reply(f"{HUB}{dataset}/json", json.dumps(list(rows)).encode())


def told(*replies):
    """Return the conformed frames by name, and the parts."""
    parts = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2025-12-01", tz="UTC"), "vintage": "collected"}
    frames = {part.frame.name: part.frame.conform(part.rows.assign(**trace)) for part in parts}
    return frames, parts


def test_a_resolution_is_a_publication_under_its_symbol_with_its_vote():
    frames, _ = told(hub(RESOLUTION))
    row = frames["publications"].set_index("place").loc["PSE"]
    assert row["document"] == row["symbol"] == "S/RES/2803 (2025)"
    assert row["kind"] == "resolution"
    assert row["meeting"] == "S/PV.10046"
    assert row["title"].endswith("[on the situation in Gaza] (13-0-2)")
    assert row["published"] == pd.Timestamp("2025-11-17", tz="America/New_York")
    assert row["url"] == "https://digitallibrary.un.org/record/1"


def test_the_meeting_of_a_decision_is_an_item_of_the_agenda_that_was_held():
    frames, _ = told(hub(RESOLUTION))
    row = frames["agenda"].set_index("place").loc["PSE"]
    assert row["item"] == row["symbol"] == "S/PV.10046"
    assert row["outcome"] == "S/RES/2803 (2025); 13-0-2"
    assert (row["status"], row["format"], row["body"]) == ("held", "adoption", "UNSC")
    assert row["date"] == pd.Timestamp("2025-11-17")
    assert pd.isna(row["starts"])


def test_two_decisions_of_one_meeting_are_one_item_with_both_outcomes():
    second = RESOLUTION | {"symbol": "S/RES/2804 (2025)", "voting_yes": "Adopted unanimously"}
    frames, _ = told(hub(second, RESOLUTION))
    assert frames["agenda"]["item"].unique().tolist() == ["S/PV.10046"]
    assert set(frames["agenda"]["outcome"]) == {
        "S/RES/2803 (2025); 13-0-2; S/RES/2804 (2025); adopted unanimously"
    }


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        ("S/RES/2803(2025)", "S/RES/2803 (2025)"),
        ("S/RES/2803 (2025)", "S/RES/2803 (2025)"),
        ("s/res/ 1 (1946)", "S/RES/1 (1946)"),
        ("S/PRST/2025/6", "S/PRST/2025/6"),
        ("S/23500", "S/23500"),
    ],
)
def test_a_symbol_has_one_form(written, symbol):
    frames, _ = told(hub(RESOLUTION | {"symbol": written}))
    assert set(frames["publications"]["document"]) == {symbol}


def test_a_statement_has_no_vote_and_its_meeting_may_be_a_number_alone():
    frames, _ = told(hub(STATEMENT))
    row = frames["publications"].iloc[0]
    assert (row["kind"], row["place"]) == ("presidential statement", "SOM")
    assert row["title"] == "Statement [on the situation in Somalia]"
    assert row["meeting"] == "S/PV.10050"


def test_topics_say_the_place_where_the_title_names_none():
    vague = RESOLUTION | {
        "title": "Security Council resolution 2804 (2025)", "subjects": None, "topics": ["MALI"],
    }  # fmt: skip
    assert told(hub(vague))[0]["publications"]["place"].tolist() == ["MLI"]


def test_days_are_milliseconds_even_before_1970_or_iso_dates():
    rows = [
        RESOLUTION | {"symbol": "S/RES/1 (1946)", "date": -755481600000},
        RESOLUTION | {"symbol": "S/RES/2 (1946)", "date": "1946-01-30T00:00:00"},
    ]
    days = told(hub(*rows))[0]["publications"].groupby("document")["published"].first()
    assert days.dt.tz_convert("America/New_York").dt.strftime("%Y-%m-%d").tolist() == [
        "1946-01-23", "1946-01-30",
    ]  # fmt: skip


def test_a_csv_of_the_hub_with_the_columns_of_its_metadata_is_read_alike():
    text = (
        "Date,Description,Meeting number,Related symbol,Subjects,Symbol,Title,Topics,URL,"
        "Voting - abstain,Voting - no,Voting - yes\n"
        '2025-11-17,x,10046,S/PV.10046,,S/RES/2803(2025),"on Gaza, again",GAZA,https://a.b,2,0,13\n'
    )
    frames, _ = told(Reply("DGC-SCRES.csv", b"\xef\xbb\xbf" + text.encode()))
    assert set(frames["publications"]["document"]) == {"S/RES/2803 (2025)"}
    assert frames["publications"]["title"].iloc[0] == "on Gaza, again (13-0-2)"


def test_a_veto_is_told_of_its_draft_with_who_cast_it():
    frames, _ = told(hub(VETO, dataset="DPPA-SCVETOES"))
    row = frames["publications"].iloc[0]
    assert (row["document"], row["symbol"]) == ("veto on S/2022/431", "S/2022/431")
    assert (row["kind"], row["meeting"], row["place"]) == ("veto", "S/PV.9048", "PRK")
    assert row["title"].endswith(
        "(draft resolution S/2022/431 vetoed by China and Russian Federation)"
    )
    assert frames["agenda"]["outcome"].iloc[0] == (
        "Draft resolution S/2022/431 vetoed by China and Russian Federation"
    )


def test_the_columns_of_the_hubs_metadata_tell_a_veto_too():
    veto = {
        "Date": 1653523200000, "draft_resolution_number": "S/2022/431", "record": "S/PV.9048",
        "agenda": "Non-proliferation", "topic": "DPRK", "china": 0, "france": 0,
        "russian_federation_or_USSR": 1, "number_of_vetoes": 1, "Year": 2022,
    }  # fmt: skip
    frames, _ = told(hub(veto))
    assert "vetoed by Russian Federation" in frames["publications"]["title"].iloc[0]


def test_votes_on_one_draft_are_numbered_in_the_order_of_time():
    old = VETO | {"draft_res#": "S/PV.49", "record": "49", "date": "1946-06-26", "id": 2}
    older = old | {"date": "1946-06-18", "id": 3}
    frames, _ = told(hub(old, older))
    days = frames["publications"].groupby("document")["published"].first()
    assert days.index.tolist() == ["veto on S/PV.49", "veto on S/PV.49 #2"]
    assert days.iloc[0] < days.iloc[1]


def test_seats_and_presidencies_are_observations():
    frames, parts = told(
        hub(
            {"security_council_member": "Somalia", "year": 2026},
            {"security_council_member": "Atlantis", "year": 2026},
            dataset="DPPA-SCMEMBERSHIP",
        ),
        hub(
            {"country": "Latvia", "presidency_month_1": "November 2026", "presidency_month_2": None,
             "presidency_month_3": "", "term_from": 2026, "term_to": 2027},
            dataset="DPPA-SCELECTEDPRESIDENTS",
        ),
    )  # fmt: skip
    rows = frames["observations"].set_index("series")
    assert rows.loc["unsc_decisions.member", "place"] == "SOM"
    assert rows.loc["unsc_decisions.member", "period"] == pd.Timestamp("2026-01-01")
    assert rows.loc["unsc_decisions.presidency", "period"] == pd.Timestamp("2026-11-01")
    assert parts[-1].unknown_places == {"Atlantis": 1}


def test_rows_without_a_symbol_or_a_day_are_left_out_and_said():
    _, parts = told(hub(RESOLUTION, RESOLUTION | {"symbol": ""}, RESOLUTION | {"date": "soon"}))
    assert parts[0].note == "Left out: 2 decisions without a symbol or a day."


def test_pages_that_overlap_tell_a_decision_once():
    frames, _ = told(hub(RESOLUTION, STATEMENT), hub(STATEMENT))
    assert frames["publications"].groupby("document")["place"].nunique().gt(0).all()


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "empty"),
        (b"[]", Empty, "no rows"),
        (b'{"message": "Internal error"}', WrongFormat, "not a list of rows"),
        (b'[{"iso3": "SOM"}]', WrongFormat, "none of the sets of decisions"),
        (b"[1, 2]", WrongFormat, "not a list of rows"),
        (b"<!DOCTYPE html><html>Sign in</html>", WrongFormat, "web page|none of the sets"),
        (b"<html><table><th>Sign in</th></table></html>", WrongFormat, "not the list of vetoes"),
        (json.dumps([RESOLUTION]).encode()[:-20], WrongFormat, "not JSON"),
        (json.dumps([RESOLUTION | {"date": None}]).encode(), WrongFormat, "no row can be read"),
    ],
)
def test_what_is_none_of_the_sets_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("json", body))


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply("json", body))


class Hub:
    """Stands for the client: answers each set in pages of two, then as told."""

    def __init__(self, *after, sets=1):
        self.after, self.asked, self.sets = after, [], sets

    def get(self, url, params):
        self.asked.append((url, params["page_num"]))
        page = params["page_num"]
        if page <= 2:
            return Reply(url, json.dumps([{"id": 2 * page}, {"id": 2 * page + 1}]).encode())
        end = self.after[0]
        if end is NotThere:
            raise NotThere(f"{url} answered 404")
        return Reply(url, json.dumps([{"id": 4}, {"id": 5}] if end == "again" else []).encode())


@pytest.mark.parametrize("end", ["nothing", "again", NotThere])
def test_every_set_is_asked_for_page_by_page_to_its_true_end(end):
    client = Hub(end)
    replies = list(SOURCE.fetch(client))
    assert len(replies) == 2 * len(SETS)
    assert {url.rsplit("/", 2)[1] for url, _ in client.asked} == set(SETS)
    assert max(page for _, page in client.asked) == 3


def test_the_recorded_list_of_vetoes_is_counted_as_by_hand():
    path = shared("replies/unsc/scact_veto_table_en.html")
    frames, parts = told(Reply(path.name, path.read_bytes()))
    told_once = frames["publications"].drop_duplicates("document")
    assert len(told_once) == path.read_bytes().count(b"<tr><td>") == 213
    assert set(told_once["kind"]) == {"veto"}
    assert told_once["published"].max() == pd.Timestamp("2022-05-26", tz="America/New_York")
    assert told_once["title"].str.contains("vetoed by .*China").sum() == 17
    assert frames["agenda"]["item"].nunique() == 180
    assert parts[0].note == ""


def test_a_cut_off_list_of_vetoes_is_refused():
    path = shared("replies/unsc/scact_veto_table_en.html")
    with pytest.raises(WrongFormat, match="cut off"):
        told(Reply(path.name, path.read_bytes()[:40_000]))


def test_other_tables_of_the_council_are_refused():
    path = shared("replies/unsc/scact2018_table_en.html")
    with pytest.raises(WrongFormat, match="not the list of vetoes"):
        told(Reply(path.name, path.read_bytes()))
