"""Test the tree that each part of SPARQL is parsed to, and what is reported as unsupported instead of guessed."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path as File

import pyoxigraph as ox
import pytest
import rdflib_trees
from conformance.suites import cases, folder
from hostile.queries import Grammar
from random_queries import random_query

from coalition import namespaces
from coalition.errors import QueryError
from coalition.provenance.algebra import (
    ABSENT,
    Basic,
    Exists,
    Extended,
    Filtered,
    Join,
    Marked,
    Node,
    Optional,
    Pattern,
    Scoped,
    Subquery,
    Union,
    Values,
    Var,
)
from coalition.provenance.parsing import Parsed, take_apart
from coalition.provenance.rewriting import INNER, MARK, UntraceableError
from coalition.rdf.store import Store

EX = "http://example.org/"
X, Y, Z = Var("x"), Var("y"), Var("z")


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


P, Q = node("p"), node("q")


def tree(group: str) -> Node:
    """Return the tree of a group, marks included."""
    return take_apart(f"PREFIX ex: <{EX}> SELECT * {group}").tree


def test_triple_patterns_are_one_basic_pattern() -> None:
    found = tree("{ ?x ex:p ?y ; ?z ex:b . FILTER(?x != ?y) ?y a ex:C }")
    assert isinstance(found, Filtered)
    assert (found.condition, found.notes) == ((), ())
    assert isinstance(found.node, Basic)
    kind = ox.NamedNode(namespaces.RDF + "type")
    assert set(found.node.patterns) == {Pattern(X, P, Y), Pattern(X, Z, node("b")), Pattern(Y, kind, node("C"))}


def test_groups_are_joined() -> None:
    assert tree("{ { ?x ex:p ?y } { ?y ex:q ?z } }") == Basic((Pattern(X, P, Y), Pattern(Y, Q, Z)))
    found = tree("{ ?x ex:p ?y VALUES ?y { ex:b } }")
    assert found == Join(Basic((Pattern(X, P, Y),)), Values(("y",)))


def test_an_optional_holds_its_filter_and_its_mark() -> None:
    found = tree("{ ?x ex:p ?y OPTIONAL { ?y ex:q ?z FILTER(?z != ?x) } }")
    taken = Marked(f"{MARK}0", Basic((Pattern(Y, Q, Z),)))
    assert found == Optional(Basic((Pattern(X, P, Y),)), taken)


def test_a_union_has_a_mark_for_each_branch() -> None:
    found = tree("{ { ?x ex:p ?y } UNION { ?x ex:q ?y } }")
    first, second = (Marked(f"{MARK}{n}", Basic((Pattern(X, verb, Y),))) for n, verb in enumerate((P, Q)))
    assert found == Union(first, second)


def test_a_graph_scopes_what_is_in_it() -> None:
    assert tree("{ GRAPH ?z { ?x ex:p ?y } }") == Scoped(Z, Basic((Pattern(X, P, Y),)))
    assert tree("{ GRAPH ex:g { ?x ex:p ?y } }") == Scoped(node("g"), Basic((Pattern(X, P, Y),)))


def test_a_bind_gives_a_variable_a_value() -> None:
    basic = Basic((Pattern(X, P, Y),))
    assert tree("{ ?x ex:p ?y BIND(STR(?y) AS ?z) }") == Extended("z", basic)
    asked = Filtered(basic, (Exists(f"{INNER}0", 0, False),))
    assert tree("{ ?x ex:p ?y BIND(EXISTS { ?y ex:q ?x } AS ?z) }") == Extended("z", asked)


def test_an_optional_has_a_condition_of_its_own() -> None:
    found = tree("{ ?x ex:p ?y OPTIONAL { ?y ex:q ?z FILTER NOT EXISTS { ?z ex:q ?x } } }")
    assert isinstance(found, Optional)
    assert found.condition == (Exists(f"{INNER}0", -1, True),)


def test_a_minus_is_noted_and_a_subquery_is_named() -> None:
    basic = Basic((Pattern(X, P, Y),))
    assert tree("{ ?x ex:p ?y MINUS { ?x ex:q ?z } }") == Filtered(basic, (), (ABSENT,))
    assert tree("{ ?x ex:p ?y { SELECT ?y { ?y ex:q ?z } } }") == Join(basic, Subquery(f"{INNER}0"))


def test_a_dataset_is_the_graphs_of_from() -> None:
    text = f"PREFIX ex: <{EX}> SELECT ?x FROM ex:g FROM NAMED ex:n FROM <{EX}h> {{ ?x ex:p ?y }}"
    assert take_apart(text).dataset == (node("g"), node("h"))
    assert take_apart(f"ASK FROM NAMED <{EX}n> {{ ?x ?y ?z }}").dataset == ()
    assert take_apart("ASK { ?x ?y ?z }").dataset is None


def test_a_lateral_is_an_optional_that_always_gave_the_solution() -> None:
    found = tree("{ ?x ex:p ?y lateral { ?y ex:q ?z } }")
    assert found == Optional(Basic((Pattern(X, P, Y),)), Marked(f"{MARK}0", Basic((Pattern(Y, Q, Z),))))


def test_a_construct_query_has_a_template() -> None:
    text = f"PREFIX ex: <{EX}> CONSTRUCT {{ ?x ex:q ?y . ?y a ex:C }} WHERE {{ ?x ex:p ?y }}"
    assert set(take_apart(text).template) == {
        Pattern(X, Q, Y),
        Pattern(Y, ox.NamedNode(namespaces.RDF + "type"), node("C")),
    }
    assert take_apart(f"CONSTRUCT WHERE {{ ?x <{EX}p> ?y }}").template == (Pattern(X, P, Y),)
    assert take_apart(f"SELECT * {{ ?x <{EX}p> 'CONSTRUCT' }}").template == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "SELECT * { ?x ?p ?y . << ?x ?p ?y >> ?q ?z }",
            "the query does not parse as SPARQL 1.1, and no other is traced",
        ),
        ("SELECT * { ?s nope:p ?o }", "the query does not parse as SPARQL 1.1, and no other is traced"),
        (
            "SELECT * { FILTER(" + "!(" * 190 + "true" + ")" * 190 + ") }",
            "the query is too long, or nests too deeply, to be traced",
        ),
        ("SELECT * {" + "?s ?p ?o ." * 400 + "}", "the query is too long, or nests too deeply, to be traced"),
    ],
    ids=["beyond SPARQL 1.1", "an unknown prefix", "deep", "long"],
)
def test_what_is_not_read_says_why_in_one_line(text: str, reason: str) -> None:
    limit = sys.getrecursionlimit()
    with pytest.raises(UntraceableError) as untraceable:
        take_apart(text)
    assert str(untraceable.value).startswith(reason)
    assert "\n" not in str(untraceable.value)
    assert sys.getrecursionlimit() == limit


# The reference


def readings(texts: Iterable[str]) -> Counter[str]:
    """Compare our reading of queries, and of those in them, with rdflib's; count who reads them, or refuses to."""
    found: Counter[str] = Counter()
    ahead = list(texts)
    while ahead:
        text = ahead.pop()
        ours, theirs = read(take_apart, text), read(rdflib_trees.take_apart, text)
        if ours and theirs:
            assert rdflib_trees.alike(ours) == rdflib_trees.alike(theirs), text
        ahead += [inner.text for inner in ours.rewritten.inner.values()] if ours else []
        found["both" if ours and theirs else "ours" if ours else "theirs" if theirs else "neither"] += 1
    return found


def read(reader: Callable[[str], Parsed], text: str) -> Parsed | None:
    try:
        return reader(text)
    except UntraceableError:
        return None


def answerable(text: str) -> bool:
    """Tell whether the engine takes a query: only such are ever read."""
    try:
        Store.in_memory([]).query(text)
    except QueryError:
        return False
    return True


def test_all_queries_of_the_package_are_read_as_rdflib_reads_them() -> None:
    here = File(__file__).parents[2]
    files = [file for part in ("queries", "ontology", "src", "tests") for file in (here / part).rglob("*.rq")]
    found = readings(file.read_text(encoding="utf-8") for file in files)
    assert found["both"] >= 84
    assert found["ours"] <= 1  # rdflib does not know adjacent negations
    assert not found["theirs"] + found["neither"]


@pytest.mark.skipif(not folder(), reason="W3C suites not found; pass their folder with make test W3C=DIR")
def test_the_queries_of_the_w3c_are_read_as_rdflib_reads_them() -> None:
    named = folder()
    assert named
    texts = (case.text for case in cases(named) if case.kind != "fault" and not case.calls)
    found = readings(filter(answerable, texts))
    assert found["both"] >= 890
    assert not found["theirs"]


def test_random_queries_are_read_as_rdflib_reads_them() -> None:
    found = readings(text for seed in range(100) if answerable(text := random_query(seed)[0].text))
    assert found["both"] >= 130
    assert set(found) == {"both"}


class Plain(Grammar):
    """Write random queries without what SPARQL 1.2 adds."""

    def term(self, depth: int = 1) -> str:
        nodes = (lambda: f"[ {self.path()} {self.term(0)} ]", lambda: f"( {self.some(lambda: self.term(0), 0)} )")
        return self.one(*nodes) if depth and self.chance.random() < 0.2 else super().term(0)

    def triple(self) -> str:
        more = self.maybe(lambda: f" ; {self.path()} {self.term()} , {self.term()} ;", 0.3)
        return f"{self.term()} {self.path()} {self.term()}{more} ."


def test_hostile_queries_are_read_as_rdflib_reads_them() -> None:
    # To rdflib, other than to the engine, a carriage return ends no comment, +2 is always a number, and .5 never.
    other = re.compile(r"\r|(?<=\s)[+.](?=[25])")
    texts = (other.sub("\n", Plain(seed, EX).query()) for seed in range(700))
    found = readings(text for text in texts if "<<" not in text and answerable(text))
    assert found["both"] >= 70
    assert not found["theirs"]
