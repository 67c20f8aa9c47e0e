"""Ask an invented corpus, and read back what is written of the answer."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from coalition import Graph
from coalition.query import formats
from coalition.query.answer import Answer

VALUES = """SELECT ?a ?b WHERE { VALUES (?a ?b) {
    (<http://example.org/x> "two, words") ("with \\"quotes\\"\\nand lines" UNDEF) ("mot"@fr 2.5)
    (true "1894-05-03"^^xsd:date)
} }"""

COUNT = "SELECT ?event (COUNT(?who) AS ?number) WHERE { ?who cg:tookPartIn ?event } GROUP BY ?event"


def streamed(graph: Graph, text: str, format: str) -> str:
    output = io.BytesIO()
    formats.stream(graph.store.query(text), format, output)
    return output.getvalue().decode()


def answered(graph: Graph, text: str) -> Answer:
    found = graph.query(text)
    assert isinstance(found, Answer)
    return found


def explained(found: Answer, format: str) -> str:
    output = io.StringIO(newline="")
    formats.write(found, output, format, evidence=lambda: found.evidence)
    return output.getvalue()


def in_json(found: Answer) -> Any:
    return json.loads(explained(found, "json"))


def in_csv(found: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(explained(found, "csv"), newline="")))
