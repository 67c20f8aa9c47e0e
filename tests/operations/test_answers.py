"""Test that what the service answers is what the command line prints, in pages where it is a list."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from program import process

from coalition.errors import CoalitionError, NotFoundError, ParameterError, SelectionError
from coalition.graph import Graph
from coalition.operations.answers import answer, command
from coalition.operations.declared import PLACES, all_of, of_graph
from coalition.operations.operation import Operation
from coalition.output import CITATIONS
from coalition.output.data import as_json
from coalition.output.reply import Head

LINK = re.compile(r'<([^>]*)>; rel="(\w+)"')


def ask(graph: Graph, operation: str, format: str = "", **parameters: Any) -> tuple[Head, bytes]:
    """Return the answer to an operation."""
    output = io.BytesIO()
    given = {"operation": operation, "parameters": parameters, "format": format}
    return answer(graph, given, output), output.getvalue()


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("questions", {}, ""),
    ("show", {"thing": "Portugal"}, "json"),
    ("show", {"thing": "Portugal"}, "bibtex"),
    ("show", {"thing": "Portugal"}, "turtle"),
    ("search", {"words": "missiles", "kind": ["commitment"]}, "json"),
    ("search", {"words": "missiles", "limit": "3", "texts": "0"}, "csv"),
    ("verify", {"claim": "China joins the coalition"}, "json"),
    ("timeline", {"about": "Estonia"}, "csv"),
    ("conflicts", {"thing": "2025 London Summit on Ukraine", "source": ["s001"]}, "json"),
    ("conflicts", {"thing": "2025 London Summit on Ukraine"}, "csv"),
    ("corroboration", {"thing": "Portugal", "alone": "1"}, "json"),
    ("corroboration", {"thing": "Portugal"}, "csv"),
    ("coverage", {}, "json"),
    ("coverage", {}, "csv"),
    ("identities", {"actor": "Volodymyr Zelensky"}, "json"),
    ("identities", {"actor": "Volodymyr Zelensky"}, "csv"),
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
    line = shlex.split(command(of_graph(published, operation), parameters, format or "json") or "")
    printed = process("--store", str(published_store), *line[1:])
    assert (line[0], printed.code, head.status) == ("coalition", 0, 200), printed.err
    ours = body.decode()
    if head.headers.get("link") or '"total"' in ours:  # a page, which is told with its place
        found = json.loads(ours)
        found = {name: value for name, value in found.items() if name not in ("total", "offset", "next")}
        ours = as_json(found) if operation != "search" else ours
    # The program was told where snapshots are, too.
    assert ours == printed.out.replace(f"coalition --store {published_store} ", "coalition ")


@pytest.mark.parametrize(
    ("operation", "parameters", "format", "line"),
    [
        ("suggest", {"typed": "x"}, "json", ""),
        ("diff", {"old": "x", "new": "y"}, "json", ""),
        ("path", {"other": "-x", "one": "y", "least": 2}, "json", "coalition path --format=json --least=2 -- y -x"),
        ("ask/commitments", {"why": "", "by": "-x", "limit": "3"}, "csv", "ask commitments --format=csv --by=-x --why"),
        ("show", {"readings": "0", "thing": "x"}, "json", "coalition show --format=json --no-readings x"),
        ("show", {"readings": True, "thing": "a b"}, "json", "coalition show --format=json 'a b'"),
        (
            "centrality",
            {"to": "2025", "robust": False, "source": ["s1", "s2"], "known_by": "2025"},
            "csv",
            "coalition centrality --format=csv --to=2025 --known-by=2025 --source=s1 --source=s2",
        ),
    ],
)
def test_equal_requests_are_told_as_one_command_line(
    published: Graph, operation: str, parameters: dict[str, Any], format: str, line: str
) -> None:
    declared = of_graph(published, operation)
    told = command(declared, parameters, format)
    assert (told or "").endswith(line) and bool(told) == bool(line)
    assert command(declared, dict(reversed(parameters.items())), format) == told


def test_every_operation_answers_in_each_of_its_formats(published: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs, results, found_by = 0, dict[str, Any](), Operation.result

    def once(operation: Operation, graph: Graph, values: dict[str, Any]) -> Any:
        if operation.name not in results:
            results[operation.name] = found_by(operation, graph, values)
        return results[operation.name]

    monkeypatch.setattr(Operation, "result", once)
    for operation in all_of(published):
        required = {each.name: each.example for each in operation.parameters if each.required}
        if operation.name == "path":
            required["kind"] = "person"
        if operation.name == "diff":
            required = dict.fromkeys(("old", "new"), published.snapshot.digest)
        # All questions are written by the same function: a few are written in each format, the others in one.
        short = operation.name.startswith("ask/") and not operation.name.startswith("ask/c")
        written = operation.formats[:1] if short else operation.formats
        for format in written:
            head, body = ask(published, operation.name, format, **required)
            assert head.status == 200 and head.type
            assert body or format in CITATIONS  # a question that has no rows for the examples cites nothing
            if format == "json":
                found = json.loads(body)
                assert found["about"]["snapshot"] == published.snapshot.digest
                line = found["about"]["command"]
                assert line.startswith(
                    f"coalition {operation.name.replace('/', ' ')} --format=json" * operation.command
                )
            elif format == "csv":
                rows = list(csv.reader(io.StringIO(body.decode())))
                assert all(len(row) == len(rows[0]) for row in rows)
            pairs += 1
    assert pairs > 80


@pytest.mark.parametrize("operation", ["conflicts", "corroboration", "timeline", "identities", "ask/commitments"])
def test_the_pages_of_a_list_are_the_whole_list(published: Graph, operation: str) -> None:
    whole = json.loads(ask(published, operation, limit=1_000_000)[1])
    member = {"timeline": "entries", "corroboration": "facts"}.get(operation, operation)

    def items(found: Any) -> list[Any]:
        return list(found["results"]["bindings"] if operation.startswith("ask/") else found[member])

    size = max(7, len(items(whole)) // 4)  # four pages and a rest
    collected, offset, given = [], 0, dict[str, Any]({"limit": size})
    while True:
        head, body = ask(published, operation, **given)
        page, links = json.loads(body), dict(map(reversed, LINK.findall(head.headers.get("link", ""))))
        assert (page["total"], page["offset"]) == (len(items(whole)), offset)
        collected += items(page)
        assert ("prev" in links, page.get("next")) == (offset > 0, links.get("next"))
        if not links.get("next"):
            break
        assert len(items(page)) == size
        offset += size
        path, _, query = links["next"].partition("?")
        given = dict(parse_qsl(query))
        assert (path, given.pop("snapshot"), given.pop("format")) == (
            f"/api/{operation}",
            published.snapshot.digest,
            "json",
        )
    assert collected == items(whole)
    assert items(json.loads(ask(published, operation, offset=10**9)[1])) == []


def test_a_page_in_csv_is_a_part_of_the_whole_in_csv(published: Graph) -> None:
    for operation in ("conflicts", "corroboration", "timeline", "identities", "ask/commitments"):
        head, body = ask(published, operation, "csv", limit=3, offset=2)
        pages = [ask(published, operation, "csv", limit=n)[1].splitlines() for n in (2, 5)]
        lines = body.splitlines()
        assert lines[0] == pages[0][0]
        assert [*pages[0], *lines[1:]] == pages[1]
        assert 'rel="next"' in head.headers["link"] and "format=csv" in head.headers["link"]


def test_csv_of_nothing_has_its_columns_still(published: Graph) -> None:
    for operation in (each for each in all_of(published) if each.listed and "csv" in each.formats):
        required = {each.name: each.example for each in operation.parameters if each.required}
        if operation.name == "diff":
            required = dict.fromkeys(("old", "new"), published.snapshot.digest)
        [heads] = csv.reader(io.StringIO(ask(published, operation.name, "csv", offset=10**9, **required)[1].decode()))
        assert all(heads), operation.name


def test_a_parameter_of_a_question_goes_before_a_common_one(folder: Path, tmp_path: Path) -> None:
    (folder / "queries").mkdir()
    header = "#+ summary: Which?\n#+ parameter limit: text\n#+ parameter on: text\n#+ parameter stances: text\n"
    query = "SELECT ?limit ?on ?stances { BIND(1 AS ?one) }"
    (folder / "queries" / "which.rq").write_text(header + query, encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    names = [each.name for each in of_graph(graph, "ask/which").all_parameters()]
    assert names.count("limit") == names.count("on") == 1 and "stance" not in names and "offset" in names
    found = ask(graph, "ask/which", "csv", limit="a", on="b", stances="c")[1]
    assert found.split() == [b"limit,on,stances", b"a,b,c"]


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
        ("centrality", {"robust": "1", "explain": "Ukraine"}, ParameterError, "^Give robust or explain, not both$"),
        ("network", {"window": "year"}, ParameterError, "^window is written in GEXF alone$"),
        ("centrality", {"measure": "fame"}, ParameterError, "measure"),
        ("ask/commitments", {"by": "Nobody at all"}, ParameterError, "no actor called"),
        ("timeline", {"from": "soon"}, ParameterError, "^from: soon is not a date"),
        ("show", {"thing": "Ukraine", "known_by": "--03-02"}, ParameterError, "^known_by: .* it has no year"),
        ("show", {"thing": "Ukraine", "families": 0}, ParameterError, "^families: '0' is less than 1"),
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
