"""The Council's programme of work: pages, PDFs and pasted text in its shape, written by us."""

from io import BytesIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from collectors.collect import read
from collectors.source import Empty, Refused, Reply, SourceError, WrongFormat
from collectors.sources.unsc_programme import PAGE, SOURCE, read_text

TEXT = """Programme of Work
August 2022
M | T | W | T | F
1 August
11.00 a.m. - Consultations of the whole (closed) - Security Council Chamber
- Programme of work
- Other matters
The President will provide a briefing to the press on Monday, 1 August 2022, at 4:15 p.m.
4 August
10.00 a.m. - Consultations of the whole (closed) - Security Council Chamber
- DRC
- Other matters
Monday, 8 August
3:00 p.m. Briefing, consultations
Middle East (Syria)
Tuesday 9 August 2022: Adoption – UNIFIL
"""


def told(text, month="2022-08"):
    part = read_text(text, month)
    trace = {"run": 1, "known_at": pd.Timestamp("2022-08-01", tz="UTC"), "vintage": "collected"}
    return part.frame.conform(part.rows.assign(**trace)), part


def page(text=TEXT, more=""):
    lines = "".join(f"<div>{line}</div>" for line in text.splitlines())
    return Reply(PAGE, f"<!DOCTYPE html><html><body>{lines}{more}</body></html>".encode())


def pdf(text):
    """Return a PDF of one page with `text`, line below line."""
    writer = PdfWriter()
    sheet = writer.add_blank_page(600, 800)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    escaped = (line.replace("(", r"\(").replace(")", r"\)") for line in text.splitlines())
    drawn = "".join(f"({line}) Tj T*\n" for line in escaped)
    stream.set_data(f"BT /F1 10 Tf 12 TL 20 780 Td\n{drawn}ET".encode("latin-1", "replace"))
    sheet[NameObject("/Contents")] = writer._add_object(stream)
    out = BytesIO()
    writer.write(out)
    return Reply("https://main.un.org/programme.pdf", out.getvalue())


def test_days_hours_formats_and_topics_are_read():
    rows, _ = told(TEXT)
    drc = rows[rows["place"] == "COD"].iloc[0]
    assert (drc["title"], drc["format"], drc["public"]) == ("DRC", "consultations", "no")
    assert drc["date"] == pd.Timestamp("2022-08-04")
    assert drc["starts"] == pd.Timestamp("2022-08-04 14:00", tz="UTC")  # 10 a.m. in New York
    assert (drc["body"], drc["status"]) == ("UNSC", "provisional")
    syria = rows[rows["place"] == "SYR"].iloc[0]
    assert (syria["format"], syria["public"]) == ("briefing and consultations", "partly")
    unifil = rows[rows["place"] == "LBN"].iloc[0]
    assert unifil["format"] == "adoption"
    assert pd.isna(unifil["starts"])
    assert len(rows) == 4  # with the programme itself; "Other matters" is no item


def test_lines_that_are_no_items_are_counted_and_quoted():
    _, part = told(TEXT)
    assert part.note.startswith("1 lines were not read as items: “The President will provide")


@pytest.mark.parametrize(
    "words",
    [
        "8 August\n10 a.m. Briefing: Mali",
        "Monday, 8 August\nBriefing on Mali",
        "Mon 8\n10.00 a.m. – Briefing – Mali",
        "8 August 10 a.m. Briefing: Mali",
        "8th August:\nBriefing\n• Mali",
        "8\n10:00\nBriefing\nMali",
        "8 August 2022\n10 AM Briefing (Security Council Chamber): Mali",
    ],
)
def test_a_day_may_be_written_in_many_ways(words):
    rows, _ = told(words)
    assert rows["place"].tolist() == ["MLI"]
    assert rows["date"].tolist() == [pd.Timestamp("2022-08-08")]
    assert rows["format"].tolist() == ["briefing"]


def test_an_item_keeps_its_name_when_it_moves_so_that_a_revision_shows_the_move():
    before, part = told("8 August\n- Mali\n9 August\n- Libya")
    after, _ = told("9 August\n- Libya\n12 August\n- Mali")
    assert set(before["item"]) == set(after["item"])
    assert after.set_index("item").loc["2022-08 mli MLI", "date"] == pd.Timestamp("2022-08-12")
    assert part.covers[0].absence == "withdrawn"
    assert part.covers[0].where["date"] == (
        pd.Timestamp("2022-08-01"), pd.Timestamp("2022-08-31"),
    )  # fmt: skip


def test_two_items_of_one_topic_are_told_apart():
    rows, _ = told("8 August\nBriefing\n- Mali\n9 August\nBriefing\n- Mali")
    assert rows["item"].tolist() == ["2022-08 mli MLI briefing", "2022-08 mli MLI briefing #2"]


def test_a_day_of_another_month_or_none_at_all_is_left_out():
    rows, _ = told("30 July\n- Libya\n31 August\n- Mali\n32 August\n- Chad\n1 September\n- Haiti")
    assert rows["place"].tolist() == ["MLI"]


def test_a_postponed_item_says_so():
    rows, _ = told("30 August\nBriefing on Libya (postponed)")
    assert rows["status"].tolist() == ["postponed"]


def test_the_page_and_the_pdf_tell_the_same_as_the_text():
    keep = ["item", "place", "date", "starts", "title", "format"]
    wanted = read_text(TEXT, "2022-08").rows[keep]
    for reply in (page(), pdf(TEXT.replace("–", "-")), Reply("p.txt", TEXT.encode())):
        pd.testing.assert_frame_equal(read(SOURCE, [reply])[0].rows[keep], wanted)


@pytest.mark.parametrize(
    ("reply", "error", "sentence"),
    [
        (Reply("p", b""), Empty, "empty"),
        (Reply("p", b"<html><body></body></html>"), Empty, "without any text"),
        (page("Just a moment...\nEnable JavaScript and cookies"), Refused, "Drop in the PDF"),
        (page("Sign in"), WrongFormat, "not the page of the programme.*paste its text"),
        (page("Programme of work\nNo events"), WrongFormat, "which month"),
        (page(TEXT[:60]), WrongFormat, "No day with a topic"),
        (Reply(PAGE, page().body[:-40]), WrongFormat, "cut off"),
        (Reply("p.pdf", b"%PDF-1.7 broken"), WrongFormat, "not a PDF that can be read"),
        (Reply("p.pdf", pdf(TEXT).body[:400]), WrongFormat, "not a PDF that can be read"),
        (Reply("p", b"{}"), WrongFormat, "which month"),
    ],
)
def test_what_is_no_programme_is_refused_with_what_to_do(reply, error, sentence):
    with pytest.raises(error, match=sentence):
        read(SOURCE, [reply])


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused(text):
    try:
        rows, _ = told(f"8 August\n10 a.m.\n{text}")
    except WrongFormat:
        return
    assert rows["date"].between("2022-08-01", "2022-08-31").all()


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_a_sentence(body):
    for begin in (b"", b"%PDF-1.4\n"):
        with pytest.raises(SourceError):
            read(SOURCE, [Reply("p", begin + body)])


class Site:
    def __init__(self, page):
        self.page, self.asked = page, []

    def get(self, url):
        self.asked.append(url)
        if isinstance(self.page, Exception):
            raise self.page
        return self.page if url == PAGE else Reply(url, b"%PDF-")


def test_a_wall_becomes_a_sentence_that_says_what_a_briefer_can_do():
    with pytest.raises(Refused, match="answered 403.*Drop in the PDF.*paste its text"):
        list(SOURCE.fetch(Site(Refused("answered 403."))))


def test_the_pdf_is_asked_for_where_the_page_lists_no_days():
    link = '<a href="/files/pow.pdf">Provisional Programme of Work</a>'
    site = Site(page("Programme of work", link))
    list(SOURCE.fetch(site))
    assert site.asked == [PAGE, "https://main.un.org/files/pow.pdf"]
    site = Site(page(TEXT, link))
    list(SOURCE.fetch(site))
    assert site.asked == [PAGE]
