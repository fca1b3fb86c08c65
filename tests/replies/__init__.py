"""Small replies of our own, in the shape that publishers document."""

import csv
from pathlib import Path

import pandas as pd

from collectors.source import Reply

FOLDER = Path(__file__).parent
FETCHED = pd.Timestamp("2026-11-23 12:00", tz="UTC")


def small_replies(source: str) -> list[Reply]:
    """Return the small replies of one source, in the order in which they would come."""
    with (FOLDER / "urls.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["source"] == source]
    return [
        Reply(row["url"], (FOLDER / source / row["file"]).read_bytes(), fetched_at=FETCHED)
        for row in rows
    ]
