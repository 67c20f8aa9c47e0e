"""Test the comparison of two graphs, fact by fact."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from ruritania import prefixes

from coalition.audit import pairing
from coalition.audit.diff import LABEL, PREFERRED, differences, read
from coalition.errors import RDFSyntaxError, SelectionError
from coalition.graph import Graph
from coalition.namespaces import PREFIXES
from coalition.rdf.formats import FORMATS
from coalition.rdf.turtle import fact, term

OLD = "passage:a { actor:x cg:memberOf actor:y ; cg:ledBy actor:z . } passage:b { actor:x cg:memberOf actor:y . }"
NEW = 'passage:a { actor:x cg:memberOf actor:y . } passage:c { actor:x cg:memberOf actor:y ; cg:isoCode "XXX" . }'


def quads(text: str) -> list[ox.Quad]:
    return list(ox.parse(prefixes() + text, format=ox.RdfFormat.TRIG))


def test_facts_and_their_support_are_compared_apart() -> None:
    found = [(change.kind, change.fact, change.graphs) for change in differences(quads(OLD), quads(NEW))]
    first, *_ = differences(quads(OLD), quads(NEW))
    assert first.to_dict() == {"kind": "added", "fact": 'actor:x cg:isoCode "XXX"', "graphs": ["passage:c"]}
    assert found == [
        ("added", 'actor:x cg:isoCode "XXX"', ("passage:c",)),
        ("newly supported", "actor:x cg:memberOf actor:y", ("passage:c",)),
        ("no longer supported", "actor:x cg:memberOf actor:y", ("passage:b",)),
        ("removed", "actor:x cg:ledBy actor:z", ("passage:a",)),
    ]


def test_a_graph_does_not_differ_from_itself() -> None:
    assert differences(quads(OLD), quads(OLD)) == []


def test_turtle_is_compared_by_its_facts() -> None:
    one, other = (quads(f"actor:x cg:memberOf actor:{name} .") for name in "yz")
    assert [change.kind for change in differences(one, other)] == ["added", "removed"]


FOREIGN = """
<x:list> <x:is> ( 1 1 <x:a> ) .
<x:a> <x:has> [ <x:b> [ <x:c> 1 ] ] , [ <x:b> [ <x:c> 2 ] ] , [] , [] .
_:one <x:next> _:two . _:two <x:next> _:three . _:three <x:next> _:one .
<x:a> <x:says> "t"@ar--rtl , 1.0 .
"""
IN_GRAPHS = "<x:g> { <x:a> <x:has> [ <x:b> 1 ] . _:s <x:p> _:s } <x:h> { <x:a> <x:has> [ <x:b> 1 ] . _:s <x:q> 2 }"
WITHOUT_GRAPHS = [name for name, format in FORMATS.items() if not format.dataset]


def written(quads: Iterable[ox.Quad], format: str, path: Path) -> Path:
    """Write quads with the engine, under new names of blank nodes and in another order, and return the file."""
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def rename(term: Any) -> Any:
        return names.setdefault(term, ox.BlankNode()) if isinstance(term, ox.BlankNode) else term

    renamed = [ox.Quad(rename(s), p, rename(o), rename(graph)) for s, p, o, graph in reversed(list(quads))]
    target = path / f"{len(list(path.iterdir()))}{FORMATS[format].suffix}"
    target.write_bytes(ox.serialize(renamed, format=getattr(ox.RdfFormat, FORMATS[format].engine)) or b"")
    return target


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_does_not_differ_from_itself_in_any_syntax(format: str, tmp_path: Path) -> None:
    quads = list(ox.parse(FOREIGN, format=ox.RdfFormat.TURTLE))
    one = written(quads, "turtle", tmp_path)
    assert differences(read(one), read(written(quads, format, tmp_path))) == []
    changed = written([*quads, ox.Quad(quads[0].subject, quads[0].predicate, quads[0].object)], format, tmp_path)
    assert differences(read(one), read(changed)) == []
    more = written([*quads, ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal("new"))], format, tmp_path)
    assert [change.fact for change in differences(read(one), read(more))] == ['<x:a> <x:b> "new"']


def test_graphs_with_blank_nodes_do_not_differ_from_themselves(tmp_path: Path) -> None:
    quads = list(ox.parse(IN_GRAPHS, format=ox.RdfFormat.TRIG))
    one, other = written(quads, "trig", tmp_path), written(quads, "nquads", tmp_path)
    assert differences(read(one), read(other)) == []


@pytest.mark.parametrize("format", WITHOUT_GRAPHS)
def test_an_export_with_graphs_and_one_without_hold_the_same_facts(format: str, folder: Path, tmp_path: Path) -> None:
    graph = Graph.open(folder, store=tmp_path / "store")
    for name in ("trig", format):
        (tmp_path / f"a{FORMATS[name].suffix}").write_text(graph.export(name), encoding="utf-8")
    with_graphs, without = tmp_path / "a.trig", tmp_path / f"a{FORMATS[format].suffix}"
    assert differences(read(with_graphs), read(without)) == []
    assert differences(read(without), read(with_graphs)) == []
    assert differences(read(graph.snapshot.folder), read(without)) == []
    without.write_text(graph.export(format, thing="Graustark"), encoding="utf-8")
    assert {change.kind for change in differences(read(with_graphs), read(without))} == {"removed"}


def test_facts_of_the_default_graph_that_no_graph_holds_are_compared() -> None:
    old, new = quads(OLD + " actor:x cg:ledBy actor:y ."), quads(OLD + " actor:x cg:ledBy actor:w .")
    found = [(change.kind, change.fact, change.graphs) for change in differences(old, new)]
    assert found == [("added", "actor:x cg:ledBy actor:w", ()), ("removed", "actor:x cg:ledBy actor:y", ())]


def test_nothing_is_compared_with_graphs() -> None:
    assert [
        (change.kind, change.graphs) for change in differences([], quads("passage:a { actor:x cg:ledBy actor:y }"))
    ] == [("added", ("passage:a",))]


def test_snapshots_differ_as_their_exports_do(folder: Path, tmp_path: Path) -> None:
    sides = []
    for name in "ab":
        graph = Graph.open(folder, store=tmp_path / name)
        (tmp_path / f"{name}.nq").write_text(graph.export("nquads"), encoding="utf-8")
        sides.append(graph.snapshot.folder)
        facts = folder / "graph" / "zenda.trig"
        facts.write_text(facts.read_text().replace("cg:host actor:rudolf", "cg:host actor:flavia"), encoding="utf-8")
    found = differences(read(sides[0]), read(sides[1]))
    assert found
    assert found == differences(read(tmp_path / "a.nq"), read(tmp_path / "b.nq"))


def test_what_is_not_a_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "folder.ttl").mkdir()
    for name, kind in (("pipe", "a named pipe"), ("folder", "a folder")):
        with pytest.raises(SelectionError, match=rf"{name}\.ttl: this is {kind}, not a file; "):
            list(read(tmp_path / f"{name}.ttl"))


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    (tmp_path / "a.ttl").write_text("x", encoding="utf-8")
    with pytest.raises(SelectionError) as caught:
        list(read(tmp_path / "a.csv"))
    suffixes = ", ".join(format.suffix for format in FORMATS.values())
    assert str(caught.value) == (
        f"{tmp_path / 'a.csv'}: this is not an export; name a file that ends in {suffixes}, or the folder of a snapshot"
    )
    with pytest.raises(
        SelectionError, match=r"none\.ttl: the file cannot be read .*; name another file, or change its"
    ):
        list(read(tmp_path / "none.ttl"))
    with pytest.raises(RDFSyntaxError, match=r"a\.ttl:1:1"):
        list(read(tmp_path / "a.ttl"))


def brute_force(old: list[ox.Quad], new: list[ox.Quad]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the changes between two datasets with named graphs and without blank nodes, by their definition."""
    sides: list[dict[str, set[str]]] = [{}, {}]
    for facts, quads in zip(sides, (old, new), strict=True):
        names = {(quad.subject, quad.object) for quad in quads if quad.predicate == PREFERRED}
        for quad in quads:
            if not (quad.predicate == LABEL and (quad.subject, quad.object) in names):
                graphs = facts.setdefault(fact(quad.triple), set())
                if not isinstance(quad.graph_name, ox.DefaultGraph):
                    graphs.add(term(quad.graph_name))
    before, after = sides
    found = [("added", each, tuple(sorted(after[each]))) for each in after.keys() - before.keys()]
    found += [("removed", each, tuple(sorted(before[each]))) for each in before.keys() - after.keys()]
    for each in before.keys() & after.keys():
        found += [("newly supported", each, tuple(sorted(more)))] if (more := after[each] - before[each]) else []
        found += [("no longer supported", each, tuple(sorted(fewer)))] if (fewer := before[each] - after[each]) else []
    return sorted(found)


@pytest.mark.parametrize("at_once", [1, 3, 1000])
@pytest.mark.parametrize("seed", range(40))
def test_random_datasets_differ_by_what_the_definition_says(
    seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "AT_ONCE", at_once)
    choose = random.Random(seed)
    nodes = [ox.NamedNode(PREFIXES["actor"] + name) for name in "abc"]
    words = [PREFERRED, LABEL, *nodes[:1]]
    values: list[Any] = [*nodes, ox.Literal("x")]
    graphs: list[Any] = [ox.DefaultGraph(), *(ox.NamedNode(PREFIXES["passage"] + name) for name in "pq")]

    def chosen() -> ox.Quad:
        return ox.Quad(choose.choice(nodes), choose.choice(words), choose.choice(values), choose.choice(graphs))

    first = ox.Quad(nodes[0], nodes[0], nodes[0], graphs[1])  # so that both have a named graph
    sides = [[first, *(chosen() for _ in range(choose.randint(0, 40)))] for _ in range(2)]
    sides[1] += choose.sample(sides[0], len(sides[0]) // 2)  # also twice
    found = differences(*sides)
    assert [(change.kind, change.fact, change.graphs) for change in found] == brute_force(*sides)


def test_a_file_of_facts_need_not_declare_the_standard_prefixes(tmp_path: Path) -> None:
    for name, text in (("old", OLD), ("new", prefixes() + NEW)):
        (tmp_path / f"{name}.trig").write_text(text, encoding="utf-8")
    found = differences(read(tmp_path / "old.trig"), read(tmp_path / "new.trig"))
    assert found == differences(quads(OLD), quads(NEW))
