"""Provide a root with rules of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ruritania import PROJECT


@pytest.fixture
def rules(folder: Path) -> Path:
    """Return the empty folder of rules of a root that has its own ontology."""
    shutil.copytree(PROJECT / "ontology", folder / "ontology", ignore=shutil.ignore_patterns("*.rq", "examples"))
    (folder / "ontology" / "rules").mkdir(exist_ok=True)
    return folder / "ontology" / "rules"
