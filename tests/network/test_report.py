"""Test how rankings are written for people and for programs."""

from __future__ import annotations

import csv
import io
import json

from coalition import Graph
from coalition.network import report as network_report
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
