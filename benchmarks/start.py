"""Measure how much processor time a command takes, compared with importing only its libraries.

The command and the imports run in turn. Prints the median, the least and the greatest ratio of their times:

    make bench
"""

from __future__ import annotations

import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 21
COALITION = [str(Path(sys.executable).with_name("coalition"))]
COMMANDS = (
    ("query", "ASK {}"),
    ("ask", "commitments"),
    ("ask", "commitments", "--by", "Portugal"),
    ("ask", "commitments", "--by", "Portugal", "--why"),
    ("show", "Keir Starmer"),
)
"""Commands that answer from a snapshot that is there."""


def seconds(command: list[str]) -> float:
    """Return the processor time that a command takes, user and system, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(name: str, command: list[str], base: str) -> None:
    """Run a command and `python -c base` in turn, and print the ratios of their times."""
    pair = (command, [sys.executable, "-c", base])
    for each in pair:  # a first run of each, so that files are in the cache of the disk
        seconds(each)
    ratios = sorted(seconds(pair[0]) / seconds(pair[1]) for _ in range(ROUNDS))
    print(f"{name}: {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) times python -c {base!r}")


def main() -> None:
    """Compare commands with the imports that they need."""
    with tempfile.TemporaryDirectory() as folder:
        store = ["--store", str(Path(folder) / "store")]
        subprocess.run([*COALITION, *store, "build"], stdout=subprocess.DEVNULL, check=True)
        for command in COMMANDS:
            compare(f"coalition {shlex.join(command)}", [*COALITION, *store, *command], "import click, pyoxigraph")
        compare("coalition --help", [*COALITION, "--help"], "import click")


if __name__ == "__main__":
    main()
