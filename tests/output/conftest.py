"""Provide the invented corpus, in which each passage cites a work."""

from __future__ import annotations

from pathlib import Path

import pytest
from works import citing

from coalition import Graph


@pytest.fixture
def cited(folder: Path, tmp_path: Path) -> Graph:
    """Open the invented corpus, in which each passage cites a work."""
    return citing(folder, tmp_path / "snapshots")
