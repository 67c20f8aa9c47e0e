"""What leaving out sources costs: `centrality --robust` on the published documents and on 130 sources.

The 130 sources are the published five and 125 small ones, each of which names three invented participants of a
published meeting. Prints seconds, and how many quads were read from the store:

    make bench
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path

from lookups import counted

from coalition import Graph
from coalition.corpus.root import Root

SOURCES = 130
HEAD = "".join(
    f"@prefix {name}: <https://w3id.org/coalition-graph/{name}/> .\n"
    for name in ("actor", "meeting", "participation", "passage", "source")
)
CG = (
    "@prefix cg: <https://w3id.org/coalition-graph/ontology#> .\n"
    "@prefix prov: <http://www.w3.org/ns/prov#> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
)


def enlarge(folder: Path) -> Path:
    """Write the published files and small sources of invented facts to `folder`, SOURCES in all."""
    graph = folder / "graph"
    graph.mkdir(parents=True)
    published = Root.published().graph_files()
    for path in published:
        (graph / path.name).write_bytes(path.read_bytes())
    for number in range(SOURCES - len(published) + 1):
        (graph / f"x{number:03}.trig").write_text(HEAD + CG + _source(f"x{number:03}", number), encoding="utf-8")
    return folder


def _source(name: str, number: int) -> str:
    """Return the TriG of a source with one passage; it names three actors of its own and of its neighbours."""
    actors = [f"x{(number + step) % SOURCES:03}" for step in range(3)]
    digest = hashlib.sha256(name.encode()).hexdigest()
    facts = "".join(
        f'    actor:{actor} a cg:Person ; skos:prefLabel "Person {actor}" .\n'
        f"    participation:london-2025-03-02--{actor} a cg:Participation ; cg:participant actor:{actor} ;\n"
        f"        cg:event meeting:london-2025-03-02 .\n"
        for actor in actors
    )
    return (
        f'source:{name} a cg:Source ; skos:prefLabel "Source {name}" .\n'
        f"passage:{name}-0 a cg:Passage ; prov:wasQuotedFrom source:{name} ; cg:start 0 ; cg:end 9 ;\n"
        f'    cg:digest "{digest}" ; cg:stance cg:Asserts .\n'
        f"passage:{name}-0 {{\n{facts}}}\n"
    )


def main() -> None:
    """Print a line for each number of sources."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        roots = {"5 sources": None, f"{SOURCES} sources": enlarge(Path(folder) / "root")}
        for name, root in roots.items():
            graph = Graph.open(root, store=store)
            clock = time.perf_counter()
            with counted() as reads:
                found = graph.robustness()
            seconds = time.perf_counter() - clock
            print(f"{name}: {len(found.left_out)} times left out, {seconds:.2f} s, {reads.quads:,} quads read")


if __name__ == "__main__":
    main()
