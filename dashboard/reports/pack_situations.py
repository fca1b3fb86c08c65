"""What a meeting pack tells of one situation: figures, what changed, signals, assessments."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import data
from dashboard.reports import records_read
from dashboard.reports.document import Bullets, Paragraph, Reference, Section, Table
from dashboard.reports.facts import Facts
from dashboard.session import Look
from dashboard.words import _, day, month
from dashboard.workspace import assessments, scales
from indicators import places

_SOON = pd.Timedelta(days=90)  # within which the end of a mandate is told
_MOST = 12  # signals of one situation that are told, the highest level first


@dataclass(frozen=True)
class Since:
    """What was known at the last meeting of the body, None where there was none."""

    meeting: pd.Timestamp | None
    deaths: pd.DataFrame
    levels: pd.DataFrame

    @classmethod
    def the_last(cls, look: Look, meeting: pd.Timestamp | None, here: list[str]) -> "Since":
        """Read what those who meet could know together of `here` when they met last."""
        if meeting is None:
            return cls(None, data.figures(look, data.TWELVE_MONTHS, ()),
                       assessments.levels(data.store(), look.viewer)[:0])  # fmt: skip
        then = Look(look.viewer, meeting)
        members = tuple(sorted({one for place in here for one in places.members(place)}))
        rows = data.figures(then, data.TWELVE_MONTHS, members)
        rows = rows.sort_values("period").drop_duplicates(["series", "place"], keep="last")
        rows = rows.sort_values("series").drop_duplicates("place")  # collected before shipped
        before = assessments.levels(data.store(), look.viewer, meeting)
        return cls(meeting, rows, records_read.tellable(before, meeting=True))


def situation(place: str, facts: Facts, look: Look, since: Since, now: pd.DataFrame) -> Section:
    """Return the section of one situation; `now` are the assessments as they stand."""
    members = tuple(places.members(place))
    figures = _table(members, facts, since) if len(members) > 1 else _sentences(place, facts, since)
    rated = now[now["place"] == place]
    return Section(facts.name(place), (
        *figures, *_mandates(members, facts), _signals(members, facts, since),
        *_levels(rated, look, since.levels[since.levels["place"] == place], since.meeting),
    ))  # fmt: skip


def apart(now: pd.DataFrame, here: list[str]) -> list[str]:
    """Return a sentence for each situation on which assessments differ."""
    said = []
    for place in here:
        rated = now[(now["place"] == place) & now["level"].notna()]
        if rated["level"].nunique() < 2:
            continue
        told = ", ".join(f"{row.organisation} {scales.LEVELS[int(row.level)]}"
                         for row in rated.sort_values("organisation").itertuples())  # fmt: skip
        much = assessments.spread(rated) >= assessments.DISCUSS_FROM
        words = _("{place}: {levels}; to be discussed.") if much else _("{place}: {levels}.")
        said.append(words.format(place=places.name(place), levels=told))
    return said


def _sentences(place: str, facts: Facts, since: Since) -> tuple[Paragraph, ...]:
    counted = " ".join(filter(None, (facts.deaths(place), _change(place, facts, since))))
    said = [counted, facts.forecast(place)]
    told = tuple(Paragraph(one) for one in said if one)
    return told or (Paragraph(_("No figure is known.")),)


def _table(members: tuple[str, ...], facts: Facts, since: Since) -> tuple[Table]:
    columns = (_("Place"), _("Deaths and forecast"), _("Since the last meeting"))
    rows = tuple(
        (facts.name(one),
         " ".join(filter(None, (facts.deaths(one), facts.forecast(one)))) or _("no data"),
         _change(one, facts, since))
        for one in members
    )  # fmt: skip
    if since.meeting is None:
        columns, rows = columns[:2], tuple(row[:2] for row in rows)
    return (Table(_("Place by place"), columns, rows, widths=(3, 8, 5)[: len(columns)]),)


def _change(place: str, facts: Facts, since: Since) -> str:
    """Tell the sum of deaths as it was known at the last meeting; a revision is told as one."""
    if since.meeting is None:
        return ""
    now, then = (rows[rows["place"] == place] for rows in (facts.told.deaths, since.deaths))
    if now.empty or then.empty:
        return _("At the last meeting no figure was known.") if len(now) else ""
    now, then = now.iloc[0], then.iloc[0]
    if then["period"] == now["period"] and then["value"] == now["value"]:
        return _("Unchanged since the last meeting.")
    token = facts.deaths_then(then)
    if then["period"] == now["period"]:
        return _("Revised since the last meeting: it was {n}.").format(n=token)
    words = _("At the last meeting it was {n}, for the twelve months to {month}.")
    return words.format(n=token, month=month(then["period"]))


def _mandates(members: tuple[str, ...], facts: Facts) -> tuple[Paragraph, ...]:
    rows, now = facts.told.mandates, facts.told.now.tz_localize(None).normalize()
    rows = rows[rows["place"].isin(members) & rows["end"].between(now, now + _SOON)]
    if rows.empty:
        return ()
    ends = ", ".join(
        f"{row.acronym} {day(row.end)}" + (_(" (to be confirmed)") if row.to_confirm else "")
        for row in rows.drop_duplicates("acronym").sort_values("end").itertuples()
    )
    said = _("Mandates that end within 90 days: {ends}.").format(ends=ends)
    return (Paragraph(said, (facts.register(),)),)


def _signals(members: tuple[str, ...], facts: Facts, since: Since) -> Bullets:
    rows = facts.told.signals[facts.told.signals["place"].isin(members)]
    rows = rows.sort_values(["level", "since"], ascending=False)
    items = []
    for rule, of_rule in rows.groupby("rule", sort=False):
        begun = of_rule["since"].min()
        said = _("Signal since {day}: {rule}").format(
            day=day(begun), rule=facts.told.signal(str(rule)))  # fmt: skip
        if len(members) > 1:
            said += _(" in {places}").format(
                places=", ".join(facts.name(one) for one in of_rule["place"]))  # fmt: skip
        if since.meeting is not None and begun > since.meeting:
            said += _(" (new since the last meeting)")
        items.append(Paragraph(f"{said}.", (facts.signal_reference(of_rule.iloc[0]),)))
    return Bullets(tuple(items[:_MOST]), _("No signal stands."))


def _levels(
    now: pd.DataFrame, look: Look, then: pd.DataFrame, meeting: pd.Timestamp | None
) -> tuple[Table | Paragraph, ...]:
    if now["level"].notna().sum() == 0 and then["level"].notna().sum() == 0:
        return (Paragraph(_("No assessment is released to all who meet.")),)
    told, before = (rows.dropna(subset="level").set_index("organisation") for rows in (now, then))
    named = sorted({*look.viewer.organisations, *told.index})
    rows = [
        (one, _level(told, one), *((_level(before, one),) if meeting is not None else ()),
         str(told.loc[one, "sentence"]) if one in told.index else "")
        for one in named
    ]  # fmt: skip
    columns = (_("Organisation"), _("Assessment"), _("At the last meeting"), _("Why"))
    widths = (3, 3, 3, 9)
    if meeting is None:
        columns, widths = (*columns[:2], columns[3]), (3, 3, 9)
    source = Reference(_("Assessments of desks"), day(now["known_at"].max()) if len(now) else "")
    return (Table(_("Assessments side by side"), columns, tuple(rows), (source,), widths=widths),)


def _level(rated: Mapping, organisation: str) -> str:
    if organisation not in rated.index:
        return _("not rated")
    return scales.LEVELS[int(rated.loc[organisation, "level"])]
