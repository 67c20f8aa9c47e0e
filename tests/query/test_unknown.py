"""Test that words and things that do not exist are told with the nearest that do."""

from __future__ import annotations

from coalition import Graph
from coalition.query.unknown import unknown


def test_words_and_things_that_do_not_exist_are_told_with_the_nearest(graph: Graph) -> None:
    text = "PREFIX o: <http://o/> SELECT * { ?x cg:tookPart ?y ; cg:event ?e ; o:p 1 FILTER(?y != xsd:date('2025')) }"
    assert list(unknown(text, graph.store)) == ["the ontology has no word cg:tookPart: did you mean cg:tookPartIn?"]
    assert "about <http://o/p>" in list(unknown(text, graph.store, foreign=True))[-1]
    assert not list(unknown("CONSTRUCT { cg:new a cg:made } WHERE { ?s a ?o }", graph.store))
