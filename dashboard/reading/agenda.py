"""What the page Agenda reads: small frames, kept under the store's version and who looks."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from collectors import reference
from dashboard import data
from dashboard.charting import agenda as charts_agenda
from dashboard.charting.drawn import Drawn
from dashboard.kept import kept
from dashboard.reading import agenda_rows
from dashboard.session import Look
from dashboard.wording import agenda as agenda_words
from dashboard.wording import agenda_risk as agenda_risk_words
from dashboard.wording import mandates as mandate_words
from dashboard.workspace import records
from dashboard.workspace.kinds import agenda_entry
from dashboard.workspace.kinds.assessment import KIND as ASSESSMENT
from indicators.agendas import changes as agenda_changes
from indicators.agendas import lag as agenda_lag
from indicators.agendas import meetings as agenda_meetings
from indicators.agendas import risk as agenda_risk
from indicators.frames import AGENDA, PUBLICATIONS, RECORDS, RUNS, SIGNALS

PROGRAMME_OF = {"UNSC": "unsc_programme", "AU PSC": "amani_africa"}
_NO_MEETING = (agenda_entry.REPORT_DUE, agenda_entry.CHAIR)
CHANGES_BACK = 120  # days before the comparison from which versions are looked at
MOST_PUBLISHED = 500
LISTED = 10  # rows of each ready list



@dataclass(frozen=True)
class Asked:
    """One look at the agendas, and which version of them it is: asked once a page."""

    look: Look
    day: pd.Timestamp
    known: tuple[int, ...]


def asked(look: Look) -> Asked:
    """Return what all parts of one page are read under."""
    return Asked(look, data.today(look), data.version(look, AGENDA, RECORDS, RUNS))


@kept
def meetings(asked: Asked, back: int, ahead: int) -> pd.DataFrame:
    """Return the meetings around today, one row each: see `agenda_meetings.each`."""
    rows = _each(asked, back, ahead)
    return rows[~rows["format"].isin(_NO_MEETING)].reset_index(drop=True)


def _each(asked: Asked, back: int, ahead: int) -> pd.DataFrame:
    look, day = asked.look, asked.day
    span = (day - pd.Timedelta(days=back), day + pd.Timedelta(days=ahead))
    rows = agenda_rows.standing(data.store(), look.viewer, span, look.as_of)
    return agenda_meetings.each(rows)


@kept
def noted(asked: Asked, format: str) -> pd.DataFrame:
    """Return entries by hand that are no meetings: reports that are due, who chairs."""
    rows = _each(asked, 400, 800)
    return rows[rows["format"] == format].reset_index(drop=True)


@kept
def tables(
    asked: Asked, back: int, ahead: int, bodies: tuple, members: tuple
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables of coming and of past meetings, the latter newest first."""
    rows = meetings(asked, back, ahead)
    rows = rows[chosen(rows, bodies, members)]
    coming = rows["date"] >= asked.day
    return agenda_words.meetings(rows[coming]), agenda_words.meetings(rows[~coming].iloc[::-1])


@kept
def axis(asked: Asked, back: int, ahead: int, bodies: tuple, members: tuple) -> go.Figure | None:
    """Return the meetings of bodies and places on one axis as a figure, None without any."""
    rows = meetings(asked, back, ahead)
    rows = rows[chosen(rows, bodies, members)]
    return Drawn(charts_agenda.axis(rows, asked.day)) if len(rows) else None


@kept
def changed(
    asked: Asked, since: pd.Timestamp, bodies: tuple, members: tuple
) -> tuple[list[str], pd.DataFrame]:
    """Return the signals among the changes as sentences, and the table of all changes."""
    found = changes(asked, since)
    wanted = chosen(found, bodies, ())
    if members:  # a programme that is missing concerns every place
        whole = found["kind"] == "programme not adopted"
        wanted &= chosen(found, (), members) | whole
    found = found[wanted]
    signals = found[found["kind"].isin(agenda_changes.SIGNALS)]
    return [agenda_words.signal(row) for row in signals.itertuples()], agenda_words.changes(found)


def chosen(rows: pd.DataFrame, bodies: tuple, members: tuple) -> pd.Series:
    """Return which rows (body, places) are of these bodies and places; () is all."""
    wanted = pd.Series(True, rows.index)
    if bodies:
        wanted &= rows["body"].isin(bodies)
    if members:
        codes = set(members)
        wanted &= pd.Series([bool(codes & set(where)) for where in rows["places"]], rows.index)
    return wanted


@kept
def changes(asked: Asked, since: pd.Timestamp) -> pd.DataFrame:
    """Return what changed on the agendas since the beginning of a day; programmes missing too."""
    look, day, month = asked.look, asked.day, asked.day.to_period("M")
    span = (since - pd.Timedelta(days=CHANGES_BACK), day + pd.Timedelta(days=400))
    told = agenda_rows.versions(data.store(), look.viewer, span, look.as_of)
    found = agenda_changes.changes(told, since.tz_localize("UTC"))
    missing = [body for body, state in programmes(asked).items() if state == "not adopted"]
    parts = [agenda_changes.not_adopted(body, month, day.tz_localize("UTC")) for body in missing]
    return pd.concat([*parts, found], ignore_index=True) if parts else found


@kept
def programmes(asked: Asked) -> dict[str, str]:
    """Return how it stands with this month's programme of each body: see `programme` there."""
    look, day, month = asked.look, asked.day, asked.day.to_period("M")
    span = (month.start_time.normalize(), month.end_time.normalize())
    rows = agenda_rows.standing(data.store(), look.viewer, span, look.as_of)
    states = data.health(look).set_index("source")["state"]
    # How a source does today says nothing of the day that a replay shows.
    read = {body: look.as_of is None and states.get(name) == "fine"
            for body, name in PROGRAMME_OF.items()}  # fmt: skip
    return {
        body: agenda_changes.programme(rows, body, month, day, read[body]) for body in PROGRAMME_OF
    }


def levels(look: Look) -> pd.DataFrame:
    """Return how the level of each place went: the highest of its signals and assessments."""
    return _levels(_levels_known(look), look)


def _levels_known(look: Look) -> tuple[int, ...]:
    return data.version(look, SIGNALS, RECORDS)


@kept
def _levels(known: tuple, look: Look) -> pd.DataFrame:
    signals = data.store().read(SIGNALS, look.viewer, versions=True)
    judged = records.opened(ASSESSMENT, data.store().read(
        RECORDS, look.viewer, where={"kind": ASSESSMENT.id}, versions=True))  # fmt: skip
    standing = judged["active"].map({True: "firing", False: "unknown"})
    judged = judged.assign(rule="assessment of " + judged["originator"], state=standing)
    columns = ["place", "rule", "state", "level", "known_at"]
    rows = pd.concat([signals[columns], judged[columns]], ignore_index=True)
    if look.as_of is not None:
        rows = rows[rows["known_at"] <= look.as_of]
    return agenda_risk.levels_of(rows)


def risk(asked: Asked, situations: tuple[str, ...]) -> pd.DataFrame:
    """Return the matrix of situations and bodies: see `agenda_risk.matrix`."""
    return _risk(asked, _levels_known(asked.look), situations)


@kept
def _risk(asked: Asked, known: tuple, situations) -> pd.DataFrame:
    rows = _each(asked, 730, 400)
    by_place = agenda_meetings.by_place(rows[~rows["format"].isin(_NO_MEETING)])
    log = _levels(known, asked.look)
    return agenda_risk.matrix(list(situations), by_place, log, asked.day)


def published(look: Look, members: tuple[str, ...], since: pd.Timestamp) -> pd.DataFrame:
    """Return what partners decided or published on some places since a day, newest first."""
    return _published(data.version(look, PUBLICATIONS), look, members, since)


@kept
def _published(known: tuple, look: Look, members, since) -> pd.DataFrame:
    where = {"published": (since.tz_localize("UTC"), None), "withdrawn": False}
    if members:
        where["place"] = list(members)
    rows = data.store().read(
        PUBLICATIONS, look.viewer, as_of=look.as_of, where=where, limit=10 * MOST_PUBLISHED
    )
    return rows.sort_values("published", ascending=False, ignore_index=True)


@kept
def lag() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the lag of the UN Security Council's agenda on its own history, as shipped.

    The outbreaks, the share considered by month, the mean of meetings around outbreaks: see
    `indicators.agendas.lag`.
    """
    met = agenda_lag.meetings()
    last = met["month"].max()
    history = reference.deaths_history().pivot(index="period", columns="place", values="value")
    found = agenda_lag.lags(agenda_lag.outbreaks(history[:last]), met, last)
    return found, agenda_lag.curve(found), agenda_lag.around(found, met, last)


@kept
def lag_shown() -> tuple[str, go.Figure, go.Figure, pd.DataFrame]:
    """Return the lag as a sentence, two figures and a table."""
    found, shares, means = lag()
    return (agenda_risk_words.lag(found, shares), Drawn(charts_agenda.lag(shares)),
            Drawn(charts_agenda.around(means)), agenda_risk_words.outbreaks(found))  # fmt: skip


@kept
def risk_shown(asked: Asked, situations: tuple[str, ...]) -> dict[str, object]:
    """Return what the view of agenda against risk says: three lists and the matrix.

    Of each list (place, sentence) pairs: nobody, worse, ending; matrix: the table in words;
    rated: whether any level is known.
    """
    table, log = risk(asked, situations), levels(asked.look)
    lists = {
        "nobody": (agenda_risk.on_nobodys_agenda(table), agenda_risk_words.nobody, "situation"),
        "worse": (agenda_risk.worse_since(table), agenda_risk_words.worse, "situation"),
        "ending": (agenda_risk.mandates_at_risk(data.mandates(asked.look), log, asked.day),
                   mandate_words.ending, "place"),
    }  # fmt: skip
    said = {
        name: [(getattr(row, column), sentence(row)) for row in rows.head(LISTED).itertuples()]
        for name, (rows, sentence, column) in lists.items()
    }
    matrix = agenda_risk_words.risk(table, agenda_risk.BODIES)
    return said | {"matrix": matrix, "rated": bool(table["level"].notna().any())}
