"""Test that an attack costs nobody else an answer, reaches nothing, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import network_guard
import pytest
from attack import THREADS, measure, queries, requests

SECONDS = 12


@pytest.mark.slow
def test_under_attack_others_are_answered_nothing_is_called_and_all_is_as_before(published_store: Path) -> None:
    report = measure(published_store, SECONDS, "--timeout", "5", "--patience", "3", started=network_guard.STARTED.add)
    assert not report.peace.lost and not report.war.lost
    assert len(report.war.milliseconds) > 20
    assert report.heard == 0
    assert sum(report.sent.values()) > 2 * THREADS and len(report.sent) > 15
    assert report.after.processes == report.before.processes
    assert report.after.files <= report.before.files
    assert report.after.mebibytes < 2 * report.before.mebibytes


def test_there_are_attacks_of_many_kinds() -> None:
    assert len(queries(1)) + len(requests(1)) > 35
    assert all(data for data in requests(1).values())
