"""Every format of a document under one name, with its file and its type."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from dashboard.reports.document import Document


@dataclass(frozen=True)
class Format:
    """One format: how it is called, its type on the web, and what makes it."""

    name: str
    mime: str
    render: Callable[[Document], bytes]


def _html(document: Document) -> bytes:
    from dashboard.reports.html import render

    return render(document).encode("utf-8")


def _docx(document: Document) -> bytes:
    from dashboard.reports.docx import render

    return render(document)


def _pdf(document: Document) -> bytes:
    from dashboard.reports.pdf import render

    return render(document)


def _pptx(document: Document) -> bytes:
    from dashboard.reports.pptx import render

    return render(document)


def _xlsx(document: Document) -> bytes:
    from dashboard.reports.workbook import render

    return render(document)


def _csv(document: Document) -> bytes:
    from dashboard.reports.workbook import csv_text

    return csv_text(document).encode("utf-8-sig")  # with its mark, spreadsheets read UTF-8


_OFFICE = "application/vnd.openxmlformats-officedocument."
# What makes each is loaded at its first use: a page that only offers them stays quick.
FORMATS = {
    "docx": Format("Word", f"{_OFFICE}wordprocessingml.document", _docx),
    "pdf": Format("PDF", "application/pdf", _pdf),
    "html": Format("HTML", "text/html", _html),
    "pptx": Format("PowerPoint", f"{_OFFICE}presentationml.presentation", _pptx),
    "xlsx": Format("Excel", f"{_OFFICE}spreadsheetml.sheet", _xlsx),
    "csv": Format("CSV", "text/csv", _csv),
}


def file_name(document: Document, form: str = "html") -> str:
    """Return a file name for a document: letters of its title and its number."""
    word = re.sub(r"[\W_]+", "-", document.title.lower()).strip("-")[:40].strip("-")
    return f"jointwatch-{word or 'document'}-{document.number}.{form}"


def write(document: Document, folder: Path, forms: tuple[str, ...]) -> list[Path]:
    """Write a document in each of `forms` into `folder`; return the files."""
    files = []
    for form in forms:
        file = folder / file_name(document, form)
        file.write_bytes(FORMATS[form].render(document))
        files.append(file)
    return files


def printed_pages(document: Document) -> int:
    """Return how many pages the document has when printed: the meter of an author."""
    return len(PdfReader(BytesIO(_pdf(document))).pages)
