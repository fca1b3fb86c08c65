"""What became worse or better since a day: levels that people moved, signals, forecasts.

*Worse* means, in this order: a level raised by people; a rule newly standing, or on a higher
step; the forecast's median doubled. Better is the reverse of each.
"""

import pandas as pd

from indicators.forecasting.history import ACTIVE
from indicators.rules import family
from indicators.signalling.signals import newest

COLUMNS = ["place", "kind", "why", "date"]
# In the order in which they count.
KINDS = (
    "level raised", "signal", "forecast doubled",
    "level lowered", "signal ended", "forecast halved",
)  # fmt: skip
AHEAD = 3  # months of the forecast that are compared


def changes(
    signals: pd.DataFrame,
    assessments: pd.DataFrame,
    forecasts: pd.DataFrame,
    since: pd.Timestamp,
    titles: dict[str, str] | None = None,
) -> pd.DataFrame:
    """Return what changed after `since`, worse before better, in the order of KINDS.

    signals: every row of SIGNALS so far. assessments: place, organisation, level, known_at, every
    version. forecasts: rows of FORECASTS, the issues of then and now. titles: of rules, by id.
    Columns: place; kind (of KINDS); why (a sentence); date (of the figure or the assessment).
    Signals that came of an outage or of another method tell nothing of the world, and those of
    level 0 (a mandate ends, a source is silent) nothing of its state: neither is here.
    """
    parts = [_levels(assessments, since), _signals(signals, since, titles or {})]
    parts.append(_forecasts(forecasts, since))
    rows = pd.concat([pd.DataFrame(part, columns=COLUMNS) for part in parts if part] or
                     [pd.DataFrame(columns=COLUMNS)], ignore_index=True)  # fmt: skip
    order = rows["kind"].map({kind: n for n, kind in enumerate(KINDS)})
    rows = rows.assign(order=order).sort_values(["order", "date"], ascending=[True, False])
    return rows[COLUMNS].reset_index(drop=True)


def _levels(assessments: pd.DataFrame, since: pd.Timestamp) -> list[tuple]:
    ordered = assessments.sort_values("known_at")
    who = ["place", "organisation"]
    then = ordered[ordered["known_at"] <= since].groupby(who).tail(1)
    now = ordered.groupby(who).tail(1)
    both = now.merge(then[[*who, "level"]], on=who, suffixes=("", "_then"))
    return [
        (
            row.place,
            "level raised" if row.level > row.level_then else "level lowered",
            f"{row.organisation} went from level {row.level_then:.0f} to {row.level:.0f} on "
            f"{_day(row.known_at)}.",
            row.known_at.tz_localize(None),
        )
        for row in both.itertuples()
        if row.level != row.level_then
    ]


def _signals(signals: pd.DataFrame, since: pd.Timestamp, titles: dict[str, str]) -> list[tuple]:
    watch = ["rule", "place"]
    now = newest(signals)
    then = newest(signals[signals["known_at"] <= since])
    both = now.merge(then[[*watch, "state", "level"]], how="left", on=watch,
                     suffixes=("", "_then"))  # fmt: skip
    stood, stands = both["state_then"] == "firing", both["state"] == "firing"
    told = signals[(signals["known_at"] > since) & ~signals["change"].isin(["outage", "method"])]
    revised = _pairs(now[now["change"] == "revision"])
    since_then = _pairs(told)
    pairs = zip(both["rule"], both["place"], strict=True)
    world = pd.Series([pair in since_then for pair in pairs], both.index, dtype="bool")
    begun = world & stands & (~stood | (both["level"] > both["level_then"])) & (both["level"] > 0)
    ended = world & stood & (both["state"] == "resolved") & (both["level_then"] > 0)
    said = []
    for kind, chosen in (("signal", begun), ("signal ended", ended)):
        for row in both[chosen].itertuples():
            verb = "ended" if kind == "signal ended" else "stands"
            why = f"{titles.get(family(row.rule), row.rule)}: the signal {verb} since "
            why += f"{_day(row.since)}, with figures to {_day(row.period)}"
            if (row.rule, row.place) in revised:
                why += ", because an older figure was revised"
            said.append((row.place, kind, f"{why}.", row.period))
    return said


def _pairs(signals: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(signals["rule"], signals["place"], strict=True))


def _forecasts(forecasts: pd.DataFrame, since: pd.Timestamp) -> list[tuple]:
    """Compare the sums of medians of the next months: doubled, and by 25 deaths or more."""
    forecasts = forecasts[forecasts["horizon"] <= AHEAD]
    now = _issue(forecasts)
    then = _issue(forecasts[forecasts["known_at"] <= since])
    both = now.merge(then, on=["place", "model"], suffixes=("", "_then"))
    both = both[both["issued"] > both["issued_then"]]
    said = []
    for kind, low, high in (
        ("forecast doubled", "median_then", "median"),
        ("forecast halved", "median", "median_then"),
    ):
        far = (both[high] >= 2 * both[low]) & (both[high] - both[low] >= ACTIVE)
        said += [
            (
                row.place,
                kind,
                f"The forecast of deaths in the next {AHEAD} months went from "
                f"{row.median_then:,.0f} to {row.median:,.0f}, with figures to "
                f"{row.issued:%B %Y}.",
                row.issued,
            )
            for row in both[far].itertuples()
        ]
    return said


def _issue(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Return the newest issue: model, issued, place, median (summed over the months ahead)."""
    if forecasts.empty:
        return forecasts[["model", "issued", "place", "median"]]
    last = forecasts.sort_values("known_at").iloc[-1]
    rows = forecasts[
        (forecasts["issued"] == last["issued"]) & (forecasts["model"] == last["model"])
    ]
    rows = rows.drop_duplicates(["place", "month"], keep="last")
    by = rows.groupby(["model", "issued", "place"], as_index=False)["median"]
    return by.agg(lambda months: months.sum(min_count=AHEAD))


def _day(moment: pd.Timestamp) -> str:
    return "an unknown day" if pd.isna(moment) else f"{moment.day} {moment:%B %Y}"
