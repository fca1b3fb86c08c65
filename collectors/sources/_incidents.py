"""Incidents, one row each, to sums by place and month, for sources that tell of victims.

Only sums are kept: no row, no place below the country, no name, no word of what happened.
"""

import re

import pandas as pd

from collectors.readers import dates
from collectors.source import WrongFormat, clean
from indicators import places
from indicators.frames import OBSERVATIONS, Coverage
from indicators.schema import DAY, EARLIEST, LATEST

FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%b-%y", "%d %B %Y", "%B %Y")


def column(name: object) -> str:
    """Return the name of a column in one form: "Aid Workers Killed" is "aid_workers_killed"."""
    return re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_")


def counts(values: pd.Series, where: str) -> pd.Series:
    """Return numbers written as text; nothing is 0, and what is no number is refused."""
    text = values.fillna("").astype(str).str.strip().str.replace(",", "").str.lower()
    text = text.replace({"": "0", "-": "0", "false": "0", "true": "1", "none": "0", "nan": "0"})
    numbers = pd.to_numeric(text, errors="coerce")
    if (bad := numbers.isna() | (numbers < 0)).any():
        raise WrongFormat(f"{where}: {clean(text[bad].iloc[0], 40)!r} is no count.")
    return numbers.astype("float64")


def days(values: pd.Series) -> pd.Series:
    """Return days written in one of several forms, even within one column; missing for none."""
    text = values.fillna("").astype(str).str.strip().str.removesuffix(".000Z")
    text = text.str.replace(r"[T ]\d\d:\d\d(?::\d\d)?$", "", regex=True)
    found = pd.Series(pd.NaT, index=values.index, dtype=DAY)
    for form in FORMS:
        found = found.fillna(dates(text, form).astype(DAY))
    return found.where(found.between(EARLIEST, LATEST))


def placed(codes: pd.Series, names: pd.Series) -> tuple[pd.Series, dict[str, int]]:
    """Return places by code, else by name, and the names of those left out, counted."""
    code = codes.fillna("").astype(str).str.strip()
    name = names.fillna("").astype(str).str.strip()
    system = "iso2" if len(code) and (code.str.len() == 2).mean() > 0.5 else "iso3"
    found = places.codes(code, system).fillna(places.codes(name))
    lost = name[found.isna()].where(lambda text: text != "", code).map(lambda one: clean(one, 80))
    return found, lost.replace("", "(no name)").value_counts().to_dict()


def sums(table: pd.DataFrame, series: dict[str, str | None]) -> pd.DataFrame:
    """Return observations: for each series the sum of its column by place and period.

    `series` names the column, or None to count the rows. `table` has place and period.
    """
    found = []
    for name, source in series.items():
        values = table[source] if source else pd.Series(1.0, index=table.index)
        total = values.groupby([table["place"], table["period"]]).sum().rename("value")
        found.append(total.reset_index().assign(series=name))
    return pd.concat(found, ignore_index=True).assign(published=pd.NaT)


def without_gaps(rows: pd.DataFrame, where: str) -> Coverage:
    """Return the coverage of months: a place that was ever told and is silent had none.

    Only places that are told at all are covered, and months in which anything is told
    anywhere: who looks elsewhere is not said, and a month of silence may be a gap.
    """
    first, last = rows["period"].min(), rows["period"].max()
    months = sorted(rows["period"].unique())
    scope = {
        "series": sorted(rows["series"].unique()),
        "place": sorted(rows["place"].unique()),
        "period": months,
    }
    if len(months) > 1200:
        raise WrongFormat(f"{where}: incidents from {first:%Y} to {last:%Y}.")
    return Coverage(OBSERVATIONS, scope, "zero")
