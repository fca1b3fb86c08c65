"""UNHCR: refugees, asylum seekers, displaced and stateless people, by year.

Asked for twice: by country of origin and by country of asylum, each summed by UNHCR over the
other. Read too are replies by both countries at once, and summed here.

What the publisher does that one has to know:
- Zero is the text "0", other figures are numbers; "-" stands for the country summed over.
- Codes that are no country: UNK (not said), XXA and STA (stateless), TIB (Tibetans).
- `maxPages` says how many pages there are; `total` is an empty list. Pages may overlap.
- A year's figure is of its end; for the running year, of the middle, published in October.
- Displaced people are those UNHCR protects or helps. Palestine refugees under UNRWA's
  mandate are not counted.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.source import Empty, Part, Reply, Source, SourceError, WrongFormat, clean
from collectors.sources._tabular import figures, located, observed, table
from indicators.frames import OBSERVATIONS, Coverage, Series

API = "https://api.unhcr.org/population/v1/population/"
PAGE, MOST_PAGES = 1_000, 500
FIRST_YEAR = 1951
COLUMNS = ("year", "coo_iso", "coa_iso", "refugees", "asylum_seekers", "idps", "stateless")
# Our name of a figure -> the publisher's column; refugees of other kinds are told apart there.
BY_ORIGIN = {
    "unhcr.refugees_from": "refugees",
    "unhcr.asylum_seekers_from": "asylum_seekers",
    "unhcr.returned_refugees": "returned_refugees",
    "unhcr.others_in_need_from": "oip",
}
BY_ASYLUM = {
    "unhcr.refugees_in": "refugees",
    "unhcr.asylum_seekers_in": "asylum_seekers",
    "unhcr.idps": "idps",
    "unhcr.returned_idps": "returned_idps",
    "unhcr.stateless": "stateless",
}
SUMMED = {"", "-"}


def fetch(client: Client) -> Iterator[Reply]:
    """Ask for every page of all years, by country of origin and by country of asylum."""
    for by in ("coo_all", "coa_all"):
        for page in range(1, MOST_PAGES + 1):
            params = {
                "limit": PAGE,
                "page": page,
                "yearFrom": FIRST_YEAR,
                "yearTo": client.now.year,
                by: "true",
                "cf_type": "ISO",
            }
            reply = client.get(API, params=params)
            yield reply
            rows, _, pages = _page(reply)
            if page >= pages or rows.empty:
                break
        else:
            raise SourceError(f"UNHCR: over {MOST_PAGES} pages.")


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS: people by origin and by asylum, for each year."""
    found, pages, reply = [], {}, None
    for reply in replies:
        rows, number, of = _page(reply)
        if rows.empty:
            continue  # a page after the last
        found.append(rows)
        pages.setdefault(_told_by(rows), {})[number] = of
    if not found:
        raise Empty("UNHCR: pages without a row; it is not taken for nobody displaced.")
    rows = pd.concat(found, ignore_index=True).fillna("")
    rows = rows.drop_duplicates(["year", "coo_iso", "coa_iso"], keep="last")
    whole = {by for by, told in pages.items() if _is_whole(told)}

    parts, unknown, notes = [], {}, []
    for side, other, series in (("coo", "coa", BY_ORIGIN), ("coa", "coo", BY_ASYLUM)):
        summed = rows[rows[f"{other}_iso"].isin(SUMMED) & ~rows[f"{side}_iso"].isin(SUMMED)]
        by = side
        if summed.empty:
            by, summed = "both", rows[~rows["coo_iso"].isin(SUMMED) & ~rows["coa_iso"].isin(SUMMED)]
        if summed.empty:
            continue
        if by == "both" and by not in whole:
            notes.append("Not all pages came: nothing was summed.")
            continue
        sums, strange = _sums(summed, side, series, reply)
        if by not in whole:
            notes.append("Not all pages came: nothing was withdrawn.")
        parts.append((sums, list(series) if by in whole else []))
        unknown |= strange
    told = [sums for sums, _ in parts]
    if not told:
        raise WrongFormat(f"UNHCR: {notes[0] if notes else 'rows without a country.'}")
    covers = tuple(
        Coverage(OBSERVATIONS, {"series": names, "period": _span(sums)}, "withdrawn")
        for sums, names in parts
        if names and len(sums)
    )
    note = " ".join(dict.fromkeys(notes))
    yield Part(OBSERVATIONS, pd.concat(told, ignore_index=True), covers, unknown, note)


def _page(reply: Reply) -> tuple[pd.DataFrame, int, int]:
    """Return the rows of a page, its number, and how many pages there are."""
    if reply.text().lstrip()[:1] not in "{[<":
        raise WrongFormat(
            f"{reply.name}: a table or a sentence, no page of UNHCR's interface (JSON). It says: "
            f"{clean(reply.text(), 120)}"
        )
    said = reply.json()
    if not isinstance(said, dict) or "items" not in said:
        why = clean(said.get("message") or said, 200) if isinstance(said, dict) else ""
        raise WrongFormat(f"{reply.name}: no page of UNHCR, which has 'items'. {why}".strip())
    try:
        number, pages = int(said.get("page") or 1), int(said.get("maxPages") or 1)
    except (TypeError, ValueError, OverflowError) as error:
        raise WrongFormat(f"{reply.name}: a page without a number.") from error
    return table(said["items"], reply, COLUMNS), number, pages


def _is_whole(told: dict[int, int]) -> bool:
    """Return whether all pages came: `told` are their numbers, and how many each says there are."""
    last = max(told.values())
    return sum(1 <= number <= last for number in told) == last


def _told_by(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    if first["coa_iso"] in SUMMED:
        return "coo"
    return "coa" if first["coo_iso"] in SUMMED else "both"


def _sums(
    rows: pd.DataFrame, side: str, series: dict[str, str], reply: Reply
) -> tuple[pd.DataFrame, dict[str, int]]:
    name = f"{side}_name" if f"{side}_name" in rows else ""
    rows, unknown = located(rows, f"{side}_iso", name)
    year = figures(rows["year"], reply)
    if not (year.between(1900, 2099) & (year % 1 == 0)).all():
        raise WrongFormat(f"{reply.name}: a row without a year.")
    there = {ours: theirs for ours, theirs in series.items() if theirs in rows}
    values = {theirs: figures(rows[theirs], reply) for theirs in there.values()}
    rows = rows.assign(period=pd.to_datetime(year.astype(int).astype(str), format="%Y"), **values)
    by = rows.groupby(["place", "period"], as_index=False)[list(values)]
    return observed(by.sum(min_count=1), there), unknown


def _span(rows: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    return rows["period"].min(), rows["period"].max()


def _series(id: str, title: str, note: str = "", worse: str = "higher") -> Series:
    of = "At the end of the year; of the running year, in its middle."
    return Series(
        id=f"unhcr.{id}", title=title, unit="people", frequency="year", kind="stock",
        worse=worse, lag_days=165, most=1e8, note=f"{note} {of}".strip(),
    )  # fmt: skip


_FLOW = {"kind": "flow", "frequency": "year", "unit": "people", "lag_days": 165, "most": 1e8}
_MANDATE = "Under UNHCR's mandate, those in a refugee-like situation included."
_PROTECTED = "Those whom UNHCR protects or assists."

SOURCE = Source(
    id="unhcr",
    title="Refugees and displaced people (UNHCR)",
    publisher="Office of the United Nations High Commissioner for Refugees",
    homepage="https://www.unhcr.org/refugee-statistics",
    licence="CC BY 4.0",
    every=timedelta(days=7),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(
        _series("refugees_from", "Refugees from the country", _MANDATE),
        _series("asylum_seekers_from", "Asylum seekers from the country"),
        _series("others_in_need_from", "Others in need of protection from the country"),
        Series(
            "unhcr.returned_refugees", "Refugees who returned", worse="lower",
            note="In the course of the year, to the country of origin.", **_FLOW,
        ),
        _series("refugees_in", "Refugees in the country", _MANDATE),
        _series("asylum_seekers_in", "Asylum seekers in the country"),
        _series("idps", "Internally displaced people (UNHCR)", _PROTECTED),
        Series(
            "unhcr.returned_idps", "Internally displaced people who returned", worse="lower",
            note="In the course of the year.", **_FLOW,
        ),
        _series("stateless", "Stateless people in the country"),
    ),
    base_url="https://api.unhcr.org",
    humanitarian=True,
    lag="A year is published in June of the next; the middle of the running one in October.",
    revisions="Earlier years are revised at every publication, without a mark.",
)  # fmt: skip
