"""One row a meeting, of whatever feeds and people tell of it: the axis of all bodies."""

import pandas as pd

from indicators.agenda import meetings, merge
from indicators.agendas.identity import LIGHT, contradictions
from indicators.frames import AGENDA

# What people may add to an entry that no feed gives, beside the columns of AGENDA.
BY_HAND = ("expected", "briefers", "by", "seen_by")

COLUMNS = ("meeting", "body", "date", "starts", "timezone", "title", "topic", "themes", "places",
           "one_of", "format", "light", "status", "public", "expected", "outcome", "briefers",
           "symbol", "url", "sources", "by", "seen_by", "differs", "known_at")  # fmt: skip


def each(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per meeting, in order of time.

    `rows` are standing rows of AGENDA, perhaps with the columns of BY_HAND. Columns beside
    those: meeting (its key), places (a tuple), light (a format without a record: not a
    meeting of the body), sources (all feeds), by and seen_by (who entered it by hand and
    who may see that), differs (where feeds contradict: tuples of field, value, sources).
    """
    told = rows.assign(**{name: "" for name in BY_HAND if name not in rows})
    if told.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(
            {name: kind for name, kind in AGENDA.columns.items() if name in COLUMNS}
            | dict.fromkeys((*BY_HAND, "sources", "meeting"), "str") | {"light": "bool"}
        )  # fmt: skip
    told = told.assign(meeting=meetings(told.reset_index(drop=True)).to_numpy())
    apart = contradictions(told).groupby("meeting")[["field", "value", "sources"]]
    differs = {
        meeting: tuple(said.itertuples(index=False, name=None)) for meeting, said in apart
    }
    merged = merge(told)
    one = merged.drop_duplicates("meeting").drop(columns=["place", "one_of"])
    by_meeting = merged.groupby("meeting", sort=False)
    one = one.assign(
        places=one["meeting"].map(by_meeting["place"].agg(tuple)),
        one_of=one["meeting"].map(by_meeting["one_of"].all()),
        differs=[differs.get(meeting, ()) for meeting in one["meeting"]],
        light=one["format"].isin(LIGHT),
    )
    return one.sort_values(["date", "starts", "body", "title"], ignore_index=True)[list(COLUMNS)]


def by_place(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of `each` with one row per meeting and place."""
    return table.assign(place=table["places"]).explode("place", ignore_index=True)
