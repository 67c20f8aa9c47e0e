"""Test how the list of sources is printed."""

from __future__ import annotations

import io

from coalition.corpus.report import sources
from coalition.corpus.sources import RegisteredSource
from coalition.texts.source import Source


def test_each_source_has_a_line_with_its_slices_and_whether_its_text_is_there() -> None:
    here = Source("x:source/s1", label="One", file_name="one.txt", issued="1894-05-04")
    away = Source("x:source/s2", label="Two", file_name="two.txt")
    output = io.StringIO()
    sources([RegisteredSource(here, 12, 0, 3, at_hand=True), RegisteredSource(away, 0, 4, 0, at_hand=False)], output)
    lines = output.getvalue().splitlines()
    assert lines[0].split() == ["source", "title", "file", "issued", "passages", "drafted", "factless", "text"]
    assert lines[2].split() == ["s1", "One", "one.txt", "1894-05-04", "12", "0", "3", "found"]
    assert lines[3].split()[:6] == ["s2", "Two", "two.txt", "0", "4", "0"]
    assert lines[2].index("12") + 2 == lines[0].index("passages") + len("passages")
    assert lines[3].endswith("not found")
