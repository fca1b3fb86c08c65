"""Recorded replies and reference data beside the repository, where they are there."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """Return a file beside the repository, or skip the test and say so."""
    if not SHARED.exists():
        pytest.skip("The recorded replies are not beside the repository (../shared).")
    return SHARED / path
