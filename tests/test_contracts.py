"""Test that the contracts in pyproject.toml, which `make lint` checks, forbid wrong imports between packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruritania import PROJECT

LINT = Path(sys.executable).with_name("lint-imports")


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check a copy of the package in `folder` against the contracts."""
    command = [str(LINT), "--no-cache", "--config", str(PROJECT / "pyproject.toml")]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "arrow"),
    [
        ("output/table.py", "import coalition.query.report", "coalition.output.table -> coalition.query.report"),
        ("rdf/turtle.py", "def late(): import coalition.corpus.root", "coalition.rdf.turtle -> coalition.corpus.root"),
    ],
    ids=["at the top", "inside a function"],
)
def test_an_import_against_the_arrows_is_named(module: str, line: str, arrow: str, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "src", tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    assert arrow not in linted(tmp_path).stdout
    with (tmp_path / "coalition" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n\n{line}\n")
    done = linted(tmp_path)
    assert (done.returncode, arrow in done.stdout) == (1, True), done.stdout + done.stderr
