"""The chain of the audit: each entry's hash is of all it says and of the entry before. Pure."""

import hashlib
import json
from collections.abc import Mapping

from indicators.frames import AUDIT, RECORDS

_BESIDE_BODY = [name for name in RECORDS.columns if name != "body"]


def of_entry(entry: Mapping[str, object]) -> str:
    """Return the hash of an entry: of every column but the hash itself."""
    return _digest([entry[name] for name in AUDIT.columns if name != "hash"])


def of_record(row: Mapping[str, object]) -> str:
    """Return two hashes with a colon between: of a version's body, and of all the rest.

    Apart, so that a body can be removed and the rest still be held against the entry.
    """
    return f"{_digest(row['body'])}:{_digest([row[name] for name in _BESIDE_BODY])}"


def fits(row: Mapping[str, object], body_hash: str, removed: bool) -> bool:
    """Return whether a version is as its entry says; of a removed body, whether the rest is."""
    body, _, rest = of_record(row).partition(":")
    told_body, _, told_rest = body_hash.partition(":")
    return rest == told_rest and (body == told_body or (removed and row["body"] == ""))


def _digest(said: object) -> str:
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


