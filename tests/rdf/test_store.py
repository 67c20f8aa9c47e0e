"""Test that stores are only read, and that the error of a query gives the position of its fault."""

from __future__ import annotations

import errno
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from coalition.errors import CoalitionError, QueryError, StoreError
from coalition.namespaces import CG, HOME, RDF, XSD
from coalition.rdf.store import Builder, Store, as_quad, lines


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(HOME + name)


def fact(subject: str, verb: str, thing: str | ox.Literal) -> ox.Triple:
    return ox.Triple(iri(subject), ox.NamedNode(CG + verb), iri(thing) if isinstance(thing, str) else thing)


RULES = fact("actor/rudolf", "holds", "post/king")
MEETS = fact("actor/rudolf", "met", "actor/flavia")
TWICE, RECORD = iri("passage/a-1"), iri("graph/record")


@pytest.fixture
def store() -> Store:
    """Return a store with an accepted fact that two passages state, and one that is not accepted."""
    quads = [as_quad(RULES, TWICE), as_quad(RULES, iri("passage/a-9")), as_quad(RULES), as_quad(MEETS, TWICE)]
    return Store.in_memory(quads)


def test_a_triple_without_a_graph_is_placed_in_the_default_one() -> None:
    assert as_quad(RULES).graph_name == ox.DefaultGraph()
    assert as_quad(RULES, TWICE).graph_name == TWICE
    assert as_quad(RULES, TWICE).triple == RULES


def test_a_query_sees_the_default_graph_and_knows_the_standard_prefixes(store: Store) -> None:
    assert len(list(store.select("SELECT ?who { ?who ?verb post:king }"))) == 1
    assert not store.query("ASK { ?who cg:met ?whom }")
    assert store.query("ASK { GRAPH passage:a-1 { ?who cg:met ?whom } }")


def test_values_are_bound_and_not_pasted(store: Store) -> None:
    (row,) = store.select("SELECT ?who ?post { ?who cg:holds ?post }", {"post": iri("post/king")})
    assert row["who"] == iri("actor/rudolf")


def test_a_variable_with_a_value_that_is_not_selected_is_told_of(store: Store) -> None:
    with pytest.raises(QueryError, match=r"select every variable that is given a value$"):
        store.select("SELECT ?who { ?who cg:holds ?post }", {"post": iri("post/king")})


def test_all_columns_come_in_the_order_of_the_query(store: Store) -> None:
    found = store.select("SELECT * { ?who ?verb ?thing }")
    assert [variable.value for variable in found.variables] == ["who", "verb", "thing"]


def test_a_pattern_finds_quads(store: Store) -> None:
    assert len(list(store.quads())) == len(store) == 4
    assert len(list(store.quads(None, None, None, TWICE))) == 2
    assert [quad.triple for quad in store.quads(None, ox.NamedNode(CG + "met"))] == [MEETS]
    assert list(store.quads(ox.Literal("x"))) == []


def test_the_graphs_of_a_triple_are_the_named_ones(store: Store) -> None:
    assert store.graphs_of(RULES) == {TWICE, iri("passage/a-9")}


def test_the_graphs_of_many_triples_are_those_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coalition.rdf.store.BATCH", 2)
    things: list[Any] = [
        iri("x"),
        ox.BlankNode("b"),
        ox.Literal('a\n"b"'),
        ox.Literal("a", language="en"),
        ox.Literal(1),
    ]
    things.append(ox.Triple(iri("x"), iri("p"), iri("y")))
    triples = [ox.Triple(iri("s"), iri("p"), thing) for thing in things]
    graphs: list[Any] = [iri("g"), iri("h"), ox.DefaultGraph()]
    whole = Store.in_memory(as_quad(triple, graph) for triple in triples[:-1] for graph in graphs)
    found = whole.graphs_of_each(triples)
    assert found == {triple: {graph.value for graph in whole.graphs_of(triple)} for triple in triples}
    assert found[triples[0]] == {iri("g").value, iri("h").value}
    assert found[triples[-1]] == set()


class Failing:
    """Fail like an engine whose disk or memory does."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def query(self, *_: Any, **__: Any) -> None:
        raise self.fault


FAILS = {
    "the store is damaged (Corruption: block checksum); remove the snapshot": RuntimeError(
        "Corruption: block checksum"
    ),
    "the store is damaged (IO error: No such file); remove the snapshot": OSError("IO error: No such file"),
    "the engine cannot go on (out of order); try again, or run coalition build": OSError("out of order"),
    "this needs more open files than the system allows; close some, or raise": OSError(
        "IO error: a: Too many open files"
    ),
    "q: the custom function x is not supported; call a function that SPARQL defines": RuntimeError(
        "the custom function x is not supported."
    ),
    "q: what it is; select every variable that is given a value": RuntimeError("what it is."),
}


@pytest.mark.parametrize(("told", "fault"), FAILS.items())
def test_what_keeps_the_engine_from_answering_is_told_as_what_it_is(told: str, fault: Exception) -> None:
    with pytest.raises(CoalitionError) as caught:
        Store(Failing(fault)).query("ASK {}", name="q")  # type: ignore[arg-type]
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("SELECT ?x {\n  ?x cg:met }", "q:2:13", "this does not parse as SPARQL at the mark: «…?x cg:met ▶}»"),
        ("SELECT ?x { ?x no:thing ?y }", "q", "this does not parse as SPARQL"),
        ("", "q:1:1", "this does not parse as SPARQL"),
    ],
)
def test_a_query_that_does_not_parse_is_told_of_at_its_place(store: Store, text: str, where: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.query(text, name="q")
    assert caught.value.where.startswith(where)
    assert said.split("«")[0] in caught.value.what
    assert len(str(caught.value).splitlines()) == 1


def test_a_query_that_is_no_select_is_refused_as_one(store: Store) -> None:
    with pytest.raises(QueryError, match=r"^q: this is not a SELECT query; write it with SELECT$"):
        store.select("ASK { ?s ?p ?o }", name="q")


@pytest.mark.parametrize("text", ["DELETE WHERE { ?s ?p ?o }", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"])
def test_a_query_that_writes_or_reaches_out_is_refused(store: Store, text: str) -> None:
    with pytest.raises(QueryError):
        store.query(text)
    assert len(store) == 4


def test_what_was_written_is_read_by_several_at_once(tmp_path: Path) -> None:
    builder = Builder()
    builder.add([as_quad(RULES, TWICE), as_quad(MEETS, TWICE)])
    seen = []
    builder.write(tmp_path / "store", lambda quads, total: seen.append(total) or quads)  # type: ignore[func-returns-value]
    readers = [Store.read_only(tmp_path / "store") for _ in range(3)]
    assert seen == [2]
    assert [set(reader.quads()) for reader in readers] == [{as_quad(RULES, TWICE), as_quad(MEETS, TWICE)}] * 3


@pytest.mark.parametrize("what", ["nothing", "empty", "file"])
def test_what_is_no_store_is_not_opened(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "store"
    if what == "empty":
        folder.mkdir()
    elif what == "file":
        folder.write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        Store.read_only(folder)
    assert caught.value.where == str(folder)
    assert len(str(caught.value).splitlines()) == 1


@pytest.fixture
def damaged(tmp_path: Path) -> Store:
    """Return a store with a damaged block on disk, so that it opens but cannot be read completely."""
    builder = Builder()
    builder.add(as_quad(fact(f"actor/a{n}", "met", f"actor/b{n}")) for n in range(3_000))
    builder.write(tmp_path / "store", lambda quads, _: quads)
    for path in (tmp_path / "store").glob("*.sst"):
        content = bytearray(path.read_bytes())
        if len(content) > 20_000:
            content[len(content) // 3] ^= 0xFF
            path.write_bytes(content)
    return Store.read_only(tmp_path / "store")


class Full(io.BytesIO):
    """Refuse every write, as a full disk does."""

    def write(self, content: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


READINGS: dict[str, Callable[[Store], object]] = {
    "quads": lambda store: list(store.quads()),
    "rows": lambda store: list(store.select("SELECT ?who ?whom { ?who cg:met ?whom }")),
    "rows that are written": lambda store: store.select("SELECT * { ?who cg:met ?whom }").serialize(
        io.BytesIO(), format=ox.QueryResultsFormat.CSV
    ),
    "triples": lambda store: list(store.query("CONSTRUCT WHERE { ?who cg:met ?whom }")),  # type: ignore[arg-type]
    "triples of a thing": lambda store: list(store.query("DESCRIBE ?who { ?who cg:met ?whom }")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("read", READINGS.values(), ids=READINGS)
def test_a_block_that_was_damaged_on_disk_is_told_of_when_it_is_read(
    damaged: Store, read: Callable[[Store], object]
) -> None:
    with pytest.raises(StoreError, match=r"^the store is damaged \(Corruption: .*; remove the snapshot"):
        read(damaged)


def test_what_is_wrong_with_the_output_is_not_taken_for_damage(store: Store) -> None:
    with pytest.raises(OSError, match="No space left"):
        store.select("SELECT * { ?s ?p ?o }").serialize(Full(), format=ox.QueryResultsFormat.CSV)


def test_what_is_accepted_comes_into_the_default_graph() -> None:
    builder = Builder()
    builder.add([as_quad(RULES, TWICE), as_quad(MEETS, RECORD)])
    builder.accept(f"VALUES ?graph {{ {TWICE} }}")
    assert [quad.triple for quad in builder.reader().quads(None, None, None, ox.DefaultGraph())] == [RULES]


def test_derived_triples_are_told_when_they_are_new() -> None:
    copied: list[bytes] = []
    builder = Builder(copies=[copied.extend])
    builder.add([as_quad(RULES)])
    assert builder.derive(iri("rule/one"), [RULES, RULES])
    assert not builder.derive(iri("rule/one"), [RULES])
    assert builder.derive(iri("rule/one"), [RULES, MEETS])
    assert not builder.derive(iri("rule/one"), [RULES, MEETS])
    assert builder.derive(iri("rule/two"), [MEETS])
    derived = {as_quad(RULES, iri("rule/one")), as_quad(MEETS, iri("rule/one")), as_quad(MEETS, iri("rule/two"))}
    assert set(builder.stated()) == derived
    assert set(lines(derived)) == {line for line in copied if b"/rule/" in line}
    assert set(builder.reader().quads(None, None, None, ox.DefaultGraph())) == {as_quad(RULES), as_quad(MEETS)}


def test_lines_say_what_quads_and_triples_say() -> None:
    text = ox.Literal('a <b> "c" .\n\r\\ \u2028 é', language="en")
    quads = [as_quad(RULES), as_quad(ox.Triple(iri("a"), iri("b"), text), RECORD), as_quad(MEETS, TWICE)]
    for statements, format in ((quads, ox.RdfFormat.N_QUADS), ([q.triple for q in quads], ox.RdfFormat.N_TRIPLES)):
        written = list(lines(statements))
        assert len(written) == len(quads)
        assert [as_quad(quad.triple, quad.graph_name) for quad in ox.parse(b"".join(written), format)] == [
            quad if format is ox.RdfFormat.N_QUADS else as_quad(quad.triple) for quad in quads
        ]


def test_quads_and_lines_are_added_and_copied_alike() -> None:
    stores = []
    for add in (Builder.add, lambda builder, quads: builder.add_lines(list(lines(quads)))):
        copied: list[bytes] = []
        builder = Builder(copies=[copied.extend])
        add(builder, [as_quad(RULES, RECORD), as_quad(MEETS, TWICE)])
        builder.add_accepted(lines([MEETS]))
        stores.append((set(builder.reader().quads()), copied, builder.added))
    assert stores[0] == stores[1]
    assert len(stores[0][0]) == stores[0][2] == 3


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "ASK { ?s ?p ?o }", "DESCRIBE post:king"])
def test_only_construct_constructs(text: str) -> None:
    with pytest.raises(QueryError, match=r"^r\.rq: this is not a CONSTRUCT query; write the rule with CONSTRUCT$"):
        Builder().construct(text, "r.rq")


def test_literals_that_the_engine_would_change_are_known() -> None:
    """The engine changes such literals, so canonical text is written from what was parsed, not from what was stored."""
    number = ox.Literal("007", datatype=ox.NamedNode(XSD + "integer"))
    reader = Store.in_memory([as_quad(ox.Triple(iri("a"), ox.NamedNode(RDF + "value"), number))])
    assert [quad.object for quad in reader.quads()] == [ox.Literal("7", datatype=number.datatype)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a <http://x/> ?o . << 0 <http://x/> ?o >> <http://x/> ?s }",
        "SELECT * { { SELECT ?s { VALUES ?s { 1 } } GROUP BY ?s } ?r ?p <<( ?s <http://x/> <http://x/> )>> }",
    ],
)
def test_a_triple_that_cannot_be_is_the_fault_of_the_query_and_not_of_the_store(text: str) -> None:
    thing = ox.NamedNode("http://x/")
    with pytest.raises(QueryError, match="would have a literal or another triple as its subject"):
        list(Store.in_memory([ox.Quad(thing, thing, thing)]).select(text))
