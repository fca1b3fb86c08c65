"""A home with a month of the UN Security Council, its partners, forecasts and a signal.

What stands in it is invented, in the declared frames; the month is December 2026.
"""

import functools
import tempfile
from pathlib import Path

import pandas as pd

from collectors.store import Store
from indicators.frames import AGENDA, FORECASTS, SIGNALS
from tests import homes
from tests.homes import rows

NOW = pd.Timestamp("2026-11-26 15:30", tz="UTC")
MONTH = pd.Timestamp("2026-12-01")
_SOURCES = {"UNSC": "unsc_programme", "AU PSC": "amani_africa", "FAC": "eu_council",
            "EUCO": "eu_council", "NAC": "nato"}  # fmt: skip
MEETINGS = (
    (1, 10, "UNSC", "Programme of work", "WLD", "consultations"),
    (3, 10, "UNSC", "The situation in South Sudan", "SSD", "briefing"),
    (4, 15, "UNSC", "Reports of the Secretary-General on the Sudan", "SDN", "briefing"),
    (9, 10, "UNSC", "The situation concerning the Democratic Republic of the Congo", "COD",
     "briefing"),
    (11, 10, "UNSC", "The situation in Somalia", "SOM", "briefing"),
    (14, 10, "UNSC", "The situation in the Middle East, including the Palestinian question",
     "PSE", "briefing"),
    (17, 10, "UNSC", "United Nations Interim Administration Mission in Kosovo", "XKX", "briefing"),
    (18, 10, "UNSC", "The situation concerning the Democratic Republic of the Congo", "COD",
     "adoption"),
    (22, 10, "UNSC", "The situation in Somalia", "SOM", "adoption"),
    (2, 9, "AU PSC", "Briefing on the situation in Sudan", "SDN", "meeting"),
    (14, 9, "FAC", "Foreign Affairs Council", "WLD", "meeting"),
    (2, 9, "NAC", "Meeting of ministers of foreign affairs", "WLD", "meeting"),
)  # fmt: skip


def month_told(folder: Path) -> Path:
    """Make a home with the month told in it."""
    return homes.laid(folder, _told())


@functools.cache
def _told() -> bytes:
    """Return the store's file with the month in it, made once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        _tell(Store.in_folder(homes.fresh(Path(folder))))
        return (Path(folder) / "jointwatch.db").read_bytes()


def _tell(store: Store) -> None:
    hour = pd.Timedelta(hours=1)
    store.append(AGENDA, rows(AGENDA, NOW - hour, *_agenda()))
    store.append(FORECASTS, rows(FORECASTS, NOW - hour, *_forecasts()))
    store.append(SIGNALS, rows(SIGNALS, NOW - hour, {
        "rule": "surge", "place": "COD", "state": "firing", "level": 3, "value": 210.0,
        "since": NOW - pd.Timedelta(days=4), "period": pd.Timestamp("2026-10-01"),
    }))  # fmt: skip
    store.close()


def _agenda() -> list[dict]:
    told = [
        {"source": _SOURCES[body], "item": f"m{number}", "place": place, "body": body,
         "date": MONTH.replace(day=day), "starts": _at(day, hour), "title": title,
         "format": form, "status": "provisional"}
        for number, (day, hour, body, title, place, form) in enumerate(MEETINGS)
    ]  # fmt: skip
    held = {"source": "unsc_decisions", "item": "held", "place": "CAF", "body": "UNSC",
            "date": pd.Timestamp("2026-11-13"), "title": "The Central African Republic",
            "format": "adoption", "status": "held", "symbol": "S/PV.10300",
            "outcome": "S/RES/2850 (2026) adopted 14-0-1"}  # fmt: skip
    return [*told, held]


def _at(day: int, hour: int) -> pd.Timestamp:
    return pd.Timestamp(f"2026-12-{day:02d} {hour}:00", tz="America/New_York").tz_convert("UTC")


def _forecasts() -> list[dict]:
    issued = pd.Timestamp("2026-10-01")
    return [
        {"model": "jointwatch 1", "issued": issued, "place": place, "horizon": ahead,
         "month": issued + pd.DateOffset(months=ahead), "median": median + ahead,
         "low_50": median * 0.6, "high_50": median * 1.5, "low_90": median * 0.2,
         "high_90": median * 3.0, "outbreak": chance, "base_rate": 0.5}
        for place, median, chance in (("SDN", 620.0, 0.05), ("COD", 210.0, 0.34),
                                      ("SOM", 350.0, 0.12))
        for ahead in (1, 2, 3)
    ]  # fmt: skip
