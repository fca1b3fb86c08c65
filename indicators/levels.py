"""Which level the figures and signals of a situation propose; people decide.

The rule, in words: every input proposes a level from 0 to 3 by the steps in LADDER; a standing
signal proposes the level of its rule. Inputs stand in three groups: violence, people, outlook.
The level proposed is the highest that any input proposes. Level 4, crisis, is proposed only
where two of the three groups stand at 3 or above. Inputs without a figure, or whose figure is
too old, are unknown: they are listed and propose nothing, and routine is proposed only where
something is known of each group. Nothing is weighed against anything.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.catalogue import ALL
from indicators.places import WORLD

NAMES = ("routine", "watch", "concern", "warning", "crisis")
GROUPS = ("violence", "people", "outlook")
CRISIS, WARNING, PILLARS = 4, 3, 2  # level 4 needs so many groups at level 3
TOLD, OLD, NONE = "told", "too old", "no data"


@dataclass(frozen=True)
class Rung:
    """From which figures on an indicator proposes levels 1, 2 and 3; None: it never does.

    Of several indicators the first that is told counts. `days`: how old, counted from the end
    of its period, the figure may be.
    """

    group: str
    indicators: tuple[str, ...]
    steps: tuple[float | None, float | None, float | None]
    days: int
    after: str  # where the steps come from


_UPPSALA = "Uppsala: 25 deaths a year are an active conflict, 1,000 a war; 100: ours."
_HDX = "HDX Signals (OCHA)."
_ROSEA = "OCHA ROSEA: medium, high, very high."
_OURS = "Ours, to be tested."

LADDER = (
    Rung("violence", ("conflict.deaths_12_months", "conflict.deaths_12_months_history"),
         (25, 100, 1000), 120, _UPPSALA),
    Rung("violence", ("conflict.surge",), (None, 1, None), 120, _HDX + " Floor of 25: ours."),
    Rung("violence", ("conflict.surge_three_years",), (None, None, 1), 120, _HDX),
    Rung("violence", ("conflict.neighbours_deaths_12_months",), (1000, None, None), 120, _OURS),
    Rung("people", ("food.phase4",), (50_000, 200_000, 500_000), 400, _ROSEA),
    Rung("people", ("food.phase3_share",), (18, 20, None), 400, _ROSEA + " 20: HDX Signals."),
    Rung("people", ("food.phase4_share",), (None, 5, None), 400, _HDX),
    Rung("people", ("displacement.surge_conflict",), (None, 1, None), 30, _HDX),
    Rung("people", ("displacement.surge_conflict_three_years",), (None, None, 1), 30, _HDX),
    Rung("people", ("displacement.surge_disaster",), (1, None, None), 30, _HDX),
    Rung("people", ("displacement.share_of_population",), (2, 10, 20), 900, _OURS),
    Rung("people", ("humanitarian.aid_workers_harmed_12_months",), (5, 25, None), 400, _OURS),
    Rung("people", ("hazards.alert_level",), (2, 3, None), 10, "GDACS: orange and red."),
    Rung("outlook", ("external.views_25_deaths",), (5, 20, 50), 62,
         "Bands of 5, 20 and 50 percent: ours."),
    Rung("outlook", ("external.conflictforecast_3_months",), (20, 50, None), 120, _OURS),
    Rung("outlook", ("external.hdx_signals",), (1, 2, None), 10, _HDX),
    Rung("outlook", ("external.inform_severity",), (3, 4, None), 120, _OURS),
    Rung("outlook", ("governance.coup_attempts_5_years",), (1, None, None), 900, _OURS),
)  # fmt: skip

# To which group a signal belongs, by the first word of the figure that its rule watches.
_OF_SIGNAL = {
    "conflict": "violence", "ucdp": "violence", "acled": "violence", "displacement": "people",
    "idmc": "people", "iom_dtm": "people", "unhcr": "people", "food": "people", "ipc": "people",
    "hapi": "people", "hdx": "people", "fews_net": "people", "wfp_prices": "people",
    "humanitarian": "people", "awsd": "people", "insecurity_insight": "people",
    "hazards": "people", "gdacs": "people",
}  # fmt: skip
_OF_THE_PROGRAM = "silence"  # signals about sources, which propose no level
_LENGTH = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}  # days of a period


def needed() -> list[str]:
    """Return the indicators that the ladder looks at."""
    return [one for rung in LADDER for one in rung.indicators]


def inputs(figures: pd.DataFrame, signals: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return every input side by side: one row for each place and rung, and each standing signal.

    figures: observations of `needed()`, of which the newest of each place counts, and of any
    place that is to be judged. signals: rows of SIGNALS. `day`: the day judged on, no zone.
    Columns: place, input (an indicator or a rule), title, unit, group, state (told, too old, no
    data), value, period, known_at, level (proposed; missing where unknown), step (what it is
    held against), next (the figure from which on it would propose more; missing: never), after.
    """
    names = sorted((set(figures["place"]) | set(signals["place"])) - {WORLD})
    newest = figures[figures["value"].notna() & (figures["period"] <= day)]
    newest = newest.sort_values("period", kind="stable").drop_duplicates(
        ["series", "place"], keep="last"
    )
    parts = [_of_rung(rung, newest, names, day) for rung in LADDER]
    parts.append(_of_signals(signals))
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    order = {group: number for number, group in enumerate(GROUPS)}
    rows = rows.assign(order=rows["group"].map(order))
    rows = rows.sort_values(["place", "order", "level"], ascending=[True, True, False])
    return rows.drop(columns="order").reset_index(drop=True)


def propose(told: pd.DataFrame) -> pd.DataFrame:
    """Return the level that `told`, the inputs, propose: one row per place.

    Columns: place, level (missing where none can be proposed), violence, people, outlook (the
    highest of each group, missing where nothing of it is known), known and unknown (how many
    inputs), known_at (when the last of the figures behind the level was known).
    """
    highest = told.pivot_table(index="place", columns="group", values="level", aggfunc="max")
    names = pd.Index(sorted(told["place"].unique()), name="place")
    highest = highest.reindex(index=names, columns=list(GROUPS))
    level = highest.clip(upper=WARNING).max(axis=1)
    crisis = (highest >= WARNING).sum(axis=1) >= PILLARS
    level = level.mask(crisis, CRISIS)
    # Where nothing is known of a group, calm in the others is no routine.
    level = level.mask((level == 0) & highest.isna().any(axis=1))
    is_known = told["level"].notna()
    reached = told["level"].clip(upper=WARNING) >= told["place"].map(level).clip(upper=WARNING)
    return pd.DataFrame(
        {
            "level": level,
            **{group: highest[group] for group in GROUPS},
            "known": is_known.groupby(told["place"]).sum().reindex(names),
            "unknown": (~is_known).groupby(told["place"]).sum().reindex(names),
            "known_at": told[reached].groupby("place")["known_at"].max().reindex(names),
        }
    ).reset_index()


def _of_rung(rung: Rung, newest: pd.DataFrame, names: list, day: pd.Timestamp) -> pd.DataFrame:
    """Return what one rung makes of every place."""
    rank = {name: number for number, name in enumerate(rung.indicators)}
    rows = newest[newest["series"].isin(list(rank))]
    rows = rows.assign(rank=rows["series"].map(rank).astype("float64"))
    rows = rows.sort_values("rank", kind="stable").drop_duplicates("place").set_index("place")
    rows = rows.reindex(pd.Index(names, name="place"))
    first = ALL[rung.indicators[0]]
    over = rows["period"] + pd.Timedelta(days=_LENGTH[first.frequency] + rung.days)
    state = np.select([rows["value"].isna(), over < day], [NONE, OLD], TOLD)
    value = rows["value"].where(state != NONE)
    steps = [np.inf if step is None else step for step in rung.steps]
    reached = np.array([value >= step for step in steps])
    level = np.max(reached * np.array([[1], [2], [3]]), axis=0).astype("float64")
    level = pd.Series(level, rows.index).where(state == TOLD)
    above = pd.Series([_next(steps, n) for n in level.fillna(0)], rows.index, dtype="float64")
    held = [steps[int(n) - 1] if n > 0 else np.nan for n in level.fillna(0)]
    return pd.DataFrame(
        {
            "input": rows["series"].fillna(first.id), "title": first.title, "unit": first.unit,
            "group": rung.group, "state": state, "value": value, "period": rows["period"],
            "known_at": rows["known_at"], "level": level, "step": held, "next": above,
            "after": rung.after,
        }
    ).reset_index()  # fmt: skip


def _next(steps: list[float], level: float) -> float:
    further = [step for step in steps[int(level) :] if np.isfinite(step)]
    return further[0] if further else np.nan


def _of_signals(signals: pd.DataFrame) -> pd.DataFrame:
    theme = signals["series"].str.split(".").str[0]
    standing = (signals["state"] == "firing") & (theme != _OF_THE_PROGRAM)
    rows, theme = signals[standing & (signals["place"] != WORLD)], theme[standing]
    return pd.DataFrame(
        {
            "place": rows["place"], "input": rows["rule"], "title": rows["rule"], "unit": "",
            "group": theme.reindex(rows.index).map(_OF_SIGNAL).fillna("outlook"), "state": TOLD,
            "value": rows["value"], "period": rows["period"], "known_at": rows["known_at"],
            "level": rows["level"].astype("float64"), "step": rows["threshold"], "next": np.nan,
            "after": "A standing signal.",
        }
    )  # fmt: skip
