"""Test that Ctrl-C ends a command at once."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from pathlib import Path

from program import PROGRAM

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

RUNNING = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_ctrl_c_ends_even_a_query_that_the_engine_is_busy_with(store: Path) -> None:
    for command in (["query", ENDLESS], ["query", RUNNING, "--format", "csv"]):
        with subprocess.Popen(
            [PROGRAM, "--store", str(store), *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job may have it ignored
        ) as running:
            try:
                while not heeds_interrupts(running.pid):
                    time.sleep(0.1)
                time.sleep(1)
                assert running.poll() is None
                running.send_signal(signal.SIGINT)
                _, words = running.communicate(timeout=60)
                assert (running.returncode, words) == (130, b"")
            finally:
                running.kill()


def heeds_interrupts(process: int) -> bool:
    """Tell whether a process blocks SIGINT for its threads, as it does once it waits for that signal."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    blocked = re.search(r"SigBlk:\s*([0-9a-f]+)", status)
    return bool(blocked and int(blocked[1], 16) & 1 << (signal.SIGINT - 1))
