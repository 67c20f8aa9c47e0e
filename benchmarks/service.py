"""Measure how many requests a second the service answers, beside the engine's own server and rdflib-endpoint.

All three serve the facts of the published graph on this machine, one after another, and are asked the same by `wrk`:

    python benchmarks/service.py --endpoint PYTHON [--seconds 5]

Needs `wrk` (Debian has a package of that name) and `oxigraph` (from PyPI); `--endpoint` names a Python that has
rdflib-endpoint, which else is left out. Each query is asked again and again, and then with a number of its own each
time, so that no answer that is kept fits.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

PREFIXES = """PREFIX cg: <https://w3id.org/coalition-graph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
QUERIES = {
    "small": "ASK { <https://w3id.org/coalition-graph/actor/keir-starmer> cg:tookPartIn ?event }",
    "middle": "SELECT ?name ?event { ?who cg:tookPartIn ?event ; skos:prefLabel ?name } ORDER BY ?name ?event",
    "large": "SELECT ?s ?p ?o { ?s ?p ?o }",
}
CONNECTIONS = 8
FIGURES = re.compile(r"requests (\d+) errors (\d+) seconds ([\d.]+) p50 ([\d.]+) p99 ([\d.]+)")
SCRIPT = """
local number = 0
local id = math.random(1000000000)
function setup(thread) thread:set("seed", os.time()) end
function init(args) math.randomseed(seed); id = math.random(1000000000) end
function request()
  number = number + 1
  return wrk.format("GET", PATH .. (NEW and ("%20%23" .. id .. "x" .. number) or ""))
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("requests %d errors %d seconds %f p50 %f p99 %f\\n", summary.requests,
    e.connect + e.read + e.write + e.status + e.timeout, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True)
class Measured:
    """Hold what a server reached: requests a second, milliseconds to the median and the slowest hundredth, errors."""

    server: str
    query: str
    asked: str
    rate: float
    p50: float
    p99: float
    errors: int


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], ready: str) -> Iterator[None]:
    """Run a server until the block ends; it is ready when it answers the address `ready`."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with suppress(OSError):
                urlopen(ready, timeout=5).read()
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(60)


def measure(server: str, port: int, path: str, seconds: int) -> Iterator[Measured]:
    """Ask a server each query, again and again and as new ones."""
    for name, text in QUERIES.items():
        target = f"{path}?query={quote(PREFIXES + text)}"
        for asked in ("repeated", "new"):
            with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
                script.write(f"PATH = {json.dumps(target)}\nNEW = {str(asked == 'new').lower()}\n{SCRIPT}")
                script.flush()
                command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s", "-s", script.name]
                accept = ["-H", "Accept: application/sparql-results+json"]
                done = subprocess.run(
                    [*command, *accept, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True
                )
            found = FIGURES.search(done.stdout)
            assert found, done.stdout
            requests, errors, took, p50, p99 = map(float, found.groups())
            yield Measured(server, name, asked, requests / took, p50, p99, int(errors))


def table(rows: list[Measured]) -> str:
    """Return the figures as a table in Markdown, with the ratio to the engine's own server."""
    lines = ["| query | asked | server | requests/s | of the engine's own | p50, ms | p99, ms | errors |"]
    lines.append("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for name in QUERIES:
        for asked in ("repeated", "new"):
            here = [row for row in rows if (row.query, row.asked) == (name, asked)]
            engine = next(row.rate for row in here if row.server == "oxigraph")
            for row in here:
                figures = f"{row.rate:,.0f} | {row.rate / engine:.2f} | {row.p50:.2f} | {row.p99:.2f} | {row.errors}"
                lines.append(f"| {name} | {asked} | {row.server} | {figures} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure the three servers, print the table, and write it to `benchmarks/results/`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--endpoint", metavar="PYTHON", help="a Python that has rdflib-endpoint, which else is left out"
    )
    parser.add_argument("--seconds", type=int, default=5, help="how long each query is asked")
    given = parser.parse_args()
    program = str(Path(sys.executable).with_name("coalition"))
    rows: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "store")
        subprocess.run([program, "--store", str(store), "build"], check=True, stdout=subprocess.DEVNULL)
        (snapshot,) = (path for path in store.iterdir() if len(path.name) == 64)
        turtle = Path(folder, "facts.ttl")
        with turtle.open("wb") as output:
            subprocess.run([program, "--store", str(store), "export"], check=True, stdout=output)
        port = free_port()
        ready = f"http://127.0.0.1:{port}"
        with running([program, "--store", str(store), "serve", "--port", str(port)], f"{ready}/readyz"):
            rows += measure("coalition", port, "/sparql", given.seconds)
        engine = str(Path(sys.executable).with_name("oxigraph"))
        command = [engine, "serve-read-only", "--location", str(snapshot / "store"), "--bind", f"127.0.0.1:{port}"]
        with running(command, f"{ready}/query?query=ASK%20%7B%7D"):
            rows += measure("oxigraph", port, "/query", given.seconds)
        if given.endpoint:
            command = [str(Path(given.endpoint).with_name("rdflib-endpoint")), "serve", "--port", str(port)]
            with running([*command, "--host", "127.0.0.1", str(turtle)], f"{ready}/?query=ASK%20%7B%7D"):
                rows += measure("rdflib-endpoint", port, "/", given.seconds)
    text = table(rows)
    print(text)
    results = Path(__file__).parent / "results"
    heading = f"# Requests a second, {CONNECTIONS} connections, {os.cpu_count()} cores, the client among them\n\n"
    (results / "service.md").write_text(heading + text, encoding="utf-8")
    (results / "service.json").write_text(json.dumps([row.__dict__ for row in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
