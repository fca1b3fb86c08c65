"""Two years of the agendas of four bodies, invented, for measuring the page."""

import numpy as np
import pandas as pd

from collectors.store import Store
from dashboard.workspace import records
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from indicators.frames import AGENDA
from tests.homes import rows

TITLES = (
    ("The situation in Libya", "lby", "LBY"), ("The situation in Mali", "mli", "MLI"),
    ("The question concerning Haiti", "hti", "HTI"), ("The situation in Somalia", "som", "SOM"),
    ("The situation in Afghanistan", "afg", "AFG"),
    ("The situation in the Middle East", "me.situation", "SYR YEM LBN ISR"),
    ("Reports of the Secretary-General on the Sudan and South Sudan", "sdn.ssd", "SDN SSD"),
)  # fmt: skip


def fill(store: Store, now: pd.Timestamp) -> int:
    """Put two years into a store: two feeds of one Council, one of another, two by hand."""
    today, chance = now.tz_localize(None).normalize(), np.random.default_rng(4)
    days = pd.bdate_range(today - pd.Timedelta(days=700), today + pd.Timedelta(days=30))
    told, number = [], 9_000
    for day in days:
        for hour in chance.choice([14, 15, 19], chance.integers(0, 3), replace=False):
            title, topic, codes = TITLES[chance.integers(len(TITLES))]
            number += 1
            starts = (day + pd.Timedelta(hours=int(hour))).tz_localize("UTC")
            same = {"body": "UNSC", "date": day, "starts": starts, "timezone": "America/New_York"}
            for code in codes.split():
                planned = {"title": title, "topic": topic, "place": code, "format": "briefing",
                           "one_of": " " in codes, "status": "provisional"}  # fmt: skip
                told.append(same | planned | {"source": "unsc_programme", "item": f"p{number}"})
            held = {"title": f"{number}th meeting", "place": "WLD", "status": "held",
                    "symbol": f"S/PV.{number}"}  # fmt: skip
            told.append(same | held | {"source": "un_journal", "item": f"j{number}"})
        if chance.random() < 0.4:
            title, topic, codes = TITLES[chance.integers(4)]
            told.append({"source": "amani_africa", "item": f"{day:%Y-%m-%d}", "body": "AU PSC",
                         "date": day, "title": title, "topic": topic, "place": codes,
                         "status": "provisional"})  # fmt: skip
    store.append(AGENDA, rows(AGENDA, now - pd.Timedelta(days=60), *told))
    moved = [row | {"date": row["date"] + pd.Timedelta(days=9)} for row in told[-60:]
             if row["source"] == "unsc_programme"]  # fmt: skip
    store.append(AGENDA, rows(AGENDA, now - pd.Timedelta(days=1), *moved))
    entries = {
        f"{body} {day:%Y-%m-%d}": {
            "body": body, "title": TITLES[n % 5][0], "date": day.date(),
            "places": tuple(TITLES[n % 5][2].split()), "time": "10:00",
        }
        for body, every in (("EU PSC", 3), ("NAC", 5))
        for n, day in enumerate(days[::every])
    }  # fmt: skip
    author = Person("ana", "LOCAL", ROLES, now=now - pd.Timedelta(days=30))
    records.save_all(store, "agenda_entry", entries, author, Audience.of("EU", "UN"))
    return len(told) + len(entries)
