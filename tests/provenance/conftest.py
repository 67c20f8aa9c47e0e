"""Provide a tracer."""

from __future__ import annotations

import pytest
from tracing import build

from coalition.corpus.root import Root
from coalition.provenance.evidence import Tracer


@pytest.fixture
def tracer(root: Root) -> Tracer:
    """Return a tracer of the invented corpus."""
    return build(root)
