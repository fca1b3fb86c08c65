"""A brief in its author's hands: free text over figures that are locked to a snapshot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.reports.document import Bullets, Document, Figure, Paragraph, dumps, loads
from dashboard.reports.making import Asked
from dashboard.workspace import records
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person


@dataclass(frozen=True)
class FigureChange:
    """What became of one figure between two snapshots; "" where it did not stand."""

    what: str
    period: str
    was: str
    now: str


@dataclass(frozen=True)
class Kept:
    """A brief as it is kept: its snapshot, the author's texts, and its version."""

    record: str
    version: int
    snapshot: Document
    texts: dict[str, str]
    chosen: tuple[str, ...]

    @property
    def document(self) -> Document:
        """Return the brief as its author has it."""
        return with_texts(self.snapshot, self.texts)


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Return the paragraphs that an author may rewrite."""
    return (one for one in document.parts() if isinstance(one, Paragraph) and one.key)


def with_texts(document: Document, texts: Mapping[str, str]) -> Document:
    """Return `document` with an author's texts; figures and references stay as they are."""
    sections = tuple(
        replace(section, parts=tuple(_with_text(part, texts) for part in section.parts))
        for section in document.sections
    )
    return replace(document, sections=sections)


def own_texts(document: Document, written: Mapping[str, str]) -> dict[str, str]:
    """Return of the texts written only those that differ from what was proposed."""
    proposed = {one.key: one.text for one in paragraphs(document)}
    return {key: text for key, text in written.items() if text != proposed.get(key)}


def figures_changed(before: Document, now: Document) -> list[FigureChange]:
    """Return which figures differ between two snapshots, in the order of the newer."""
    old, new = before.by_key, now.by_key
    keys = [*new, *(key for key in old if key not in new)]
    return [
        FigureChange(
            (new.get(key) or old[key]).what, (new.get(key) or old[key]).period,
            _said(old.get(key), before), _said(new.get(key), now),
        )
        for key in keys if _value(old.get(key)) != _value(new.get(key))
    ]  # fmt: skip


def regenerated(kept: Kept, now: Document) -> Document:
    """Return the new snapshot for a kept brief; a figure that only its texts name stays.

    The author's texts are not in it: they stay what they are, over the new figures.
    """
    named = with_texts(now, kept.texts).unknown_figures()
    still = tuple(kept.snapshot.by_key[key] for key in named if key in kept.snapshot.by_key)
    return replace(now, figures=(*now.figures, *still))


def with_source(document: Document, paragraph: Paragraph) -> str:
    """Return a paragraph as plain text with its sources, to be copied elsewhere."""
    numbers = document.marks(paragraph)
    cited = [
        f"[{number}] {reference}" for number, reference in enumerate(document.references, 1)
        if str(number) in numbers.strip(" []").split(", ")
    ]  # fmt: skip
    said = f"{document.say(paragraph.text)}{numbers}"
    return "\n".join([said, *cited, f"{document.may_see} ({document.number})"])


def keep(
    store: Store, person: Person, asked: Asked, snapshot: Document, texts: Mapping[str, str],
    kept: Kept | None = None, release: bool = False,
) -> records.Saved:  # fmt: skip
    """Keep a brief as a record, its figures frozen; released, its addressee sees it too.

    Raises what records.NOT_SAVED names.
    """
    fields = {
        "title": snapshot.title, "subject": asked.kind, "month": f"{asked.month:%Y-%m}",
        "addressee": asked.audience, "language": asked.language,
        "snapshot": {"document": dumps(snapshot).decode()}, "digest": snapshot.digest,
        "texts": dict(texts), "chosen": asked.chosen,
    }  # fmt: skip
    audience = Audience.of(asked.audience) if release else None
    return records.save(
        store, "brief", fields, person, audience=audience,
        record=kept.record if kept else None, shown=kept.version if kept else None,
    )  # fmt: skip


def opened(store: Store, record: str, viewer: Viewer) -> Kept | None:
    """Return a kept brief that `viewer` may see, None when there is none."""
    row = records.get(store, "brief", record, viewer)
    if row is None:
        return None
    snapshot = loads(row["snapshot"]["document"])
    return Kept(record, int(row["version"]), snapshot, dict(row["texts"]), tuple(row["chosen"]))


def _with_text(part, texts: Mapping[str, str]):
    if isinstance(part, Paragraph):
        return replace(part, text=texts.get(part.key, part.text)) if part.key else part
    if isinstance(part, Bullets):
        return replace(part, items=tuple(_with_text(one, texts) for one in part.items))
    return part


def _value(figure: Figure | None) -> tuple | None:
    if figure is None:
        return None
    return (None if pd.isna(figure.value) else figure.value, figure.period)


def _said(figure: Figure | None, document: Document) -> str:
    return "" if figure is None else f"{figure.said(document.language)} ({figure.period})"
