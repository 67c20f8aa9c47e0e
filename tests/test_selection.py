"""Test that the lists of files that are begun first, and of those that are run once, name files that are there."""

from __future__ import annotations

import pytest
from selection import LONGEST, ONCE, TESTS, once, order

FILES = sorted(TESTS.rglob("test_*.py"))


@pytest.mark.parametrize("name", LONGEST)
def test_a_file_that_is_begun_first_is_there(name: str) -> None:
    assert TESTS / name in FILES
    assert order(TESTS / name) < order(TESTS / "test_selection.py")


@pytest.mark.parametrize("pattern", ONCE)
def test_a_pattern_of_files_that_are_run_once_fits_one(pattern: str) -> None:
    assert any(once(path) for path in TESTS.rglob(pattern))


def test_what_calls_a_library_is_run_on_the_lowest_versions_too() -> None:
    packages = ("checks", "columns", "drafting", "network", "output", "query", "rdf", "search", "timeline", "views")
    assert {*packages} <= {path.parent.name for path in FILES if not once(path)}
