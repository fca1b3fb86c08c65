"""Armed conflict: how deadly, of which type, who dies, how long ago, and how near."""

import numpy as np
import pandas as pd

from indicators import places
from indicators.forecasting.history import ACTIVE, USUAL_YEAR
from indicators.indicator import Indicator
from indicators.panel import Panel, nothing, panel

DEATHS = ("ucdp.deaths", "ucdp.deaths_history")  # collected; where it is silent, the shipped one
TYPES = {
    "state_based": "state-based violence",
    "non_state": "violence between armed groups",
    "one_sided": "violence against civilians by an armed side",
}


def deaths(figures: pd.DataFrame) -> Panel:
    """Return deaths by month and place; a newest zero that is not to be believed is missing.

    It is not believed where nobody is said to have died after a year with 25 deaths or more in
    every month, and where nobody is said to have died anywhere after a year in which in every
    month somebody did: both look like a report that has not come.
    """
    told = panel(figures, DEATHS)
    if len(told.value) <= USUAL_YEAR:
        return told
    newest, before = told.value.iloc[-1], told.value.iloc[-1 - USUAL_YEAR : -1]
    nowhere = newest.fillna(0).sum() == 0 and (before.sum(axis=1) > 0).all()
    at_war = (newest == 0) & (before.min(skipna=False) >= ACTIVE)
    doubtful = newest.notna() if nowhere and newest.count() > 1 else at_war
    value = told.value.copy()
    value.iloc[-1] = newest.mask(doubtful)
    return told.with_value(value)


def deaths_month(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths in a month."""
    return deaths(figures).rows("conflict.deaths")


def deaths_12_months(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths in a month and the eleven before it, from the collected UCDP releases."""
    return panel(figures, "ucdp.deaths").rolled(12, "sum").rows("conflict.deaths_12_months")


def deaths_12_months_history(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths in a month and the eleven before it, from the shipped history."""
    told = panel(figures, "ucdp.deaths_history")
    return told.rolled(12, "sum").rows("conflict.deaths_12_months_history")


def of_type(name: str):
    """Return the function that sums the deaths of one type of violence over twelve months.

    A type is told where somebody died so: where the total is told and it is not, nobody did.
    """

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        every = panel(figures, "ucdp.deaths")
        part = panel(figures, f"ucdp.deaths_{name}").like(every)
        value = part.value.fillna(0).where(every.value.notna())
        made = every.with_value(value, part).rolled(12, "sum")
        return made.rows(f"conflict.{name}_12_months")

    return compute


def months_since(figures: pd.DataFrame) -> pd.DataFrame:
    """Months since one in which somebody died in organised violence; 0 is this month."""
    now = deaths(figures)
    if now.value.empty:
        return now.rows("conflict.months_since_violence")
    number = pd.Series(np.arange(len(now.value), dtype="float64"), index=now.value.index)
    count = now.value.mul(0).add(number, axis=0)  # missing where nothing is told
    last = count.where(now.value > 0).ffill()
    return now.with_value(count - last).rows("conflict.months_since_violence")


def civilians_share(figures: pd.DataFrame) -> pd.DataFrame:
    """Civilians among the dead of twelve months, in percent, where 25 or more died."""
    every = panel(figures, "ucdp.deaths")
    told = panel(figures, "ucdp.deaths_civilians").like(every)
    civilians = every.with_value(told.value.fillna(0).where(every.value.notna()), told)
    part, whole = civilians.rolled(12, "sum"), every.rolled(12, "sum")
    share = (100 * part.value / whole.value).where(whole.value >= ACTIVE)
    return part.with_value(share, whole).rows("conflict.civilians_share")


def neighbours_deaths(figures: pd.DataFrame) -> pd.DataFrame:
    """Deaths of twelve months in the countries that share a land border."""
    year = deaths(figures).rolled(12, "sum")
    counted = {place: n for n, place in enumerate(year.value.columns)}
    around = {
        place: [counted.get(one) for one in places.neighbours(place) if one in places.GW_STATES]
        for place in counted
        if place in places.PLACES.index
    }
    # A neighbour that is counted, and of which nothing is told, leaves the sum unsaid.
    around = {place: which for place, which in around.items() if which and None not in which}
    tables = [table.to_numpy() for table in (year.value, year.known, year.certainty)]
    if not around:
        return nothing()
    sums = [tables[0][:, which].sum(axis=1) for which in around.values()]
    last = [[table[:, which].max(axis=1) for which in around.values()] for table in tables[1:]]
    made = (np.column_stack(columns) for columns in (sums, *last))
    wide = (pd.DataFrame(table, year.value.index, list(around)) for table in made)
    return Panel(*wide).rows("conflict.neighbours_deaths_12_months")


UNCOUNTED = (
    "It says nothing of violence that nobody could count, nor of deaths from hunger and "
    "disease. First releases are too low: about a fifth is added later."
)
_UCDP = "Uppsala Conflict Data Program: active conflict is 25 deaths or more in a year."
_EVERYWHERE = (
    "Every state that the Uppsala programme counts, from 1989; where the collected releases are "
    "silent, from the history shipped with the product. Gaza and the West Bank stand under Israel."
)
_COLLECTED = "Every state that the Uppsala programme counts, in the months that were collected."


def monthly(id: str, **said) -> Indicator:
    """Return an indicator of deaths by month; what is usual for them need not be said."""
    usual_words = {
        "unit": "deaths", "frequency": "month", "source": _UCDP, "coverage": _EVERYWHERE,
        "cannot_say": UNCOUNTED, "needs": DEATHS,
    }  # fmt: skip
    return Indicator(id=f"conflict.{id}", **(usual_words | said))


INDICATORS = (
    monthly(
        "deaths_12_months",
        title="Deaths in organised violence, last twelve months",
        question="How deadly has the last year been?",
        formula="The sum of the monthly best estimates of the month and the eleven before it.",
        coverage=_COLLECTED,
        needs=("ucdp.deaths",),
        compute=deaths_12_months,
        counterpart="conflict.months_since_violence",
        years=None,
    ),
    monthly(
        "deaths_12_months_history",
        title="Deaths in organised violence, last twelve months (history)",
        question="How deadly was the last year that the shipped history covers?",
        formula="As above, from the history shipped with the product.",
        coverage="Every state that the Uppsala programme counts, January 1989 to June 2025.",
        cannot_say=UNCOUNTED + " Events that cross a month's end are missing in it.",
        needs=("ucdp.deaths_history",),
        compute=deaths_12_months_history,
        counterpart="conflict.months_since_violence",
        years=None,
    ),
    monthly(
        "deaths",
        title="Deaths in organised violence, in the month",
        question="How many people died in organised violence in the month?",
        formula="The best estimate of all types of violence. A newest zero is not believed after "
        "a year of 25 deaths or more in every month.",
        compute=deaths_month,
        counterpart="conflict.months_since_violence",
    ),
    *(
        monthly(
            f"{name}_12_months",
            title=f"Deaths in {words}, last twelve months",
            question=f"How many of the dead of the last year died in {words}?",
            formula="The sum over the month and the eleven before it; nobody where the total is "
            "told and this type is not.",
            coverage=_COLLECTED,
            needs=("ucdp.deaths", f"ucdp.deaths_{name}"),
            compute=of_type(name),
        )
        for name, words in TYPES.items()
    ),
    monthly(
        "civilians_share",
        title="Civilians among the dead, last twelve months",
        question="How large a part of the dead were civilians?",
        unit="percent of deaths",
        formula="Deaths of civilians of twelve months in percent of all, where 25 or more died.",
        source="UCDP GED, field deaths_civilians.",
        coverage=_COLLECTED,
        cannot_say="Only those known to have been civilians count: many of the dead are of "
        "unknown status, so that the true share is higher.",
        needs=("ucdp.deaths", "ucdp.deaths_civilians"),
        compute=civilians_share,
    ),
    monthly(
        "months_since_violence",
        title="Months since deaths in organised violence",
        question="How long has it been since somebody died in organised violence?",
        unit="months",
        formula="The months from the last one with a death to this one; 0 where it is this one.",
        source="Time since conflict: Beck, Katz and Tucker 1998; Hegre and others 2013.",
        cannot_say="It cannot tell a lasting peace from a lull. Places without any death since "
        "1989 have no figure.",
        compute=months_since,
        sees=None,
        worse="lower",
        counterpart="It is itself a measure of peace: the longer, the better.",
    ),
    monthly(
        "neighbours_deaths_12_months",
        title="Deaths in neighbouring countries, last twelve months",
        question="How deadly has the last year been across the land borders?",
        formula="The sum of twelve months' deaths over all countries that share a land border.",
        source="Conflict in the neighbourhood: Salehyan and Gleditsch 2006; borders: GeoNames.",
        cannot_say=UNCOUNTED + " A large neighbour counts whole, however far its war. Islands "
        "have no figure.",
        compute=neighbours_deaths,
        world=True,
    ),
)  # fmt: skip
