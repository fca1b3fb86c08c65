"""Deaths per month and place, as read from a file and checked, and as known on earlier days.

The table every forecast starts from has one row per month (its first day, none left out) and
one column per place (ISO 3166 alpha-3, sorted); values are deaths, NaN where nothing is said.

How unusual input is treated:

* a missing column, an unreadable month, a month told twice, negative or fractional deaths, an
  unknown place, a file without a single death: refused, with a sentence that names the first;
* a gap inside a place's history, or an empty value: unknown (NaN), never zero; the month is left
  out of means and is no analogue;
* a place that begins later than the others (South Sudan in 2011): unknown before;
* a place that ends earlier than the others: unknown at the end, and so without a forecast;
* a newest month in which nobody died anywhere, after a year in which somebody died in every
  month: refused, because it is a month not yet published rather than peace;
* a place at zero after a year with 25 deaths or more in every month: unknown in that month (in
  the record since 1989 that happened four times, and each looked like a missing report).
"""

from collections.abc import Collection
from typing import IO

import numpy as np
import pandas as pd

ACTIVE = 25  # deaths; the threshold used everywhere
USUAL_YEAR = 12  # months of steady reporting after which a zero is not believed

Source = str | IO[str]


def read_history(source: Source, known_places: Collection[str] = ()) -> pd.DataFrame:
    """Return the table of deaths in a CSV file with columns iso3, month (YYYY-MM) and best.

    Further columns are left aside. `known_places` are the codes that may occur; without it
    only their shape is checked. Raises ValueError with a sentence for the person who sent it.
    """
    rows = _read(source, ["iso3", "month", "best"])
    _check_places(rows["iso3"], known_places)
    rows["month"] = _months(rows["month"])
    rows["best"] = _deaths(rows)
    twice = rows.duplicated(["iso3", "month"])
    if twice.any():
        first = rows[twice].iloc[0]
        raise ValueError(
            f"{int(twice.sum())} rows repeat a country and month, the first is "
            f"{first['iso3']} {first['month']:%Y-%m}. Deaths counted twice would mislead."
        )
    table = without_false_zeros(_table(rows))
    if not (table > 0).any(axis=None):
        raise ValueError("The file holds no death at all. That is a fault, not peace.")
    return table


def read_vintages(source: Source, places: Collection[str] = ()) -> dict[pd.Timestamp, pd.DataFrame]:
    """Return the tables as they stood on each vintage, oldest first, from a CSV file.

    Columns are vintage (a date), month, iso3 and best. Within a vintage a country that is not
    named had no deaths, so that each table has a column for all `places` and all named ones.
    """
    rows = _read(source, ["vintage", "month", "iso3", "best"])
    _check_places(rows["iso3"], ())
    rows["month"] = _months(rows["month"])
    rows["best"] = _deaths(rows)
    if (twice := rows.duplicated(["vintage", "iso3", "month"])).any():
        first = rows[twice].iloc[0]
        raise ValueError(
            f"Vintage {first['vintage']} repeats {first['iso3']} {first['month']:%Y-%m}."
        )
    try:
        rows["vintage"] = pd.to_datetime(rows["vintage"], format="%Y-%m-%d")
    except ValueError as error:
        raise ValueError("A vintage is not a date like 2024-06-24.") from error
    names = sorted(set(rows["iso3"]) | set(places))
    return {
        day: _table(told).reindex(columns=names).fillna(0.0)
        for day, told in rows.groupby("vintage")
    }


def without_false_zeros(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with a newest zero made unknown where it is not to be believed.

    Raises ValueError when the newest month as a whole is not to be believed.
    """
    if len(table) <= USUAL_YEAR:
        return table
    newest, before = table.iloc[-1], table.iloc[-1 - USUAL_YEAR : -1]
    if newest.fillna(0).sum() == 0 and (before.sum(axis=1) > 0).all():
        raise ValueError(
            f"Nobody died anywhere in {table.index[-1]:%Y-%m}, it says, after a year with deaths "
            "in every month. Leave out the month if it is not published yet."
        )
    doubtful = (newest == 0) & (before.min(skipna=False) >= ACTIVE)
    if not doubtful.any():
        return table
    table = table.copy()
    table.iloc[-1, np.flatnonzero(doubtful)] = np.nan
    return table


def _read(source: Source, columns: list[str]) -> pd.DataFrame:
    try:
        rows = pd.read_csv(source, dtype=str, keep_default_na=False)
    except pd.errors.EmptyDataError as error:
        raise ValueError("The file is empty.") from error
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ValueError("The file is not a table of comma-separated values.") from error
    missing = [name for name in columns if name not in rows]
    if missing:
        raise ValueError(f"The file has no column {', '.join(missing)}.")
    if rows.empty:
        raise ValueError("The file has a heading and no rows.")
    return rows[columns].apply(lambda column: column.str.strip())


def _check_places(codes: pd.Series, known: Collection[str]) -> None:
    named = pd.Series(codes.unique())
    wrong = ~named.isin(list(known)) if known else ~named.str.fullmatch("[A-Z]{3}")
    if wrong.any():
        listed = ", ".join(repr(code) for code in named[wrong][:5])
        raise ValueError(f"{int(wrong.sum())} unknown country codes, among them {listed}.")


def _months(texts: pd.Series) -> pd.Series:
    wrong = ~texts.str.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])")
    if wrong.any():
        raise ValueError(f"{texts[wrong].iloc[0]!r} is not a month like 2024-06.")
    return pd.to_datetime(texts, format="%Y-%m")


def _deaths(rows: pd.DataFrame) -> pd.Series:
    """Return the column `best` as numbers; an empty value is unknown."""
    values = pd.to_numeric(rows["best"].replace("", None), errors="coerce").astype(float)
    checks = {
        "is not a number": values.isna() & (rows["best"] != "") | np.isinf(values),
        "is negative": values < 0,
        "is not a whole number of deaths": values % 1 > 0,
    }
    for fault, wrong in checks.items():
        if wrong.any():
            row = rows[wrong].iloc[0]
            raise ValueError(f"The value {row['best']!r} of {row['iso3']} {fault}.")
    return values


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    table = rows.pivot(index="month", columns="iso3", values="best").sort_index(axis=1)
    return table.asfreq("MS").rename_axis(columns="place")
