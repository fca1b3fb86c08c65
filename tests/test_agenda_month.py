"""A month in all feeds' shapes: what stands, what changed and what is one meeting, row by row."""

from pathlib import Path

import pandas as pd
import pytest

from collectors.access import PROGRAM
from collectors.sources.unsc_programme import read_text
from collectors.store import Store
from indicators import agenda, places
from indicators.agendas import changes as agenda_changes
from indicators.agendas.versions import identities
from indicators.frames import AGENDA
from tests.agenda_month import DECEMBER_2019, FIRST, SECOND, THIRD, real_month, tell
from tests.shared import shared

VERDICTS = Path(__file__).parent / "agenda_verdicts.csv"


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    store = tell(Store.in_folder(tmp_path_factory.mktemp("month")))
    yield store
    store.close()


def standing(store, as_of=None):
    rows = store.read(AGENDA, PROGRAM, as_of=as_of, where={"withdrawn": False})
    merged = agenda.merge(rows.assign(meeting=agenda.meetings(rows)))
    each = merged.groupby("meeting", sort=False).agg(
        date=("date", "first"), body=("body", "first"), starts=("starts", "first"),
        places=("place", lambda codes: " ".join(sorted(codes))), format=("format", "first"),
        status=("status", "first"), symbol=("symbol", "first"), sources=("sources", "first"),
    )  # fmt: skip
    return each.sort_values(["date", "body", "starts"])


def changed(store, since, until=None):
    versions = store.read(AGENDA, PROGRAM, versions=True)
    known = versions[versions["known_at"] <= (until or THIRD)]
    found = agenda_changes.changes(known, since)
    return found.assign(
        where=found["places"].map(" ".join),
        path=found["path"].map(lambda days: " ".join(str(day.day) for day in days)),
    )


# --- The month made by hand.


def test_every_meeting_of_the_month_stands_once_whoever_tells_it(month):
    """Day, body, places, format, status, symbol, feeds: row by row."""
    found = standing(month)
    rows = [
        (day.day, *rest)
        for day, *rest in found.drop(columns="starts").itertuples(index=False, name=None)
    ]
    by_programme, both = "unsc_programme", "un_journal; unsc_programme"
    assert rows == [
        (1, "UNSC", "WLD", "consultations", "provisional", "", by_programme),
        (7, "AU PSC", "SOM", "", "held", "", "amani_africa; au_psc"),
        (10, "UNSC", "SDN", "briefing", "held", "S/PV.10998", both),
        (10, "UNSC", "SDN", "consultations", "held", "", both),
        (12, "UNSC", "VEN", "meeting", "confirmed", "S/PV.11000", "un_journal; un_press"),
        (14, "FAC", "WLD", "", "confirmed", "", "eu_council"),
        (15, "UNSC", "WLD", "open debate", "provisional", "", by_programme),
        (16, "AU PSC", "SDN", "closed session", "provisional", "", "amani_africa"),
        (16, "UNSC", "CYP", "briefing", "cancelled", "", by_programme),
        (17, "EUCO", "WLD", "", "confirmed", "", "eu_council"),
        (19, "UNSC", "COD", "adoption", "provisional", "", by_programme),
        (21, "UNSC", "HTI", "briefing", "provisional", "", by_programme),
        (22, "UNSC", "LBY", "briefing", "provisional", "", by_programme),
    ]


def kinds(found):
    days = [name for name in ("date_before", "date")]
    told = found.assign(**{name: found[name].dt.day for name in days})
    told = told[["kind", "body", "where", *days, "path", "status_before", "status"]]
    return [tuple(None if pd.isna(v) else v for v in row) for row in told.to_numpy().tolist()]


P = "provisional"


def test_what_changed_since_the_first_telling_row_by_row(month):
    assert kinds(changed(month, FIRST)) == [
        ("emergency", "UNSC", "VEN", None, 12, "12", "", "confirmed"),
        ("cancelled", "UNSC", "CYP", 16, 16, "16", P, "cancelled"),
        ("dropped", "UNSC", "IRQ", 9, 9, "9", P, "dropped"),
        ("moved far", "UNSC", "LBY", 8, 22, "8 18 22", P, P),
        ("added", "UNSC", "HTI", None, 21, "21", "", P),
        ("moved", "AU PSC", "SDN", 14, 16, "14 16", P, P),
        ("moved", "UNSC", "COD", 17, 19, "17 19", P, P),
    ]


def test_what_changed_between_the_first_two_tellings_row_by_row(month):
    assert kinds(changed(month, FIRST, SECOND)) == [
        ("dropped", "UNSC", "IRQ", 9, 9, "9", P, "dropped"),
        ("moved far", "UNSC", "LBY", 8, 18, "8 18", P, P),
        ("added", "UNSC", "HTI", None, 21, "21", "", P),
        ("moved", "UNSC", "COD", 17, 19, "17 19", P, P),
    ]


def test_a_month_that_becomes_known_is_one_change_a_body_and_not_ten_additions(month):
    found = changed(month, FIRST - pd.Timedelta(days=1), FIRST)
    assert found[["kind", "body", "count"]].to_numpy().tolist() == [
        ["programme", "AU PSC", 2],
        ["programme", "EUCO", 1],
        ["programme", "FAC", 1],
        ["programme", "UNSC", 8],
    ]


def test_nothing_changed_since_the_last_telling(month):
    assert changed(month, THIRD).empty
    assert agenda_changes.changes(AGENDA.empty(), THIRD).empty


def test_a_meeting_keeps_its_identity_when_it_moves_and_when_a_second_feed_tells_it(month):
    versions = month.read(AGENDA, PROGRAM, versions=True)
    early = identities(versions[versions["known_at"] <= FIRST]).set_index("uid")["sequence"]
    late = identities(versions).set_index("uid")["sequence"]
    assert set(early.index) < set(late.index)
    assert (early == 0).all()
    assert late["unsc_programme 2026-12 lby LBY briefing"] == 2
    assert late["amani_africa 2026-12-07"] == 1


@pytest.mark.parametrize(
    ("today", "read", "said"),
    [("2027-01-07", True, "not due"), ("2027-01-08", True, "not adopted"),
     ("2027-01-08", False, "no data")],
)  # fmt: skip
def test_a_programme_that_does_not_come_is_told_only_where_the_source_was_read(
    month, today, read, said
):
    rows = month.read(AGENDA, PROGRAM)
    january = pd.Period("2027-01", "M")
    assert agenda_changes.programme(rows, "UNSC", january, pd.Timestamp(today), read) == said
    december = pd.Period("2026-12", "M")
    assert agenda_changes.programme(rows, "UNSC", december, pd.Timestamp(today), read) == "known"


# --- A real month.


def test_a_real_month_typed_in_is_read_whole_and_every_item_finds_its_record():
    part = read_text(real_month(), "2019-12")
    trace = {"known_at": FIRST, "vintage": "collected", "run": 1}
    planned = AGENDA.conform(part.rows.assign(**trace))
    assert not part.note
    held = planned.head(0)
    for day, symbol, title in DECEMBER_2019:
        said = agenda.match(title)
        for place in said.places:
            row = dict.fromkeys(AGENDA.columns, "") | trace | {
                "source": "unsc_meetings", "item": symbol, "symbol": symbol, "title": title,
                "topic": said.topic, "place": place, "one_of": said.one_of, "withdrawn": False,
                "body": "UNSC", "date": f"2019-12-{day:02}", "starts": None, "status": "held",
            }  # fmt: skip
            held = pd.concat([held, AGENDA.conform(pd.DataFrame([row]))])
    both = AGENDA.conform(pd.concat([planned, held]))
    merged = agenda.merge(both.assign(meeting=agenda.meetings(both)))
    meetings = merged.drop_duplicates("meeting")
    assert len(meetings) == len(DECEMBER_2019)
    assert set(meetings["symbol"]) == {symbol for _, symbol, _ in DECEMBER_2019}
    assert (meetings["sources"] == "unsc_meetings; unsc_programme").all()


# --- Titles.


def correct(title, truth):
    """Whether a title's places or theme are what the meeting was about; "one of" counts."""
    said = agenda.match(title)
    if truth.startswith("theme "):
        return said.places == (places.WORLD,) and truth.removeprefix("theme ") in said.themes
    told = {code for place in said.places for code in places.members(place) or (place,)}
    may_be = [
        {code for place in one.split() for code in places.members(place)}
        for one in truth.split(" or ")
    ]
    return all(one <= told for one in may_be) if said.one_of else may_be == [told]


def test_of_200_meetings_drawn_at_random_97_in_a_hundred_lead_to_what_they_were_about():
    """Judged one by one by the item's title, the outcome and what is known of the meeting."""
    drawn = pd.read_csv(VERDICTS, keep_default_na=False)
    assert len(drawn) == 200
    right = [correct(row.title, row.truth) for row in drawn.itertuples()]
    assert (drawn["verdict"] == "correct").tolist() == right
    assert sum(right) / len(right) >= 0.97


def test_the_200_meetings_are_those_that_chance_drew():
    table = pd.read_csv(shared("data/unsc_meetings_1946_2020.csv"), keep_default_na=False)
    years = table[table["date"].between("2012-01-01", "2020-12-31")].reset_index(drop=True)
    chosen = years.sample(200, random_state=20121)
    drawn = pd.read_csv(VERDICTS, keep_default_na=False)
    expected = sorted(zip(chosen["meeting_record"], chosen["date"], strict=True))
    assert sorted(zip(drawn["record"], drawn["date"], strict=True)) == expected


def test_of_all_recorded_meetings_of_nine_years_99_in_a_hundred_lead_to_a_place_or_a_theme():
    table = pd.read_csv(shared("data/unsc_meetings_1946_2020.csv"), keep_default_na=False)
    years = table[table["date"].between("2012-01-01", "2020-12-31")]
    said = [agenda.match(title) for title in years["topic"]]
    mapped = [one.places != (places.WORLD,) or bool(one.themes) for one in said]
    assert len(said) > 2000
    assert sum(mapped) / len(mapped) >= 0.99
