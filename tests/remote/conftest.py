"""Hold what tests of other stores share: the export of the published graph."""

from __future__ import annotations

import pytest

from coalition.graph import Graph


@pytest.fixture(scope="session")
def exported(published: Graph) -> bytes:
    """Return the published graph as N-Quads."""
    return published.export("nquads").encode()
