"""A watchlist as a table: levels and forecasts then and now, and which situations are shown."""

import pandas as pd

from dashboard import first_screen, tables
from dashboard.words import _
from indicators.forecasting.history import ACTIVE

VIEWS = {
    "all": _("All"),
    "prevention": _("Prevention (no active conflict)"),
    "active": _("Active conflict"),
}


def viewed(found: pd.DataFrame, view: str) -> pd.DataFrame:
    """Return the situations of one view; where deaths are not known, it is not known which.

    Those without data stand under prevention, for they need a look, and say "no data".
    """
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
    return table
