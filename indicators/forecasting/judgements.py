"""Scores of what organisations judged, once it is known what followed.

The same ledger as the forecasts': the Brier score of a likelihood, and how often a level of
warning was followed by violence. Organisations are not ranked: pass their names as codes.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

LEVEL_THAT_WARNS = 3
AHEAD = 3  # months within which what was judged is to happen
SCORED = ["place", "organisation", "judged", "level", "likelihood", "chance", "happened",
          "brier", "finding"]  # fmt: skip
HIT, FALSE_ALARM, MISS, QUIET = "hit", "false alarm", "miss", "rightly quiet"


def scored(
    assessments: pd.DataFrame, outcomes: pd.DataFrame, ranges: Mapping[str, tuple[int, int]]
) -> pd.DataFrame:
    """Return one row per judgement whose three months are over. Columns SCORED.

    `assessments`: place, organisation, level, likelihood (a term, "" for none), known_at.
    `outcomes`: months by places, 1 when violence broke out or escalated within three months
    after that month, 0 when not, NaN when it is not known: `risk.outcomes(history)["any"]`.
    `ranges`: per cent of each term. Its chance is the middle of its range; the Brier score is
    (chance - happened) squared: 0 is best, 0.25 is what 50 % for everything scores.
    A judgement of one month is held against the three months after the month before it, the
    last whose figures it could have known. Of several by one organisation in a month the last
    counts. Judgements about areas, or whose outcome is not known, are left out.
    """
    rows = assessments.sort_values("known_at")
    month = rows["known_at"].dt.tz_localize(None).dt.to_period("M")
    rows = rows.assign(month=(month - 1).dt.to_timestamp(), judged=month.dt.to_timestamp())
    rows = rows.drop_duplicates(["place", "organisation", "month"], keep="last")
    rows = rows.assign(happened=_looked_up(rows, outcomes)).dropna(subset="happened")
    middles = {term: (low + high) / 200 for term, (low, high) in ranges.items()}
    chance = rows["likelihood"].map(middles).astype(float)
    warned, came = rows["level"] >= LEVEL_THAT_WARNS, rows["happened"] == 1
    finding = np.select([warned & came, warned, came], [HIT, FALSE_ALARM, MISS], QUIET)
    rows = rows.assign(chance=chance, brier=(chance - rows["happened"]) ** 2, finding=finding)
    return rows[SCORED].reset_index(drop=True)


def record(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per organisation, from `scored`: how its judgements did.

    Columns: organisation, judgements, warned (level 3 or above), hits, misses, with_likelihood,
    brier (mean; NaN without any likelihood), expected (mean chance), happened (share of those
    with a likelihood): expected and happened are close where the words are calibrated.
    """
    found = []
    for organisation, some in rows.groupby("organisation"):
        told = some.dropna(subset="chance")
        found.append({
            "organisation": organisation,
            "judgements": len(some),
            "warned": int((some["level"] >= LEVEL_THAT_WARNS).sum()),
            "hits": int((some["finding"] == HIT).sum()),
            "misses": int((some["finding"] == MISS).sum()),
            "with_likelihood": len(told),
            "brier": told["brier"].mean(),
            "expected": told["chance"].mean(),
            "happened": told["happened"].mean(),
        })  # fmt: skip
    columns = ["organisation", "judgements", "warned", "hits", "misses", "with_likelihood",
               "brier", "expected", "happened"]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


def _looked_up(rows: pd.DataFrame, outcomes: pd.DataFrame) -> pd.Series:
    told = outcomes.reindex(index=pd.Index(rows["month"].unique()),
                            columns=pd.Index(rows["place"].unique()))  # fmt: skip
    found = [told.at[month, place]
             for month, place in zip(rows["month"], rows["place"], strict=True)]  # fmt: skip
    return pd.Series(found, rows.index, dtype=float)
