"""Read feeds and calendars as a declaration says: publications and meetings. Pure."""

from collections.abc import Iterable, Sequence

import pandas as pd

from collectors import feed, ics
from collectors.source import Empty, Part, Reply
from indicators import agenda
from indicators.frames import AGENDA, PUBLICATIONS


def parse(declaration, replies: Sequence[Reply]) -> list[Part]:
    """Return one Part: AGENDA of a calendar, PUBLICATIONS of RSS or Atom.

    Of an item told twice the first counts, in the order of the addresses. Raises Empty or
    WrongFormat.
    """
    said, about = declaration.feed, declaration.source
    replies = sorted(replies, key=lambda reply: reply.url)
    if not replies:
        raise Empty(f"{about.title}: no reply came.")
    if said.format == "ics":
        told = {}
        for reply in replies:
            for event in _wanted(said, ics.events(reply, said.timezone)):
                told.setdefault(event.id, _meeting(about.id, said, event, reply))
        _refuse_none(about, told)
        return [Part(AGENDA, pd.DataFrame([row for rows in told.values() for row in rows]))]
    items = _wanted(said, (item for reply in replies for item in feed.items(reply)))
    items = list(items)
    _refuse_none(about, items)
    part = feed.publications(about.id, items, said.body, said.kind)
    if not said.place:
        return [part]
    rows = part.rows.drop_duplicates("document").assign(place=said.place, one_of=False)
    return [Part(PUBLICATIONS, rows.reset_index(drop=True), note=part.note)]


def _wanted(said, found: Iterable) -> Iterable:
    words = [word.casefold() for word in said.only]
    return (
        one for one in found if not words or any(word in one.title.casefold() for word in words)
    )


def _refuse_none(about, found) -> None:
    if not found:
        raise Empty(f"{about.title}: no title holds one of the words named under only.")


def _meeting(source: str, said, event: ics.Event, reply: Reply) -> list[dict]:
    """Return one row for each place that a meeting is about."""
    match, status = agenda.match(event.title), "confirmed"
    if reply.fetched_at is not None:
        today = reply.fetched_at.tz_convert(said.timezone).tz_localize(None).normalize()
        status = "held" if event.date < today else status
    row = {
        "source": source,
        "item": event.id,
        "body": said.body,
        "date": event.date,
        "starts": event.starts,
        "timezone": said.timezone,
        "title": event.title,
        "topic": match.topic,
        "themes": ";".join(match.themes),
        "format": "",
        "status": "cancelled" if event.cancelled else status,
        "public": "",
        "symbol": agenda.symbol(event.title),
        "outcome": "",
        "url": event.url,
        "withdrawn": False,
    }
    where = [(said.place, False)] if said.place else feed.where(event.title)
    return [row | {"place": place, "one_of": one_of} for place, one_of in where]
