"""Child processes of tests, which start in milliseconds: a server has loaded everything."""

import multiprocessing
import sys
import types

import pytest

# There is one server for all tests of a process, so it loads what any of them needs.
_NEEDED = ["tests.test_kills", "tests.test_store"]


def processes(patch: pytest.MonkeyPatch):
    """Return what starts processes as `multiprocessing` does."""
    # A child begins by loading __main__, for which tests of pages put a page there.
    patch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_NEEDED)
    return found
