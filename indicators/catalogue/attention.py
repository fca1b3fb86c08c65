"""Attention: meetings of the UN Security Council, what is written, and what goes unheard."""

import numpy as np
import pandas as pd

from indicators import agenda as agendas
from indicators.catalogue._common import newest_of, on_the_day
from indicators.forecasting.history import ACTIVE
from indicators.indicator import Indicator
from indicators.panel import nothing
from indicators.places import PLACES, WORLD

DAYS = 90
RECORD = 36  # months of the agenda that are looked through
NOT_HELD = ("provisional", "dropped", "postponed", "cancelled")
WRITERS = ("un_press", "reliefweb", "security_council_report", "eu_press", "nato", "au_psc")
DEADLY = ("conflict.deaths_12_months", "conflict.deaths_12_months_history")


def meetings(agenda: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the meetings of the UN Security Council up to `day`, one row per place."""
    told = agenda[(agenda["body"] == "UNSC") & (agenda["date"] <= day)]
    merged = agendas.merge(told)
    return merged[~merged["withdrawn"] & ~merged["one_of"] & ~merged["status"].isin(NOT_HELD)]


def meetings_90_days(agenda: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Meetings on each place in the last 90 days; 0 where it was spoken of before that."""
    held = meetings(agenda, day)
    named = held[held["place"] != WORLD]
    recent = named["date"] > day - pd.Timedelta(days=DAYS)
    count = recent.groupby(named["place"]).sum().astype("float64")
    known = named.groupby("place")["known_at"].max()
    return on_the_day(count, known, day, "attention.council_meetings_90_days")


def days_since_meeting(agenda: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Days since each place was last met on; where it never was, since the record begins."""
    held = meetings(agenda, day)
    if held.empty:
        return nothing()
    by = held.groupby("place")
    last = by["date"].max().reindex(PLACES.index).fillna(held["date"].min())
    known = by["known_at"].max().reindex(PLACES.index).fillna(held["known_at"].max())
    days = (day - last) / np.timedelta64(1, "D")
    return on_the_day(days, known, day, "attention.days_since_council_meeting")


def publications_90_days(publications: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Documents that name the place in the last 90 days, each once."""
    end = (day + pd.Timedelta(days=1)).tz_localize("UTC")
    recent = (publications["published"] < end) & (
        publications["published"] >= end - pd.Timedelta(days=DAYS)
    )
    told = publications[recent & ~publications["withdrawn"] & ~publications["one_of"]]
    by = told[told["place"] != WORLD].groupby("place")
    count = by["document"].nunique().astype("float64")
    return on_the_day(count, by["known_at"].max(), day, "attention.publications_90_days")


def agenda_lag(figures: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Days since the last meeting where 25 or more died in twelve months; 0 elsewhere."""
    is_deaths = figures["series"].isin(DEADLY)
    # The collected sum stands before that of the shipped history by its name.
    deaths = newest_of(figures[is_deaths].sort_values("series", ascending=False), day)
    since = newest_of(figures[~is_deaths], day).set_index("place")
    since = since[since["period"] == day]
    deaths = deaths.set_index("place").reindex(since.index).dropna(subset="value")
    days = since["value"].reindex(deaths.index).where(deaths["value"] >= ACTIVE, 0.0)
    return on_the_day(days, deaths["known_at"], day, "attention.agenda_lag")


_RECORD = (
    f"Places named in the titles of meetings of the last {RECORD // 12} years, as far back as "
    "they have been collected."
)
_TITLES = (
    "A meeting counts for the places that its title names; in regional and thematic debates "
    "places are spoken of that no title names."
)
_FINDING = "Meetings follow deaths and never lead them (1991 to 2018, 453 surges of violence)."


def _council(id: str, **said) -> Indicator:
    always = {
        "frequency": "day", "source": _FINDING, "coverage": _RECORD, "cannot_say": _TITLES,
        "needs": agendas.TRUST, "reads": "agenda", "back": RECORD, "of_the_day": True,
        "world": True, "worse": "neither",
    }  # fmt: skip
    return Indicator(id=f"attention.{id}", **(always | said))


INDICATORS = (
    _council(
        "council_meetings_90_days",
        title="Meetings of the UN Security Council, last 90 days",
        question="How often has the UN Security Council met on the place?",
        unit="meetings",
        formula="Meetings held in the last 90 days whose title names the place, feeds merged.",
        compute=meetings_90_days,
    ),
    _council(
        "days_since_council_meeting",
        title="Days since the last meeting of the UN Security Council",
        question="How long has the UN Security Council been silent on the place?",
        unit="days",
        formula="The days since the last meeting whose title names the place; for a place never "
        "named, the days since the record begins, at the least.",
        coverage="All countries and territories. " + _RECORD,
        compute=days_since_meeting,
    ),
    Indicator(
        id="attention.agenda_lag",
        title="Days without a meeting of the UN Security Council while people die",
        question="Where does an active conflict go unheard?",
        unit="days",
        frequency="day",
        formula="The days since the last meeting where 25 or more died in organised violence in "
        "the newest twelve months; 0 where fewer died.",
        source=_FINDING + " Of 268 surges off the agenda, 8 percent reached it within six months.",
        coverage="Every state that the Uppsala programme counts.",
        cannot_say=_TITLES + " A place may be well looked after elsewhere. " + _RECORD,
        needs=("attention.days_since_council_meeting", *DEADLY),
        of_the_day=True,
        compute=agenda_lag,
        years=0,
        sees=3,
    ),
    Indicator(
        id="attention.publications_90_days",
        title="Documents about the place, last 90 days",
        question="How much is written about the place?",
        unit="documents",
        frequency="day",
        formula="Press releases, reports and forecasts of the last 90 days that name the place, "
        "each once.",
        source="After measures of news attention; the sources are " + ", ".join(WRITERS) + ".",
        coverage="Places named in what has been collected in the last 90 days.",
        cannot_say="It counts documents, not weight. Where nothing is written there is no figure.",
        needs=WRITERS,
        reads="publications",
        back=4,
        of_the_day=True,
        compute=publications_90_days,
        worse="neither",
    ),
)
