"""Test how the results of audits are printed."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from ruritania import decide

from coalition import Graph
from coalition.audit import report
from coalition.audit.diff import Change


def test_families_are_shown_with_what_ties_them(published: Graph) -> None:
    output = io.StringIO()
    report.corroboration([], published.families(), published.names, output)
    lines = output.getvalue().splitlines()
    told = lines[lines.index("s000+s001") :]
    assert told == [
        "s000+s001",
        "   · Document 000 shares text with Document 001",
        "   · Document 001 shares text with Document 000",
        "s002+s003",
        "   · Document 002 shares text with Document 003",
        "   · Document 003 shares text with Document 002",
        "s004",
    ]
    names = [line for line in told if not line.startswith(" ")]
    assert [family.to_dict()["name"] for family in published.families()] == names


def test_coverage_has_a_line_for_each_source_and_then_the_sentences_that_remain(graph: Graph) -> None:
    (found,) = graph.coverage()
    output = io.StringIO()
    report.coverage([found, replace(found, sentences=None)], output)
    table, _, remaining = output.getvalue().partition("\n\n")
    with_text, without = table.splitlines()[2:]
    assert with_text.split()[-5:] == ["5", "1", "0", "4", f"{found.share_accounted_for:.1%}"]
    assert without.endswith("no text here")
    assert remaining.splitlines()[0] == "The zenda paper, 0–20: The Strelsau meeting"
    assert len(remaining.splitlines()) == len(found.remaining)


def test_identities_have_their_names_where_they_stand_and_the_decisions(repeated: Graph, folder: Path) -> None:
    decide(folder, "actor:flavia cg:identifiedWith actor:rudolf .")
    output = io.StringIO()
    report.identities(Graph.open(folder, store=repeated.snapshot.folder.parent).identities("the King"), output)
    lines = output.getvalue().splitlines()
    assert lines[0] == "Rudolf Elphberg (person)"
    assert "   · Rudolf: The hentzau paper 1 time, The zenda paper 1 time" in lines
    assert "   decision: actor:flavia is the same actor" in lines
    assert lines[-1].startswith("1 actor")


def test_differences_have_a_line_each_and_are_counted() -> None:
    output = io.StringIO()
    report.differences([Change("added", "a b c", ("passage:x",)), Change("removed", "d e f", ())], output)
    assert output.getvalue() == "added: a b c  (passage:x)\nremoved: d e f\n2 differences\n"
    output = io.StringIO()
    report.differences([Change("added", "a b c", ("passage:x", "passage:y"))], output)
    assert output.getvalue() == "added: a b c  (passage:x, passage:y)\n1 difference\n"
