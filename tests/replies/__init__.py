"""Small replies of our own, in the shape that publishers document."""

import csv
from pathlib import Path

import pandas as pd

from collectors.source import Reply

FOLDER = Path(__file__).parent
FETCHED = pd.Timestamp("2026-11-23 12:00", tz="UTC")


def small_replies(source: str) -> list[Reply]:
    """Return the small replies of one source, in the order in which they would come."""
    listed = FOLDER / source / "urls.csv"
    if not listed.exists():
        return []
    with listed.open(encoding="utf-8") as file:
        return [
            Reply(row["url"], (listed.parent / row["file"]).read_bytes(), fetched_at=FETCHED)
            for row in csv.DictReader(file)
        ]
