"""People driven from their homes: new, in all, as a share of the population, and those back."""

import numpy as np
import pandas as pd

from indicators.catalogue._common import per_population, told_sum
from indicators.indicator import Indicator
from indicators.panel import Panel, first_told, panel, per_year

DAYS = 30  # of the sums that surges are made of
SHOWN = 90  # days for which surges are told
YEAR, THREE_YEARS = 366, 1_096
FLOORS = {"conflict": 5_000, "disaster": 50_000}  # people in 30 days, of HDX Signals
STOCK = ("iom_dtm.displaced", "hapi.displaced", "hdx.displaced")  # the same figure, passed on
UPROOTED = ("unhcr.refugees_from", "unhcr.asylum_seekers_from", "unhcr.idps")
RETURNED = ("unhcr.returned_refugees", "unhcr.returned_idps")


def new_12_months(cause: str):
    """Return the function that sums early figures of displacement by a cause over a year."""
    id = f"displacement.new_{cause}_12_months"

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        return told_sum(figures, [f"idmc.idu_{cause}", f"hdx.idu_{cause}"], 12).rows(id)

    return compute


def stock(figures: pd.DataFrame) -> pd.DataFrame:
    """People displaced within the country, as IOM counted them last."""
    return first_told(figures, STOCK).assign(series="displacement.stock")


def share(figures: pd.DataFrame) -> pd.DataFrame:
    """People displaced by conflict at the end of a year, in percent of the population."""
    people = per_year(figures, "idmc.conflict_idps")
    value = per_population(people, figures)
    return people.with_value(value).rows("displacement.share_of_population")


def uprooted(figures: pd.DataFrame) -> pd.DataFrame:
    """Refugees, asylum seekers and displaced people of a country, in percent of its people."""
    parts = [per_year(figures, series) for series in UPROOTED]
    told = [part for part in parts if not part.value.empty]
    if not told:
        return first_told(figures, []).assign(series="displacement.uprooted_share")[:0]
    everyone = _sum(told)
    value = per_population(everyone, figures)
    return everyone.with_value(value).rows("displacement.uprooted_share")


def returns(figures: pd.DataFrame) -> pd.DataFrame:
    """Refugees and displaced people who went home in a year."""
    told = [part for s in RETURNED if not (part := per_year(figures, s)).value.empty]
    if not told:
        return first_told(figures, []).assign(series="displacement.returns")[:0]
    return _sum(told).rows("displacement.returns")


def _sum(parts: list[Panel]) -> Panel:
    """Return the sum of what is told of each place and period."""
    index, columns = parts[0].value.index, parts[0].value.columns
    for part in parts[1:]:
        index, columns = index.union(part.value.index), columns.union(part.value.columns)
    wide = [
        Panel(*(table.reindex(index=index, columns=columns)
                for table in (part.value, part.known, part.certainty)))
        for part in parts
    ]  # fmt: skip
    total = wide[0].value
    for part in wide[1:]:
        total = total.add(part.value, fill_value=0)
    return wide[0].with_value(total, *wide[1:])


def daily(figures: pd.DataFrame, cause: str, day: pd.Timestamp, days: int) -> Panel:
    """Return people displaced by `cause` a day, the last `days` to the last day told at all.

    Zero between figures, from the first day that any figure of any cause tells of: the source
    looks at the whole world, day by day. Figures of days after `day` are left aside.
    """
    told = figures[(figures["period"] <= day) & figures["value"].notna()]
    wide = panel(told, f"idmc.idu_{cause}_daily", "D")
    if wide.value.empty:
        return wide
    first, last = told["period"].min(), told["period"].max()
    window = pd.date_range(max(first, last - pd.Timedelta(days=days)), last, freq="D")
    value, known = (table.reindex(window) for table in (wide.value, wide.known))
    start = window.tz_localize("UTC").as_unit("us").astype("int64").to_numpy("float64")
    known = pd.DataFrame(np.fmax(known.to_numpy(), start[:, None]), window, value.columns)
    return Panel(value.fillna(0.0), known, wide.certainty.reindex(window).fillna(0.0))


def surge_over(id: str, cause: str, days: int):
    """Return the function that compares 30 days with the most of the `days` to then.

    1 or more: at their own maximum, and at the floor of HDX Signals or above. Missing while
    fewer days than that are known.
    """

    def compute(figures: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
        told = daily(figures, cause, day, days + DAYS + SHOWN)
        if told.value.empty:
            return told.rows(id)
        sums = told.rolled(DAYS, "sum")
        before = sums.shifted(1).rolled(days - 1, "max")
        value = sums.value / before.value.clip(lower=FLOORS[cause])
        newest = value.index > value.index[-1] - pd.Timedelta(days=SHOWN)
        # Days on which nothing moved a place in the window say nothing that needs a row.
        return sums.with_value(value[newest].where(sums.value[newest] > 0)).rows(id)

    return compute


_EARLY = (
    "Early figures come from media and partners within days and are revised; where nothing is "
    "told, people may have fled all the same."
)
_WATCHED = "All countries, from the first figure that this installation has collected."
_UNHCR_YEARS = "All countries, by year, from 1951 (displaced within the country: later)."


def _surge(cause: str, days: int, name: str, words: str) -> Indicator:
    id = f"displacement.{name}"
    return Indicator(
        id=id,
        title=f"Detected surge of displacement by {cause}s against {words}",
        question=f"Do {cause}s drive more people from their homes than at any time in {words}?",
        unit=f"times the most of {words}, at least {FLOORS[cause]:,} people in 30 days",
        frequency="day",
        formula=f"People newly displaced in 30 days, divided by the most in any 30 days of the "
        f"{days} days to then or by {FLOORS[cause]:,}, whichever is more. At 1 or more a surge "
        "is detected.",
        source="HDX Signals (OCHA), its published rules for IDMC's early figures.",
        coverage=_WATCHED + f" Missing until {days} days are collected.",
        cannot_say=_EARLY + " It detects and does not warn.",
        needs=tuple(f"idmc.idu_{cause}_daily" for cause in FLOORS),
        of_the_day=True,
        world=True,
        years=0,
        sees=4 if days == THREE_YEARS else 2,
        compute=surge_over(id, cause, days),
    )


INDICATORS = (
    *(
        Indicator(
            id=f"displacement.new_{cause}_12_months",
            title=f"New displacements by {cause}s, last twelve months (early figures)",
            question=f"How many times were people driven from their homes by {cause}s in a year?",
            unit="internal displacements",
            frequency="month",
            formula="The sum of the early figures told for the month and the eleven before it; a "
            "month without a figure adds nothing.",
            source="Internal Displacement Monitoring Centre, Internal Displacement Updates.",
            coverage=_WATCHED,
            cannot_say=_EARLY + " One person who flees twice counts twice.",
            needs=(f"idmc.idu_{cause}", f"hdx.idu_{cause}"),
            compute=new_12_months(cause),
            counterpart="displacement.returns",
        )
        for cause in FLOORS
    ),
    Indicator(
        id="displacement.stock",
        title="People displaced within the country",
        question="How many people live away from their homes within the country?",
        unit="people",
        frequency="month",
        formula="The newest count of IOM's Displacement Tracking Matrix, from IOM itself or as "
        "HDX passes it on.",
        source="IOM Displacement Tracking Matrix.",
        coverage="Countries where IOM counts, in the rounds that it publishes.",
        cannot_say="A round may cover a part of the country only; areas that nobody can reach "
        "are not counted.",
        needs=STOCK,
        compute=stock,
        counterpart="displacement.returns",
    ),
    Indicator(
        id="displacement.share_of_population",
        title="People displaced by conflict, share of the population",
        question="How large a part of the people are displaced within the country by conflict?",
        unit="percent of the population",
        frequency="year",
        formula="People displaced by conflict at the end of the year in percent of the "
        "population of that year, or of up to three years before.",
        source="IDMC Global Internal Displacement Database; population: World Bank.",
        coverage="Countries with conflict displacement, by year, from 2009.",
        cannot_say="The newest year comes out in May of the next. The population of a country "
        "at war is itself an estimate.",
        needs=("idmc.conflict_idps", "world_bank.population"),
        compute=share,
        sees=4,
        counterpart="displacement.returns",
    ),
    Indicator(
        id="displacement.uprooted_share",
        title="Refugees, asylum seekers and displaced people, share of the population",
        question="How large a part of a country's people have fled, inside it or abroad?",
        unit="percent of the population",
        frequency="year",
        formula="Refugees and asylum seekers from the country and people displaced within it, in "
        "percent of the population of that year, or of up to three years before.",
        source="UNHCR Refugee Data Finder; population: World Bank.",
        coverage=_UNHCR_YEARS,
        cannot_say="The population is of those who live in the country: the share can pass 100.",
        needs=(*UPROOTED, "world_bank.population"),
        compute=uprooted,
        sees=4,
        counterpart="displacement.returns",
    ),
    Indicator(
        id="displacement.returns",
        title="Refugees and displaced people who returned",
        question="How many people went home?",
        unit="people a year",
        frequency="year",
        formula="Returned refugees and returned displaced people of the year.",
        source="UNHCR Refugee Data Finder.",
        coverage=_UNHCR_YEARS,
        cannot_say="It cannot tell a free and safe return from one under pressure.",
        needs=RETURNED,
        compute=returns,
        worse="lower",
        counterpart="It is itself a measure of peace.",
    ),
    _surge("conflict", YEAR, "surge_conflict", "a year"),
    _surge("conflict", THREE_YEARS, "surge_conflict_three_years", "three years"),
    _surge("disaster", YEAR, "surge_disaster", "a year"),
    _surge("disaster", THREE_YEARS, "surge_disaster_three_years", "three years"),
)
