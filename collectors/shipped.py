"""The tables that ship with the product, brought into the store at its first opening."""

import hashlib
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from collectors import reference
from collectors.access import PROGRAM
from collectors.collect import Run
from collectors.store import Store
from indicators import catalogue
from indicators.frames import OBSERVATIONS, RUNS
from indicators.indicator import COLUMNS

SOURCE = "reference"  # what the runs that load the shipped tables are called
FIRST = "conflict.deaths_12_months_history"  # on the first screen; to compute all takes too long


def load(store: Store, now: pd.Timestamp) -> bool:
    """Bring the shipped history into `store`; return whether there was anything to do.

    With it comes the one indicator that the first screen shows: the others are computed with
    the first collection, while the screen is there already. Written down as a run, so that
    each figure leads back to the table and its version.
    """
    note = f"Shipped tables {_version()}."
    done = store.read(RUNS, PROGRAM, where={"source": SOURCE, "finding": "news", "note": note})
    if len(done):
        return False
    began = time.monotonic()
    run = Run(SOURCE, int(now.value // 1000), now)
    history = reference.deaths_history()
    with store.write() as writer:
        new = writer.append(OBSERVATIONS, history.assign(run=run.run)).new
        new += writer.append(OBSERVATIONS, _first(history).assign(run=run.run)).new
        took = round(time.monotonic() - began, 3)
        run = replace(run, finding="news", rows_seen=len(history), rows_new=new, seconds=took)
        writer.append(RUNS, replace(run, note=note).frame(now))
    return True


def _first(history: pd.DataFrame) -> pd.DataFrame:
    """Return the indicator of the first screen as made from the shipped history."""
    rows = catalogue.ALL[FIRST].compute(history[COLUMNS])
    return rows[rows["value"].notna()].assign(series=FIRST, published=pd.NaT)


def _version() -> str:
    """Return a short hash of the shipped tables."""
    folder = Path(reference.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.csv*")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
