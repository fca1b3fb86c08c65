"""Tables on screen and in reports: frames in, the same rows in people's words out."""

import re
from collections.abc import Callable, Mapping

import pandas as pd

from collectors.collect import FINDINGS
from collectors.health import NEEDS_A_PERSON
from collectors.source import Source
from dashboard.words import VINTAGES, _, day, every, minute, month, number, plain
from indicators import places
from indicators.frames import Series

ONE_OF = _("one of")


def situations(board: pd.DataFrame) -> pd.DataFrame:
    """Return the board of a watchlist: one row a situation."""
    return pd.DataFrame(
        {
            _("Situation"): board["name"],
            _("Deaths, twelve months"): board["deaths"].map(number),
            _("To"): board["period"].map(month),
            _("From"): board["series"].map(_known_from),
            _("UN Security Council next"): [
                _on(row.next_date, row.next_body) for row in board.itertuples()
            ],
            _("Mandate ends"): [_on(row.mandate_end, row.mandate_of) for row in board.itertuples()],
            _("Why it is watched"): board["why"],
            _("Entered by"): board["author"],
            _("On"): board["known_at"].map(minute),
        }
    )


def figures(
    rows: pd.DataFrame,
    declared: Callable[[str], Series | None],
    origin: Callable[[str], tuple[str, str]],
) -> pd.DataFrame:
    """Return observations with unit, period, dates, source, terms and vintage, newest first."""
    rows = rows.sort_values("period", ascending=False)
    series = {id: declared(id) for id in rows["series"].unique()}
    origins = {id: origin(id) for id in rows["series"].unique()}
    return pd.DataFrame(
        {
            _("Figure"): rows["series"].map(lambda id: series[id].title),
            _("Place"): rows["place"].map(places.name),
            _("Period"): rows["period"].map(month),
            _("Value"): rows["value"].map(number),
            _("Unit"): rows["series"].map(lambda id: series[id].unit),
            _("Published"): rows["published"].map(lambda moment: day(moment)),
            _("Known on"): rows["known_at"].map(day),
            _("Figures"): rows["vintage"].map(VINTAGES),
            _("Source"): rows["series"].map(lambda id: origins[id][0]),
            _("Terms"): rows["series"].map(lambda id: origins[id][1]),
        }
    )


def agenda(rows: pd.DataFrame) -> pd.DataFrame:
    """Return agenda items, one row an item: its places joined, umbrella titles "one of"."""
    if rows.empty:
        return pd.DataFrame(columns=[_("Day"), _("Body"), _("Item"), _("Places")])
    rows = rows.assign(at=rows["starts"].fillna(pd.Timestamp(0, tz="UTC")))
    keys = ["date", "body", "title", "symbol", "at"]
    items = rows.groupby(keys, sort=False, as_index=False).agg(
        places=("place", lambda codes: ", ".join(places.name(code) for code in codes)),
        one_of=("one_of", "any"),
        status=("status", "first"),
        format=("format", "first"),
        outcome=("outcome", "first"),
        sources=("sources", "first"),
        starts=("starts", "first"),
    )
    return pd.DataFrame(
        {
            _("Day"): items["date"].map(day),
            _("New York"): [_clock(moment, "America/New_York") for moment in items["starts"]],
            _("Brussels"): [_clock(moment, "Europe/Brussels") for moment in items["starts"]],
            _("Addis Ababa"): [_clock(moment, "Africa/Addis_Ababa") for moment in items["starts"]],
            _("Body"): items["body"].map(body),
            _("Item"): items["title"],
            _("Places"): [
                f"{ONE_OF}: {row.places}" if row.one_of else row.places
                for row in items.itertuples()
            ],
            _("Status"): items["status"],
            _("Format"): items["format"],
            _("Record"): items["symbol"],
            _("Outcome"): items["outcome"],
            _("Told by"): items["sources"],
        }
    )


def mandates(rows: pd.DataFrame) -> pd.DataFrame:
    """Return missions with the ends of their mandates; unconfirmed dates say so."""
    rows = rows.drop_duplicates("id")
    return pd.DataFrame(
        {
            _("Mission"): rows["acronym"],
            _("Name"): rows["name"],
            _("Organisation"): rows["organisation"].map(
                lambda code: _ORGANISATIONS.get(code, code)
            ),
            _("Mandate ends"): [
                day(row.end) if pd.notna(row.end) else _("no end date") for row in rows.itertuples()
            ],
            _("Confirmed"): rows["to_confirm"].map({True: _("to be confirmed"), False: _("yes")}),
            _("Decided by"): rows["decision_maker"].map(_deciders),
            _("Latest decision"): rows["latest_instrument"],
            _("Source"): rows["source"],
            _("Note"): rows["note"],
        }
    )


def events(rows: pd.DataFrame) -> pd.DataFrame:
    """Return events, newest first."""
    rows = rows.sort_values("ends", ascending=False)
    return pd.DataFrame(
        {
            _("Ended"): rows["ends"].map(day),
            _("Began"): rows["starts"].map(day),
            _("What"): rows["kind"],
            _("Title"): rows["title"],
            _("Area"): rows["area"],
            _("Estimate"): rows["value"].map(number),
            _("Unit"): rows["unit"],
            _("Low"): rows["low"].map(number),
            _("High"): rows["high"].map(number),
            _("Status"): rows["status"],
            _("Known on"): rows["known_at"].map(day),
            _("Source"): rows["source"],
        }
    )


def publications(rows: pd.DataFrame) -> pd.DataFrame:
    """Return publications, newest first, with links to the publishers' pages."""
    rows = rows.sort_values("published", ascending=False).drop_duplicates(["source", "document"])
    return pd.DataFrame(
        {
            _("Published"): rows["published"].map(minute),
            _("Title"): rows["title"],
            _("Kind"): rows["kind"],
            _("Symbol"): rows["symbol"],
            _("Meeting"): rows["meeting"],
            _("Page"): rows["url"],
            _("Source"): rows["source"],
        }
    )


def health(rows: pd.DataFrame, sources: Mapping[str, Source]) -> pd.DataFrame:
    """Return the health of every source, in people's words; what needs a person first."""
    rows = rows.sort_values("state", key=lambda states: states.map(_BY_NEED.get), kind="stable")
    return pd.DataFrame(
        {
            _("Source"): rows["source"].map(lambda id: sources[id].title),
            _("Health"): rows["state"],
            _("Last good run"): rows["last_good"].map(_moment_or(_("none"))),
            _("Finding of the last run"): rows["last_finding"].map(
                lambda finding: FINDINGS.get(finding, _("Never run."))
            ),
            _("Error"): rows["error"],
            _("Next due"): rows["next_due"].map(_moment_or("")),
            _("Publisher"): rows["source"].map(lambda id: sources[id].publisher),
            _("Licence"): rows["source"].map(lambda id: sources[id].licence),
        }
    )


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
            _("Period"): rows["period"].map(day),
            _("Value"): rows["value"],
        }
    )


def runs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return runs, newest first."""
    return pd.DataFrame(
        {
            _("Began"): rows["started"].map(minute),
            _("Finding"): rows["finding"].map(lambda finding: FINDINGS.get(finding, finding)),
            _("Rows seen"): rows["rows_seen"].map(number),
            _("Rows new"): rows["rows_new"].map(number),
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


def body(code: str) -> str:
    """Return the name of a body in full."""
    names = {
        "UNSC": _("UN Security Council"),
        "FAC": _("EU Foreign Affairs Council"),
        "EUCO": _("European Council"),
        "NAC": _("North Atlantic Council"),
    }
    return names.get(code, code)


_ORGANISATIONS = {"REC": _("regional organisation"), "AD_HOC": _("ad hoc coalition")}

# The register's short forms; on screen the two Councils are named in full.
_DECIDERS = {
    "Council (PSC political control)": _("EU Council (EU PSC political control)"),
    "SG": _("UN Secretary-General"),
    "Secretariat": _("UN Secretariat"),
    "NAC": _("North Atlantic Council"),
    "UNGA": _("UN General Assembly"),
    "AUC": _("AU Commission"),
}


_BY_NEED = {state: number for number, state in enumerate(
    [*NEEDS_A_PERSON, "late", "fine", "needs a key", "never run", "off"]
)}  # fmt: skip


def _deciders(said: str) -> str:
    return _DECIDERS.get(said, said.replace("UNSC", _("UN Security Council")))


def _moment_or(never: str) -> Callable[[pd.Timestamp], str]:
    return lambda moment: never if pd.isna(moment) else minute(moment)


def _known_from(series: str) -> str:
    if not series:
        return ""
    return _("shipped history") if "history" in series else _("collected")


def _on(date: pd.Timestamp, what: str) -> str:
    return _("none known") if pd.isna(date) else f"{day(date)}, {what}"


def _clock(moment: pd.Timestamp, zone: str) -> str:
    return "" if pd.isna(moment) else f"{moment.tz_convert(zone):%H:%M}"
