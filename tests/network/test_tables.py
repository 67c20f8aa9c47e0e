"""Test that the networks that SQL builds from tables are those of the graph, and that tables are whole or refused."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from coalition.engines.engine import Engine
from coalition.errors import SelectionError, StoreError
from coalition.graph import Graph
from coalition.namespaces import QUOTED
from coalition.network import tables as module
from coalition.network.build import read_basis
from coalition.network.tables import Tables, build, write

KINDS = (("person",), ("state", "organisation"), ("person", "state", "organisation", "collective"))


@pytest.mark.parametrize(
    ("name", "kinds", "represented", "least"),
    [
        *product(("co-participation", "affiliation"), KINDS, (False, True), (1,)),
        *product(("co-participation",), KINDS, (False, True), (2, 3)),
        *product(("commitment",), KINDS, (False,), (1, 2)),
    ],
)
def test_networks_are_those_of_the_graph(
    engine: Engine, tables: Tables, published: Graph, name: str, kinds: tuple[str, ...], represented: bool, least: int
) -> None:
    edges, numbers = read_basis(published._columns, name, kinds, represented, least).edges()
    assert build(engine, tables, name, kinds, represented, least) == edges.directed
    iris = published._columns.terms.iris(numbers.tolist())
    names = dict(engine.rows("SELECT node, iri FROM actors"))
    assert sorted(names[node] for (node,) in engine.rows("SELECT node FROM nodes")) == sorted(iris)
    ends = zip(edges.source.tolist(), edges.target.tolist(), edges.weight.tolist(), strict=True)
    right = {(iris[one], iris[other], weight) for one, other, weight in ends}
    found = {(names[a], names[b], weight) for a, b, weight in engine.rows("SELECT one, other, weight FROM ties")}
    assert found == right


def test_the_tables_say_which_passages_and_documents_they_rest_on(tables: Tables, published: Graph) -> None:
    held = {name: pq.read_table(f"{tables.place}/{name}.parquet").to_pydict() for name in module.NAMES}
    passages = set(held["participations"]["passage"]) | set(held["commitments"]["passage"])
    assert sorted(passages - {-1}) == held["passages"]["passage"]
    for iri, source in zip(held["passages"]["iri"], held["passages"]["source"], strict=True):
        quoted = published.store.quads(ox.NamedNode(iri), ox.NamedNode(QUOTED))
        assert {quad.object.value for quad in quoted} == {source}  # type: ignore[union-attr]
    assert tables.snapshot == published.snapshot.digest
    assert {len(column) for column in held["actors"].values()} == {len(np.unique(held["actors"]["iri"]))}


def test_tables_that_are_not_whole_are_refused(published: Graph, tmp_path: Path) -> None:
    told = pytest.raises(
        SelectionError, match="there are no tables, or not all of them; write them with coalition tabl"
    )
    with told:
        Tables.at(str(tmp_path))
    write(published._columns, tmp_path, "x")
    about = tmp_path / "tables.json"
    about.write_text(json.dumps(json.loads(about.read_text()) | {"format": 99}))
    with pytest.raises(SelectionError, match="the tables have layout 99, but this version reads layout 1"):
        Tables.at(str(tmp_path))
    about.write_text("[]")
    with told:
        Tables.at(str(tmp_path))
    assert Tables.at("s3://somewhere/tables/").place == "s3://somewhere/tables"


def test_where_writing_fails_the_tables_are_not_taken_for_whole(
    published: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(published._columns, tmp_path, "x")
    (tmp_path / "passages.parquet").unlink()
    (tmp_path / "passages.parquet").mkdir()
    with pytest.raises(StoreError, match="the tables cannot be written"):
        write(published._columns, tmp_path, "y")
    with pytest.raises(SelectionError):
        Tables.at(str(tmp_path))


def test_what_no_network_is_is_refused_before_anything_is_read(engine: Engine) -> None:
    for given in ({"name": "x"}, {"kinds": ("x",)}, {"least": 0}, {"name": "commitment", "represented": True}):
        with pytest.raises(SelectionError):
            build(engine, Tables("nowhere"), **given)
