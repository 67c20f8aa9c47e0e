"""Measure how long the pages of the service take on the server, each kind of page, on a graph of any size.

The service runs as a process of its own, and keeps no answers. Each page is visited three times; the
first visit of a worker to a page costs the most, so the 95th percentile of those stands beside that of all. Prints
milliseconds, and the size:

    python benchmarks/pages.py [ROOT STORE]
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import quote

from serving import serving

from coalition.graph import Graph
from coalition.pages.answers import warm

EACH = 30
"""How many pages of a kind are asked for."""


def addresses(graph: Graph) -> dict[str, list[str]]:
    """Return addresses of pages by kind."""
    chance = random.Random(1)
    home = "https://w3id.org/coalition-graph/"

    def things(kind: str) -> list[str]:
        found = sorted(graph.names.things(kind))
        return ["/" + iri.removeprefix(home) + ".html" for iri in chance.sample(found, min(EACH, len(found)))]

    labels = [graph.names.label(iri) for iri in chance.sample(sorted(graph.names.things("Actor")), EACH)]
    passages = chance.sample(graph._record.accepted, EACH)
    return {
        "front": ["/"] * 5,
        "actor": things("Actor"),
        "event": things("Event"),
        "commitment": things("Commitment"),
        "position": things("Position"),
        "source": things("Source"),
        "passage": ["/" + iri.removeprefix(home) + ".html" for iri in passages],
        "trace": [f"/trace?passage={iri.rsplit('/', 1)[-1]}" for iri in passages],
        "search": [f"/search?words={quote(label)}" for label in labels],
        "verify": [f"/verify?claim={quote(label)}" for label in labels[:5]],
        "timeline": [f"/timeline?about={quote(label)}" for label in labels],
        "timeline of all": ["/timeline"] * 3,
        "network": ["/network"] * 3,
        "network, selected": [f"/network?select={quote(label)}" for label in labels[:10]],
        "conflicts": [f"/conflicts?thing={quote(label)}" for label in labels[:10]],
        "question": [f"/questions/commitments?by={quote(label)}" for label in labels],
        "editor": ["/editor?query=" + quote("SELECT * WHERE { ?s cg:ledBy ?o } LIMIT 50")] * 5,
        "words": ["/words", "/words/Participation", "/words/tookPartIn"] * 3,
        "sources": ["/sources"] * 5,
        "families": ["/families"] * 3,
        "identities": ["/identities"] * 3,
        "coverage": ["/coverage"] * 3,
    }


def main() -> None:
    """Print a table."""
    root, store = (Path(each) for each in sys.argv[1:3]) if len(sys.argv) > 2 else (None, Path("out/pages-store"))
    graph = Graph.open(root, store=store)
    begun = time.perf_counter()
    warm(graph)  # as the service does in the background, when it starts
    print(f"made and kept beside the snapshot in {time.perf_counter() - begun:.0f} s")
    kinds = addresses(graph)
    print(f"{'page':20} {'p50':>6} {'p95':>6} {'p95 of first visits':>20} {'most':>6} {'KiB':>6}  {graph!r}")
    with serving(store, "--workers", "1", "--cache", "0", root=root) as server:

        def visit(path: str) -> float:
            begun = time.perf_counter()
            got = server.ask(path, accept="text/html")
            if got.status != 200:
                print(f"{path}: {got.status}")
            sizes.append(len(got.body) / 1024)
            return 1000 * (time.perf_counter() - begun)

        for kind, paths in kinds.items():
            sizes: list[float] = []
            opened = visit(paths[0])  # what one worker reads once
            first = sorted(visit(path) for path in paths)
            times = sorted([*first, *(visit(path) for path in paths * 2)])
            figures = f"{statistics.median(times):6.0f} {_late(times):6.0f} {_late(first):20.0f} {times[-1]:6.0f}"
            print(f"{kind:20} {figures} {max(sizes):6.0f}  the worker's first {opened:.0f}", flush=True)


def _late(times: list[float]) -> float:
    """Return the 95th percentile of sorted times."""
    return times[min(len(times) - 1, int(0.95 * len(times)))]


if __name__ == "__main__":
    main()
