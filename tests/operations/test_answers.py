"""Test that what the service answers is what the command line prints, in pages where it is a list."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from program import process

from coalition.errors import CoalitionError, NotFoundError, ParameterError, SelectionError
from coalition.graph import Graph
from coalition.operations.answers import answer, command
from coalition.operations.declared import PLACES, all_of, of_graph
from coalition.output import CITATIONS
from coalition.output.reply import Head


def ask(graph: Graph, operation: str, format: str = "", **parameters: Any) -> tuple[Head, bytes]:
    """Return the answer to an operation."""
    output = io.BytesIO()
    given = {"operation": operation, "parameters": parameters, "format": format}
    return answer(graph, given, output), output.getvalue()


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("questions", {}, ""),
    ("show", {"thing": "Portugal"}, "json"),
    ("show", {"thing": "Portugal"}, "bibtex"),
    ("search", {"words": "missiles", "kind": ["commitment"]}, "json"),
    ("search", {"words": "missiles", "limit": "3", "texts": "0"}, "csv"),
    ("verify", {"claim": "China joins the coalition"}, "json"),
    ("timeline", {"about": "Estonia"}, "csv"),
    ("conflicts", {"thing": "2025 London Summit on Ukraine", "source": ["s001"]}, "json"),
    ("corroboration", {"thing": "Portugal", "alone": "1"}, "json"),
    ("coverage", {}, "json"),
    ("identities", {"actor": "Volodymyr Zelensky"}, "json"),
    ("network", {"kind": ["person"], "least": "3"}, "graphml"),
    ("network", {"network": "commitment"}, "csv"),
    ("centrality", {"kind": "person", "top": "3"}, "json"),
    ("centrality", {"kind": "person", "robust": "true", "measure": "betweenness"}, "csv"),
    ("centrality", {"window": "month", "known_by": "2025-03"}, "json"),
    ("centrality", {"explain": "Keir Starmer", "kind": "person", "from": "2025-03", "to": "2025-04"}, "json"),
    ("path", {"one": "Keir Starmer", "other": "JD Vance", "kind": "person"}, "json"),
    ("structure", {"kind": "person", "readings": "no"}, "csv"),
]


@pytest.mark.parametrize(("operation", "parameters", "format"), CASES)
def test_the_answer_is_what_the_command_line_prints(
    published: Graph, published_store: Path, operation: str, parameters: dict[str, Any], format: str
) -> None:
    head, body = ask(published, operation, format, **parameters)
    line = shlex.split(command(of_graph(published, operation), parameters))
    assert line[0] == "coalition"
    if operation == "questions":
        assert {each["name"] for each in json.loads(body)["questions"]} == {*published.questions()}
        return
    printed = process("--store", str(published_store), *line[1:], "--format", format or "json")
    assert printed.code == 0, printed.err
    ours, theirs = body.decode(), printed.out
    if format in ("json", ""):
        ours, theirs = json.loads(ours), json.loads(theirs)
        for found in (ours, theirs):
            found["about"]["command"] = ""
        for name in ("total", "offset"):
            ours.pop(name, None) if name not in theirs else None
    elif format == "graphml":
        ours, theirs = (re.sub(">coalition [^<]*<", "", text) for text in (ours, theirs))
    assert ours == theirs
    assert head.status == 200


def test_every_operation_answers_in_each_of_its_formats(published: Graph) -> None:
    pairs = 0
    for operation in all_of(published):
        required = {each.name: each.example for each in operation.parameters if each.required}
        if operation.name == "path":
            required["kind"] = "person"
        if operation.name == "diff":
            required = dict.fromkeys(("old", "new"), published.snapshot.digest)
        for format in operation.formats:
            head, body = ask(published, operation.name, format, **required)
            assert head.status == 200 and head.type
            assert body or format in CITATIONS  # a question that has no rows for the examples cites nothing
            if format == "json":
                found = json.loads(body)
                assert found["about"]["snapshot"] == published.snapshot.digest
                line = found["about"]["command"]
                assert line.startswith(f"coalition {operation.name.replace('/', ' ')}")
            elif format == "csv":
                rows = list(csv.reader(io.StringIO(body.decode())))
                assert all(len(row) == len(rows[0]) for row in rows)
            pairs += 1
    assert pairs > 100


@pytest.mark.parametrize("operation", ["conflicts", "corroboration", "timeline", "identities", "ask/commitments"])
def test_the_pages_of_a_list_are_the_whole_list(published: Graph, operation: str) -> None:
    whole = json.loads(ask(published, operation, limit=1_000_000)[1])
    member = {"timeline": "entries", "corroboration": "facts"}.get(operation, operation)

    def items(found: Any) -> list[Any]:
        return list(found["results"]["bindings"] if operation.startswith("ask/") else found[member])

    collected, offset = [], 0
    while True:
        head, body = ask(published, operation, limit=7, offset=offset)
        page = json.loads(body)
        assert (page["total"], page["offset"]) == (len(items(whole)), offset)
        collected += items(page)
        assert ('rel="prev"' in head.headers.get("link", "")) == (offset > 0)
        if 'rel="next"' not in head.headers.get("link", ""):
            break
        assert len(items(page)) == 7
        offset += 7
    assert collected == items(whole)
    assert items(json.loads(ask(published, operation, offset=10**9)[1])) == []


def test_evidence_of_a_page_is_that_of_its_rows(published: Graph) -> None:
    page = json.loads(ask(published, "ask/commitments", why="1", limit=2, offset=3)[1])
    whole = json.loads(ask(published, "ask/commitments", why="1", limit=1000)[1])
    assert page["evidence"] == whole["evidence"][3:5]
    assert "evidence" not in json.loads(ask(published, "ask/commitments", limit=2)[1])


@pytest.mark.parametrize(
    ("operation", "parameters", "fault", "message"),
    [
        ("nothing", {}, NotFoundError, "there is no operation nothing"),
        ("ask/commitment", {}, NotFoundError, "did you mean commitments"),
        ("conflicts", {"thing": "Atlantis"}, ParameterError, "Atlantis"),
        ("conflicts", {"limit": "0"}, ParameterError, "limit"),
        ("coverage", {"source": "s001"}, ParameterError, "there is no parameter 'source'"),
        ("centrality", {"robust": "1", "explain": "Ukraine"}, ParameterError, "robust or explain"),
        ("centrality", {"measure": "fame"}, ParameterError, "measure"),
        ("ask/commitments", {"by": "Nobody at all"}, ParameterError, "no actor called"),
        ("timeline", {"from": "soon"}, CoalitionError, "soon"),
        ("diff", {"old": "../../x", "new": "y"}, ParameterError, "old: there is no such snapshot"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    published: Graph, operation: str, parameters: dict[str, Any], fault: type[CoalitionError], message: str
) -> None:
    with pytest.raises(fault, match=message) as caught:
        ask(published, operation, **parameters)
    assert "\n" not in str(caught.value)


def test_a_format_that_is_not_there_is_told(published: Graph) -> None:
    with pytest.raises(SelectionError, match="there is no format 'excel'; choose one of json, csv"):
        ask(published, "conflicts", "excel")


def test_all_operations_are_tried_above() -> None:
    assert {*PLACES} - {operation for operation, _, _ in CASES} == {"suggest", "diff"}
