"""Test what is told where an answer has no rows, or lacks one that is expected."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from coalition import Graph
from coalition.errors import ParameterError
from coalition.provenance.removal import divide

WHO = "SELECT ?who { ?p cg:participant ?who } ORDER BY ?who"


def test_each_part_that_keeps_the_row_away_is_named(graph: Graph) -> None:
    (who, *_) = [str(row.who) for row in graph.query(WHO)]  # type: ignore[union-attr]
    filtered = WHO.replace("}", f"FILTER(?who != <{who}>) ?p cg:event ?event }}")
    found = graph.why_not(filtered, {"who": who})
    assert [(o.kind, o.parts) for o in found.obstacles] == [("filter", (f"FILTER(?who != <{who}>)",))]
    assert graph.why_not(WHO, {"who": who}).present
    limited = graph.why_not(WHO.replace("ORDER", "OFFSET 90 #"), {"who": who})
    assert [o.kind for o in limited.obstacles] == ["offset"]


def test_patterns_of_which_each_keeps_the_row_away_are_named_together(graph: Graph) -> None:
    found = graph.why_not("ASK { ?a cg:event cg:one . ?b cg:participant cg:two }")
    (several,) = [o for o in found.obstacles if o.kind == "several"]
    assert several.parts == ("?a cg:event cg:one", "?b cg:participant cg:two")


def test_what_cannot_be_taken_apart_is_said_so(graph: Graph) -> None:
    found = graph.why_not("CONSTRUCT { ?s a ?o } { ?s a cg:Nothing . ?s a ?o }")
    assert not [o for o in found.obstacles if o.kind != "unknown"]
    assert "cannot say" in found.notes[0]
    unbound = graph.why_not("SELECT ?x { ?p cg:participant ?who }", {"x": "text"})
    assert (unbound.obstacles, "cannot say" in unbound.notes[0]) == ((), True)


def test_an_expected_column_exists(graph: Graph) -> None:
    with pytest.raises(ParameterError, match="no column nobody; name one of who"):
        graph.why_not(WHO, {"nobody": "x"})


def test_patterns_with_one_subject_are_taken_apart() -> None:
    divided = divide("SELECT * { ?a cg:x [ cg:y 1 ; cg:z 2 ] ; a ?b , ?c . GRAPH ?g { ?a ?p ?o } } LIMIT 3")
    shown = [(part.kind, part.text) for part in divided.all()]
    assert shown == [
        ("pattern", "?a cg:x [ cg:y 1 ; cg:z 2 ] ."),
        ("pattern", "?a a ?b , ?c ."),
        ("pattern", "?a ?p ?o ."),
        ("graph", "GRAPH ?g"),
        ("limit", "LIMIT 3"),
    ]
    assert ox.Store().query(divided.without({1}), prefixes={"cg": "http://c/"})
