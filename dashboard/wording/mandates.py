"""What pages say of mandates, reports that are due, seats and presidencies."""

import pandas as pd

from collectors.reference import FLAGS
from dashboard import tables
from dashboard.wording import agenda as agenda_words
from dashboard.words import _, day, month, ngettext, plain
from indicators import places

SEATS_WARNED_FROM = 11  # the month from which the change of seats on 1 January is announced
OVERDUE_DAYS = 1  # a report counts as overdue so many days after it was due


def mandates(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table of missions with how near the end of each is."""
    table = tables.mandates(rows)
    one = rows.drop_duplicates("id")
    table.insert(4, _("How near"), [_near(row) for row in one.itertuples()])
    return table


def _near(row) -> str:
    if pd.isna(row.end):
        return ""
    if row.passed:
        return _("passed, what followed is not confirmed")
    if not row.flag:
        return _("more than {n} days").format(n=max(FLAGS))
    left = ngettext("one day left", "{n} days left", int(row.days_left))
    return _("within {n} days: {left}").format(n=row.flag, left=left.format(n=int(row.days_left)))


def ending(row) -> str:
    """Return one mandate that ends soon where the level is high in a sentence, escaped."""
    said = _("**{mission}** ({place}): ends {day}, {n} days; level {level}.").format(
        mission=plain(row.acronym), place=plain(places.name(row.place)), day=day(row.end),
        n=int(row.days_left), level=agenda_words.level(row.level))  # fmt: skip
    return said + (" " + _("The date is to be confirmed.") if row.to_confirm else "")


def reports(rows: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Return the table of reports that are due, entered by hand."""
    rows = rows.sort_values("date")
    return pd.DataFrame(
        {
            _("Due"): [day(row.date) for row in rows.itertuples()],
            _("How near"): [_due(row, today) for row in rows.itertuples()],
            _("Report"): list(rows["title"]),
            _("To"): [tables.body(row.body) for row in rows.itertuples()],
            _("Places"): [agenda_words.where(row.places) for row in rows.itertuples()],
            _("Entered by hand"): [agenda_words.by_hand(row) for row in rows.itertuples()],
        }
    )


def _due(row, today: pd.Timestamp) -> str:
    left = (row.date - today).days
    if row.status == "held":
        return _("delivered")
    if left <= -OVERDUE_DAYS:
        return ngettext("overdue by one day", "overdue by {n} days", -left).format(n=-left)
    flag = next((days for days in sorted(FLAGS) if left <= days), None)
    return _("more than {n} days").format(n=max(FLAGS)) if flag is None else _(
        "within {n} days").format(n=flag)  # fmt: skip


def chair(row) -> str:
    """Return who chairs a body in a month, as entered by hand, escaped."""
    return _("{body} in {month}: **{who}** ({by}).").format(
        body=tables.body(row.body), month=month(row.date), who=plain(row.title),
        by=plain(agenda_words.by_hand(row)))  # fmt: skip


def seats_change(now: pd.DataFrame, following: pd.DataFrame, today: pd.Timestamp) -> str:
    """Return who leaves and joins the UN Security Council on 1 January, from November on.

    `now` and `following` have the column country; "" before November or when the members
    of the coming year are not known.
    """
    if today.month < SEATS_WARNED_FROM or following.empty:
        return ""
    leave = sorted(set(now["country"]) - set(following["country"]))
    join = sorted(set(following["country"]) - set(now["country"]))
    if not leave and not join:
        return ""
    said = _("Seats change on 1 January {year}: {leave} leave, {join} join.")
    leave, join = plain(", ".join(leave)), plain(", ".join(join))
    return said.format(year=today.year + 1, leave=leave, join=join)
