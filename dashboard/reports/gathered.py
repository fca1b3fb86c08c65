"""What a brief is made from: read once, as its audience would see it, then nothing is asked.

Everything here is asked of the store as `Viewer({audience})`, so that what the audience may
not see cannot come into a document, be counted in it, or be inferred from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from collectors import reference, rulebook
from collectors.access import Viewer
from collectors.settings import load
from dashboard import data
from dashboard.reports import meetings, records_read
from dashboard.reports.audiences import AUDIENCES, Audience
from dashboard.session import Look
from dashboard.training import exercise
from indicators import agenda as agendas
from indicators.frames import FORECASTS, OBSERVATIONS, SIGNALS

_WELL = ("news", "nothing new")
OTHER = Audience("", "", "", (), frozenset(), "", "")  # an organisation with no body of its own


@dataclass(frozen=True)
class Origin:
    """What a series is called, its unit, and who publishes it on what terms."""

    title: str
    unit: str
    publisher: str


@dataclass(frozen=True)
class Known:
    """What is known of every situation, as the audience sees it at `now`: enough for Facts."""

    audience: Audience
    month: pd.Timestamp
    now: pd.Timestamp
    as_of: pd.Timestamp | None
    deaths: pd.DataFrame
    deaths_before: pd.DataFrame  # earlier versions of the same sums
    forecasts: pd.DataFrame
    signals: pd.DataFrame
    mandates: pd.DataFrame
    origins: Mapping[str, Origin]
    titles: Mapping[str, str]  # of sources
    rules: Mapping[str, str]  # of rules

    def signal(self, rule: str) -> str:
        """Return the title of a rule; its name where nobody declares it any more."""
        return self.rules.get(rule, rule)


@dataclass(frozen=True)
class Gathered(Known):
    """All that briefs are made from, for the month that one is about."""

    agenda: pd.DataFrame  # from the month before to the month's end, feeds merged
    agenda_then: pd.DataFrame  # the same as it was known at `since`
    since: pd.Timestamp | None  # when the last brief of this kind was kept
    read_at: pd.Timestamp | None  # the last good run of the sources of the programme
    decisions: pd.DataFrame
    members: pd.DataFrame
    presidency: pd.Series | None
    publications: pd.DataFrame
    assessments: pd.DataFrame
    priorities: pd.DataFrame

    @cached_property
    def meetings(self) -> pd.DataFrame:
        """Return the agenda with a row per meeting."""
        return meetings.grouped(self.agenda)

    @cached_property
    def meetings_then(self) -> pd.DataFrame:
        """Return the agenda as it was known at `since`, with a row per meeting."""
        return meetings.grouped(self.agenda_then)


def gather(
    organisation: str, month: pd.Timestamp, as_of: pd.Timestamp | None = None,
    now: pd.Timestamp | None = None, subject: str = "",
) -> Gathered:  # fmt: skip
    """Return all that a brief for `organisation` about `month` is made from.

    `now` is the moment at which it is made, `as_of` the end of the day that a replay shows,
    `subject` the kind of brief whose last issue changes are measured from.
    """
    look = Look(Viewer(frozenset({organisation})), as_of)
    known = situations(look, organisation, month, now)
    agenda = _agenda(look, month)
    since = records_read.last_brief(look, subject, month, organisation)
    span = (month - pd.DateOffset(months=1), month + pd.offsets.MonthEnd(0))
    return Gathered(
        **vars(known), agenda=agenda,
        agenda_then=_agenda(Look(look.viewer, since), month) if since is not None else agenda[:0],
        since=since, read_at=_read_at(agenda, as_of),
        decisions=_decisions(span, as_of), members=reference.members(month),
        presidency=_presidency(month), publications=_publications(look, known.mandates, span),
        assessments=records_read.assessments(look), priorities=records_read.priorities(look),
    )  # fmt: skip


def situations(
    look: Look, organisation: str, month: pd.Timestamp, now: pd.Timestamp | None = None
) -> Known:
    """Return what is known of situations as `look` sees them, in the names of `organisation`.

    The reader may be several organisations together; then `organisation` is "".
    """
    now = now or pd.Timestamp.now("UTC")
    day = data.today(look) if look.as_of is not None else now.tz_localize(None).normalize()
    mandates = reference.mandates(day)
    if (look.as_of is not None and look.as_of <= data.REGISTER) or exercise.running():
        mandates = mandates[:0]  # nobody knows from it what held before, nor in an exercise
    deaths = data.deaths(look)
    return Known(
        audience=AUDIENCES.get(organisation) or replace(OTHER, organisation=organisation),
        month=month, now=now, as_of=look.as_of, deaths=deaths,
        deaths_before=_earlier(look, deaths), forecasts=newest_forecasts(look),
        signals=standing_signals(look), mandates=mandates,
        origins={id: origin(id) for id in (*data.TWELVE_MONTHS, *data.MONTHLY)},
        titles={id: one.title for id, one in data.sources().items()},
        rules={id: one.title for id, one in rulebook.all_rules(load().home).items()},
    )  # fmt: skip


def origin(id: str) -> Origin:
    """Return what a series is called, in what unit, and from whom."""
    declared = data.series(id)
    publisher, terms = data.origin(id)
    title = declared.title if declared else id
    return Origin(title, declared.unit if declared else "", f"{publisher}, {terms}".strip(", "))


def newest_forecasts(look: Look) -> pd.DataFrame:
    """Return the rows of FORECASTS of the newest issue of each place, model of the product."""
    rows = data.store().read(FORECASTS, look.viewer, as_of=look.as_of)
    newest = rows.groupby("place")["issued"].transform("max") if len(rows) else rows["issued"]
    return rows[rows["issued"] == newest].sort_values(["place", "month"], ignore_index=True)


def standing_signals(look: Look) -> pd.DataFrame:
    """Return the signals that stand now."""
    return data.store().read(SIGNALS, look.viewer, as_of=look.as_of, where={"state": "firing"})


def _agenda(look: Look, month: pd.Timestamp) -> pd.DataFrame:
    span = (month - pd.DateOffset(months=1), month + pd.offsets.MonthEnd(0))
    return agendas.merge(records_read.agenda(look, span))


def _read_at(agenda: pd.DataFrame, as_of: pd.Timestamp | None) -> pd.Timestamp | None:
    rows = agenda[agenda["body"] == "UNSC"]
    if rows.empty:
        return None
    names = {name for text in rows["sources"] for name in text.split("; ")}
    runs = data.runs()
    well = runs[runs["source"].isin(names) & runs["finding"].isin(_WELL)]
    moments = [*well["finished"].dropna(), *rows["known_at"].dropna()]
    return max(moment for moment in moments if as_of is None or moment < as_of)


def _earlier(look: Look, deaths: pd.DataFrame) -> pd.DataFrame:
    """Return the earlier versions of the sums that stand, for what was revised."""
    if deaths.empty:
        return deaths
    span = (deaths["period"].min(), deaths["period"].max())
    where = {"series": data.TWELVE_MONTHS[0], "period": span}
    rows = data.store().read(
        OBSERVATIONS, look.viewer, as_of=look.as_of, where=where, versions=True
    )
    key = ["series", "place", "period"]
    both = rows.merge(deaths[[*key, "value"]], on=key, suffixes=("", "_now"))
    return both[(both["value"] != both["value_now"]) & both["value"].notna()][key]


def _decisions(span: tuple, as_of: pd.Timestamp | None) -> pd.DataFrame:
    rows = reference.decisions()
    return rows[rows["date"].between(*span)] if as_of is None else rows[:0]


def _presidency(month: pd.Timestamp) -> pd.Series | None:
    rows = reference.presidencies()
    rows = rows[rows["month"] == f"{month:%Y-%m}"]
    return rows.iloc[0] if len(rows) else None


def _publications(look: Look, mandates: pd.DataFrame, span: tuple) -> pd.DataFrame:
    places = tuple(sorted(set(mandates["place"])))
    rows = data.publications(look, places, 400)
    first, last = (moment.tz_localize("UTC") for moment in span)
    return rows[rows["published"].between(first, last)]
