"""The one model of a document: what it says, apart from how it is rendered.

Every figure stands once, in `Document.figures`. Texts, cells of tables and points of charts
name it by its key in braces, "{sdn.deaths}", so that every format tells the same figure and
an author's free text cannot change it.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

import pandas as pd
from pydantic import AfterValidator, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from dashboard.reports.frame import fixed
from dashboard.reports.signs import printable
from dashboard.wording.columns import in_words
from dashboard.words import THIN

Text = Annotated[str, AfterValidator(printable)]  # no format chokes on it
TOKEN = re.compile(r"\{([a-z0-9_]+(?:\.[a-z0-9_-]+)+)\}")
_NO_DATA = {"en": "no data", "fr": "pas de données"}


@dataclass(frozen=True)
class Reference:
    """Where a statement comes from: series or register, period, known when, publisher."""

    what: Text
    period: Text = ""
    known: Text = ""
    publisher: Text = ""

    def __str__(self) -> str:
        return "; ".join(part for part in (self.what, self.period, self.known, self.publisher)
                         if part)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One figure: its value and unit, of what, for which period, from whom, known when."""

    key: str  # "sdn.deaths": lower case, a dot in it, once in a document
    value: float | None  # None: no data, which is not zero
    unit: Text
    what: Text  # "Deaths in organised violence, Sudan"
    period: Text
    source: Text  # publisher and terms
    known: Text  # "known by 3 November 2026"
    vintage: Text = ""  # in words: "as first published"
    revised: bool = False  # an earlier version of it was different
    digits: int = 0
    detail: Text = ""  # which of several figures of one reference: "median"
    at: str = ""  # the period as it sorts: "2026-10"

    def said(self, language: str = "en") -> str:
        """Return the value as it is written in every format."""
        if self.value is None or pd.isna(self.value):
            return _NO_DATA.get(language, _NO_DATA["en"])
        text = f"{self.value:,.{self.digits}f}"
        if language == "fr":
            text = text.replace(".", "·").replace(",", THIN).replace("·", ",")
        return text.replace(",", THIN) if language != "fr" else text

    @property
    def reference(self) -> Reference:
        """Return where the figure comes from."""
        known = ", ".join(part for part in (self.known, self.vintage) if part)
        return Reference(self.what, self.period, known, self.source)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text; what it tells beyond its figures has its references."""

    text: Text
    references: tuple[Reference, ...] = ()
    key: str = ""  # names what an author may rewrite: "items.1"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list of short paragraphs, or the sentence `empty` when there is none."""

    items: tuple[Paragraph, ...]
    empty: Text = ""
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class Table:
    """Rows under headings, with what it shows and where it comes from."""

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    references: tuple[Reference, ...] = ()
    empty: Text = ""  # what is said when there is no row
    widths: tuple[int, ...] = ()  # shares of the columns; equal when not said
    kind: Literal["table"] = "table"

    @classmethod
    def of(cls, title: str, frame: pd.DataFrame, *references: Reference, empty: str = "",
           widths: tuple[int, ...] = ()) -> "Table":  # fmt: skip
        """Return a table of a frame whose cells are told in the words of the screen."""
        rows = tuple(tuple(map(str, row)) for row in in_words(frame).itertuples(index=False))
        return cls(title, tuple(map(str, frame)), rows, references, empty, widths)


@dataclass(frozen=True)
class Line:
    """A named series of points of a chart: a label of the axis, and a figure's key."""

    name: Text
    points: tuple[tuple[Text, str], ...]


@dataclass(frozen=True)
class Chart:
    """A chart as data; each renderer draws it. The same figures stand in the annex."""

    title: Text
    unit: Text
    lines: tuple[Line, ...]
    shape: Literal["line", "bars"] = "line"
    says: Text = ""  # what it shows, in words, for who does not see it
    kind: Literal["chart"] = "chart"


Part = Annotated[Paragraph | Bullets | Table | Chart, Field(discriminator="kind")]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: Text
    parts: tuple[Part, ...]
    key: str = ""


@dataclass(frozen=True)
class Document:
    """A document for people; `may_see` is its marking in words, for `recipient`."""

    title: Text
    may_see: Text
    made: Text  # day and time in words, and of what the document speaks
    sections: tuple[Section, ...]
    notes: tuple[Text, ...] = ()
    figures: tuple[Figure, ...] = ()
    recipient: Text = ""
    language: Text = "en"
    pages: int = 0  # how many it may have when printed; 0: as many as it needs
    subject: Text = ""  # the kind of document: "month ahead"
    footnotes: tuple[Text, ...] = ()  # of the names of territories, each with its sign

    @cached_property
    def printed(self) -> tuple[Section, ...]:
        """Return the sections as they are printed: a long document ends with its figures."""
        if self.pages or not self.figures:
            return self.sections
        words = fixed(self.language)
        columns = (words.figure, words.value, words.unit, words.period, words.known)
        rows = tuple(
            (", ".join(filter(None, (one.what, one.detail))), one.said(self.language), one.unit,
             one.period, one.reference.known)
            for one in self.figures
        )  # fmt: skip
        annex = Table(words.every_figure, columns, rows, widths=(8, 2, 2, 5, 6))
        return (*self.sections, Section(words.annex, (annex,), "annex"))

    @property
    def by_key(self) -> dict[str, Figure]:
        """Return every figure under its key."""
        return {figure.key: figure for figure in self.figures}

    def say(self, text: str) -> str:
        """Return a text with its figures in it; braces that name no figure stand as they are."""

        def told(found: re.Match) -> str:
            figure = self._figures.get(found[1])
            return figure.said(self.language) if figure else found[0]

        return TOKEN.sub(told, text)

    def marks(self, part: Paragraph | Table | Chart) -> str:
        """Return the numbers of a part's references, " [1, 3]", or nothing."""
        numbers = [self._order[one] for one in self._cited(part)]
        return f" [{', '.join(map(str, sorted(set(numbers))))}]" if numbers else ""

    def unknown_figures(self) -> list[str]:
        """Return the keys in braces that name no figure: a slip of whoever wrote the text."""
        found = {key for text in self.texts() for key in TOKEN.findall(text)}
        return sorted(found - set(self._figures))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Return every reference once, in the order in which they are cited."""
        cited = (ref for part in self.parts() for ref in self._cited(part))
        return tuple(dict.fromkeys(cited))

    @cached_property
    def digest(self) -> str:
        """Return the hash of all that the document says."""
        return hashlib.sha256(dumps(self)).hexdigest()

    @property
    def number(self) -> str:
        """Return the document's number: the beginning of its hash."""
        return self.digest[:16]

    def parts(self) -> Iterator[Part]:
        """Return every part, and each paragraph of a list, in order."""
        for section in self.sections:
            for part in section.parts:
                yield from part.items if isinstance(part, Bullets) else (part,)

    @cached_property
    def _figures(self) -> dict[str, Figure]:
        return self.by_key

    @cached_property
    def _order(self) -> dict[Reference, int]:
        return {reference: number for number, reference in enumerate(self.references, 1)}

    def _cited(self, part: Part) -> tuple[Reference, ...]:
        """Return the references of a part: its own, and one for all figures of one thing."""
        if isinstance(part, Chart):
            keys = [key for line in part.lines for _label, key in line.points]
        else:
            text = part.text if isinstance(part, Paragraph) else " ".join(
                cell for row in part.rows for cell in row)  # fmt: skip
            keys = [key for key in TOKEN.findall(text) if key in self._figures]
        of_one: dict[tuple, list[Figure]] = {}
        for figure in (self._figures[key] for key in keys):
            of_one.setdefault((figure.what, figure.source), []).append(figure)
        told = () if isinstance(part, Chart) else part.references
        return tuple(dict.fromkeys((*told, *map(_span, of_one.values()))))

    def texts(self) -> Iterator[str]:
        """Return every text of paragraphs and tables, with figures by their keys."""
        for part in self.parts():
            if isinstance(part, Paragraph):
                yield part.text
            elif isinstance(part, Table):
                yield from (cell for row in part.rows for cell in row)


def _span(figures: list[Figure]) -> Reference:
    """Return one reference for figures of one thing, from the first period to the last."""
    first, last = (pick(figures, key=lambda one: one.at) for pick in (min, max))
    if first.period == last.period:
        return first.reference
    span = f"{first.period} – {last.period}"
    return Reference(first.what, span, last.reference.known, last.source)


_DOCUMENT = TypeAdapter(Document)


def dumps(document: Document) -> bytes:
    """Return a document as JSON; the same document is always the same bytes."""
    return _DOCUMENT.dump_json(document)


def loads(text: str | bytes) -> Document:
    """Return the document that `dumps` wrote."""
    return _DOCUMENT.validate_json(text)


class Figures:
    """The figures of a document while it is written: adds one, gives its key in braces."""

    def __init__(self) -> None:
        self._kept: dict[str, Figure] = {}

    def add(self, figure: Figure) -> str:
        """Keep a figure and return the text that stands for it; a key has one figure."""
        if self._kept.setdefault(figure.key, figure) != figure:
            raise ValueError(f"Two figures have the key {figure.key!r}.")
        return f"{{{figure.key}}}"

    def all(self) -> tuple[Figure, ...]:
        """Return every figure in the order in which they were added."""
        return tuple(self._kept.values())
