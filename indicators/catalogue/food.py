"""Food: people in crisis and emergency, compared only where alike, and prices."""

import pandas as pd

from indicators.indicator import COLUMNS, Indicator
from indicators.panel import CERTAINTY, first_told

PUBLISHERS = ("ipc", "hapi", "hdx")  # the same analyses, from the IPC and as passed on
ALIKE = 0.10  # analyses are compared where the people analysed differ by no more
PRICES = ("wfp_prices", "hapi")

_SURE = {name: n for n, name in enumerate(CERTAINTY)}


def passed_on(name: str) -> tuple[str, ...]:
    """Return the series of one figure of an analysis, its first publisher first."""
    return tuple(f"{publisher}.ipc_{name}" for publisher in PUBLISHERS)


def of_analyses(id: str, name: str):
    """Return the function that takes over one figure of every analysis."""

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        return first_told(figures, passed_on(name)).assign(series=id)

    return compute


def phase4_share(figures: pd.DataFrame) -> pd.DataFrame:
    """People in phase 4 and worse, in percent of the people analysed."""
    both = _beside(figures, "phase4", "analysed")
    both = both[both["value_analysed"] > 0]
    value = 100 * both["value_phase4"] / both["value_analysed"]
    return _made(both, value, "food.phase4_share")


def since_before(id: str, name: str):
    """Return the function that says by how much a figure differs from the analysis before.

    Missing where the two analyses looked at numbers of people more than a tenth apart.
    """

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        now = _beside(figures, name, "analysed").sort_values(["place", "period"])
        before = now.groupby("place").shift(1)
        alike = _alike(now["value_analysed"], before["value_analysed"])
        value = (now[f"value_{name}"] - before[f"value_{name}"])[alike]
        return _made(now[alike], value, id)

    return compute


def outlook(figures: pd.DataFrame) -> pd.DataFrame:
    """Share in phase 3 and worse, first projection less the present, in points.

    By the month of the projection, against the newest analysis of the year before it.
    """
    now = _beside(figures, "phase3_share", "analysed").sort_values("period")
    later = _beside(figures, "phase3_share_projected", "analysed_projected").sort_values("period")
    both = pd.merge_asof(
        later, now, on="period", by="place", suffixes=("", "_now"),
        tolerance=pd.Timedelta(days=366),
    )  # fmt: skip
    alike = _alike(both["value_analysed_projected"], both["value_analysed"])
    both = both[alike & both["value_phase3_share"].notna()]
    both = both.assign(known_at=both[["known_at", "known_at_now"]].max(axis=1))
    value = both["value_phase3_share_projected"] - both["value_phase3_share"]
    return _made(both, value, "food.outlook")


def prices(id: str, months: int):
    """Return the function that takes over the change of food prices in `months`."""

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        series = [f"{publisher}.food_prices_{months}m" for publisher in PRICES]
        return first_told(figures, series).assign(series=id)

    return compute


def as_told(id: str, series: str):
    """Return the function that takes over a series."""

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        return first_told(figures, [series]).assign(series=id)

    return compute


def _beside(figures: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return place, period, known_at, vintage and value_NAME of analyses that tell all `names`."""
    both = None
    for name in names:
        told = first_told(figures, passed_on(name))[COLUMNS[1:]]
        told = told.rename(columns={"value": f"value_{name}"})
        if both is None:
            both = told
            continue
        both = both.merge(told, on=["place", "period"], suffixes=("", "_other"))
        sure = both[["vintage", "vintage_other"]].apply(lambda one: one.map(_SURE)).max(axis=1)
        both["known_at"] = both[["known_at", "known_at_other"]].max(axis=1)
        both["vintage"] = sure.map(dict(enumerate(CERTAINTY))).astype("str")
        both = both.drop(columns=["known_at_other", "vintage_other"])
    return both


def _alike(now: pd.Series, before: pd.Series) -> pd.Series:
    return (now - before).abs() <= ALIKE * before


def _made(rows: pd.DataFrame, value: pd.Series, id: str) -> pd.DataFrame:
    return rows.assign(series=id, value=value)[COLUMNS].reset_index(drop=True)


_IPC = "Integrated Food Security Phase Classification (IPC) and Cadre Harmonisé."
_WHERE = "Countries in which the IPC partnership analyses, by the month in which it is valid."
_PEOPLE = (
    "It speaks of the people analysed, often a part of the country. Without an analysis there is "
    "no figure, which is not the same as enough food."
)


def _analysis(id: str, **said) -> Indicator:
    always = {"frequency": "month", "source": _IPC, "coverage": _WHERE, "cannot_say": _PEOPLE}
    return Indicator(id=f"food.{id}", **(always | said))


INDICATORS = (
    *(
        _analysis(
            name,
            title=title,
            question=f"{question}?",
            unit=unit,
            formula="As the newest analysis says, from the IPC itself or as HDX passes it on.",
            needs=passed_on(name),
            compute=of_analyses(f"food.{name}", name),
        )
        for name, title, question, unit in (
            ("phase3", "People in food crisis or worse (phase 3 and above)",
             "How many people cannot meet their need of food", "people"),
            ("phase4", "People in food emergency or worse (phase 4 and above)",
             "How many people are close to famine or in it", "people"),
            ("phase3_share", "Share in food crisis or worse (phase 3 and above)",
             "How large a part of the people analysed is in food crisis", "percent"),
            ("phase3_share_projected", "Share in food crisis or worse, projected",
             "How large a part of the people is expected to be in food crisis", "percent"),
        )
    ),
    _analysis(
        "phase4_share",
        title="Share in food emergency or worse (phase 4 and above)",
        question="How large a part of the people analysed is in food emergency?",
        unit="percent",
        formula="People in phase 4 and above in percent of the people analysed.",
        needs=(*passed_on("phase4"), *passed_on("analysed")),
        compute=phase4_share,
    ),
    *(
        _analysis(
            f"{name}_change",
            title=f"{title}, change from the analysis before",
            question="Is hunger spreading?",
            unit=unit,
            formula="The figure of an analysis less that of the one before it, only where the "
            "people analysed differ by a tenth or less.",
            source=_IPC + " Rule on coverage: OCHA ROSEA and HDX Signals.",
            cannot_say=_PEOPLE + " Analyses of different areas are not compared and leave a gap.",
            needs=(*passed_on(name), *passed_on("analysed")),
            compute=since_before(f"food.{name}_change", name),
            sees=5,
            counterpart="A figure below zero: fewer people in crisis than before.",
        )
        for name, title, unit in (
            ("phase3_share", "Share in food crisis or worse", "points"),
            ("phase4", "People in food emergency or worse", "people"),
        )
    ),
    _analysis(
        "outlook",
        title="Share in food crisis or worse, projection less present",
        question="Is hunger expected to spread?",
        unit="points",
        formula="The share in phase 3 and above in the first projection less that of the newest "
        "analysis of the year before, only where the people analysed differ by a tenth or less.",
        needs=tuple(
            one
            for name in ("phase3_share", "phase3_share_projected", "analysed",
                         "analysed_projected")
            for one in passed_on(name)
        ),
        compute=outlook,
        sees=2,
        counterpart="A figure below zero: fewer people are expected in crisis.",
    ),
    Indicator(
        id="food.worst_phase",
        title="Worst phase of food insecurity in the country",
        question="How bad is it in the worst area?",
        unit="phase from 1 to 5",
        frequency="month",
        formula="The highest phase of any area, as FEWS NET maps it.",
        source="Famine Early Warning Systems Network (FEWS NET).",
        coverage="Countries that FEWS NET covers.",
        cannot_say="It says nothing of how many people live in the worst area.",
        needs=("fews_net.worst_phase",),
        compute=as_told("food.worst_phase", "fews_net.worst_phase"),
    ),
    *(
        Indicator(
            id=f"food.prices_{months}_months",
            title=f"Food prices, change in {months} months",
            question="Does food become dearer?",
            unit="percent",
            frequency="month",
            formula=f"The change of the prices of food on markets in {months} months, from the "
            "World Food Programme or as HDX passes it on.",
            source="World Food Programme, market prices.",
            coverage="Countries in whose markets the World Food Programme records prices.",
            cannot_say="Prices are in local money and are not compared with incomes. No monthly "
            "change of a food basket is published in a form that we read.",
            needs=tuple(f"{publisher}.food_prices_{months}m" for publisher in PRICES),
            compute=prices(f"food.prices_{months}_months", months),
        )
        for months in (3, 12)
    ),
)  # fmt: skip
