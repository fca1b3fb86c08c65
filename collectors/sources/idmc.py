"""IDMC: people forced from home inside their country, by disasters and by conflict.

Two data sets. GIDD is validated and yearly: one row for each disaster, and one for each
country and year of conflict, in pages; released in May. IDU is preliminary and daily: a
file in which one row is one figure, not one event. Both count movements: a person who
flees twice is counted twice. "IDPs" alone are people, at the end of the year.

What the publisher does that one has to know:
- Figures of IDU with the role "Triangulation" only check others and would count twice.
  Older files have no role, which the note of a run then says.
- Days of the old form, "2023-11-06T11:00:00.000Z", are midnight in New Zealand: the 7th.
  In 113 recorded figures all agree so with the day in their own text; as UTC, none does.
- Rows of GIDD have no number, and a few stand twice: it is made of year, start and name.
- `next` of a page holds the client's id: pages are asked for by our own offset.
- AB9 is the Abyei area.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.source import Part, Refused, Reply, Secret, Source, WrongFormat, clean
from collectors.sources._idmc import (
    CONFLICTS,
    DISASTERS,
    FIGURE_COLUMNS,
    IDPS,
    MONTHLY,
    read_figures,
    read_pages,
    read_sheet,
)
from indicators.frames import EVENTS, OBSERVATIONS, Series

API = "https://helix-tools-api.idmcdb.org/external-api"
KEY = Secret(
    "IDMC_CLIENT_ID",
    "IDMC gives a client id free of charge: write to ch.datainfo@idmc.ch (see "
    "https://www.internal-displacement.org/database/api-documentation), then set "
    "IDMC_CLIENT_ID in the environment.",
)
PAGE, MOST_PAGES = 1000, 1000  # the publisher may send fewer rows a page than we ask for


def fetch(client) -> Iterator[Reply]:
    """Yield all pages of GIDD, then the figures of the last 180 days. Refused without a key."""
    client_id = client.secret(KEY.variable)
    if not client_id:
        raise Refused(f"IDMC needs a client id. {KEY.how}")
    for name in ("disasters", "conflicts"):
        offset = 0
        for _ in range(MOST_PAGES):
            asked = {"client_id": client_id, "format": "json", "limit": PAGE, "offset": offset}
            reply = client.get(f"{API}/gidd/{name}/", params=asked)
            yield reply
            rows, count, _ = _page(reply, reply.json())
            offset += len(rows)
            if not rows or offset >= count:
                break
    yield client.get(f"{API}/idus/last-180-days/", params={"client_id": client_id})


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return a Part of EVENTS and one of OBSERVATIONS (sums a year, a month).

    Yearly sums of disasters need all pages: without them there are events and no sums.
    """
    parts: list[Part] = []
    pages: dict[str, list] = {"disasters": [], "conflicts": []}
    for reply in replies:
        if reply.body[:2] == b"PK":
            parts += read_sheet(reply)
        elif reply.text().lstrip()[:1] not in ("[", "{"):
            table = reply.csv(FIGURE_COLUMNS)
            if not reply.text().endswith("\n"):
                raise WrongFormat(f"{reply.name}: the table seems to be cut off.")
            parts += read_figures(reply, table)
        elif isinstance(said := reply.json(), list):
            if not all(isinstance(row, dict) for row in said):
                raise WrongFormat(f"{reply.name}: a list of something else than figures.")
            parts += read_figures(reply, pd.DataFrame(said))
        else:
            rows, count, updated = _page(reply, said)
            kind = "disasters" if rows and "hazard_type_name" in rows[0] else "conflicts"
            pages[kind].append((reply, rows, count, updated))
    for kind, found in pages.items():
        parts += read_pages(kind, found) if found else []
    return [
        _together([part for part in parts if part.frame is frame])
        for frame in (EVENTS, OBSERVATIONS)
        if any(part.frame is frame for part in parts)
    ]


def _page(reply: Reply, said: object) -> tuple[list[dict], int, str]:
    """Return the rows of a page of GIDD, how many there are in all, and when it was released."""
    if isinstance(said, dict) and "detail" in said:
        raise Refused(f"IDMC says: {clean(said['detail'], 200)} {KEY.how}")
    rows, count = (said.get("results"), said.get("count")) if isinstance(said, dict) else (0, 0)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WrongFormat(f"{reply.name}: neither a page of GIDD nor a list of figures of IDU.")
    if not isinstance(count, int):
        raise WrongFormat(
            f"{reply.name}: a page of GIDD that does not say how many rows there are."
        )
    return rows, count, str(said.get("last_updated") or "")


def _together(parts: list[Part]) -> Part:
    """Return parts of one frame as one; of a key told twice, the last telling counts."""
    frame, unknown = parts[0].frame, {}
    for part in parts:
        for name, count in part.unknown_places.items():
            unknown[name] = unknown.get(name, 0) + count
    filled = [part.rows for part in parts if len(part.rows)] or [parts[0].rows]
    rows = pd.concat(filled, ignore_index=True).drop_duplicates(list(frame.key), keep="last")
    covers = tuple(coverage for part in parts for coverage in part.covers)
    note = " ".join(dict.fromkeys(part.note for part in parts if part.note))
    return Part(frame, rows, covers, unknown, note)


def _series(id: str, title: str, frequency: str, **more) -> Series:
    usual = {"unit": "internal displacements", "kind": "flow", "most": 1e8}
    usual["lag_days"] = 135 if frequency == "year" else 7
    return Series(id=id, title=title, frequency=frequency, **usual | more)


_MOVEMENTS = "Movements, not people: who flees twice is counted twice."
_EARLY = "Preliminary, by the month in which the displacement ended; revised for months."
_STOCK = {"kind": "stock", "unit": "people"}

SOURCE = Source(
    id="idmc",
    title="Internal displacement (IDMC)",
    publisher="Internal Displacement Monitoring Centre",
    homepage="https://www.internal-displacement.org/database/displacement-data",
    licence="CC BY-IGO as published on HDX. The API needs a registered client id.",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(EVENTS, OBSERVATIONS),
    series=(
        _series(DISASTERS, "Displacements by disasters", "year", note=_MOVEMENTS),
        _series(CONFLICTS, "Displacements by conflict", "year", note=_MOVEMENTS),
        _series(IDPS, "People displaced by conflict, end of year", "year", **_STOCK),
        _series(MONTHLY["Disaster"], "Displacements by disasters, early", "month", note=_EARLY),
        _series(MONTHLY["Conflict"], "Displacements by conflict, early", "month", note=_EARLY),
    ),
    secrets=(KEY,),
    humanitarian=True,
    largest_reply=300_000_000,
    time_limit=timedelta(minutes=30),
    lag="Preliminary figures come within days. Validated ones of a year come in May of the next.",
    revisions="Preliminary figures are changed and taken back in place, without a mark. A new "
    "release of validated figures revises earlier years too.",
)
