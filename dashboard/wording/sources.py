"""Tables of the sources: how they do, what they give, on what terms, and their runs."""

import re
from collections.abc import Mapping

import pandas as pd

from collectors.collect import FINDINGS
from collectors.health import NEEDS_A_PERSON
from collectors.source import Source
from dashboard.wording.columns import MISSING
from dashboard.words import _, every, plain
from indicators import places
from indicators.schema import MOMENT

_BY_NEED = {state: number for number, state in enumerate(
    [*NEEDS_A_PERSON, "late", "fine", "needs a key", "never run", "off"]
)}  # fmt: skip


def health(rows: pd.DataFrame, sources: Mapping[str, Source]) -> pd.DataFrame:
    """Return the health of every source, in people's words; what needs a person first."""
    rows = rows.sort_values("state", key=lambda states: states.map(_BY_NEED.get), kind="stable")
    table = pd.DataFrame(
        {
            _("Source"): rows["source"].map(lambda id: sources[id].title),
            _("Health"): rows["state"],
            _("Last good run"): rows["last_good"].astype(MOMENT),
            _("Finding of the last run"): rows["last_finding"].map(
                lambda finding: FINDINGS.get(finding, _("Never run."))
            ),
            _("Error"): rows["error"],
            _("Next due"): rows["next_due"].astype(MOMENT),
            _("Publisher"): rows["source"].map(lambda id: sources[id].publisher),
            _("Licence"): rows["source"].map(lambda id: sources[id].licence),
        }
    )
    table.attrs[MISSING] = _("none")
    return table


def series(source: Source) -> pd.DataFrame:
    """Return the series that a source gives."""
    return pd.DataFrame(
        [
            {
                _("Series"): one.id,
                _("Title"): one.title,
                _("Unit"): one.unit,
                _("Every"): one.frequency,
                _("Kind"): one.kind,
                _("Worse is"): one.worse,
                _("Comes after (days)"): one.lag_days,
                _("Note"): one.note,
            }
            for one in source.series
        ]
    )


def preview(rows: pd.DataFrame) -> pd.DataFrame:
    """Return observations as they would be kept, newest first, by place."""
    rows = rows.sort_values(["period", "place"], ascending=[False, True]).head(200)
    return pd.DataFrame(
        {
            _("Series"): rows["series"],
            _("Place"): rows["place"].map(places.name),
            _("Day"): rows["period"],
            _("Value"): rows["value"],
        }
    )


def runs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return runs, newest first."""
    return pd.DataFrame(
        {
            _("Began"): rows["started"],
            _("Finding"): rows["finding"].map(lambda finding: FINDINGS.get(finding, finding)),
            _("Rows seen"): rows["rows_seen"].astype("float64"),
            _("Rows new"): rows["rows_new"].astype("float64"),
            _("Seconds"): rows["seconds"],
            _("Note"): rows["note"],
            _("Places not recognised"): rows["unknown_places"],
            _("Error"): rows["error"],
        }
    )


def terms(source: Source) -> str:
    """Return who publishes a source and on what terms, as markdown."""
    facts = {
        _("Publisher"): source.publisher,
        _("Licence"): source.licence,
        _("Terms"): source.terms,
        _("Collected every"): every(source.every),
        _("Comes after"): source.lag,
        _("Revisions"): source.revisions,
        _("Humanitarian data"): _("yes") if source.humanitarian else _("no"),
        _("Keeper"): source.keeper,
    }
    said = [f"- **{name}:** {plain(text)}" for name, text in facts.items() if text]
    if re.fullmatch(r"https?://[\w.~:/?=&%+-]+", source.homepage):
        said.insert(1, f"- **{_('Page')}:** <{source.homepage}>")
    return "\n".join(said)
