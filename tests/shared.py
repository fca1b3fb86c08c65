"""Where the recorded replies and reference data lie, beside the repository, if they do."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """Return a file of the shared folder; skip the test with a sentence when it is missing."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"The shared file {path} is not here.")
    return found
