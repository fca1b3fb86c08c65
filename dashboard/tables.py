"""Tables on screen and in reports: frames in, the same rows in people's words out.

Numbers and days keep their kind, so that a click on a heading sorts them as such.
"""

from collections.abc import Callable

import pandas as pd

from dashboard.wording.columns import MISSING
from dashboard.words import VINTAGES, _
from indicators import places
from indicators.frames import Series
from indicators.schema import DAY, MOMENT

ONE_OF = _("one of")


def situations(board: pd.DataFrame) -> pd.DataFrame:
    """Return the board of a watchlist: one row a situation."""
    return pd.DataFrame(
        {
            _("Situation"): board["name"],
            _("Deaths, twelve months"): board["deaths"].astype("float64"),
            _("To"): _days(board["period"]),
            _("From"): [_known_from(row) for row in board.itertuples()],
            _("UN Security Council next"): _days(board["next_date"]),
            _("Meeting of"): board["next_body"],
            _("Mandate ends"): _days(board["mandate_end"]),
            _("Mandate of"): board["mandate_of"],
            _("Why it is watched"): board["why"],
            _("Entered by"): board["author"],
            _("On"): board["known_at"].astype(MOMENT),
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
            _("Period"): rows["period"],
            _("Value"): rows["value"],
            _("Unit"): rows["series"].map(lambda id: series[id].unit),
            _("Published"): _days(rows["published"]),
            _("Known on"): _days(rows["known_at"]),
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
            _("Day"): items["date"],
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
    table = pd.DataFrame(
        {
            _("Mission"): rows["acronym"],
            _("Name"): rows["name"],
            _("Organisation"): rows["organisation"].map(
                lambda code: _ORGANISATIONS.get(code, code)
            ),
            _("Mandate ends"): _days(rows["end"]),
            _("Confirmed"): rows["to_confirm"].map({True: _("to be confirmed"), False: _("yes")}),
            _("Decided by"): rows["decision_maker"].map(decider),
            _("Latest decision"): rows["latest_instrument"],
            _("Source"): rows["source"],
            _("Note"): rows["note"],
        }
    )
    table.attrs[MISSING] = _("no end date")
    return table


def events(rows: pd.DataFrame) -> pd.DataFrame:
    """Return events, newest first."""
    rows = rows.sort_values("ends", ascending=False)
    return pd.DataFrame(
        {
            _("Ended"): rows["ends"],
            _("Began"): rows["starts"],
            _("What"): rows["kind"],
            _("Title"): rows["title"],
            _("Area"): rows["area"],
            _("Estimate"): rows["value"],
            _("Unit"): rows["unit"],
            _("Low"): rows["low"],
            _("High"): rows["high"],
            _("Status"): rows["status"],
            _("Known on"): _days(rows["known_at"]),
            _("Source"): rows["source"],
        }
    )


def publications(rows: pd.DataFrame) -> pd.DataFrame:
    """Return publications, newest first, with links to the publishers' pages."""
    rows = rows.sort_values("published", ascending=False).drop_duplicates(["source", "document"])
    return pd.DataFrame(
        {
            _("Published"): rows["published"],
            _("Title"): rows["title"],
            _("Kind"): rows["kind"],
            _("Symbol"): rows["symbol"],
            _("Meeting"): rows["meeting"],
            _("Page"): rows["url"],
            _("Source"): rows["source"],
        }
    )


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


def decider(said: str) -> str:
    """Return who decides on a mandate, the two Councils named in full."""
    return _DECIDERS.get(said, said.replace("UNSC", _("UN Security Council")))


def partly(known: int, countries: int) -> str:
    """Return of how many countries of an area a figure is known, "" where of all or of none."""
    if known in (0, countries):
        return ""
    return _("{n} of {m} countries").format(n=known, m=countries)


def _known_from(row) -> str:
    if not row.series:
        return ""
    said = _("shipped history") if "history" in row.series else _("collected")
    return ", ".join(filter(None, (said, partly(row.known, row.countries))))


def _days(moments: pd.Series) -> pd.Series:
    """Return the days of moments or days, in the kind of a day."""
    if isinstance(moments.dtype, pd.DatetimeTZDtype):
        moments = moments.dt.tz_localize(None)
    return moments.astype(DAY).dt.normalize()


def _clock(moment: pd.Timestamp, zone: str) -> str:
    return "" if pd.isna(moment) else f"{moment.tz_convert(zone):%H:%M}"
