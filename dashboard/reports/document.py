"""The one model of a document: what it says, apart from how it is rendered."""

import hashlib
import json
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Reference:
    """Where a figure comes from: series or register, period, known when, publisher."""

    what: str
    period: str
    known: str
    publisher: str

    def __str__(self) -> str:
        return "; ".join(part for part in (self.what, self.period, self.known, self.publisher)
                         if part)  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text; every figure in it has a reference."""

    text: str
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows under headings, as on screen, with what it shows and where it comes from."""

    title: str
    rows: pd.DataFrame
    references: tuple[Reference, ...] = ()
    empty: str = ""  # what is said when there is no row


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    parts: tuple[Paragraph | Table, ...]


@dataclass(frozen=True)
class Document:
    """A document for people: title, who may see it, made when, and its sections."""

    title: str
    may_see: str
    made: str  # day and time in words
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def references(self) -> list[Reference]:
        """Return every reference once, in the order in which they appear."""
        parts = [part for section in self.sections for part in section.parts]
        return list(dict.fromkeys(ref for part in parts for ref in part.references))

    @property
    def number(self) -> str:
        """Return the document's number: a hash of all that it says."""
        said = [self.title, self.may_see, self.made, *self.notes]
        for section in self.sections:
            said.append(section.heading)
            for part in section.parts:
                said.append(part.text if isinstance(part, Paragraph) else part.rows.to_csv())
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
