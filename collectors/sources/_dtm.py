"""Rounds of IOM's Displacement Tracking Matrix, and how they become one figure of a day.

A round is told in rows: one for each reason, province of origin, and place of shelter, whose
people add up; and often twice, as baseline and as site assessment, which look at the same
people. In the recorded rounds of Afghanistan and Chad the sums of country, province and
district agree to the last person. Baseline goes before site; of several rounds of one day
the last counts; what several operations of a country tell on one day is added up.
"""

import pandas as pd

from collectors.source import Reply
from collectors.sources._tabular import days, figures, located, observed

COLUMNS = (
    "operation", "admin0Name", "admin0Pcode", "numPresentIdpInd", "reportingDate", "roundNumber",
    "assessmentType",
)  # fmt: skip


def rounds(rows: pd.DataFrame, reply: Reply) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the total of each round (see `by_day`), and the places not known, counted.

    `rows` have COLUMNS as texts. Where a round is told for the country, its provinces and
    districts are left aside.
    """
    rows, unknown = located(rows, "admin0Pcode", "admin0Name")
    blank = pd.Series("", index=rows.index)
    said = (rows.get(f"admin{level}Name", blank) != "" for level in (1, 2))
    rows = rows.assign(
        level=sum(level.astype(int) for level in said),
        period=days(rows["reportingDate"], reply),
        round=figures(rows["roundNumber"], reply),
        value=figures(rows["numPresentIdpInd"], reply),
        baseline=rows["assessmentType"] == "BA",
    )
    told = ["place", "operation", "period"]
    coarsest = rows.groupby(told)["level"].transform("min")
    rows = rows[rows["level"] == coarsest].drop(columns="id", errors="ignore").drop_duplicates()
    of = rows.groupby([*told, "round", "baseline", "level"], dropna=False)["value"]
    totals = of.agg(["sum", "max", "nunique", "size", "count"]).reset_index()
    # The same number in every row of a country's round is its total, repeated for each reason.
    repeated = (totals["level"] == 0) & (totals["size"] > 1) & (totals["nunique"] == 1)
    value = totals["sum"].mask(repeated, totals["max"]).where(totals["count"] > 0)
    return totals.assign(value=value), unknown


def by_day(series: str, totals: pd.DataFrame) -> pd.DataFrame:
    """Return one observation for each place and day.

    `totals` have place, operation, period (day), round, baseline (yes or no) and value.
    """
    last = totals.sort_values(["baseline", "round"]).drop_duplicates(
        ["place", "operation", "period"], keep="last"
    )
    sums = last.groupby(["place", "period"], as_index=False)["value"].sum(min_count=1)
    return observed(sums, {series: "value"})
