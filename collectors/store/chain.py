"""The chain of the audit: each entry's hash is of all it says and of the entry before. Pure.

Held against it are the entries themselves and every version of every record.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from collectors.access import NEVER
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


def faults(
    entries: Sequence[Mapping], versions: Sequence[Mapping], told: int, free: set[str]
) -> Iterator[str]:
    """Give a sentence for each thing that is not as it was written down.

    `entries` of the audit and `versions` of records in the order of their ids, `told` how
    many entries were ever written, `free` the kinds whose records the audit does not follow.
    """
    previous, written, removed = "", {}, set()
    for number, entry in enumerate(entries, 1):
        name = f"Entry {entry['entry']} of the audit"
        if entry["entry"] != number:
            yield f"{name} stands where entry {number} should: entries are missing or were added."
            return
        if entry["hash"] != of_entry(entry) or entry["superseded_at"] != NEVER:
            yield f"{name} was changed after it was written."
        if entry["previous"] != previous:
            yield f"{name} does not follow the entry before it."
        previous = entry["hash"]
        at = (entry["kind"], entry["record"])
        if entry["body_hash"]:
            written[(*at, entry["run"])] = entry
        if entry["action"] == "remove":
            numbers = entry["detail"].rpartition("[")[2].strip("]").split()
            removed |= {(*at, int(one)) for one in numbers}
    if len(entries) != told:
        yield f"{told} entries of the audit were written; {len(entries)} are there."
    began = entries[0]["run"] if entries else NEVER
    yield from _versions(versions, written, removed, began, free)


def _versions(versions, written: dict, removed: set, began: int, free: set[str]) -> Iterator[str]:
    after: dict[tuple, Mapping] = {}
    for row in versions:
        key = (row["kind"], row["record"], row["run"])
        before = after.get(key[:2])
        if before is not None and before["superseded_at"] != row["known_at"]:
            yield f"{_name(before)}: the time until which it stood was changed."
        after[key[:2]] = row
        entry = written.pop(key, None)
        if entry is not None and not fits(row, entry["body_hash"], key in removed):
            yield f"{_name(row)} was changed after entry {entry['entry']} of the audit was written."
        elif entry is None and row["kind"] not in free and row["known_at"] >= began:
            yield f"{_name(row)} was written without an entry in the audit."
    for row in after.values():
        if row["superseded_at"] != NEVER:
            yield f"{_name(row)}: the time until which it stood was changed."
    for (kind, record, run), entry in written.items():
        yield (f"Record {kind}:{record}, version {run}, is gone, of which entry "
               f"{entry['entry']} of the audit tells.")  # fmt: skip


def _name(row: Mapping) -> str:
    return f"Record {row['kind']}:{row['record']}, version {row['run']}"
