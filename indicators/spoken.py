"""The proposal of a level as sentences fit to be read aloud."""

import pandas as pd

from indicators.catalogue import ALL
from indicators.levels import CRISIS, GROUPS, NAMES, TOLD, WARNING, propose

_MOST = 3  # inputs that are named one by one


def spoken(told: pd.DataFrame, name: str) -> str:
    """Return why this level: which figures, as known when, what is unknown, what would change it.

    told: the `levels.inputs` of one place; name: how the place is called.
    """
    row = propose(told).iloc[0]
    if pd.isna(row["level"]):
        groups = " and ".join(group for group in GROUPS if pd.isna(row[group]))
        return (
            f"No level is proposed for {name}: no figure that is known proposes more than "
            f"routine, but nothing new enough is known of {groups}. "
            + " ".join(filter(None, [_unknown(told)]))
        ).strip()
    level = int(row["level"])
    reached = told[told["level"].clip(upper=WARNING) >= min(level, WARNING)]
    sentences = [f"For {name} the figures propose level {level}, {NAMES[level]}; people decide."]
    if level == CRISIS:
        groups = " and ".join(group for group in GROUPS if row[group] >= WARNING)
        sentences.append(f"Two of the three groups stand at level 3 or above: {groups}.")
    if level == 0:
        sentences.append("No figure and no signal proposes more.")
    else:
        sentences += [_figure(one) for _, one in reached.head(_MOST).iterrows()]
        if len(reached) > _MOST:
            sentences.append(f"So do {len(reached) - _MOST} more.")
    sentences += [_higher(told, row, level), _lower(reached, level), _unknown(told)]
    return " ".join(filter(None, sentences))


def _figure(one: pd.Series) -> str:
    known = _day(one["known_at"])
    if one["after"] == "A standing signal.":
        return f"The signal {one['input']!r} stands since figures known on {known}."
    return (
        f"{one['title']}: {_number(one['value'])} ({one['unit']}), of {_period(one)}, known on "
        f"{known}; level {int(one['level'])} begins at {_number(one['step'])}."
    )


def _higher(told: pd.DataFrame, row: pd.Series, level: int) -> str:
    if level == CRISIS:
        return ""
    if level == WARNING:
        return "It would be level 4 if a second of the three groups reached level 3."
    near = told[(told["state"] == TOLD) & told["next"].notna() & (told["value"] > 0)]
    near = near.assign(share=near["value"] / near["next"]).sort_values("share")
    if near.empty:
        return ""
    one = near.iloc[-1]
    return (
        f"Nearest to more: {one['title']}, {_number(one['value'])}, which proposes more from "
        f"{_number(one['next'])} on."
    )


def _lower(reached: pd.DataFrame, level: int) -> str:
    if level == 0:
        return ""
    if level == CRISIS:
        return "It would be lower if fewer than two groups stood at level 3."
    count = len(reached)
    return "It would be lower if " + (
        "this fell below its step." if count == 1 else f"all {count} fell below their steps."
    )


def _unknown(told: pd.DataFrame) -> str:
    gone = told[told["level"].isna()]
    if gone.empty:
        return ""
    said = [f"{one['title']} ({one['state']})" for _, one in gone.head(_MOST).iterrows()]
    more = f", and {len(gone) - _MOST} more" if len(gone) > _MOST else ""
    return f"Unknown: {'; '.join(said)}{more}."


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.1f}"


def _period(one: pd.Series) -> str:
    frequency = ALL[one["input"]].frequency
    if frequency == "day":
        return _day(one["period"])
    return f"{one['period']:%Y}" if frequency == "year" else f"{one['period']:%B %Y}"


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%B %Y}"
