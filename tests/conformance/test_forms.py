"""Test that each form of output gives back whatever terms and columns an answer has, with evidence and without."""

from __future__ import annotations

import io
import re
from functools import partial

import pyoxigraph as ox
import pytest
from conformance.readers import SYNTAXES, read_json, read_tsv, read_xml, without_evidence
from conformance.suites import Rows, plain, read_csv
from conformance.trial import graph, same
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coalition.errors import SelectionError
from coalition.graph import Graph
from coalition.namespaces import PREFIXES, XSD
from coalition.query import formats
from coalition.query.answer import Answer
from coalition.rdf.store import Term

TEXTS = st.one_of(st.text(max_size=8), st.text("\"'\\,;\t\r\n |=@<>&_:(){}?$#\x00\x07\x1b\x7f\x85\u2028\u202e\ufeff😀"))
IRIS = st.builds(lambda name: ox.NamedNode(f"http://example.org/{name}"), st.text("abé,;'()", max_size=5))
TYPES = st.sampled_from([ox.NamedNode(XSD + name) for name in ("integer", "decimal", "double", "boolean", "date", "x")])
FORMS = st.sampled_from(["01", "1.0", "1E0", "-INF", "NaN", "true", "1", "+1", ".5", "2025-03-02", "-0", "9" * 30, ""])
DIRECTIONS = st.sampled_from([None, ox.BaseDirection.LTR, ox.BaseDirection.RTL])
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(lambda text, datatype: ox.Literal(text, datatype=datatype), FORMS | TEXTS, TYPES),
    st.builds(
        lambda text, tag, direction: ox.Literal(text, language=tag, direction=direction),
        TEXTS,
        st.sampled_from(["en", "en-GB", "DE-latn-ch"]),
        DIRECTIONS,
    ),
)
NODES = IRIS | st.builds(lambda number: ox.BlankNode(f"b{number}"), st.integers(0, 3))
TERMS: st.SearchStrategy[Term] = st.recursive(
    NODES | LITERALS, lambda inner: st.builds(ox.Triple, NODES, IRIS, inner), max_leaves=2
)
TERM_OF_OURS = st.builds(
    lambda prefix, name: ox.NamedNode(PREFIXES[prefix] + name),
    st.sampled_from(sorted(PREFIXES)),
    st.text("ab1.-_~,:é/", max_size=4),
)
RESOURCES = NODES | TERM_OF_OURS
TRIPLES = st.lists(st.builds(ox.Triple, RESOURCES, IRIS | TERM_OF_OURS, TERMS | TERM_OF_OURS), max_size=5)
NAMES = (
    "row",
    "passage",
    "source",
    "start",
    "words",
    "notes",
    "why",
    "evidence",
    "class",
    "_1",
    "1",
    "é",
    "ﬁ",
    "fi",
    "名",
    "e\u0301",
    "a·b",
)
TABLES = st.lists(st.sampled_from(NAMES), unique=True, max_size=4).flatmap(
    lambda names: st.tuples(st.just(names), st.lists(st.tuples(*[st.none() | TERMS] * len(names)), max_size=4))
)


NOT_IN_XML = r"[\x00-\x08\x0b-\x0c\x0e-\x1f\ufffe\uffff]"
"""The characters that XML cannot hold, and a carriage return, which it reads as a line feed."""


def asked(names: list[str], rows: list[tuple[Term | None, ...]]) -> tuple[Graph, str]:
    """Return a Graph that holds the cells of a table, and the query for the table."""
    store = ox.Store()
    for number, row in enumerate(rows):
        node = ox.NamedNode(f"row:{number}")
        store.add(ox.Quad(node, ox.NamedNode("number:"), ox.Literal(number)))
        for column, term in enumerate(row):
            if term is not None:
                store.add(ox.Quad(node, ox.NamedNode(f"column:{column}"), term))
    columns = " ".join(f"?{name}" for name in names)
    cells = " ".join(f"OPTIONAL {{ ?r_ <column:{n}> ?{name} }}" for n, name in enumerate(names))
    return graph(store), f"SELECT {columns or '*'} {{ ?r_ <number:> ?n_ {cells} }} ORDER BY ?n_"


@given(TABLES)
@example((["a"], [(None,), (ox.Literal(""),), (ox.Literal("x" * 100_000),)]))
@settings(max_examples=60, derandomize=True)
def test_each_form_gives_the_terms_back(table: tuple[list[str], list[tuple[Term | None, ...]]]) -> None:
    whole, text = asked(*table)
    answer = whole.query(text)
    assert isinstance(answer, Answer)
    rows = Rows(answer.columns, answer.terms)
    assert len(rows.rows) == len(table[1])
    equal = partial(same, ordered=True)

    def streamed(format: str) -> str:
        output = io.BytesIO()
        formats.stream(whole.store.query(text), format, output)
        return output.getvalue().decode()

    def explained(format: str) -> str:
        output = io.StringIO(newline="")
        formats.write(answer, output, format, evidence=lambda: answer.evidence)
        return output.getvalue()

    found = read_json(streamed("json")), read_json(explained("json"))
    assert all(isinstance(each, Rows) and each.columns == rows.columns and equal(each, rows) for each in found)
    heads, cells = read_tsv(streamed("tsv"))
    assert heads == [f"?{name}" for name in rows.columns] and equal(Rows(rows.columns, cells), rows)
    heads, cells = read_tsv(explained("tsv"))
    assert len(set(heads)) == len(heads) and equal(without_evidence(Rows(tuple(heads), cells), rows.columns, "?"), rows)
    told = Rows(rows.columns, [tuple(map(plain, row)) for row in rows.rows])
    assert equal(read_csv(streamed("csv")), told)
    assert equal(without_evidence(read_csv(explained("csv")), rows.columns), told)
    if not re.search(NOT_IN_XML, str(rows.rows)):
        in_xml = read_xml(streamed("xml"))
        assert isinstance(in_xml, Rows) and equal(in_xml, rows)
    frame = answer.to_pandas()
    assert list(frame.columns) == list(rows.columns) and len(frame) == len(rows.rows)


@given(TRIPLES)
@settings(max_examples=60, derandomize=True)
def test_each_form_gives_the_triples_back(triples: list[ox.Triple]) -> None:
    for format, syntax in SYNTAXES.items():
        output = io.StringIO(newline="")
        if format == "jsonld" and any(isinstance(triple.object, ox.Triple) for triple in triples):
            with pytest.raises(SelectionError, match=r"JSON-LD cannot hold the triple term"):
                formats.write(triples, output, format)
            assert output.getvalue() == ""
        else:
            formats.write(triples, output, format)
            read = [quad.triple for quad in ox.parse(output.getvalue(), format=syntax)]
            assert same(read, triples) and len(read) == len(set(triples))
