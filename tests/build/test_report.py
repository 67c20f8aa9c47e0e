"""Test how the contents of a snapshot are printed."""

from __future__ import annotations

from coalition.build.report import counts


def test_counts_are_lined_up() -> None:
    assert list(counts({"facts": 12345, "refused facts": 0})) == ["12,345  facts", "  none  refused facts"]
