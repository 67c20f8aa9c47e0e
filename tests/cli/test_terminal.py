"""Test that output on a terminal fits its width and shows progress."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from program import Done, process, terminal

HOSTS = "SELECT ?host ?event WHERE { ?event cg:host ?host }"


@pytest.mark.parametrize("width", [60, 100])
def test_what_is_printed_fits_the_terminal(width: int, store: Path) -> None:
    for command in (
        ["ask", "commitments", "--by", "United Kingdom"],
        ["ask", "positions", "--holder", "Keir Starmer"],
        ["query", HOSTS, "--iris"],
        ["query", HOSTS, "--why"],
        ["show", "Keir Starmer"],
        ["centrality", "--top", "1"],
    ):
        shown = re.sub(r"\x1b\[[0-9;]*m", "", terminal("--store", str(store), *command, width=width))
        too_long = [line for line in shown.splitlines() if len(line) > width]
        assert all("https://" in line for line in too_long), command
        assert len(shown.splitlines()) > 2


def test_words_and_numbers_are_not_broken_in_a_narrow_table(store: Path) -> None:
    shown = terminal("--store", str(store), "ask", "commitments", "--by", "United Kingdom", width=100)
    for word in ("announced_by", "commitment", "beneficiary", "1600000000", "Kingdom", "finance"):
        assert word in shown


def test_rows_that_do_not_fit_become_blocks(store: Path) -> None:
    shown = terminal("--store", str(store), "ask", "commitments", "--by", "United Kingdom", width=50)
    assert "amount        1600000000\ncurrency      GBP\n" in shown


def test_the_progress_bar_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    assert "Building the snapshot" in terminal("--store", str(tmp_path / "one"), "query", "ASK {}")
    assert "Building" not in terminal("--store", str(tmp_path / "one"), "query", "ASK {}")
    done = process("--store", str(tmp_path / "two"), "query", "ASK {}")
    assert done == Done(0, "true\n", "")
