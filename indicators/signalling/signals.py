"""From rules and figures to signals: a row wherever a rule's state changes, and only there.

A rule and a place are a watch. Its states:

quiet      no step of the rule is reached
pending    a step is reached, and the rule's hold is not over
firing     the signal stands
resolved   it stood, and has been below for as long as the rule asks
unknown    figures are missing, too old or too few to say: never quiet

A higher step breaks the rule's cool-down, an equal or lower one waits for its end. What made a
row is its `change`: event (the world), level (another step while the signal stands), revision
(an older figure was changed), method (another version of the rule), outage (figures ceased, or
came back).
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from indicators.forecasting.risk import LIST_LENGTH
from indicators.frames import SIGNALS
from indicators.places import WORLD
from indicators.rules import Rule, condition, family
from indicators.signalling.watches import looked_at

WATCH = ["rule", "place"]
_CONTENT = ["rule", "place", "series", "state", "level", "value", "threshold", "period", "since",
            "change", "version"]  # fmt: skip
_NEVER = pd.Timedelta(days=36_500)


def evaluate(
    rules: Iterable[Rule], figures: pd.DataFrame, before: pd.DataFrame, now: pd.Timestamp
) -> pd.DataFrame:
    """Return the rows of SIGNALS for each watch whose state, level or version has changed.

    figures: observations (series, place, period, value, known_at) as far back as the rules look.
    before: every row of SIGNALS so far, not only the newest: the cool-down counts from the last
    signal. A rule of whose series nothing was ever told makes no rows.
    """
    by_rule = {rule.id: rule for rule in rules}
    by_series = dict(tuple(figures.groupby("series", sort=False)))
    watched = before.groupby(before["rule"].map(family))[["rule", "place"]]
    watched = {id: rows.drop_duplicates() for id, rows in watched}
    parts = [
        _watches(rule, _of(rule, by_series, figures), watched.get(id, before[:0]), now)
        for id, rule in by_rule.items()
    ]
    parts = [part for part in parts if len(part)]
    if not parts:
        return SIGNALS.empty()
    table = _with_past(pd.concat(parts, ignore_index=True), before, by_rule, now)
    table = _with_state(table, now)
    table["change"] = _change(table)
    rows = table[_is_news(table)][_CONTENT]
    run = int(now.value // 1000)
    return SIGNALS.conform(rows.assign(known_at=now, vintage="collected", run=run))


def replay(
    rules: Iterable[Rule], figures: pd.DataFrame, moments: Iterable[pd.Timestamp]
) -> pd.DataFrame:
    """Return every row that `evaluate` would have written at each of `moments`, oldest first.

    At each moment only figures known by then count.
    """
    rules, log = list(rules), SIGNALS.empty()
    for moment in moments:
        rows = evaluate(rules, figures[figures["known_at"] <= moment], log, moment)
        log = pd.concat([log, rows], ignore_index=True)
    return log


def newest(signals: pd.DataFrame) -> pd.DataFrame:
    """Return the last row of each watch."""
    return _in_order(signals).drop_duplicates(WATCH, keep="last", ignore_index=True)


def standing(signals: pd.DataFrame, since: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the signals that stand, the highest level and the newest first.

    `said` is the word for people: "new" for those that began after `since`, else "standing".
    """
    rows = newest(signals)
    rows = rows[rows["state"] == "firing"]
    begun = rows["since"] > since if since is not None else pd.Series(False, index=rows.index)
    rows = rows.assign(said=np.where(begun, "new", "standing"))
    order = ["level", "since", "rule", "place"]
    return rows.sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def groups(signals: pd.DataFrame, since: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return one row per place with a standing signal, the highest level first.

    Columns: place, level (the highest proposed), signals (how many stand), new (how many of them
    began after `since`), rules (ids, highest first), newest (when the last of them began),
    no_data (rules that cannot be said there: shown beside, as their silence is no calm), notify
    ("at once" for a signal of level 3 or above that is new, "daily digest" for other new ones,
    "" when nothing is new).
    """
    stands, last = standing(signals, since), newest(signals)
    made = stands.groupby("place").agg(
        level=("level", "max"),
        signals=("rule", "size"),
        new=("said", lambda said: int((said == "new").sum())),
        rules=("rule", list),
        newest=("since", "max"),
    )
    unknown = last[last["state"] == "unknown"].groupby("place")["rule"].agg(list)
    made["no_data"] = [unknown.get(place, []) for place in made.index]
    fresh = stands[stands["said"] == "new"].groupby("place")["level"].max()
    fresh = fresh.reindex(made.index)
    made["notify"] = np.select([fresh >= 3, fresh >= 0], ["at once", "daily digest"], "")
    order = made.reset_index().sort_values(["level", "newest"], ascending=False, ignore_index=True)
    return order[["place", "level", "signals", "new", "rules", "newest", "no_data", "notify"]]


def models_list(
    forecasts: pd.DataFrame, record: Mapping[str, object] | None = None, length: int = LIST_LENGTH
) -> pd.DataFrame:
    """Return the model's list, nobody's view: the places of highest probability, newest issue.

    Shown to the organisation that runs the tool; never shared unless a named person adopts it.
    `record` is the row of `track_record.backtest_rules` for the list. Columns: rank, place,
    probability (of onset or escalation within three months), hit_rate (of places on past lists,
    the share where that came; NaN where it was not measured), issued, known_at, model.
    """
    said = forecasts[forecasts["outbreak"].notna()]
    said = said[said["issued"] == said["issued"].max()].drop_duplicates("place")
    rows = said.nlargest(length, "outbreak").reset_index(drop=True)
    rate = np.nan if record is None else float(record["precision"])
    rows = rows.assign(rank=rows.index + 1, probability=rows["outbreak"], hit_rate=rate)
    return rows[["rank", "place", "probability", "hit_rate", "issued", "known_at", "model"]]


def why_unknown(row: Mapping[str, object]) -> str:
    """Return which kind of silence an unknown row is: no data, too old, not enough history."""
    if row["state"] != "unknown":
        return ""
    if pd.isna(row["value"]):
        return "no data"
    return "not enough history" if pd.isna(row["threshold"]) else "too old"


def _in_order(signals: pd.DataFrame) -> pd.DataFrame:
    return signals.sort_values(["known_at", "run"], kind="stable")


def _of(rule: Rule, by_series: Mapping[str, pd.DataFrame], figures: pd.DataFrame) -> pd.DataFrame:
    told = [by_series[name] for name in rule.series if name in by_series]
    return pd.concat(told) if told else figures[:0]


def _watches(rule: Rule, figures, before: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Return one row per watch; what watches a source is a rule of its own, about no place."""
    if not rule.of_sources:
        return looked_at(rule, figures, before["place"], now)
    sources = [id.partition(".")[2] for id in before["rule"]]
    rows = looked_at(rule, figures, sources, now)
    return rows.assign(rule=rule.id + "." + rows["place"], place=WORLD) if len(rows) else rows


def _with_past(table, before, rules: Mapping[str, Rule], now) -> pd.DataFrame:
    """Add what was said of each watch before: its last row, last known state and last signal."""
    watch = pd.Index(_watch(table)).get_indexer(_watch(before))
    before, watch = before[watch >= 0], watch[watch >= 0]
    order = before.reset_index(drop=True).sort_values(["known_at", "run"], kind="stable").index
    before, watch = before.iloc[order].reset_index(drop=True), watch[order]
    before["step"] = _steps_before(before, rules)
    firing, known_at = before["state"] == "firing", before["known_at"]
    # A row that only tells of an outage or another version is no new signal.
    signal = firing & ((before["since"] == known_at) | before["change"].isin(["event", "level"]))

    def last(of, columns: list[str], prefix: str) -> pd.DataFrame:
        """Return the last of the rows `of` for each watch, missing where there is none."""
        at, of = np.full(len(table), -1), np.flatnonzero(of)
        at[watch[of]] = of  # of several rows of a watch the last one stays
        rows = before[columns].reindex(at).set_axis(table.index)
        return rows.set_axis([prefix + name for name in columns], axis=1)

    everything = np.ones(len(before), dtype=bool)
    return pd.concat(
        [
            table,
            last(everything, ["state", "level", "since", "version", "period"], "last_"),
            last(before["state"] != "unknown", ["state", "since", "level", "step"], "known_"),
            last(signal, ["known_at", "step"], "signal_"),
        ],
        axis=1,
    )


def _watch(rows: pd.DataFrame) -> pd.Series:
    return rows["rule"] + "|" + rows["place"]


def _steps_before(before: pd.DataFrame, rules: Mapping[str, Rule]) -> np.ndarray:
    """Return which step of its rule each row stood at: by its level, and its threshold."""
    ranks, exact = {}, {}
    for rule in rules.values():
        for number, step in enumerate(rule.step, 1):
            ranks.setdefault((rule.id, step.level), number)
            fixed = {rule.threshold(c.right) for c in rule.conditions()} - {None}
            for value in fixed & _fixed(rule, number):
                exact[rule.id, step.level, value] = number
    ids = before["rule"].map(family)
    keys = zip(ids, before["level"], before["threshold"], strict=True)
    return np.array([exact.get(key, ranks.get(key[:2], 0)) for key in keys], dtype="float64")


def _fixed(rule: Rule, number: int) -> set[float]:
    """Return the thresholds that the shown figure is held against in one step."""
    texts = [condition(text) for clause in rule.step[number - 1].any for text in clause]
    return {rule.threshold(c.right) for c in texts if c.left == rule.figure} - {None}


def _with_state(table: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    unknown = table["rank"].isna() | table["stale"]
    above = ~unknown & (table["rank"] >= 1)
    waiting = above & (table["held"].fillna(pd.Timedelta(0)) < table["hold"])
    ready = above & ~waiting
    open_before = table["known_state"] == "firing"
    ever = table["signal_known_at"].notna()
    cooling = ever & (now - table["signal_known_at"] < table["cool"])
    higher = table["rank"] > table["signal_step"].fillna(0)
    other = table["rank"] != table["known_step"]
    # Without a cool-down a standing signal follows its figures; with one it is given anew at
    # the end of it.
    again = np.where(table["cool"] > pd.Timedelta(0), ~cooling, other)
    signal = ready & np.where(open_before, higher | again, ~cooling | higher)
    below = ~unknown & ~above & (table["calm"].fillna(_NEVER) > pd.Timedelta(0))
    over = below & (table["calm"].fillna(_NEVER) >= table["resolve"])
    state = np.select(
        [unknown, signal, open_before & ~over, open_before & over, waiting,
         table["known_state"] == "resolved"],
        ["unknown", "firing", "firing", "resolved", "pending", "resolved"],
        "quiet",
    )  # fmt: skip
    firing = pd.Series(state == "firing", index=table.index)
    level = table["step_level"].where(signal | (state == "pending"), table["known_level"])
    level = level.where(firing | (state == "pending"), 0).fillna(0).astype("int64")
    went_on = pd.Series(state, index=table.index) == table["last_state"]
    since = table["last_since"].where(went_on)
    since = since.where(~(firing & open_before), table["known_since"])
    since = since.astype("datetime64[us, UTC]").fillna(now)
    return table.assign(state=state, level=level, since=since, signal=signal)


def _is_news(table: pd.DataFrame) -> pd.Series:
    return (
        (table["state"] != table["last_state"].fillna(""))
        | (table["level"] != table["last_level"].fillna(0))
        | (table["version"] != table["last_version"].fillna(""))
        | table["signal"]
    )


def _change(table: pd.DataFrame) -> np.ndarray:
    first = table["last_state"].isna()
    back = (table["last_state"] == "unknown") & (table["state"] == table["known_state"])
    same_period = table["last_period"].notna() & (table["period"] <= table["last_period"])
    stood = (table["state"] == "firing") & (table["known_state"] == "firing")
    return np.select(
        [
            ~first & (table["version"] != table["last_version"]),
            (table["state"] == "unknown") | back & ~table["signal"],
            ~first & (table["revised"] | same_period),
            stood & (table["level"] != table["known_level"]),
        ],
        ["method", "outage", "revision", "level"],
        "event",
    )
