"""Small readers of tables that several sources share: figures, days, places, observations."""

from collections.abc import Mapping

import pandas as pd

from collectors.declared.formats import untagged as untagged
from collectors.readers import dates
from collectors.source import Part, Reply, WrongFormat, clean
from collectors.workbook import sheet_rows
from indicators import places
from indicators.frames import OBSERVATIONS
from indicators.schema import DAY, EARLIEST, LATEST

# How tables say that they say nothing.
_NOTHING = {"", "-", "--", "..", "-9999", "-9999.0", "na", "n/a", "nan", "none", "null"}


def untold(note: str) -> Part:
    """Return a Part without a figure: `note` says what came in the place of figures."""
    rows = OBSERVATIONS.empty()[["series", "place", "period", "value", "published"]]
    return Part(OBSERVATIONS, rows, note=note)


def table(objects: object, reply: Reply, columns=()) -> pd.DataFrame:
    """Return a list of JSON objects as a table of texts, "" for null; `columns` are needed.

    Lists and objects within them become the text of Python, to be read by who needs them.
    """
    if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
        raise WrongFormat(f"{reply.name}: not a list of rows.")
    texts = [
        {str(name): "" if value is None else str(value) for name, value in one.items()}
        for one in objects
    ]
    rows = pd.DataFrame(texts, dtype="str").fillna("")
    if texts:
        reply.need(columns, rows.columns)
    return rows


def sheet(reply: Reply) -> pd.DataFrame:
    """Return the first sheet of a workbook as a table of texts, missing where a cell is empty.

    Of columns that bear one name the first counts.
    """
    head, *rows = sheet_rows(reply)
    rows = [[cell or None for cell in row[: len(head)]] for row in rows]
    rows = [row + [None] * (len(head) - len(row)) for row in rows]
    found = pd.DataFrame(rows, columns=head, dtype=object)
    return found.loc[:, ~found.columns.duplicated()]


def figures(texts: pd.Series, reply: Reply) -> pd.Series:
    """Return numbers, NaN for what says nothing ("", "-", "-9999").

    Raises WrongFormat for anything else.
    """
    said = texts.astype(str).str.strip()
    said = said.mask(said.str.lower().isin(_NOTHING))
    try:
        numbers = pd.to_numeric(said).astype("float64")
    except (ValueError, TypeError) as error:
        raise WrongFormat(f"{reply.name}: {texts.name}: {clean(error, 120)}.") from error
    if numbers.isin([float("inf"), float("-inf")]).any():
        raise WrongFormat(f"{reply.name}: {texts.name}: a number without end.")
    return numbers


def days(texts: pd.Series, reply: Reply, format: str = "%Y-%m-%d") -> pd.Series:
    """Return days, missing where nothing is said; of an ISO moment, its day as written."""
    said = texts.astype(str).str.strip()
    if format == "%Y-%m-%d":
        said = said.str.slice(0, 10)
    nothing = said.str.lower().isin(_NOTHING)
    found = dates(said.mask(nothing, ""), format).astype(DAY)
    outside = ~nothing & ~found.between(EARLIEST, LATEST)
    if outside.any():
        first = clean(texts[outside].iloc[0], 60)
        raise WrongFormat(f"{reply.name}: {texts.name}: {first!r} is not a date as published.")
    return found


def located(
    rows: pd.DataFrame, code: str, name: str = "", system: str | None = "iso3"
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the rows that are about a place, with `place`, and those left out, counted.

    The place is told by the column `code`, else by the column `name`. Known to be no place,
    such as sums of regions and people without a country, are left out without a count.
    """
    place = places.codes(rows[code], system)
    said = rows[code].str.strip()
    if name:
        place = place.fillna(places.codes(rows[name], "name"))
        said = said.where(said != "", rows[name].str.strip())
    lost = said[place.isna()].replace("", "(no code)")
    unknown = places.unknown(lost.map(lambda text: clean(text, 80)), system)
    return rows.assign(place=place)[place.notna()], unknown


def observed(
    rows: pd.DataFrame, columns: Mapping[str, str], published: pd.Timestamp = pd.NaT
) -> pd.DataFrame:
    """Return rows of OBSERVATIONS: for each series its column of `rows`, where it says something.

    `rows` have place and period. Of a key told twice, the last telling counts.
    """
    told = [
        rows[["place", "period"]].assign(series=series, value=rows[column], published=published)
        for series, column in columns.items()
    ]
    found = pd.concat(told, ignore_index=True).dropna(subset=["value", "period"])
    key = list(OBSERVATIONS.key)
    return found.drop_duplicates(key, keep="last", ignore_index=True).astype({"value": "float64"})
