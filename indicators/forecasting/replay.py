"""Past crises as the board would have told them one, two and three months before.

Nothing enters that was not known: of a month `before` the crisis, the newest month of deaths is
the last one published by its first day. Where figures as they stood are there (since January
2024) they are used; before, final figures are taken for known three weeks after the end of their
month, which is more than anybody knew then: `basis` says which. Hits and misses are told alike,
and the cases were picked by hand because they are known: they illustrate, and measure nothing.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from indicators.forecast import FINAL, PROVISIONAL, samples, summarised
from indicators.forecasting import risk
from indicators.forecasting.nowcast import nowcast

BEFORE = (3, 2, 1)  # months before the first day of the month of the crisis
LAG_DAYS = 21  # from the end of a month to its publication, as the Uppsala programme does it
FINAL_FIGURES = "final figures, taken for known three weeks after the end of each month"
AS_THEY_STOOD = "figures as they stood on"


class Crisis(NamedTuple):
    """What happened, where, and in which month."""

    place: str  # whose deaths in the record are meant; Gaza stands under Israel
    month: str
    title: str


CRISES = (
    Crisis("SYR", "2011-03", "Syria: the uprising and its suppression"),
    Crisis("MLI", "2012-01", "Mali: rebellion in the north"),
    Crisis("AZE", "2020-09", "Armenia and Azerbaijan: war over Nagorno-Karabakh"),
    Crisis("ETH", "2020-11", "Ethiopia: war in Tigray"),
    Crisis("MMR", "2021-02", "Myanmar: coup and resistance"),
    Crisis("AFG", "2021-08", "Afghanistan: fall of Kabul"),
    Crisis("UKR", "2022-02", "Ukraine: Russia's full-scale invasion"),
    Crisis("SDN", "2023-04", "Sudan: war between the army and the Rapid Support Forces"),
    Crisis("ISR", "2023-10", "Israel and Gaza: 7 October and the war"),
    Crisis("COD", "2025-01", "Democratic Republic of the Congo: fall of Goma"),
)


def replay(
    history: pd.DataFrame,
    vintages: Mapping[pd.Timestamp, pd.DataFrame] | None = None,
    crises: tuple[Crisis, ...] = CRISES,
    map: Callable = map,
) -> pd.DataFrame:
    """Return one row per crisis and month before it: what was told, and what came.

    `history` is the table of deaths as known now (outcomes, and the past where no vintage is),
    `vintages` the tables as they stood. Columns: place, title, crisis (month), before (months),
    known_on (a day), newest (month of deaths known then), basis; of the crisis's month: median,
    low_50, high_50, low_90, high_90, at_least_25, at_least_100, doubling; outbreak (probability of
    onset or escalation within three months of `newest`), rank (1 is the highest) of ranked
    places, listed (among the twenty), flag, surge (detected in `newest`); deaths (what came),
    within_90, and hit: listed or flagged. A hit is no foresight of the event: the list and the flag
    say that violence may break out, and not why.
    """
    tasks = [(crisis, before) for crisis in crises for before in BEFORE]
    rows = map(lambda task: _row(history, dict(vintages or {}), *task), tasks)
    return pd.DataFrame(list(rows))


def _row(
    history: pd.DataFrame, vintages: dict[pd.Timestamp, pd.DataFrame], crisis: Crisis, before: int
) -> dict:
    month = pd.Timestamp(crisis.month)
    day = month - pd.DateOffset(months=before)
    known, basis, trust = _known(history, vintages, day)
    newest = known.index[-1]
    ahead = (month.year - newest.year) * 12 + month.month - newest.month
    said = summarised(samples(known, [ahead], trust=trust), known, [ahead])
    said = said.set_index("place").loc[crisis.place]
    chances = risk.probability(known)
    table = chances.to_frame(newest).T
    came = history.at[month, crisis.place]
    listed = bool(risk.listed(table)[crisis.place].item())
    flag = bool(risk.flags(table, known)[crisis.place].item())
    return {
        "place": crisis.place, "title": crisis.title, "crisis": month, "before": before,
        "known_on": day, "newest": newest, "basis": basis,
        **said.drop(["month", "horizon"]).filter(regex="^(?!bin_)").to_dict(),
        "outbreak": chances[crisis.place],
        "rank": int(chances.rank(ascending=False, method="first")[crisis.place]),
        "ranked": int(chances.notna().sum()),
        "listed": listed, "flag": flag,
        "surge": bool(risk.surges(known)[crisis.place].iloc[-1]),
        "deaths": came,
        "within_90": bool(said["low_90"] <= came <= said["high_90"]),
        "hit": listed or flag,
    }  # fmt: skip


def _known(history, vintages, day):
    """Return the table known on `day`, the words for where it is from, and how far to trust it."""
    earlier = {told: table for told, table in vintages.items() if told <= day}
    if earlier:
        told = max(earlier)
        table = earlier[told].reindex(columns=history.columns, fill_value=0.0)
        return nowcast(table, earlier), f"{AS_THEY_STOOD} {told:%Y-%m-%d}", PROVISIONAL
    published = history.index + pd.DateOffset(months=1) + pd.Timedelta(days=LAG_DAYS)
    return history[published <= day], FINAL_FIGURES, FINAL
