"""Why a signal stands, in sentences made from the rule's declaration, fit to be read aloud."""

from collections.abc import Callable, Mapping

import pandas as pd

from indicators.places import PLACES
from indicators.rules import Condition, Rule, condition, family
from indicators.signalling.measures import reached, tables
from indicators.signalling.signals import why_unknown

STATES = {  # as people read them
    "quiet": "no signal",
    "pending": "past the threshold, not yet a signal",
    "firing": "standing",
    "resolved": "ended",
    "unknown": "no data",
}
CHANGES = {
    "event": "because of what happened",
    "level": "because another step was reached",
    "revision": "because an older figure was revised",
    "method": "because the rule was changed",
    "outage": "because figures ceased, or came back",
}
_SIGNS = {">=": "at or above", "<=": "at or below", ">": "above", "<": "below"}
_MISSED = {">=": "below", "<=": "above", ">": "no longer above", "<": "no longer below"}
_SILENT = {
    "no data": "There are no figures for it.",
    "too old": "Its newest figures are too old to say.",
    "not enough history": "There is not enough history of its figures to say.",
}


def name_of(place: str) -> str:
    """Return the usual name of a place, or its key where the table has none."""
    return PLACES["name"].get(place, place)


def figure(value: float, unit: str = "") -> str:
    """Return a figure in words: "1,240", "0.14", "no data"."""
    if pd.isna(value):
        return "no data"
    if unit == "probability":
        return f"{100 * value:.0f} percent"
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.1f}"


def why(
    rule: Rule,
    row: Mapping[str, object],
    figures: pd.DataFrame | None = None,
    name: Callable[[str], str] = name_of,
) -> str:
    """Return in one or two sentences why `row` (of SIGNALS) says what it says.

    With `figures`, the frame of `inputs`, all figures of the wording are filled in; without it
    the shown figure alone is known, and a wording that needs more gives way to a plain one.
    """
    if row["state"] == "unknown":
        return f"{rule.title}: nothing can be said of {name(row['place'])}. " + _SILENT[
            why_unknown(row)
        ]
    step = _step(rule, row)
    if step is None:
        return f"{rule.title}: no signal for {name(row['place'])}."
    known = _known(rule, row, figures, name)
    text = step.wording or rule.wording
    try:
        said = text.format_map(known)
    except KeyError:
        shown = rule.figures[rule.figure]
        said = (
            f"{name(row['place'])}: {shown.title} {known['value']} in {known['period']}, "
            f"{_SIGNS[_compared(rule, step)]} {known['threshold']}."
        )
    return said if row["state"] == "firing" else f"{said} ({STATES[row['state']]})"


def what_would_change(rule: Rule, row: Mapping[str, object]) -> str:
    """Return what would end, raise or begin the signal of `row`."""
    said = []
    step = _step(rule, row)
    rank = rule.step.index(step) if step else -1
    if step and row["state"] in ("firing", "pending"):
        conditions = rule.stands_while or rule.step[0].any[0]
        ends = " or ".join(_part(rule, condition(text), _MISSED) for text in conditions)
        if not rule.stands_while and len(rule.step[0].any) > 1:
            ends = f"none of the ways into the step {rule.step[0].name!r} is met"
        days = f" for {rule.resolve_days} days" if rule.resolve_days else ""
        said.append(f"It ends when {ends}{days}.")
    if rank + 1 < len(rule.step):
        above = rule.step[rank + 1]
        ways = [
            " and ".join(_part(rule, condition(text), _SIGNS) for text in clause)
            for clause in above.any
        ]
        begins = "It goes to the step" if step else "It begins, at the step"
        said.append(f"{begins} {above.name!r}, when {'; or when '.join(ways)}.")
    if rule.cool_down_days and step:
        said.append(
            f"The same step is not told again within {rule.cool_down_days} days; a higher one is."
        )
    return " ".join(said)


def inputs(rule: Rule, figures: pd.DataFrame, place: str, now: pd.Timestamp) -> pd.DataFrame:
    """Return every figure of `rule` for one place as known at `now`.

    `figures` are observations (series, place, period, value, known_at). Columns: figure, title,
    value (NaN: no data), unit, series (that tells it; of made figures that they are made of),
    period and known_at (of that series' newest figure).
    """
    mine = figures[(figures["place"] == place) & (figures["known_at"] <= now)]
    told, _ = tables(rule, mine, now)
    values: Mapping[str, pd.DataFrame] = {}
    if len(told[rule.base(rule.figure)]):
        values = reached(rule, told).figures
    rows = []
    for name, one in rule.figures.items():
        base = rule.figures[rule.base(name)]
        until = now.tz_localize(None) + pd.DateOffset(months=base.ahead_months)
        rows_of = mine[mine["series"].isin(base.series) & (mine["period"] <= until)]
        rows_of = rows_of[rows_of["value"].notna()].sort_values(["period", "known_at"])
        last = rows_of.iloc[-1] if len(rows_of) else None
        table = values.get(name)
        value = float("nan")
        if table is not None and place in table and table[place].notna().any():
            value = table[place].dropna().iloc[-1]
        rows.append({
            "figure": name, "title": one.title, "value": value, "unit": one.unit,
            "series": last["series"] if last is not None else base.series[0],
            "period": last["period"] if last is not None else pd.NaT,
            "known_at": last["known_at"] if last is not None else pd.NaT,
        })  # fmt: skip
    return pd.DataFrame(rows)


def aloud(
    rule: Rule,
    row: Mapping[str, object],
    figures: pd.DataFrame | None = None,
    record: str = "",
    name: Callable[[str], str] = name_of,
) -> list[str]:
    """Return the whole explanation, sentence by sentence, in the order a briefer says it.

    Why this level; by which figures, as known when; since when and why the signal changed; what
    would change it; what such a signal was worth (`record`, see `rule_record`).
    """
    said = [why(rule, row, figures, name)]
    if row["state"] in ("firing", "pending") and row["level"]:
        said.append(f"By this rule the level proposed is {row['level']}; people decide.")
    if figures is not None:
        known = figures[figures["known_at"].notna()]
        said += [
            f"{one.title[0].upper()}{one.title[1:]}: {figure(one.value, one.unit)}, "
            f"known since {_day(one.known_at)} (source: {one.series.partition('.')[0]})."
            for one in known.itertuples()
        ]
    said.append(f"It has been so since {_day(row['since'])}, {CHANGES[row['change']]}.")
    said.append(what_would_change(rule, row))
    if rule.differs:
        said.append(rule.differs)
    return [sentence for sentence in (*said, record) if sentence]


def _step(rule: Rule, row: Mapping[str, object]):
    """Return the step at which a row stands, or None for none."""
    if row["state"] not in ("firing", "pending"):
        return None
    of_level = [step for step in rule.step if step.level == row["level"]]
    exact = [step for step in of_level if row["threshold"] in _thresholds(rule, step)]
    return (exact or of_level or [None])[0]


def _thresholds(rule: Rule, step) -> set[float | None]:
    texts = [condition(text) for clause in step.any for text in clause]
    return {rule.threshold(one.right) for one in texts if one.left == rule.figure}


def _compared(rule: Rule, step) -> str:
    texts = [condition(text) for clause in step.any for text in clause]
    return next((one.sign for one in texts if one.left == rule.figure), ">=")


def _known(rule: Rule, row, figures: pd.DataFrame | None, name) -> dict[str, str]:
    shown = rule.figures[rule.figure]
    known = {key: figure(value) for key, value in rule.thresholds.items()}
    if figures is not None:
        known |= {one.figure: figure(one.value, one.unit) for one in figures.itertuples()}
    value = figure(row["value"], shown.unit)
    every = rule.figures[rule.base(rule.figure)].every
    return known | {
        rule.figure: value,
        "value": value,
        "threshold": figure(row["threshold"], shown.unit),
        "place": name(row["place"]),
        "period": _period(row["period"], every),
        "source": row["rule"].removeprefix(family(row["rule"])).lstrip("."),
    }


def _part(rule: Rule, one: Condition, signs: Mapping[str, str]) -> str:
    left = rule.figures[one.left]
    fixed = rule.threshold(one.right)
    right = rule.figures[one.right].title if fixed is None else figure(fixed, left.unit)
    return f"{left.title} is {signs[one.sign]} {right}"


def _period(period: pd.Timestamp, every: str) -> str:
    if pd.isna(period):
        return "no date"
    if every == "year":
        return f"{period:%Y}"
    return f"{period:%B %Y}" if every == "month" else _day(period)


def _day(moment: pd.Timestamp) -> str:
    return "no date" if pd.isna(moment) else f"{moment.day} {moment:%B %Y}"
