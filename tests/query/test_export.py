"""Test that equal facts give equal bytes, that exports are read back the same, and that each fact has its passages."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from exports import DATASETS, WAYS
from rdflib.compare import isomorphic
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from ruritania import PROJECT, accepted, built, document

from coalition.corpus.root import Root
from coalition.errors import SelectionError
from coalition.graph import Graph
from coalition.namespaces import CG, PREFIXES, PROV, RDF, REGISTER
from coalition.query import export
from coalition.rdf.blank_nodes import canonical
from coalition.rdf.formats import FORMATS
from coalition.rdf.store import Store, as_quad

RDFLIB = {
    "turtle": "turtle",
    "ntriples": "nt",
    "jsonld": "json-ld",
    "rdfxml": "xml",
    "trig": "trig",
    "nquads": "nquads",
}
SYNTAXES = {name: getattr(ox.RdfFormat, format.engine) for name, format in FORMATS.items()}


def iri(name: str) -> ox.NamedNode:
    kind, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[kind] + local)


def fact(subject: str, verb: str, thing: str) -> ox.Triple:
    return ox.Triple(iri(subject), iri(verb), iri(thing))


OF_RDFLIB = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning",
    "ignore:Dataset.default_context is deprecated:DeprecationWarning",
)
"""Some parsers of rdflib use names that rdflib has deprecated."""


def test_every_format_is_read_back_and_described() -> None:
    table = (PROJECT / "docs" / "how-to" / "export.md").read_text(encoding="utf-8").split("## Choose the format")[1]
    assert set(RDFLIB) == set(FORMATS)
    assert [name for name in FORMATS if f"`{name}`" not in table.split("\n## ")[0]] == []
    assert [name for name in FORMATS if name not in (Graph.export.__doc__ or "")] == []


HELD = fact("actor:rudolf", "org:holds", "post:king")
TOOK_PART = fact("actor:flavia", "cg:tookPartIn", "meeting:strelsau-1894-05-03")
NAMED = fact("actor:rudolf", "rdf:type", "cg:Person")
BY = ox.NamedNode(PROV + "wasDerivedFrom")


def written(store: Store, format: str = "turtle", **how: Any) -> bytes:
    output = io.BytesIO()
    export.write(store, output, format=format, **how)
    return output.getvalue()


def read(content: bytes, format: str = "turtle") -> set[ox.Quad]:
    return set(ox.parse(content, format=SYNTAXES[format]))


@pytest.fixture
def store(root: Root) -> Store:
    """Return the store of the invented corpus."""
    return built(root)


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_holds_what_is_accepted_or_every_graph(store: Store, format: str) -> None:
    graph = None if format in DATASETS else ox.DefaultGraph()
    assert read(written(store, format), format) == set(canonical(store.quads(None, None, None, graph)))


@pytest.mark.parametrize("format", [format for format in FORMATS if format not in DATASETS])
@pytest.mark.parametrize("provenance", [None, "rdf11"])
@OF_RDFLIB
def test_rdflib_reads_an_export_as_the_same_graph(store: Store, format: str, provenance: str | None) -> None:
    read_back = rdflib.Graph().parse(data=written(store, format, provenance=provenance), format=RDFLIB[format])
    lines = "".join(
        f"{quad.triple} .\n" for quad in read(written(store, "ntriples", provenance=provenance), "ntriples")
    )
    assert isomorphic(read_back, rdflib.Graph().parse(data=lines, format="nt"))
    assert len(read_back) == len(lines.splitlines()) > 100


@pytest.mark.parametrize("format", DATASETS)
@OF_RDFLIB
def test_rdflib_reads_an_export_of_every_graph_as_the_same_dataset(store: Store, format: str) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=written(store, format), format=RDFLIB[format])
    for name in {quad.graph_name for quad in store.quads()}:
        lines = "".join(f"{quad.triple} .\n" for quad in store.quads(None, None, None, name))
        named = rdflib.URIRef(name.value) if isinstance(name, ox.NamedNode) else DATASET_DEFAULT_GRAPH_ID
        graph = dataset.graph(named)
        assert isomorphic(graph, rdflib.Graph().parse(data=lines, format="nt")), name


@OF_RDFLIB
@pytest.mark.parametrize("format", RDFLIB)
def test_line_ends_in_a_value_are_read_back_by_rdflib_as_they_were(format: str) -> None:
    value = "a\r\nb\rc\n\td"
    fact = ox.Triple(iri("actor:rudolf"), iri("skos:note"), ox.Literal(value))
    dataset = rdflib.Dataset()
    dataset.parse(data=written(Store.in_memory([as_quad(fact)]), format), format=RDFLIB[format])
    assert [str(thing) for _, _, thing, _ in dataset.quads()] == [value]


@pytest.mark.parametrize("format", ["turtle", "trig"])
def test_only_the_prefixes_that_are_used_are_declared(store: Store, format: str) -> None:
    text = written(store, format).decode()
    declared = {line.split()[1].removesuffix(":") for line in text.splitlines() if line.startswith("@prefix ")}
    assert {"actor", "cg", "meeting", "org", "passage", "post", "prov", "skos", "source"} <= declared
    assert {"plan", "series", "sh"}.isdisjoint(declared)
    assert "actor:rudolf a cg:Actor ," not in text
    assert "\nactor:rudolf a cg:Actor ;\n" in text


def test_rdf_xml_uses_the_standard_prefixes(store: Store) -> None:
    text = written(store, "rdfxml").decode()
    assert f'xmlns:cg="{CG}"' in text
    assert "<org:holds " in text


# The same bytes

DIGESTS = """
import hashlib, io, sys
from pathlib import Path
from coalition.graph import Graph
sys.path[:0] = [str(folder) for folder in Path(sys.argv[3]).parents[:2]]
from exports import WAYS
graph = Graph.open(sys.argv[1], store=sys.argv[2])
for format, provenance in WAYS:
    text = graph.export(format, provenance=provenance)
    about = graph.export(format, provenance=provenance, thing="Rudolf Elphberg")
    print(format, provenance, *(hashlib.sha256(part.encode()).hexdigest() for part in (text, about)))
"""


def digests(root: Path, store: Path, seed: str) -> str:
    """Return the digests of every export of a root, computed in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS, str(root), str(store), __file__],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_exports_have_the_same_bytes_whatever_the_hash_seed_and_the_build(folder: Path, tmp_path: Path) -> None:
    said = {digests(folder, tmp_path / f"store-{seed}", seed) for seed in ("0", "1", "2", "3")}
    said.add(digests(folder, tmp_path / "store-0", "4"))
    assert len(said) == 1
    assert len(said.pop().splitlines()) == len(WAYS)


def as_lines(folder: Path) -> list[str]:
    """Return the facts of a root as lines of N-Quads, and remove its files."""
    lines = []
    for path in Root.open(folder).graph_files():
        lines += [f"{quad} .\n" for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG)]
        path.unlink()
    return sorted(lines)


@pytest.mark.parametrize("seed", [1, 2])
def test_exports_have_the_same_bytes_after_the_lines_of_the_input_are_shuffled(folder: Path, seed: int) -> None:
    (folder / "graph" / "more.trig").write_text(document("more"), encoding="utf-8")
    before = {way: written(built(Root.open(folder)), way[0], provenance=way[1]) for way in WAYS}
    lines = as_lines(folder)
    chance = random.Random(seed)
    chance.shuffle(lines)
    cut = chance.randrange(len(lines))
    (folder / "graph" / "a.nq").write_text("".join(lines[:cut]), encoding="utf-8")
    (folder / "graph" / "b.nq").write_text("".join(lines[cut:]), encoding="utf-8")
    after = built(Root.open(folder))
    for way, content in before.items():
        assert written(after, way[0], provenance=way[1]) == content, way


# Where each fact is stated


def test_reification_says_of_each_stated_fact_in_which_passages_it_stands(store: Store) -> None:
    found = {quad.triple for quad in read(written(store, provenance="rdf11"))}
    name = export.statement(HELD)
    told = {triple for triple in found if triple.subject == name}
    assert told == {
        ox.Triple(name, iri("rdf:type"), iri("rdf:Statement")),
        ox.Triple(name, iri("rdf:subject"), HELD.subject),
        ox.Triple(name, iri("rdf:predicate"), HELD.predicate),
        ox.Triple(name, iri("rdf:object"), HELD.object),
        ox.Triple(name, BY, iri("passage:zenda-22")),
    }


def test_every_accepted_fact_that_a_passage_states_is_reified_and_no_other(store: Store) -> None:
    held = accepted(store)
    found = {quad.triple for quad in read(written(store, provenance="rdf11"))}
    reified = {triple.subject for triple in found if triple.object == iri("rdf:Statement")}
    assert reified == {export.statement(triple) for triple in held if export.statements_of(store, triple)}
    assert held <= found


def test_a_derived_fact_says_by_which_rule(store: Store) -> None:
    assert [place.value for place in export.statements_of(store, TOOK_PART)] == [PREFIXES["rule"] + "took-part-in"]


def test_what_only_the_register_says_has_no_passage(store: Store) -> None:
    assert ox.NamedNode(REGISTER) in store.graphs_of(NAMED)
    assert export.statements_of(store, NAMED) == []


def test_passages_are_told_in_the_order_of_their_numbers(folder: Path) -> None:
    (folder / "graph" / "other.trig").write_text(document("other"), encoding="utf-8")
    names = [place.value.rsplit("/", 1)[-1] for place in export.statements_of(built(Root.open(folder)), HELD)]
    assert names == ["other-22", "zenda-22"]


def test_annotations_of_rdf_1_2_say_the_same_as_reification(store: Store) -> None:
    plain = {quad.triple for quad in read(written(store, provenance="rdf11"))}
    annotated = {quad.triple for quad in ox.parse(written(store, provenance="rdf12"), format=ox.RdfFormat.TURTLE)}
    reifies = ox.NamedNode(RDF + "reifies")
    named = {triple.object: triple.subject for triple in annotated if triple.predicate == reifies}
    assert named[HELD] == export.statement(HELD)
    assert {triple for triple in annotated if triple.predicate != reifies} == {
        triple
        for triple in plain
        if not (str(triple.subject) in {str(n) for n in named.values()} and triple.predicate != BY)
    }
    held = accepted(store)
    assert set(named) == {triple for triple in held if export.statements_of(store, triple)}


def test_a_statement_is_named_by_its_triple_alone() -> None:
    assert export.statement(HELD) == export.statement(fact("actor:rudolf", "org:holds", "post:king"))
    assert export.statement(HELD) != export.statement(NAMED)


# A part of it


def test_an_export_about_a_thing_holds_what_is_said_of_it_its_names_and_its_passages(store: Store) -> None:
    found = {quad.triple for quad in read(written(store, thing=PREFIXES["actor"] + "rudolf"))}
    held = accepted(store)
    assert found <= held
    assert {triple for triple in held if triple.subject == iri("actor:rudolf")} <= found
    assert fact("participation:strelsau-1894-05-03--rudolf", "cg:event", "meeting:strelsau-1894-05-03") in found
    assert any(triple.subject == iri("post:king") for triple in found)
    assert any(triple.subject == iri("passage:zenda-22") for triple in found)
    assert not any(triple.subject == iri("item:horse") for triple in found)
    assert not any(triple.subject == iri("amount:gbp-50") for triple in found)


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_about_a_thing_is_the_same_part_in_every_format(store: Store, format: str) -> None:
    thing = PREFIXES["actor"] + "rudolf"
    wanted = {quad.triple for quad in read(written(store, "ntriples", thing=thing), "ntriples")}
    assert {quad.triple for quad in read(written(store, format, thing=thing), format)} >= wanted


def test_an_export_about_nothing_known_is_empty(store: Store) -> None:
    assert written(store, thing="https://example.org/unknown") == b""


def test_given_triples_are_written_with_their_passages(store: Store) -> None:
    assert read(written(store, triples=[HELD])) == {as_quad(HELD)}
    assert b"passage:zenda-22" in written(store, triples=[HELD], provenance="rdf11")
    assert b"{| prov:wasDerivedFrom passage:zenda-22 |}" in written(store, triples=[HELD], provenance="rdf12")


@pytest.mark.parametrize(
    ("format", "provenance", "said"),
    [
        ("n4", None, "there is no format 'n4'"),
        ("trig", "rdf11", "trig already holds each passage as a named graph"),
        ("nquads", "rdf11", "nquads already holds each passage as a named graph"),
        ("ntriples", "rdf12", "RDF 1.2 annotations can be written in Turtle only"),
        ("trig", "rdf12", "RDF 1.2 annotations can be written in Turtle only"),
        ("turtle", "nonsense", "there is no form of provenance 'nonsense'"),
        ("turtle", "", "there is no form of provenance ''"),
    ],
)
def test_what_a_format_does_not_carry_is_refused(store: Store, format: str, provenance: str | None, said: str) -> None:
    output = io.BytesIO()
    with pytest.raises(SelectionError, match=f"^{said}; "):
        export.write(store, output, format=format, provenance=provenance)
    assert output.getvalue() == b""


@pytest.mark.slow
def test_exports_of_the_published_graph_can_be_read_back(published: Graph) -> None:
    store = published.store
    held = accepted(store)
    for format, provenance in WAYS:
        content = written(store, format, provenance=provenance)
        found = {quad.triple for quad in read(content, format)}
        assert held <= found
