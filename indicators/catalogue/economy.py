"""The economy: prices that run away, and income that falls."""

import pandas as pd

from indicators.indicator import Indicator
from indicators.panel import first_told, panel

USUAL_YEARS = 5


def inflation(figures: pd.DataFrame) -> pd.DataFrame:
    """Inflation of consumer prices."""
    return first_told(figures, ["world_bank.inflation"]).assign(series="economy.inflation")


def inflation_above_usual(figures: pd.DataFrame) -> pd.DataFrame:
    """Inflation less its own median of the five years before, in points."""
    now = panel(figures, "world_bank.inflation", "YS")
    before = now.shifted(1).quantile(USUAL_YEARS, 0.5, least=3)
    value = now.value - before.value
    return now.with_value(value, before).rows("economy.inflation_above_usual")


def income_loss(figures: pd.DataFrame) -> pd.DataFrame:
    """Fall of income a head in percent; below zero where it grew."""
    told = first_told(figures, ["world_bank.gdp_growth"])
    return told.assign(series="economy.income_loss", value=-told["value"])


_BANK = {
    "frequency": "year",
    "coverage": "Most countries, by year, published some months after its end.",
    "cannot_say": "It comes late and hides what happens to the poor; countries at war often "
    "publish nothing.",
    "years": 15,
}

INDICATORS = (
    Indicator(
        id="economy.inflation",
        title="Inflation of consumer prices",
        question="How fast does money lose its worth?",
        unit="percent a year",
        formula="As the World Bank publishes it.",
        source="World Bank, World Development Indicators (from the International Monetary Fund).",
        needs=("world_bank.inflation",),
        compute=inflation,
        **_BANK,
    ),
    Indicator(
        id="economy.inflation_above_usual",
        title="Inflation above what is usual in the country",
        question="Do prices rise faster than people are used to?",
        unit="points",
        formula="Inflation less the median of the five years before it, of which three are told.",
        source="Price shocks and unrest: Bellemare 2015. Figures: World Bank.",
        needs=("world_bank.inflation",),
        compute=inflation_above_usual,
        sees=6,
        counterpart="A figure below zero: prices are calmer than usual.",
        **_BANK,
    ),
    Indicator(
        id="economy.income_loss",
        title="Fall of income a head",
        question="Do people become poorer?",
        unit="percent a year",
        formula="Growth of the gross domestic product a head times minus one.",
        source="Income shocks and civil conflict: Miguel, Satyanath and Sergenti 2004.",
        needs=("world_bank.gdp_growth",),
        compute=income_loss,
        counterpart="A figure below zero: income grew.",
        **_BANK,
    ),
)
