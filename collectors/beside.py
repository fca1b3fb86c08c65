"""Heavy computing in a second process, while this one goes on: two cores are used."""

import logging
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

log = logging.getLogger(__name__)
Made = TypeVar("Made")


@contextmanager
def beside(function: Callable[..., Made], *given) -> Iterator[Callable[[], Made]]:
    """Compute `function(*given)` in another process; what is yielded waits for the result.

    The function is one of a module, and all it needs is given to it. Where the other process
    ends without a result, which is logged, or there is one core only, it is computed here: a
    fault is then raised here too. A block that fails ends the other process.
    """
    if (os.cpu_count() or 1) < 2:
        yield lambda: function(*given)
        return
    # A process of its own, begun anew: a fork would copy locks that threads of this one hold,
    # and the module multiprocessing would run the user's own script a second time. Through
    # files, so that neither waits for the other to read.
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as told:
        pickle.dump((function, given), asked)
        asked.seek(0)
        other = subprocess.Popen([sys.executable, "-m", __name__], stdin=asked, stdout=told)

        def made() -> Made:
            if code := other.wait():
                log.warning("A second process ended with %s and without a result.", code)
                return function(*given)
            told.seek(0)
            return pickle.load(told)

        try:
            yield made
        finally:
            other.kill()
            other.wait()


if __name__ == "__main__":
    wanted, needed = pickle.load(sys.stdin.buffer)
    pickle.dump(wanted(*needed), sys.stdout.buffer)
