"""Rows of the agenda as meetings: pure, from a frame with a row per place to one per meeting."""

import pandas as pd

_MEETING = ["body", "date", "title", "symbol", "starts", "format", "status", "outcome", "sources"]


def of_month(meetings: pd.DataFrame, month: pd.Timestamp, *bodies: str) -> pd.DataFrame:
    """Return the meetings of some bodies in one month, soonest first."""
    last = month + pd.offsets.MonthEnd(0)
    return meetings[meetings["body"].isin(bodies) & meetings["date"].between(month, last)]


def about(meetings: pd.DataFrame, place: str) -> pd.DataFrame:
    """Return the meetings that are about a place, or may be."""
    return meetings[meetings["places"].map(lambda named: place in named).astype(bool)]


def grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per meeting of rows of the merged agenda, soonest first.

    Columns of AGENDA that a meeting has once, and `places` (a tuple; () for none) with
    `one_of`: the title says only that it is one of them.
    """
    columns = [*_MEETING, "places", "one_of", "known_at"]
    if rows.empty:
        return pd.DataFrame(columns=columns).astype({"one_of": bool})
    keyed = rows.assign(_starts=rows["starts"].astype("str").fillna(""))
    key = ["body", "date", "_starts", "title", "symbol"]
    found = keyed.groupby(key, sort=False, dropna=False).agg(
        **{name: (name, "first") for name in _MEETING if name not in key},
        places=("place", lambda codes: tuple(code for code in codes if code != "WLD")),
        one_of=("one_of", "any"),
        known_at=("known_at", "max"),
    )
    return found.reset_index()[columns].sort_values(
        ["date", "starts", "title"], na_position="last", ignore_index=True
    )


def going(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings that are not cancelled, dropped or postponed."""
    return meetings[~meetings["status"].isin(["cancelled", "dropped", "postponed"])]


def changes(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Return what became of meetings between two readings: columns what, title, was, date, status.

    `what` is "added", "moved", "dropped" or "status"; `was` the earlier day or status. A
    meeting is the same when body, title and format are: of several under one title, the n-th
    then is the n-th now.
    """
    a, b = (_numbered(meetings) for meetings in (then, now))
    both = a.merge(b, how="outer", on=["body", "title", "format", "n"], suffixes=("_was", ""))
    told = []
    for row in both.itertuples():
        if pd.isna(row.date_was):
            told.append(("added", row.title, "", row.date, row.status))
        elif pd.isna(row.date):
            told.append(("dropped", row.title, "", row.date_was, ""))
        elif row.date != row.date_was:
            told.append(("moved", row.title, row.date_was, row.date, row.status))
        elif row.status != row.status_was:
            told.append(("status", row.title, row.status_was, row.date, row.status))
    return pd.DataFrame(told, columns=["what", "title", "was", "date", "status"])


def _numbered(meetings: pd.DataFrame) -> pd.DataFrame:
    kept = meetings[["body", "title", "format", "date", "status"]].sort_values("date")
    return kept.assign(n=kept.groupby(["body", "title", "format"]).cumcount())
