"""Answers for people: tables, Markdown, evidence, descriptions."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from ruritania import TEXT

from coalition import Graph
from coalition.build.report import counts
from coalition.network.report import ranking as write_ranking
from coalition.output import table as tables
from coalition.query import report
from coalition.query.answer import Answer


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def graph(folder: Path, tmp_path: Path) -> Graph:
    return Graph.open(folder, store=tmp_path / "snapshots")


def table(columns: list[str], rows: list[list[str]], width: int = 0, right: tuple[int, ...] = ()) -> str:
    output = Terminal() if width else io.StringIO()
    tables.table(columns, rows, output, right)
    return output.getvalue()


def why(graph: Graph, text: str, format: str = "table") -> str:
    found = graph.query(text)
    assert isinstance(found, Answer)
    output = io.StringIO()
    report.write(found, output, format, evidence=lambda: found.evidence)
    return output.getvalue()


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("TERM", "dumb")


def test_a_table_is_as_wide_as_it_needs_to_be() -> None:
    long = "word " * 40 + "end"
    assert table(["a", "number"], [["x", "1"], [long, "23"]], right=(1,)) == (
        f"{'a':<203}  number\n{'─' * 211}\n{'x':<203}       1\n{long}      23\n"
    )


def test_columns_of_numbers_are_set_flush_right(graph: Graph) -> None:
    found = graph.query("SELECT ?who ?number WHERE { VALUES (?who ?number) { (actor:rudolf 1) (actor:flavia 100) } }")
    assert isinstance(found, Answer)
    output = io.StringIO()
    report.write(found, output, "table")
    assert output.getvalue().splitlines()[2:] == ["Rudolf Elphberg           1", "Flavia of Ruritania     100"]


def test_letters_of_any_width_are_lined_up() -> None:
    assert table(["a", "b"], [["王", "x"], ["é", "y"], ["e\u0301", "z"]]) == "a   b\n─────\n王  x\né   y\ne\u0301   z\n"


def test_a_line_break_in_a_value_does_not_break_the_row() -> None:
    assert table(["a", "b"], [["two\nlines", "x"]]) == "a          b\n────────────\ntwo lines  x\n"


@pytest.mark.usefixtures("narrow")
def test_a_table_fits_the_terminal_and_keeps_words_whole() -> None:
    shown = table(["who", "what"], [["Rudolf Elphberg", "received Queen Flavia in Strelsau"]], width=30)
    assert max(map(len, shown.splitlines())) <= 30
    assert "Elphberg" in shown
    assert "Strelsau" in shown


@pytest.mark.usefixtures("narrow")
def test_what_does_not_fit_becomes_blocks() -> None:
    iri = "https://w3id.org/coalition-graph/actor/x"
    shown = table(["who", "note", "number"], [[iri, "", "1"], ["b", "some more words than fit a line", "2"]], width=30)
    assert shown == (
        f"who\n        {iri}\nnumber  1\n\nwho     b\nnote    some more words than\n        fit a line\nnumber  2\n\n"
    )


def test_an_empty_table_says_so() -> None:
    assert table(["a"], []) == "a\n─\n(no rows)\n"


def test_markdown_escapes_what_would_break_a_row() -> None:
    output = io.StringIO()
    tables.markdown(["a|b", "c"], [["x|y", "two\nlines"], ["", "z"]], output)
    assert output.getvalue() == "| a\\|b | c |\n| --- | --- |\n| x\\|y | two lines |\n|  | z |\n"


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
    assert "   · rests also on the register: who is who, and under which names\n" in shown


def test_words_that_have_drifted_or_gone_are_not_shown_as_found(folder: Path, tmp_path: Path) -> None:
    def shown(text: str | None) -> str:
        path = folder / "sources" / "zenda.txt"
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        graph = Graph.open(folder, store=tmp_path / "snapshots")
        return why(graph, "SELECT ?host WHERE { ?event cg:host ?host }")

    Graph.open(folder, store=tmp_path / "snapshots")  # is not built where a digest does not hold
    assert "     (drifted: in the text at hand these words stand at 31)\n" in shown("New head\n" + TEXT)
    assert "     (missing: the text at hand does not hold these words)\n" in shown("Nothing of the kind.\n")
    assert shown(None).endswith("not at hand: name the folder of the texts with --sources.\n")


def test_a_description_groups_facts_by_their_sources(graph: Graph) -> None:
    output = io.StringIO()
    report.write_description(graph.show("Graustark"), output)
    shown = output.getvalue()
    assert shown.startswith("Graustark\nactor, state · https://w3id.org/coalition-graph/actor/graustark\n\n")
    assert "\n1,200 crowns for Graustark\n  beneficiary Graustark; committed by Ruritania; " in shown
    assert "\nposition\n  [reports] holder Graustark; attitude asks; content Horses are needed.\n" in shown
    assert "(reports)\n" in shown


@pytest.mark.usefixtures("narrow")
def test_a_description_fits_the_terminal(graph: Graph) -> None:
    output = Terminal()
    report.write_description(graph.show("Graustark"), output)
    wide = [line for line in output.getvalue().splitlines() if len(line) > 30]
    assert all("https://" in line for line in wide)
    assert len(output.getvalue().splitlines()) > 10


def test_counts_are_lined_up() -> None:
    assert list(counts({"facts": 12345, "refused facts": 0})) == ["12,345  facts", "  none  refused facts"]


def test_a_ranking_names_what_was_measured(graph: Graph) -> None:
    output = io.StringIO()
    write_ranking(graph.centrality("closeness", kinds=["person"]), output, "table", top=1)
    lines = output.getvalue().splitlines()
    assert lines[0] == "closeness in the co-participation network"
    assert lines[-1].split() == ["1", "Rudolf", "Elphberg", "person", "1.000000"]
