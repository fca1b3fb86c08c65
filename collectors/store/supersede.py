"""Which of the rows told are news, and which rows they supersede. Pure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from collectors.access import NEVER
from indicators.frames import Coverage
from indicators.schema import MOMENT, NUMBER, Schema


@dataclass(frozen=True)
class News:
    """Rows to add (with `superseded_at`), and rows kept that are superseded from now on.

    `superseded` has the columns id and superseded_at (microseconds since 1970).
    """

    added: pd.DataFrame
    superseded: pd.DataFrame


def news(frame: Schema, told: pd.DataFrame, kept: pd.DataFrame) -> News:
    """Sort out `told` (rows of `frame`) against `kept` (every kept version of the same keys).

    A row is news when it differs in content from the version known just before it. Rows
    with an older `known_at` may arrive after newer ones: each takes its place in time.
    `kept` has the columns of the frame plus id and superseded_at.
    """
    key = list(frame.key)
    both = pd.concat([kept, told], ignore_index=True)
    both["_told"] = np.arange(len(both)) >= len(kept)
    # Versions of one moment stand in the order in which they came.
    both = both.sort_values([*key, "known_at", "_told", "id"], kind="stable", ignore_index=True)
    follows = (both[key] == both[key].shift()).all(axis=1)
    repeats = follows & both["_told"] & same(frame, both, both.shift())
    both = both[~repeats].reset_index(drop=True)

    follows = (both[key] == both[key].shift(-1)).all(axis=1)
    until = microseconds(both["known_at"]).shift(-1).where(follows, NEVER).astype("int64")
    changed = ~both["_told"] & (until != both["superseded_at"])
    both["superseded_at"] = until
    return News(
        added=both.loc[both["_told"], [*frame.columns, "superseded_at"]],
        superseded=both.loc[changed, ["id", "superseded_at"]].astype("int64"),
    )


def same(frame: Schema, one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Return for each row whether `one` and `other` say the same."""
    equal = pd.Series(True, index=one.index)
    for name in frame.content:
        left, right = one[name], other[name]
        match = (left == right).fillna(False).astype(bool)
        if frame.columns[name] in (NUMBER, MOMENT) or left.isna().any():
            match |= left.isna() & right.isna()
        equal &= match
    return equal


def taken_back(frame: Schema, coverage: Coverage, absent: pd.DataFrame) -> pd.DataFrame:
    """Return what it means that a reply lacks rows standing in its scope.

    `absent` are those rows. The result still bears their trace (known_at, vintage, run);
    the reply's own belongs in its place.
    """
    if "withdrawn" in frame.columns:
        return absent[~absent["withdrawn"]].assign(withdrawn=True)
    if coverage.absence == "zero":
        return absent[absent["value"] != 0].assign(value=0.0)
    return absent[absent["value"].notna()].assign(value=float("nan"))


def microseconds(moments: pd.Series) -> pd.Series:
    """Return moments as whole microseconds since 1970."""
    return moments.astype(MOMENT).astype("int64")
