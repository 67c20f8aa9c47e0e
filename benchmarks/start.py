"""How much a command costs on top of importing what it stands on: side by side, as ratios of processor time.

Prints the median ratio of pairs run in turn, with the least and the greatest:

    make bench
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 21
COALITION = [str(Path(sys.executable).with_name("coalition"))]


def seconds(command: list[str]) -> float:
    """The processor time that a command takes, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(name: str, command: list[str], base: str) -> None:
    """Run a command and `python -c base` in turn, and print the ratios."""
    pair = (command, [sys.executable, "-c", base])
    for each in pair:
        seconds(each)
    ratios = sorted(seconds(pair[0]) / seconds(pair[1]) for _ in range(ROUNDS))
    print(f"{name}: {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) times python -c {base!r}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = ["--store", str(Path(folder) / "store")]
        subprocess.run([*COALITION, *store, "build"], stdout=subprocess.DEVNULL, check=True)
        compare("coalition query 'ASK {}'", [*COALITION, *store, "query", "ASK {}"], "import click, pyoxigraph")
        compare("coalition --help", [*COALITION, "--help"], "import click")


if __name__ == "__main__":
    main()
