"""Which situations get worse on nobody's agenda, and which agendas they stand on.

The level of a situation is the highest level of a signal that stands there, or what people
have judged: the caller says which, as a log of levels. A level nobody knows is missing, never 0.
"""

import numpy as np
import pandas as pd

from indicators import places
from indicators.schema import DAY

BODIES = ("UNSC", "AU PSC", "EU PSC", "FAC", "EUCO", "NAC")
TREND_DAYS = 90  # the level now against the level so many days ago
CONSIDERED_DAYS = 365  # a meeting longer ago is no basis to say "worse since"
ENDING_DAYS = 90  # a mandate's end is near
WARNING = 3  # the level from which a mandate's end is listed

_OFF = ("cancelled", "dropped", "postponed")


def levels_of(signals: pd.DataFrame) -> pd.DataFrame:
    """Return how the level of each place went: place, level, known_at; a row at each change.

    `signals` are rows of SIGNALS in every version. The level is the highest of the signals
    that stand; 0 when none does and some rule could say so; missing when none could.
    """
    rows = signals.sort_values("known_at", kind="stable")
    found, now = [], {}
    for row in rows.itertuples():
        standing = row.state == "firing"
        known = row.state != "unknown"
        now.setdefault(row.place, {})[row.rule] = (
            float(row.level) if standing else 0.0 if known else np.nan
        )
        told = [level for level in now[row.place].values() if level == level]
        found.append((row.place, max(told) if told else np.nan, row.known_at))
    log = pd.DataFrame(found, columns=["place", "level", "known_at"])
    log = log.drop_duplicates(["place", "known_at"], keep="last")
    before = log.groupby("place")["level"].shift()
    first = ~log.duplicated("place")
    same = (log["level"] == before) | (log["level"].isna() & before.isna() & ~first)
    return log[first | ~same].reset_index(drop=True)


def matrix(
    situations: list[str],
    meetings: pd.DataFrame,
    levels: pd.DataFrame,
    today: pd.Timestamp,
    bodies: tuple[str, ...] = BODIES,
) -> pd.DataFrame:
    """Return one row per situation and body.

    `meetings` has a row per meeting and place (body, date, status, place, title, one_of);
    `levels` is a log (place, level, known_at) of countries. Columns: situation, body,
    next_date, next_title, next_one_of, last_date, days_to, days_since (missing where no
    meeting is known), level (of its countries the highest, missing when none is known),
    level_before (90 days ago), trend ("rising", "falling", "steady", "" when not known),
    level_then (on the day of the last meeting), worse (since that meeting: its level is
    higher now; only of meetings in the last year).
    """
    counted = meetings[~meetings["status"].isin(_OFF)]
    rows = []
    for situation in situations:
        members = places.members(situation)
        about = counted[counted["place"].isin(members)]
        log = levels[levels["place"].isin(members)]
        level, before = _level(log, today), _level(log, today - pd.Timedelta(days=TREND_DAYS))
        for body in bodies:
            there = about[about["body"] == body]
            rows.append(
                {"situation": situation, "body": body, "level": level, "level_before": before,
                 "trend": _trend(level, before), **_dates(there, log, level, today)}
            )  # fmt: skip
    return _typed(pd.DataFrame(rows, columns=_COLUMNS))


_COLUMNS = ["situation", "body", "next_date", "next_title", "next_one_of", "last_date", "days_to",
            "days_since", "level", "level_before", "trend", "level_then", "worse"]  # fmt: skip


def on_nobodys_agenda(table: pd.DataFrame) -> pd.DataFrame:
    """Return situations whose level is rising and for which no body has a coming date.

    One row each, highest level first: situation, level, level_before, last_date, last_body.
    `table` is from `matrix`.
    """
    rising = table[table["trend"] == "rising"]
    coming = rising.groupby("situation")["next_date"].transform("count") > 0
    rows = rising[~coming].sort_values("last_date", na_position="first")
    last = rows.drop_duplicates("situation", keep="last").rename(columns={"body": "last_body"})
    last["last_body"] = last["last_body"].where(last["last_date"].notna(), "")
    columns = ["situation", "level", "level_before", "last_date", "last_body"]
    return last[columns].sort_values("level", ascending=False, ignore_index=True)


def worse_since(table: pd.DataFrame) -> pd.DataFrame:
    """Return situations on an agenda that have got worse since that body's last meeting.

    Rows of `table` with worse, and a meeting in the last year or a coming one: the highest
    level first, then the longest ago.
    """
    rows = table[table["worse"]]
    return rows.sort_values(["level", "days_since"], ascending=False, ignore_index=True)


def mandates_at_risk(mandates: pd.DataFrame, levels: pd.DataFrame, today: pd.Timestamp):
    """Return mandates that end within 90 days where the level is 3 or above, soonest first.

    `mandates` has place, end and whatever else; a column level is added.
    """
    left = (mandates["end"] - today).dt.days
    level = [_level(levels[levels["place"] == place], today) for place in mandates["place"]]
    rows = mandates.assign(level=pd.Series(level, mandates.index, "float64"))
    near = left.between(0, ENDING_DAYS) & (rows["level"] >= WARNING)
    return rows[near].sort_values(["end", "level"], ascending=[True, False], ignore_index=True)


def _dates(there: pd.DataFrame, log: pd.DataFrame, level: float, today: pd.Timestamp) -> dict:
    held = there[there["date"] < today]
    coming = there[there["date"] >= today].sort_values("date")
    last = held["date"].max() if len(held) else pd.NaT
    first = coming.iloc[0] if len(coming) else None
    days_since = (today - last).days if pd.notna(last) else np.nan
    then = _level(log, last) if pd.notna(last) else np.nan
    return {
        "next_date": first["date"] if first is not None else pd.NaT,
        "next_title": first["title"] if first is not None else "",
        "next_one_of": bool(first["one_of"]) if first is not None else False,
        "last_date": last,
        "days_to": (first["date"] - today).days if first is not None else np.nan,
        "days_since": days_since,
        "level_then": then,
        "worse": bool(days_since <= CONSIDERED_DAYS and level > then),
    }


def _level(log: pd.DataFrame, day: pd.Timestamp) -> float:
    """Return the highest level of some countries as known at the end of a day."""
    until = day.tz_localize("UTC") + pd.Timedelta(days=1)
    known = log[log["known_at"] < until].sort_values("known_at")
    return float(known.drop_duplicates("place", keep="last")["level"].max())


def _trend(level: float, before: float) -> str:
    if np.isnan(level) or np.isnan(before):
        return ""
    return "rising" if level > before else "falling" if level < before else "steady"


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    numbers = dict.fromkeys(("days_to", "days_since", "level", "level_before", "level_then"), float)
    return rows.astype(
        {"next_date": DAY, "last_date": DAY, "next_one_of": bool, "worse": bool} | numbers
    )
