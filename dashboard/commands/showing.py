"""What `jointwatch show` asks the store for: options of the command into a question."""

from collections.abc import Mapping
from difflib import get_close_matches

import click
import pandas as pd

from collectors.access import Viewer
from collectors.settings import Settings
from collectors.source import Source
from collectors.sources import all_sources
from collectors.store import Store
from indicators import places
from indicators.frames import FRAMES

# Of each frame: the column that --since and --until speak of, and what people are shown.
TIME = {
    "observations": "period", "events": "ends", "agenda": "date",
    "publications": "published", "runs": "started",
}  # fmt: skip
PEOPLE = {
    "observations": ["series", "place", "period", "value", "published", "known_at", "vintage"],
    "events": ["source", "place", "starts", "ends", "kind", "value", "unit", "title"],
    "agenda": ["date", "body", "place", "title", "status", "symbol", "source"],
    "publications": ["published", "place", "title", "symbol", "meeting", "source"],
    "runs": ["source", "started", "finding", "rows_new", "rows_seen", "seconds", "error"],
}
_OPTIONS = {"series": "series", "place": "place", "body": "body", "source": "source"}


def rows(
    frame: str,
    settings: Settings,
    store: Store,
    asked: Mapping[str, str | None],
    as_of: pd.Timestamp | None,
    shown_at: pd.Timestamp | None,
    limit: int,
    as_whom: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return the rows that the options `asked` (series, place, body, source, since, until) name.

    Raises click.UsageError for an option that the frame does not know.
    """
    schema, where = FRAMES[frame], {}
    for option, column in _OPTIONS.items():
        value = asked.get(option)
        if value is None:
            continue
        if option == "place" and column in schema.columns:
            where[column] = list(members(value))
        elif option == "source" and frame == "observations":
            where["series"] = [one.id for one in source_named(value, settings).series]
        elif column in schema.columns:
            where[column] = value
        else:
            raise click.UsageError(f"Rows of {frame} have no {option}.")
    if asked.get("series") and asked.get("source"):
        raise click.UsageError("Say --series or --source; a series names its source.")
    if asked.get("since") or asked.get("until"):
        until = end_of_day(asked.get("until"))
        where[TIME[frame]] = (asked.get("since"), until)
    return store.read(
        schema,
        Viewer(frozenset(as_whom or {settings.organisation})),
        as_of=as_of,
        shown_at=shown_at,
        where=where,
        limit=limit or None,
    )


def source_named(name: str, settings: Settings) -> Source:
    """Return the source called `name`, or raise click.UsageError with what may be meant."""
    sources = all_sources(settings.home)
    if name in sources:
        return sources[name]
    raise click.UsageError(f"There is no source {name!r}. {meant(name, sources)}")


def meant(name: str, there: Mapping[str, object]) -> str:
    """Return a sentence that says which of the names `there` may be meant by `name`."""
    close = get_close_matches(name.lower(), there, n=3, cutoff=0.5)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"There are: {', '.join(there)}."


def moment(text: str | None) -> pd.Timestamp | None:
    """Return a moment: a day is its end, a time without a zone is in UTC."""
    if text is None:
        return None
    try:
        at = pd.Timestamp(text)
    except ValueError:
        at = pd.NaT
    if pd.isna(at) or not 1900 <= at.year <= 2100:
        raise click.UsageError(f"{text!r} is no day or time; write 2026-11-22 or 2026-11-22T15:00.")
    at = at.tz_localize("UTC") if at.tzinfo is None else at.tz_convert("UTC")
    return end_of_day(at) if len(text) <= 10 else at


def end_of_day(at: pd.Timestamp | None) -> pd.Timestamp | None:
    """Return the last microsecond of a day."""
    return None if at is None else at + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def members(value: str) -> tuple[str, ...]:
    """Return the places meant: an area's members, or one country by code or name."""
    if value in (places.WORLD, *places.AREAS):
        return (value, *places.members(value)) if value in places.AREAS else (value,)
    known = places.code(value) or places.code(value, "iso2")
    if known is None:
        raise click.UsageError(
            f"No place is known as {value!r}. Write its name, its ISO 3166 code of three letters, "
            f"or an area: {', '.join(places.AREAS)}."
        )
    return (known,)
