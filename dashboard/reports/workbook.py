"""Every figure of a document as XLSX and as CSV; no cell of either is a formula."""

import csv
import io

import xlsxwriter

from dashboard.reports.document import Document, Table
from dashboard.reports.frame import fixed, translate
from dashboard.reports.signs import no_formula

_COLUMNS = ("Figure", "Value", "Unit", "Period", "Known", "As published or revised", "Revised",
            "Source and terms", "Key")  # fmt: skip


def render(document: Document) -> bytes:
    """Return every figure and every table of `document` as the bytes of an XLSX file."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False,
                                      "strings_to_urls": False,
                                      "nan_inf_to_errors": True})  # fmt: skip
    book.set_properties({"title": document.title, "subject": document.may_see,
                         "author": "Jointwatch", "keywords": document.digest})  # fmt: skip
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    words = fixed(document.language)
    _sheet(book, words.figures, _columns(document), _rows(document), document, bold, wrap)
    tables = [part for section in document.sections for part in section.parts
              if isinstance(part, Table) and part.rows]  # fmt: skip
    for number, part in enumerate(tables, 1):
        rows = [tuple(map(document.say, row)) for row in part.rows]
        _sheet(book, f"{number}", part.columns, rows, document, bold, wrap, part.title)
    book.close()
    return kept.getvalue()


def csv_text(document: Document) -> str:
    """Return every figure of `document` as CSV, who may see it in its first and last line."""
    kept = io.StringIO()
    lines = csv.writer(kept, lineterminator="\r\n")
    top = _top(document)
    lines.writerow([no_formula(top)])
    lines.writerow(_columns(document))
    lines.writerows([_cell(value) for value in row] for row in _rows(document))
    lines.writerow([no_formula(top)])
    return kept.getvalue()


def _columns(document: Document) -> tuple[str, ...]:
    return tuple(map(translate(document.language), _COLUMNS))


def _rows(document: Document) -> list[tuple]:
    t = translate(document.language)
    return [
        (", ".join(filter(None, (one.what, one.detail))), one.value, one.unit, one.period,
         one.known, one.vintage,
         t("yes") if one.revised else t("no"), one.source, one.key)
        for one in document.figures
    ]  # fmt: skip


def _top(document: Document) -> str:
    words = fixed(document.language)
    return f"{document.may_see} {document.title}. {words.number} {document.number}."


def _sheet(book, name: str, columns, rows, document: Document, bold, wrap, title="") -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, no_formula(_top(document)), bold)
    sheet.write_string(1, 0, no_formula(title or document.made))
    for place, column in enumerate(columns):
        sheet.write_string(2, place, no_formula(column), bold)
    for line, row in enumerate(rows, 3):
        for place, value in enumerate(row):
            cell = _cell(value)
            if isinstance(cell, str):
                sheet.write_string(line, place, cell, wrap)
            else:
                sheet.write_number(line, place, cell)
    sheet.write_string(len(rows) + 3, 0, no_formula(document.may_see), bold)
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, max(len(columns) - 1, 1), 20)
    sheet.freeze_panes(3, 0)
    # In a header "&" begins a code; doubled, it is itself.
    sheet.set_header("&L" + document.may_see.replace("&", "&&")[:240])
    sheet.set_footer("&L" + document.number + "&R&P / &N")
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _cell(value: str | float | None) -> str | float:
    if value is None or value != value:
        return ""
    return no_formula(value) if isinstance(value, str) else value
