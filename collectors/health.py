"""How every source does: fine, late, stale, dead, failing, never run, or in want of a key."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from collectors.collect import WELL
from collectors.source import Source
from indicators.frames import MOMENT

STATES = {
    "fine": "The last run went well and is recent.",
    "late": "The next run is overdue.",
    "stale": "No good run for twice the usual time.",
    "dead": "No good run for four times the usual time.",
    "failing": "The last run failed; earlier figures stand.",
    "never run": "It has not been collected on this computer yet.",
    "needs a key": "The publisher wants a key; the source's page says how to get one.",
    "off": "It is switched off in the settings.",
}
SILENT = ("stale", "dead", "failing")  # what must not be read as calm


def grace(every: pd.Timedelta) -> pd.Timedelta:
    """Return how much later than its cadence a run may come without being late."""
    return max(pd.Timedelta(hours=1), every / 10)


def health(
    sources: Mapping[str, Source],
    runs: pd.DataFrame,
    now: pd.Timestamp,
    keys: Mapping[str, str],
    off: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Return one row a source: source, state, last_good, last_run, last_finding, error, next_due.

    `runs` are rows of RUNS; `keys` the environment; `off` the sources switched off.
    A run that never ended, longer ago than its time limit, counts as failed.
    """
    rows = []
    for id, source in sources.items():
        mine = runs[runs["source"] == id].sort_values("run")
        every = pd.Timedelta(source.every)
        good = mine[mine["finding"].isin(WELL)]
        last = mine.iloc[-1] if len(mine) else None
        last_good = good["started"].iloc[-1] if len(good) else pd.NaT
        finding, error = (last["finding"], last["error"]) if last is not None else ("", "")
        if finding == "running" and now - last["started"] > 2 * source.time_limit:
            finding, error = "error", "The run was interrupted before it ended."
        wanting = [s.variable for s in source.secrets if s.required and not keys.get(s.variable)]
        rows.append(
            {
                "source": id,
                "state": _state(now, every, last_good, finding, bool(wanting), id in off),
                "last_good": last_good,
                "last_run": last["started"] if last is not None else pd.NaT,
                "last_finding": finding,
                "error": error,
                "next_due": now if last is None else last["started"] + every,
            }
        )
    columns = ["source", "state", "last_good", "last_run", "last_finding", "error", "next_due"]
    frame = pd.DataFrame(rows, columns=columns)
    for name in ("last_good", "last_run", "next_due"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype(MOMENT)
    return frame


def _state(
    now: pd.Timestamp,
    every: pd.Timedelta,
    last_good: pd.Timestamp,
    finding: str,
    wanting: bool,
    off: bool,
) -> str:
    if off:
        return "off"
    if wanting:
        return "needs a key"
    if finding == "":
        return "never run"
    age = (now - last_good) if pd.notna(last_good) else None
    if age is not None and age > 4 * every:
        return "dead"
    if finding not in (*WELL, "running"):
        return "failing"
    if age is None:
        return "never run"
    limits = np.array([every + grace(every), 2 * every])
    return ("fine", "late", "stale")[int((age > limits).sum())]
