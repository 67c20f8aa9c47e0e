"""Kill a build again and again, and show that nothing is lost and nothing half-written is left in use.

The build runs to its end once, which gives the processor time that it takes. Then it is killed at moments spread over
that time: after each kill there must be no snapshot of it, and another snapshot in the same folder must be whole. At
last it runs to its end again, and must give the same columns:

    python benchmarks/kills.py ROOT --store DIR --times 10
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from coalition.build.manifest import COLUMNS
from coalition.build.snapshot import Snapshots
from coalition.corpus.root import Root


def begun(root: Path | None, store: Path) -> subprocess.Popen[bytes]:
    """Begin a build of a root, of the published graph where None."""
    where = ["--root", str(root)] if root else []
    limits = ["--timeout", "86400", "--memory", "100000"]
    command = [sys.executable, "-m", "coalition.cli", *where, "--store", str(store), *limits, "build"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finished(root: Path | None, store: Path) -> tuple[float, float]:
    """Build to the end, and return how many CPU seconds it took, and how many MB of memory at most."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    if begun(root, store).wait():
        raise SystemExit("the build failed")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime, used.ru_maxrss / 1024


def spent(process: int) -> float:
    """Return how many CPU seconds a process and its children have used so far."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:  # it has ended
        return 0.0
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(spent(int(child)) for child in children)


def sums(folder: Path) -> dict[str, str]:
    """Return the digests of the files of the columns of a snapshot."""
    found = {}
    for path in sorted((folder / COLUMNS).iterdir()):
        with path.open("rb") as file:
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def main() -> None:
    """Kill builds, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path, metavar="ROOT")
    parser.add_argument("--store", type=Path, required=True, metavar="DIR", help="a folder that is not there yet")
    parser.add_argument("--times", type=int, default=10, metavar="N")
    given = parser.parse_args()
    given.store.mkdir(parents=True)
    snapshots = Snapshots(given.store)
    snapshots.set_budget(snapshots.budget(size=10**12, days=365))
    finished(None, given.store)
    other, own = Root.published().read().digest, Root.open(given.root).read().digest
    seconds, memory = finished(given.root, given.store)
    first = sums(given.store / own)
    shutil.rmtree(given.store / own)
    print(f"built in {seconds:.0f} CPU s, with at most {memory:.0f} MB", flush=True)
    for number in range(1, given.times + 1):
        for verdicts in given.store.glob(".verdicts-*"):
            verdicts.unlink()  # else the next build would find its checks done
        build = begun(given.root, given.store)
        moment = seconds * number / (given.times + 1)
        while build.poll() is None and spent(build.pid) < moment:
            time.sleep(0.2)
        if build.poll() is not None:
            raise SystemExit(f"the build ended before {moment:.0f} CPU s")
        build.kill()
        build.wait()
        time.sleep(2)  # the child of the supervisor notices
        half = snapshots.find(own)
        damage = snapshots.damage(other)
        if half or damage:
            raise SystemExit(f"killed after {moment:.0f} CPU s: {'a half snapshot is in use' if half else damage[0]}")
        left = sum(path.stat().st_size for path in given.store.rglob("*") if path.is_file()) / 1e6
        print(f"killed after {moment:.0f} CPU s: no snapshot of it, the other one is whole; {left:.0f} MB", flush=True)
    again, _ = finished(given.root, given.store)
    damage = snapshots.damage(own)
    if damage or sums(given.store / own) != first:
        raise SystemExit(f"the build after {given.times} kills differs: {damage}")
    hidden = [path.name for path in given.store.glob(".building-*")] + [p.name for p in given.store.glob(".removed-*")]
    print(f"built again in {again:.0f} CPU s, equal to the first; left behind: {', '.join(hidden) or 'nothing'}")


if __name__ == "__main__":
    main()
