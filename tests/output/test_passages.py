"""Test how passages and other grounds are printed under each row."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from ruritania import TEXT

from coalition import Graph
from coalition.output.passages import citation, grounds, missing, shared, sources
from coalition.provenance.evidence import Cited, Evidence
from coalition.query import formats
from coalition.query.answer import Answer
from coalition.texts.passage import Finding, Passage, State
from coalition.texts.source import Source


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


SOURCE = Source("x:source/zenda", "The zenda paper", "A Meeting", "Strelsau Gazette", "", "1894-05-04")
BARE = Source("x:source/bare", "", "", "", "", "")
FOUND = Finding(State.FOUND, "Rudolf received\n  the Queen")


def cited(source: Source = SOURCE, finding: Finding = FOUND, **header: Any) -> Cited:
    return Cited(Passage("x:passage/p", source.iri, 22, 70, "", **{"stance": "asserts"} | header), source, finding, ())


EVERYTHING = cited(stance="reports", attributed_to=("Rudolf", "Flavia"), reported_by=("A", "B"), cites=("W", "V"))
CITATIONS = {
    "The zenda paper · “A Meeting” · Strelsau Gazette · 1894-05-04 · 22–70 · reports · attributed to Rudolf, Flavia"
    " · reported by A, B · cites W; V": EVERYTHING,
    "bare · publisher not stated · date not stated · 22–70": cited(BARE, stance=""),
}


@pytest.mark.parametrize(("line", "passage"), CITATIONS.items())
def test_a_citation_says_all_that_is_known_and_what_is_not(line: str, passage: Cited) -> None:
    assert citation(passage) == line


def shown(evidence: Evidence) -> list[str]:
    return list(grounds(evidence, "  · ", io.StringIO()))


HEAD = "  · The zenda paper · “A Meeting” · Strelsau Gazette · 1894-05-04 · 22–70 · asserts\n"
RECORDED, REGISTERED = "the record of sources and passages", "the register: who is who, and under which names"
GROUNDS = {
    "nothing": (Evidence(), ["  · no passage states this\n"]),
    "words in one line": (Evidence((cited(),)), [HEAD, "    “Rudolf received the Queen”\n"]),
    "words that moved": (
        Evidence((cited(finding=Finding(State.DRIFTED, moved_to=31)),)),
        [HEAD, "    (drifted: in the text found, these words are now at 31)\n"],
    ),
    "words that are gone": (
        Evidence((cited(finding=Finding(State.MISSING)),)),
        [HEAD, "    (missing: the text found does not hold these words)\n"],
    ),
    "no text": (Evidence((cited(finding=Finding(State.NO_TEXT)),)), [HEAD]),
    "the record, beside a passage": (
        Evidence((cited(finding=Finding(State.NO_TEXT)),), (), (RECORDED, REGISTERED)),
        [HEAD, f"  · also rests on {REGISTERED}\n"],
    ),
    "the record alone": (Evidence((), (), (RECORDED,)), [f"  · also rests on {RECORDED}\n"]),
    "rules, grounds and notes": (
        Evidence((), ("b", "a"), ("the ontology",), ("cannot say", "it rests on nothing", "the absence of x")),
        [
            *("  · derived by the rule b\n", "  · derived by the rule a\n", "  · also rests on the ontology\n"),
            *("  · cannot say\n", "  · it rests on nothing\n", "  · also rests on the absence of x\n"),
        ],
    ),
}


def test_that_rows_rest_on_the_ontology_is_said_once() -> None:
    row, bare = Evidence((cited(finding=Finding(State.NO_TEXT)),), (), ("the ontology",)), Evidence((cited(),))
    assert shown(row) == [HEAD]
    for rows, told in (
        ([row, bare, row], "Also resting on the ontology: 2 of 3 rows (1, 3).\n"),
        ([row, row], "Also resting on the ontology: 2 of 2 rows.\n"),
        ([bare], ""),
        ([], ""),
    ):
        output = io.StringIO()
        shared(rows, output)
        assert output.getvalue() == told


@pytest.mark.parametrize(("evidence", "lines"), GROUNDS.values(), ids=GROUNDS)
def test_everything_that_a_row_rests_on_has_a_line(evidence: Evidence, lines: list[str]) -> None:
    assert shown(evidence) == lines


def test_evidence_fits_the_terminal_below_its_bullet(narrow: io.StringIO) -> None:
    evidence = Evidence(
        (cited(finding=Finding(State.FOUND, "many words " * 9)),), ("a-rule-of-some-length",), ("w " * 30,)
    )
    lines = "".join(grounds(evidence, "  · ", narrow)).splitlines()
    assert max(map(len, lines)) <= 30
    assert {len(line) - len(line.lstrip(" ·")) for line in lines} == {4}


SOURCES = {
    "no passage states this": Evidence(),
    "The zenda paper, 22–70": Evidence((cited(),), (), (RECORDED,)),
    "The zenda paper, 22–70, 22–70 (denies); bare, 22–70 (reports); by the rule r; by the rule s": Evidence(
        (cited(), cited(stance="denies"), cited(BARE, stance="reports")), ("r", "s"), (REGISTERED,)
    ),
    f"by the rule r; {REGISTERED}; {RECORDED}": Evidence((), ("r",), (REGISTERED, RECORDED)),
}


@pytest.mark.parametrize(("line", "evidence"), SOURCES.items())
def test_the_sources_of_a_fact_are_one_line(line: str, evidence: Evidence) -> None:
    assert sources(evidence) == line


def test_how_to_see_words_is_told_only_where_a_text_is_missing() -> None:
    output = io.StringIO()
    missing([Evidence((cited(),)), Evidence()], output)
    assert output.getvalue() == ""
    missing([Evidence((cited(), cited(finding=Finding(State.NO_TEXT)))), Evidence((cited(),))], output)
    assert output.getvalue() == (
        "Source texts not found for the passages shown without their words; pass --sources DIR.\n"
    )
