"""Which situations matter most in a month: proposed by a rule that says its reasons."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from dashboard.reports.gathered import Gathered
from dashboard.reports.meetings import going, of_month
from indicators import places

MOST = 5
SOON = 30  # days after the month's end within which the end of a mandate still counts
LIKELY = 0.2  # a probability of onset or escalation from which it is a reason
LEVEL = 3  # the level of a signal from which it is a reason
# What each reason weighs; the sum ranks, deaths break ties. Nothing else is behind the order.
WEIGHTS = {
    "vote": 4, "meeting": 3, "mandate": 3, "own mission": 2, "signal": 2, "forecast": 2,
    "deaths": 2, "other mandate": 1,
}  # fmt: skip
WAR = 1000  # deaths in twelve months from which they are a reason, as UCDP defines a war


@dataclass
class Candidate:
    """One situation and the reasons for which it is proposed."""

    place: str
    reasons: set[str] = field(default_factory=set)
    deaths: float = 0.0

    @property
    def weight(self) -> int:
        """Return the sum of what its reasons weigh."""
        return sum(WEIGHTS[reason] for reason in self.reasons)


def candidates(told: Gathered) -> list[Candidate]:
    """Return every situation with a reason to be told, the weightiest first.

    Only a situation that is on the UN Security Council's programme of the month, or whose
    mandate ends in it or soon after, is proposed; the other reasons add to these two.
    """
    found: dict[str, Candidate] = {}

    def add(place: str, reason: str, only_known: bool = False) -> None:
        if place in places.PLACES.index and (not only_known or place in found):
            found.setdefault(place, Candidate(place)).reasons.add(reason)

    council, ends = going(of_month(told.meetings, told.month, "UNSC")), ending(told)
    for form, about, one_of in zip(
        council["format"], council["places"], council["one_of"], strict=True
    ):
        for place in () if one_of else about:
            add(place, "meeting")
            if form == "adoption":
                add(place, "vote")
    for place, decider in zip(ends["place"], ends["decision_maker"], strict=True):
        add(place, "mandate" if "UNSC" in decider else "other mandate")
    for place in own(told)["place"]:
        add(place, "own mission", only_known=True)
    for place in strong(told)["place"]:
        add(place, "signal", only_known=True)
    likely = told.forecasts[told.forecasts["outbreak"] >= LIKELY]
    for place in likely["place"].unique():
        add(place, "forecast", only_known=True)
    deaths = told.deaths.set_index("place")["value"]
    for one in found.values():
        value = deaths.get(one.place, 0.0)
        one.deaths = 0.0 if pd.isna(value) else float(value)
        one.reasons |= {"deaths"} if one.deaths >= WAR else set()
    ranked = sorted(found.values(), key=lambda one: (-one.weight, -one.deaths, one.place))
    return list(_told_once(ranked, ends))


def _told_once(ranked: list[Candidate], ends: pd.DataFrame) -> Iterator[Candidate]:
    """Leave out a place whose only reasons are mandates that a weightier place tells already."""
    told: set[str] = set()
    every = ends.groupby("place")["id"].agg(set)
    for one in ranked:
        missions = every.get(one.place, set())
        if one.reasons & {"meeting", "vote"} or missions - told:
            yield one
        told |= missions


def ending(told: Gathered) -> pd.DataFrame:
    """Return mandates, a row per place, that end in the month or soon after, soonest first."""
    last = told.month + pd.offsets.MonthEnd(0) + pd.Timedelta(days=SOON + 1)
    rows = told.mandates
    return rows[rows["end"].between(told.month, last)]


def own(told: Gathered) -> pd.DataFrame:
    """Return the mandates of the addressee's own missions, a row per place."""
    rows = told.mandates[told.mandates["organisation"] == told.audience.organisation]
    return rows[~rows["type"].eq("liaison_office")]


def strong(told: Gathered) -> pd.DataFrame:
    """Return the signals that are a reason."""
    return told.signals[told.signals["level"].fillna(0) >= LEVEL]


def by_mission(rows: pd.DataFrame) -> pd.DataFrame:
    """Return mandates with one row per mission, its places as a tuple."""
    if rows.empty:
        return rows.assign(places=[])
    every = rows.groupby("id")["place"].agg(tuple).rename("places")
    return rows.drop_duplicates("id").merge(every, left_on="id", right_index=True)
