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
    there = [row[_("Newest period")] == _("none collected yet") for row in rows]
    order = sorted(range(len(rows)), key=there.__getitem__)  # what there is comes first
    return pd.DataFrame([rows[number] for number in order])


def missing(health: pd.DataFrame, sources: Mapping[str, Source]) -> list[tuple[str, str]]:
    """Return what tells nothing, and why: keys with their steps, what is off or still to come."""
    told = {
        state: [sources[id] for id in health.loc[health["state"] == state, "source"]]
        for state in ("needs a key", "off", "never run")
    }
    found = [(source.title, _steps(source)) for source in told["needs a key"]]
    found += [(source.title, _("Turned off in the settings.")) for source in told["off"]]
    waiting = "; ".join(source.title for source in told["never run"])
    return [*found, (_("Not collected yet"), f"{waiting}.")] if waiting else found


def _steps(source: Source) -> str:
    """Return which keys a source needs and how to get them, each way once."""
    keys = [key for key in source.secrets if key.required]
    names = ", ".join(key.variable for key in keys)
    return " ".join([_("Needs {names}.").format(names=names), *dict.fromkeys(k.how for k in keys)])
