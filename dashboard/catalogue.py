"""The catalogue of series: what each source gives, of how many places, and until when. Pure."""

from collections.abc import Mapping

import pandas as pd

from collectors.source import Source
from dashboard.words import _, day, number


def covered(newest: pd.DataFrame) -> pd.DataFrame:
    """Return series, places (how many) and period (the newest) of the newest figures."""
    by = newest.groupby("series", as_index=False)
    return by.agg(places=("place", "nunique"), period=("period", "max"))


def coverage(cover: pd.DataFrame, sources: Mapping[str, Source]) -> pd.DataFrame:
    """Return one row per declared series, in people's words."""
    told = cover.set_index("series")
    rows = [
        {
            _("Source"): source.title,
            _("Series"): series.title,
            _("Unit"): series.unit,
            _("Places"): number(told["places"].get(series.id, 0)),
            _("Newest period"): day(told["period"][series.id]) if series.id in told.index
            else _("none collected yet"),
        }
        for source in sources.values()
        for series in source.series
    ]  # fmt: skip
    return pd.DataFrame(rows)


def missing(health: pd.DataFrame, sources: Mapping[str, Source]) -> list[tuple[str, str]]:
    """Return title and reason of each source that tells nothing: keys with their steps, off."""
    said = health[health["state"].isin(["needs a key", "off", "never run"])]
    why = {"off": _("Turned off in the settings."), "never run": _("Not collected yet.")}
    return [(sources[row.source].title, row.error or why[row.state]) for row in said.itertuples()]
