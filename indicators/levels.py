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
    parts = [_of_ladder(newest, names, day), _of_signals(signals)]
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


# The ladder as tables, to judge every rung and place at once: of each rung its three steps, how
# long its figures last, and what is said of it.
_STEPS = np.array([[np.inf if one is None else one for one in rung.steps] for rung in LADDER])
_RUNG = {id: number for number, rung in enumerate(LADDER) for id in rung.indicators}
_RANK = {id: rank for rung in LADDER for rank, id in enumerate(rung.indicators)}
_FIRST = [ALL[rung.indicators[0]] for rung in LADDER]
_LASTS = pd.to_timedelta(
    [_LENGTH[one.frequency] + rung.days for one, rung in zip(_FIRST, LADDER, strict=True)], "D"
)
_SAID = pd.DataFrame(
    [(one.id, one.title, one.unit, rung.group, rung.after)
     for one, rung in zip(_FIRST, LADDER, strict=True)],
    columns=["first", "title", "unit", "group", "after"],
)  # fmt: skip


def _of_ladder(newest: pd.DataFrame, names: list, day: pd.Timestamp) -> pd.DataFrame:
    """Return what every rung makes of every place."""
    rows = newest[newest["series"].isin(_RUNG)]
    rows = rows.assign(rung=rows["series"].map(_RUNG), rank=rows["series"].map(_RANK))
    rows = rows.sort_values("rank", kind="stable").drop_duplicates(["rung", "place"])
    every = pd.MultiIndex.from_product([range(len(LADDER)), names], names=["rung", "place"])
    rows = rows.set_index(["rung", "place"]).reindex(every).reset_index()
    of = np.repeat(np.arange(len(LADDER)), len(names))
    over, steps = (rows["period"] + _LASTS[of]).to_numpy(), _STEPS[of]
    state = np.select([rows["value"].isna(), over < np.datetime64(day)], [NONE, OLD], TOLD)
    reached = (rows["value"].to_numpy()[:, None] >= steps) & (state == TOLD)[:, None]
    level = (reached * [1, 2, 3]).max(axis=1, initial=0)
    held = np.take_along_axis(steps, np.maximum(level - 1, 0)[:, None], axis=1)[:, 0]
    above = np.where(np.arange(3) >= level[:, None], steps, np.inf).min(axis=1, initial=np.inf)
    said = _SAID.take(of).reset_index(drop=True)
    return pd.DataFrame(
        {
            "place": rows["place"].astype("str"), "input": rows["series"].fillna(said["first"]),
            "title": said["title"], "unit": said["unit"], "group": said["group"], "state": state,
            "value": rows["value"], "period": rows["period"], "known_at": rows["known_at"],
            "level": np.where(state == TOLD, level, np.nan),
            "step": np.where(level > 0, held, np.nan),
            "next": np.where(np.isfinite(above), above, np.nan), "after": said["after"],
        }
    )  # fmt: skip


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
