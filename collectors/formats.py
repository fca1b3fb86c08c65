"""One function for each format that a declared source may have: a reply to rows of text.

A new format is one function and one line in FORMATS.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pandas as pd

from collectors.source import Reply, WrongFormat


def read_csv(reply: Reply, data, columns: Sequence[str]) -> pd.DataFrame:
    """Return the named columns of a CSV reply."""
    if data.encoding != "utf-8":
        reply = replace(reply, body=reply.text(data.encoding).encode())
    rows = reply.csv(columns, sep=data.delimiter)
    lines = reply.text().rsplit("\n", 1)
    if len(lines) == 2 and lines[1].strip():
        # No line end after the last row is no fault, but too few columns in it are one.
        head = next(csv.reader([lines[0].split("\n", 1)[0]], delimiter=data.delimiter))
        last = next(csv.reader([lines[1]], delimiter=data.delimiter))
        if len(last) < len(head):
            raise WrongFormat(f"{reply.name}: the last row has too few columns; it is cut off.")
    return rows


def read_json(reply: Reply, data, columns: Sequence[str]) -> pd.DataFrame:
    """Return the values at the paths `columns` of each row of a JSON reply."""
    rows = at(reply.json(), data.rows, reply.name)
    if not isinstance(rows, list) or not all(isinstance(row, (dict, list)) for row in rows):
        raise WrongFormat(f"{reply.name}: there is no list of rows at {data.rows or 'the top'!r}.")
    told = {path: [look(row, path) for row in rows] for path in columns}
    if rows:
        reply.need(columns, [path for path in columns if any(there for there, _ in told[path])])
    return pd.DataFrame(
        {path: [_text(value, path, reply) for _, value in told[path]] for path in columns},
        dtype="str",
    )


FORMATS: dict[str, Callable[[Reply, object, Sequence[str]], pd.DataFrame]] = {
    "csv": read_csv,
    "json": read_json,
}


def read(reply: Reply, data, columns: Iterable[str]) -> pd.DataFrame:
    """Return the rows of one reply: the named columns, all as text, "" for nothing.

    `data` is the [data] of a declaration. Raises Empty or WrongFormat.
    """
    return FORMATS[data.format](reply, data, list(dict.fromkeys(columns)))


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
