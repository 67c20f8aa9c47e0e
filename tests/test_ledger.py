"""Test that the ledger says what the tests count, and that no test is skipped for a reason that it does not list."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ledger import KEPT, MUTANTS, PAGE, differences, read, reasons, record, recorded, unlisted
from ledger_page import page
from ruritania import PROJECT


def test_the_page_is_as_new_as_what_it_is_made_of(pytestconfig: pytest.Config) -> None:
    if not pytestconfig.option.ledger:  # then this run writes it
        made = page(read(KEPT), read(MUTANTS), reasons())
        assert PAGE.read_text(encoding="utf-8") == made, "run: python -m pytest --ledger tests/test_ledger.py"


def test_what_a_test_records_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER", str(tmp_path))
    record("bytes-0", {"tried": 12, "wrong": 0})
    kept = {"bytes-0": {"tried": 12, "wrong": 0}, "bytes-1": {"tried": 3}}
    assert list(differences(kept, recorded(tmp_path), [])) == []
    assert list(differences(kept, recorded(tmp_path), kept)) == ["bytes-1: in the ledger, but no test has recorded it"]
    record("bytes-0", {"tried": 11})
    assert list(differences(kept, recorded(tmp_path), [])) == [
        "bytes-0: tried: the ledger says 12, the tests 11",
        "bytes-0: wrong: the ledger says 0, the tests null",
    ]


def test_only_reasons_that_tests_give_are_taken() -> None:
    found = reasons()
    assert len(found) > 5
    assert found.get("") is None, "give the reason as text in the call"
    told = "fish is not installed, so its completion is not tested; install it, for example by apt-get"
    assert unlisted([told, "only root may mount a disk"]) == []
    assert unlisted(["only root may mount a disk", "no time today", ""]) == ["", "no time today"]


RUN = {
    "test_absent.py": "import pytest\npytest.importorskip('nothing_of_this_name', reason='a reason')\n",
    "test_expected.py": "import pytest\n@pytest.mark.xfail\ndef test_it():\n    assert False\n",
    "test_counts.py": "from ledger import record\ndef test_it():\n    record('passages', {'faults': 1})\n",
    "conftest.py": "from shared import *\n",
}
"""A run in which no test fails, and that is not as the ledger says."""


def test_a_run_fails_that_the_ledger_does_not_describe(tmp_path: Path) -> None:
    for name, text in RUN.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "shared.py").symlink_to(PROJECT / "tests" / "conftest.py")
    ours = ("LEDGER", "HOSTILE", "PYTEST_XDIST_WORKER")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    paths = os.pathsep.join(map(str, (tmp_path, PROJECT / "tests", PROJECT / "src")))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    done = subprocess.run(
        command, cwd=tmp_path, env={**environment, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    for told in ("list: a reason", "list: none is given", "passages: faults: the ledger says 0, the tests 1"):
        assert told in done.stdout
