"""A document as PDF, set by typst with the fonts that it carries; other scripts by the system's.

The document goes to the typesetter as data, never as its language: no text can run there.
"""

import json
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

import typst
from pypdf import PdfReader

from dashboard.reports import svg
from dashboard.reports.document import Chart, Document, Table
from dashboard.reports.frame import fixed

_TEMPLATE = (Path(__file__).parent / "page.typ").read_bytes()
_PICTURE = (
    b'#set page(width: 640pt, height: 190pt, margin: 0pt)\n'
    b'#image(bytes(sys.inputs.svg), format: "svg", width: 640pt)'
)  # fmt: skip


_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0)  # points of text, tried where the pages are limited


def render(document: Document) -> bytes:
    """Return `document` as the bytes of a PDF file."""
    return _fitted(document)[1]


def fitting(document: Document) -> float:
    """Return the largest size of text with which a document fits its pages, in points.

    The smallest when it fits with none: then its author has to shorten it.
    """
    return _fitted(document)[0]


@lru_cache(maxsize=8)
def _fitted(document: Document) -> tuple[float, bytes]:
    told = json.dumps(_data(document))
    sizes = _SIZES if document.pages else (10.5,)
    for size in sizes:
        made = _set(_TEMPLATE, {"document": told, "size": str(size)}, "pdf")
        if not document.pages or len(PdfReader(BytesIO(made)).pages) <= document.pages:
            break
    return size, made


def picture(drawing: str) -> bytes:
    """Return an SVG as PNG, for formats that hold no SVG."""
    return _set(_PICTURE, {"svg": drawing}, "png", ppi=200.0)


def _set(template: bytes, inputs: dict[str, str], form: str, **options) -> bytes:
    return typst.compile(template, font_paths=_fonts(), format=form, sys_inputs=inputs, **options)


@cache
def _fonts() -> typst.Fonts:
    """The fonts of this machine, looked for once: it takes a tenth of a second."""
    return typst.Fonts()


def _data(document: Document) -> dict:
    words = fixed(document.language)
    to = f"   {words.to} {document.recipient}" if document.recipient else ""
    return {
        "short": bool(document.pages),
        "language": document.language,
        "title": document.title,
        "made": document.made,
        "head": document.may_see + to,
        "foot": f"{document.may_see} {words.number} {document.number}. {words.page}",
        "number": document.digest,
        "sections": [
            {"heading": one.heading, "parts": [_part(part, document) for part in one.parts]}
            for one in document.printed
        ],
        "sources_heading": words.sources,
        "sources": [str(reference) for reference in document.references],
        "notes": [note for note in (*document.footnotes, *document.notes)],
    }


def _part(part, document: Document) -> dict:
    if isinstance(part, Table):
        if not part.rows:
            return {"kind": "paragraph", "text": part.empty}
        return {
            "kind": "table",
            "title": part.title + document.marks(part),
            "columns": [name for name in part.columns],
            "widths": list(part.widths or (1,) * len(part.columns)),
            "rows": [[document.say(cell) for cell in row] for row in part.rows],
        }
    if isinstance(part, Chart):
        title = f"{part.title} ({part.unit}){document.marks(part)}"
        says = part.says or part.title
        return {"kind": "chart", "title": title, "says": says,
                "svg": svg.draw(part, document)}  # fmt: skip
    if part.kind == "bullets":
        items = [document.say(item.text) + document.marks(item) for item in part.items]
        return {"kind": "bullets", "items": items} if items else {
            "kind": "paragraph", "text": part.empty}  # fmt: skip
    return {"kind": "paragraph", "text": document.say(part.text) + document.marks(part)}
