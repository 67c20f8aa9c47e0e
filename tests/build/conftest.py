"""A root with rules of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ruritania import PROJECT


@pytest.fixture
def rules(folder: Path) -> Path:
    """The folder of rules of a root with an ontology of its own; it is empty."""
    shutil.copytree(PROJECT / "ontology", folder / "ontology", ignore=shutil.ignore_patterns("*.rq", "examples"))
    (folder / "ontology" / "rules").mkdir(exist_ok=True)
    return folder / "ontology" / "rules"
