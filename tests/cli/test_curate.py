"""Test that the command for writing on pages says what it cannot do, and prints what passages took."""

from __future__ import annotations

from pathlib import Path

import pytest
from council import council
from program import process

from coalition.desk import log


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return council(tmp_path_factory.mktemp("curate") / "root")


def test_a_source_that_is_none_and_a_graph_that_is_not_ones_own_are_told(root: Path) -> None:
    got = process("--root", str(root), "curate", "nothing")
    assert got.code == 1 and "there is no source nothing" in got.err
    got = process("curate")
    assert got.code == 1 and "the published graph cannot be changed" in got.err


def test_what_passages_took_is_printed(root: Path) -> None:
    got = process("--root", str(root), "curate", "--times")
    assert got.out.splitlines()[0] == "0 passages read, 0 statements"
    folder = root / log.FOLDER
    folder.mkdir(exist_ok=True)
    log.note(folder, log.Act("2031-05-06T10:00:00+00:00", "a-1", log.ACCEPTED, 4, 40.0, 20, 1))
    got = process("--root", str(root), "curate", "--times")
    assert got.out.splitlines() == [
        "1 passages read, 4 statements",
        "a statement took 10.0 seconds and 5 keys or clicks (medians)",
        "1 accepted; 1 times something was wrong and could not be saved",
    ]
