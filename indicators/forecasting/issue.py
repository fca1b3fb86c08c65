"""One issue of the forecasts: from the deaths that are known to what is kept of the distributions.

All of it is computed here, and nothing is read: it may go on in a process of its own.
"""

import json

import numpy as np
import pandas as pd

from indicators import forecast
from indicators.forecasting import ledger, risk
from indicators.forecasting.history import ACTIVE
from indicators.forecasting.nowcast import nowcast

MODEL = "jointwatch 1"
QUANTILES = np.arange(1, 100) / 100
BASE_MONTHS = 60
_DECIMALS = 4
_BINS = [f"bin_{name}" for name in forecast.BIN_NAMES]


def issue(known: pd.DataFrame, tables: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the FORECASTS of one issue without its trace; a silent place has no rows.

    `known` is the newest table of deaths by month (rows) and place, `tables` are all tables as
    they stood after a run that changed deaths, by run, oldest first.
    """
    history = nowcast(known, tables)
    drawn = forecast.samples(history, trust=forecast.PROVISIONAL)
    rows = forecast.summarised(drawn, history).drop(columns=_BINS)
    flat = drawn.reshape(-1, drawn.shape[-1])
    quantiles = np.quantile(np.nan_to_num(flat), QUANTILES, axis=-1, method="inverted_cdf").T
    bins = forecast.bin_counts(np.nan_to_num(flat))
    often = (known.iloc[-BASE_MONTHS:] >= ACTIVE).sum() / known.iloc[-BASE_MONTHS:].notna().sum()
    rows = rows.assign(
        model=MODEL,
        issued=known.index[-1],
        outbreak=rows["place"].map(risk.probability(history)),
        base_rate=rows["place"].map(often),
        quantiles=[json.dumps(row.astype(int).tolist()) for row in quantiles],
        bins=[json.dumps(row.tolist()) for row in bins],
    )
    rows = rows.round({name: _DECIMALS for name in rows.select_dtypes("float")})
    rows = rows[rows["median"].notna()].astype({"place": "str"})
    return rows.assign(digest=ledger.digest(rows))
