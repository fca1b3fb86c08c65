"""How each source is doing, from its runs alone. Pure; `recent_runs` asks the store for them."""

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from collectors.access import PROGRAM
from collectors.collect import FINDINGS, WELL
from collectors.source import Source
from collectors.store import Store
from indicators.frames import RUNS

COLUMNS = ("source", "state", "last_good", "last_run", "last_finding", "error", "next_due")

STATES = {
    "fine": "Collected within its rhythm.",
    "late": "The last good run is longer ago than the rhythm, plus the grace.",
    "stale": "The last good run is longer ago than twice the rhythm, plus the grace.",
    "dead": "The last good run is longer ago than four times the rhythm, plus the grace.",
    "failing": "The last run failed; the last good one is within the rhythm.",
    "never run": "Not collected yet.",
    "needs a key": "A key is missing; the page of the source says how to get it.",
    "off": "Turned off in the settings.",
}
NEEDS_A_PERSON = ("failing", "stale", "dead")

LEAST_GRACE = pd.Timedelta(hours=1)
GRACE_SHARE = 0.1  # of the rhythm
FIRST_RETRY = pd.Timedelta(hours=1)  # after a failed run; doubles up to the rhythm


def grace(every: pd.Timedelta) -> pd.Timedelta:
    """Return how much later than its rhythm a source may be without being called late."""
    return max(LEAST_GRACE, GRACE_SHARE * pd.Timedelta(every))


def health(
    sources: Mapping[str, Source],
    runs: pd.DataFrame,
    now: pd.Timestamp,
    keys: Mapping[str, str],
    off: Collection[str] = (),
) -> pd.DataFrame:
    """Return one row per source: its state (see STATES) and what it rests on.

    runs: rows of RUNS. keys: the environment that holds the keys of sources. off: ids of
    the sources turned off. The grace is added to one, two and four times the rhythm alike,
    so that a source collected hourly is late before it is stale.

    Columns: source; state; last_good, last_run, next_due (moments, may be missing);
    last_finding (see collectors.collect.FINDINGS, or "interrupted"); error (a sentence).
    """
    told = dict(iter(runs.sort_values("run").groupby("source")))
    none = runs.head(0)
    rows = [_row(source, told.get(source.id, none), now, keys, off) for source in sources.values()]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("last_good", "last_run", "next_due"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def next_due(source: Source, runs: pd.DataFrame) -> pd.Timestamp | None:
    """Return when `source` is to be collected next; None is at once.

    One rhythm after the start of the last good run. After a failed run it is tried again
    after an hour, then two, four and so on up to the rhythm. A run that began and never
    ended (the machine was stopped) is no reason to wait.
    """
    ended = _of(source, runs)
    ended = ended[ended["finding"] != "running"]
    if ended.empty:
        return None
    well = ended["finding"].isin(WELL)
    failures = int((~well)[::-1].cumprod().sum())
    last = ended["started"].iloc[-1]
    if not failures:
        return last + source.every
    return last + min(pd.Timedelta(source.every), FIRST_RETRY * 2 ** min(failures - 1, 10))


def recent_runs(store: Store, sources: Iterable[Source], last: int = 12) -> pd.DataFrame:
    """Return at least the last runs of each of `sources`, and the last good one of each."""
    sources = list(sources)
    most = last * len(sources)
    newest = store.read(RUNS, PROGRAM, where={"source": [one.id for one in sources]}, limit=most)
    if len(newest) < most:  # these are all there are: one question in the place of two each
        return newest.sort_values("run", ignore_index=True)
    found = [RUNS.empty()]
    for source in sources:
        where = {"source": source.id}
        found.append(store.read(RUNS, PROGRAM, where=where, limit=last))
        if not found[-1]["finding"].isin(WELL).any():
            good = where | {"finding": list(WELL)}
            found.append(store.read(RUNS, PROGRAM, where=good, limit=1))
    return pd.concat(found, ignore_index=True).sort_values("run", ignore_index=True)


def _of(source: Source, runs: pd.DataFrame) -> pd.DataFrame:
    return runs[runs["source"] == source.id].sort_values("run")


def _row(source, runs, now, keys, off) -> dict[str, object]:
    row = {
        "source": source.id,
        "last_good": pd.NaT,
        "last_run": pd.NaT,
        "last_finding": "",
        "error": "",
        "next_due": pd.NaT,
    }
    if len(runs):
        limit = pd.Timedelta(source.time_limit)
        never_ended = (runs["finding"] == "running") & (now - runs["started"] > limit)
        runs = runs.assign(
            finding=runs["finding"].mask(never_ended, "interrupted"),
            error=runs["error"].mask(never_ended, "The run began and never ended."),
        )
        ended = runs[runs["finding"] != "running"]
        good = ended.loc[ended["finding"].isin(WELL), "started"]
        row["last_good"] = good.iloc[-1] if len(good) else pd.NaT
        row["last_run"] = runs["started"].iloc[-1]
        row["last_finding"] = runs["finding"].iloc[-1]
    missing = [s for s in source.secrets if s.required and not keys.get(s.variable)]
    if source.id in off:
        return row | {"state": "off"}
    if missing:
        how = " ".join(f"{secret.variable} is not set. {secret.how}" for secret in missing)
        return row | {"state": "needs a key", "error": how.strip()}
    if runs.empty:
        return row | {"state": "never run", "next_due": now}
    due = next_due(source, runs[runs["finding"] != "interrupted"])
    row["next_due"] = now if due is None else due
    if ended.empty:
        return row | {"state": "never run"}
    last = ended.iloc[-1]
    failed = last["finding"] not in WELL
    if failed:
        row["error"] = last["error"] or FINDINGS.get(last["finding"], "")
    # A source that never succeeded is measured from its first run.
    age = now - (row["last_good"] if len(good) else ended["started"].iloc[0])
    return row | {"state": _state(age, source, failed)}


def _state(age: pd.Timedelta, source: Source, failed: bool) -> str:
    every = pd.Timedelta(source.every)
    for times, state in ((4, "dead"), (2, "stale"), (1, "late")):
        if age > times * every + grace(every):
            return state
    return "failing" if failed else "fine"
