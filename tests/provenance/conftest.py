"""A tracer as a fixture."""

from __future__ import annotations

import pytest
from tracing import build

from coalition.corpus.root import Root
from coalition.provenance.evidence import Tracer


@pytest.fixture
def tracer(root: Root) -> Tracer:
    """A tracer over the invented corpus."""
    return build(root)
