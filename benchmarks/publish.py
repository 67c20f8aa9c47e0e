"""Kill the writing of a snapshot into a server again and again, and show that nobody takes a half of it for the whole.

Oxigraph's own server is started on an empty folder. `coalition publish` is killed as often as is asked, at moments
spread over the time that it takes, and every second time the server with it. After each kill, whoever connects must be
refused, or get the snapshot that was there before. At last the command runs to its end, and what the server holds must
be what is exported. Then a second graph takes the place of the first, and is killed as often:

    python benchmarks/publish.py ROOT OTHER --store DIR --times 20
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from coalition.namespaces import DCTERMS
from coalition.remote.difference import NAMELESS, in_order
from coalition.remote.profile import BEING_WRITTEN

LIMITS = ("--timeout", "86400", "--memory", "100000")


class Server:
    """Run Oxigraph's own server on a folder, and start it again after a kill."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        program = str(Path(sys.executable).with_name("oxigraph"))
        command = [program, "serve", "--location", str(self.folder), "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.1)
        raise SystemExit("the server does not listen")

    def kill(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.wait()

    @property
    def url(self) -> str:
        """The address for queries."""
        return f"http://127.0.0.1:{self.port}/query"

    def made(self) -> int:
        """Return how many changes the mark on it tells of."""
        text = f"SELECT ?n {{ GRAPH <{BEING_WRITTEN}> {{ ?mark <{DCTERMS}extent> ?n }} }}"
        request = urllib.request.Request(
            self.url, urllib.parse.urlencode({"query": text}).encode(), headers={"Accept": "text/csv"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return max(map(int, answer.read().split()[1:]), default=0)

    def content(self) -> str:
        """Return a digest of all quads without blank nodes, and their number."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/store", headers={"Accept": "application/n-quads"}
        )
        with urllib.request.urlopen(request, timeout=3600) as answer:
            return summed(answer)


def summed(lines: Iterable[bytes]) -> str:
    """Return the digest of lines without blank nodes, in their order, and their number."""
    digest, number = hashlib.sha256(), 0
    with in_order(line for line in lines if not NAMELESS.match(line)) as file:
        file.seek(0)
        for line in file:
            digest.update(line)
            number += 1
    return f"{number:,} quads, {digest.hexdigest()[:12]}"


def begun(root: Path, store: Path, *arguments: str) -> subprocess.Popen[str]:
    """Begin a command on a graph."""
    command = [sys.executable, "-m", "coalition.cli", "--root", str(root), "--store", str(store), *LIMITS, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def asked(root: Path, url: str) -> str:
    """Return what somebody who connects is told: the snapshot, or in one line why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "coalition.cli", "--root", str(root), "--store", folder, "--endpoint", url]
        done = subprocess.run([*command, "query", "ASK {}", "--format", "json"], capture_output=True, text=True)
    if done.returncode == 0:
        found = re.search(r'"snapshot": "([0-9a-f]{64})"', done.stdout)
        return f"holds {found[1][:12]}" if found else done.stdout
    return done.stderr.strip().removeprefix(f"Error: {url}: ")


def written(root: Path, store: Path, server: Server, times: int) -> None:
    """Write a graph into the server, killed so many times on the way, and then to its end."""
    plan, _ = begun(root, store, "publish", "--endpoint", server.url, "--dry-run").communicate()
    total = sum(int(number.replace(",", "")) for number in re.findall(r"([\d,]+) (?:added|removed)", plan))
    for number in range(1, times + 1):
        process = begun(root, store, "publish", "--endpoint", server.url)
        goal = total * (number - random.random()) / times
        while server.made() < goal:
            if process.poll() is not None:
                raise SystemExit(f"it ended before it was killed: {process.communicate()}")
            time.sleep(0.05)
        if number % 2 == 0:
            server.kill()
            server.start()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        print(f"  kill {number}{' with the server' if number % 2 == 0 else ''}: {asked(root, server.url)}", flush=True)
    out, err = begun(root, store, "publish", "--endpoint", server.url).communicate()
    print(f"  {out.strip() or err.strip()}", flush=True)
    export = begun(root, store, "export", "--format", "nquads")
    here = summed(line.encode() for line in export.stdout or ())
    there = server.content()
    print(f"  exported {here}; on the server {there}: {'equal' if here == there else 'NOT EQUAL'}", flush=True)
    if here != there:
        raise SystemExit("what the server holds is not what was written")


def main() -> None:
    """Write graphs into a server, and print a line for each kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", type=Path, nargs="+", metavar="ROOT")
    parser.add_argument("--store", type=Path, required=True, metavar="DIR", help="the folder for snapshots")
    parser.add_argument("--times", type=int, default=20, metavar="N")
    given = parser.parse_args()
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            for root in given.roots:
                print(f"{root}:", flush=True)
                begun(root, given.store, "build").communicate()
                written(root, given.store, server, given.times)
        finally:
            server.kill()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime:.0f} CPU s in all; at most {used.ru_maxrss / 1024:.0f} MiB in a process")


if __name__ == "__main__":
    main()
