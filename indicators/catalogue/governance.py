"""Governance and politics: institutions, coups, protest, elections, ends of mandates."""

import numpy as np
import pandas as pd

from indicators.catalogue._common import change, on_the_day
from indicators.indicator import Indicator
from indicators.panel import first_told, panel

AHEAD = 366  # days
COUP_YEARS = 5
WGI = {
    "stability": ("instability", "Political instability", "Is order likely to be overthrown?"),
    "law": ("weak_law", "Weakness of the rule of law", "Do rules bind those in power?"),
    "effectiveness": ("weak_government", "Weakness of government", "Can the state deliver?"),
}


def turned(id: str, series: str):
    """Return the function that turns a series round, so that it rises as things get worse."""

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        told = first_told(figures, [series])
        return told.assign(series=id, value=-told["value"])

    return compute


def coup_attempts(figures: pd.DataFrame) -> pd.DataFrame:
    """Coups and attempts in a year and the four before it."""
    told = panel(figures, "coups.attempts", "YS")
    return told.rolled(COUP_YEARS, "sum").rows("governance.coup_attempts_5_years")


def unrest_change(figures: pd.DataFrame) -> pd.DataFrame:
    """Protests and riots of a month against the mean month of the year before, in percent."""
    protests = panel(figures, "acled.protests")
    riots = panel(figures, "acled.riots").like(protests)
    now = protests.with_value(protests.value.add(riots.value), riots)
    before = now.shifted(1).rolled(12, "mean")
    value = change(now.value, before.value, least=4)
    return now.with_value(value, before).rows("governance.unrest_change")


def days_to_election(events: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Days to the next election that is announced."""
    ahead = events[events["kind"].str.contains("election|referendum") & ~events["withdrawn"]]
    return _days_to(ahead, "ends", day, "governance.days_to_election")


def days_to_mandate_end(presences: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Days to the next end of the mandate of a mission in the place."""
    named = presences[presences["place"] != "WLD"].assign(known_at=day.tz_localize("UTC"))
    return _days_to(named, "end", day, "governance.days_to_mandate_end")


def _days_to(rows: pd.DataFrame, column: str, day: pd.Timestamp, id: str) -> pd.DataFrame:
    until = pd.Timedelta(days=AHEAD)
    ahead = rows[(rows[column] >= day) & (rows[column] <= day + until)].sort_values(column)
    soonest = ahead.drop_duplicates("place").set_index("place")
    return on_the_day(
        (soonest[column] - day) / np.timedelta64(1, "D"), soonest["known_at"], day, id
    )


INDICATORS = (
    *(
        Indicator(
            id=f"governance.{name}",
            title=f"{title} (World Bank, turned round)",
            question=question,
            unit="index, about -2.5 to 2.5, higher is worse",
            frequency="year",
            formula="The indicator of the World Bank times minus one, so that it rises as things "
            "get worse.",
            source="Worldwide Governance Indicators: Kaufmann, Kraay and Mastruzzi 2010.",
            coverage="Nearly all countries, by year, published a year later.",
            cannot_say="It is made from surveys and experts' views and moves slowly: it speaks of "
            "structure, not of this month.",
            needs=(f"world_bank.{series}",),
            compute=turned(f"governance.{name}", f"world_bank.{series}"),
            counterpart="A figure below zero: better than the mean of all countries.",
            years=15,
        )
        for series, (name, title, question) in WGI.items()
    ),
    Indicator(
        id="governance.coup_attempts_5_years",
        title="Coups and coup attempts, last five years",
        question="Has power been taken, or nearly taken, by force of late?",
        unit="attempts",
        frequency="year",
        formula="The attempts of the year and the four before it.",
        source="Powell and Thyne 2011. A coup makes another likelier: Londregan and Poole 1990.",
        coverage="All states, by year, up to the last whole year of the list.",
        cannot_say="Plots that were stopped before they began are not in the list.",
        needs=("coups.attempts",),
        compute=coup_attempts,
        sees=5,
        years=15,
    ),
    Indicator(
        id="governance.unrest_change",
        title="Protests and riots, against the last year",
        question="Do more people take to the streets than in the last year?",
        unit="percent",
        frequency="month",
        formula="Protests and riots of the month against the mean month of the twelve before, in "
        "percent of that mean, or of 4 where it is less.",
        source="ACLED, event types protests and riots.",
        coverage="Where the installation has access to ACLED.",
        cannot_say="Most protests are peaceful: a rise is a change, not a danger by itself.",
        needs=("acled.protests", "acled.riots"),
        compute=unrest_change,
        sees=2,
        worse="neither",
    ),
    Indicator(
        id="governance.days_to_election",
        title="Days to the next announced election",
        question="Is an election near?",
        unit="days",
        frequency="day",
        formula="The days to the next election or referendum within a year that a list announces.",
        source="Elections as moments of risk: Birch, Daxecker and Höglund 2020. List: REIGN.",
        coverage="What the list announces. REIGN ended in August 2021: later elections are in it "
        "only where somebody has added them.",
        cannot_say="Without a figure it says nothing: no free list of coming elections is "
        "published in a form that we read. Dates move.",
        needs=("coups",),
        reads="events",
        back=1,
        of_the_day=True,
        compute=days_to_election,
        worse="neither",
    ),
    Indicator(
        id="governance.days_to_mandate_end",
        title="Days to the next end of a mission's mandate",
        question="Is a mandate about to end?",
        unit="days",
        frequency="day",
        formula="The days to the next end, within a year, of the mandate of a mission in the "
        "place, whoever's it is.",
        source="The register of missions shipped with Jointwatch, with the decision of each.",
        coverage="Places with a mission of the UN, the EU, the AU, NATO or others.",
        cannot_say="Renewals are entered in the register by hand; some ends are to be confirmed.",
        needs=("reference",),
        reads="presences",
        of_the_day=True,
        compute=days_to_mandate_end,
        worse="neither",
    ),
)
