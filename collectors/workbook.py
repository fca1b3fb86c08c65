"""Rows of an Excel workbook as text, whatever somebody has put into the file."""

import warnings
import zlib
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from collectors.source import Empty, Reply, WrongFormat, clean

LARGEST = 500_000_000  # bytes unpacked: a small file may hold any number of blanks
MOST_COLUMNS = 500
_BLANK_ROWS = 1_000  # so many in a row end a sheet
# What openpyxl raises for files that are no workbook, or a damaged one.
_FAULTS = (
    BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, TypeError, LookupError,
    AttributeError, SyntaxError, OverflowError,
)  # fmt: skip


def sheet_rows(reply: Reply, sheet: str = "", header: int = 1) -> list[list[str]]:
    """Return the names of the columns in row `header` (from 1) and the rows below it.

    `sheet` is the name of a sheet, "" the first. Days are told as "2026-11-30", whole
    numbers without ".0", nothing as "". Raises Empty or WrongFormat.
    """
    rows = raw_rows(reply, sheet)
    if len(rows) < header or not any(rows[header - 1]):
        raise Empty(f"{reply.name}: the sheet has no columns in row {header}.")
    return [rows[header - 1], *(row for row in rows[header:] if any(row))]


def sheets(reply: Reply) -> list[str]:
    """Return the names of the sheets, or raise Empty or WrongFormat."""
    return _tried(reply, lambda book: [page.title for page in book.worksheets])


def raw_rows(reply: Reply, sheet: str = "") -> list[list[str]]:
    """Return every row of a sheet as text, those above the names of the columns too."""
    return _tried(reply, lambda book: _rows(reply, book, sheet))


def _tried(reply: Reply, read: Callable) -> list:
    """Return what `read` makes of the workbook in `reply`."""
    if not reply.body.strip():
        raise Empty(f"{reply.name}: the reply is empty.")
    from openpyxl import load_workbook  # takes long to load, and few replies need it

    try:
        with ZipFile(BytesIO(reply.body)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > LARGEST:
            raise WrongFormat(f"{reply.name}: unpacked it is over {LARGEST:,} bytes.")
        with warnings.catch_warnings():  # openpyxl warns of styles it does not know
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(reply.body), read_only=True, data_only=True)
            try:
                return read(book)
            finally:
                book.close()
    except _FAULTS as error:
        said = clean(error, 120)
        raise WrongFormat(f"{reply.name}: not an Excel workbook (.xlsx): {said}.") from error


def _rows(reply: Reply, book, sheet: str) -> list[list[str]]:
    if sheet not in ("", *(page.title for page in book.worksheets)):
        there = ", ".join(book.sheetnames[:12])
        raise WrongFormat(f"{reply.name}: there is no sheet {sheet!r}. It has: {there}.")
    page = book[sheet] if sheet else book.worksheets[0]
    page.reset_dimensions()  # some programs write a wrong size
    rows, blank = [], 0
    for cells in page.iter_rows(values_only=True, max_col=MOST_COLUMNS):
        row = [_text(cell) for cell in cells]
        blank = 0 if any(row) else blank + 1
        if blank > _BLANK_ROWS:
            break
        rows.append(row)
    return rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()
