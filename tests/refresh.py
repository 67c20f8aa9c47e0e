"""Write expected output again, where a test is run with REFRESH=1."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REFRESH = "REFRESH" in os.environ


def refresh(path: Path, text: str) -> None:
    """Write `text` to a file of expected output and fail the test, if REFRESH is set."""
    if REFRESH:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        pytest.fail("refreshed: read the diff, then run the tests without REFRESH")
