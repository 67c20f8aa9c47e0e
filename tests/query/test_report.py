"""Test how the description of a thing is written, for people and as JSON."""

from __future__ import annotations

import io
import json

from coalition import Graph
from coalition.query import report


def test_a_description_in_json_has_every_line_with_its_evidence(graph: Graph) -> None:
    output = io.StringIO()
    report.write_description_json(graph.show("Graustark"), output)
    known = json.loads(output.getvalue())
    lines = [line for part in (known, *known["mentions"]) for line in part["lines"]]
    assert all(set(line) == {"relation", "text", "evidence"} for line in lines)
    assert {c["stance"] for line in lines for c in line["evidence"]["passages"]} == {"asserts", "reports"}


def test_a_description_groups_facts_by_their_sources(graph: Graph) -> None:
    output = io.StringIO()
    report.write_description(graph.show("Graustark"), output)
    shown = output.getvalue()
    assert shown.startswith("Graustark\nactor, state · https://w3id.org/coalition-graph/actor/graustark\n\n")
    assert "\n1,200 crowns for Graustark\n  beneficiary Graustark; committed by Ruritania; " in shown
    assert "\nposition\n  [reports] holder Graustark; attitude asks; content Horses are needed.\n" in shown
    assert "(reports)\n" in shown


def test_a_description_ends_with_its_passages_and_their_words(graph: Graph) -> None:
    output = io.StringIO()
    report.write_description(graph.show("Graustark"), output)
    assert "\nPassages\n  The zenda paper · Strelsau Gazette · 1894-05-04 · " in output.getvalue()
    assert "\n    “Graustark did not come”\n    a reading of the curators: " in output.getvalue()


def test_a_passage_is_shown_with_its_words_and_what_it_states(graph: Graph) -> None:
    output = io.StringIO()
    report.write_description(graph.show("zenda-22"), output)
    shown = output.getvalue()
    assert shown.startswith("The zenda paper · Strelsau Gazette · 1894-05-04 · 22–70 · asserts\n")
    assert "\n  “Rudolf, King of Ruritania, received Queen Flavia”\n" in shown
    assert "\nRudolf Elphberg\n  holds King of Ruritania\n" in shown
    assert "Passages" not in shown
    assert shown.count("22–70") == 1


def test_a_description_fits_the_terminal(graph: Graph, narrow: io.StringIO) -> None:
    report.write_description(graph.show("Graustark"), narrow)
    wide = [line for line in narrow.getvalue().splitlines() if len(line) > 30]
    assert all("https://" in line for line in wide)
    assert len(narrow.getvalue().splitlines()) > 10
