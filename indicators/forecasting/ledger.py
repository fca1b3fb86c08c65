"""The ledger of forecasts: issues kept before the outcome was known, and scored when it came.

Scores come from what was kept and from nothing else: CRPS from the 99 quantiles, taken as equally
likely deaths; ignorance from the counts in the eleven bins; coverage from the 90 % band.
"""

import hashlib
import json

import numpy as np
import pandas as pd

from indicators.forecast import BINS
from indicators.forecasting.scores import crps, crps_log
from indicators.frames import FORECASTS
from indicators.schema import TRACE

ISSUE = ["model", "issued"]
COLUMNS = [*ISSUE, "known_at", "digest", "unchanged", "rows", "judged", "crps", "crps_log", "ign",
           "covered90"]  # fmt: skip
_TELLING = [name for name in FORECASTS.columns if name not in {*TRACE, "digest"}]


def digest(rows: pd.DataFrame) -> str:
    """Return the SHA-256 of an issue: of all it says, whatever the order of its rows.

    `rows` are FORECASTS of one model and issue. Anybody who keeps the digest can tell later
    whether a figure was changed.
    """
    told = rows[_TELLING].sort_values(["place", "month"])
    told = told.assign(issued=_day(told["issued"]), month=_day(told["month"]))
    return hashlib.sha256(told.to_csv(index=False).encode()).hexdigest()


def ledger(forecasts: pd.DataFrame, deaths: pd.DataFrame) -> pd.DataFrame:
    """Return one row per issue, newest first: when it was kept, whether unchanged, its scores.

    `forecasts` are rows of FORECASTS in all their versions. Of an issue that was told again the
    first telling counts for every month: the later ones may have known more. `deaths` is the
    table of months and places as known now. Columns: model, issued, known_at (of the first
    telling), digest (of it), unchanged (its rows still give this digest), rows, judged (rows whose
    month has an outcome and was forecast before the month was over), crps, crps_log, ign (means;
    NaN while nothing is judged), covered90 (share of outcomes within the 90 % band).
    """
    first = forecasts.groupby(ISSUE)["known_at"].transform("min")
    told = forecasts[forecasts["known_at"] == first]
    issues = [_issue(rows, deaths) for _, rows in told.groupby(ISSUE, sort=False)]
    table = pd.DataFrame(issues, columns=COLUMNS)
    return table.sort_values(["issued", "model"], ascending=[False, True], ignore_index=True)


def judged(rows: pd.DataFrame, deaths: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of FORECASTS whose outcome is known, with it and with their scores.

    Added columns: deaths (what came), crps, crps_log, ign, covered90. A month that was over
    when the forecast was kept is not judged.
    """
    months = deaths.index.get_indexer(rows["month"])
    places = deaths.columns.get_indexer(rows["place"])
    came = deaths.to_numpy(dtype=float)[months, places]
    came[(months < 0) | (places < 0)] = np.nan
    over = rows["month"].dt.tz_localize("UTC") + pd.DateOffset(months=1) <= rows["known_at"]
    rows = rows.assign(deaths=came)[~np.isnan(came) & ~over.to_numpy()]
    if rows.empty:
        return rows.assign(crps=[], crps_log=[], ign=[], covered90=[])
    came = rows["deaths"].to_numpy()
    quantiles = np.array([json.loads(text) for text in rows["quantiles"]], dtype=float)
    bins = np.array([json.loads(text) for text in rows["bins"]], dtype=float)
    held = bins[np.arange(len(bins)), np.searchsorted(BINS, came, side="right") - 1]
    return rows.assign(
        crps=crps(quantiles, came),
        crps_log=crps_log(quantiles, came),
        ign=-np.log2((held + 1) / (bins.sum(axis=1) + len(BINS))),
        covered90=((came >= rows["low_90"]) & (came <= rows["high_90"])).astype(float),
    )


def _issue(rows: pd.DataFrame, deaths: pd.DataFrame) -> list:
    scores = judged(rows, deaths)
    head = rows.iloc[0]
    means = scores[["crps", "crps_log", "ign", "covered90"]].mean().tolist()
    unchanged = digest(rows) == head["digest"]
    return [head["model"], head["issued"], head["known_at"], head["digest"], unchanged, len(rows),
            len(scores), *means]  # fmt: skip


def _day(days: pd.Series) -> pd.Series:
    return days.dt.strftime("%Y-%m-%d")
