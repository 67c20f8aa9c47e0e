"""Provide a service of the published graph, which all tests of a file share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, serving


@pytest.fixture(scope="module")
def server(published_store: Path) -> Iterator[Server]:
    """Serve the published graph with the usual settings."""
    with serving(published_store) as started:
        yield started
