"""Forecasts, alerts and indices of others, in one unit, to stand beside ours."""

import pandas as pd

from indicators.catalogue._common import on_the_day
from indicators.indicator import Indicator
from indicators.panel import first_told, panel

ALERTS = {"medium": 1, "medium concern": 1, "high": 2, "high concern": 2}
ALERT_DAYS = 90
RISK = ("inform_risk.risk", "hapi.overall_risk")


def views_25(figures: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Highest chance of 25 deaths in one of the three months from the day's on, in percent."""
    rows = _three_months(figures, "views.p25", day)
    highest = 100 * rows.groupby("place")["value"].max()
    return _of_the_month(highest, rows, day, "external.views_25_deaths")


def views_deaths(figures: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Deaths forecast for the three months from the day's on, where all three are."""
    rows = _three_months(figures, "views.deaths", day)
    by = rows.groupby("place")["value"]
    total = by.sum()[by.count() == 3]
    return _of_the_month(total, rows, day, "external.views_deaths_3_months")


def in_percent(id: str, series: str):
    """Return the function that gives a probability in percent."""

    def compute(figures: pd.DataFrame) -> pd.DataFrame:
        told = first_told(figures, [series])
        return told.assign(series=id, value=100 * told["value"])

    return compute


def hdx_signals(events: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Highest alert of HDX Signals of the last 90 days: 1 medium, 2 high."""
    level = events["status"].str.lower().str.strip().map(ALERTS)
    recent = (events["ends"] <= day) & (events["ends"] >= day - pd.Timedelta(days=ALERT_DAYS))
    by = events.assign(level=level)[recent & level.notna()].groupby("place")
    highest = by["level"].max().astype("float64")
    return on_the_day(highest, by["known_at"].max(), day, "external.hdx_signals")


def inform_risk(figures: pd.DataFrame) -> pd.DataFrame:
    """INFORM Risk of the year."""
    return first_told(figures, RISK).assign(series="external.inform_risk")


def inform_severity(figures: pd.DataFrame) -> pd.DataFrame:
    """Severity of the crises of a place."""
    told = first_told(figures, ["inform_severity.severity"])
    return told.assign(series="external.inform_severity")


def severity_rise(figures: pd.DataFrame) -> pd.DataFrame:
    """Severity less its most of the twelve months before; above zero it is the worst of a year."""
    now = panel(figures, "inform_severity.severity")
    before = now.shifted(1).rolled(12, "max", least=6)
    value = now.value - before.value
    return now.with_value(value, before).rows("external.inform_severity_rise")


def _three_months(figures: pd.DataFrame, series: str, day: pd.Timestamp) -> pd.DataFrame:
    first = day.replace(day=1)
    told = first_told(figures, [series])
    return told[(told["period"] >= first) & (told["period"] <= first + pd.DateOffset(months=2))]


def _of_the_month(values: pd.Series, rows: pd.DataFrame, day: pd.Timestamp, id: str):
    known = rows.groupby("place")["known_at"].max()
    return on_the_day(values, known, day.replace(day=1), id)


_OTHERS = "It is another's forecast, shown as published: how often it was right is theirs to say."
_VIEWS = {
    "frequency": "month",
    "source": "Violence and Impacts Early-Warning System (VIEWS): Hegre and others 2021.",
    "coverage": "All states, state-based violence alone.",
    "cannot_say": _OTHERS + " Newest data are one to two months old.",
    "of_the_day": True,
    "years": 0,
}

INDICATORS = (
    Indicator(
        id="external.views_25_deaths",
        title="Chance of 25 deaths or more in a month, next three months (VIEWS)",
        question="How likely does VIEWS hold a month of 25 deaths soon?",
        unit="percent",
        formula="The highest of the probabilities of this month and the two after it.",
        needs=("views.p25",),
        compute=views_25,
        **_VIEWS,
    ),
    Indicator(
        id="external.views_deaths_3_months",
        title="Deaths forecast for three months (VIEWS)",
        question="How many deaths does VIEWS expect?",
        unit="deaths",
        formula="The sum of the forecasts of this month and the two after it.",
        needs=("views.deaths",),
        compute=views_deaths,
        **_VIEWS,
    ),
    *(
        Indicator(
            id=f"external.conflictforecast_{months}_months",
            title=f"Chance of armed conflict within {months} months (conflictforecast.org)",
            question="How likely does conflictforecast.org hold armed conflict?",
            unit="percent",
            frequency="month",
            formula="The published probability times 100, by the month whose news were read.",
            source="Mueller and Rauh 2018 and 2022: topics of news, read by computer.",
            coverage="About 170 countries.",
            cannot_say=_OTHERS + " Where a conflict goes on, it says that it goes on.",
            needs=(f"conflictforecast.armed_conflict_{months}m",),
            compute=in_percent(
                f"external.conflictforecast_{months}_months",
                f"conflictforecast.armed_conflict_{months}m",
            ),
        )
        for months in (3, 12)
    ),
    Indicator(
        id="external.hdx_signals",
        title="Highest alert of HDX Signals, last 90 days",
        question="Has OCHA sent an alert of late?",
        unit="1 medium, 2 high",
        frequency="day",
        formula="The highest level of the alerts of any indicator in the last 90 days.",
        source="HDX Signals (UN OCHA).",
        coverage="Countries with an alert in the last 90 days; none is no sign of calm.",
        cannot_say="Its alerts detect and do not warn: of 172 on conflict 8 percent were followed "
        "by a new escalation.",
        needs=("hdx_signals",),
        reads="events",
        back=4,
        of_the_day=True,
        compute=hdx_signals,
    ),
    Indicator(
        id="external.inform_risk",
        title="INFORM Risk",
        question="How high is the structural risk of a humanitarian crisis?",
        unit="index from 0 to 10",
        frequency="year",
        formula="As published, from the European Commission or as HDX passes it on.",
        source="INFORM (European Commission, Joint Research Centre, and partners).",
        coverage="191 countries, by year.",
        cannot_say="It moves slowly and speaks of structure, not of this month.",
        needs=RISK,
        compute=inform_risk,
        years=15,
    ),
    Indicator(
        id="external.inform_severity",
        title="INFORM Severity",
        question="How severe are the crises of the country?",
        unit="index from 0 to 5",
        frequency="month",
        formula="As published.",
        source="INFORM Severity (ACAPS).",
        coverage="Countries with a crisis that ACAPS follows.",
        cannot_say="Some of its parts are months old when it is published.",
        needs=("inform_severity.severity",),
        compute=inform_severity,
    ),
    Indicator(
        id="external.inform_severity_rise",
        title="INFORM Severity against the worst of the last year",
        question="Is the crisis worse than at any time in the last year?",
        unit="points of the index",
        frequency="month",
        formula="The index less its highest value of the twelve months before, of which six are "
        "told; above zero it is the worst of a year.",
        source="After the rule of HDX Signals (OCHA) on INFORM Severity.",
        coverage="Countries with a crisis that ACAPS follows.",
        cannot_say="A change of method or of how crises are cut looks like a change of severity.",
        needs=("inform_severity.severity",),
        compute=severity_rise,
        sees=2,
    ),
)
