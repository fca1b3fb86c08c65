"""Sources without code: a TOML file says where data lie, how to read them and on what terms.

[source] says who publishes them, [request] where to ask, [data] how a reply is read, and
each [[series]] what one figure is. `load` makes a Source of such a file.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from collectors import declared_fetch, declared_parse, source
from collectors.declared_toml import EXPECTED, TO_FILL_IN
from collectors.formats import FORMATS
from collectors.settings import explain
from indicators import frames, places
from indicators.frames import OBSERVATIONS

ID = r"^[a-z][a-z0-9_]{1,39}$"
_UNITS = {"hour": 1, "day": 24, "week": 168}
_Frequency = Literal["day", "week", "month", "quarter", "year", "irregular"]
_Words = Field(min_length=1, max_length=500)


class DeclarationError(ValueError):
    """A file that declares a source is wrong; names file, line, key and what was expected."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    @field_validator("*", mode="before")
    @classmethod
    def _filled_in(cls, value: object, about) -> object:
        if value == TO_FILL_IN:
            expected = EXPECTED.get(about.field_name, "a choice of yours")
            raise ValueError(f"expected {expected}")
        return value


class About(_Strict):
    """[source]: who publishes the data, on what terms, and how often we ask."""

    id: str = Field(pattern=ID)
    title: str = _Words
    publisher: str = _Words
    homepage: str = Field(pattern=r"^https://\S+$")
    licence: str = _Words
    every: timedelta  # "12 hours"
    terms: str = "May be shown and exported with attribution."
    redistribute: bool = True
    keep_replies: bool = True
    humanitarian: bool = False
    keeper: str = "Jointwatch maintainers"
    lag: str = ""
    revisions: str = ""
    largest_reply: int = Field(100_000_000, ge=1_000, le=1_000_000_000)  # bytes
    pause: float = Field(1.0, ge=0, le=60)  # seconds between two requests

    @field_validator("every", mode="before")
    @classmethod
    def _in_words(cls, value: object) -> timedelta:
        found = re.fullmatch(r"(\d{1,3}) (hour|day|week)s?", str(value).strip())
        if not found or int(found[1]) < 1:
            raise ValueError('expected words such as "12 hours", "1 day" or "2 weeks"')
        return timedelta(hours=int(found[1]) * _UNITS[found[2]])


class Key(_Strict):
    """[[secret]]: a key from the environment, used as {VARIABLE} in params and headers."""

    variable: str = Field(pattern=r"^[A-Z][A-Z0-9_]{2,60}$")
    how: str = _Words  # to get one
    required: bool = True


class Paging(_Strict):
    """How one reply leads to the next. Without it there is one."""

    by: Literal["page", "offset", "next"]
    parameter: str = ""  # its name in the address
    first: int | None = None  # of the first page: 1, or an offset of 0
    path: str = ""  # by next: where a page says the address of the next, or a cursor
    total: str = ""  # where a page says how many rows there are in all
    pages: str = ""  # where a page says how many pages there are
    size: int | None = Field(None, ge=1)  # rows of a full page
    most: int = Field(1_000, ge=1, le=100_000)  # pages; more are an error

    @model_validator(mode="after")
    def _complete(self):
        if self.by == "next" and not self.path:
            raise ValueError('by = "next" needs path, where a page names the next one')
        if self.by != "next" and not self.parameter:
            raise ValueError(f'by = "{self.by}" needs parameter, its name in the address')
        return self


class Request(_Strict):
    """[request]: what is asked for. {year}, {month}, {day}, {today} stand for the date."""

    url: str = Field("", pattern=r"^(https?://[^/\s]+\S*)?$")
    file: str = Field("", pattern=r"^([\w-][\w.-]*)?$")  # instead: one beside this TOML file
    params: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    back: int = Field(0, ge=0, le=400)  # so many days, months or years before are asked for too
    paging: Paging | None = None

    @model_validator(mode="after")
    def _dated(self):
        if bool(self.url) == bool(self.file):
            raise ValueError("expected either url or file")
        if self.file and (self.params or self.headers or self.back or self.paging):
            raise ValueError("a file needs no params, headers, back or paging")
        for text in (self.url, *self.params.values(), *self.headers.values()):
            for name in declared_fetch.placeholders(text):
                if name not in declared_fetch.DATES and (not name.isupper() or text == self.url):
                    known = ", ".join(f"{{{date}}}" for date in declared_fetch.DATES)
                    raise ValueError(f"{{{name}}} is none of {known}; keys go in params or headers")
        if self.back and not declared_fetch.step(self):
            raise ValueError("back needs {year}, {month}, {day} or {today} in the address")
        return self


class Place(_Strict):
    """Which place a row is about: a column of codes or names, or always the same one."""

    column: str = ""
    system: Literal["", *places.SYSTEMS] = ""  # "": an ISO alpha-3 code or a name
    always: str = ""

    @model_validator(mode="after")
    def _one_of(self):
        if bool(self.column) == bool(self.always):
            raise ValueError("expected either column or always")
        if self.always and self.always not in {*places.PLACES.index, *places.AREAS, places.WORLD}:
            raise ValueError(f"there is no place {self.always!r}; expected a code such as SDN")
        return self


class Day(_Strict):
    """Which day a row is about. Several columns are read as one, with a blank between them."""

    column: str | tuple[str, ...]
    format: str | tuple[str, ...] = "iso"  # "iso", "unix", "unix ms" or as strptime has it

    @field_validator("format")
    @classmethod
    def _without_zone(cls, value: str | tuple[str, ...]):
        if any("%z" in one.lower() for one in _several(value)):
            raise ValueError("the day counts as written: leave the zone out")
        return value


class Data(_Strict):
    """[data]: how a reply is read."""

    format: str
    place: Place
    date: Day
    frequency: _Frequency
    rows: str = ""  # JSON: where the list of rows is, "data.items"; "" is the reply itself
    delimiter: str = Field(",", min_length=1, max_length=1)
    header: int = Field(1, ge=1, le=100)  # CSV, TSV, XLSX: the line that names the columns
    sheet: str = ""  # XLSX: its name; "" is the first
    encoding: Literal["utf-8", "latin-1", "cp1252", "utf-16"] = "utf-8"
    decimal: Literal[".", ","] = "."
    missing: tuple[str, ...] = ()  # beside nothing: "-", "-9999"
    key: tuple[str, ...] = ()  # what identifies a row: told again, it is the same row
    absence: Literal["nothing", "withdrawn"] = "nothing"  # of a figure told before

    @field_validator("format")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in FORMATS:
            raise ValueError(f"expected one of {', '.join(FORMATS)}")
        return value


class Figure(_Strict):
    """[[series]]: one figure."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")
    title: str = _Words
    unit: str = _Words
    kind: Literal["flow", "stock", "index", "share"]
    value: str = Field(min_length=1)  # column, or path within a row
    worse: Literal["higher", "lower", "neither"] = "higher"
    aggregate: Literal["none", "sum", "last", "mean"] = "none"
    where: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)  # column -> wanted
    lag_days: int = Field(0, ge=0, le=3_660)
    least: float = 0.0
    most: float = 1e9
    note: str = ""


class Declaration(_Strict):
    """A whole file."""

    source: About
    request: Request
    data: Data
    series: tuple[Figure, ...]
    secret: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self):
        if not self.series:
            raise ValueError("expected at least one [[series]]")
        for figure in self.series:
            if not figure.id.startswith(f"{self.source.id}."):
                raise ValueError(f"the series {figure.id!r} must begin with '{self.source.id}.'")
        ids = [figure.id for figure in self.series]
        if twice := [id for id in ids if ids.count(id) > 1]:
            raise ValueError(f"the series {twice[0]!r} is declared twice")
        # Else a file could have any secret of this machine sent to any address.
        for key in self.secret:
            if not key.variable.startswith(f"{self.source.id.upper()}_"):
                raise ValueError(
                    f"the secret {key.variable!r} must begin with '{self.source.id.upper()}_'"
                )
        texts = (*self.request.params.values(), *self.request.headers.values())
        asked = {name for text in texts for name in declared_fetch.placeholders(text)}
        if strange := asked - set(declared_fetch.DATES) - {key.variable for key in self.secret}:
            raise ValueError(f"{{{min(strange)}}} needs a [[secret]] of that variable")
        return self


@dataclass(frozen=True)
class Fetch:
    """The network half of a declared source."""

    declaration: Declaration
    folder: Path  # where a file that it names lies

    def __call__(self, client) -> Iterator[source.Reply]:
        if self.declaration.request.file:
            return declared_fetch.from_folder(self.declaration, self.folder, client)
        return declared_fetch.fetch(self.declaration, client)


@dataclass(frozen=True)
class Parse:
    """The reading half of a declared source."""

    declaration: Declaration

    def __call__(self, replies: Sequence[source.Reply]) -> Iterable[source.Part]:
        return declared_parse.parse(self.declaration, replies)


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
        frames=(OBSERVATIONS,),
        series=tuple(_series(figure, declaration.data) for figure in declaration.series),
        secrets=tuple(source.Secret(**key.model_dump()) for key in declaration.secret),
    )


def _series(figure: Figure, data: Data) -> frames.Series:
    said = figure.model_dump(exclude={"value", "aggregate", "where"})
    return frames.Series(frequency=data.frequency, **said)


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
