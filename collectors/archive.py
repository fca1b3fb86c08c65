"""The archive of replies: each is kept under its hash before anything read in it is kept."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
from sqlalchemy import select

from collectors.source import Reply, Source
from collectors.store import Store
from collectors.store import rows as codec
from collectors.store.tables import REPLIES

_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ")


class Damaged(RuntimeError):
    """A kept reply is no longer what it was; it has been set aside."""


@dataclass(frozen=True)
class Known:
    """What a server said of the last reply of an address."""

    url: str
    hash: str
    etag: str
    last_modified: str
    content_type: str

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask only for what changed since."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


class Archive:
    """Replies under their hash, in a folder, with what is known of each address."""

    def __init__(self, folder: Path, store: Store):
        self._folder, self._store = folder, store

    def keep(self, source: Source, reply: Reply) -> str:
        """Keep `reply` and return its hash. Where the terms forbid it, only the hash is kept."""
        if source.keep_replies and self._find(reply.hash) is None:
            packed = reply.body.startswith(_PACKED)
            name = reply.hash if packed else f"{reply.hash}.zst"
            path = self._folder / reply.hash[:2] / name
            _write_whole(path, reply.body, None if packed else "zstd")
        row = {
            "source": source.id,
            "url": reply.url,
            "hash": reply.hash,
            "etag": reply.etag if source.keep_replies else "",
            "last_modified": reply.last_modified if source.keep_replies else "",
            "content_type": reply.content_type,
            "size": len(reply.body),
            "fetched_at": int(pd.Timestamp(reply.fetched_at).value // 1000),
        }
        with self._store.connect() as connection:
            codec.upsert(connection, REPLIES, row, row)
        return reply.hash

    def known(self, source: str, url: str) -> Known | None:
        """Return what is known of `url`, if its last reply is still in the archive."""
        columns = ("url", "hash", "etag", "last_modified", "content_type")
        query = select(*(REPLIES.c[name] for name in columns)).where(
            REPLIES.c.source == source, REPLIES.c.url == url
        )
        with self._store.connect() as connection:
            row = connection.execute(query).first()
        known = Known(*row) if row else None
        return known if known and self._find(known.hash) else None

    def reply(self, known: Known, now: pd.Timestamp) -> Reply:
        """Return the archived reply of an address whose server says that it did not change."""
        return Reply(
            known.url,
            self.body(known.hash),
            known.content_type,
            now,
            known.etag,
            known.last_modified,
        )

    def body(self, digest: str) -> bytes:
        """Return the bytes kept under `digest`.

        Raises FileNotFoundError when they are not kept, and Damaged when the file no longer
        holds them (a full or failing disk): it is renamed, so that the reply is kept anew.
        """
        path = self._find(digest)
        if path is None:
            raise FileNotFoundError(f"No reply is kept under {digest}.")
        try:
            with pa.input_stream(path, compression="zstd" if path.suffix else None) as file:
                body = file.read()
        except OSError as error:
            body, why = b"", f" ({error})"
        else:
            why = ""
        if hashlib.sha256(body).hexdigest() != digest:
            path.replace(path.with_name(f"{path.name}.damaged"))
            raise Damaged(f"The archived reply {digest} is damaged{why} and was set aside.")
        return body

    def _find(self, digest: str) -> Path | None:
        for name in (digest, f"{digest}.zst"):
            if (path := self._folder / digest[:2] / name).exists():
                return path
        return None


def _write_whole(path: Path, body: bytes, compression: str | None) -> None:
    """Write `path` so that it never holds half a reply, whoever else writes it now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="partial-") as folder:
        partial = Path(folder) / "reply"  # what a kill leaves here is not taken for a reply
        with pa.output_stream(partial, compression=compression) as file:
            file.write(body)
        partial.replace(path)
