"""Test that the settings leave room for quick requests beside slow ones."""

from __future__ import annotations

from coalition.service.settings import Settings


def test_fewer_evaluations_may_be_slow_than_there_are_workers() -> None:
    assert 0 < Settings().slow < Settings().workers
