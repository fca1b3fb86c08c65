"""How the rows lie in a reply never seen before: its format, encoding, delimiter, header. Pure."""

import csv
import json
from collections import Counter
from io import StringIO
from itertools import islice

from collectors.declared.formats import Layout
from collectors.source import Empty, Reply, WrongFormat
from collectors.workbook import raw_rows, sheets

_LINES = 60  # of a text, to see how it is laid out
_DELIMITERS = (",", ";", "\t", "|")


def layout(reply: Reply) -> Layout:
    """Return how the rows lie in `reply`, or raise Empty or WrongFormat."""
    body = reply.body
    if not body.strip():
        raise Empty(f"{reply.name}: there is nothing in it.")
    if body[:4] == b"PK\x03\x04":
        return _workbook(reply)
    encoding = _encoding(body)
    try:
        text = body.decode("utf-8-sig" if encoding == "utf-8" else encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        raise WrongFormat(
            f"{reply.name}: it begins as a text in {encoding.upper()}, and is cut or damaged."
        ) from None
    start = text[:1000].lstrip().lower()
    if start.startswith(("<!doctype html", "<html")):
        raise WrongFormat(f"{reply.name}: a web page came instead of data.")
    if start.startswith("<"):
        raise WrongFormat(
            f"{reply.name}: this is XML or a feed. A mapping is proposed for CSV, TSV, JSON, JSON "
            "lines and XLSX; how a feed is declared stands in docs/sources.md."
        )
    if start.startswith(("{", "[")):
        return _of_json(reply, text)
    return _of_lines(reply, text, encoding)


def _workbook(reply: Reply) -> Layout:
    sheet = ""
    for number, name in enumerate(sheets(reply)):
        if sum(map(any, raw_rows(reply, name))) > 1:
            sheet = name if number else ""
            break
    else:
        raise Empty(f"{reply.name}: no sheet holds a table.")
    top = raw_rows(reply, sheet)[:_LINES]
    return Layout("xlsx", header=_header([[c for c in row if c] for row in top]), sheet=sheet)


def _of_json(reply: Reply, text: str) -> Layout:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(map(_is_object, lines[:_LINES])):
        return Layout("jsonl")
    found: list[tuple[int, int, str]] = []
    _lists(reply.json(), "", 0, found)
    if not found:
        raise WrongFormat(f"{reply.name}: this JSON holds no list of rows.")
    return Layout("json", rows=max(found)[2])


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (json.JSONDecodeError, RecursionError):
        return False


def _lists(value: object, path: str, depth: int, found: list[tuple[int, int, str]]) -> None:
    """Add every list of objects to `found`: its length, how near the top, its path."""
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        found.append((len(value), -depth, path))
        return
    inside = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    for name, one in islice(inside, 50):
        if depth < 5 and "." not in str(name):
            _lists(one, f"{path}.{name}" if path else str(name), depth + 1, found)


def _encoding(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    for encoding in ("utf-8", "cp1252"):
        try:
            body.decode(encoding)
            return encoding
        except UnicodeDecodeError:
            pass
    return "latin-1"


def _of_lines(reply: Reply, text: str, encoding: str) -> Layout:
    best = (0.0, 0, ",", 1)
    for delimiter in _DELIMITERS:
        reader = csv.reader(StringIO(text), delimiter=delimiter)
        rows, starts, before = [], [], 0
        try:
            for row in islice(reader, _LINES):
                rows.append(row)
                starts.append(before + 1)
                before = reader.line_num
        except csv.Error:
            continue
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        width, often = Counter(map(len, filled)).most_common(1)[0] if filled else (1, 0)
        if width < 2:
            continue
        header = next(n for n, row in enumerate(rows) if len(row) == width and any(row))
        below = [row for row in rows[header:] if any(row)]
        share = sum(len(row) == width for row in below) / len(below)
        best = max(best, (round(share * often / len(filled), 2), width, delimiter, starts[header]))
    share, _, delimiter, header = best
    if share < 0.5:
        raise WrongFormat(f"{reply.name}: this is no table: no sign parts its lines into columns.")
    if delimiter == "\t":
        return Layout("tsv", encoding=encoding, header=header)
    return Layout("csv", delimiter=delimiter, encoding=encoding, header=header)


def _header(rows: list[list[str]]) -> int:
    """Return the number (from 1) of the row that names the columns: the first full one."""
    widest = max(map(len, rows), default=0)
    return next((n for n, row in enumerate(rows, 1) if len(row) >= 0.6 * widest), 1)
