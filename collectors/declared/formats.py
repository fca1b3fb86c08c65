"""One function for each format that a declared source may have: a reply to rows of text.

A new format is one function and one line in FORMATS.
"""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO

import pandas as pd

from collectors.source import Reply, WrongFormat, clean
from collectors.workbook import sheet_rows

_ROWS_LOOKED_AT = 500  # of JSON, for the paths there are
_MOST_PATHS = 100  # the least deep


@dataclass(frozen=True)
class Layout:
    """How the rows lie in a reply; a declaration's [data] says the same, and more."""

    format: str
    rows: str = ""  # JSON: where the list of rows is
    delimiter: str = ","
    encoding: str = "utf-8"
    header: int = 1  # CSV, TSV, XLSX: the line with the names of the columns
    sheet: str = ""  # XLSX: "" is the first


def read_csv(reply: Reply, data, columns: Sequence[str]) -> pd.DataFrame:
    """Return the named columns of a CSV reply."""
    reply = _in_utf8(reply, data)
    rows = reply.csv(columns, sep=_delimiter(data), skiprows=data.header - 1)
    lines = reply.text().rsplit("\n", 1)
    if len(lines) == 2 and lines[1].strip():
        # No line end after the last row is no fault, but too few columns in it are one.
        last = next(csv.reader([lines[1]], delimiter=_delimiter(data)))
        if len(last) < len(_head(reply, data)):
            raise WrongFormat(f"{reply.name}: the last row has too few columns; it is cut off.")
    return untagged(rows)


def read_json(reply: Reply, data, columns: Sequence[str]) -> pd.DataFrame:
    """Return the values at the paths `columns` of each row of a JSON reply."""
    return json_table(reply, json_rows(reply, data), columns)


def json_table(reply: Reply, rows: list, columns: Sequence[str]) -> pd.DataFrame:
    """Return the values at the paths `columns` of each of the `rows` of `reply`."""
    told = {path: [look(row, path) for row in rows] for path in columns}
    if rows:
        reply.need(columns, [path for path in columns if any(there for there, _ in told[path])])
    return pd.DataFrame(
        {path: [_text(value, path, reply) for _, value in told[path]] for path in columns},
        dtype="str",
    )


def read_xlsx(reply: Reply, data, columns: Sequence[str]) -> pd.DataFrame:
    """Return the named columns of one sheet of an Excel workbook."""
    head, *rows = sheet_rows(reply, data.sheet, data.header)
    reply.need(columns, head)
    at_ = [head.index(name) for name in columns]
    told = [[row[index] if index < len(row) else "" for index in at_] for row in rows]
    return untagged(pd.DataFrame(told, columns=list(columns), dtype="str"))


def json_rows(reply: Reply, data) -> list:
    """Return the rows of a reply in JSON, or in JSON lines: each an object or a list."""
    if data.format == "jsonl":
        rows = [_line(reply, *line) for line in enumerate(reply.text().splitlines(), 1)]
        rows = [row for row in rows if row is not None]
    else:
        rows = at(reply.json(), data.rows, reply.name)
    if not isinstance(rows, list) or not all(isinstance(row, (dict, list)) for row in rows):
        raise WrongFormat(f"{reply.name}: there is no list of rows at {data.rows or 'the top'!r}.")
    return rows


def untagged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table of texts without its row of HXL tags ("#country+code"), where it has one."""
    return rows.iloc[1:] if _tagged(rows) else rows


def _tagged(rows: pd.DataFrame) -> bool:
    if rows.empty:
        return False
    first = rows.iloc[0].astype(str).str.strip()
    return bool(first.str.match(r"#[A-Za-z]").any() and first.str.match(r"#[A-Za-z]|$").all())


def tag_row(reply: Reply, data, columns: Sequence[str]) -> dict[str, str]:
    """Return the HXL tag of each column from the row below the names; {} without such a row."""
    if data.format == "xlsx":
        head, *rows = sheet_rows(reply, data.sheet, data.header)
        first = pd.DataFrame(rows[:1], columns=head)
    else:
        first = _top(_in_utf8(reply, data), data, rows=1)
    return {name: first[name].iloc[0].strip() for name in columns} if _tagged(first) else {}


FORMATS: dict[str, Callable[[Reply, object, Sequence[str]], pd.DataFrame]] = {
    "csv": read_csv,
    "tsv": read_csv,
    "json": read_json,
    "jsonl": read_json,
    "xlsx": read_xlsx,
}


def read(reply: Reply, data, columns: Iterable[str]) -> pd.DataFrame:
    """Return the rows of one reply: the named columns, all as text, "" for nothing.

    `data` is the [data] of a declaration, or a Layout. Raises Empty or WrongFormat.
    """
    rows = FORMATS[data.format](reply, data, list(dict.fromkeys(columns)))
    return rows.reset_index(drop=True)


def columns(reply: Reply, data) -> list[str]:
    """Return the columns of one reply that have a name; of JSON the paths within its rows.

    Raises Empty or WrongFormat.
    """
    if data.format in ("json", "jsonl"):
        found: dict[str, None] = {}
        for row in json_rows(reply, data)[:_ROWS_LOOKED_AT]:
            found |= dict.fromkeys(_paths(row))
        shallow = sorted(found, key=lambda path: path.count("."))[:_MOST_PATHS]
        return [path for path in found if path in shallow]
    if data.format == "xlsx":
        named = sheet_rows(reply, data.sheet, data.header)[0]
    else:
        named = _head(_in_utf8(reply, data), data)
    return [name for name in dict.fromkeys(named) if name and not name.startswith("Unnamed: ")]


def at(value: object, path: str, where: str) -> object:
    """Return what is at a dotted `path` in JSON, or raise WrongFormat naming `where`."""
    there, found = look(value, path)
    if not there:
        raise WrongFormat(f"{where}: there is nothing at {path!r}.")
    return found


def look(value: object, path: str) -> tuple[bool, object]:
    """Return whether there is something at a dotted `path`, and what: "country.id", "1.0"."""
    for step in filter(None, path.split(".")):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return False, None
    return True, value


def _text(value: object, path: str, reply: Reply) -> str:
    if isinstance(value, (dict, list)):
        raise WrongFormat(f"{reply.name}: {path!r} is not a single value in every row.")
    return "" if value is None else str(value)


def _delimiter(data) -> str:
    return "\t" if data.format == "tsv" else data.delimiter


def _in_utf8(reply: Reply, data) -> Reply:
    if data.encoding == "utf-8":
        return reply
    return replace(reply, body=reply.text(data.encoding).encode())


def _head(reply: Reply, data) -> list[str]:
    """Return the names of the columns of a CSV reply, "Unnamed: 2" for one without."""
    return list(_top(reply, data, rows=0))


def _top(reply: Reply, data, rows: int) -> pd.DataFrame:
    """Return the first rows of a CSV reply without reading the rest."""
    text = reply.text().split("\n", data.header + 20)  # a quoted name may fill several lines
    start = "\n".join(text[data.header - 1 : -1] or text[data.header - 1 :])
    how = {"dtype": "str", "keep_default_na": False, "sep": _delimiter(data), "nrows": rows}
    try:
        return pd.read_csv(StringIO(start), **how)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise WrongFormat(f"{reply.name}: not CSV ({clean(error, 80)}).") from error


def _line(reply: Reply, number: int, line: str) -> object:
    """Return one line of JSON lines, None for an empty one."""
    try:
        return json.loads(line) if line.strip() else None
    except (json.JSONDecodeError, RecursionError) as error:
        raise WrongFormat(f"{reply.name}: line {number} is not JSON.") from error


def _paths(value: object, above: str = "", depth: int = 4) -> list[str]:
    """Return the paths of the single values in a row of JSON: "country.id", "tags.0"."""
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    else:
        return [above] if above else []
    if not depth:
        return []
    steps = [(str(name), one) for name, one in inside if "." not in str(name)]
    deeper = (_paths(one, f"{above}.{name}" if above else name, depth - 1) for name, one in steps)
    return [path for paths in deeper for path in paths]
