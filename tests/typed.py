"""Run the program on a terminal on which a person types."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import threading

from program import PROGRAM

PATIENCE = 60.0
"""After how many seconds a program is ended that waits for more than was typed."""


def answered(typed: str, *arguments: str) -> str:
    """Return what the program writes to a terminal on which something is typed."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}
    with subprocess.Popen(
        [PROGRAM, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    ) as process:
        ending = threading.Timer(PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
        ending.start()
        os.close(theirs)
        os.write(ours, typed.encode())
        written = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                part = b""
            if not part:
                break
            written += part
        ending.cancel()
    os.close(ours)
    return written.decode().replace("\r\n", "\n")
