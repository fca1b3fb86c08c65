"""Titles of agenda items lead to places and themes; feeds of one meeting become one meeting."""

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from indicators import agenda, places
from indicators.frames import AGENDA
from tests.shared import shared

TCC = (
    "Meeting of the Security Council with the troop- and police- contributing countries "
    "pursuant to resolution 1353 (2001), annex II, sections A and B - "
)
UKRAINE = "Letter dated 28 February 2014 from the Permanent Representative of Ukraine (S/2014/136)"


@pytest.mark.parametrize(
    ("title", "topic", "where"),
    [
        ("The situation in Mali", "mli", "MLI"),
        ("The situation in the Mali", "mli", "MLI"),
        ("The situation concerning the Democratic Republic of Congo", "drc", "COD"),
        ("The situation in Guinea-Bissau", "gnb", "GNB"),
        ("The situation in Iraq", "irq", "IRQ"),
        ("Iraq and Kuwait", "irqkwt", "IRQ KWT"),
        ("Central African Republic", "car", "CAF"),
        ("Security Council resolutions 1160 (1998), 1199 (1998) - UNMIK", "kos", "XKX SRB"),
        ("The situation concerning Western Sahara", "esh", "ESH"),
        (UKRAINE, "ukr.2014_136", "UKR"),
        ("Identical letters dated 19 January 2016 (S/2016/53)*", "col", "COL"),
        ("Letter dated 13 March 2018 (S/2018/218)", "salisbury", "GBR"),
        ("Non-proliferation", "irn", "IRN"),
        ("Non-proliferation/Democratic Poeple's Republic of Korea", "prk.np", "PRK"),
        ("Non-proliferation of weapons of mass destruction", "wmd", "WLD"),
        ("Nuclear non-proliferation, disarmament and security", "wmd", "WLD"),
        ("Women, peace, and security", "wps", "WLD"),
        ("Middle East situation, including the Palestinian question", "me.palq", "ISR PSE"),
        ("Security Council, 10216th Meeting (PM) Haiti", "hti", "HTI"),
        ("Special report of the Secretary-General on Somalia", "som", "SOM"),
        ("An item of which no rule has heard", "", "WLD"),
        ("Security Council Extends Mandate of MONUSCO", "", "COD"),
        ("", "", "WLD"),
    ],
)
def test_a_title_leads_to_its_topic_and_places(title, topic, where):
    said = agenda.match(title)
    assert (said.topic, said.places, said.one_of) == (topic, tuple(where.split()), False)


def test_a_letter_is_known_by_its_whole_symbol():
    assert agenda.match("Letter dated 1 June 2016 (S/2016/530)").topic == ""


@pytest.mark.parametrize(
    ("title", "candidates"),
    [
        ("The situation in the Middle East", "SYR YEM LBN ISR"),
        ("Reports of the Secretary-General on the Sudan and South Sudan", "SDN SSD"),
        ("Reports of the Secretary-General on the Sudan", "SDN SSD"),
        ("Report of the Secretary-General — Sudan", "SDN SSD"),
        ("Sudan", "SDN SSD"),
        ("Peace and security in Africa", "africa"),
    ],
)
def test_an_umbrella_says_one_of(title, candidates):
    said = agenda.match(title)
    assert said.one_of
    assert said.places == tuple(candidates.split())


@pytest.mark.parametrize(
    ("title", "where"),
    [
        ("Middle East situation - Syria", "SYR"),
        ("The situation in the Middle East (Yemen)", "YEM"),
        ("The situation in the Middle East: the Syrian Golan", "ISR SYR"),
        ("The situation in the Middle East (UNDOF)", "SYR ISR"),
        ("The situation in the Middle East: UNIFIL", "LBN"),
        ("Reports of the Secretary-General on the Sudan and South Sudan (UNMISS)", "SSD"),
        ("Reports of the Secretary-General on the Sudan and South Sudan: Darfur", "SDN"),
        ("Report of the Secretary-General on the situation in Abyei", "SDN SSD"),
        ("South Sudan", "SSD"),
        ("Security Council, 10220th Meeting (AM) Sudan", "SDN"),
        ("Peace and security in Africa: Mozambique", "MOZ"),
        ("Peace and security in Africa (Lake Chad basin)", "CMR NER NGA TCD"),
        ("Threats to international peace and security: Niger's transition", "NER"),
        ("Briefing by the Security Council mission to Timor-Leste", "TLS"),
        (TCC + "United Nations Disengagement Observer Force", "ISR SYR"),
        (TCC + "Congo", "COD"),
        (TCC + "The Democratic Republic of the Congo", "COD"),
        (TCC + "MINUSMA", "MLI"),
        (TCC + "Darfur", "SDN"),
        (TCC + "Western Sahara", "ESH"),
    ],
)
def test_an_umbrella_whose_title_names_the_place_is_about_that_place(title, where):
    said = agenda.match(title)
    assert not said.one_of
    assert said.places == tuple(where.split())


def test_the_sub_title_of_a_signature_event_brings_its_theme():
    said = agenda.match("Maintenance of international peace and security: climate, food security")
    assert said.themes == ("signature_event", "hunger", "climate")
    assert agenda.match("Peace and security in Africa - Ebola").themes == ("africa", "health")


def test_all_titles_of_a_table_are_matched_once_each():
    titles = pd.Series(["Haiti", "Haiti", None, "Nothing known"])
    found = agenda.match_titles(titles)
    assert found.index.tolist() == ["Haiti", "Nothing known"]
    assert found.loc["Haiti"].tolist() == ["hti", "country", ("HTI",), False, ""]
    assert agenda.match_titles(titles[:0]).columns.tolist() == found.columns.tolist()


@given(st.text(max_size=80))
def test_any_title_has_at_least_one_place_and_no_strange_one(title):
    said = agenda.match(title)
    assert said.places
    for place in said.places:
        assert places.members(place) or place == places.WORLD


def test_nearly_all_recorded_titles_lead_to_places_or_a_theme():
    meetings = pd.read_csv(shared("data/unsc_meetings_1946_2020.csv"), keep_default_na=False)
    titles = meetings.loc[meetings["date"].between("2012-01-01", "2020-12-31"), "topic"]
    found = agenda.match_titles(titles).loc[titles]
    mapped = (found["places"] != ("WLD",)) | (found["themes"] != "") | (found["topic"] == "report")
    assert len(titles) > 2000
    assert mapped.mean() >= 0.99


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("S/PV.7348", "S/PV.7348"),
        ("S/PV.7348 (closed)", "S/PV.7348"),
        ("s/pv. 7348 [closed]", "S/PV.7348"),
        ("S/PV.8138 (Resumption1)", "S/PV.8138 (Resumption 1)"),
        ("S/PV.8138 (Resumption 1)", "S/PV.8138 (Resumption 1)"),
        ("S/PV.7285(Resumption1) ", "S/PV.7285 (Resumption 1)"),
        ("S/PV.6717/Resumption.2", "S/PV.6717 (Resumption 2)"),
        ("--", ""),
        ("", ""),
        ("SC/16444", ""),
        ("S/RES/2803 (2025)", ""),
        ("S/2014/136", ""),
    ],
)
def test_the_symbol_of_a_meeting_has_one_form(text, symbol):
    assert agenda.symbol(text) == symbol
    assert agenda.symbol(symbol) == symbol


def item(source="un_journal", place="MLI", **said):
    row = {
        "source": source,
        "item": f"{source}-1",
        "place": place,
        "one_of": False,
        "body": "UNSC",
        "date": "2026-12-03",
        "starts": "2026-12-03T15:00Z",
        "title": "The situation in Mali",
        "status": "confirmed",
        "withdrawn": False,
        "known_at": "2026-12-01T00:00Z",
        "vintage": "collected",
        "run": 1,
    }
    return dict.fromkeys(AGENDA.columns, "") | row | said


def frame(*rows):
    return AGENDA.conform(pd.DataFrame(rows))


def test_two_feeds_of_one_symbol_are_one_meeting_and_fill_each_others_gaps():
    merged = agenda.merge(
        frame(
            item("un_press", symbol="S/PV.1", topic="mli", format="briefing", status="held"),
            item("un_journal", symbol="S/PV.1", topic="mli", url="https://journal"),
        )
    )
    assert len(merged) == 1
    row = merged.iloc[0]
    assert (row["source"], row["sources"]) == ("un_journal", "un_journal; un_press")
    assert (row["format"], row["url"], row["status"]) == ("briefing", "https://journal", "held")


def test_a_feed_that_knows_no_topic_does_not_hide_the_title_of_one_that_does():
    merged = agenda.merge(
        frame(
            item("un_journal", "WLD", symbol="S/PV.10216", topic="", title="10216th meeting"),
            item("un_press", "HTI", symbol="S/PV.10216", topic="hti", title="Haiti"),
        )
    )
    assert merged[["title", "place"]].to_numpy().tolist() == [["Haiti", "HTI"]]


def test_a_cancelled_meeting_stays_cancelled_whatever_others_still_announce():
    rows = frame(item("un_press", status="cancelled"), item(status="confirmed"))
    assert agenda.merge(rows)["status"].tolist() == ["cancelled"]


def test_one_record_of_two_items_stays_two_rows():
    tribunals = frame(
        item("unsc_meetings", "WLD", item="a", symbol="S/PV.7348", topic="trib.rwanda"),
        item("unsc_meetings", "WLD", item="b", symbol="S/PV.7348", topic="trib.yugoslavia"),
    )
    assert len(agenda.merge(tribunals)) == 2


def test_a_feed_that_gives_no_topic_joins_the_one_its_symbol_has():
    merged = agenda.merge(
        frame(
            item("un_journal", "WLD", symbol="S/PV.1", title="10134th meeting"),
            item("un_press", "HTI", symbol="S/PV.1", topic="hti", title="Haiti"),
        )
    )
    assert merged["place"].tolist() == ["HTI"]
    assert merged["sources"].tolist() == ["un_journal; un_press"]


def test_who_knows_the_place_settles_that_candidate_and_the_others_stay_candidates():
    merged = agenda.merge(
        frame(
            item("un_journal", "SYR", symbol="S/PV.1", topic="me.situation", one_of=True),
            item("un_journal", "YEM", symbol="S/PV.1", topic="me.situation", one_of=True),
            item("un_press", "SYR", symbol="S/PV.1", topic="me.situation", one_of=False),
        )
    ).set_index("place")
    assert merged["one_of"].to_dict() == {"SYR": False, "YEM": True}


def test_what_one_feed_withdrew_stands_while_another_tells_it():
    merged = agenda.merge(frame(item(withdrawn=True, status="dropped"), item("un_press")))
    assert merged[["withdrawn", "status"]].to_numpy().tolist() == [[False, "confirmed"]]


def test_nothing_merges_into_nothing():
    assert agenda.merge(AGENDA.empty()).empty


# Making a failing example small takes minutes here and tells little more.
QUICK = settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
SOURCES = st.sampled_from(["un_journal", "unsc_meetings", "un_press", "amani", "zeta"])
ITEMS = st.fixed_dictionaries(
    {
        "source": SOURCES,
        "item": st.sampled_from("abc"),
        "place": st.sampled_from(["SYR", "YEM", "MLI", "WLD"]),
        "one_of": st.booleans(),
        "date": st.sampled_from(["2026-12-03", "2026-12-04"]),
        "starts": st.sampled_from(["2026-12-03T15:00Z", None]),
        "title": st.sampled_from(["Mali", " MALI ", "The situation in the Middle East"]),
        "topic": st.sampled_from(["", "mli", "me.situation"]),
        "symbol": st.sampled_from(["", "S/PV.1", "S/PV.2"]),
        "status": st.sampled_from(agenda.STATUSES),
        "url": st.sampled_from(["", "https://a", "https://b"]),
        "withdrawn": st.booleans(),
    }
).map(lambda said: item(**said))
AGENDAS = st.lists(
    ITEMS, min_size=1, max_size=8, unique_by=lambda row: (row["source"], row["item"], row["place"])
)


@QUICK
@given(AGENDAS, st.randoms())
def test_merging_loses_nothing_and_is_the_same_again_and_in_any_order(rows, random):
    before = frame(*rows)
    once = agenda.merge(before)
    assert set(before["place"]) - {"WLD"} <= set(once["place"])
    assert set(before["source"]) == set(once["sources"].str.split("; ").explode())
    assert not once.duplicated(["symbol", "topic", "date", "starts", "title", "place"]).any()
    pd.testing.assert_frame_equal(agenda.merge(once), once)
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(agenda.merge(frame(*shuffled)), once)
