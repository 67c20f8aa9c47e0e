"""Test how rankings are written for people and for programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import networkx as nx
import pytest

from coalition import Graph
from coalition.network import report as network_report
from coalition.network.explanation import Explanation, Ground
from coalition.network.measures import MEASURES
from coalition.network.ranking import Ranking, rank
from coalition.network.report import ranking as write_ranking


def test_a_ranking_in_json_and_csv_has_every_digit_of_the_scores(graph: Graph) -> None:
    ranking = graph.centrality("pagerank")
    output = io.StringIO()
    network_report.ranking_json(ranking, output)
    assert [row["score"] for row in json.loads(output.getvalue())["ranking"]] == [row.score for row in ranking.rows]
    text = io.StringIO(newline="")
    network_report.ranking_csv(ranking, text)
    rows = list(csv.DictReader(io.StringIO(text.getvalue(), newline="")))
    assert [float(row["score"]) for row in rows] == [row.score for row in ranking.rows]


def test_a_ranking_names_what_was_measured(graph: Graph) -> None:
    output = io.StringIO()
    write_ranking(graph.centrality("closeness", kinds=["person"]), output, "table", top=1)
    lines = output.getvalue().splitlines()
    assert lines[0] == "closeness in the co-participation network"
    assert lines[-1].split() == ["1", "Rudolf", "Elphberg", "person", "1.000000"]


HEAD = """\
degree in the x network
Who met whom.
{definition}
{source}
weight: none; normalized True
computed by {engine}
4 nodes, 4 ties, density 0.667, 1 component

"""
TABLE = """\
rank  actor  kind     degree
────────────────────────────
   1  Hub    state  1.000000
   2  Amy    state  0.666667
   2  Zoe    state  0.666667
   4  Moe    state  0.333333
"""
MARKDOWN = """\
| rank | actor | kind | degree |
| --- | --- | --- | --- |
| 1 | Hub | state | 1.000000 |
| 2 | Amy | state | 0.666667 |
| 2 | Zoe | state | 0.666667 |
| 4 | Moe | state | 0.333333 |
"""
CSV = """\
rank,actor,label,kind,score\r
1,h,Hub,state,1.0\r
2,b,Amy,state,0.6666666666666666\r
2,a,Zoe,state,0.6666666666666666\r
4,c,Moe,state,0.3333333333333333\r
"""


def small() -> Ranking:
    graph = nx.Graph([("h", "a"), ("h", "b"), ("h", "c"), ("a", "b")], name="x", definition="Who met whom.")
    nx.set_node_attributes(graph, {"h": "Hub", "a": "Zoe", "b": "Amy", "c": "Moe"}, "label")
    nx.set_node_attributes(graph, "state", "kind")
    return rank(graph)


@pytest.mark.parametrize(("format", "body"), [("table", TABLE), ("markdown", MARKDOWN)])
@pytest.mark.parametrize(("top", "lines"), [(None, 4), (4, 4), (3, 3), (2, 3), (1, 1)])
def test_all_that_is_printed_of_a_ranking(format: str, body: str, top: int | None, lines: int) -> None:
    output, measure = io.StringIO(), MEASURES["degree"]
    write_ranking(small(), output, format, top)
    rows = "".join(body.splitlines(keepends=True)[: 2 + lines])
    assert (
        output.getvalue()
        == HEAD.format(definition=measure.definition, source=measure.source, engine=small().engine) + rows
    )


@pytest.mark.parametrize(("top", "lines"), [(None, 4), (3, 3), (2, 3), (1, 1)])
def test_all_that_is_written_of_a_ranking_as_csv_and_json(top: int | None, lines: int) -> None:
    output, document = io.StringIO(newline=""), io.StringIO()
    network_report.ranking_csv(small(), output, top)
    assert output.getvalue() == "".join(CSV.splitlines(keepends=True)[: 1 + lines])
    network_report.ranking_json(small(), document, top)
    whole = small().to_dict()
    assert json.loads(document.getvalue()) == {**whole, "ranking": whole["ranking"][:lines]}


def test_a_measure_without_parameters_and_one_with_weights_say_so() -> None:
    output = io.StringIO()
    graph = nx.Graph([("a", "b")], name="x")
    network_report.measured(rank(graph, "eigenvector"), output)
    network_report.measured(rank(graph, "pagerank", weighted=True), output)
    weights = [line for line in output.getvalue().splitlines() if line.startswith("weight: ")]
    assert weights == ["weight: none", "weight: weight; alpha 0.85"]


def test_all_that_is_printed_of_an_explanation_but_passages() -> None:
    output, whole = io.StringIO(), small()
    rest = replace(whole.rows[0], score=0.25, rank=4)
    grounds = (Ground("urn:e", "Talks", 1, rest, ()), Ground("urn:f", "Ball", 2, None, ()))
    network_report.explanation(Explanation(whole, whole.rows[0], grounds), output)
    head = io.StringIO()
    network_report.measured(whole, head)
    assert output.getvalue() == (
        f"{head.getvalue()}Hub: 1.000000, rank 1\n"
        "\nTalks · 1 other actor · without it: 0.250000, rank 4\n   · no passage states this\n"
        "\nBall · 2 other actors · without it: not in the network\n   · no passage states this\n"
    )
