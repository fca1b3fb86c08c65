"""One file per kind of record, found by itself: a module with KIND.

They are found here and in the folder `kinds` of the data folder.
"""

import importlib
import importlib.util
import pkgutil
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

from collectors.settings import load
from dashboard.workspace.kind import Kind


class NoSuchKind(KeyError):
    """Nobody has declared a kind of this name."""

    def __str__(self) -> str:
        """Return the sentence, without the quotes of a key."""
        return self.args[0]


def all_kinds(home: Path | None = None) -> dict[str, Kind]:
    """Return every kind by its id, those in the folder `kinds` of the data folder too.

    Raises ValueError for two kinds of one id.
    """
    folder = (home or load().home) / "kinds"
    files = sorted(folder.glob("*.py")) if folder.is_dir() else []
    return _all(tuple((str(file), file.stat().st_mtime_ns) for file in files))


def kind_of(said: "Kind | type[BaseModel] | BaseModel | str", home: Path | None = None) -> Kind:
    """Return the kind meant by its id, its fields, or a record's fields. Raises NoSuchKind."""
    if isinstance(said, Kind):
        return said
    kinds = all_kinds(home)
    if isinstance(said, str):
        if said in kinds:
            return kinds[said]
        raise NoSuchKind(f"There is no kind of record {said!r}.")
    fields = said if isinstance(said, type) else type(said)
    for kind in kinds.values():
        if kind.fields is fields:
            return kind
    raise NoSuchKind(f"{fields.__name__} is not declared as the fields of a kind.")


@lru_cache(maxsize=8)
def _all(files: tuple[tuple[str, int], ...]) -> dict[str, Kind]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").KIND for name in names]
    found += [_own(Path(file)) for file, _changed in files]
    kinds = {kind.id: kind for kind in found}
    if len(kinds) < len(found):
        twice = sorted({kind.id for kind in found if [k.id for k in found].count(kind.id) > 1})
        raise ValueError(f"Two files declare the kind {twice}.")
    return kinds


def _own(file: Path) -> Kind:
    spec = importlib.util.spec_from_file_location(f"jointwatch_kinds.{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.KIND
