"""The track record of every rule: what its alarms were worth on days past.

An alarm is right when onset or escalation follows within three months. A surge event is caught
before when an alarm was raised one to six months earlier. All outcomes come from the history
given: on final data, so that real-time alarms would have been somewhat worse.
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd

from indicators.forecasting import risk

WARNING_MONTHS = 6
DRAWS, SEED = 1000, 20
RULES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {  # from the history alone
    "detected surge": risk.surges,
    "detected surge, six months apart": lambda history: risk.spaced(risk.surges(history)),
    "HDX Signals, medium": lambda history: risk.spaced(risk.at_maximum(history, 12, 100)),
    "HDX Signals, high": lambda history: risk.spaced(risk.at_maximum(history, 36, 100)),
    "three months doubled": lambda history: risk.spaced(risk.doubled(history)),
}
FLAG, LIST = "model flag", "the model's list"


def backtest_rules(
    history: pd.DataFrame,
    start: str = "2018-01",
    end: str | None = None,
    map: Callable = map,
    flag_at: float = risk.FLAG_AT,
) -> pd.DataFrame:
    """Return one row per rule with its record from `start` to `end` ("YYYY-MM").

    Columns: rule, months, alarms, per_month, precision (of alarms whose three months are known),
    held (of country-months with onset or escalation: alarm standing), events (surge events),
    before (share with an alarm one to six months earlier), same_month, missed (neither),
    false_per_country_year, mean_lead (months, of those caught before); and precision, held,
    before with _low and _high: 90 % intervals by bootstrap over places.
    """
    history = history.loc[:end]
    rules = alarms(history, probabilities(history, start, map), flag_at)
    return pd.DataFrame([record(name, raised, history, start) for name, raised in rules.items()])


def probabilities(history: pd.DataFrame, start: str, map: Callable = map) -> pd.DataFrame:
    """Return the probabilities of each month from `start`, each from what was known then."""
    months = history.index[history.index >= pd.Timestamp(start)]
    tasks = [history.loc[:month] for month in months]
    return pd.DataFrame(list(map(risk.probability, tasks)), index=months)


def alarms(
    history: pd.DataFrame, chances: pd.DataFrame, flag_at: float = risk.FLAG_AT
) -> Mapping[str, pd.DataFrame]:
    """Return the alarms of every rule, for the months of `chances`."""
    found = {name: rule(history).loc[chances.index] for name, rule in RULES.items()}
    found[FLAG] = risk.flags(chances, history, flag_at)
    found[LIST] = risk.listed(chances)
    return found


def record(name: str, raised: pd.DataFrame, history: pd.DataFrame, start: str) -> dict:
    """Return one row of `backtest_rules` for one rule's alarms."""
    counts = _counts(raised, history, start)
    shares = partial(_shares, counts)
    drawn = np.random.default_rng(SEED).integers(raised.shape[1], size=(DRAWS, raised.shape[1]))
    resampled = pd.DataFrame([shares(places) for places in drawn])  # quantiles leave out NaN
    low, high = resampled.quantile([0.05, 0.95]).to_numpy()
    precision, held, before, same, missed = shares(np.arange(raised.shape[1]))
    total = counts.sum()
    return {
        "rule": name,
        "months": len(raised),
        "alarms": int(raised.to_numpy().sum()),
        "per_month": raised.to_numpy().sum() / len(raised),
        "precision": precision,
        "precision_low": low[0],
        "precision_high": high[0],
        "held": held,
        "held_low": low[1],
        "held_high": high[1],
        "events": int(total["events"]),
        "before": before,
        "before_low": low[2],
        "before_high": high[2],
        "same_month": same,
        "missed": missed,
        "false_per_country_year": (total["judged"] - total["right"]) / (raised.size / 12),
        "mean_lead": total["lead"] / total["before"] if total["before"] else np.nan,
    }


def _counts(raised: pd.DataFrame, history: pd.DataFrame, start: str) -> pd.DataFrame:
    """Count alarms and surge events for each place."""
    followed = risk.outcomes(history)["any"].loc[raised.index]
    events = risk.surge_events(history.loc[pd.Timestamp(start) - pd.DateOffset(months=24) :])
    events = events.loc[raised.index]
    # The earliest alarm one to six months before each month, as months of warning.
    lead = pd.DataFrame(0, index=raised.index, columns=raised.columns)
    for months in range(1, WARNING_MONTHS + 1):
        lead = lead.mask(raised.shift(months, fill_value=False), months)
    warned = events & (lead > 0)
    return pd.DataFrame({
        "judged": (raised & followed.notna()).sum(),
        "right": (raised & (followed == 1)).sum(),
        "outcomes": (followed == 1).sum(),
        "events": events.sum(),
        "before": warned.sum(),
        "same": (events & raised).sum(),
        "missed": (events & ~raised & (lead == 0)).sum(),
        "lead": lead.where(warned, 0).sum(),
    })  # fmt: skip


def _shares(counts: pd.DataFrame, places: np.ndarray) -> tuple[float, ...]:
    """Return precision, held, before, same month and missed for the places (with repeats)."""
    total = dict(zip(counts.columns, counts.to_numpy()[places].sum(axis=0), strict=True))
    events = total["events"] or np.nan
    return (
        total["right"] / (total["judged"] or np.nan),
        total["right"] / (total["outcomes"] or np.nan),
        total["before"] / events,
        total["same"] / events,
        total["missed"] / events,
    )
