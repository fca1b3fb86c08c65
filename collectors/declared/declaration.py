"""What a TOML file that declares a source may say, table by table, and what fits together."""

import re
from datetime import timedelta
from typing import Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from collectors.declared import fetch
from collectors.declared.formats import FORMATS
from collectors.declared.toml import EXPECTED, TO_FILL_IN
from indicators import places

ID = r"^[a-z][a-z0-9_]{1,39}$"
_UNITS = {"hour": 1, "day": 24, "week": 168}
_Frequency = Literal["day", "week", "month", "quarter", "year", "irregular"]
_Words = Field(min_length=1, max_length=500)


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
            for name in fetch.placeholders(text):
                if name not in fetch.DATES and (not name.isupper() or text == self.url):
                    known = ", ".join(f"{{{date}}}" for date in fetch.DATES)
                    raise ValueError(f"{{{name}}} is none of {known}; keys go in params or headers")
        if self.back and not fetch.step(self):
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
        if self.always:
            _known_place(self.always)
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


class Feed(_Strict):
    """[feed]: items of a feed become publications, events of a calendar become meetings."""

    format: Literal["rss", "atom", "ics"]
    body: str = ""  # whose meetings or decisions they tell of: "AU PSC"
    kind: str = "news"  # of publications: "press release"
    timezone: str = "UTC"  # of the seat, for calendars
    place: str = ""  # always this place; without it the places that a title names
    only: tuple[str, ...] = ()  # of several feeds in one: titles that hold one of these words

    @field_validator("place")
    @classmethod
    def _a_place(cls, value: str) -> str:
        return _known_place(value) if value else value

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError('expected a time zone such as "Africa/Addis_Ababa"')
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
    data: Data | None = None
    series: tuple[Figure, ...] = ()
    feed: Feed | None = None
    secret: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self):
        if bool(self.data) == bool(self.feed):
            raise ValueError("expected either [data], of figures, or [feed], of items")
        if bool(self.data) != bool(self.series):
            raise ValueError(
                "expected at least one [[series]]" if self.data else "a [feed] has no [[series]]"
            )
        if self.feed and self.request.paging:
            raise ValueError("a [feed] has no paging: it is one reply")
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
        asked = {name for text in texts for name in fetch.placeholders(text)}
        if strange := asked - set(fetch.DATES) - {key.variable for key in self.secret}:
            raise ValueError(f"{{{min(strange)}}} needs a [[secret]] of that variable")
        return self


def _known_place(value: str) -> str:
    if value not in {*places.PLACES.index, *places.AREAS, places.WORLD}:
        raise ValueError(f"there is no place {value!r}; expected a code such as SDN")
    return value


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
