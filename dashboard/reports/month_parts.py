"""Sections that briefs about a month share: each from what was gathered, saying what is absent."""


import pandas as pd

from dashboard.reports import frame, matters
from dashboard.reports.audiences import BODIES
from dashboard.reports.document import Bullets, Paragraph, Reference, Section, Table
from dashboard.reports.facts import Facts
from dashboard.reports.meetings import changes, going, of_month

ROWS = 16  # of the programme at a glance; two printed pages hold no more
_ZONES = {"UNSC": ("America/New_York", "New York"), "AU PSC": ("Africa/Addis_Ababa", "Addis Ababa")}
_PROVISIONAL = ("provisional", "")


def status(facts: Facts) -> Paragraph:
    """Return what the programme is, and when it was read, in New York's time."""
    told, t = facts.told, facts.t
    meetings = of_month(told.meetings, told.month, "UNSC")
    month = frame.month(told.month, facts.language)
    if meetings.empty:
        said = t("No programme of the UN Security Council for {month} is known here: none was "
                 "collected or entered. What follows rests on mandates and registers.")  # fmt: skip
        return Paragraph(said.format(month=month), key="status")
    zone, city = _ZONES["UNSC"]
    read = frame.minute(told.read_at, zone, city, facts.language)
    open_ones = meetings["status"].isin(_PROVISIONAL).sum()
    if open_ones == len(meetings):
        said = t("Provisional: the programme for {month} as read on {read}. It changes daily.")
    elif open_ones:
        said = t("Partly confirmed: the programme for {month} as read on {read}. It changes daily.")
    else:
        said = t("Confirmed: the programme for {month} as read on {read}.")
    return Paragraph(said.format(month=month, read=read),
                     facts.agenda_reference(meetings, "UN Security Council"), "status")  # fmt: skip


def presidency(facts: Facts) -> Paragraph:
    """Return who presides in the month, and whether a document says so."""
    row, t = facts.told.presidency, facts.t
    if row is None:
        return Paragraph(t("Presidency: not known."), key="presidency")
    derived = row["evidence"] != "document"
    sure = t(" (from the alphabetical order of members, to be confirmed)") if derived else ""
    what = Reference(t("Presidencies of the UN Security Council"), row["month"], "", row["source"])
    said = t("Presidency: {country}{sure}.").format(country=facts.name(row["iso3"]), sure=sure)
    return Paragraph(said, (what,), "presidency")


def programme(facts: Facts, body: str = "UNSC", rows: int = ROWS) -> Table:
    """Return the month's meetings of a body at a glance; what does not fit is counted."""
    told, t = facts.told, facts.t
    meetings = of_month(told.meetings, told.month, body)
    shown, (zone, city) = meetings.head(rows), _seat(body)
    cells = tuple(
        (_at(row, zone, facts), _subject(row, facts), t(row.format or "meeting"), t(row.status))
        for row in shown.itertuples()
    )
    words = t("One meeting known, times of {city}") if len(meetings) == 1 else t(
        "{n} meetings known, times of {city}")  # fmt: skip
    title = words.format(n=len(meetings), city=t(city))
    if len(meetings) > rows:
        title += " " + t("(the first {n} are shown)").format(n=rows)
    return Table(
        title, tuple(map(t, ("Day", "Subject", "Format", "Status"))), cells,
        facts.agenda_reference(meetings, BODIES[body]),
        t("No meeting of the {body} in this month is known here.").format(body=t(BODIES[body])),
        (2, 7, 2, 2),
    )  # fmt: skip


def outcomes(facts: Facts) -> Section:
    """Return what the UN Security Council decided in the month before, with votes."""
    told, t = facts.told, facts.t
    before = told.month - pd.DateOffset(months=1)
    held = of_month(told.meetings, before, "UNSC")
    held = held[(held["outcome"] != "") & (held["status"] == "held")]
    last = before + pd.offsets.MonthEnd(0)
    decided = told.decisions[told.decisions["date"].between(before, last)]
    items = [
        Paragraph(t("{day}: {outcome} ({subject}).").format(
            day=facts.day(row.date), outcome=row.outcome, subject=_subject(row, facts)),
                  facts.agenda_reference(held[held.index == row.Index], "UN Security Council"))
        for row in held.itertuples()
    ] + [
        Paragraph(
            t("{day}: {symbol}, {subject}; vote {vote}.").format(
                day=facts.day(row.date), symbol=row.symbol, subject=row.subject, vote=row.vote),
            (Reference(t("Decisions of the UN Security Council"), facts.day(row.date), "",
                       row.source),),
        ) for row in decided.itertuples() if not held["outcome"].str.contains(
            row.symbol, regex=False).any()
    ]  # fmt: skip
    heading = t("Outcomes in {month}, with votes").format(
        month=frame.month(before, facts.language))  # fmt: skip
    absent = t("No decision of that month is known here.")
    return Section(heading, (Bullets(tuple(items[:6]), absent),), "outcomes")


def votes(facts: Facts) -> Section:
    """Return the votes to expect: adoptions on the programme, and mandates that end."""
    told, t = facts.told, facts.t
    adoptions = going(of_month(told.meetings, told.month, "UNSC"))
    adoptions = adoptions[adoptions["format"] == "adoption"]
    items = [
        Paragraph(t("{day}: vote on {subject}.").format(
            day=facts.day(row.date), subject=_subject(row, facts)),
            facts.agenda_reference(adoptions, "UN Security Council"))
        for row in adoptions.itertuples()
    ]  # fmt: skip
    rows = matters.ending(told)
    rows = rows[rows["decision_maker"].str.contains("UNSC") & rows["end"].le(
        told.month + pd.offsets.MonthEnd(0))]  # fmt: skip
    names = ", ".join(f"{row.acronym} ({frame.short_day(row.end, facts.language)})"
                      for row in matters.by_mission(rows).itertuples())  # fmt: skip
    if names:
        said = t("A decision is due before these mandates end: {names}.").format(names=names)
        items.append(Paragraph(said, (facts.register(),)))
    items.append(Paragraph(t("Penholders: no source here names them.")))
    return Section(t("Votes expected and penholders"), (Bullets(tuple(items)),), "votes")


def seats(facts: Facts) -> Section:
    """Return the addressee's members on the UN Security Council, and who leaves it."""
    told, t, of = facts.told, facts.t, facts.told.audience
    seated = told.members[told.members["iso3"].isin(of.members)]
    if told.members.empty:
        said = t("Who sits on the UN Security Council in this month is not known here.")
        return Section(t(of.members_called), (Paragraph(said),), "seats")
    ends = told.members[told.members["term_end"].str.startswith(f"{told.month.year}-12")]
    names = ", ".join(facts.name(iso3) for iso3 in seated["iso3"]) or t("none")
    said = t("{names}.").format(names=names)
    if told.month.month >= 11 and len(ends):
        leaving = ", ".join(facts.name(iso3) for iso3 in ends["iso3"])
        said += " " + t("Terms that end on 31 December: {names}.").format(names=leaving)
    source = Reference(t("Members of the UN Security Council"), str(told.month.year), "",
                       t("table shipped with Jointwatch"))  # fmt: skip
    return Section(t(of.members_called), (Paragraph(said, (source,)),), "seats")


def missions(facts: Facts) -> Section:
    """Return the addressee's own missions in places that the month is about."""
    told, t, of = facts.told, facts.t, facts.told.audience
    touched = {one.place for one in matters.candidates(told)}
    rows = matters.own(told)
    rows = rows[rows["place"].isin(touched)]
    said = "; ".join(
        f"{row.acronym} ({', '.join(facts.name(place) for place in row.places)}"
        + ("" if pd.isna(row.end) else f", {t('to')} {frame.short_day(row.end, facts.language)} "
           f"{row.end.year}{_unsure(row, facts)}") + ")"
        for row in matters.by_mission(rows).itertuples()
    )  # fmt: skip
    text = f"{said}." if said else t("None in the register is in a place on the programme.")
    told_by = (facts.register(),) if said else ()
    return Section(t(of.missions_called), (Paragraph(text, told_by),), "missions")


def partners(facts: Facts, bodies: tuple[str, ...]) -> Section:
    """Return what other bodies plan in the month."""
    told, t = facts.told, facts.t
    meetings = going(of_month(told.meetings, told.month, *bodies))
    items = [
        Paragraph(
            f"{t(BODIES[row.body])}, {_when(row, facts)}: {_subject(row, facts)}"
            + (f" ({t(row.status)})." if row.status else "."),
            facts.agenda_reference(meetings[meetings["body"] == row.body], BODIES[row.body]),
        )
        for row in meetings.head(6).itertuples()
    ]
    silent = [t(BODIES[body]) for body in bodies if body not in set(meetings["body"])]
    if silent:
        said = t("Nothing is known here of the plans of: {names}.").format(names=", ".join(silent))
        items.append(Paragraph(said))
    return Section(t("What partners plan"), (Bullets(tuple(items)),), "partners")


def ends_of_mandates(facts: Facts) -> Section:
    """Return the mandates that end in the month and soon after."""
    rows = matters.by_mission(matters.ending(facts.told))
    t = facts.t
    cells = tuple(
        (row.acronym, ", ".join(facts.name(p) for p in row.places[:4]), facts.day(row.end),
         row.latest_instrument or t("not known"),
         t("to be confirmed") if row.to_confirm else "")
        for row in rows.head(8).itertuples()
    )  # fmt: skip
    title = t("To {n} days after the month").format(n=matters.SOON)
    columns = tuple(map(t, ("Mission", "Place", "Mandate ends", "Latest decision", "Note")))
    table = Table(title, columns, cells, (facts.register(),) if cells else (),
                  t("No mandate in the register ends in this month or soon after."),
                  (3, 4, 3, 4, 3))  # fmt: skip
    return Section(t("Mandates ending"), (table,), "mandates")


def change(facts: Facts, body: str = "UNSC") -> Section:
    """Return what became of the programme since the last brief of this kind."""
    told, t = facts.told, facts.t
    heading = t("Change since the last brief")
    if told.since is None:
        said = Paragraph(t("This is the first brief on this programme that is kept here."))
        return Section(heading, (said,), "change")
    now, then = (of_month(known, told.month, body) for known in (told.meetings, told.meetings_then))
    became = changes(now, then)
    words = {"added": t("Added: {title}, {day}."), "dropped": t("Dropped: {title}, was {day}."),
             "moved": t("Moved: {title}, {was} to {day}."),
             "status": t("{title}, {day}: {was}, now {status}.")}  # fmt: skip
    items = tuple(
        Paragraph(words[row.what].format(
            title=row.title, day=facts.day(row.date), status=t(row.status or "no status"),
            was=facts.day(row.was) if row.what == "moved" else t(row.was or "no status")),
            facts.agenda_reference(now if row.what != "dropped" else then, BODIES[body]))
        for row in became.head(6).itertuples()
    )  # fmt: skip
    counted = t("Since {day}: one change.") if len(became) == 1 else t("Since {day}: {n} changes.")
    since = counted.format(day=facts.day(told.since), n=len(became))
    return Section(heading, (Paragraph(since), Bullets(items, t("Nothing has changed."))), "change")


def _seat(body: str) -> tuple[str, str]:
    return _ZONES.get(body, ("Europe/Brussels", "Brussels"))


def _at(row, zone: str, facts: Facts) -> str:
    day = frame.short_day(row.date, facts.language)
    return day if pd.isna(row.starts) else f"{day}, {row.starts.tz_convert(zone):%H:%M}"


def _when(row, facts: Facts) -> str:
    zone, city = _seat(row.body)
    said = _at(row, zone, facts)
    return said if pd.isna(row.starts) else f"{said} {facts.t(city)}"


def _subject(row, facts: Facts) -> str:
    if not row.places:
        return row.title
    names = [facts.name(place) for place in row.places]
    if all(name.rstrip("*†‡§").casefold() in row.title.casefold() for name in names):
        return row.title
    which = facts.t("one of: ") if row.one_of else ""
    more = ", …" if len(names) > 4 else ""
    return f"{row.title} ({which}{', '.join(names[:4])}{more})"


def _unsure(row, facts: Facts) -> str:
    return f", {facts.t('to be confirmed')}" if row.to_confirm else ""
