"""Replies gone wrong by chance: each must be read, or refused in a sentence.

Small replies of our own, and recorded ones where they are there, are cut off, bent and mixed
up; the seed of each is told, so that it can be made again. Run: make fuzz.
"""

import io
import json
import re
import signal
import sys
import time
import traceback
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from random import Random

from collectors import kit
from collectors.collect import read
from collectors.source import Reply, Source, SourceError
from collectors.sources import all_sources
from indicators.schema import FrameError
from tests.recorded import manifest
from tests.replies import FETCHED, small_replies
from tests.shared import SHARED

LARGEST = 100_000  # bytes of a reply
SLOWEST = 10.0  # seconds that reading one may take

JUNK = (
    None, [], {}, "", 0, -1, 1.5, True, 10**30, -9999, float("inf"), float("nan"), "-", "x", "NaN",
    "inf", "1e999", "1,234.5", "1.234,5", "0x1F", "1_000", "\u0663", "\x00", "\u202e", "#tag",
    "2026", "9999-12-31", "0000-00-00", "31/02/2026", "2026-13-45T25:61:61Z", "1 Jan 0001",
    [1], {"a": 1}, [None], "<b>", "&#0;", "x" * 5_000, "now", "today",
)  # fmt: skip
NUMBERS = (
    b"-1", b"0", b"9" * 30, b"1e308", b"1e999", b"-9999", b"nan", b"", b"1,5", b"0x1F",
    b"99999999999", b"\xd9\xa3", b"1.5",
)  # fmt: skip
DATES = (
    b"9999-12-31", b"0000-00-00", b"2026-02-30", b"31/12/2026", b"12/31/2026", b"1 January 2026",
    b"1677-01-01", b"2262-04-12", b"20260101", b"2026-01", b"today", b"now", b"-", b"2026-W05-1",
)  # fmt: skip


def cases(source: str) -> list[list[Reply]]:
    """Return what a source may be told: its small replies, and each recorded one, cut short."""
    found = [small_replies(source)]
    for row in manifest() if SHARED.exists() else ():
        if row["source"] == source and row["kind"] != "doc":
            found.append([_recorded(row["file"])])
    return [replies for replies in found if replies]


@cache
def _recorded(file: str) -> Reply:
    path = SHARED / "replies" / file
    body = path.read_bytes()
    if len(body) > LARGEST and "json" in path.suffix:
        body = _fewer(json.loads(body))
    elif len(body) > LARGEST and path.suffix not in (".zip", ".xlsx"):
        body = body[: body.rfind(b"\n", 0, LARGEST) + 1] or body[:LARGEST]
    return Reply(f"https://example.org/{path.name}", body, fetched_at=FETCHED)


def _fewer(whole: object) -> bytes:
    """Return JSON with all of its lists cut ever shorter until it is short enough."""
    most = 1024
    while len(body := json.dumps(whole).encode()) > LARGEST:
        most //= 2
        whole = _cut_lists(whole, most)
    return body


def _cut_lists(part: object, most: int) -> object:
    if isinstance(part, list):
        return [_cut_lists(one, most) for one in part[:most]]
    if isinstance(part, dict):
        return {name: _cut_lists(one, most) for name, one in part.items()}
    return part


def mutated(body: bytes, chance: Random) -> bytes:
    """Return `body` gone wrong in one way or a few."""
    if body[:2] == b"PK" and chance.random() < 0.8:
        return _in_archive(body, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        ways = [*_OF_BYTES, *_OF_JSON] if body[:1] in b"{[" and body else _OF_BYTES
        body = chance.choice(ways)(body, chance)
    return body[:LARGEST]


def fault(source: Source, replies: list[Reply]) -> str:
    """Return what went wrong in reading `replies`; "" when they were read or refused in words."""
    began = time.monotonic()
    try:
        parts = read(source, replies)
    except (SourceError, FrameError) as refusal:
        if " " not in str(refusal).strip():
            return f"no sentence: {refusal!r}"
        parts = []
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[1:]
        ours = [step for step in last if "collectors" in step.filename] or last
        where = f"{ours[-1].filename.rsplit('/', 1)[-1]}:{ours[-1].lineno}"
        return f"{type(error).__name__} in {where}: {error!s:.200}"
    if time.monotonic() - began > SLOWEST:
        return f"took {time.monotonic() - began:.0f} s"
    return " ".join(said for part in parts for said in kit.part_faults(source, part))


def attempts(source: Source, count: int, first: int = 0) -> Iterator[tuple[int, list[Reply]]]:
    """Yield `count` times a seed and replies of which one, or some, went wrong."""
    known = cases(source.id)
    for seed in range(first, first + count):
        chance = Random(f"{source.id} {seed}")
        replies = list(chance.choice(known))
        for _ in range(chance.choice((1, 1, 1, 2))):
            number = chance.randrange(len(replies))
            replies[number] = replace(
                replies[number], body=mutated(replies[number].body[:LARGEST], chance)
            )
        yield seed, replies


# --- Ways to go wrong: bytes in, bytes out.


def _cut(body: bytes, chance: Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _flip(body: bytes, chance: Random) -> bytes:
    bent = bytearray(body)
    for _ in range(min(len(bent), chance.choice((1, 3, 20)))):
        bent[chance.randrange(len(bent))] = chance.randrange(256)
    return bytes(bent)


def _lines(body: bytes, chance: Random) -> bytes:
    """Repeat, remove or exchange lines."""
    lines = body.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(4)
    if way == 0:
        lines[one:one] = [lines[one]] * chance.choice((1, 2, 50))
    elif way == 1:
        del lines[one : one + chance.choice((1, 1, 5))]
    elif way == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] = lines[one] + lines[other]
    return b"\n".join(lines)


def _exchange(body: bytes, chance: Random) -> bytes:
    """Put one value in another's place."""
    found = list(re.finditer(rb"[^,;:\t\n\"<>{}\[\]]+", body[:20_000]))
    if len(found) < 2:
        return body
    one, other = sorted(chance.sample(found, 2), key=lambda match: match.start())
    return b"".join([
        body[: one.start()], other[0], body[one.end() : other.start()], one[0], body[other.end() :],
    ])  # fmt: skip


def _instead(pattern: bytes, others: tuple[bytes, ...]) -> Callable[[bytes, Random], bytes]:
    def change(body: bytes, chance: Random) -> bytes:
        found = list(re.finditer(pattern, body[:50_000]))
        if not found:
            return body
        one = chance.choice(found)
        return body[: one.start()] + chance.choice(others) + body[one.end() :]

    return change


def _encode(body: bytes, chance: Random) -> bytes:
    text = body.decode("utf-8", "replace")
    if chance.random() < 0.5:
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(("é", "\ufeff", "\x00", "\u2028", "😀")) + text[at:]
    how = chance.choice(("utf-8-sig", "utf-16", "latin-1", "cp1252", "cp1251", "utf-7", "utf-8"))
    return text.encode(how, "replace")


def _line_ends(body: bytes, chance: Random) -> bytes:
    return body.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\x0b", b" ")))


def _separators(body: bytes, chance: Random) -> bytes:
    return body.replace(b",", chance.choice((b";", b"\t", b", ", b",,")))


def _around(body: bytes, chance: Random) -> bytes:
    """Put something before or after, as proxies and careless servers do."""
    more = chance.choice((b"\n", b"<!-- -->", b'"', b"{}", b"null", b"<html></html>", b"]", body))
    return more + body if chance.random() < 0.4 else body + more


def _in_json(body: bytes, chance: Random) -> bytes:
    """Change, remove, repeat or rename one value of a JSON reply."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return _flip(body, chance)
    found = list(_holders(whole))
    if not found:
        return json.dumps(chance.choice(JUNK)).encode()
    holder, key = chance.choice(found)
    way = chance.random()
    if way < 0.15:
        del holder[key]
    elif way < 0.25 and isinstance(holder, list):
        holder.insert(key, holder[key])
    elif way < 0.35:
        other, name = chance.choice(found)
        holder[key], other[name] = other[name], holder[key]
        try:
            return json.dumps(whole).encode()
        except (ValueError, RecursionError):  # it now holds itself
            return body
    elif way < 0.45:
        holder[key] = str(holder[key]) if chance.random() < 0.5 else [holder[key]]
    else:
        holder[key] = chance.choice(JUNK)
    return json.dumps(whole).encode()


def _holders(value: object) -> Iterator[tuple[dict | list, object]]:
    """Yield what holds each value within `value`, and under which key or number."""
    within = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in list(within) if isinstance(value, (dict, list)) else ():
        yield value, key
        yield from _holders(one) if isinstance(one, (dict, list)) else ()


def _in_archive(body: bytes, chance: Random) -> bytes:
    """Change one file in a ZIP or XLSX file."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return _flip(body, chance)
    if not files:
        return body
    name = chance.choice(sorted(files))
    files[name] = mutated(files[name][:LARGEST], chance)
    if chance.random() < 0.1:
        files[chance.choice(("other.csv", "", "../x"))] = files.pop(name)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name or "nameless", content)
    return made.getvalue()


_OF_BYTES = (
    _cut, _flip, _lines, _lines, _exchange, _exchange, _encode, _line_ends, _separators, _around,
    _instead(rb"-?\d+(\.\d+)?", NUMBERS),
    _instead(rb"-?\d+(\.\d+)?", NUMBERS),
    _instead(rb"\d{4}-\d\d-\d\d|\d{1,2}[ /]\w{2,9}[ /]\d{4}", DATES),
    _instead(rb"<[^<>]*>", (b"", b"<td>", b"</td>", b"<item>", b"<!--", b"<![CDATA[")),
)  # fmt: skip
_OF_JSON = (_in_json,) * 12


def main() -> None:
    """Read so many replies gone wrong (10,000), from the seed named second (0), and tell."""
    count, first = ([int(word) for word in sys.argv[1:3]] + [10_000, 0][len(sys.argv) - 1 :])[:2]
    warnings.simplefilter("error")
    signal.signal(signal.SIGALRM, _too_long)
    sources = [source for source in all_sources().values() if cases(source.id)]
    each = -(-count // len(sources))
    found: Counter[str] = Counter()
    for source in sources:
        began = time.monotonic()
        for seed, replies in attempts(source, each, first):
            signal.alarm(int(SLOWEST) + 1)
            said = fault(source, replies)
            signal.alarm(0)
            if said:
                key = f"{source.id}: {said}"
                found[key] += 1
                if found[key] == 1:
                    print(f"{source.id}, seed {seed}: {said}", flush=True)
        print(f"{source.id}: {each} read or refused in {time.monotonic() - began:.0f} s",
              flush=True)  # fmt: skip
    print(f"{each * len(sources):,} replies gone wrong, {sum(found.values())} faults.")
    sys.exit(1 if found else 0)


def _too_long(*_):
    raise TimeoutError(f"Reading took over {SLOWEST:.0f} s.")


if __name__ == "__main__":
    main()
