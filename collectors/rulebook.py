"""All rules there are: those of the package, the user's own, and those of installed packages.

A rule is a TOML file (see `indicators.rules`). They are found in the package, in installed
distributions (entry points of the group "jointwatch.rules", each a folder, as a path or a
package), and in the folder `rules` of the data folder.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

import indicators
from collectors import own
from collectors.settings import explain
from indicators.rules import Rule, declared

GROUP = "jointwatch.rules"
PACKAGE = Path(indicators.__file__).parent / "tables" / "rules"


class RuleError(ValueError):
    """A file that declares a rule is wrong; names file, line, key and what was expected."""


def load(path: Path) -> Rule:
    """Return the rule that the TOML file `path` declares, or raise RuleError."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return declared(tomllib.loads(text))
    except ValidationError as error:
        raise RuleError(explain(error, path, text)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        raise RuleError(f"{path} cannot be read: {error}") from error


def all_rules(home: Path | None = None) -> dict[str, Rule]:
    """Return every rule by its id. What cannot be read is left out here and told by `faults`.

    Of two with one id the package's stands, then that of an installed distribution: a rule of
    one's own has an id of its own.
    """
    return _sorted_out(home)[0]


def seen(rules: Mapping[str, Rule], hidden: set[str]) -> dict[str, Rule]:
    """Return the rules that read nothing that is among the `hidden` sources and indicators."""
    return {
        id: rule for id, rule in rules.items()
        if not any(own.names(series, hidden) for series in rule.series)
    }  # fmt: skip


def faults(home: Path | None = None) -> dict[str, str]:
    """Return a sentence for each file or entry point that gives no rule, by its name."""
    return _sorted_out(home)[1]


def _sorted_out(home: Path | None) -> tuple[dict[str, Rule], dict[str, str]]:
    rules: dict[str, Rule] = {}
    wrong: dict[str, str] = {}
    for name, found in (*_of(PACKAGE), *_of_installed(), *_of_home(home)):
        if isinstance(found, Rule) and found.id in rules:
            found = f"{name}: there is a rule {found.id!r} already; choose another id."
        if isinstance(found, Rule):
            rules[found.id] = found
        else:
            wrong[name] = found
    return dict(sorted(rules.items())), wrong


@cache
def _of(folder: Path) -> tuple[tuple[str, Rule | str], ...]:
    return tuple(_tried(path) for path in _files(folder))


def _of_home(home: Path | None) -> Iterator[tuple[str, Rule | str]]:
    for path in _files(home / "rules") if home else ():
        try:
            state = path.stat()
        except OSError as error:
            yield path.name, f"{path} cannot be read: {error}"
            continue
        yield _read_anew(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1000)
def _read_anew(path: Path, _changed: int, _size: int) -> tuple[str, Rule | str]:
    """Return what a file of the user's gives; read again only when it has changed."""
    return _tried(path)


@cache
def _of_installed() -> tuple[tuple[str, Rule | str], ...]:
    found: list[tuple[str, Rule | str]] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            given = point.load()
            folder = given if isinstance(given, Path) else Path(str(files(given)))
            found += _of(folder)
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            found.append((point.name, f"{point.name} cannot be used: {error}"))
    return tuple(found)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.toml") if not path.name.startswith(("_", ".")))


def _tried(path: Path) -> tuple[str, Rule | str]:
    try:
        return path.name, load(path)
    except RuleError as error:
        return path.name, str(error)
