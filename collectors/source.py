"""What a source is: a declaration, `fetch` (network only) and `parse` (pure).

SourceError            the run failed; `finding` names the kind of failure
├── Unreachable        no answer, a time-out, a server's error
├── Refused            a key is missing, wrong or not allowed; a login page
├── Exhausted          the quota of the key or the address is used up
├── NotThere           the publisher says that there is no such thing (404, 410)
├── TooLarge           more bytes than a reply of this source may have
├── Empty              a reply without anything in it
└── WrongFormat        a reply that is not what the source is known to send
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from io import StringIO
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pandas as pd
from lxml import etree, html

from indicators.frames import Coverage, Series
from indicators.schema import Schema

MOST_COLUMNS = 2_000  # a file that lost its line ends is one line, which takes hours to read


class SourceError(Exception):
    """A source's run failed. The text is a sentence for people."""

    finding = "error"


class Unreachable(SourceError):
    """No answer, a time-out, or an error of the publisher's server."""


class Refused(SourceError):
    """The publisher does not let us in; the sentence says how to get a key."""

    finding = "refused"


class Exhausted(SourceError):
    """The quota is used up; the sentence says until when."""

    finding = "refused"


class NotThere(SourceError):
    """The publisher says that there is no such thing."""


class TooLarge(SourceError):
    """More bytes than a reply of this source may have."""


class Empty(SourceError):
    """A reply without anything in it. It is not taken for "nothing happened"."""

    finding = "empty"


class WrongFormat(SourceError):
    """A reply that is not what the source is known to send."""

    finding = "wrong format"


@dataclass(frozen=True)
class Reply:
    """What came back from one address, byte for byte, or a saved file of it."""

    url: str  # without secrets
    body: bytes
    content_type: str = ""
    fetched_at: pd.Timestamp | None = None
    etag: str = ""
    last_modified: str = ""

    @property
    def name(self) -> str:
        """The last part of the address: often says which release or page it is."""
        return PurePosixPath(urlsplit(self.url).path).name

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the body, under which the archive keeps it."""
        return hashlib.sha256(self.body).hexdigest()

    def text(self, encoding: str = "utf-8-sig") -> str:
        """Return the body as text, or raise Empty or WrongFormat."""
        if not self.body.strip():
            raise Empty(f"{self.name}: the reply is empty.")
        try:
            return self.body.decode(encoding)
        except UnicodeDecodeError as error:
            raise WrongFormat(f"{self.name}: not {encoding} text ({error.reason}).") from error

    def json(self) -> object:
        """Return the body read as JSON, or raise Empty or WrongFormat."""
        text = self.text()
        self._refuse_html(text)
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            cut = " It seems to be cut off." if error.pos >= len(text.rstrip()) - 1 else ""
            raise WrongFormat(f"{self.name}: not JSON (line {error.lineno}).{cut}") from error
        except RecursionError as error:
            raise WrongFormat(f"{self.name}: JSON nested too deep.") from error

    def xml(self) -> etree._Element:
        """Return the root of the body read as XML (no entities resolved, no network)."""
        self._refuse_html(self.text()[:500])
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            return etree.fromstring(self.body.strip(), parser)
        except etree.XMLSyntaxError as error:
            raise WrongFormat(f"{self.name}: not XML ({error.msg}).") from error

    def html(self) -> html.HtmlElement:
        """Return the root of the body read as HTML, or raise Empty or WrongFormat."""
        try:
            return html.document_fromstring(self.text())
        except (etree.LxmlError, ValueError, AssertionError) as error:
            raise WrongFormat(f"{self.name}: not a web page ({clean(error, 80)}).") from error

    def csv(self, columns: Sequence[str], **options) -> pd.DataFrame:
        """Return the named columns of the body read as CSV, all as text ("" for missing).

        Raises WrongFormat naming the columns that are missing. Further columns are no fault.
        """
        text = self.text()
        self._refuse_html(text[:500])
        if text.split("\n", 1)[0].count(options.get("sep", ",")) > MOST_COLUMNS:
            raise WrongFormat(f"{self.name}: over {MOST_COLUMNS:,} columns; not CSV as published.")
        try:
            head = pd.read_csv(StringIO(text), nrows=0, dtype="str", **options)
            self.need(columns, head.columns)
            return pd.read_csv(
                StringIO(text), usecols=list(columns), dtype="str", keep_default_na=False, **options
            )[list(columns)]
        except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
            raise WrongFormat(f"{self.name}: not CSV as published ({error}).") from error

    def need(self, columns: Iterable[str], there: Iterable[str]) -> None:
        """Raise WrongFormat when one of `columns` is not among those `there`."""
        there = list(there)
        missing = [name for name in columns if name not in there]
        if missing:
            raise WrongFormat(
                f"{self.name}: columns missing: {', '.join(missing)}. "
                f"It has: {', '.join(map(str, there[:12]))}."
            )

    def _refuse_html(self, text: str) -> None:
        start = text[:500].lstrip().lower()
        if start.startswith(("<!doctype html", "<html")):
            raise WrongFormat(f"{self.name}: a web page came instead of data.")


@dataclass(frozen=True)
class Part:
    """Rows of one frame out of the replies of one run.

    `rows` lack `run`; where they lack `known_at` and `vintage` too, they were known when
    they were collected. `unknown_places` counts the rows left out under each name that no
    place is known by.
    """

    frame: Schema
    rows: pd.DataFrame
    covers: tuple[Coverage, ...] = ()
    unknown_places: dict[str, int] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Secret:
    """A key that a source needs, by the name of its environment variable, and how to get it."""

    variable: str
    how: str
    required: bool = True


@dataclass(frozen=True)
class Source:
    """A publisher's offer: who, on what terms, how often, and how to fetch and read it."""

    id: str
    title: str
    publisher: str
    homepage: str
    licence: str
    every: timedelta
    fetch: Callable[["Client"], Iterable[Reply]]  # noqa: F821 (collectors.http)
    parse: Callable[[Sequence[Reply]], Iterable[Part]]
    frames: tuple[Schema, ...]
    series: tuple[Series, ...] = ()
    base_url: str = ""  # scheme and host; a setting may put another in its place
    terms: str = "May be shown and exported with attribution."
    redistribute: bool = True  # may figures go out in what we make
    keep_replies: bool = True  # False: only their hashes are kept
    humanitarian: bool = False
    secrets: tuple[Secret, ...] = ()
    keeper: str = "Jointwatch maintainers"
    lag: str = ""  # when figures come, in words
    revisions: str = ""  # how figures change afterwards, in words
    largest_reply: int = 100_000_000  # bytes
    time_limit: timedelta = timedelta(minutes=15)  # for one run
    pause: float = 1.0  # seconds between two requests to one host


def clean(text: object, longest: int = 500) -> str:
    """Return somebody's text as one line without control characters, cut at `longest`."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text or "")).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
