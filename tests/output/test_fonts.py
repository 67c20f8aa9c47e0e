"""Test that nothing is told of the cache of fonts, which the first picture of a user builds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coalition.output.fonts import LOGGER

SLOW = f"""
import logging, sys, threading
class Hasty(threading.Timer):
    def __init__(self, interval, function, *rest):
        super().__init__(0, function, *rest)  # as on a machine on which the fonts take long
threading.Timer = Hasty
{{}}
logging.getLogger({LOGGER!r}).warning("building")
"""


@pytest.mark.parametrize(
    "loads",
    [
        "from coalition import Graph; Graph.open().structure()",
        "from coalition import Graph; from coalition.network import plot; plot.draw(Graph.open().network(), {!r})",
    ],
    ids=["a structure", "a picture"],
)
def test_the_cache_of_fonts_is_built_without_a_word(loads: str, published_store: Path, tmp_path: Path) -> None:
    code = SLOW.format(loads.replace("open()", f"open(store={str(published_store)!r})").format(str(tmp_path / "a.svg")))
    environment = {**os.environ, "MPLCONFIGDIR": str(tmp_path / "fonts")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert done.stderr == b""
