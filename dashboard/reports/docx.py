"""A document as DOCX: Word's own styles, so that an author can go on writing in it."""

import io

from docx import Document as open_docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dashboard.reports import svg
from dashboard.reports.document import Chart, Document, Table
from dashboard.reports.frame import fixed
from dashboard.reports.pdf import fitting, picture

_INK, _GREY, _RULE = RGBColor(0x12, 0x34, 0x56), RGBColor(0x34, 0x44, 0x4F), "B8C4CC"
_WIDTH = 180  # millimetres between the margins of an A4 page


def render(document: Document) -> bytes:
    """Return `document` as the bytes of a DOCX file."""
    book = open_docx()
    _styles(book, fitting(document) - 0.6 if document.pages else 10.5, bool(document.pages))
    _page(book, document)
    book.core_properties.title = document.title
    book.core_properties.subject = document.may_see
    book.core_properties.author = "Jointwatch"
    book.core_properties.identifier = document.digest
    book.core_properties.language = document.language
    book.core_properties.comments = ""
    _add(book, document.title, "Title")
    _add(book, document.made, "Subtitle")
    if not document.pages:
        _contents(book, document)
    for section in document.printed:
        _add(book, section.heading, "Heading1")
        for part in section.parts:
            _part(book, part, document)
    _sources(book, document)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _part(book, part, document: Document) -> None:
    if isinstance(part, Table):
        _table(book, part, document)
    elif isinstance(part, Chart):
        _add(book, 
            f"{part.title} ({part.unit}){document.marks(part)}", style="Caption"
        ).paragraph_format.keep_with_next = True
        drawn = book.add_picture(io.BytesIO(picture(svg.draw(part, document))), Mm(_WIDTH * 0.92))
        drawn._inline.docPr.set("descr", part.says or part.title)
    elif part.kind == "bullets":
        for item in part.items:
            said = document.say(item.text) + document.marks(item)
            _add(book, said, "ListBullet")
        if not part.items:
            _add(book, part.empty)
    else:
        _add(book, document.say(part.text) + document.marks(part))


def _table(book, part: Table, document: Document) -> None:
    if not part.rows:
        _add(book, part.empty)
        return
    title = _add(book, part.title + document.marks(part), "Caption")
    title.paragraph_format.keep_with_next = True
    table = book.add_table(rows=1 + len(part.rows), cols=len(part.columns))
    table.style, table.autofit = "Table Grid", False
    _thin_rules(table)
    shares = part.widths or (1,) * len(part.columns)
    widths = [Mm(_WIDTH * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    told = [part.columns, *(tuple(map(document.say, row)) for row in part.rows)]
    cells = iter(table._cells)  # asked for once: each asking builds the whole grid
    for number, texts in enumerate(told):
        for text, width in zip(texts, widths, strict=True):
            cell = next(cells)
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph._p.style = "Tabletext"
            paragraph.add_run(text).bold = number == 0
    for number, row in enumerate(table._tbl.tr_lst):
        _kept_together(row, heading=number == 0)


def _add(book, text: str, style: str = ""):
    """Add a paragraph. The style is named by its id: by name it is looked for anew each time."""
    paragraph = book.add_paragraph(text)
    if style:
        paragraph._p.style = style
    return paragraph


def _sources(book, document: Document) -> None:
    if document.references:
        _add(book, fixed(document.language).sources, "Heading1")
    for number, reference in enumerate(document.references, 1):
        _add(book, f"[{number}] {reference}", "Note")
    for note in (*document.footnotes, *document.notes):
        _add(book, note, "Note")


def _styles(book, size: float, short: bool) -> None:
    normal = book.styles["Normal"]
    _font(normal, size, None)
    normal.paragraph_format.space_after = Pt(2 if short else 5)
    normal.paragraph_format.line_spacing = 1.0 if short else 1.1
    for name, points, before, colour in (
        ("Title", size * 1.6 if short else 20, 0, _INK),
        ("Heading 1", size * 1.1 if short else 13, 4, _INK),
        ("Subtitle", size - 1, 0, _GREY), ("Caption", size - 0.5, 2, _GREY),
        ("List Bullet", size, 0, None),
    ):  # fmt: skip
        style = book.styles[name]
        _font(style, points, colour)
        style.paragraph_format.space_before = Pt(before if short else before * 2.5)
        style.paragraph_format.space_after = Pt(1.5 if short else 4)
    book.styles["Subtitle"].font.italic = False
    for name, points in (("Table text", size - 1), ("Note", size - 2 if short else size - 1.5)):
        style = book.styles.add_style(name, 1)
        style.base_style = normal
        _font(style, points, None)
        style.paragraph_format.space_after = Pt(0)


def _font(style, points: float, colour) -> None:
    style.font.name, style.font.size = "Calibri", Pt(points)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), "Calibri")
    if colour is not None:
        style.font.color.rgb = colour


def _page(book, document: Document) -> None:
    section, words = book.sections[0], fixed(document.language)
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(16), Mm(14)
    section.header_distance = section.footer_distance = Mm(7)
    to = f"   {words.to} {document.recipient}" if document.recipient else ""
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text = document.may_see + to
    foot.text = f"{document.may_see} {words.number} {document.number}. {words.page} "
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    for paragraph in (head, foot):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(7.5), _GREY


def _field(paragraph, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), (None, "1"), ("end", "")):
        run = paragraph.add_run(text if kind is None else "")
        if kind == "":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
            run._r.append(element)
        elif kind is not None:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def _contents(book, document: Document) -> None:
    """A table of contents that Word renews on request; until then it lists the headings."""
    _add(book, fixed(document.language).contents, "Caption")
    paragraph = book.add_paragraph()
    _field(paragraph, r'TOC \o "1-2" \n \h \z')
    shown = paragraph.runs[3]
    shown.text = ""
    for number, section in enumerate(document.printed):
        if number:
            shown.add_break()
        shown.add_text(section.heading)


def _thin_rules(table) -> None:
    rules = OxmlElement("w:tblBorders")
    for name in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{name}")
        seen = name in ("top", "bottom", "insideH")
        for key, value in (("val", "single" if seen else "nil"), ("sz", "4"), ("color", _RULE)):
            rule.set(qn(f"w:{key}"), value)
        rules.append(rule)
    table._tbl.tblPr.append(rules)


def _kept_together(row, heading: bool) -> None:
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))
