"""What each source makes of each recorded file. Run: python -m tests.replies_table."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from collectors.collect import read
from collectors.source import Reply, SourceError
from collectors.sources import all_sources
from indicators.schema import FrameError
from tests import recorded
from tests.replies import FETCHED
from tests.shared import SHARED

# Errors of several publishers stand in one folder, under their names.
ERRORS = ("idmc", "iom_dtm", "ipc", "reliefweb", "ucdp")
# The scores do not say of which release they are: they come after the list of releases.
BEFORE = {"inform/inform-scores-515.2026-09-30.head.json":
          "inform/inform-workflows-2026.2026-09-30.json"}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What one source made of one recorded file."""

    source: str
    file: str
    kind: str
    rows_in: int | None  # lines, items or list entries of the file; None for an archive
    rows_out: str = ""  # by frame
    left_out: str = ""  # rows of places not known, and what the source notes
    refused: str = ""  # the sentence


def readings() -> Iterator[Reading]:
    """Yield a Reading of every recorded file that belongs to a source and is no document.

    What is neither read nor refused in a sentence is raised.
    """
    for row in recorded.manifest():
        source = source_of(row)
        if source:
            yield reading(source, row["file"], row["kind"])


def reading(name: str, file: str, kind: str) -> Reading:
    """Return what the source `name` makes of one recorded file."""
    files = [BEFORE[file], file] if file in BEFORE else [file]
    bodies = [recorded.reply(one) for one in files]
    replies = [
        Reply(one.rsplit("/", 1)[1], body, fetched_at=FETCHED)
        for one, body in zip(files, bodies, strict=True)
    ]
    said = Reading(name, file, kind, rows_in(bodies[-1]))
    try:
        parts = read(all_sources()[name], replies)
    except (SourceError, FrameError) as refusal:
        return Reading(name, file, kind, said.rows_in, refused=str(refusal))
    unknown = sum(sum(part.unknown_places.values()) for part in parts)
    notes = [part.note for part in parts if part.note]
    if unknown:
        notes.insert(0, f"{unknown} rows of places that are not known.")
    out = ", ".join(f"{len(part.rows):,} {part.frame.name}" for part in parts)
    return Reading(name, file, kind, said.rows_in, out, " ".join(notes))


def rows_in(body: bytes) -> int | None:
    """Return how many rows a file holds, counted without the sources' own readers."""
    text = body.decode("utf-8-sig", "replace").strip()
    if body[:2] == b"PK":
        return None
    if text[:1] in "{[":
        try:
            return _longest(json.loads(text))
        except ValueError:
            return text.count("\n") + 1
    if text[:1] == "<":
        items = len(re.findall(r"<(?:item|entry)[ >]", text))
        return items or len(re.findall(r"<tr[ >]", text, re.IGNORECASE))
    return sum(1 for _ in csv.reader(io.StringIO(text))) - 1


def _longest(said: object) -> int:
    """Return the length of the longest list of objects, not looking within objects of a list."""
    if isinstance(said, list) and all(isinstance(one, dict) for one in said):
        return len(said)
    within = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return max((_longest(one) for one in within), default=0)


def source_of(row: dict[str, str]) -> str:
    """Return the source that a row of the list of recorded files belongs to, "" for none."""
    if row["kind"] in ("doc", "reference table"):
        return ""
    if row["source"] in all_sources():
        return row["source"]
    return next((name for name in ERRORS if f"/{name}" in row["file"]), "")


def main() -> None:
    """Print the table."""
    if not SHARED.exists():
        sys.exit("The recorded replies are not beside the repository (../shared).")
    table = Table("Source", "File", "Kind", "Rows in", "Rows out", "Left out, refused and why")
    for one in readings():
        count = "" if one.rows_in is None else f"{one.rows_in:,}"
        why = f"Refused: {one.refused}" if one.refused else one.left_out
        table.add_row(one.source, one.file, one.kind, count, one.rows_out, why)
    Console(width=None if sys.stdout.isatty() else 240).print(table)


if __name__ == "__main__":
    main()
