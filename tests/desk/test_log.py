"""Test that what was done is noted line by line, and what a fact took is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.desk import log
from coalition.desk.log import Act, acts, figures
from coalition.errors import GraphError


def test_acts_are_kept_in_order_and_come_to_medians(tmp_path: Path) -> None:
    assert list(acts(tmp_path)) == [] and figures([]).seconds == 0
    done = [
        Act("2031-05-06T10:00:00+00:00", "a-1", log.ACCEPTED, 4, 40.0, 20, 1),
        Act("2031-05-06T10:01:00+00:00", "a-2", log.FACTLESS, 0, 2.0, 3),
        Act("2031-05-06T10:02:00+00:00", "a-3", log.ACCEPTED, 2, 6.0),
        Act("2031-05-06T10:03:00+00:00", "a-3", "undone"),
        Act("2031-05-06T10:04:00+00:00", "a", log.LIST, 40),
        Act("2031-05-06T10:05:00+00:00", "b", log.LIST, 2),
    ]
    for act in done:
        log.note(tmp_path, act)
    assert list(acts(tmp_path)) == done
    found = figures(done)
    assert (found.passages, found.facts, found.faults) == (3, 6, 1)
    assert (found.seconds, found.keys) == (3.0, 4.0)  # of 10, 2, 3 seconds and of 5, 3 keys
    assert (found.lists, found.listed) == (2, 42)
    assert found.acts == {log.ACCEPTED: 2, log.FACTLESS: 1, "undone": 1}


@pytest.mark.parametrize("line", ["{", "[]", '{"at": 1, "colour": 2}'])
def test_a_line_that_is_none_is_told(tmp_path: Path, line: str) -> None:
    (tmp_path / log.NAME).write_text(f'{{"at": "x", "passage": "a", "act": "undone"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(GraphError, match=r"log\.jsonl:2: this is no line of the log"):
        list(acts(tmp_path))
