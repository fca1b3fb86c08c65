"""Indicators of the package, of installed distributions, and of the data folder.

They are found in `indicators.catalogue`, in entry points of the group "jointwatch.indicators"
(each an Indicator, several, or a module with INDICATORS), and in files *.py of the folder
`indicators` of the data folder, each with INDICATORS.
"""

import contextlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import numpy as np
import pandas as pd

from collectors.source import clean
from collectors.sources import all_sources, module_of_user
from indicators import catalogue
from indicators.indicator import COLUMNS, Indicator

GROUP = "jointwatch.indicators"
ID = r"[a-z][a-z0-9_]*\.[a-z0-9_]+"


class IndicatorFault(RuntimeError):
    """An indicator of somebody's own could not be computed. The text is a sentence for people."""


@dataclass(frozen=True)
class _Found:
    """One file or entry point: the indicators it gives, or why it gives none."""

    name: str
    indicators: tuple[Indicator, ...] = ()
    fault: str = ""


def all_indicators(home: Path | None = None) -> dict[str, Indicator]:
    """Return every indicator by its id, the package's first.

    With `home`, the data folder, those of its folder `indicators` too. What cannot be read is
    left out here and told by `faults`.
    """
    return _sorted_out(home)[0]


def faults(home: Path | None = None) -> dict[str, str]:
    """Return a sentence for each file or entry point with something amiss, by its name."""
    return _sorted_out(home)[1]


def hidden(every: Mapping[str, Indicator], sources: Iterable[str]) -> set[str]:
    """Return `sources` and the indicators of somebody's own that are made of one of them.

    The package's indicators are the same everywhere: what they are made of gives nobody away.
    """
    found = set(sources)
    while more := {
        id for id, one in every.items() if id not in found and id not in catalogue.ALL
        and any(names(need, found) for need in one.needs)
    }:  # fmt: skip
        found |= more
    return found


def names(series: str, hidden: set[str]) -> bool:
    """Return whether a series, or the source that tells it, is among the hidden ones."""
    return series in hidden or series.split(".")[0] in hidden


def _sorted_out(home: Path | None) -> tuple[dict[str, Indicator], dict[str, str]]:
    known, wrong = dict(catalogue.ALL), {}
    for found in (*_of_installed(), *_of_home(home)):
        if found.fault:
            wrong[found.name] = found.fault
        for one in found.indicators:
            if fault := _misfit(one, known, home):
                wrong[found.name] = fault
            else:
                known[one.id] = replace(one, compute=_guarded(one))
    return known, wrong


@cache
def _of_installed() -> tuple[_Found, ...]:
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple(_tried(point.name, EntryPoint.load, point) for point in points)


def _of_home(home: Path | None) -> Iterator[_Found]:
    files = sorted((home / "indicators").glob("*.py")) if home else []
    for path in (path for path in files if not path.name.startswith(("_", "."))):
        try:
            state = path.stat()
        except OSError as error:
            yield _Found(path.name, fault=f"{path} cannot be read: {error}.")
            continue
        yield _read_file(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1000)
def _read_file(path: Path, _changed: int, _size: int) -> _Found:
    """Return what a file of the user's gives; read again only when it has changed."""
    return _tried(path.name, module_of_user, path)


def _tried(name: str, load: Callable[[object], object], given: object) -> _Found:
    """Return what `load` makes of `given`, or the sentence that says why it is none."""
    try:
        # What a module prints while it is read must not end up in a table for programs.
        with contextlib.redirect_stdout(sys.stderr):
            loaded = load(given)
            loaded = getattr(loaded, "INDICATORS", loaded)
            loaded = (loaded,) if isinstance(loaded, Indicator) else loaded
            found = tuple(loaded) if isinstance(loaded, Iterable) else ()
    except (Exception, SystemExit) as error:  # somebody's code: no fault of it may stop others
        said = clean(error, 300) or "no reason given"
        return _Found(name, fault=f"{name} cannot be used: {type(error).__name__}: {said}.")
    if not found or not all(isinstance(one, Indicator) for one in found):
        return _Found(name, fault=f"{name} has no INDICATORS = (Indicator(...), ...).")
    return _Found(name, found)


def _misfit(one: Indicator, known: dict[str, Indicator], home: Path | None) -> str:
    """Return why an indicator may not stand beside those that are known; "" when it may."""
    if not re.fullmatch(ID, one.id):
        return f"The id {clean(one.id, 60)!r} must be a theme, a dot and a name in small letters."
    if one.id in known:
        return f"There is an indicator {one.id!r} already, which stands."
    if one.theme in all_sources(home):
        return f"The indicator {one.id!r} begins with the name of a source: choose another theme."
    return "" if one.needs else f"The indicator {one.id!r} does not say what it needs."


def _guarded(one: Indicator) -> Callable[..., pd.DataFrame]:
    """Return the indicator's function, whatever goes wrong in it as IndicatorFault."""

    def compute(*given) -> pd.DataFrame:
        try:
            rows = one.compute(*given)
            rows = rows[COLUMNS].astype({"value": "float64"}).reset_index(drop=True)
            strange = (rows["series"] != one.id) | np.isinf(rows["value"])
            twice = rows.duplicated(["place", "period"])
        except Exception as error:  # somebody's code: no fault of it may stop others
            said = f"{type(error).__name__}: {clean(error, 300)}"
            raise IndicatorFault(f"The indicator {one.id} failed: {said}.") from error
        if strange.any() or twice.any():
            raise IndicatorFault(
                f"The indicator {one.id} gave rows of another series, infinite figures, or a "
                "place and period twice. Nothing of it was kept."
            )
        return rows

    return compute
