"""One document in every format: the same figures, the same marking, no sign that breaks it."""

import csv
import io
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from dashboard.reports.document import (
    Bullets,
    Chart,
    Document,
    Figure,
    Figures,
    Line,
    Paragraph,
    Reference,
    Section,
    Table,
    dumps,
    loads,
)
from dashboard.reports.formats import FORMATS, file_name, printed_pages
from tests.reading_back import everything, figures_of_workbook

EVERY = pytest.mark.parametrize("form", FORMATS)
PRINTED = pytest.mark.parametrize("form", ["docx", "pdf", "html", "pptx"])
SCRIPTS = "العربية שלום አማርኛ 中文 日本語 Українська Ελληνικά हिन्दी Türkiye Côte d’Ivoire 🕊"


def figure(key: str, value: float | None, what: str = "Deaths, Sudan", **more) -> Figure:
    said = {"unit": "deaths", "period": f"month {key[-1]}", "source": "UCDP, CC BY 4.0",
            "known": "known by 3 November 2026", "at": f"2026-0{key[-1]}"}  # fmt: skip
    return Figure(key, value, what=what, **said | more)


def sample(text: str = "Quiet.", pages: int = 0, language: str = "en") -> Document:
    told = Figures()
    values = (1234.0, 56789.0, None, 7.0)
    tokens = [told.add(figure(f"sdn.m{n}", value)) for n, value in enumerate(values, 1)]
    last = told.add(figure("som.m9", 4321.0, "Deaths, Somalia"))
    points = tuple((f"m{n}", f"sdn.m{n}") for n in (1, 2, 3, 4))
    return Document(
        f"A title {text}"[:90], "Who may see this: EU only.", "Made now.",
        (
            Section("First", (
                Paragraph(f"{tokens[0]} people died. {text}", (), "first"),
                Bullets((Paragraph(f"{last} elsewhere"), Paragraph(text))),
                Table("A table", ("What", "How many"),
                      (("one", tokens[1]), (text, tokens[2]), ("three", tokens[3])),
                      (Reference("A register"),), widths=(3, 1)),
                Chart("Deaths by month", "deaths", (Line("Sudan", points),)),
            )),
            Section("Second", (Bullets((), "There is none."),
                               Table("E", ("a",), (), empty="None."))),
        ),
        figures=told.all(), recipient="EU PSC", pages=pages, language=language,
        footnotes=("* A footnote.",), notes=("A note.",),
    )  # fmt: skip


@EVERY
def test_every_figure_is_the_same_in_every_format(form):
    document = sample()
    body = FORMATS[form].render(document)
    if form in ("xlsx", "csv"):
        read = figures_of_workbook(body) if form == "xlsx" else {
            row[8]: row[1] and float(row[1])
            for row in csv.reader(io.StringIO(body.decode("utf-8-sig")))
            if len(row) > 8 and row[8] != "Key"
        }  # fmt: skip
        assert {key: value or None for key, value in read.items()} == {
            one.key: one.value for one in document.figures
        }
    else:
        said = everything(form, body)
        for one in document.figures:
            assert " ".join(one.said().split()) in said, one.key


@EVERY
def test_a_missing_figure_is_no_zero(form):
    said = everything(form, FORMATS[form].render(sample()))
    assert "no data" in said or form == "csv"
    told = list(csv.reader(io.StringIO(FORMATS["csv"].render(sample()).decode("utf-8-sig"))))
    assert [row[1] for row in told if row[-1] == "sdn.m3"] == [""]


@PRINTED
def test_who_may_see_it_recipient_and_number_stand_in_every_printed_format(form):
    document = sample()
    said = everything(form, FORMATS[form].render(document))
    assert said.count("Who may see this: EU only.") >= 2
    assert "For: EU PSC" in said
    assert document.number in said
    assert document.digest in said  # the metadata


def test_every_page_of_a_pdf_says_who_may_see_it_and_its_number():
    document = sample("words " * 4000)
    pages = PdfReader(io.BytesIO(FORMATS["pdf"].render(document))).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert text.count("Who may see this: EU only.") == 2
        assert f"Page {number} / {len(pages)}" in " ".join(text.split())
        assert document.number in text


@EVERY
def test_every_script_and_every_trick_is_only_text(form):
    tricky = (f"{SCRIPTS} <script>alert(1)</script> #eval(1) $x$ \\u{{0}} @import [[ {{no.such}} "
              "=cmd|' /C calc'!A0 \x00\x07\ud800 \u202eabc")  # fmt: skip
    document = sample(tricky)
    said = everything(form, FORMATS[form].render(document))
    assert document.number in said
    if form in ("docx", "pptx", "xlsx", "html"):
        assert "<script>alert(1)</script>" in said
        assert "中文" in said


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", " =", "\t=", "\r="])
def test_no_cell_is_a_formula(begin):
    document = replace(sample(), figures=(figure("a.b1", 1.0, f"{begin}1+1"),), sections=(
        Section("S", (Table("T", ("c",), ((f"{begin}1+1",),)),)),))  # fmt: skip
    rows = csv.reader(io.StringIO(FORMATS["csv"].render(document).decode("utf-8-sig")))
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(FORMATS["xlsx"].render(document)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    assert all(not str(c.value).lstrip().startswith(("=", "+", "@")) for c in cells)


@settings(max_examples=12)
@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_can_be_written_in_every_format(one, other):
    document = replace(sample(one), recipient=other, may_see=f"Who may see this: {other}.")
    for form in FORMATS.values():
        assert form.render(document)


def test_a_document_is_kept_as_json_and_comes_back_the_same():
    document = sample(SCRIPTS)
    assert loads(dumps(document)) == document
    assert loads(dumps(document)).digest == document.digest


def test_two_figures_with_one_key_are_refused():
    told = Figures()
    told.add(figure("a.b1", 1.0))
    told.add(figure("a.b1", 1.0))
    with pytest.raises(ValueError, match="Two figures have the key"):
        told.add(figure("a.b1", 2.0))


def test_braces_that_name_no_figure_are_said_and_stand_as_they_are():
    document = sample("There were {sdn.m7} of them.")
    assert document.unknown_figures() == ["sdn.m7"]
    assert "{sdn.m7}" in everything("html", FORMATS["html"].render(document))


def test_figures_of_one_thing_have_one_reference_from_first_to_last_period():
    listed = [str(reference) for reference in sample().references]
    assert [one for one in listed if "Sudan" in one and "month 1 – month 4" in one]
    assert len(listed) == len(set(listed))


def test_what_changes_in_a_document_changes_its_number():
    document = sample()
    changed = replace(document, figures=(replace(document.figures[0], value=1235.0),
                                         *document.figures[1:]))  # fmt: skip
    assert changed.number != document.number
    assert file_name(document, "pdf").endswith(f"{document.number}.pdf")


def test_a_limited_document_takes_the_largest_text_that_fits():
    assert printed_pages(sample(pages=1)) == 1
    assert printed_pages(sample("word " * 200, pages=1)) == 1
    assert printed_pages(sample("word " * 9000, pages=1)) > 1  # the meter says so


def test_word_finds_its_own_styles_and_a_table_of_contents():
    from docx import Document as open_docx

    book = open_docx(io.BytesIO(FORMATS["docx"].render(sample())))
    styles = {paragraph.style.name for paragraph in book.paragraphs}
    assert {"Title", "Heading 1", "List Bullet", "Caption", "Note"} <= styles
    assert 'TOC \\o "1-2"' in book.element.xml
    assert book.core_properties.identifier == sample().digest


def test_numbers_are_written_as_the_language_writes_them():
    one = figure("a.b1", 1234.5, digits=1)
    assert one.said("en").replace("\N{NARROW NO-BREAK SPACE}", " ") == "1 234.5"
    assert one.said("fr").replace("\N{NARROW NO-BREAK SPACE}", " ") == "1 234,5"


def test_all_formats_together_take_less_than_five_seconds():
    document = sample(SCRIPTS * 20)
    for form in FORMATS.values():  # what makes them is loaded once
        form.render(document)
    began = time.process_time()
    for form in FORMATS.values():
        form.render(replace(document, title="Another"))
    assert time.process_time() - began < 5
