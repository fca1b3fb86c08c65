"""Meeting tables of the UN Security Council: their traps, in their shape and as recorded."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.collect import read
from collectors.source import Empty, NotThere, Reply, SourceError, Unreachable, WrongFormat
from collectors.sources.unsc_meetings import SOURCE
from tests.shared import shared

HEADER = """<tr>
    <th width="15%">Meeting<br />
    Record</th>
    <th width="15%">Date</th>
    <th width="15%">Press<br>
      Release</th>
    <th width="30%">Topic</th>
    <th width="25%">Security Council<br> Outcome / Vote</th>
  </tr>"""
SYRIA = "The situation in the Middle East (Syria)"


def row(
    record="S/PV.8439", day="21 December", topic="The situation in Guinea-Bissau", outcome="--"
):
    link = f'<a target="top" href="https://undocs.org/en/{record}">{record}</a>'
    press = '<a href="http://www.un.org/press/en/2018/sc13643.doc.htm">SC/13643</a>'
    cells = (link if record.startswith("S/") else record, day, press, topic, outcome)
    return "<tr>" + "".join(f"\n <td>{cell}</td>" for cell in cells) + "\n</tr>"


def resolution(symbol, vote="15-0-0"):
    return f'<a href="https://undocs.org/en/{symbol} ">{symbol} </a><br>\n  {vote}'


def table(*rows, year=2018, header=HEADER, start="\ufeff"):
    text = (
        f'{start}<link href="//www.un.org/depts/dhl/css/sc-table.css" rel="stylesheet" />\n'
        '<table class="tablefont"><tr><th colspan="5" class="tbltitle">Meetings conducted  by the '
        f"Security Council in {year}<br>\n (in reverse chronological order)</th></tr>{header}"
        + "\n".join(rows)
        + "</table>\n</body>"
    )
    url = f"https://www.un.org/depts/dhl/resguide/scact{year}_table_en.html"
    return Reply(url, text.encode())


def told(*replies):
    """Return the conformed frames that `replies` tell (agenda, publications), and the parts."""
    parts = read(SOURCE, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2018-12-24", tz="UTC"), "vintage": "collected"}
    return [part.frame.conform(part.rows.assign(**trace)) for part in parts], parts


def agenda(*rows, **options):
    return told(table(*rows, **options))[0][0]


def test_a_meeting_is_told_with_its_day_title_record_and_outcome():
    meeting = agenda(row(outcome=resolution("S/RES/2451(2018)"))).iloc[0]
    assert (meeting["item"], meeting["symbol"]) == ("S/PV.8439", "S/PV.8439")
    assert (meeting["body"], meeting["timezone"]) == ("UNSC", "America/New_York")
    assert (meeting["status"], meeting["public"]) == ("held", "yes")
    assert (meeting["place"], meeting["topic"], meeting["one_of"]) == ("GNB", "gnb", False)
    assert meeting["date"] == pd.Timestamp("2018-12-21")
    assert meeting["outcome"] == "S/RES/2451 (2018); 15-0-0"
    assert meeting["url"] == "https://undocs.org/en/S/PV.8439"
    assert pd.isna(meeting["starts"])
    assert meeting["format"] == ""


def test_the_year_comes_from_the_caption():
    days = agenda(row(day="30 December "), row("S/PV.2", day="1 January 1993"), year=1993)["date"]
    assert sorted(days.astype(str)) == ["1993-01-01", "1993-12-30"]


@pytest.mark.parametrize("start", ["", "\ufeff", "ï»¿", "\ufeffï»¿\r\n"])
def test_a_byte_order_mark_does_no_harm_even_a_badly_encoded_one(start):
    rows = agenda(row(topic="The situation in Côte d'Ivoire"), start=start)
    assert rows["title"].tolist() == ["The situation in Côte d'Ivoire"]
    assert rows["place"].tolist() == ["CIV"]


def test_a_title_about_several_places_gives_a_row_for_each():
    rows = agenda(row(topic="The situation in the Middle East"))
    assert rows["item"].unique().tolist() == ["S/PV.8439"]
    assert len(rows) > 1
    assert rows["one_of"].all()


def test_one_record_with_two_items_gives_two_items_whose_names_do_not_hang_on_their_order():
    rwanda = row("S/PV.7348", "18 December", "International Tribunal - Rwanda")
    yugoslavia = row("S/PV.7348", "18 December", "International Tribunal - Yugoslavia")
    rows = agenda(rwanda, yugoslavia)
    names = rows.groupby("title")["item"].first()
    assert rows["symbol"].unique().tolist() == ["S/PV.7348"]
    assert names.nunique() == 2
    assert names.str.startswith("S/PV.7348 #").all()
    assert (
        agenda(row(), yugoslavia, rwanda)
        .groupby("title")["item"]
        .first()[names.index]
        .equals(names)
    )


def test_a_row_told_twice_is_one_item():
    assert agenda(row(), row())["item"].tolist() == ["S/PV.8439"]


def test_a_closed_meeting_is_not_public_and_a_resumption_is_a_meeting_of_its_own():
    rows = agenda(
        row("S/PV.7333 (closed)", outcome="Communiqué"),
        row("S/PV.7285 (Resumption1)"),
        row("S/PV.7285"),
    ).set_index("item")
    assert rows["symbol"].to_dict() == {
        "S/PV.7333": "S/PV.7333",
        "S/PV.7285 (Resumption 1)": "S/PV.7285 (Resumption 1)",
        "S/PV.7285": "S/PV.7285",
    }
    assert rows["public"].to_dict() == {
        "S/PV.7333": "no", "S/PV.7285 (Resumption 1)": "yes", "S/PV.7285": "yes",
    }  # fmt: skip
    assert rows.loc["S/PV.7333", "outcome"] == "Communiqué"


def test_dashes_say_that_there_is_no_record_and_a_press_release_is_no_record():
    rows = agenda(row("--", topic="A"), row("--", topic="B"), row("SC/13643", topic="C"))
    assert rows["symbol"].tolist() == ["", "", ""]
    assert rows["item"].nunique() == 3
    assert rows["outcome"].tolist() == ["", "", ""]


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        (resolution("S/RES/2195 (2014) "), "S/RES/2195 (2014); 15-0-0"),
        ("S/RES/2403 (2018)<br> without a vote", "S/RES/2403 (2018); without a vote"),
        ("S/PRST/2014/11 S/PRST/2014/12", "S/PRST/2014/11; S/PRST/2014/12"),
        (
            "Draft resolution S/2014/348 vetoed by China</br>and Russian Federation13-2-0",
            "Draft resolution S/2014/348 vetoed by China and Russian Federation; 13-2-0",
        ),
        ("S/2018/355 not adopted</br>3-8-4", "S/2018/355 not adopted; 3-8-4"),
        ("--", ""),
        ("", ""),
    ],
)
def test_the_outcome_is_told_in_its_parts(cell, outcome):
    assert agenda(row(outcome=cell))["outcome"].tolist() == [outcome]


def test_resolutions_and_statements_are_publications_of_their_meeting():
    two = resolution("S/RES/2160 (2014)") + "<br>" + resolution("S/RES/2161 (2014)")
    (_, documents), _ = told(
        table(
            row("S/PV.7198", "17 June", outcome=two),
            row("S/PV.7197 (closed)", "16 June", outcome="S/PRST/2014/9"),
            row("S/PV.7196", "15 June", outcome="Draft resolution S/2014/348 vetoed by China 13-2"),
            year=2014,
        )
    )
    told_of = documents.set_index("document")
    assert told_of["kind"].to_dict() == {
        "S/RES/2160 (2014)": "resolution",
        "S/RES/2161 (2014)": "resolution",
        "S/PRST/2014/9": "presidential statement",
    }
    assert told_of["meeting"].tolist() == ["S/PV.7198", "S/PV.7198", "S/PV.7197"]
    assert told_of["place"].unique().tolist() == ["GNB"]
    first = told_of.iloc[0]
    assert first["url"] == "https://undocs.org/en/S/RES/2160(2014)"
    assert first["published"] == pd.Timestamp("2014-06-17 00:00", tz="America/New_York")


def test_a_meeting_that_a_table_no_longer_holds_is_withdrawn_within_the_year():
    _, parts = told(table(row(outcome=resolution("S/RES/2451 (2018)"))))
    assert [(part.frame.name, part.covers[0].absence) for part in parts] == [
        ("agenda", "withdrawn"),
        ("publications", "withdrawn"),
    ]
    assert parts[0].covers[0].where == {
        "source": "unsc_meetings",
        "date": (pd.Timestamp("2018-01-01"), pd.Timestamp("2018-12-31")),
    }


def test_a_year_whose_table_is_empty_yet_says_nothing_about_its_meetings():
    (rows,), parts = told(table(row(), year=2018), table(year=2019))
    assert len(rows) == 1
    assert [coverage.where["date"][0].year for coverage in parts[0].covers] == [2018]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("1 May 2018", "2018-05-01"),
        ("30-31 December", "2018-12-30"),
        ("2 and 3 October", "2018-10-02"),
        ("7 Sept.", "2018-09-07"),
        ("21  december", "2018-12-21"),
    ],
)
def test_a_day_may_be_written_in_other_forms(said, day):
    assert agenda(row(day=said))["date"].tolist() == [pd.Timestamp(day)]


@pytest.mark.parametrize("said", ["21 December 2017", "31 June", "December", "May 1", "today"])
def test_what_is_no_day_of_the_year_is_left_out(said):
    (rows,), parts = told(table(row(), row("S/PV.8440", day=said)))
    assert rows["item"].tolist() == ["S/PV.8439"]
    assert "1 rows have no day" in parts[0].note


def test_a_remark_among_the_rows_stops_no_meeting_from_being_read():
    remark = '<tr><td colspan="5">Meetings by video have no record.</td></tr>'
    (rows,), parts = told(table(row(), remark))
    assert len(rows) == 1
    assert parts[0].covers == ()


def test_the_head_of_the_last_column_may_end_otherwise():
    assert len(agenda(row(), header=HEADER.replace(" Outcome / Vote", " Outcome"))) == 1


def test_a_row_without_a_day_is_left_out_and_said_and_nothing_is_withdrawn_for_it():
    (rows,), parts = told(table(row(), row("S/PV.8440", day="32 Decembre")))
    assert rows["item"].tolist() == ["S/PV.8439"]
    assert parts[0].note == "1 rows have no day that can be read and were left out."
    assert parts[0].covers == ()


def test_a_script_in_a_title_stays_plain_text():
    title = "&lt;script&gt;alert(1)&lt;/script&gt;<script>alert(2)</script> Mali"
    rows = agenda(row(topic=title))
    assert rows["title"].tolist() == ["<script>alert(1)</script> Mali"]


def test_an_address_that_is_not_of_the_web_is_left_out():
    bad = row().replace("https://undocs.org/en/S/PV.8439", "javascript:alert(1)")
    assert agenda(bad)["url"].tolist() == [""]


@pytest.mark.parametrize(
    ("reply", "error", "sentence"),
    [
        (Reply("t.html", b""), Empty, "the reply is empty"),
        (Reply("t.html", b"{}"), WrongFormat, "not the table of a year's meetings"),
        (Reply("t.html", b"<html><body>Sign in</body></html>"), WrongFormat, "not the table of"),
        (Reply("t.html", table(row()).body.decode().encode("utf-16")), WrongFormat, "not utf-8"),
        (
            Reply("t.html", table(row(topic="Côte")).body.decode().encode("cp1252", "ignore")),
            WrongFormat,
            "not utf-8",
        ),
        (Reply("t.html", b'<?xml version="1.0" encoding="utf-8"?><p/>'), WrongFormat, "not a web"),
        (Reply("t.html", b"<!---->"), WrongFormat, "t.html: not "),
        (Reply("t.html", table(row(), row("S/PV.1")).body[:-150]), WrongFormat, "cut off"),
        (Reply("t.html", table().body[:-250]), WrongFormat, "columns missing|cut off"),
        (table(), Empty, "tables without a meeting"),
        (table(row(), header=HEADER.replace("Topic", "Subject")), WrongFormat, "missing: Topic"),
        (table(row(), header=""), WrongFormat, "columns missing: Meeting Record, Date"),
        (table("<tr><td>S/PV.1</td><td>1 May</td></tr>"), WrongFormat, "no row has 5 columns"),
        (table(row(), year=9999), WrongFormat, "the year 9999"),
        (table(row(day="soon")), WrongFormat, "no row has 5 columns and a day"),
    ],
)
def test_a_reply_that_is_no_table_is_refused_in_a_sentence(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        told(reply)


def test_no_reply_at_all_is_not_taken_for_no_meetings():
    with pytest.raises(Empty):
        told()


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_comes_is_refused_in_a_sentence(body):
    with pytest.raises(SourceError):
        told(Reply("t.html", body))


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_whatever_a_row_holds_a_meeting_is_kept_or_the_reply_refused(record, topic, outcome):
    written = [text.replace("<", "&lt;") for text in (record, topic, outcome)]
    try:
        rows = agenda(row(), row(written[0], topic=written[1], outcome=written[2]))
    except WrongFormat:
        return
    assert "S/PV.8439" in set(rows["symbol"])


class Publisher:
    """Stands for the client: answers the tables of the years it has, 404 to the others."""

    def __init__(self, *years):
        self.now, self.years = pd.Timestamp("2019-01-02", tz="UTC"), years

    def get(self, url):
        if not any(f"scact{year}_table_en.html" in url for year in self.years):
            raise NotThere(f"{url} answered 404")
        return Reply(url, b"")


def test_last_years_and_this_years_tables_are_asked_for():
    names = [reply.name for reply in SOURCE.fetch(Publisher(2017, 2018, 2019))]
    assert names == ["scact2018_table_en.html", "scact2019_table_en.html"]


def test_this_years_table_may_not_be_there_yet_but_last_years_must():
    assert [reply.name for reply in SOURCE.fetch(Publisher(2018))] == ["scact2018_table_en.html"]
    with pytest.raises((NotThere, Unreachable)):
        list(SOURCE.fetch(Publisher(2019)))


@pytest.mark.parametrize(
    ("year", "meetings", "closed", "resolutions", "statements"),
    [(2014, 266, 22, 63, 28), (2018, 289, 13, 54, 21)],
)
def test_the_recorded_tables_are_counted_as_by_hand(
    year, meetings, closed, resolutions, statements
):
    path = shared(f"replies/unsc/scact{year}_table_en.html")
    (rows, documents), parts = told(Reply(path.name, path.read_bytes()))
    items = rows.drop_duplicates("item")
    assert len(items) == meetings
    assert (items["public"] == "no").sum() == closed
    assert set(items["date"].dt.year) == {year}
    kinds = documents.drop_duplicates("document")["kind"].value_counts()
    assert kinds.to_dict() == {"resolution": resolutions, "presidential statement": statements}
    assert parts[0].note == ""
    assert (items["title"] != "").all()


def test_the_recorded_list_of_vetoes_is_another_table_and_refused():
    path = shared("replies/unsc/scact_veto_table_en.html")
    with pytest.raises(WrongFormat, match="its caption says 'Security Council - Veto List"):
        told(Reply(path.name, path.read_bytes()))
