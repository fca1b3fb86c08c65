"""Twenty people who save once a second each into one store: what they wait, what is lost."""

import threading
import time

import numpy as np

from collectors.access import PROGRAM
from collectors.store import Store
from dashboard.workspace import audit, records
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from indicators.frames import RECORDS

EDITORS, SHARED = 20, 5  # records that four people each write in


def edit(store: Store, span: float) -> tuple[np.ndarray, list[str]]:
    """Let the editors save for `span` seconds; return milliseconds per save, and what failed.

    Each appends its words to one of the shared records, from the version that it saw last.
    Who is told of a change meanwhile, which is a save too, saves again on top of it. What
    failed: errors, lost words, and faults of the audit.
    """
    people = [Person(f"editor {n}", "UN", ROLES) for n in range(EDITORS)]
    audience = Audience.of("EU", "AU")
    shared = [records.save(store, "comment", {"said": "-"}, people[0], audience=audience)
              for _n in range(SHARED)]  # fmt: skip
    took, faults, written = [], [], []
    start = time.perf_counter() + 0.5

    def work(n: int) -> None:
        record = shared[n % SHARED].record
        said, shown = "-", shared[n % SHARED].version
        for second in range(int(span)):
            time.sleep(max(0.0, start + second + n / EDITORS - time.perf_counter()))
            kept = False
            while not kept:
                # The text keeps its last words, as a page would not grow without end.
                text = " ".join([*said.split()[-200:], f"{n}.{second}"])
                began = time.perf_counter()
                try:
                    saved = records.save(store, "comment", {"said": text}, people[n],
                                         record=record, shown=shown)  # fmt: skip
                    said, shown, kept = text, saved.version, True
                    written.append(f"{n}.{second}")
                except records.Changed as changed:
                    said, shown = changed.theirs["said"], changed.version
                took.append((time.perf_counter() - began) * 1000)

    def guarded(n: int) -> None:
        try:
            work(n)
        except (RuntimeError, ValueError, PermissionError) as fault:
            faults.append(f"{type(fault).__name__}: {fault}")

    threads = [threading.Thread(target=guarded, args=(n,)) for n in range(EDITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(span + 120)
    if any(thread.is_alive() for thread in threads):
        faults.append("somebody waits without end")
    kept = store.read(RECORDS, PROGRAM, where={"kind": "comment"}, versions=True)
    last = kept["body"].str.extract(r" (\d+\.\d+)\"")[0].dropna()
    if sorted(last) != sorted(written) or len(kept) != len(written) + SHARED:
        faults.append(f"{len(written)} saves, {len(last)} versions")
    return np.array(took), [*faults, *audit.verify(store)[0]]
