"""What `jointwatch sources check` tells: the kit's findings, what came, gaps, and a chart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from collectors import kit
from collectors.collect import read
from collectors.declared import DeclarationError
from collectors.settings import Settings
from collectors.source import Reply, Source, SourceError
from collectors.sources import faults
from dashboard.commands.showing import source_named
from dashboard.words import number
from indicators import places
from indicators.frames import OBSERVATIONS
from indicators.schema import FrameError

YEARS = 3
MOST_LINES = 12  # of a chart
_BARS = "▁▂▃▄▅▆▇█"
_NO_FIGURE = "·"
_SPAN = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


@dataclass
class Findings:
    """What was found: tables by their title, sentences, what is wrong, and the figures."""

    wrong: list[str] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    figures: pd.DataFrame = field(default_factory=lambda: pd.DataFrame())


def usable(name: str, settings: Settings) -> Source:
    """Return the source `name`. Raises DeclarationError with the fault of its file, if any."""
    wrong = faults(settings.home)
    for file in (f"{name}.toml", f"{name}.py"):
        if file in wrong:
            raise DeclarationError(wrong[file])
    return source_named(name, settings)


def check(source: Source, replies: Sequence[Reply]) -> Findings:
    """Return what the conformance kit and a dry run find; nothing is kept."""
    found = Findings(wrong=kit.check(source, replies))
    try:
        parts = read(source, replies)
    except (SourceError, FrameError):
        return found  # the kit has said so
    unknown = Counter()
    for part in parts:
        name = part.frame.name
        found.tables[f"Columns of {name}"] = _columns(part.rows)
        found.notes += [f"{name}: {len(part.rows):,} rows.", *filter(None, [part.note])]
        unknown.update(part.unknown_places)
        twice = int(part.rows.duplicated(list(part.frame.key)).sum())
        found.notes.append(f"{name}: {twice:,} rows repeat another." if twice else
                           f"{name}: no row is told twice.")  # fmt: skip
        if part.frame is OBSERVATIONS:
            found.figures = part.rows.reset_index(drop=True)
            found.tables["Series"] = _series(source, part.rows)
            found.notes += _gaps(source, part.rows)
    if unknown:
        told = ", ".join(f"{name} ({count:,})" for name, count in unknown.most_common(20))
        found.notes.append(f"Left out, because no place is known by the name: {told}.")
    elif parts:
        found.notes.append("Every place is known.")
    return found


def chart(source: Source, figures: pd.DataFrame) -> list[str]:
    """Return the last three years of the places with the highest figures as lines of bars.

    Each line is scaled to its own greatest figure; "·" is a period without a figure.
    """
    lines = []
    for series in source.series:
        for place, told in largest(series, figures):
            most, least = told.max(), min(0.0, told.min())
            bars = "".join(_bar(value, least, most) for value in told)
            last = told.dropna().iloc[-1]
            span = f"{told.index[0]} to {told.index[-1]}"
            lines.append(
                f"{places.name(place)[:24]:24} {bars} {figure(last)} {series.unit} ({span})"
            )
    return lines[:MOST_LINES]


def largest(series, figures: pd.DataFrame) -> list[tuple[str, pd.Series]]:
    """Return the places with the highest figures of a series: by period, NaN for a gap."""
    rows = figures[(figures["series"] == series.id) & figures["value"].notna()]
    if rows.empty:
        return []
    rows = rows[rows["period"] > rows["period"].max() - pd.DateOffset(years=YEARS)]
    span = _SPAN.get(series.frequency, "D" if rows["period"].nunique() < 100 else "M")
    periods = rows["period"].dt.to_period(span)
    every = pd.period_range(periods.min(), periods.max(), freq=span)
    if series.frequency == "irregular":  # where nothing is expected, nothing lacks
        every = every[every.isin(periods)]
    sums = rows.groupby("place")["value"].sum().nlargest(3)
    return [
        (place, rows[rows["place"] == place].assign(at=periods).groupby("at")["value"].last()
         .reindex(every))
        for place in sums.index
    ]  # fmt: skip


def figure(value: float) -> str:
    """Return a figure as people write it: whole with separators, else in six digits."""
    return number(value) if value == round(value) else f"{value:g}"


def _bar(value: float, least: float, most: float) -> str:
    if pd.isna(value):
        return _NO_FIGURE
    share = (value - least) / (most - least) if most > least else 0.0
    return _BARS[min(len(_BARS) - 1, int(share * len(_BARS)))]


def _columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each column with its type, how many rows say something, and an example."""
    told = {name: rows[name].notna() & (rows[name].astype(str) != "") for name in rows}
    return pd.DataFrame({
        "column": list(rows),
        "type": [_type(rows[name]) for name in rows],
        "rows_that_say_something": [int(told[name].sum()) for name in rows],
        "example": [_example(rows[name][told[name]].iloc[0]) if told[name].any() else ""
                    for name in rows],
    })  # fmt: skip


def _example(value: object) -> str:
    day = isinstance(value, pd.Timestamp) and value == value.normalize()
    return f"{value:%Y-%m-%d}" if day else str(value)[:60]


def _type(values: pd.Series) -> str:
    known = {"f": "number", "i": "whole number", "M": "date", "b": "yes or no"}
    return known.get(values.dtype.kind, "text")


def _series(source: Source, rows: pd.DataFrame) -> pd.DataFrame:
    """Return each series with its unit and what came of it."""
    told = rows.dropna(subset="value").groupby("series").agg(
        figures=("value", "size"), places=("place", "nunique"), first=("period", "min"),
        newest=("period", "max"), least=("value", "min"), most=("value", "max"),
    )  # fmt: skip
    said = pd.DataFrame(
        [(one.id, one.title, one.unit, one.kind, one.frequency, one.worse)
         for one in source.series],
        columns=["series", "title", "unit", "kind", "frequency", "worse"],
    )  # fmt: skip
    table = said.merge(told.reset_index(), on="series", how="left")
    return table.fillna({"figures": 0, "places": 0}).astype({"figures": int, "places": int})


def _gaps(source: Source, rows: pd.DataFrame) -> list[str]:
    """Return a sentence for each series on the periods that a place lacks between two others."""
    sentences = []
    for series in source.series:
        told, span = rows[rows["series"] == series.id], _SPAN.get(series.frequency)
        if told.empty or span is None:
            continue
        ends = told.groupby("place")["period"].agg(["min", "max", "nunique"])
        whole = [len(pd.period_range(one.min, one.max, freq=span)) for one in ends.itertuples()]
        lacking = (pd.Series(whole, index=ends.index) - ends["nunique"]).loc[lambda n: n > 0]
        if lacking.empty:
            sentences.append(f"{series.id}: no place lacks a {series.frequency} in between.")
            continue
        named = ", ".join(f"{places.name(place)} ({n})" for place, n in lacking.nlargest(8).items())
        sentences.append(
            f"{series.id}: {series.frequency}s without a figure between the first and the last of "
            f"a place: {lacking.sum():,}, of {named}."
        )
    return sentences
