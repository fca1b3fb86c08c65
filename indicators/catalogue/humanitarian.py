"""Humanitarian space: those who help come to harm, and money and help fall short."""

import pandas as pd

from indicators.catalogue._common import per_population, told_sum
from indicators.indicator import Indicator
from indicators.panel import first_told, per_year

HARMED = ("insecurity_insight.aid_killed", "insecurity_insight.aid_injured",
          "insecurity_insight.aid_kidnapped")  # fmt: skip
FUNDED = ("fts.plan_funded_percent", "hapi.funding_share")


def year_of(id: str, series: str):
    """Return the function that sums what a series told over twelve months."""

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        return told_sum(figures, series, 12).rows(id)

    return compute


def funding_gap(figures: pd.DataFrame) -> pd.DataFrame:
    """Part of the year's response plans that is not funded, in percent; never below zero."""
    told = first_told(figures, FUNDED)
    value = (100 - told["value"]).clip(lower=0)
    return told.assign(series="humanitarian.funding_gap", value=value)


def in_need_share(figures: pd.DataFrame) -> pd.DataFrame:
    """People in need of humanitarian help, in percent of the population."""
    people = per_year(figures, "hapi.in_need")
    value = per_population(people, figures)
    return people.with_value(value).rows("humanitarian.in_need_share")


def reached_share(figures: pd.DataFrame) -> pd.DataFrame:
    """People reached by the humanitarian plan, in percent of those it was to reach."""
    wanted = per_year(figures, "hapi.targeted")
    reached = per_year(figures, "hapi.reached").like(wanted)
    value = 100 * reached.value / wanted.value.where(wanted.value > 0)
    return wanted.with_value(value, reached).rows("humanitarian.reached_share")


_TOLD = (
    "A month without an incident told adds nothing, and is no proof of safety: where access is "
    "lost, fewer incidents are told."
)
_ESCORTS = " Armed escorts are not counted."


def _harm(id: str, series: str, **said) -> Indicator:
    always = {
        "frequency": "month", "cannot_say": _TOLD + _ESCORTS, "needs": (series,),
        "formula": "The sum of what was told for the month and the eleven before it.",
        "counterpart": "humanitarian.reached_share",
    }  # fmt: skip
    name = f"humanitarian.{id}"
    return Indicator(id=name, compute=year_of(name, series), **(always | said))


_AWSD = {
    "source": "Aid Worker Security Database (Humanitarian Outcomes).",
    "coverage": "All countries, from 1997.",
    "unit": "people",
}
_II = {
    "source": "Insecurity Insight, from open and partners' reports.",
    "coverage": "All countries with incidents told, from about 2016.",
    "unit": "incidents",
}

INDICATORS = (
    _harm(
        "aid_workers_harmed_12_months", "awsd.affected",
        title="Aid workers killed, wounded or kidnapped, last twelve months",
        question="How dangerous is it to help?", **_AWSD,
    ),
    _harm(
        "aid_workers_killed_12_months", "awsd.killed",
        title="Aid workers killed, last twelve months",
        question="How many of those who help were killed?", **_AWSD,
    ),
    _harm(
        "aid_incidents_12_months", "insecurity_insight.aid_incidents",
        title="Incidents against aid workers, last twelve months",
        question="How often are those who help attacked, held up or held?", **_II,
    ),
    _harm(
        "health_incidents_12_months", "insecurity_insight.health_incidents",
        title="Incidents against health care, last twelve months",
        question="How often are hospitals and those who heal attacked?", **_II,
    ),
    Indicator(
        id="humanitarian.funding_gap",
        title="Part of the year's response plans that is not funded",
        question="How much of the money that is asked for is missing?",
        unit="percent",
        frequency="year",
        formula="100 less the funded percentage of the year's plans.",
        source="Financial Tracking Service (UN OCHA).",
        coverage="Countries with a response plan or appeal of the year.",
        cannot_say="Early in a year every plan is short of money. Money outside the plans is not "
        "counted.",
        needs=FUNDED,
        compute=funding_gap,
        counterpart="humanitarian.reached_share",
    ),
    Indicator(
        id="humanitarian.in_need_share",
        title="People in need of humanitarian help, share of the population",
        question="How large a part of the people needs help?",
        unit="percent of the population",
        frequency="year",
        formula="People in need in percent of the population of the year, or of up to three "
        "years before.",
        source="Humanitarian Needs Overviews, through HDX (UN OCHA); population: World Bank.",
        coverage="Countries with a humanitarian needs overview of the year.",
        cannot_say="How need is counted has changed from year to year.",
        needs=("hapi.in_need", "world_bank.population"),
        compute=in_need_share,
        sees=4,
        counterpart="humanitarian.reached_share",
    ),
    Indicator(
        id="humanitarian.reached_share",
        title="People reached, of those the humanitarian plan was to reach",
        question="Does help arrive?",
        unit="percent",
        frequency="year",
        formula="People reached in percent of people targeted.",
        source="Humanitarian response plans, through HDX (UN OCHA).",
        coverage="Countries with a response plan that reports whom it reached.",
        cannot_say="Reached once counts as reached.",
        needs=("hapi.targeted", "hapi.reached"),
        compute=reached_share,
        worse="lower",
        counterpart="It is itself a sign of open humanitarian space.",
    ),
)  # fmt: skip
