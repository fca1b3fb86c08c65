"""What stands in a file of each format: all its text and metadata, as a reader may find it."""

import io
import re
import zipfile

from openpyxl import load_workbook
from pypdf import PdfReader


def everything(form: str, body: bytes) -> str:
    """Return every text of a file, its metadata included, blanks made one."""
    return " ".join(_RAW[form](body).replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def _zipped(body: bytes) -> str:
    """Return the text of every part of an office file, without its markup."""
    said = []
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            if name.endswith(".xlsx"):
                said.append(_zipped(archive.read(name)))
            elif name.endswith((".xml", ".rels")):
                text = archive.read(name).decode("utf-8")
                text = re.sub(r"</(?:a|w):p>|</w:tc>|<w:br/>|</c:v>|</t>", " ", text)
                said.append(re.sub(r"<[^>]*>", "", text))
    whole = " ".join(said)
    for sign, meant in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        whole = whole.replace(sign, meant)
    return whole


def _pdf(body: bytes) -> str:
    read = PdfReader(io.BytesIO(body))
    pages = " ".join(page.extract_text() for page in read.pages)
    return f"{pages} {dict(read.metadata)}"


def _html(body: bytes) -> str:
    from lxml import html

    page = html.fromstring(body.decode("utf-8"))
    metadata = " ".join(page.xpath("//meta/@content"))
    return " ".join(page.xpath("//text()")) + " " + metadata


_RAW = {
    "docx": _zipped, "pptx": _zipped, "xlsx": _zipped, "pdf": _pdf, "html": _html,
    "csv": lambda body: body.decode("utf-8-sig"),
}  # fmt: skip


def figures_of_workbook(body: bytes) -> dict[str, object]:
    """Return key -> value of the first sheet of a workbook of figures."""
    sheet = load_workbook(io.BytesIO(body)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    return {row[8]: row[1] for row in rows if len(row) > 8 and row[8]}
