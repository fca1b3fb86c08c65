"""Briefs: one situation, or one watchlist, on a page that stands by itself."""

import pandas as pd

from dashboard import board, data, tables
from dashboard.reports import records_read
from dashboard.reports.document import (
    Chart,
    Document,
    Figure,
    Figures,
    Line,
    Paragraph,
    Reference,
    Section,
    Table,
)
from dashboard.reports.naming import Naming
from dashboard.session import Look
from dashboard.words import VINTAGES, _, day, minute, month
from indicators import places

_MONTHS = 12
_LINES = 4  # of a chart
_ROWS = 10  # of the agenda, on one page


def situation_brief(place: str, look: Look) -> Document:
    """Return what is known of one situation: deaths, agenda, missions, with their sources."""
    members = places.members(place)
    figures = data.figures(look, data.MONTHLY, members)
    mandates = data.mandates(look)
    here = mandates[mandates["place"].isin(members)]
    about, told, name = _row(place, look), Figures(), _naming(look)
    sections = (
        Section(
            _("In short"),
            (Paragraph(f"{board.why(about)} {board.coming(about)}", _sources(about, look)),),
        ),
        Section(
            _("Deaths by month"),
            (
                Table.of(
                    _("The last twelve months that are known"),
                    _by_month(figures, told, name),
                    empty=_("No figure about this place is known."),
                ),
                *_chart(figures, told, name),
            ),
        ),
        Section(_("Agenda"), (_agenda(members, look),)),
        Section(_("Missions and mandates"), (_missions(here, look),)),
    )
    notes = (*name.footnotes(), *board.notes(members))
    return _document(name(place), sections, look, notes, told.all(), pages=1)


def watchlist_brief(watchlist: str, look: Look) -> Document:
    """Return what is known of every situation on a watchlist, worst first."""
    today = data.today(look)
    lists = data.lists(look).set_index("record")
    shown = board.situations(
        records_read.tellable(data.watches(look, watchlist)), data.deaths(look),
        records_read.agenda_around(look), data.mandates(look), today,
    )  # fmt: skip
    sources = [_sources(row, look) for _n, row in shown.iterrows()]
    every = tuple(dict.fromkeys(reference for of_one in sources for reference in of_one))
    name = lists.loc[watchlist, "name"]
    nothing = _("There is no situation on this list.")
    table = tables.situations(shown).drop(columns=_("Meeting of"))
    told = [
        Paragraph(f"{board.why(row)} {board.coming(row)} {row['why']}", of_one)
        for (_n, row), of_one in zip(shown.iterrows(), sources, strict=True)
    ]
    sections = (
        Section(
            _("Situations"),
            (Table.of(name, table.iloc[:, :7], *every, empty=nothing),),
        ),
        *(
            Section(row["name"], (one,))
            for (_n, row), one in zip(shown.iterrows(), told, strict=True)
        ),
    )
    return _document(name, sections, look, ())


def _row(place: str, look: Look) -> pd.Series:
    alone = pd.DataFrame([{"place": place, "why": "", "author": "", "known_at": pd.NaT}])
    return board.situations(
        alone, data.deaths(look), records_read.agenda_around(look), data.mandates(look),
        data.today(look),
    ).iloc[0]


def _by_month(figures: pd.DataFrame, told: Figures, name: Naming) -> pd.DataFrame:
    """Return twelve months of one country, or of an area the newest month of each country."""
    if figures["place"].nunique() > 1:
        latest = figures.sort_values("period").drop_duplicates(["series", "place"], keep="last")
    else:
        since = figures["period"].max() - pd.DateOffset(months=_MONTHS)
        latest = figures[figures["period"] > since]
    table = tables.figures(latest, data.series, data.origin)
    tokens = [told.add(_figure(row, name)) for row in latest.itertuples()]
    table[_("Value")] = pd.Series(tokens, index=latest.index, dtype="str")
    table[_("Place")] = latest["place"].map(name)
    columns = [_("Place"), _("Period"), _("Value"), _("Known on"), _("Figures")]
    return table[columns if latest["place"].nunique() > 1 else columns[1:]]


def _figure(row, name: Naming) -> Figure:
    publisher, licence = data.origin(row.series)
    series = data.series(row.series)
    return Figure(
        key=f"{row.place.lower()}.{row.series.replace('.', '-')}-{row.period:%Y-%m}",
        value=None if pd.isna(row.value) else row.value,
        unit=series.unit,
        what=f"{series.title}, {name(row.place)}",
        period=month(row.period),
        at=f"{row.period:%Y-%m}",
        source=f"{publisher}, {licence}",
        known=_("known by {day}").format(day=day(row.known_at)),
        vintage=VINTAGES[row.vintage],
    )


def _chart(figures: pd.DataFrame, told: Figures, name: Naming) -> tuple[Chart, ...]:
    """Return the deaths of two years of at most four places, () when none is known."""
    if figures.empty:
        return ()
    recent = figures[figures["period"] > figures["period"].max() - pd.DateOffset(months=24)]
    lines = []
    for place in recent.groupby("place")["value"].sum().nlargest(_LINES).index:
        rows = recent[recent["place"] == place].drop_duplicates("period", keep="first")
        points = tuple(
            (f"{row.period:%Y-%m}", told.add(_figure(row, name))[1:-1])
            for row in rows.sort_values("period").itertuples()
        )
        lines.append(Line(name(place), points))
    return (Chart(_("Deaths by month"), _("deaths"), tuple(lines), says=_(
        "Deaths by month; the table gives the same figures.")),)  # fmt: skip


def _naming(look: Look) -> Naming:
    return Naming(next(iter(sorted(look.viewer.organisations)), ""))


def _agenda(members: tuple[str, ...], look: Look) -> Table:
    rows = records_read.agenda_around(look)
    rows = rows[rows["place"].isin(members)]
    shown = tables.agenda(rows)
    columns = [_("Day"), _("Body"), _("Item"), _("Status"), _("Record")]
    shown = shown[columns] if len(shown) else shown
    title = _("From sixty days ago on")
    if len(shown) > _ROWS:
        title += " " + _("(the last {n} of {all})").format(n=_ROWS, all=len(shown))
    return Table.of(
        title,
        shown.tail(_ROWS),
        *agenda_source(rows),
        widths=(3, 3, 7, 2, 2) if len(shown) else (),
        empty=_(
            "No agenda item about this place is known. That may be for want of collected sources."
        ),
    )


def _missions(rows: pd.DataFrame, look: Look) -> Table:
    columns = [_("Mission"), _("Organisation"), _("Mandate ends"), _("Confirmed"),
               _("Latest decision")]  # fmt: skip
    return Table.of(_("Soonest end first"), tables.mandates(rows)[columns],
                    *((_register(),) if len(rows) else ()),
                    empty=board.no_mission(look.as_of))  # fmt: skip


def _register() -> Reference:
    as_of = _("as of {month}").format(month=month(data.REGISTER))
    return Reference(_("Register of missions shipped with Jointwatch"), "", as_of, "")


def agenda_source(rows: pd.DataFrame) -> tuple[Reference, ...]:
    """Return by which sources agenda items are told; () without any."""
    names = sorted(set("; ".join(rows["sources"]).split("; ")) - {""})
    titles = [data.sources()[name].title for name in names if name in data.sources()]
    return (Reference(_("Agenda items"), "", "", "; ".join(titles)),) if names else ()


def _sources(about: pd.Series, look: Look) -> tuple[Reference, ...]:
    """Return where the deaths and the dates of one situation come from."""
    span = _("twelve months to {month}").format(month=board.until(about))
    deaths = tuple(
        Reference(data.series(id).title, span, "", ", ".join(data.origin(id)))
        for id in about["series"].split("; ") if id
    )  # fmt: skip
    agenda = records_read.agenda_around(look)
    agenda = agenda[agenda["place"].isin(places.members(about["place"]))]
    meeting = agenda_source(agenda) if pd.notna(about["next_date"]) else ()
    mandate = (_register(),) if pd.notna(about["mandate_end"]) else ()
    return (*deaths, *meeting, *mandate)


def made(look: Look) -> str:
    """Return when a document is made, and of which day a replay shows what could be known."""
    said = _("Made {moment}.").format(moment=minute(pd.Timestamp.now("UTC")))
    if look.as_of is None:
        return said
    shown = day(look.as_of - pd.Timedelta(days=1))
    return f"{said} " + _("TRAINING REPLAY: what could be known on {day}.").format(day=shown)


def _document(
    title: str, sections: tuple[Section, ...], look: Look, notes: tuple[str, ...],
    figures: tuple[Figure, ...] = (), pages: int = 0,
) -> Document:  # fmt: skip
    boundaries = _("Names imply no position on the status of any territory.")
    may_see = _("Who may see this: {who} only.").format(
        who=", ".join(sorted(look.viewer.organisations))
    )
    told = (*notes, boundaries)
    return Document(title, may_see, made(look), sections, told, figures, pages=pages)
