"""Run the command line for tests: in this process (`call` in cli/conftest.py), as a program, or on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
PROGRAM = str(BIN / "coalition")


@dataclass(frozen=True)
class Done:
    """Hold the exit code of a command and what it printed."""

    code: int
    out: str
    err: str


Call = Callable[..., Done]
"""Runs a command, given its arguments, in this process."""


def process(*arguments: str, shell: str = "", stdin: bytes = b"", **environment: str) -> Done:
    """Run the program, or a line of bash in which `$P` is the program."""
    command = ["bash", "-c", shell] if shell else [PROGRAM, *arguments]
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "P": PROGRAM, "PYTHONUNBUFFERED": "", **environment},
        timeout=60,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def terminal(*arguments: str, width: int = 80) -> str:
    """Return what the program writes to a terminal of `width` columns."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": str(width)}
    with subprocess.Popen([PROGRAM, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment):
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # so Linux says that the other end is closed
                part = b""
            if not part:
                break
            written += part
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def refuses(done: Done, message: str) -> None:
    """Check that a wrong request exits with 1, with one line that says `message`."""
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1
    assert message in done.err


def misused(done: Done, message: str) -> None:
    """Check that a wrong command line exits with 2 and says `message`."""
    assert (done.code, done.out) == (2, "")
    assert message in done.err
