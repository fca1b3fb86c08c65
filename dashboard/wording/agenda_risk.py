"""What the page Agenda says of agendas against risk: the matrix, the lists, the lag."""

import pandas as pd

from dashboard import tables
from dashboard.wording.agenda import level
from dashboard.words import _, day, month, ngettext, number, plain
from indicators import places
from indicators.agendas import lag as agenda_lag


def risk(table: pd.DataFrame, bodies: tuple[str, ...]) -> pd.DataFrame:
    """Return the matrix of situations and bodies, a row a situation."""
    rows = []
    for situation, cells in table.groupby("situation", sort=False):
        first = cells.iloc[0]
        row = {
            _("Situation"): places.name(situation),
            _("Level"): level(first["level"]),
            _("Trend"): first["trend"] or _("not known"),
        }
        by_body = cells.set_index("body")
        for body in bodies:
            row[tables.body(body)] = _cell(by_body.loc[body])
        rows.append(row)
    return pd.DataFrame(rows)


def _cell(cell: pd.Series) -> str:
    if pd.isna(cell["next_date"]) and pd.isna(cell["last_date"]):
        return _("none known")
    coming = _("no date known")
    if pd.notna(cell["next_date"]):
        said = ngettext("in one day", "in {n} days", int(cell["days_to"]))
        coming = _("today") if cell["days_to"] == 0 else said.format(n=int(cell["days_to"]))
        coming += _(" (one of several places)") if cell["next_one_of"] else ""
    if pd.isna(cell["last_date"]):
        return _("{coming}; last: none known").format(coming=coming)
    return _("{coming}; last {n} days ago").format(coming=coming, n=number(cell["days_since"]))


def nobody(row) -> str:
    """Return one rising situation on nobody's agenda in a sentence, escaped."""
    said = _("**{name}**: level {level}, was {before}.").format(
        name=plain(places.name(row.situation)), level=level(row.level),
        before=level(row.level_before))  # fmt: skip
    if pd.isna(row.last_date):
        return said + " " + _("No body is known to have considered it.")
    return said + " " + _("Last: {body}, {day}.").format(
        body=tables.body(row.last_body), day=day(row.last_date))  # fmt: skip


def worse(row) -> str:
    """Return one situation that got worse since a body's meeting in a sentence, escaped."""
    said = _("**{name}**: level {level}, was {then} when the {body} met on {day}.").format(
        name=plain(places.name(row.situation)), level=level(row.level),
        then=level(row.level_then), body=tables.body(row.body), day=day(row.last_date))  # fmt: skip
    if pd.isna(row.next_date):
        return said + " " + _("No next date is known.")
    return said + " " + _("Next: {day}.").format(day=day(row.next_date))


def outbreaks(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table of outbreaks and what the UN Security Council's agenda did."""
    each = list(found.itertuples())
    return pd.DataFrame(
        {
            _("Place"): [places.name(row.place) for row in each],
            _("Outbreak"): [month(row.month) for row in each],
            _("Deaths in three months"): [number(row.deaths) for row in each],
            _("On the agenda before"): [_("yes") if row.on_before else _("no") for row in each],
            _("First meeting"): [
                month(row.first) if row.considered else _("none in {n} months").format(n=row.months)
                for row in each
            ],
            _("Months after"): [number(row.months) if row.considered else "" for row in each],
        }
    )


def lag(found: pd.DataFrame, shares: pd.DataFrame) -> str:
    """Return how long the agenda lags behind violence, in a sentence."""
    new, by_month = found[~found["on_before"]], shares.set_index("month")["share"]
    return _(
        "Of {all} outbreaks of violence from 1989 to 2020, {before} were in places that the UN "
        "Security Council had considered in the year before. Of the other {new}, it considered "
        "{year} in 100 within twelve months and {three} in 100 within three years; where it did, "
        "half had come to its table after {median} months."
    ).format(
        all=len(found), before=int(found["on_before"].sum()), new=len(new),
        year=number(100 * by_month[12]), three=number(100 * by_month[agenda_lag.FOLLOWED]),
        median=number(new.loc[new["considered"], "months"].median()),
    )  # fmt: skip
