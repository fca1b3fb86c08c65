"""Histories of deaths made for tests: invented places, invented wars."""

import numpy as np
import pandas as pd


def table(columns: dict[str, list[float]], start: str = "2000-01") -> pd.DataFrame:
    """Return a table of months and places from one list of deaths per place."""
    months = pd.date_range(start, periods=len(next(iter(columns.values()))), freq="MS")
    return pd.DataFrame(columns, index=months.rename("month"), dtype=float).rename_axis(
        columns="place"
    )


def world(months: int = 120, places: int = 12, seed: int = 1) -> pd.DataFrame:
    """Return an invented world: a third at peace, a third uneasy, a third at war."""
    draw = np.random.default_rng(seed)
    swings = pd.DataFrame(draw.normal(0, 1, (months, places))).ewm(halflife=3).mean().to_numpy()
    level = np.exp(swings) * np.resize([0.0, 4.0, 150.0], places)
    names = [f"{chr(65 + i // 26)}{chr(65 + i % 26)}X" for i in range(places)]
    deaths = draw.poisson(level).astype(float)
    return table(dict(zip(names, deaths.T, strict=True)))


def csv(rows: list[tuple]) -> str:
    return "iso3,month,best\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows)
