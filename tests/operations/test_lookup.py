"""Test what the operations that look things up add to the methods that answer them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from coalition.graph import Graph
from coalition.operations.lookup import SEARCH, SHOW, SUGGEST, TIMELINE
from coalition.operations.operation import Operation, Page, Writing


def written(operation: Operation, graph: Graph, format: str, page: Page | None = None, **values: Any) -> str:
    """Return what an operation writes."""
    output = io.StringIO()
    operation.write(
        operation.result(graph, values), format, output, Writing(graph, values, graph.about, page or Page())
    )
    return output.getvalue()


def test_the_turtle_of_a_thing_is_its_export_with_passages(published: Graph) -> None:
    expected = published.export("turtle", thing="Portugal", provenance="rdf11")
    assert written(SHOW, published, "turtle", name="Portugal") == expected
    assert "prov:wasDerivedFrom" in expected


def test_a_page_of_a_timeline_is_a_part_of_it_in_each_format(published: Graph) -> None:
    entries = published.timeline().entries
    page = json.loads(written(TIMELINE, published, "json", Page(3, 2)))
    assert page["entries"] == [json.loads(json.dumps(entry.to_dict())) for entry in entries[2:5]]
    assert (page["total"], page["undated"] != []) == (len(entries), True)
    rows = list(csv.DictReader(io.StringIO(written(TIMELINE, published, "csv", Page(3, 2)))))
    assert [row["thing"] for row in rows] == [entry.thing.iri for entry in entries[2:5]]


def test_words_are_searched_and_completed_as_python_does(published: Graph) -> None:
    found = json.loads(written(SEARCH, published, "json", words="missiles", kinds=("commitment",), limit=2))
    assert found.pop("about") and found == json.loads(
        json.dumps(published.search("missiles", kinds=("commitment",), limit=2).to_dict())
    )
    suggested = json.loads(written(SUGGEST, published, "json", typed="zel", limit=1))["suggestions"]
    assert suggested == [each.to_dict() for each in published.suggestions("zel", limit=1)]
