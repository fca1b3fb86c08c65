"""What was read and made for one viewer is kept, under everything that it was made from."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

Made = TypeVar("Made")
MOST = 100


class _Slot:
    """One result, or the place where the first who asks for it makes it while others wait."""

    def __init__(self):
        self.lock, self.made, self.result = Lock(), False, None

    def get(self, make: Callable[[], Any]) -> Any:
        if not self.made:
            with self.lock:
                if not self.made:
                    self.result, self.made = make(), True
        return self.result


class _Shelf:
    """The results of one function by its arguments, those least lately asked for go first."""

    def __init__(self, most: int):
        self._most, self._lock = most, Lock()
        self._slots: OrderedDict[tuple, _Slot] = OrderedDict()

    def slot(self, key: tuple) -> _Slot:
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            if len(self._slots) > self._most:
                self._slots.popitem(last=False)
        return slot


@st.cache_resource(show_spinner=False)
def _shelves() -> dict[Callable, _Shelf]:
    return {}  # so that what forgets Streamlit's caches forgets these


def kept(make: Callable[..., Made]) -> Callable[..., Made]:
    """Return `make`, which is called once for the same arguments, by whoever asks first.

    The arguments are compared as they are: one is the `Look`, so that nobody is handed what
    was read for another, and one what `data.version` told, so that nobody sees old figures.
    Streamlit's own caches make a digest of every argument at every call, which for a page
    took a quarter of its time. Frames are handed out as views: what a reader writes into
    one, no other reader sees. All else that is kept is read and never changed.
    """

    @wraps(make)
    def read(*said: Any) -> Made:
        shelf = _shelves().setdefault(make, _Shelf(MOST))
        found = shelf.slot(said).get(lambda: make(*said))
        return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found

    return read
