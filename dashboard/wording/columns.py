"""Columns of tables that keep their kind: sorted as numbers and days on screen, words in print."""

import pandas as pd

from dashboard.words import _, day, minute, month, number

MONTHS = frozenset({_("To"), _("Period")})  # headings under which a day stands for its month
MISSING = "missing"  # in the attributes of a table: what stands where a value is missing


def kind(name: str, values: pd.Series) -> str:
    """Return what a column holds: "number", "month", "day", "minute", or "text".

    Only numbers with a fraction's type are figures: whole ones may be years or identities.
    """
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return "minute"
    if values.dtype.kind == "M":
        return "month" if name in MONTHS else "day"
    return "number" if values.dtype.kind == "f" else "text"


def missing(table: pd.DataFrame) -> str:
    """Return what stands where a value of `table` is missing: "no data" if it does not say."""
    return table.attrs.get(MISSING, _("no data"))


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with every column as text, as people write numbers and days."""
    nothing = missing(table)
    told = {"number": number, "month": month, "day": day, "minute": minute}
    shown = {}
    for name, values in table.items():
        write = told.get(kind(name, values))
        if write is None:
            shown[name] = values
        else:
            texts = [nothing if pd.isna(value) else write(value) for value in values]
            shown[name] = pd.Series(texts, index=values.index, dtype="str")
    return pd.DataFrame(shown, index=table.index)
