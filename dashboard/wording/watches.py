"""A watchlist as a table: levels and forecasts then and now, and which situations are shown."""

import pandas as pd

from dashboard import first_screen, tables
from dashboard.words import _
from indicators.forecasting.history import ACTIVE
from indicators.schema import MOMENT

VIEWS = {
    "all": _("All"),
    "prevention": _("Prevention (no active conflict)"),
    "active": _("Active conflict"),
    "risks": _("Top risks"),
    "surprises": _("Surprises"),
    "movers": _("Big movers"),
    "standing": _("Long-standing"),
}
MEANT = {
    "risks": _("Level 3 or above, our own or proposed by signals: the highest first, then those "
               "with most deaths."),
    "surprises": _("A signal that is new since then, or a forecast that doubled, where no "
                   "organisation raised its level."),
    "movers": _("A level that changed since then, by the most steps first, or a forecast that "
                "doubled or halved."),
    "standing": _("The longest on this list first."),
}  # fmt: skip
_WARNING = 3
_SURPRISES = ("signal", "forecast doubled")
_MOVED = ("level raised", "level lowered", "forecast doubled", "forecast halved")


def viewed(found: pd.DataFrame, view: str) -> pd.DataFrame:
    """Return the situations (of `first_screen.rows`) of one view; MEANT says what some are.

    Where deaths are not known, it is not known whether there is active conflict: those stand
    under prevention, for they need a look, and say "no data".
    """
    if view == "risks":
        return found[found["level"] >= _WARNING].sort_values(
            ["level", "deaths"], ascending=False, na_position="last", kind="stable"
        )
    if view == "surprises":
        return found[found["kind"].isin(_SURPRISES)]
    if view == "movers":
        steps = (found["level"] - found["before"]).abs().fillna(0)
        moved = steps[(steps > 0) | found["kind"].isin(_MOVED)]
        return found.loc[moved.sort_values(ascending=False, kind="stable").index]
    if view == "standing":
        return found.sort_values("since", na_position="last", kind="stable")
    active = found["deaths"] >= ACTIVE
    return found[{"all": active | True, "prevention": ~active, "active": active}[view]]


def shown(found: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `first_screen.rows` as a table in people's words."""
    table = tables.situations(found)
    each = list(found.itertuples())
    table.insert(1, _("Level"), [first_screen.chip(row) for row in each])
    table.insert(2, _("Since then"), [
        row.said if row.kind else _("nothing known to have changed") for row in each
    ])  # fmt: skip
    table.insert(3, _("Assessments"), found["assessments"])
    table.insert(4, _("On the list since"), found["since"].astype(MOMENT))
    return table
