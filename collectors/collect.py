"""One run of one source: fetch, archive, parse, conform, keep only news, write down the run."""

import hashlib
import inspect
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from collectors.access import PROGRAM
from collectors.archive import Archive
from collectors.http import Client
from collectors.source import Empty, Part, Reply, Source, SourceError, WrongFormat, clean
from collectors.store import Store
from indicators.frames import OBSERVATIONS, RUNS, with_zeros
from indicators.schema import FrameError

log = logging.getLogger(__name__)

FINDINGS = {
    "running": "The run has begun.",
    "news": "The source told something new.",
    "nothing new": "The source told what was known already.",
    "all zero": "Every place fell to zero at once; the earlier figures stand until confirmed.",
    "empty": "The reply held nothing; it is not taken for calm.",
    "wrong format": "The reply was not what the source is known to send.",
    "refused": "The publisher wants a key, or did not accept ours.",
    "error": "The publisher could not be reached, or the run failed.",
}
WELL = ("news", "nothing new")
_LONGEST_ERROR = 2_000  # characters of what a run says of its failure

# So many places falling to zero together is a month not yet published, not peace.
PLACES_FOR_A_FALSE_ZERO = 20


@dataclass(frozen=True)
class Run:
    """One run of one source, as it is written down in RUNS."""

    source: str
    run: int
    started: pd.Timestamp
    finding: str = "running"
    rows_seen: int = 0
    rows_new: int = 0
    seconds: float = float("nan")
    replies: str = ""
    told: str = ""
    unknown_places: dict[str, int] = field(default_factory=dict)
    note: str = ""
    error: str = ""

    def frame(self, now: pd.Timestamp) -> pd.DataFrame:
        """Return this run as one row of RUNS."""
        row = {name: getattr(self, name, None) for name in RUNS.columns} | {
            "finished": None if self.finding == "running" else now,
            "unknown_places": json.dumps(self.unknown_places) if self.unknown_places else "",
            "known_at": now,
            "vintage": "collected",
        }
        return pd.DataFrame([row])


def collect(
    source: Source, client: Client, store: Store, archive: Archive, clock: Callable = None
) -> Run:
    """Collect `source` into `store` and return the run. Never raises for a source's fault.

    All frames of a run are kept in one transaction, or none of them. Raises StoreError
    when the store itself fails.
    """
    clock = clock or (lambda: pd.Timestamp.now("UTC"))
    began, started = time.monotonic(), clock()
    run = Run(source.id, int(started.value // 1000), started)
    store.append(RUNS, run.frame(started))
    try:
        replies = list(source.fetch(client))
        leads = _leads(source, replies)
        with ThreadPoolExecutor(max_workers=1) as beside:  # packing takes as long as reading
            archived = beside.submit(_archive, source, replies, archive)
            try:
                run = _keep(source, replies, leads, store, run, archived)
            finally:
                archived.result()
                run = replace(run, replies=leads)
    except Exception as failure:  # the one place where anything may go wrong
        foreseen = isinstance(failure, (SourceError, FrameError))
        if not foreseen:
            log.exception("%s failed", source.id)
        said = str(failure) if foreseen else f"{type(failure).__name__}: {failure}"
        finding = "wrong format" if isinstance(failure, FrameError) else "error"
        finding = getattr(failure, "finding", finding)
        run = replace(run, finding=finding, error=clean(client.scrub(said), _LONGEST_ERROR))
    run = replace(run, seconds=round(time.monotonic() - began, 3))
    store.append(RUNS, run.frame(clock()))
    return run


def _leads(source: Source, replies: Sequence[Reply]) -> str:
    """Return what leads back to `replies`, and by which code they were read."""
    if not replies:
        raise Empty(f"{source.title}: the publisher sent no reply.")
    told = [{"url": one.url, "hash": one.hash, "bytes": len(one.body)} for one in replies]
    return json.dumps({"reader": reader_version(source), "replies": told})


def _archive(source: Source, replies: Sequence[Reply], archive: Archive) -> None:
    for reply in replies:
        archive.keep(source, reply)


def _keep(
    source: Source, replies: Sequence[Reply], leads: str, store: Store, run: Run, archived: Future
) -> Run:
    """Keep what `replies` tell that is news, once they are `archived` themselves."""
    before = _last_told(store, source)
    if before is not None and before["replies"] == leads:
        return _same_as(before, run)
    parts = list(source.parse(replies))
    run = replace(run, told=_digest(parts))
    if before is not None and before["told"] == run.told:
        return _same_as(before, run)  # the same rows in other bytes
    parts = checked(source, parts)
    trace = {"known_at": run.started, "vintage": "collected", "run": run.run}
    kept, notes, unknown, new = [], [], Counter(), 0
    for part in parts:
        part, held_back = _without_false_zeros(part, store)
        kept.append(part)
        notes += [text for text in (part.note, held_back) if text]
        unknown.update(part.unknown_places)
    archived.result()
    with store.write() as writer:
        for part in kept:
            rows = part.rows.assign(run=run.run)
            for name in ("known_at", "vintage"):
                if name not in rows:
                    rows[name] = trace[name]
            new += writer.append(part.frame, rows, part.covers, trace).new
    false_zero = any(FINDINGS["all zero"] in note for note in notes)
    return replace(
        run,
        finding="all zero" if false_zero else "news" if new else "nothing new",
        rows_seen=sum(len(part.rows) for part in parts),
        rows_new=new,
        unknown_places=dict(unknown.most_common(100)),
        note=" ".join(notes),
    )


def read(source: Source, replies: Sequence[Reply]) -> list[Part]:
    """Return what `source` reads in `replies`, checked against its own declarations.

    Raises Empty, WrongFormat or FrameError. Zeros that a coverage implies are filled in.
    """
    return checked(source, source.parse(replies))


def checked(source: Source, told: Iterable[Part]) -> list[Part]:
    """Return the parts `told` with implied zeros filled in; see `read` for what is refused."""
    parts = []
    for part in told:
        if part.frame is OBSERVATIONS:
            for coverage in part.covers:
                if coverage.absence == "zero" and _listed(coverage.where):
                    part = replace(part, rows=with_zeros(part.rows, coverage))
            _check_series(source, part.rows)
        parts.append(part)
    if not parts:
        raise Empty(f"{source.title}: the reply held nothing to read.")
    return parts


def reader_version(source: Source) -> str:
    """Return a short hash of the code that reads `source`: a new reader reads again.

    In it are the module of `parse`, the modules of this package that it imports, and what
    a declaration says.
    """
    module = inspect.getmodule(source.parse)
    found = {module} | {inspect.getmodule(value) for value in vars(module).values()}
    ours = {one for one in found if one and one.__name__.startswith(("collectors", "indicators"))}
    texts = sorted(Path(one.__file__).read_text(encoding="utf-8") for one in {module, *ours})
    texts.append(repr(getattr(source.parse, "declaration", "")))
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:12]


def _last_told(store: Store, source: Source) -> pd.Series | None:
    """Return the last run that changed or confirmed what is kept, if it went well."""
    where = {"source": source.id, "finding": [*WELL, "all zero"]}
    runs = store.read(RUNS, PROGRAM, where=where, limit=1)
    return None if runs.empty or runs.iloc[0]["finding"] not in WELL else runs.iloc[0]


def _same_as(before: pd.Series, run: Run) -> Run:
    """Return `run` as one that was told what the run before it was told."""
    return replace(
        run,
        finding="nothing new",
        rows_seen=int(before["rows_seen"]),
        told=before["told"],
        note=before["note"],
        unknown_places=json.loads(before["unknown_places"] or "{}"),
    )


def _digest(parts: Iterable[Part]) -> str:
    """Return a short digest of what `parts` say, whatever the order of their rows."""
    digest = hashlib.sha256()
    for part in parts:
        table = pa.Table.from_pandas(part.rows[sorted(part.rows.columns)], preserve_index=False)
        if not _in_order(table, part.frame.key):
            table = table.sort_by([(name, "ascending") for name in part.frame.key])
        for column in table.combine_chunks().columns:
            for chunk in column.chunks:
                digest.update(f"{chunk.offset} {len(chunk)}".encode())  # of rows in the buffers
                for buffer in filter(None, chunk.buffers()):
                    digest.update(buffer)
        covers = [(cover.frame.name, cover.where, cover.absence) for cover in part.covers]
        about = (part.frame.name, table.column_names, part.unknown_places, part.note, covers)
        digest.update(repr(about).encode())
    return digest.hexdigest()[:16]


def _in_order(table: pa.Table, key: Sequence[str]) -> bool:
    """Return whether the first column of `key` that varies grows from row to row."""
    for name in key:
        column = table[name]
        if pc.all(pc.greater(column[1:], column[:-1])).as_py():
            return True
        if pc.any(pc.not_equal(column, column[0])).as_py():
            return False
    return False


def _listed(where) -> bool:
    return all(isinstance(where.get(name), list) for name in OBSERVATIONS.key)


def _check_series(source: Source, rows: pd.DataFrame) -> None:
    declared = {series.id: series for series in source.series}
    if not pd.api.types.is_numeric_dtype(rows["value"]):
        raise FrameError(f"{source.id}: the figures are not numbers.")
    for series, figures in rows.groupby("series"):
        if series not in declared:
            raise FrameError(f"{source.id}: the series {series!r} is not declared.")
        least, most = declared[series].least, declared[series].most
        outside = figures[(figures["value"] < least) | (figures["value"] > most)]
        if len(outside):
            worst = outside.iloc[0]
            raise WrongFormat(
                f"{series}: {worst['value']:,.0f} in {worst['place']}, "
                f"{worst['period']:%B %Y}, is outside {least:,.0f} to {most:,.0f}. "
                "Nothing of this reply was kept."
            )


def _without_false_zeros(part: Part, store: Store) -> tuple[Part, str]:
    """Hold back the periods in which every one of many places is zero at once."""
    if part.frame is not OBSERVATIONS or part.rows.empty:
        return part, ""
    periods = part.rows.groupby("period").agg(
        places=("place", "nunique"), total=("value", "sum"), figures=("value", "count")
    )
    zero = periods[(periods["places"] >= PLACES_FOR_A_FALSE_ZERO) & (periods["total"] == 0)]
    if zero.empty or not _was_ever_more(part, store):
        return part, ""
    said = ", ".join(f"{period:%B %Y}" for period in zero.index[:5])
    rows = part.rows[~part.rows["period"].isin(zero.index)]
    return replace(part, rows=rows, covers=()), f"{FINDINGS['all zero']} ({said})"


def _was_ever_more(part: Part, store: Store) -> bool:
    if part.rows["value"].gt(0).any():
        return True
    where = {"series": sorted(part.rows["series"].unique())}
    return bool(store.read(OBSERVATIONS, PROGRAM, where=where, newest=True)["value"].gt(0).any())
