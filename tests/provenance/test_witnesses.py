"""Test the witness triples of solutions, on small stores.

`a p b` is a triple; `g: a p b` is a triple of the named graph g.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition.names import Names
from coalition.provenance import witnesses as module
from coalition.provenance.algebra import ABSENT
from coalition.provenance.evidence import Tracer
from coalition.provenance.parsing import take_apart
from coalition.provenance.record import Record
from coalition.provenance.witnesses import PARTIAL, WitnessFinder, batches
from coalition.rdf.store import Store, Term
from coalition.texts.source import Texts

EX = "http://example.org/"
BASE = f"PREFIX ex: <{EX}> PREFIX : <{EX}> "


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def term(name: str) -> Term:
    return ox.Literal(int(name)) if name.isdigit() else node(name)


def store(*facts: str) -> Store:
    """Return a store of facts; those of a named graph are also in the default graph, unless the graph is `only`."""
    quads = []
    for fact in facts:
        graph, _, triple = fact.rpartition(": ")
        subject, verb, obj = triple.split()
        for place in (ox.DefaultGraph(), node(graph)) if graph else (ox.DefaultGraph(),):
            if graph != "only" or isinstance(place, ox.NamedNode):
                quads.append(ox.Quad(node(subject), node(verb), term(obj), place))
    return Store.in_memory(quads)


def short(found: Term | None) -> str:
    return "-" if found is None else found.value.removeprefix(EX) if not isinstance(found, ox.Triple) else str(found)


def witnesses(held: Store, text: str) -> dict[str, list[str]]:
    """Return the witnesses of each row of a query, and the notes in brackets."""
    query = take_apart(BASE + text)
    answer = held.select(BASE + text)
    columns = [variable.value for variable in answer.variables]
    rows = [tuple(row) for row in answer]
    found = WitnessFinder(held).solved(query, columns, rows)
    return {
        " ".join(map(short, row)): sorted(
            f"{short(w.graph)}: " * (w.graph is not None) + " ".join(map(short, w.triple)) for w in witnesses
        )
        + sorted(f"[{note}]" for note in notes)
        for row, (witnesses, notes) in found.items()
    }


CHAIN = ("a p b", "b p c", "c p d")
RING = (*CHAIN, "d p a")

PATHS = {
    "a sequence, by every way": (
        ("a p b", "a p c", "b q d", "c q d", "a p e"),
        "SELECT * { ?x :p/:q ?y }",
        {"a d": ["a p b", "a p c", "b q d", "c q d"]},
    ),
    "an alternative, by every way": (
        ("a p b", "a q b", "a r b"),
        "SELECT * { ?x :p|:q ?y }",
        {"a b": ["a p b", "a q b"]},
    ),
    "an inverse": (("a p b",), "SELECT * { ?x ^:p ?y }", {"b a": ["a p b"]}),
    "an inverse of a sequence": (
        ("a p b", "b q c"),
        "SELECT * { ?x ^(:p/:q) ?y }",
        {"c a": ["a p b", "b q c"]},
    ),
    "one or more, by a shortest way": (
        (*CHAIN, "a p c"),
        "SELECT ?y { :a :p+ ?y }",
        {"b": ["a p b"], "c": ["a p c"], "d": ["a p c", "c p d"]},
    ),
    "one or more, by a shortest way that is not the last": (
        ("a p b", "a p c", "b p z", "c p d", "d p z"),
        "SELECT ?y { :a :p+ ?y FILTER(?y = :z) }",
        {"z": ["a p b", "b p z"]},
    ),
    "one or more, to a literal of another form": (
        ("a p b", "b p 5"),
        "SELECT ?x { ?x :p+ 05 . ?x :p :b }",
        {"a": ["a p b", "b p 5"]},
    ),
    "none or one, to an end that is found on the way": (
        ("a p b", "b p c", "b q d", "c q d"),
        "SELECT ?x { ?x :p? [ :q :d ] . ?x :p :b }",
        {"a": ["a p b", "b q d"]},
    ),
    "one or more, round a ring": (
        RING,
        "SELECT ?y { :c :p+ ?y }",
        {"d": ["c p d"], "a": ["c p d", "d p a"], "b": ["a p b", "c p d", "d p a"], "c": sorted(RING)},
    ),
    "one or more, from a node to itself": (("a p a",), "SELECT * { ?x :p+ ?y }", {"a a": ["a p a"]}),
    "none or more: a node leads to itself over no triple": (
        RING[:2],
        "SELECT ?y { :a :p* ?y }",
        {"a": [], "b": ["a p b"], "c": ["a p b", "b p c"]},
    ),
    "none or one, never two": (CHAIN, "SELECT ?y { :a :p? ?y }", {"a": [], "b": ["a p b"]}),
    "none or one of a loop": (("a p a", "a p b"), "SELECT ?y { :a :p? ?y }", {"a": [], "b": ["a p b"]}),
    "repeated, towards a node": (
        CHAIN,
        "SELECT ?x { ?x :p+ :c }",
        {"a": ["a p b", "b p c"], "b": ["b p c"]},
    ),
    "repeated, towards a literal": (
        ("a p b", "b p 5"),
        "SELECT ?x { ?x :p+ 5 }",
        {"a": ["a p b", "b p 5"], "b": ["b p 5"]},
    ),
    "a nest of paths": (
        ("a p b", "c q b", "c p d", "e q d"),
        "SELECT ?y { :a (:p/^:q)+ ?y }",
        {"c": ["a p b", "c q b"], "e": sorted(("a p b", "c q b", "c p d", "e q d"))},
    ),
    "a repeated alternative, by every way of each step": (
        ("a p b", "a q b", "b q c"),
        "SELECT ?y { :a (:p|:q)+ ?y }",
        {"b": ["a p b", "a q b"], "c": ["a p b", "a q b", "b q c"]},
    ),
    "repeated within a sequence": (
        ("a r b", "b p c", "c p d", "d q e"),
        "SELECT * { ?x :r/:p*/:q ?y }",
        {"a e": sorted(("a r b", "b p c", "c p d", "d q e"))},
    ),
    "a sequence of equal parts": (CHAIN, "SELECT * { ?x (:p/:p)/:p ?y }", {"a d": sorted(CHAIN)}),
    "a negated set": (
        ("a p b", "a q b", "a r b"),
        "SELECT * { ?x !(:p|:q) ?y }",
        {"a b": ["a r b"]},
    ),
    "the inverse of a negated set": (("a p b", "a q b"), "SELECT * { ?x ^(!:p) ?y }", {"b a": ["a q b"]}),
    "a negated set in a repeated path": (
        ("a p b", "b q c", "b r d"),
        "SELECT ?y { :a (!:q)+ ?y }",
        {"b": ["a p b"], "d": ["a p b", "b r d"]},
    ),
    "in a named graph": (
        ("g: a p b", "h: b p c"),
        "SELECT * { GRAPH ?g { ?x :p+ ?y } }",
        {"g a b": ["g: a p b"], "h b c": ["h: b p c"]},
    ),
    "with an end that is found on the way": (
        ("a p b", "b p c", "c q d", "z q d"),
        "SELECT ?x { ?x :p+ [ :q :d ] }",
        {"a": ["a p b", "b p c", "c q d"], "b": ["b p c", "c q d"]},
    ),
    "with a start that is found on the way": (
        ("a p b", "b p c", "a q d"),
        "SELECT ?y { [ :q :d ] :p+ ?y }",
        {"b": ["a p b", "a q d"], "c": ["a p b", "a q d", "b p c"]},
    ),
    "with neither end known": (("a p b",), "SELECT * { [] :p+ [] }", {"": ["a p b"]}),
}


@pytest.mark.parametrize(("facts", "text", "expected"), PATHS.values(), ids=PATHS)
def test_a_path_has_the_triples_of_its_ways(facts: Sequence[str], text: str, expected: dict[str, list[str]]) -> None:
    assert witnesses(store(*facts), text) == expected


PATTERNS = {
    "blank nodes of a query are searched for": (
        ("a p b", "a q c", "d p e"),
        "SELECT ?y { _:n :p ?y . _:n :q [] }",
        {"b": ["a p b", "a q c"]},
    ),
    "all that fit a blank node": (("a p b", "a p c"), "SELECT ?x { ?x :p [] }", {"a": ["a p b", "a p c"]}),
    "one blank node twice in one triple": (
        ("a p a", "b p c", "z q z"),
        "SELECT ?z { _:n :p _:n . ?z :q ?z }",
        {"z": ["a p a", "z q z"]},
    ),
    "a variable as predicate": (("a p b", "a q c"), "SELECT * { :a ?v ?y }", {"p b": ["a p b"], "q c": ["a q c"]}),
    "an optional that was taken, and one that was not": (
        ("a p b", "b q c", "d p e"),
        "SELECT * { ?x :p ?y OPTIONAL { ?y :q ?z } }",
        {"a b c": ["a p b", "b q c"], "d e -": ["d p e"]},
    ),
    "an optional whose filter was false": (
        ("a p b", "b q c", "d p e", "e q e"),
        "SELECT * { ?x :p ?y OPTIONAL { ?y :q ?z FILTER(?z != ?y) } }",
        {"a b c": ["a p b", "b q c"], "d e -": ["d p e"]},
    ),
    "an optional that was not taken, for all its EXISTS": (
        ("a p b", "a r z"),
        "SELECT * { ?x :p ?y OPTIONAL { ?y :q ?z FILTER EXISTS { ?x :r [] } } }",
        {"a b -": ["a p b"]},
    ),
    "optionals in an optional": (
        ("a p b", "b q c", "c r d", "e p f", "f q g"),
        "SELECT * { ?x :p ?y OPTIONAL { ?y :q ?z OPTIONAL { ?z :r ?w } } }",
        {"a b c d": ["a p b", "b q c", "c r d"], "e f g -": ["e p f", "f q g"]},
    ),
    "an optional in an optional that shares a variable with what is outside": (
        ("a p b", "c p d", "e q f"),
        "SELECT * { :a :p ?x OPTIONAL { :e :q ?y OPTIONAL { :c :p ?x } } }",
        {"b -": ["a p b"]},
    ),
    "a filter in a group of an optional, which sees that group alone": (
        ("a p b", "a q c"),
        "SELECT ?y ?z { ?x :p ?y OPTIONAL { { ?x :q ?z FILTER(?y = :b) } } }",
        {"b -": ["a p b"]},
    ),
    "a branch that gave the row, and not its neighbour": (
        ("a p b", "a q b"),
        "SELECT * { { ?x :p ?y } UNION { ?x :q ?y FILTER(?x = ?y) } }",
        {"a b": ["a p b"]},
    ),
    "two branches that both gave the row": (
        ("a p b", "a q b", "c q d"),
        "SELECT * { { ?x :p ?y } UNION { ?x :q ?y } }",
        {"a b": ["a p b", "a q b"], "c d": ["c q d"]},
    ),
    "a branch within a branch": (
        ("a p b", "a q b", "a r b"),
        "SELECT * { { ?x :p ?y } UNION { { ?x :q ?y } UNION { ?x :r ?y FILTER(false) } } }",
        {"a b": ["a p b", "a q b"]},
    ),
    "EXISTS, by everything that fits": (
        ("a p b", "b q c", "b q d", "e p f"),
        "SELECT * { ?x :p ?y FILTER EXISTS { ?y :q ?z } }",
        {"a b": ["a p b", "b q c", "b q d"]},
    ),
    "EXISTS of branches": (
        ("a p b", "b q c", "d p e", "e r f"),
        "SELECT ?x { ?x :p ?y FILTER EXISTS { { ?y :q ?z } UNION { ?y :r ?z } } }",
        {"a": ["a p b", "b q c"], "d": ["d p e", "e r f"]},
    ),
    "EXISTS within EXISTS, which sees what is outside of both": (
        ("a p b", "b q c", "a r c", "d r c"),
        "SELECT * { ?x :p ?y FILTER EXISTS { ?y :q ?z FILTER EXISTS { ?x :r ?z } } }",
        {"a b": ["a p b", "a r c", "b q c"]},
    ),
    "EXISTS with VALUES for what is outside": (
        ("a p b", "a q b", "a q c"),
        "SELECT * { ?x :p ?y FILTER EXISTS { VALUES ?y { :b :c } ?x :q ?y } }",
        {"a b": ["a p b", "a q b"]},
    ),
    "EXISTS with a subquery that leaves open what is outside": (
        ("a p b", "a q c", "c r d", "a q e"),
        "SELECT * { ?x :p ?y FILTER EXISTS { ?x :q ?z { SELECT ?y ?z { ?z :r ?w } } } }",
        {"a b": ["a p b", "a q c", "c r d"]},
    ),
    "a column that tells of an EXISTS which does not hold": (
        ("a p b",),
        "SELECT ?x (EXISTS { ?x :q ?z } AS ?is) { ?x :p ?y }",
        {"a false": ["a p b", f"[{ABSENT}]"]},
    ),
    "a subquery of a dataset": (
        ("g: a p b", "h: a p c"),
        "SELECT ?x FROM :g { { SELECT ?x { ?x :p ?y } } }",
        {"a": ["g: a p b"]},
    ),
    "a named graph": (
        ("g: a p b", "h: a p b", "h: c p d"),
        "SELECT * { GRAPH ?g { ?x :p ?y } }",
        {"g a b": ["g: a p b"], "h a b": ["h: a p b"], "h c d": ["h: c p d"]},
    ),
    "a graph that is not in the default graph": (
        ("only: a p b",),
        "SELECT * { GRAPH :only { ?x :p ?y } }",
        {"a b": ["only: a p b"]},
    ),
    "a graph with a group beside it": (
        ("g: a p b", "h: b q c"),
        "SELECT ?y { GRAPH ?g { ?x :p ?y OPTIONAL { ?y :q ?z } } ?y :q ?w }",
        {"b": ["b q c", "g: a p b"]},
    ),
    "literals of another form": (
        ("a p 5", "a q b"),
        "SELECT ?x { ?x :p 05 . ?x :q/^:q/:p '5'^^<http://www.w3.org/2001/XMLSchema#int> }",
        {"a": ["a p 5", "a q b"]},
    ),
}


@pytest.mark.parametrize(("facts", "text", "expected"), PATTERNS.values(), ids=PATTERNS)
def test_a_row_has_its_triples_and_no_others(facts: Sequence[str], text: str, expected: dict[str, list[str]]) -> None:
    assert witnesses(store(*facts), text) == expected


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("1894-05-03Z", "date"),
        ("1894-05", "gYearMonth"),
        ("P12M", "yearMonthDuration"),
        ("x", "integer"),
        (" a  b ", "token"),
        ("01", "integer"),
    ],
)
def test_a_literal_is_looked_for_as_it_is_written(value: str, kind: str) -> None:
    literal = ox.Literal(value, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))
    held = Store.in_memory([ox.Quad(node("a"), node("p"), literal)])
    stored = next(held.quads()).object
    assert witnesses(held, f"SELECT ?x {{ ?x :p {literal} }}") == {"a": [f"a p {short(stored)}"]}


def test_a_row_with_an_open_cell_is_not_taken_for_one_with_a_value() -> None:
    held = store("a p b", "a p c", "b q z")
    expected = {"a -": ["a p c"], "a z": ["a p b", "b q z"]}
    assert witnesses(held, "SELECT ?x ?z { ?x :p ?y OPTIONAL { ?y :q ?z } }") == expected
    assert witnesses(held, "SELECT ?x ?z { { ?x :p :c } UNION { ?x :p ?y . ?y :q ?z } }") == expected


def test_a_count_that_its_facts_alone_would_change_is_told() -> None:
    held = store("a p b", "c p d", "b q c")
    text = BASE + ("SELECT ?e (COUNT(*) AS ?n) { ?x :p ?y . ?z :p ?w OPTIONAL { ?y :q ?z BIND(1 AS ?e) } } GROUP BY ?e")
    rows = [tuple(row) for row in held.select(text)]
    found = Tracer(Record(held), {}, Texts(Path("nowhere")), Names(held)).rows(text, ("e", "n"), rows)
    assert {short(row[1]): PARTIAL in evidence.notes for row, evidence in zip(rows, found, strict=True)} == {
        "3": True,
        "1": False,
    }


def test_only_rows_that_were_asked_for_are_solved() -> None:
    query = take_apart(BASE + "SELECT * { ?x :p ?y OPTIONAL { ?y :q ?z } }")
    held = store("a p b", "b q c", "d p e")
    found = WitnessFinder(held).solved(query, ["x", "z"], [(node("d"), None), (node("z"), None)])
    assert list(found) == [(node("d"), None)]
    assert WitnessFinder(held).solved(query, ["x", "z"], [(node("a"), None)]) == {}


def test_parameters_are_given_to_the_conditions_of_every_group() -> None:
    query = take_apart(BASE + "SELECT ?x ?to { { ?x :p ?y FILTER(?y = ?to) } UNION { ?x :q ?y } }")
    rows = [(node("a"),)]
    held = store("a p b", "a p c")
    assert WitnessFinder(held).solved(query, ["x"], rows, {"absent": node("b")}) == {}
    ((found, _),) = WitnessFinder(held).solved(query, ["x"], rows, {"to": node("b")}).values()
    assert [" ".join(map(short, one.triple)) for one in found] == ["a p b"]


def test_batches_hold_every_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    assert [list(batch) for batch in batches(list(range(7)))] == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches([])) == []


@pytest.mark.usefixtures("ends")  # counted out, there are more ways than atoms
def test_many_ways_in_a_dense_repeated_path_are_not_counted_out() -> None:
    names = "abcdefghij"
    held = store(*(f"{one} p {other}" for one in names for other in names))
    assert len(witnesses(held, "SELECT * { ?x ((:p+)*)+ ?y }")) == 100
