"""Test how commands are run: what becomes of a fault of the program itself, and of warnings of libraries."""

from __future__ import annotations

import subprocess
import sys

FAULTY = """
import sys, warnings
from coalition.cli import commands, main
def faulty(arguments):
    warnings.warn("of a library")
    raise ValueError("of all\\nthings")
commands.run = faulty
sys.argv = ["coalition", "questions"]
main()
"""


def faulty(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", FAULTY], capture_output=True, text=True, check=False, timeout=60, env=environment
    )


def test_a_fault_of_the_program_is_told_in_one_line() -> None:
    done = faulty()
    assert done.returncode == 70
    assert done.stderr == (
        "Error: an unexpected fault (ValueError: of all things); please report the command and its input, "
        "with what it prints when COALITION_TRACEBACK=1 is set\n"
    )


def test_a_traceback_is_printed_on_request() -> None:
    done = faulty(COALITION_TRACEBACK="1")
    assert done.returncode == 1
    assert done.stderr.endswith("ValueError: of all\nthings\n")


def test_warnings_are_shown_to_those_who_ask_python_for_them() -> None:
    assert "UserWarning: of a library" in faulty(PYTHONWARNINGS="default").stderr
