"""Read the forms of output back, by other means than those that wrote them."""

from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
from conformance.suites import Row, Rows

from coalition.namespaces import XSD
from coalition.rdf.store import Term

RESULTS = "{http://www.w3.org/2005/sparql-results#}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
DIRECTION = "{http://www.w3.org/2005/11/its}dir"

SYNTAXES = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
"""The syntaxes of graphs, by the names that we give them."""


def read_tsv(text: str) -> tuple[list[str], list[Row]]:
    """Return the heads of the columns and the rows of TSV."""
    head, *lines = text.removesuffix("\n").split("\n")
    heads = head.split("\t") if head else []
    cells = [line.split("\t") if heads else [] for line in lines]
    # Turtle has the same syntax of terms: each cell is the object of a triple with a predicate of its own.
    numbers = ((r, c, cell) for r, row in enumerate(cells) for c, cell in enumerate(row) if cell)
    document = "".join(f"<x:{r}> <x:{c}> {cell} .\n" for r, c, cell in numbers)
    terms = {(t.subject.value, t.predicate.value): t.object for t in ox.parse(document, format=ox.RdfFormat.TURTLE)}
    assert all(len(row) == len(heads) for row in cells)
    return heads, [tuple(terms.get((f"x:{r}", f"x:{c}")) for c in range(len(heads))) for r in range(len(cells))]


def read_json(text: str) -> Rows | bool:
    """Return what SPARQL results in JSON hold: https://www.w3.org/TR/sparql12-results-json/."""
    document = json.loads(text)
    if "boolean" in document:
        truth = document["boolean"]
        assert isinstance(truth, bool)
        return truth
    columns = tuple(document["head"]["vars"])
    bindings = document["results"]["bindings"]
    assert all(set(binding) <= set(columns) for binding in bindings)
    return Rows(columns, [tuple(_of_json(binding.get(column)) for column in columns) for binding in bindings])


def _of_json(cell: dict[str, Any] | None) -> Any:
    if cell is None:
        return None
    kind, value = cell["type"], cell["value"]
    if kind == "triple":
        return ox.Triple(*(_of_json(value[part]) for part in ("subject", "predicate", "object")))
    return _term(kind, value, cell.get("datatype"), cell.get("xml:lang"), cell.get("its:dir"))


def read_xml(text: str) -> Rows | bool:
    """Return what SPARQL results in XML hold: https://www.w3.org/TR/sparql12-results-xml/."""
    document = ET.fromstring(text)
    truth = document.find(f"{RESULTS}boolean")
    if truth is not None:
        return truth.text == "true"
    columns = tuple(variable.attrib["name"] for variable in document.iter(f"{RESULTS}variable"))
    rows = []
    for result in document.iter(f"{RESULTS}result"):
        cells = {binding.attrib["name"]: _of_xml(binding[0]) for binding in result}
        assert set(cells) <= set(columns)
        rows.append(tuple(cells.get(column) for column in columns))
    return Rows(columns, rows)


def _of_xml(cell: ET.Element) -> Any:
    kind = cell.tag.removeprefix(RESULTS)
    if kind == "triple":
        return ox.Triple(*(_of_xml(part[0]) for part in cell))
    return _term(kind, cell.text or "", cell.get("datatype"), cell.get(LANGUAGE), cell.get(DIRECTION))


def _term(kind: str, value: str, datatype: str | None, language: str | None, direction: str | None) -> Term:
    if kind == "uri":
        return ox.NamedNode(value)
    if kind == "bnode":
        return ox.BlankNode(value)
    assert kind == "literal"
    if language:
        return ox.Literal(value, language=language, direction=ox.BaseDirection(direction) if direction else None)
    return ox.Literal(value, datatype=ox.NamedNode(datatype or XSD + "string"))


def read_markdown(text: str) -> Iterator[list[str]]:
    """Yield the cells of each line of a table in Markdown, without the line under the heads."""
    for number, line in enumerate(text.splitlines()):
        if number != 1:
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            yield [html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell)).strip() for cell in cells]


def without_evidence(lines: Rows, columns: tuple[str, ...], mark: str = "") -> Rows:
    """Return the rows of an answer from its lines with evidence, of which each row may have several.

    `mark` stands before the names of variables.
    """
    number, *indexes = (lines.columns.index(column) for column in ("why.row", *(mark + name for name in columns)))
    first = {str(row[number]): row for row in reversed(lines.rows)}
    return Rows(columns, [tuple(row[index] for index in indexes) for row in reversed(first.values())])
