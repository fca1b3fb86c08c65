"""What the command line tells beside the store's rows: saved replies, catalogue, status."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from collectors.access import PROGRAM
from collectors.collect import read
from collectors.health import NEEDS_A_PERSON
from collectors.settings import Settings
from collectors.source import Reply, Source
from collectors.sources import all_sources, faults
from collectors.store import Store
from dashboard.catalogue import covered
from dashboard.commands.showing import PEOPLE, meant
from dashboard.service import health_now
from dashboard.words import minute
from indicators.frames import FRAMES, OBSERVATIONS

_TRACE = ("known_at", "vintage", "run")
CATALOGUE = ["source", "title", "state", "last_good", "series_told", "places", "newest_period"]


def read_files(source: Source, files: Sequence[str]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return what `source` reads in saved replies, by frame, and notes on it.

    The rows are conformed as for the store; a file counts as fetched when it was last
    changed. Raises SourceError or FrameError as a run would.
    """
    replies = saved(files)
    frames: dict[str, list[pd.DataFrame]] = {}
    unknown, notes = Counter(), []
    for part in read(source, replies):
        rows = part.rows.assign(run=1)
        for name, value in (("known_at", replies[-1].fetched_at), ("vintage", "collected")):
            if name not in rows:
                rows[name] = value
        frames.setdefault(part.frame.name, []).append(part.frame.conform(rows))
        unknown.update(part.unknown_places)
        notes += [part.note] if part.note else []
    if unknown:
        told = ", ".join(f"{name} ({count:,})" for name, count in unknown.most_common(20))
        notes.append(f"Left out, because no place is known by the name: {told}.")
    told = {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}
    return {name: rows.drop(columns=["run"]) for name, rows in told.items()}, notes


def saved(files: Sequence[str]) -> list[Reply]:
    """Return saved replies; each counts as fetched when it was last changed."""
    return [_reply(Path(file)) for file in files]


def columns(frame: str) -> list[str]:
    """Return the columns of `frame` that people are shown of rows not yet kept."""
    return [name for name in PEOPLE[frame] if name in FRAMES[frame].columns and name not in _TRACE]


def catalogue(settings: Settings, store: Store) -> pd.DataFrame:
    """Return every source with its terms and health, one row each."""
    sources = all_sources(settings.home)
    declared = pd.DataFrame(
        [
            {
                "source": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "homepage": source.homepage,
                "licence": source.licence,
                "terms": source.terms,
                "every": _every(source),
                "lag": source.lag,
                "revisions": source.revisions,
                "frames": ", ".join(frame.name for frame in source.frames),
                "series": ", ".join(series.id for series in source.series),
                "keys": "; ".join(f"{key.variable}: {key.how}" for key in source.secrets),
                "keeper": source.keeper,
            }
            for source in sources.values()
        ]
    )
    told = coverage(store)
    by = told.assign(source=told["series"].str.split(".").str[0]).groupby("source")
    told = by.agg(
        series_told=("series", "nunique"), places=("places", "max"), newest_period=("period", "max")
    ).reset_index()
    known = declared.merge(health_now(settings, store), on="source", how="left")
    return known.merge(told, on="source", how="left")


def coverage(store: Store) -> pd.DataFrame:
    """Return series, places (how many) and period (the newest) of all that was collected."""
    return covered(store.read(OBSERVATIONS, PROGRAM, newest=True))


def status(settings: Settings, store: Store) -> tuple[pd.DataFrame, list[str]]:
    """Return how the installation is doing (what, how), and a sentence for each need of a person.

    A person is needed where a source fails or has gone silent, where a source's file cannot
    be used, and where the settings name a source that is not there.
    """
    health = health_now(settings, store)
    counts = health["state"].value_counts()
    good = health["last_good"].max()
    rows = {
        "data folder": str(settings.home),
        "database": "another than in the folder" if settings.database_url else "in the folder",
        "sources": ", ".join(f"{count} {state}" for state, count in counts.items()) or "none",
        "last good run": minute(good) if pd.notna(good) else "none",
    }
    needed = [
        f"{row.source} is {row.state}: {row.error or f'last good run {minute(row.last_good)}.'}"
        for row in health[health["state"].isin(NEEDS_A_PERSON)].itertuples()
    ]
    needed += [f"{name}: {fault}" for name, fault in faults(settings.home).items()]
    there = all_sources(settings.home)
    needed += [
        f"jointwatch.toml speaks of a source {name!r} that is not there. {meant(name, there)}"
        for name in settings.sources
        if name not in there
    ]
    rows["a person is needed"] = f"yes, for {len(needed)}" if needed else "no"
    return pd.DataFrame({"what": list(rows), "how": list(rows.values())}), needed


def _every(source: Source) -> str:
    hours = source.every.total_seconds() / 3600
    if hours >= 48:
        return f"{hours / 24:g} days"
    return "hour" if hours == 1 else f"{hours:g} hours"


def _reply(path: Path) -> Reply:
    changed = pd.Timestamp(path.stat().st_mtime, unit="s", tz="UTC")
    return Reply(path.resolve().as_posix(), path.read_bytes(), fetched_at=changed)
