"""One file per source, found by itself: a Python module with SOURCE, or a TOML file."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from collectors.source import Source

_HERE = Path(__file__).parent


@cache
def all_sources() -> dict[str, Source]:
    """Return every source of the package by its id, in order of the ids."""
    found = [
        importlib.import_module(f"{__name__}.{module.name}").SOURCE
        for module in pkgutil.iter_modules([str(_HERE)])
        if not module.name.startswith("_")
    ]
    return {source.id: source for source in sorted(found, key=lambda source: source.id)}
