"""Test how a verdict is printed: no denied or merely held claim can be mistaken for a fact."""

from __future__ import annotations

import io
from dataclasses import replace

from coalition import Graph
from coalition.verdict import report


def printed(graph: Graph, claim: str) -> list[str]:
    output = io.StringIO()
    report.write(graph.verify(claim), graph.names, output)
    return output.getvalue().splitlines()


def test_a_position_is_told_as_somebodys(graph: Graph) -> None:
    lines = printed(graph, "position:graustark-horses")
    assert lines[1] == (
        "Verdict: position: attitude asks, content Horses are needed., holder Graustark: "
        "asserted by none; only reported in 1 family"
    )
    assert any(line.startswith("    REPORTS that Graustark asks it: 1 family") for line in lines)


def test_a_near_thing_is_no_match(graph: Graph) -> None:
    lines = printed(graph, "Ruritania did not promise crowns")
    assert lines[1] == "Verdict: no passage was found that says so in these words; 1 thing is near"
    assert lines[2].startswith("The claim says that something is not so")
    assert "Near, but not the claim itself:" in lines
    assert "Exact matches:" not in lines
    assert "It is not safe to conclude that no document says so:" in lines


def test_what_is_nowhere_is_not_said_to_be_absent_where_not_all_was_read(graph: Graph) -> None:
    lines = printed(graph, "?x cg:ledBy actor:flavia")
    assert lines[1] == "Verdict: nothing found, which does not show that no document says so"
    assert lines[3].startswith("The zenda paper: ")


def test_of_many_documents_only_some_are_named(graph: Graph) -> None:
    verdict = graph.verify("?x cg:ledBy actor:flavia")
    (reading,) = verdict.read_in_full
    many = tuple(replace(reading, label=f"Paper {number}") for number in range(report.NAMED + 1))
    output = io.StringIO()
    report.write(replace(verdict, read_in_full=many), graph.names, output)
    told = " ".join(output.getvalue().split())
    assert f"Paper {report.NAMED - 1} and 1 more: " in told
    assert f"Paper {report.NAMED}" not in told
