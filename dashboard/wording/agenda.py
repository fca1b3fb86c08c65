"""What the agenda pages and feeds say of meetings and their changes, in people's words."""

import pandas as pd

from dashboard import tables
from dashboard.words import _, day, minute, month, ngettext, plain
from indicators import places
from indicators.agendas.changes import ADOPTED_BY_WORKING_DAY, EMERGENCY_HOURS, FAR_DAYS

ZONES = (
    (_("New York"), "America/New_York"),
    (_("Brussels"), "Europe/Brussels"),
    (_("Addis Ababa"), "Africa/Addis_Ababa"),
)
KINDS = {
    "emergency": _("emergency meeting"),
    "programme not adopted": _("programme not adopted"),
    "cancelled": _("cancelled"),
    "dropped": _("dropped"),
    "postponed": _("postponed"),
    "moved far": _("moved by more than {n} days").format(n=FAR_DAYS),
    "added": _("added"),
    "moved": _("moved"),
    "hour": _("other hour"),
    "programme": _("month became known"),
}
STATUSES = {
    "provisional": _("provisional"), "confirmed": _("confirmed"), "held": _("held"),
    "postponed": _("postponed"), "cancelled": _("cancelled"), "dropped": _("dropped"),
}  # fmt: skip
DECISIONS = ("resolution", "presidential statement", "communiqué", "press statement",
             "declaration", "decision", "conclusions")  # fmt: skip
SOURCES = {
    "un_journal": _("UN Journal"), "unsc_programme": _("programme of work"),
    "unsc_meetings": _("UN table of meetings"), "unsc_decisions": _("UN decisions"),
    "un_press": _("UN press"), "amani_africa": _("Amani Africa"), "au_psc": _("African Union"),
    "eu_council": _("EU Council"), "eu_press": _("European Commission"), "nato": _("NATO"),
    "security_council_report": _("Security Council Report"),
    "by_hand": _("by hand"), "programme_by_hand": _("programme, by hand"),
}  # fmt: skip
_LEVELS = (_("routine"), _("watch"), _("concern"), _("warning"), _("crisis"))


def hours(starts: pd.Timestamp) -> str:
    """Return a meeting's hour in the three zones: "10:00 New York, 16:00 Brussels, ..."."""
    if pd.isna(starts):
        return _("hour not known")
    return ", ".join(f"{starts.tz_convert(zone):%H:%M} {name}" for name, zone in ZONES)


def where(codes: tuple[str, ...], one_of: bool = False, most: int = 6) -> str:
    """Return the names of places, a long list cut; of candidates "one of: ..."."""
    names = [places.name(code) for code in codes if code != places.WORLD]
    if len(names) > most:
        names = [*names[:most], _("{n} more").format(n=len(names) - most)]
    said = ", ".join(names)
    return _("one of: {names}").format(names=said) if one_of and said else said


def level(value: float) -> str:
    """Return a level as number and word: "3 warning"; missing is not rated."""
    return _("not rated") if pd.isna(value) else f"{value:.0f} {_LEVELS[int(value)]}"


def subject(row) -> str:
    """Return which meeting is meant: "UN Security Council, Libya"."""
    return f"{tables.body(row.body)}, {row.title}" if row.title else tables.body(row.body)


def change(row) -> str:
    """Return one change in a sentence, before and after. Not escaped: see `plain`."""
    who = subject(row)
    if row.kind == "emergency":
        said = _("{who}: called within {n} hours and not on the programme, for {day} ({hours}).")
        return said.format(
            who=who, n=EMERGENCY_HOURS, day=day(row.date), hours=hours(row.starts)
        )
    if row.kind == "programme not adopted":
        return _("{who}: no programme for {month} is known by its {n}th working day.").format(
            who=who, month=month(row.date), n=ADOPTED_BY_WORKING_DAY)  # fmt: skip
    if row.kind == "programme":
        said = ngettext("{who}: one meeting of {month} became known.",
                        "{who}: {n} meetings of {month} became known.", row.count)  # fmt: skip
        return said.format(who=who, n=row.count, month=month(row.date))
    if row.kind in ("moved far", "moved"):
        return _("{who}: moved {path}.").format(who=who, path=path(row.path))
    if row.kind == "hour":
        before, after = hours(row.starts_before), hours(row.starts)
        said = _("{who}, {day}: from {before} to {after}.")
        return said.format(who=who, day=day(row.date), before=before, after=after)
    if row.kind == "added":
        return _("{who}: added for {day} ({hours}).").format(
            who=who, day=day(row.date), hours=hours(row.starts))  # fmt: skip
    until = row.date if pd.isna(row.date_before) else row.date_before
    return _("{who}, planned for {day}: {kind}.").format(
        who=who, day=day(until), kind=KINDS[row.kind])  # fmt: skip


def signal(row) -> str:
    """Return one change that is a signal: its kind, and a sentence; escaped."""
    return f"**{KINDS[row.kind].capitalize()}.** {plain(change(row))}"


def path(days: tuple) -> str:
    """Return the days a meeting stood on: "from 8 to 18, then to 22 December 2026"."""
    named = [day(one) for one in days]
    said = _("from {first} to {second}").format(first=named[0], second=named[1])
    return said + "".join(_(", then to {day}").format(day=one) for one in named[2:])


def sources(names: str) -> str:
    """Return the feeds that tell a meeting, in order."""
    return ", ".join(SOURCES.get(name, name) for name in names.split("; ") if name)


def differs(row) -> str:
    """Return where the feeds of a meeting contradict each other: all stand."""
    said = []
    for field, value, told_by in row.differs:
        if field == "starts":
            value = hours(pd.Timestamp(value))
        elif field == "date":
            value = day(pd.Timestamp(value))
        else:
            value = STATUSES.get(value, value)
        said.append(_("{value} ({sources})").format(value=value, sources=sources(told_by)))
    return "; ".join(said)


def by_hand(row) -> str:
    """Return who entered a meeting by hand and who may see that, "" for one of feeds."""
    if not row.by:
        return ""
    return _("entered by hand by {who}; who may see this: {audience}").format(
        who=row.by, audience=row.seen_by
    )


def meetings(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table of meetings, the equal of the chart."""
    each = list(rows.itertuples())
    more = {  # shown where any meeting has it
        _("Entered by hand"): [by_hand(row) for row in each],
        _("Sources differ"): [differs(row) for row in each],
        _("Record"): [row.symbol for row in each],
        _("Outcome"): [row.outcome for row in each],
        _("Expected"): [row.expected for row in each],
        _("Briefers"): [row.briefers for row in each],
        _("Public"): [row.public for row in each],
        _("Page"): [row.url for row in each],
    }
    starts = [pd.NaT if pd.isna(row.starts) else row.starts for row in each]
    clocks = {
        name: ["" if pd.isna(at) else f"{at.tz_convert(zone):%H:%M}" for at in starts]
        for name, zone in ZONES
    }
    return pd.DataFrame(
        {
            _("Day"): [day(row.date) for row in each],
            **clocks,
            _("Body"): [tables.body(row.body) for row in each],
            _("Item"): [row.title for row in each],
            _("Places"): [where(row.places, row.one_of) for row in each],
            _("Status"): [STATUSES.get(row.status, row.status) for row in each],
            _("Format"): [row.format for row in each],
            _("Told by"): [sources(row.sources) for row in each],
            **{name: told for name, told in more.items() if any(told)},
        }
    )


def changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table of changes, the gravest first."""
    each = list(rows.itertuples())
    before = [_stood(row.date_before, row.status_before) for row in each]
    after = ["" if row.kind == "programme" else _stood(row.date, row.status) for row in each]
    return pd.DataFrame(
        {
            _("Change"): [KINDS[row.kind] for row in each],
            _("In a sentence"): [change(row) for row in each],
            _("Before"): before,
            _("After"): after,
            _("Places"): [where(row.places) for row in each],
            _("Told by"): [sources(row.sources) for row in each],
            _("Known since"): [day(row.changed) for row in each],
        }
    )


def published(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table of what partners decided or published, one row a document."""
    told = rows.groupby(["source", "document"], sort=False, as_index=False).agg(
        published=("published", "first"), body=("body", "first"), title=("title", "first"),
        kind=("kind", "first"), symbol=("symbol", "first"), meeting=("meeting", "first"),
        places=("place", tuple), one_of=("one_of", "all"), url=("url", "first"),
    )  # fmt: skip
    each = list(told.itertuples())
    return pd.DataFrame(
        {
            _("Published"): [minute(row.published) for row in each],
            _("Body"): [tables.body(row.body) for row in each],
            _("Title"): [row.title for row in each],
            _("Kind"): [row.kind for row in each],
            _("Places"): [where(row.places, row.one_of) for row in each],
            _("Symbol"): [row.symbol for row in each],
            _("Meeting"): [row.meeting for row in each],
            _("Page"): [row.url for row in each],
            _("Told by"): [sources(row.source) for row in each],
        }
    )


def scope(members: tuple[str, ...]) -> str:
    """Return which places a list is about."""
    if not members:
        return _("On all places.")
    return _("On {n} countries and territories: {names}.").format(
        n=len(members), names=plain(where(members, most=12)))  # fmt: skip


def _stood(date: pd.Timestamp, status: str) -> str:
    return "" if pd.isna(date) else f"{day(date)}, {STATUSES.get(status, status)}".rstrip(", ")
