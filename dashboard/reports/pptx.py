"""A document as PPTX for the screen: a slide a section, native tables and native charts."""

import io
import math
from collections.abc import Iterator
from dataclasses import replace

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Mm, Pt

from dashboard.reports.document import Bullets, Chart, Document, Table
from dashboard.reports.frame import fixed

_INK, _GREY = RGBColor(0x12, 0x34, 0x56), RGBColor(0x34, 0x44, 0x4F)
_PALE = RGBColor(0xEE, 0xF2, 0xF5)
_WIDE, _HIGH, _LEFT, _TOP = 338, 190, 14, 34  # millimetres; content begins at left, top
_ROOM = 144  # millimetres of height for content
_LINES = 15  # lines of text on a slide
_LINE = 7.2  # millimetres of height of one of them
_ROWS = 19  # lines of tables on a slide
_FEW = 6  # lines of a section that shares its slide
_BOLD = "\0"  # begins a heading among texts: no text of a document can hold it
_LETTERS = 105  # letters in a line of text at 16 points
_COLOURS = (RGBColor(0x1F, 0x4E, 0x79), RGBColor(0xB3, 0x59, 0), RGBColor(0x3F, 0x7D, 0x3A),
            RGBColor(0x7A, 0x3E, 0x8E))  # fmt: skip


def render(document: Document) -> bytes:
    """Return `document` as the bytes of a PPTX file."""
    show = Presentation()
    show.slide_width, show.slide_height = Mm(_WIDE), Mm(_HIGH)
    told = show.core_properties
    told.title, told.subject, told.author = document.title, document.may_see, "Jointwatch"
    told.identifier, told.language = document.digest, document.language
    told.comments = told.keywords = told.last_modified_by = ""
    _front(show, document)
    for heading, texts, part in _packed(document):
        slide = _slide(show, heading, document)
        if texts:
            _texts(slide, texts)
        if isinstance(part, Chart):
            _chart(slide, part, document)
        elif part is not None:
            _table(slide, part, document, _TOP + math.ceil(_lines(texts) * _LINE))
    sources = [f"[{number}] {one}" for number, one in enumerate(document.references, 1)]
    for texts in _pages([*sources, *document.footnotes, *document.notes], 160, 28):
        _texts(_slide(show, fixed(document.language).sources, document), texts, 11)
    kept = io.BytesIO()
    show.save(kept)
    return kept.getvalue()


def _packed(document: Document) -> Iterator[tuple[str, list[str], Table | Chart | None]]:
    """Return the slides; sections of a few lines share one, under the document's title."""
    waiting: list[tuple[str, list[str]]] = []
    for section in document.printed:
        slides = list(_slides(section.parts, document))
        lines = _lines(slides[0][0]) if len(slides) == 1 and slides[0][1] is None else _LINES
        short = lines <= _FEW
        if not short or sum(_lines(told) + 1.4 for _h, told in waiting) + lines + 1.4 > _LINES:
            yield from _together(waiting, document)
            waiting = []
        if short:
            waiting.append((section.heading, slides[0][0]))
        else:
            yield from ((section.heading, texts, part) for texts, part in slides)
    yield from _together(waiting, document)


def _together(
    waiting: list[tuple[str, list[str]]], document: Document
) -> Iterator[tuple[str, list[str], None]]:
    if len(waiting) == 1:
        yield waiting[0][0], waiting[0][1], None
    elif waiting:
        texts = [text for heading, told in waiting for text in (f"{_BOLD}{heading}", *told)]
        yield document.title, texts, None


def _lines(texts: list[str]) -> float:
    return sum(math.ceil(len(text) / _LETTERS) + 0.4 for text in texts)


def _slides(parts, document: Document) -> Iterator[tuple[list[str], Table | Chart | None]]:
    """Divide a section into slides: texts that fit on one, or one table, or one chart."""
    waiting: list[str] = []
    for part in parts:
        if isinstance(part, Table | Chart) and getattr(part, "rows", True):
            cut = list(_cut(part, document))
            if _shared(waiting, cut, document):
                yield waiting, cut[0]
            else:
                yield from ((texts, None) for texts in _pages(waiting, _LETTERS, _LINES))
                yield from (([], one) for one in cut)
            waiting = []
        elif isinstance(part, Bullets) and part.items:
            waiting += [f"• {document.say(one.text)}{document.marks(one)}" for one in part.items]
        elif isinstance(part, Table | Bullets):
            waiting.append(part.empty)
        else:
            waiting.append(document.say(part.text) + document.marks(part))
    yield from ((texts, None) for texts in _pages(waiting, _LETTERS, _LINES))


def _shared(texts: list[str], cut: list[Table | Chart], document: Document) -> bool:
    """Return whether a few lines and the one small table after them fit on one slide."""
    if not texts or len(cut) > 1 or isinstance(cut[0], Chart):
        return False
    rows = sum(_row_lines(row, cut[0], document) for row in cut[0].rows)
    return _lines(texts) * _LINE + (rows + 2) * _ROOM / (_ROWS + 2) <= _ROOM


def _cut(part: Table | Chart, document: Document) -> Iterator[Table | Chart]:
    """Divide a table into as many as fit on slides, each under the marks of the whole."""
    if isinstance(part, Chart):
        yield part
        return
    whole = replace(part, title=part.title + document.marks(part), references=())
    rows, used = [], 0
    for row in part.rows:
        lines = _row_lines(row, part, document)
        if rows and used + lines > _ROWS:
            yield replace(whole, rows=tuple(rows))
            rows, used = [], 0
        rows.append(row)
        used += lines
    yield replace(whole, rows=tuple(rows))


def _row_lines(row: tuple[str, ...], part: Table, document: Document) -> int:
    shares = part.widths or (1,) * len(part.columns)
    letters = [150 * share / sum(shares) for share in shares]
    told = zip(row, letters, strict=True)
    return max(math.ceil(max(len(document.say(cell)), 1) / room) for cell, room in told)


def _pages(texts: list[str], letters: int, lines: int) -> Iterator[list[str]]:
    page, used = [], 0
    for text in filter(None, texts):
        needs = math.ceil(len(text) / letters) + 0.4
        if page and used + needs > lines:
            yield page
            page, used = [], 0
        page.append(text)
        used += needs
    if page:
        yield page


def _slide(show, heading: str, document: Document):
    slide = show.slides.add_slide(show.slide_layouts[5])  # title only
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = Mm(_LEFT), Mm(13), Mm(310), Mm(18)
    title.text_frame.text = heading
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    title.text_frame.word_wrap = True
    _style(title.text_frame.paragraphs[0], 24, _INK, bold=True)
    words = fixed(document.language)
    number = len(show.slides)
    foot = f"{document.may_see} {words.number} {document.number}. {words.page} {number}"
    for text, top in ((document.may_see, 4), (foot, _HIGH - 11)):
        _box(slide, text, _LEFT, top, 310, 7, 10)
    return slide


def _front(show, document: Document) -> None:
    slide = _slide(show, document.title, document)
    title = slide.shapes.title
    title.top, title.height = Mm(55), Mm(40)
    title.text_frame.paragraphs[0].runs[0].font.size = Pt(34)
    _box(slide, document.made, _LEFT, 100, 310, 20, 16)
    if document.recipient:
        to = f"{fixed(document.language).to} {document.recipient}"
        _box(slide, to, _LEFT, 122, 310, 12, 16)


def _texts(slide, texts: list[str], size: int = 16) -> None:
    frame = slide.shapes.add_textbox(Mm(_LEFT), Mm(_TOP), Mm(310), Mm(_ROOM)).text_frame
    frame.word_wrap = True
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        heading = text.startswith(_BOLD)
        paragraph.text = text.removeprefix(_BOLD)
        paragraph.space_after = Pt(size / 2.6)
        _style(paragraph, size, _INK if heading else None, bold=heading)


def _box(slide, text: str, left: int, top: int, width: int, height: int, size: int) -> None:
    frame = slide.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(height)).text_frame
    frame.word_wrap = True
    frame.text = text
    _style(frame.paragraphs[0], size, _GREY)


def _style(paragraph, size: int, colour, bold: bool = False) -> None:
    paragraph.font.size, paragraph.font.bold, paragraph.font.name = Pt(size), bold, "Calibri"
    paragraph.alignment = 1
    if colour is not None:
        paragraph.font.color.rgb = colour


def _table(slide, part: Table, document: Document, top: int) -> None:
    _box(slide, part.title, _LEFT, top - 4, 310, 7, 12)
    size = (len(part.rows) + 1, len(part.columns))
    height = Mm(6.4 * size[0])
    shape = slide.shapes.add_table(*size, Mm(_LEFT), Mm(top + 5), Mm(310), height)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", part.title)
    table, shares = shape.table, part.widths or (1,) * len(part.columns)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(310 * share / sum(shares))
    told = [part.columns, *(tuple(map(document.say, row)) for row in part.rows)]
    for row, cells in enumerate(told):
        for column, text in enumerate(cells):
            cell = table.cell(row, column)
            cell.text = text
            cell.margin_top = cell.margin_bottom = Mm(0.6)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _INK if row == 0 else (_PALE if row % 2 else _white())
            for paragraph in cell.text_frame.paragraphs:
                _style(paragraph, 12, _white() if row == 0 else None, bold=row == 0)


def _white() -> RGBColor:
    return RGBColor(0xFF, 0xFF, 0xFF)


def _chart(slide, part: Chart, document: Document) -> None:
    _box(slide, f"{part.title} ({part.unit}){document.marks(part)}", _LEFT, _TOP - 4, 310, 7, 12)
    data, figures = CategoryChartData(), document.by_key
    labels = list(dict.fromkeys(label for line in part.lines for label, _key in line.points))
    data.categories = labels
    for line in part.lines:
        values = {label: figures[key].value for label, key in line.points}
        data.add_series(line.name, [values.get(label) for label in labels])
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED if part.shape == "bars" else XL_CHART_TYPE.LINE
    frame = slide.shapes.add_chart(kind, Mm(_LEFT), Mm(_TOP + 5), Mm(310), Mm(_ROOM - 8), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", part.says or part.title)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(12), "Calibri"
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    for number, series in enumerate(chart.plots[0].series):
        colour = _COLOURS[number % 4]
        if part.shape == "bars":
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour
        else:
            series.smooth = False
            series.format.line.color.rgb, series.format.line.width = colour, Pt(2.25)
