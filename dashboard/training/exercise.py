"""The exercise: invented data in a store of its own, for one session, never beside the real one."""

import shutil
import tempfile
import time
import weakref
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from collectors.store import Store
from dashboard.training import invented as exercise_data
from dashboard.workspace.people import Person

_KEPT = "exercise"


class ExerciseStore(Store):
    """A store of invented data in a folder that goes when the session ends.

    Its versions are unlike those of any other store, so that nothing that pages keep of the
    one is ever shown of the other.
    """

    def __init__(self, folder: Path):
        super().__init__(f"sqlite:///{folder / 'exercise.db'}")
        self._apart = time.time_ns()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def versions(self) -> dict[str, int]:
        """Return numbers that move with every append, and are no other store's."""
        return {name: self._apart + version for name, version in super().versions().items()}


def store() -> Store | None:
    """Return the store of the exercise that this session is in, None outside one."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None  # the schedule and the feeds know of no exercise
    return st.session_state.get(_KEPT)


def running() -> bool:
    """Return whether this session is in an exercise."""
    return store() is not None


def start(person: Person) -> None:
    """Put this session into an exercise with new invented data."""
    leave()
    made = ExerciseStore(Path(tempfile.mkdtemp(prefix="jointwatch-exercise-")))
    exercise_data.fill(made, person)
    st.session_state[_KEPT] = made


def leave() -> None:
    """Come back to the real data; what was written in the exercise is gone."""
    made = st.session_state.pop(_KEPT, None)
    if made is not None:
        made.close()
