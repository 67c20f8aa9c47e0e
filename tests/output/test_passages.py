"""Test how passages and other grounds are printed under each row."""

from __future__ import annotations

import io
from pathlib import Path

from ruritania import TEXT

from coalition import Graph
from coalition.query import formats
from coalition.query.answer import Answer


def why(graph: Graph, text: str, format: str = "table") -> str:
    found = graph.query(text)
    assert isinstance(found, Answer)
    output = io.StringIO()
    formats.write(found, output, format, evidence=lambda: found.evidence)
    return output.getvalue()


def test_evidence_has_place_stance_and_words(graph: Graph) -> None:
    assert why(graph, "SELECT ?host WHERE { ?event cg:host ?host }") == (
        "1  host: Rudolf Elphberg\n"
        "   · The zenda paper · Strelsau Gazette · 1894-05-04 · 22–70 · asserts\n"
        "     “Rudolf, King of Ruritania, received Queen Flavia”\n\n"
    )
    assert why(graph, "SELECT ?host WHERE { ?event cg:host ?host }", "markdown") == (
        "1. host: Rudolf Elphberg\n"
        "   - The zenda paper · Strelsau Gazette · 1894-05-04 · 22–70 · asserts\n"
        "     “Rudolf, King of Ruritania, received Queen Flavia”\n\n"
    )


def test_who_reports_is_said(graph: Graph) -> None:
    shown = why(graph, "SELECT ?holder WHERE { GRAPH ?g { ?position cg:holder ?holder } }")
    assert " · reports · reported by Strelsau Gazette\n" in shown


def test_rules_and_the_register_are_named(graph: Graph) -> None:
    shown = why(graph, "SELECT ?who WHERE { ?who cg:tookPartIn ?event ; a cg:Person } ORDER BY ?who LIMIT 1")
    assert "   · derived by the rule took-part-in\n" in shown
    assert "   · also rests on the register: who is who, and under which names\n" in shown


def test_what_the_curators_say_of_a_passage_and_its_context_are_printed(graph: Graph) -> None:
    assert why(graph, "SELECT ?who WHERE { ?absence a cg:Absence ; cg:participant ?who }").endswith(
        "     “Graustark did not come”\n"
        "     a reading of the curators: The meeting is taken for the one before.\n"
        "     noted: Why is open.\n"
        "     to be read with 22–70 “Rudolf, King of Ruritania, received Queen Flavia”\n\n"
    )


def test_words_that_have_drifted_or_gone_are_not_shown_as_found(folder: Path, tmp_path: Path) -> None:
    def shown(text: str | None) -> str:
        path = folder / "sources" / "zenda.txt"
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        graph = Graph.open(folder, store=tmp_path / "snapshots")
        return why(graph, "SELECT ?host WHERE { ?event cg:host ?host }")

    Graph.open(folder, store=tmp_path / "snapshots")  # is not built where a digest does not hold
    assert "     (drifted: in the text found, these words are now at 31)\n" in shown("New head\n" + TEXT)
    assert "     (missing: the text found does not hold these words)\n" in shown("Nothing of the kind.\n")
    assert shown(None).endswith("shown without their words; pass --sources DIR.\n")
