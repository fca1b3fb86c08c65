"""Ask for what a declaration names: dates filled in, page after page to the true end."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import pandas as pd

from collectors.declared import formats
from collectors.http import Client
from collectors.source import (
    Empty,
    NotThere,
    Refused,
    Reply,
    SourceError,
    TooLarge,
    WrongFormat,
)

DATES = ("year", "month", "day", "today")


def placeholders(text: str) -> list[str]:
    """Return the names that stand in braces in `text`."""
    return re.findall(r"\{(\w*)\}", text)


def step(request) -> str:
    """Return the unit in which the dates of `request` advance: days, months, years or ""."""
    texts = (request.url, *request.params.values(), *request.headers.values())
    used = {name for text in texts for name in placeholders(text)}
    if used & {"day", "today"}:
        return "days"
    return "months" if "month" in used else "years" if "year" in used else ""


def fetch(declaration, client: Client) -> Iterator[Reply]:
    """Yield the replies of one run, the oldest dates first.

    A date for which the publisher has nothing (404) is left out, unless it is every one.
    """
    request, unit = declaration.request, step(declaration.request)
    found, missing = False, None
    for back in range(request.back, -1, -1):
        date = client.now - pd.DateOffset(**{unit: back}) if unit else client.now
        try:
            for reply in _pages(declaration, client, _filled(declaration, client, date)):
                found = True
                yield reply
        except NotThere as error:
            missing = error
    if missing and not found:
        raise missing


def from_folder(declaration, folder: Path, client: Client) -> Iterator[Reply]:
    """Yield the file that a declaration names, out of its own folder and nowhere else."""
    path = folder / declaration.request.file
    if path.is_symlink() or path.resolve().parent != folder.resolve():
        raise NotThere(f"{path.name} is not a file of the folder {folder}.")
    try:
        size = path.stat().st_size
        if size > declaration.source.largest_reply:
            raise TooLarge(f"{path.name}: {size:,} bytes, more than this source may send.")
        yield Reply(f"file:{path.name}", path.read_bytes(), fetched_at=client.now)
    except OSError as error:
        raise NotThere(f"{path.name} is not in the folder {folder}: {error.strerror}.") from error


def _filled(declaration, client: Client, date: pd.Timestamp) -> dict:
    """Return url, params and headers with the date and the keys in them."""
    said = {"year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}"}
    said["today"] = f"{date:%Y-%m-%d}"
    for key in declaration.secret:
        said[key.variable] = client.secret(key.variable)
        if key.required and not said[key.variable]:
            raise Refused(f"{declaration.source.title} needs {key.variable}. {key.how}")

    def fill(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: said[found[1]], text)

    def fill_all(texts: dict[str, str]) -> dict[str, str]:
        # What stands for an optional key that is not set is left out.
        there = {k: v for k, v in texts.items() if all(said[name] for name in placeholders(v))}
        return {name: fill(text) for name, text in there.items()}

    request = declaration.request
    return {
        "url": fill(request.url),
        "params": fill_all(request.params),
        "headers": fill_all(request.headers),
    }


def _pages(declaration, client: Client, asked: dict) -> Iterator[Reply]:
    """Yield one reply, or every page that holds rows and the first in any case."""
    paging = declaration.request.paging
    if paging is None:
        yield client.get(**asked)
        return
    seen, total, before = 0, None, b""
    position = paging.first if paging.first is not None else int(paging.by == "page")
    for number in range(1, paging.most + 1):
        if paging.by != "next":
            asked["params"] = asked["params"] | {paging.parameter: position}
        try:
            reply = client.get(**asked)
        except NotThere:
            if number == 1:
                raise
            break  # some publishers have no page after the last
        rows = _count(reply, declaration)
        if rows is None:
            yield reply  # reading it will say what is wrong with it
            return
        if number > 1 and reply.body == before:
            if rows == paging.size:
                raise WrongFormat(f"{reply.name}: page {number} repeats the one before it.")
            rows = 0
        if rows or number == 1:
            yield reply
        seen, before = seen + rows, reply.body
        total = _number(reply, paging.total) if paging.total and rows else total
        last = paging.pages and rows and number >= _number(reply, paging.pages)
        if not rows or last or (total is not None and seen >= total):
            break
        position += 1 if paging.by == "page" else rows
        if paging.by == "next" and not _turn(reply, paging, asked):
            break
    else:
        raise TooLarge(f"{declaration.source.title}: over {paging.most} pages.")
    if total is not None and seen < total:
        raise WrongFormat(f"{declaration.source.title}: only {seen} of {total} rows came.")


def _count(reply: Reply, declaration) -> int | None:
    """Return how many rows `reply` holds; None when it cannot be read."""
    date = declaration.data.date.column
    try:
        return len(formats.read(reply, declaration.data, [date] if isinstance(date, str) else date))
    except Empty:
        return 0
    except SourceError:
        return None


def _number(reply: Reply, path: str) -> int:
    said = formats.at(reply.json(), path, reply.name)
    if not str(said).isdigit():
        raise WrongFormat(f"{reply.name}: at {path!r} there is no whole number but {said!r:.40}.")
    return int(said)


def _turn(reply: Reply, paging, asked: dict) -> bool:
    """Set `asked` to the next page that `reply` names; False when it names none."""
    there, said = formats.look(reply.json(), paging.path)
    if not there or said in (None, "", False):
        return False
    if paging.parameter:  # a cursor
        asked["params"] = asked["params"] | {paging.parameter: str(said)}
        return True
    target = urlsplit(urljoin(reply.url, str(said)))
    declared = urlsplit(asked["url"])
    # Behind a proxy a publisher may name its own address with the wrong scheme.
    if target.netloc == declared.netloc:
        target = target._replace(scheme=declared.scheme)
    elif target.netloc != urlsplit(reply.url).netloc:
        raise WrongFormat(
            f"{reply.name}: the next page is at {target.netloc}, not at {declared.netloc}."
        )
    # A key in the address is hidden in the reply: our own parameters are put in again.
    kept = [(n, v) for n, v in parse_qsl(target.query, True) if n not in asked["params"]]
    asked["url"] = urlunsplit(target._replace(query=urlencode(kept), fragment=""))
    return True
