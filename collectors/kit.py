"""The conformance kit: what every source must do, told as findings. None is a pass.

`check(source, replies)` is all of it; the parts say what they look at. The tests of this
package and the command `jointwatch sources check` use it alike.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import get_args, get_type_hints

import pandas as pd

from collectors.collect import read
from collectors.declared import ID
from collectors.source import Part, Reply, Source, SourceError
from indicators import places
from indicators.frames import FRAMES, OBSERVATIONS, Series
from indicators.schema import DAY, TEXT, FrameError

_SIGN_IN = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in</body></html>"
_TEXTS = ("title", "publisher", "licence", "terms", "keeper", "lag", "revisions")
_KNOWN_AT = pd.Timestamp("2000-01-01", tz="UTC")


def check(source: Source, replies: Sequence[Reply]) -> list[str]:
    """Return what is wrong with `source`, which should read `replies`, as sentences."""
    return [*declares(source), *reads(source, replies), *refuses(source, replies)]


def declares(source: Source) -> list[str]:
    """Look at what the source says of itself, its publisher, terms, keys and series."""
    found = [f"It does not say its {name}." for name in _TEXTS if not getattr(source, name).strip()]
    if not re.fullmatch(ID, source.id):
        found.append(f"Its id {source.id!r} is not of small letters, digits and underscores.")
    if not source.homepage.startswith("https://"):
        found.append(f"Its homepage {source.homepage!r} does not begin with https://.")
    if source.every < timedelta(hours=1):
        found.append(f"It asks every {source.every}, more often than once an hour.")
    for secret in source.secrets:
        if not re.fullmatch("[A-Z][A-Z0-9_]+", secret.variable) or not secret.how.strip():
            found.append(f"The key {secret.variable!r} needs a variable and how to get it.")
    if not source.frames:
        found.append("It declares no frame.")
    if (OBSERVATIONS in source.frames) != bool(source.series):
        found.append("Observations need a declared series, and a series needs observations.")
    ids = [series.id for series in source.series]
    found += [f"The series {id!r} is declared twice." for id in sorted({*ids}) if ids.count(id) > 1]
    for series in source.series:
        found += _series_faults(source, series)
    return found


def _series_faults(source: Source, series: Series) -> Iterator[str]:
    if not re.fullmatch(rf"{re.escape(source.id)}(\.[a-z0-9_]+)+", series.id):
        yield f"The series {series.id!r} is not '{source.id}.' and small letters."
    if not series.title.strip() or not series.unit.strip():
        yield f"The series {series.id!r} needs a title and a unit."
    for name, hint in get_type_hints(Series).items():
        allowed = get_args(hint)
        if allowed and getattr(series, name) not in allowed:
            yield f"The series {series.id!r} has a {name} that is none of {', '.join(allowed)}."
    if not series.least < series.most:
        yield f"The series {series.id!r} allows no figure between {series.least} and {series.most}."


def reads(source: Source, replies: Sequence[Reply]) -> list[str]:
    """Look at what it reads in `replies`, at once, again, and with the pages turned round."""
    given = list(replies)
    parts, fault = _tried(source, given)
    if fault:
        return [f"It does not read the replies: {fault}"]
    found = [] if given == list(replies) else ["Reading changes the list of replies."]
    if not sum(len(part.rows) for part in parts):
        found.append("It reads no rows in the replies.")
    for part in parts:
        found += part_faults(source, part)
    found += _told_twice(parts)
    if not _same(parts, _tried(source, list(replies))[0]):
        found.append("Reading the same replies twice does not give the same rows.")
    # Of two replies both orders are one and the same.
    orders = [("backwards", replies[::-1]), ("from the middle", _rotated(replies))]
    for order, turned in orders[: max(0, min(len(replies) - 1, 2))]:
        if not _same(parts, _tried(source, list(turned))[0]):
            found.append(f"The replies read {order} do not give the same rows.")
    return list(dict.fromkeys(found))


def part_faults(source: Source, part: Part) -> Iterator[str]:
    """Look at the rows that it read: types, keys, places, texts, days, addresses, coverage."""
    frame, rows = part.frame, part.rows
    if frame not in source.frames:
        yield f"It gives {frame.name}, which it does not declare."
    trace = {"run": 1, "known_at": _KNOWN_AT, "vintage": "collected"}
    try:
        rows = frame.conform(rows.assign(**{k: v for k, v in trace.items() if k not in rows}))
    except FrameError as error:
        yield str(error)
        return
    strange = sorted(set(rows["place"]) - {*places.PLACES.index, *places.AREAS, places.WORLD})
    if strange:
        yield f"{frame.name}: no places of ours are {', '.join(strange[:5])}."
    if "source" in rows and (rows["source"] != source.id).any():
        yield f"{frame.name}: rows say a source that is not {source.id!r}."
    for name in (name for name, kind in frame.columns.items() if kind == TEXT):
        texts = pd.Series(rows[name].unique(), dtype="str")
        unclean = texts[~texts.map(str.isprintable).astype(bool) | (texts != texts.str.strip())]
        if len(unclean):
            yield f"{frame.name}: {name} holds texts that are not clean: {unclean.iloc[0]!r:.60}."
    for name in (name for name, kind in frame.columns.items() if kind == DAY):
        said = rows[name].dropna()
        if (said != said.dt.normalize()).any():
            yield f"{frame.name}: {name} holds an hour, not a day."
    if "url" in rows and not rows["url"].str.match(r"$|https?://").all():
        yield f"{frame.name}: url holds what is no address of the web."
    for coverage in part.covers:
        unknown = sorted(set(coverage.where) - set(coverage.frame.columns))
        if coverage.frame is not frame or unknown:
            yield f"{frame.name}: a coverage is of another frame or of columns {unknown}."
    if not all(isinstance(count, int) and count > 0 for count in part.unknown_places.values()):
        yield "The places not known are not counted."


def _told_twice(parts: Sequence[Part]) -> Iterator[str]:
    """Look for a key that two parts of one run tell."""
    for frame in FRAMES.values():
        told = [part.rows[list(frame.key)] for part in parts if part.frame is frame]
        if len(told) > 1 and pd.concat(told).duplicated().any():
            yield f"{frame.name}: two parts of one run tell the same key."


def refuses(source: Source, replies: Sequence[Reply]) -> list[str]:
    """Look at what it makes of replies that went wrong: each has to be refused in words."""
    found = []
    for number, reply in enumerate(replies):
        for what, body in _spoilt(reply.body).items():
            spoilt = [*replies[:number], replace(reply, body=body), *replies[number + 1 :]]
            _, fault = _tried(source, spoilt, refusal=True)
            if fault:
                found.append(f"Of {what} in place of {reply.name}, {fault}")
    parts, fault = _tried(source, [], refusal=True)
    if fault and (not parts or any(len(part.rows) for part in parts)):
        found.append(f"Of no reply at all, {fault}")
    return found


def _spoilt(body: bytes) -> dict[str, bytes]:
    return {
        "an empty reply": b"",
        "a reply of blanks": b" \r\n ",
        "a sign-in page": _SIGN_IN,
        "half a reply": _cut(body, 0.5),
        "a reply cut off near its end": _cut(body, 0.9),
        "JSON that says nothing": b"null",
        "an error in JSON": b'{"error": "Something went wrong."}',
        "a sentence": b"Something went wrong.",
        "bytes that are no text": b"\xff\xfe\x00\x81" * 50,
    }


def _cut(body: bytes, share: float) -> bytes:
    """Return the beginning of `body`, ending early in a line: at a line's end it may be whole."""
    middle = int(len(body) * share)
    start = body.rfind(b"\n", 0, middle) + 1
    end = body.find(b"\n", middle)
    length = (len(body) if end < 0 else end) - start
    return body[: start + max(1, length // 3)]


def _tried(
    source: Source, replies: Sequence[Reply], refusal: bool = False
) -> tuple[list[Part], str]:
    """Return the parts read, and the fault: with `refusal`, that it was none."""
    try:
        parts = list(read(source, replies))
    except (SourceError, FrameError) as error:
        if not refusal:
            return [], str(error)
        return [], "" if " " in str(error).strip() else "it says no sentence."
    except Exception as error:  # somebody's code: that it fails so is the finding
        return [], f"it fails with {type(error).__name__}: {error!s:.200}"
    return parts, "it reads rows as if nothing were wrong." if refusal else ""


def _same(some: Sequence[Part], others: Sequence[Part]) -> bool:
    def told(parts: Sequence[Part], aspect: Callable[[Part], object]) -> list:
        return [aspect(part) for part in sorted(parts, key=lambda part: part.frame.name)]

    if told(some, lambda part: part.frame.name) != told(others, lambda part: part.frame.name):
        return False
    if told(some, lambda part: part.unknown_places) != told(others, lambda p: p.unknown_places):
        return False
    pairs = zip(told(some, _ordered), told(others, _ordered), strict=True)
    return all(one.equals(other) for one, other in pairs)


def _ordered(part: Part) -> pd.DataFrame:
    rows = part.rows[sorted(part.rows.columns)]
    return rows.sort_values(list(part.frame.key)).reset_index(drop=True)


def _rotated(replies: Sequence[Reply]) -> list[Reply]:
    middle = len(replies) // 2
    return [*replies[middle:], *replies[:middle]]
