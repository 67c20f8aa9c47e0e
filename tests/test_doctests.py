"""Test that the examples in docstrings run and print what they show."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest
from ruritania import PROJECT

SOURCE = PROJECT / "src"
EXAMPLES = sorted(path for path in SOURCE.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8"))
FEWEST = 6
"""The least number of examples; a test that finds no example would show nothing."""


def test_every_example_in_a_docstring_prints_what_it_shows(
    published_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(published_cache))
    monkeypatch.chdir(tmp_path)
    attempted = 0
    for path in EXAMPLES:
        name = path.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        failed, run = doctest.testmod(importlib.import_module(name))
        assert failed == 0, name
        assert run > 0, name
        attempted += run
    assert attempted >= FEWEST
