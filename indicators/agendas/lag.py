"""How long after violence breaks out the UN Security Council first considers a place.

Measured on the Council's own history: `tables/agenda_history.csv` holds its meetings per place
and month, 1988 to 2020 (UN, Dag Hammarskjöld Library, tables of meetings, read by the rules of
`indicators.agenda`), and deaths are those of the Uppsala programme.

Violence breaks out in the first of three months that together have 100 deaths or more, after
twelve months that together had fewer. A place that was considered in those twelve months was on
the agenda before; of the others it is counted after how many months the first meeting came. A
place not considered by the end of what is known is not "never": it counts as long as it was
followed (Kaplan and Meier 1958).
"""

from pathlib import Path

import pandas as pd

from indicators.forecasting.risk import AHEAD, HIGH
from indicators.schema import DAY

FOLLOWED = 36  # months after an outbreak
AROUND = (-12, 24)  # months before and after it, in the second figure

_TABLE = Path(__file__).parents[1] / "tables" / "agenda_history.csv"


def meetings() -> pd.DataFrame:
    """Return the shipped history: place, month (its first day), meetings, perhaps.

    `perhaps` counts meetings on items that stand for several places and do not say which.
    """
    rows = pd.read_csv(_TABLE, keep_default_na=False)
    return rows.assign(month=pd.to_datetime(rows["month"], format="%Y-%m").astype(DAY))


def outbreaks(deaths: pd.DataFrame) -> pd.DataFrame:
    """Return when violence broke out: place, month, deaths (in its three months).

    `deaths` has a row per month and a column per place, NaN where nothing is known; its
    index are first days of months without a gap.
    """
    quarter = deaths.rolling(AHEAD).sum().shift(1 - AHEAD)
    year_before = deaths.rolling(12).sum().shift(1)
    begins = (quarter >= HIGH) & (year_before < HIGH)
    found = quarter.where(begins & ~begins.shift(1, fill_value=False)).stack().dropna()
    found.index.names = ["month", "place"]
    rows = found.rename("deaths").reset_index().sort_values(["place", "month"], ignore_index=True)
    # One crisis is counted once, however its deaths go up and down in the years after.
    since = rows.groupby("place")["month"].diff()
    return rows[since.isna() | (since > pd.Timedelta(days=366))].reset_index(drop=True)


def lags(found: pd.DataFrame, met: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Return `found` with what the agenda did: on_before, first, months, considered.

    `met` are `meetings`, known to the month `last`. on_before: considered in the twelve
    months before. first: the month of the first meeting from the outbreak on; months from
    one to the other, or, where `considered` is false, for how long it was followed.
    """
    sure = met[met["meetings"] > 0]
    by_place = sure.groupby("place")["month"].agg(sorted).to_dict()
    rows = []
    for row in found[found["month"] <= last].itertuples():
        months = pd.DatetimeIndex(by_place.get(row.place, []))
        before = ((months < row.month) & (months >= row.month - pd.DateOffset(months=12))).any()
        after = months[months >= row.month]
        first = after[0] if len(after) else pd.NaT
        until = min(_between(row.month, last), FOLLOWED)
        months_to = until if pd.isna(first) else _between(row.month, first)
        considered = pd.notna(first) and months_to <= until
        rows.append((row.place, row.month, row.deaths, before, first if considered else pd.NaT,
                     min(months_to, until), considered))  # fmt: skip
    columns = ["place", "month", "deaths", "on_before", "first", "months", "considered"]
    types = {"month": DAY, "on_before": bool, "first": DAY, "months": "int64", "considered": bool}
    return pd.DataFrame(rows, columns=columns).astype(types)


def curve(found: pd.DataFrame) -> pd.DataFrame:
    """Return the share considered within so many months: month, share, low, high, followed.

    Of places that were not on the agenda before. low and high: 95 % (Greenwood 1926);
    followed: how many were still followed and not considered at the month's beginning.
    """
    new = found[~found["on_before"]]
    rows, still, variance = [], 1.0, 0.0
    for month in range(FOLLOWED + 1):
        at_risk = int((new["months"] >= month).sum())
        events = int(((new["months"] == month) & new["considered"]).sum())
        if at_risk:
            still *= 1 - events / at_risk
            variance += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
        wide = 1.96 * still * variance**0.5
        share = 1 - still
        rows.append((month, share, max(share - wide, 0.0), min(share + wide, 1.0), at_risk))
    return pd.DataFrame(rows, columns=["month", "share", "low", "high", "followed"])


def around(found: pd.DataFrame, met: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Return the mean of meetings a month around outbreaks: month (0 is it), mean, outbreaks."""
    by_month = met.set_index(["place", "month"])["meetings"]
    rows = []
    for month in range(AROUND[0], AROUND[1] + 1):
        days = found["month"] + pd.DateOffset(months=month)
        known = found[days <= last]
        keys = pd.MultiIndex.from_arrays([known["place"], days[days <= last]])
        held = by_month.reindex(keys).fillna(0.0)
        rows.append((month, held.mean() if len(held) else float("nan"), len(held)))
    return pd.DataFrame(rows, columns=["month", "mean", "outbreaks"])


def median(shares: pd.DataFrame) -> float:
    """Return after how many months half were considered; NaN when not half were."""
    reached = shares.loc[shares["share"] >= 0.5, "month"]
    return float(reached.iloc[0]) if len(reached) else float("nan")


def _between(first: pd.Timestamp, second: pd.Timestamp) -> int:
    return (second.year - first.year) * 12 + second.month - first.month
