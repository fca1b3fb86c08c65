"""Sources without code: a TOML file says where data lie, how to read them and on what terms.

[source] says who publishes them, [request] where to ask, [data] how a reply is read, and
each [[series]] what one figure is; or [feed] how the items of a feed or calendar are read.
`load` makes a Source of such a file.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from collectors import source
from collectors.declared import feed, fetch, parse
from collectors.declared.declaration import ID as ID
from collectors.declared.declaration import Data, Declaration, Figure
from collectors.settings import explain
from indicators import frames
from indicators.schema import Schema


class DeclarationError(ValueError):
    """A file that declares a source is wrong; names file, line, key and what was expected."""


@dataclass(frozen=True)
class Fetch:
    """The network half of a declared source."""

    declaration: Declaration
    folder: Path  # where a file that it names lies

    def __call__(self, client) -> Iterator[source.Reply]:
        if self.declaration.request.file:
            return fetch.from_folder(self.declaration, self.folder, client)
        return fetch.fetch(self.declaration, client)


@dataclass(frozen=True)
class Parse:
    """The reading half of a declared source."""

    declaration: Declaration

    def __call__(self, replies: Sequence[source.Reply]) -> Iterable[source.Part]:
        if self.declaration.feed:
            return feed.parse(self.declaration, replies)
        return parse.parse(self.declaration, replies)


def load(path: Path) -> source.Source:
    """Return the source that the TOML file `path` declares, or raise DeclarationError."""
    try:
        text = path.read_text(encoding="utf-8")
        declaration = Declaration.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise DeclarationError(explain(error, path, text)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        raise DeclarationError(f"{path} cannot be read: {error}") from error
    return as_source(declaration, path.parent)


def as_source(declaration: Declaration, folder: Path) -> source.Source:
    """Return the source that `declaration`, a file of `folder`, describes."""
    site = urlsplit(declaration.request.url)
    return source.Source(
        **declaration.source.model_dump(),
        base_url=f"{site.scheme}://{site.netloc}" if site.netloc else "",
        fetch=Fetch(declaration, folder),
        parse=Parse(declaration),
        frames=(_frame(declaration),),
        series=tuple(_series(figure, declaration.data) for figure in declaration.series),
        secrets=tuple(source.Secret(**key.model_dump()) for key in declaration.secret),
    )


def _frame(declaration: Declaration) -> Schema:
    if not declaration.feed:
        return frames.OBSERVATIONS
    return frames.AGENDA if declaration.feed.format == "ics" else frames.PUBLICATIONS


def _series(figure: Figure, data: Data) -> frames.Series:
    said = figure.model_dump(exclude={"value", "aggregate", "where"})
    return frames.Series(frequency=data.frequency, **said)
