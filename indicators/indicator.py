"""What an indicator is: a declaration, and a small function from a frame to a frame."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

COLUMNS = ["series", "place", "period", "value", "known_at", "vintage"]


@dataclass(frozen=True)
class Indicator:
    """A figure made from other figures, and what it can and cannot say.

    `compute` takes the rows that `reads` and `needs` name and returns COLUMNS, `series` being
    the indicator's id, one row a place and period, missing where it cannot be said. A result is
    known when the last figure it is made from is known. Where `of_the_day`, it also takes the
    day on which it is asked (a timestamp without a zone), for figures such as "days since".
    Every indicator that is bad when it is high rises as things get worse.
    """

    id: str  # "conflict.deaths_12_months"
    title: str
    question: str  # the question it answers
    unit: str
    frequency: Literal["day", "week", "month", "quarter", "year"]
    formula: str  # in words; another formula is another method, and all is computed anew
    source: str  # where the idea comes from
    coverage: str  # of which places and times it speaks
    cannot_say: str
    needs: tuple[str, ...]  # series (also of other indicators); of other frames their sources
    compute: Callable[..., pd.DataFrame]
    worse: Literal["higher", "lower", "neither"] = "higher"
    counterpart: str = ""  # what stands for peace beside it: an indicator's id, or words
    # The frame it is made from. "presences" are missions with the ends of their mandates,
    # as collectors.reference.mandates gives them.
    reads: Literal["observations", "events", "agenda", "publications", "presences"] = "observations"
    of_the_day: bool = False
    world: bool = False  # a place's figure is made from other places' too
    back: int = 0  # months of a frame other than observations that it has to see
    years: int | None = 5  # how far back its figures are kept; None: as far as they go
    sees: int | None = 1  # years of figures before those that a figure looks at; None: all

    @property
    def theme(self) -> str:
        """The first word of the id: which file of the catalogue it stands in."""
        return self.id.split(".")[0]


def declared(indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return every indicator with all its declared words, one row each, in order of the ids.

    Columns: id, theme, title, question, unit, frequency, formula, source, coverage, cannot_say,
    worse, counterpart, reads, needs (separated by ", ").
    """
    words = ("id", "theme", "title", "question", "unit", "frequency", "formula", "source",
             "coverage", "cannot_say", "worse", "counterpart", "reads")  # fmt: skip
    rows = [
        {name: getattr(one, name) for name in words} | {"needs": ", ".join(one.needs)}
        for one in sorted(indicators, key=lambda one: one.id)
    ]
    return pd.DataFrame(rows, columns=[*words, "needs"], dtype="str")
