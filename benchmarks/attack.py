"""Attack a service on this machine, and measure how long others wait for a small answer meanwhile.

Starts a service, asks a small query of it again and again, first in peace and then under attack, and prints how long
that took, what was lost, and what is left of the attack afterwards. Bounded in time and number; all traffic stays on
loopback:

    python benchmarks/attack.py [--seconds 20]
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

READY = re.compile(r"serving http://.+:(\d+)/ ")
SMALL = "ASK { <https://w3id.org/coalition-graph/actor/keir-starmer> ?p ?o }"
THREADS = 12
"""How many attackers there are at a time, each with an address of its own."""

DOUBLING = 'SELECT ?x { BIND("aaaaaaaaaaaaaaaa" AS ?a0) ' + "".join(
    f"BIND(CONCAT(?a{n}, ?a{n}, ?a{n}, ?a{n}) AS ?a{n + 1}) " for n in range(13)
) + "BIND(STRLEN(?a13) AS ?x) }"  # fmt: skip


def queries(listener: int) -> dict[str, str]:
    """Return queries that take too much, or would leave this machine: for `listener`, a port that must hear nothing."""
    elsewhere = f"http://127.0.0.1:{listener}/x"
    return {
        "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
        "cross product, sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?h ?c",
        "cross product, written": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "cross product, constructed": "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "endless path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:x>|^!<x:x>)* ?b . ?b (!<x:x>|^!<x:x>)* ?c }",
        "doublings": DOUBLING,
        "concatenation": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
        "expression that backtracks": f'SELECT * {{ FILTER(REGEX("{"a" * 3000}!", "^(a|aa)+$")) ?a ?b ?c . ?d ?e ?f }}',
        "brackets": "SELECT * " + "{" * 50_000,
        "parentheses": f"ASK {{ FILTER({'(' * 20_000}1{')' * 20_000}) }}",
        "minus signs": f"ASK {{ FILTER({'-' * 100_000}1) }}",
        "unions": "SELECT * {" + " UNION ".join(["{ ?a ?b ?c }"] * 5000) + "}",
        "values": "SELECT * { VALUES ?x {" + " 1" * 200_000 + " } ?a ?b ?c . ?d ?e ?x }",
        "subqueries": "SELECT * {" * 150 + "?a ?b ?c" + "}" * 150,
        "service": f"SELECT * {{ SERVICE <{elsewhere}> {{ ?a ?b ?c }} }}",
        "service, silent": f"SELECT * {{ SERVICE SILENT <{elsewhere}> {{ ?a ?b ?c }} }}",
        "from": f"SELECT * FROM <{elsewhere}> {{ ?a ?b ?c }}",
        "load": f"LOAD <{elsewhere}>",
    }


def requests(listener: int) -> dict[str, bytes]:
    """Return requests as they are sent, byte by byte; some are not finished, and none is answered well."""
    elsewhere = quote(f"http://127.0.0.1:{listener}/x", safe="")
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    bomb = gzip.compress(b"ASK {} #" + b"a" * 50_000_000)
    many = b"".join(b"GET /api/ask/commitments?by=%d HTTP/1.1\r\nHost: x\r\n\r\n" % number for number in range(200))
    return {
        "giant body": head + b"Content-Length: 5000000\r\n\r\n" + b"a" * 5_000_000,
        "giant chunks": head
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + b"fffff\r\n"
        + b"a" * 0xFFFFF
        + b"\r\n"
        + b"f" * 99,
        "bomb": head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb,
        "not UTF-8": head + b"Content-Length: 6\r\n\r\nASK \xff\xfe",
        "half a request": head + b"Content-Length: 100\r\n\r\nASK",
        "half a head": b"GET /sparql?query=" + b"a" * 1000,
        "many header fields": b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(20_000)) + b"\r\n",
        "two lengths": head + b"Content-Length: 1\r\nContent-Length: 60\r\n\r\n" + b"GET /admin HTTP/1.1\r\n\r\n" * 3,
        "length and chunks": head
        + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "nothing but zeros": b"\0" * 10_000,
        "way out": b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "way out, encoded": b"GET /%2e%2e/%2e%2e/etc/passwd.ttl HTTP/1.1\r\nHost: x\r\n\r\n",
        "graph elsewhere": b"GET /graphs?graph=%b HTTP/1.1\r\nHost: x\r\n\r\n" % elsewhere.encode(),
        "dataset elsewhere": b"GET /sparql?query=ASK%%7B%%7D&default-graph-uri=%b HTTP/1.1\r\nHost: x\r\n\r\n"
        % elsewhere.encode(),
        "views": b"".join(
            b"GET /api/conflicts?known_by=20%02d-%02d HTTP/1.1\r\nHost: x\r\n\r\n" % (year, month)
            for year, month in itertools.product((24, 25), range(1, 13))
        ),
        "pipelined": many,
        "parameters": b"GET /api/conflicts?" + b"a=b&" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        "large numbers": b"GET /api/conflicts?limit=%b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"9" * 5000),
        "assistant": b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 20000\r\n\r\n" + b"[" * 20_000,
    }


@dataclass
class State:
    """Hold what a service uses."""

    processes: int
    files: int
    mebibytes: int


@dataclass
class Outcome:
    """Hold how others were answered: milliseconds of each answer, and what came in the place of one."""

    milliseconds: list[float] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)

    def percentile(self, share: float) -> float:
        """Return how many milliseconds a share of the answers took at most."""
        ordered = sorted(self.milliseconds)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


class Target:
    """Stand before a service that runs: ask it, attack it, look at it."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port = process, port

    def state(self) -> State:
        """Return what the service uses now."""
        family = self._family()
        pages = 0
        for each in family:
            with suppress(OSError):
                pages += int(Path(f"/proc/{each}/statm").read_text().split()[1])
        files = len(os.listdir(f"/proc/{self.process.pid}/fd"))
        return State(len(family), files, pages * os.sysconf("SC_PAGE_SIZE") >> 20)

    def prepares(self) -> bool:
        """Return whether one of the processes gives way to the others."""
        own = os.getpriority(os.PRIO_PROCESS, self.process.pid)
        for each in self._family():
            with suppress(OSError):
                if os.getpriority(os.PRIO_PROCESS, each) > own:
                    return True
        return False

    def _family(self) -> list[int]:
        found, wanted = [], [self.process.pid]
        while wanted:
            parent = wanted.pop()
            found.append(parent)
            for task in Path(f"/proc/{parent}/task").glob("*/children"):
                with suppress(OSError):
                    wanted += map(int, task.read_text().split())
        return found

    def ask(self, outcome: Outcome, number: int) -> None:
        """Ask the small query once, as nobody has asked it before."""
        begun = time.perf_counter()
        try:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request("GET", f"/sparql?query={quote(f'{SMALL} # {number}')}")
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            told = "" if answer.status == 200 and b"true" in body else f"status {answer.status}"
        except (OSError, HTTPException) as fault:
            told = type(fault).__name__
        if told:
            outcome.lost[told] += 1
        else:
            outcome.milliseconds.append((time.perf_counter() - begun) * 1000)

    def send(self, data: bytes, source: str, patience: float) -> None:
        """Send bytes from an address, and wait a while for an answer, or go away at once."""
        with suppress(OSError), socket.socket() as connection:
            connection.settimeout(5)
            connection.bind((source, 0))
            connection.connect(("127.0.0.1", self.port))
            connection.sendall(data)
            connection.settimeout(patience)
            while connection.recv(65536):
                pass


@contextmanager
def target(store: Path, *options: str) -> Iterator[Target]:
    """Start a service at a free port, and end it."""
    command = [
        str(Path(sys.executable).with_name("coalition")),
        "--store",
        str(store),
        "serve",
        "--port",
        "0",
        *options,
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        while not (ready := READY.search(line := process.stderr.readline())):
            assert line, "the service does not start"
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield Target(process, int(ready[1]))
        process.terminate()
        process.wait(60)


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """Listen at a port where nobody should call; yield it, and the list of those who did."""
    heard: list[object] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                with suppress(TimeoutError):
                    connection, address = listener.accept()
                    connection.close()
                    heard.append(address)

        thread = threading.Thread(target=listen)
        thread.start()
        yield listener.getsockname()[1], heard
        done.set()
        thread.join()


def attack(aim: Target, listener: int, stop: Callable[[], bool], sent: Counter[str]) -> list[threading.Thread]:
    """Start attackers, who go on until `stop` returns true, and count what they send."""
    asked = {name: _as_request(text) for name, text in queries(listener).items()}
    attacks = [*asked.items(), *requests(listener).items()]

    def run(number: int) -> None:
        chance = random.Random(number)
        while not stop():
            name, data = chance.choice(attacks)
            aim.send(data, f"127.0.0.{number + 2}", chance.choice((0.05, 0.2, 0.5, 5.0)))
            sent[name] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    return threads


def _as_request(query: str) -> bytes:
    body = query.encode()
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@dataclass
class Report:
    """Hold what an attack has shown."""

    peace: Outcome
    war: Outcome
    before: State
    after: State
    heard: int
    sent: Counter[str]


def measure(store: Path, seconds: float, *options: str, started: Callable[[int], object] = bool) -> Report:
    """Attack a service for so many seconds, and return how others were answered before and meanwhile.

    `started` is called with its port.
    """
    with target(store, *options) as aim, listening() as (listener, heard):
        started(aim.port)
        number = itertools.count()
        peace, war, sent = Outcome(), Outcome(), Counter[str]()
        for _ in range(20):
            aim.ask(Outcome(), next(number))
        before = _prepared(aim)
        _ask_for(aim, peace, seconds / 2, number)
        end = time.monotonic() + seconds
        attackers = attack(aim, listener, lambda: time.monotonic() > end, sent)
        _ask_for(aim, war, seconds, number)
        for attacker in attackers:
            attacker.join()
        after = _settled(aim, before)
        return Report(peace, war, before, after, len(heard), sent)


def _prepared(aim: Target) -> State:
    """Return what the service uses when nothing is prepared any more and its processes have stayed for three seconds.

    What prepares a large graph beside the workers is the one process that gives way to all others.
    """
    state, since = aim.state(), time.monotonic()
    end = since + 120
    while time.monotonic() < min(since + 3, end):
        time.sleep(0.2)
        if (now := aim.state()).processes != state.processes or aim.prepares():
            since = time.monotonic()
        state = now
    return state


def _ask_for(aim: Target, outcome: Outcome, seconds: float, number: Iterator[int]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        aim.ask(outcome, next(number))
        time.sleep(0.005)


def _settled(aim: Target, before: State) -> State:
    """Return what the service uses when it is itself again, or after a minute; what runs may take half of that."""
    end = time.monotonic() + 60
    while True:
        after = aim.state()
        same = after.processes == before.processes and after.files <= before.files
        if (same and after.mebibytes < 2 * before.mebibytes) or time.monotonic() > end:
            return after
        time.sleep(0.2)


def main() -> None:
    """Attack, and print what that has shown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20, help="how long the attack lasts")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = measure(Path(folder, "store"), given.seconds)
    for name, outcome in (("in peace", report.peace), ("under attack", report.war)):
        figures = " ".join(f"p{share:g} {outcome.percentile(share / 100):.1f} ms" for share in (50, 99, 100))
        print(f"{name}: {len(outcome.milliseconds)} small answers, {figures}; lost: {dict(outcome.lost) or 'none'}")
    print(f"before: {report.before}\nafter:  {report.after}")
    print(f"sent: {sum(report.sent.values())} requests of {len(report.sent)} kinds; heard elsewhere: {report.heard}")


if __name__ == "__main__":
    main()
