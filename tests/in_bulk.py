"""Compare what was written in bulk with the snapshot of the same files, which is the reference."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyoxigraph as ox

from coalition import __version__
from coalition.build.snapshot import no_progress
from coalition.bulk.job import Written, read, write
from coalition.corpus.root import Root
from coalition.engines.engine import Engine
from coalition.graph import Graph
from coalition.namespaces import PREFIXES, RECORD, REGISTER
from coalition.network import tables
from coalition.rdf.store import lines
from coalition.texts.source import Texts

DATASET = PREFIXES["dataset"].encode()


def written(engine: Engine, root: Path | None, folder: Path, sources: Path | None = None) -> Written:
    """Write the graph of a root to a folder."""
    opened = Root.open(root)
    texts, described = Texts(sources or opened.sources), (opened.licence(), __version__)
    return write(opened.read(), texts, folder, engine, no_progress, *described)


def quads(folder: Path) -> set[bytes]:
    """Return the lines of all N-Quads."""
    found = (folder / "quads").glob("*.nq.gz")
    return {line for path in found for line in gzip.decompress(path.read_bytes()).splitlines(keepends=True)}


def named(found: set[bytes]) -> set[bytes]:
    """Return statements without those that have a blank node, whose label is another each time."""
    return {line for line in found if not line.startswith(b"_:") and b" _:" not in line}


def same(graph: Graph, done: Written, folder: Path) -> bool:
    """Tell whether quads, statements, digest and tables are those of a snapshot; an assertion tells what is not."""
    right = set(lines(graph.store.quads()))
    found = {line for line in quads(folder) if DATASET not in line.rsplit(b" ", 2)[1]}
    exported = set(graph.export("nquads").encode().splitlines(keepends=True))
    assert named(quads(folder)) == named(exported)
    assert named(found) == named(right) and len(found) == len(right)
    assert (done.snapshot, str(done.fingerprint)) == (graph.snapshot.digest, graph.fingerprint())
    assert done.fingerprint.statements == len(named(right))
    assert read(folder) == done.to_dict()
    assert {path.name for path in folder.iterdir()} == {"bulk.json", "quads", "statements", "tables"}
    _statements(folder, right, done)
    _tables(graph, folder)
    return True


def _statements(folder: Path, right: set[bytes], done: Written) -> None:
    rows = [
        tuple(row.values())
        for path in sorted((folder / "statements").glob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]
    assert len(rows) == done.statements
    found = {f"{' '.join(row[:4])} .\n".encode() for row in rows}
    assert named(found) == named({line for line in right if _has_graph(line)})
    # What is marked as a fact is the whole of the default graph.
    facts = {f"{' '.join(row[:3])} .\n".encode() for row in rows if row[4]}
    assert facts == {line for line in right if not _has_graph(line)}
    assert {row[3] for row in rows if not row[4]}.isdisjoint({f"<{RECORD}>", f"<{REGISTER}>"})


def _has_graph(line: bytes) -> bool:
    (quad,) = ox.parse(line, ox.RdfFormat.N_QUADS)
    return isinstance(quad.graph_name, ox.NamedNode)


def _tables(graph: Graph, folder: Path) -> None:
    """Compare the tables for networks with those that are written from the snapshot, by the names that they give."""
    other = folder.with_name(f"{folder.name}-tables")
    tables.write(graph._columns, other, graph.snapshot.digest)
    ours, theirs = (_named_rows(place) for place in (folder / "tables", other))
    assert ours == theirs
    assert tables.Tables.at(str(folder / "tables")).snapshot == graph.snapshot.digest


def _named_rows(folder: Path) -> dict[str, set[tuple[object, ...]]]:
    """Return the rows of tables with names in the place of numbers; of what is no actor, which things are the same."""
    held = {name: _table(folder, name) for name in tables.NAMES}
    names = {row["node"]: row["iri"] for row in held["actors"]}
    passages = {row["passage"]: row["iri"] for row in held["passages"]} | {-1: None}
    found: dict[str, set[tuple[object, ...]]] = {
        "actors": {(row["iri"], row["label"], row["kind"]) for row in held["actors"]},
        "passages": {(row["iri"], row["source"]) for row in held["passages"]},
    }
    for name in ("participations", "commitments"):
        about: dict[object, set[tuple[object, ...]]] = {}
        for row in held[name]:
            ends = names.get(row["one"], ""), names.get(row["other"], "") if row["other"] >= 0 else None
            about.setdefault(row["thing"], set()).add((*ends, passages[row["passage"]]))
        found[name] = {(names.get(thing), *sorted(rows, key=repr)) for thing, rows in about.items()}
    return found


def _table(folder: Path, name: str) -> list[dict[str, Any]]:
    rows = pq.read_table(folder / f"{name}.parquet").to_pylist()
    assert list(rows[0]) == list(COLUMNS[name]) if rows else True
    return rows  # type: ignore[no-any-return]


COLUMNS = {
    "actors": ("node", "iri", "label", "kind"),
    "participations": ("thing", "one", "other", "passage"),
    "commitments": ("thing", "one", "other", "passage"),
    "passages": ("passage", "iri", "source"),
}
