"""Test answers as Python values."""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal

import pyoxigraph as ox
import pytest

from coalition import Graph, limits
from coalition.errors import LimitError, SelectionError
from coalition.namespaces import PREFIXES, XSD
from coalition.query.answer import IRI, Answer, Passing, value

WHO = "SELECT ?who ?event WHERE { ?who cg:tookPartIn ?event } ORDER BY ?who"


def test_rows_are_passed_on_without_being_held(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coalition.query.answer.SAMPLE", 1)
    text = "SELECT ?who (COUNT(?event) AS ?events) WHERE { ?who cg:tookPartIn ?event } GROUP BY ?who ORDER BY ?who"
    whole = ask(graph, text)
    assert len(whole) > 2
    passing = Passing(whole.columns, iter(whole.terms), graph.names)
    assert passing.numeric == whole.numeric == {1}
    assert (list(passing.texts()), passing.number) == (list(whole.texts()), len(whole))


def ask(graph: Graph, text: str) -> Answer:
    found = graph.query(text)
    assert isinstance(found, Answer)
    return found


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (literal("18", "integer"), 18),
        (literal("1600000000.50", "decimal"), Decimal("1600000000.50")),
        (literal("0.5", "double"), 0.5),
        (literal("true", "boolean"), True),
        (literal("0", "boolean"), False),
        (literal("2025-03-02", "date"), datetime.date(2025, 3, 2)),
        (literal("2025-03", "gYearMonth"), "2025-03"),
        (literal("--02-28", "gMonthDay"), "--02-28"),
        (literal("soon", "date"), "soon"),
        (literal("many", "integer"), "many"),
        (literal("-INF", "double"), float("-inf")),
        # Python would read these, and XML Schema does not allow them.
        (literal("1_0", "integer"), "1_0"),
        (literal("٢٠", "integer"), "٢٠"),
        (literal(" 5", "integer"), " 5"),
        (literal("1e5", "decimal"), "1e5"),
        (literal("Infinity", "float"), "Infinity"),
        (literal("maybe", "boolean"), "maybe"),
        (literal("20250302", "date"), "20250302"),
        (literal("9" * 5000, "integer"), "9" * 5000),
        (ox.Literal("words"), "words"),
        (ox.Literal("mots", language="fr"), "mots"),
        (ox.BlankNode("b"), "_:b"),
        (ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal(1)), "<<( <x:a> <x:b> 1 )>>"),
        (None, None),
    ],
)
def test_terms_become_python_values(term: ox.Literal | None, expected: object) -> None:
    found = value(term)
    assert (found, type(found)) == (expected, type(expected))


def test_an_iri_can_be_told_from_a_string() -> None:
    found = value(ox.NamedNode(PREFIXES["actor"] + "rudolf"))
    assert found == PREFIXES["actor"] + "rudolf"
    assert isinstance(found, IRI)
    assert not isinstance(value(ox.Literal("x")), IRI)


def test_rows_are_tuples_with_names(graph: Graph) -> None:
    answer = ask(graph, "SELECT ?event ?date ?number WHERE { ?event cg:date ?date BIND(2.5 AS ?number) }")
    (row,) = answer
    assert row.event == row[0] == PREFIXES["meeting"] + "strelsau-1894-05-03"
    assert row.date == datetime.date(1894, 5, 3)
    assert row.number == Decimal("2.5")
    assert row.keys() == answer.columns == ("event", "date", "number")


def test_an_answer_is_a_sequence(graph: Graph) -> None:
    answer = ask(graph, WHO)
    assert len(answer) == 3
    assert answer[0] == next(iter(answer))
    assert answer[-1].who == PREFIXES["actor"] + "rudolf"
    assert [*answer] == [*answer]
    assert not ask(graph, "SELECT ?x WHERE { ?x cg:host ?x }")


def test_columns_may_have_names_that_python_keeps_for_itself(graph: Graph) -> None:
    (row,) = ask(graph, "SELECT ?class ?_x ?count WHERE { VALUES (?class ?_x ?count) { (1 2 3) } }")
    assert tuple(row) == (1, 2, 3)


def test_columns_that_python_takes_for_the_same_are_told_apart(graph: Graph) -> None:
    (row,) = ask(graph, "SELECT ?ﬁ ?fi ?e\u0301 ?é WHERE { VALUES (?ﬁ ?fi ?e\u0301 ?é) { (1 2 3 4) } }")
    assert tuple(row) == (1, 2, 3, 4)
    assert (row.ﬁ, row.é) == (1, 3)  # Python reads both names in the form NFKC


def test_each_row_has_its_evidence(graph: Graph) -> None:
    answer = ask(graph, WHO)
    assert len(answer.evidence) == len(answer)
    words = [{cited.finding.words for cited in evidence.passages} for evidence in answer.evidence]
    assert words[0] == {"Rudolf, King of Ruritania, received Queen Flavia"}
    assert words[1] == {"envoys of the League in Strelsau on 3 May 1894"}


def test_columns_of_numbers_are_known(graph: Graph) -> None:
    answer = ask(graph, "SELECT ?a ?b ?c ?d WHERE { VALUES (?a ?b ?c ?d) { (1 'x' UNDEF UNDEF) (2.5 3 UNDEF 1e0) } }")
    assert answer.numeric == {0, 3}
    assert ask(graph, "SELECT ?x WHERE { ?x cg:host ?x }").numeric == frozenset()


def test_rows_become_a_data_frame(graph: Graph) -> None:
    frame = ask(graph, WHO).to_pandas()
    assert list(frame.columns) == ["who", "event"]
    assert frame["who"].tolist() == [row.who for row in ask(graph, WHO)]
    assert ask(graph, "SELECT ?x WHERE { ?x cg:host ?x }").to_pandas().shape == (0, 1)


def test_a_data_frame_keeps_integers_that_no_float_holds(graph: Graph) -> None:
    large = 2**53 + 1
    answer = ask(graph, f"SELECT ?a ?b ?c WHERE {{ VALUES (?a ?b ?c) {{ ({large} 1 {large}) (UNDEF UNDEF 1e0) }} }}")
    frame = answer.to_pandas()
    assert frame["a"].tolist() == [large, None]
    assert frame["c"].tolist() == [large, 1.0]
    assert frame["b"].dtype == float


def test_without_pandas_the_remedy_is_named(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(SelectionError, match=r"pandas is not installed; run pip install pandas"):
        ask(graph, WHO).to_pandas()


def test_a_notebook_shows_a_table_with_labels(graph: Graph) -> None:
    shown = ask(graph, WHO)._repr_html_()
    assert shown.startswith(
        "<table><thead><tr><th>who</th><th>event</th></tr></thead><tbody><tr><td>Flavia of Ruritania"
    )
    assert shown.count("<tr>") == 4
    risky = ask(graph, "SELECT ?x WHERE { BIND('<script>&' AS ?x) }")._repr_html_()
    assert "<td>&lt;script&gt;&amp;</td>" in risky


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_an_answer_of_too_many_rows_is_refused(text: str, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 5)
    with pytest.raises(LimitError, match="the answer has more than 5 rows"):
        graph.query(text)
