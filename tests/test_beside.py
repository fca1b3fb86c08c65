"""Heavy computing goes on in a second process, and its faults are not lost."""

import os
import time

import pytest

from collectors.beside import beside


def test_it_is_computed_in_another_process():
    with beside(os.getpid) as made:
        assert made() != os.getpid()


def test_what_is_given_and_what_is_made_pass_over_whole():
    with beside(sorted, [3, 1, 2]) as made:
        assert made() == [1, 2, 3]


def test_with_one_core_it_is_computed_here(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with beside(os.getpid) as made:
        assert made() == os.getpid()


def test_a_fault_in_the_other_process_is_raised_here_and_logged(caplog):
    with beside(int, "no number") as made, pytest.raises(ValueError, match="no number"):
        made()
    assert "A second process ended with 1 and without a result." in caplog.text


def test_a_block_that_fails_does_not_wait_for_the_other_process():
    began = time.monotonic()
    with pytest.raises(KeyError), beside(time.sleep, 60):
        raise KeyError
    assert time.monotonic() - began < 30
