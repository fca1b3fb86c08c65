"""One file per source, found by itself: a Python module with SOURCE, or a TOML file.

They are found here, in installed packages (entry points of the group "jointwatch.sources",
each a Source or a module with SOURCE), and in the folder `sources` of the data folder.
"""

import contextlib
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from collectors import declared
from collectors.source import Source, clean

_HERE = Path(__file__).parent
GROUP = "jointwatch.sources"


@dataclass(frozen=True)
class _Found:
    """One file or entry point: the source it gives, or why it gives none."""

    name: str
    source: Source | None
    fault: str = ""


def all_sources(home: Path | None = None) -> dict[str, Source]:
    """Return every source by its id, in order of the ids.

    With `home`, the data folder, those of its folder `sources` too. What cannot be read is
    left out here and told by `faults`.
    """
    sources, _ = _sorted_out(home)
    return dict(sorted(sources.items()))


def faults(home: Path | None = None) -> dict[str, str]:
    """Return a sentence for each file or entry point that gives no source, by its name."""
    return _sorted_out(home)[1]


def _sorted_out(home: Path | None) -> tuple[dict[str, Source], dict[str, str]]:
    sources: dict[str, Source] = {}
    wrong: dict[str, str] = {}
    owners: dict[str, str] = {}
    # The package first, the user's own last: of two with one id, the first stands.
    for found in (*_of_package(), *_of_installed(), *_of_home(home)):
        fault = found.fault or _misfit(found.source)
        if not fault and found.source.id in sources:
            first = owners[found.source.id]
            fault = f"There is a source {found.source.id!r} already ({first}), which stands."
        if fault:
            wrong[found.name] = fault
        else:
            sources[found.source.id] = found.source
            owners[found.source.id] = found.name
    return sources, wrong


@cache
def _of_package() -> tuple[_Found, ...]:
    return tuple(
        _tried(path.name, _module_here if path.suffix == ".py" else declared.load, path)
        for path in _files(_HERE)
    )


@cache
def _of_installed() -> tuple[_Found, ...]:
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple(_tried(point.name, _entry, point) for point in points)


def _of_home(home: Path | None) -> Iterator[_Found]:
    for path in _files(home / "sources") if home else ():
        try:
            state = path.stat()
        except OSError as error:
            yield _Found(path.name, None, f"{path} cannot be read: {error}.")
            continue
        yield _read_file(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1000)
def _read_file(path: Path, _changed: int, _size: int) -> _Found:
    """Return what a file of the user's gives; read again only when it has changed."""
    return _tried(path.name, _source_of_user if path.suffix == ".py" else declared.load, path)


def _files(folder: Path) -> list[Path]:
    found = [path for path in folder.glob("*") if path.suffix in (".py", ".toml")]
    return sorted(path for path in found if not path.name.startswith(("_", ".")))


def _tried(name: str, load: Callable[[object], Source], given: object) -> _Found:
    """Return what `load` makes of `given`, or the sentence that says why it is none."""
    try:
        # What a module prints while it is read must not end up in a table for programs.
        with contextlib.redirect_stdout(sys.stderr):
            source = load(given)
    except declared.DeclarationError as error:
        return _Found(name, None, str(error))
    except (Exception, SystemExit) as error:  # somebody's code: no fault of it may stop others
        said = clean(error, 300) or "no reason given"
        return _Found(name, None, f"{name} cannot be used: {type(error).__name__}: {said}.")
    if not isinstance(source, Source):
        return _Found(name, None, f"{name} has no SOURCE = Source(...).")
    return _Found(name, source)


def _module_here(path: Path) -> Source:
    return getattr(importlib.import_module(f"{__name__}.{path.stem}"), "SOURCE", None)


def module_of_user(path: Path) -> ModuleType:
    """Return the module of a file of the data folder, run as its text is now."""
    # Compiled from its text: a saved file is at once what runs, whatever a cache says.
    module = ModuleType(f"jointwatch_home_{path.parent.name}_{path.stem}")
    module.__file__ = str(path)
    code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    sys.modules[module.__name__] = module
    exec(code, module.__dict__)
    return module


def _source_of_user(path: Path) -> Source:
    return getattr(module_of_user(path), "SOURCE", None)


def _entry(point: EntryPoint) -> Source:
    loaded = point.load()
    return loaded if isinstance(loaded, Source) else getattr(loaded, "SOURCE", None)


def _misfit(source: Source) -> str:
    """Return why `source` may not stand beside the others; "" when it may."""
    if not re.fullmatch(declared.ID, source.id):
        return f"The id {source.id!r} must be small letters, digits and underscores."
    for series in source.series:
        if not series.id.startswith(f"{source.id}."):
            return f"The series {series.id!r} must begin with '{source.id}.'."
    return ""
