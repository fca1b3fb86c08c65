"""Add a source of one's own: ask for the data once, and keep the file that declares it."""

import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from collectors import declared
from collectors.declared.guarded import GuardedClient
from collectors.declared.propose import Proposal
from collectors.http import Client
from collectors.source import Reply, Source
from indicators.frames import OBSERVATIONS

LARGEST = 100_000_000  # bytes


class NotAdded(ValueError):
    """A source cannot be added under this name; says why."""


def ask(
    name: str,
    url: str,
    now: pd.Timestamp,
    base_url: str = "",
    contact: str = "",
    allowed: Sequence[str] | None = None,
) -> bytes:
    """Return what `url` answers, asked for as a source asks. Raises SourceError.

    With `allowed` only those hosts are asked; see `collectors.declared.guarded`.
    """
    site = urlsplit(url)
    source = Source(
        id=name, title=name, publisher="", homepage="", licence="", every=timedelta(days=1),
        fetch=lambda client: (), parse=lambda replies: (), frames=(OBSERVATIONS,),
        base_url=f"{site.scheme}://{site.netloc}", largest_reply=LARGEST,
    )  # fmt: skip
    options = {"base_url": base_url, "contact": contact}
    if allowed is None:
        return Client(source, now, **options).get(url).body
    return GuardedClient(source, now, allowed=allowed, **options).get(url).body


def reply(proposal: Proposal, body: bytes) -> Reply:
    """Return `body` as the reply that the source of `proposal` would be given."""
    return Reply(proposal.url or f"file:{proposal.file}", body)


def keep(folder: Path, proposal: Proposal, body: bytes, text: str) -> Path:
    """Write `text`, the TOML file of `proposal`, into `folder` and return where it stands.

    Data that came out of a file are kept beside it. Nothing is written over: raises NotAdded
    where a file of the name is there already.
    """
    path = folder / f"{proposal.name}.toml"
    written = {path: text.encode()}
    if proposal.file:
        written[folder / proposal.file] = body
    for file in (*written, folder / f"{proposal.name}.py"):
        if file.exists():
            raise _there(file)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in reversed(written.items()):  # the data first: the source may run at once
        try:
            with file.open("xb") as out:
                out.write(content)
        except FileExistsError:  # somebody was quicker by a moment
            raise _there(file) from None
    return path


def _there(file: Path) -> NotAdded:
    return NotAdded(
        f"{file.name} is there already and was left as it is. Choose another name, or take "
        "that file away first."
    )


def faults(proposal: Proposal, text: str) -> list[str]:
    """Return what is still to be filled in or does not fit in `text`, as sentences."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{proposal.name}.toml"
        path.write_bytes(text.encode())
        try:
            declared.load(path)
        except declared.DeclarationError as error:
            return str(error).replace(f"{path}, ", "").splitlines()
    return []
