"""What scale.py runs beside the commands, each as a process of its own: raw engines, and peers of ours.

python benchmarks/programs.py NAME ARGUMENTS
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CG = "https://w3id.org/coalition-graph/ontology#"
DATES = f"SELECT ?thing ?day WHERE {{ ?thing <{CG}date> ?day }}"
ROWS = "SELECT * { ?s ?p ?o } LIMIT 100000"


def read(store: str) -> None:
    """Read all quads of a store."""
    _quads(store)


def bulk(store: str, other: str) -> None:
    """Write the quads of a store to another one in one go, which includes reading them."""
    import pyoxigraph as ox

    target = ox.Store(other)
    target.bulk_extend(_quads(store))
    target.flush()


def _quads(store: str) -> list[Any]:
    import pyoxigraph as ox

    return list(ox.Store.read_only(store))


def rows(store: str, syntax: str) -> None:
    """Write 100,000 rows of a store as the engine does."""
    import pyoxigraph as ox

    found: Any = ox.Store.read_only(store).query(ROWS)
    found.serialize(sys.stdout.buffer, format=getattr(ox.QueryResultsFormat, syntax))


def count(store: str) -> None:
    """Print the number of quads of a store."""
    import pyoxigraph as ox

    print(json.dumps({"seconds": 0.0, "number": len(ox.Store.read_only(store))}))


def dump(store: str) -> None:
    """Write all quads of a store as N-Quads, in the order in which the engine has them."""
    import pyoxigraph as ox

    ox.Store.read_only(store).dump(sys.stdout.buffer, format=ox.RdfFormat.N_QUADS)


def evidence(root: str, store: str) -> None:
    """Print the seconds that it takes to look up the passages of all dates, and how many passages these are."""
    from coalition import Graph

    graph = Graph.open(root, store=store)
    answer: Any = graph.query(DATES)
    clock = time.process_time()
    found = graph.evidence(answer)
    seconds = time.process_time() - clock
    passages = {cited.passage.name for row in found for cited in row.passages}
    print(json.dumps({"seconds": seconds, "number": len(passages)}))


def rdflib(path: str) -> None:
    """Load an export into memory with rdflib, and ask for all dates."""
    import rdflib as library

    print(len(list(library.Graph().parse(path).query(DATES))))


def kglab(path: str) -> None:
    """Load an export with kglab, and ask for all dates."""
    import kglab as library

    graph = library.KnowledgeGraph()
    graph.load_rdf(path, format="ttl")
    print(len(list(graph.query(DATES))))


def duckdb(columns: str) -> None:
    """Join participations in DuckDB to degrees, from the columns of a snapshot, and print the greatest."""
    import duckdb as library
    import numpy as np

    from coalition.columns.table import Columns

    held = Columns.open(Path(columns))
    connection = library.connect()
    connection.execute("SET threads = 1")
    for name in ("event", "participant"):
        found = held.of(CG + name)
        found = found.where(held.accepted[found.graph])
        connection.register(name, {"part": np.asarray(found.subject), name: np.asarray(found.object)})
    ((degree,),) = connection.execute(
        """
        WITH there AS (SELECT DISTINCT event, participant FROM event JOIN participant USING (part)),
        ties AS (SELECT DISTINCT a.participant AS one, b.participant AS other
                 FROM there a JOIN there b USING (event) WHERE a.participant <> b.participant)
        SELECT max(degree) FROM (SELECT count(*) AS degree FROM ties GROUP BY one)
        """
    ).fetchall()
    print(degree)


def networkx(truth: str) -> None:
    """Make the network of participants with NetworkX from the truth of a corpus, and print the greatest degree."""
    from itertools import combinations

    import networkx as library

    graph = library.Graph()
    for there in json.loads(Path(truth).read_text(encoding="utf-8"))["there"].values():
        graph.add_edges_from(combinations(there, 2))
    print(max(degree for _, degree in graph.degree()))


PROGRAMS: tuple[Callable[..., None], ...] = (
    read, bulk, rows, count, dump, evidence, rdflib, kglab, duckdb, networkx,
)  # fmt: skip

if __name__ == "__main__":
    {program.__name__: program for program in PROGRAMS}[sys.argv[1]](*sys.argv[2:])
