"""Measure how long the pages of the service take on the server, each kind of page, on a graph of any size.

The service runs as a process of its own, and keeps no answers. Prints the 50th and the 95th percentile, and the size:

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
    print(f"{'page':20} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8} {'KiB':>7}  {graph!r}")
    with serving(store, "--workers", "1", "--cache", "0", root=root) as server:
        for kind, paths in kinds.items():
            times, sizes = [], []
            for path in [paths[0], *paths]:
                begun = time.perf_counter()
                got = server.ask(path, accept="text/html")
                times.append(1000 * (time.perf_counter() - begun))
                sizes.append(len(got.body) / 1024)
                if got.status != 200:
                    print(f"{path}: {got.status}")
            first, times = times[0], sorted(times[1:])
            last = times[min(len(times) - 1, int(0.95 * len(times)))]
            middle = statistics.median(times)
            print(
                f"{kind:20} {middle:8.0f} {last:8.0f} {times[-1]:8.0f} {max(sizes):7.0f}  first {first:.0f}", flush=True
            )


if __name__ == "__main__":
    main()
