"""How food prices of many markets become one figure of a country and month.

Prices of one good in one market, unit, currency and kind of trade are compared with the same
3 and 12 months before; the figure is the median change of all of them. It says how prices
move, not how high they are: what is sold where differs too much for that. A change of
currency leaves nothing to compare with.
"""

import pandas as pd

from collectors.sources._tabular import observed
from indicators.frames import Series

LAGS = (3, 12)  # months
FEWEST = 5  # prices compared, else there is no figure
NOT_FOOD = "non-food"
COLUMNS = ("place", "period", "good", "price")


def series(source: str) -> tuple[Series, ...]:
    """Return the two figures of prices."""
    return tuple(
        Series(
            id=f"{source}.food_prices_{lag}m",
            title=f"Food prices, change in {lag} months",
            unit="percent",
            frequency="month",
            kind="index",
            lag_days=45,
            least=-100,
            most=100_000,
            note=f"Median of the changes of at least {FEWEST} prices in local currency. "
            + ("It follows the seasons." if lag != 12 else "Without the seasons."),
        )
        for lag in LAGS
    )


def changes(source: str, prices: pd.DataFrame) -> pd.DataFrame:
    """Return `prices` (columns COLUMNS, months as periods) as observations of `source`."""
    prices = prices[prices["price"] > 0]
    mean = prices.groupby(["place", "good", "period"], as_index=False)["price"].mean()
    found = []
    for lag in LAGS:
        before = mean.assign(period=mean["period"] + pd.DateOffset(months=lag))
        both = mean.merge(before, on=["place", "good", "period"], suffixes=("", "_before"))
        change = both.assign(change=(both["price"] / both["price_before"] - 1) * 100)
        of = change.groupby(["place", "period"])["change"].agg(["median", "size"]).reset_index()
        of = of[of["size"] >= FEWEST].assign(median=lambda rows: rows["median"].round(2))
        found.append(observed(of, {f"{source}.food_prices_{lag}m": "median"}))
    return pd.concat(found, ignore_index=True)
