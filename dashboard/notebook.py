"""Any frame as pandas, for a notebook or a script: two lines.

    from dashboard.notebook import frame
    frame("observations", series="ucdp.deaths_history", place="SDN")
"""

import pandas as pd

from collectors.access import Viewer
from collectors.settings import load
from dashboard.opening import open_store
from indicators.frames import FRAMES


def frame(name: str, *, as_of: str | None = None, **where) -> pd.DataFrame:
    """Return a frame of this installation, as its organisation may see it.

    name: observations, events, agenda, publications, runs or records. as_of: what could be
    known at that moment ("2024-06-30"). where: a column with a value, a list of values, or
    a (from, to) pair. Raises KeyError for a frame or column that there is not.
    """
    settings = load()
    store = open_store(settings)
    try:
        return store.read(
            FRAMES[name],
            Viewer(frozenset({settings.organisation})),
            as_of=pd.Timestamp(as_of, tz="UTC") if as_of else None,
            where=where,
        )
    finally:
        store.close()
