"""What observed indicators of a warning problem say, and which hypotheses evidence speaks against.

An indicator that nobody has observed for twice its period says nothing: it is not observed,
never usual.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

NOT_OBSERVED, USUAL, RAISED, PAST = "not observed", "usual", "raised", "past its threshold"
STALE_AFTER = 2  # periods without an observation
ENOUGH = 3  # indicators past their threshold, or one critical one, propose a higher level


def state(indicator: Mapping, today: pd.Timestamp) -> str:
    """Return NOT_OBSERVED, USUAL, RAISED or PAST for one indicator on a day (without a zone).

    `indicator`: value, observed_on, every_days, raised_at, threshold, usual_low, usual_high,
    worse ("higher" or "lower"). Outside its usual range, on the worse side, it is raised.
    """
    value, seen = indicator["value"], indicator["observed_on"]
    if pd.isna(value) or pd.isna(seen):
        return NOT_OBSERVED
    if today - pd.Timestamp(seen) > pd.Timedelta(days=STALE_AFTER * indicator["every_days"]):
        return NOT_OBSERVED
    sign = 1 if indicator["worse"] == "higher" else -1
    usual = indicator["usual_high" if sign == 1 else "usual_low"]
    if _reaches(sign, value, indicator["threshold"]):
        return PAST
    if _reaches(sign, value, indicator["raised_at"]) or _beyond(sign, value, usual):
        return RAISED
    return USUAL


def proposes(states: Sequence[str], critical: Sequence[bool]) -> bool:
    """Return whether the indicators propose a higher level: a person confirms it or not.

    One critical indicator past its threshold does, or three of any, as in the practice of
    indications and warning.
    """
    past = [one == PAST for one in states]
    return sum(past) >= ENOUGH or any(p and c for p, c in zip(past, critical, strict=True))


def inconsistencies(marks: Sequence[Sequence[str]], hypotheses: int) -> list[int]:
    """Return how many pieces of evidence speak against each hypothesis ("I").

    The best hypothesis is the one with the fewest, not the one with the most that fits.
    """
    return [sum(len(row) > n and row[n] == "I" for row in marks) for n in range(hypotheses)]


def rests_on(marks: Sequence[Sequence[str]], hypotheses: int) -> list[int]:
    """Return the rows of evidence without which other hypotheses would have the fewest."""
    return [
        n
        for n in range(len(marks))
        if _fewest(inconsistencies([*marks[:n], *marks[n + 1 :]], hypotheses))
        != _fewest(inconsistencies(marks, hypotheses))
    ]


def _fewest(counts: list[int]) -> set[int]:
    return {n for n, count in enumerate(counts) if count == min(counts)}


def _reaches(sign: int, value: float, bound: float | None) -> bool:
    return not pd.isna(bound) and sign * value >= sign * bound


def _beyond(sign: int, value: float, bound: float | None) -> bool:
    return not pd.isna(bound) and sign * value > sign * bound
