"""Hazards: the highest alert of disasters under way."""

import pandas as pd

from indicators.catalogue._common import on_the_day
from indicators.indicator import Indicator

LEVELS = {"green": 1, "orange": 2, "red": 3}
DAYS = 30  # an event counts so long after it ended


def alert_level(events: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Highest alert of the events under way or ended in the last 30 days: 1, 2 or 3."""
    level = events["status"].str.lower().map(LEVELS)
    recent = (events["starts"] <= day) & (events["ends"] >= day - pd.Timedelta(days=DAYS))
    told = events.assign(level=level)[recent & level.notna() & ~events["withdrawn"]]
    by = told[told["place"] != "WLD"].groupby("place")
    highest = by["level"].max().astype("float64")
    return on_the_day(highest, by["known_at"].max(), day, "hazards.alert_level")


INDICATORS = (
    Indicator(
        id="hazards.alert_level",
        title="Highest disaster alert (GDACS)",
        question="Is a disaster under way that may need international help?",
        unit="1 green, 2 orange, 3 red",
        frequency="day",
        formula="The highest alert of the earthquakes, storms, floods, droughts, fires and "
        "volcanoes that are under way or ended in the last 30 days, as published.",
        source="Global Disaster Alert and Coordination System.",
        coverage="All countries, events of the last weeks.",
        cannot_say="Alerts are made by computer from models. Without an event there is no figure.",
        needs=("gdacs",),
        reads="events",
        back=3,
        of_the_day=True,
        compute=alert_level,
    ),
)
