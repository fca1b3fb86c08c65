"""Tables that ship with the product: history of deaths, missions, mandates, the Council's seats.

Sources and terms of each table stand in README.md beside them.
"""

from functools import cache
from pathlib import Path

import pandas as pd

from indicators.frames import Series
from indicators.places import GW_STATES, WORLD
from indicators.schema import DAY, MOMENT

HISTORY = Series(
    id="ucdp.deaths_history",
    title="Deaths in organised violence (shipped history)",
    unit="deaths",
    frequency="month",
    kind="flow",
    lag_days=90,
    note=(
        "UCDP GED 25.1 and candidate releases of 2025. Events that cross the end of a month "
        "are missing, so some months are too low."
    ),
)
SERIES = {HISTORY.id: HISTORY}
HISTORY_FROM, HISTORY_TO = pd.Timestamp("1989-01-01"), pd.Timestamp("2025-06-01")

# An end of a mandate is flagged when it is this many days away or fewer.
FLAGS = (90, 60, 30, 14)

_FOLDER = Path(__file__).parent


def _read(file: str) -> pd.DataFrame:
    return pd.read_csv(_FOLDER / file, dtype=str, keep_default_na=False)


_kept = cache(_read)


def _table(file: str) -> pd.DataFrame:
    """Return a small table, read once; what one who asks writes into it, no other sees."""
    return _kept(file).copy(deep=False)


def deaths_history() -> pd.DataFrame:
    """Return the shipped history of deaths as OBSERVATIONS without the column `run`.

    One row per state that UCDP counts and month from January 1989 to June 2025, zeros
    included; a state that began later has no rows before its first month, for its deaths
    stand under the state it left.

    `vintage` is "released" for candidate months whose first release is archived: the
    figures are those of that release, `published` and `known_at` its day. It is "assumed"
    for all others, `published` is not said and `known_at` is the last day of the month
    plus 90 days: the final figures of GED 25.1 came out in 2025, and earlier releases gave
    others, so that history is more than anyone knew then.
    """
    told = _read("deaths_history.csv.gz")  # large, and seldom asked for: not kept
    told = told.assign(period=pd.to_datetime(told["month"]).astype(DAY), value=told["best"])
    rows = _covered().merge(told[["iso3", "period", "value"]], how="outer", on=["iso3", "period"])
    releases = _table("releases.csv")
    released = pd.to_datetime(releases.set_index("month")["known"], utc=True).astype(MOMENT)
    published = rows["period"].dt.strftime("%Y-%m").map(released).astype(MOMENT)
    assumed = rows["period"] + pd.offsets.MonthEnd(1) + pd.Timedelta(days=HISTORY.lag_days)
    return pd.DataFrame(
        {
            "series": HISTORY.id,
            "place": rows["iso3"],
            "period": rows["period"],
            "value": rows["value"].astype("float64").fillna(0.0),
            "published": published,
            "known_at": published.fillna(assumed.dt.tz_localize("UTC").astype(MOMENT)),
            "vintage": published.notna().map({True: "released", False: "assumed"}),
        }
    )


def presences() -> pd.DataFrame:
    """Return missions and offices as the table has them: texts, several iso3 by ";"."""
    return _table("presences.csv")


def decisions() -> pd.DataFrame:
    """Return recent decisions of the UN Security Council on mandates, newest first.

    Columns: symbol, date (a day), subject, presence_id, end_date (a day), vote, source.
    """
    rows = _table("decisions.csv")
    days = {name: pd.to_datetime(rows[name]).astype(DAY) for name in ("date", "end_date")}
    return rows.assign(**days).sort_values("date", ascending=False, ignore_index=True)


def mandates(today: pd.Timestamp) -> pd.DataFrame:
    """Return presences that are not closed, one row per presence and place, soonest end first.

    Columns of `presences`, and: place (ISO 3166 alpha-3, "WLD" for none); end (a day, not a
    time when there is no end date); days_left from `today` to the end, missing without one;
    flag: 14, 30, 60 or 90 when at most so many days are left, else 0; passed: the end has
    passed; to_confirm: the table asks for confirmation, or the end has passed.
    """
    rows = presences()
    rows = rows[~rows["status"].str.startswith("closed")]
    end = pd.to_datetime(rows["mandate_end"]).astype(DAY)
    left = (end - today).dt.days.astype("Int64")
    rows = rows.assign(
        place=rows["iso3"].replace("", WORLD).str.split(";"),
        end=end,
        days_left=left,
        flag=[next((f for f in sorted(FLAGS) if 0 <= days <= f), 0) for days in left.fillna(-1)],
        passed=left.lt(0).fillna(False).astype(bool),
    )
    rows["to_confirm"] = (rows["verify_before_use"] == "1") | rows["passed"]
    return rows.explode("place").sort_values(["end", "id", "place"], ignore_index=True)


def members(day: pd.Timestamp) -> pd.DataFrame:
    """Return the members of the UN Security Council on `day`, permanent ones first.

    Columns: country, iso3, kind (permanent, elected), term_start, term_end, evidence,
    source. No rows on a day outside 2026 and 2027, for which the table holds no full list.
    """
    rows = _table("members.csv")
    seated = (rows["term_end"] == "") | (
        (rows["term_start"] <= f"{day:%Y-%m-%d}") & (f"{day:%Y-%m-%d}" <= rows["term_end"])
    )
    known = f"{day:%Y-%m}" in set(_table("presidencies.csv")["month"])
    return rows[seated & known].reset_index(drop=True)


def presidency(month: pd.Timestamp) -> str:
    """Return the country that presides over the UN Security Council in the month of a day.

    "" for a month that the table does not hold. Most are derived from the alphabetical
    order and the list of members; `presidencies` says which.
    """
    rows = presidencies()
    return next(iter(rows.loc[rows["month"] == f"{month:%Y-%m}", "president"]), "")


def presidencies() -> pd.DataFrame:
    """Return the presidency per month: month ("2026-11"), president, iso3, evidence, source."""
    return _table("presidencies.csv")


def _covered() -> pd.DataFrame:
    """Return every state and month for which no event in the history means no deaths."""
    months = pd.date_range(HISTORY_FROM, HISTORY_TO, freq="MS").astype(DAY)
    full = pd.MultiIndex.from_product([GW_STATES, months], names=["iso3", "period"])
    rows = full.to_frame(index=False)
    since = pd.to_datetime(_table("states_since.csv").set_index("iso3")["since"])
    first_month = since.dt.to_period("M").dt.to_timestamp()
    began = rows["iso3"].map(first_month).fillna(HISTORY_FROM)
    return rows[rows["period"] >= began]
