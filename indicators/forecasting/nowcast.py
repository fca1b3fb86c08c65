"""First releases corrected for what revisions have usually added or taken away.

The Uppsala programme publishes candidate events each month and final ones once a year. For some
wars the final count is a third higher, for others lower, and much the same the year after. What
a release changed is learned from two vintages on either side of it, never from later ones.

Half of it is applied, on the scale of ratios: the next revision is as often smaller as it is like
the last, and a figure is as often compared with another first release as with a final one.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

STEADY = 100.0  # deaths added on both sides: a place with few is hardly corrected
SMALLEST, LARGEST = 0.5, 2.0
APPLIED = 0.5  # power of the ratio
MONTHS_CHANGED = 9  # of a year, to be called a release; a single event withdrawn is none


def nowcast(history: pd.DataFrame, vintages: Mapping[pd.Timestamp, pd.DataFrame]) -> pd.DataFrame:
    """Return `history` with its not yet revised months multiplied by half the usual revision.

    `history` is the newest table known, `vintages` all earlier ones and perhaps itself, oldest
    first. Vintages that reach beyond the newest month of `history` are not looked at. Without a
    past revision nothing is corrected.
    """
    factors, revised_to = revision(
        [table for table in vintages.values() if table.index[-1] <= history.index[-1]]
    )
    if revised_to is None:
        return history
    corrected = history.copy()
    open_months = history.index > revised_to
    usual = factors.reindex(history.columns).fillna(1.0) ** APPLIED
    corrected.loc[open_months] = np.round(history.loc[open_months] * usual)
    return corrected


def revision(tables: list[pd.DataFrame]) -> tuple[pd.Series, pd.Timestamp | None]:
    """Return the usual revision of each place, and the last month already final.

    The last release counts: the newest pair of neighbouring vintages that differ in nine or more
    months of one calendar year. That year's deaths after it over those before are the revision.
    """
    for old, new in reversed(list(zip(tables, tables[1:], strict=False))):
        months = old.index.intersection(new.index)
        places = old.columns.union(new.columns)
        before = old.reindex(index=months, columns=places).fillna(0)
        after = new.reindex(index=months, columns=places).fillna(0)
        changed = (before != after).any(axis=1).groupby(months.year).sum()
        years = changed.index[changed >= MONTHS_CHANGED]
        if len(years):
            year = months[months.year == years[-1]]
            ratio = (after.loc[year].sum() + STEADY) / (before.loc[year].sum() + STEADY)
            return ratio.clip(SMALLEST, LARGEST), year[-1]
    return pd.Series(dtype=float), None
