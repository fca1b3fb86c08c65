"""Who added a source in the browser, and which second person has looked at it."""

import hashlib
from pathlib import Path

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.workspace import records, source_audience
from dashboard.workspace.kinds.source_added import SourceAdded
from dashboard.workspace.kinds.source_review import SourceReview
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person


class NotASecondPerson(ValueError):
    """Who added a source cannot review it."""


def digest(path: Path) -> str:
    """Return a short digest of the file that declares a source."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def own_files(home: Path) -> list[Path]:
    """Return the TOML files in an installation's own folder of sources."""
    return sorted((home / "sources").glob("*.toml"))


def added(store: Store, path: Path, author: Person, audience: Audience | None = None) -> None:
    """Write down that `author` added the source that `path` declares, for who may see it."""
    body, record = SourceAdded(source=path.stem, digest=digest(path)), f"added:{path.stem}"
    records.save(store, SourceAdded, body, author, record=record, audience=audience)


def removed(store: Store, path: Path, author: Person) -> None:
    """Write down that `author` took away the source that `path` declared."""
    body = SourceAdded(source=path.stem, digest=digest(path))
    records.save(store, SourceAdded, body, author, record=f"added:{path.stem}", active=False)


def review(store: Store, path: Path, note: str, author: Person) -> None:
    """Write down that `author` has looked, for all who may see what the source tells.

    Raises NotASecondPerson for who added it.
    """
    state = states(store, author.viewer(), [path])
    if author.name in set(state["added_by"]):
        raise NotASecondPerson("You added this source; somebody else has to look at it.")
    body = SourceReview(source=path.stem, digest=digest(path), note=note)
    record, audience = f"{path.stem}:{author.name}", source_audience.of(store, path.stem)
    records.save(store, SourceReview, body, author, record=record, audience=audience)


def states(store: Store, viewer: Viewer, paths: list[Path]) -> pd.DataFrame:
    """Return one row per file: source, added_by, added_at, reviewed_by, reviewed_at, note.

    A review counts for the file as it was: after a change it has to be looked at again.
    Whoever added a source does not count as its reviewer. "" and NaT where nobody has.
    """
    adds = records.load(store, SourceAdded, viewer).set_index("source")
    looks = records.load(store, SourceReview, viewer).sort_values("known_at")
    rows = []
    for path in paths:
        by = adds["author"].get(path.stem, "")
        fits = (looks["source"] == path.stem) & (looks["digest"] == digest(path))
        last = looks[fits & (looks["author"] != by)].tail(1)
        rows.append({
            "source": path.stem,
            "added_by": by,
            "added_at": adds["known_at"].get(path.stem, pd.NaT),
            "reviewed_by": last["author"].iloc[0] if len(last) else "",
            "reviewed_at": last["known_at"].iloc[0] if len(last) else pd.NaT,
            "note": last["note"].iloc[0] if len(last) else "",
        })  # fmt: skip
    columns = ["source", "added_by", "added_at", "reviewed_by", "reviewed_at", "note"]
    return pd.DataFrame(rows, columns=columns)
