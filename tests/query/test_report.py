"""Test how the description of a thing is written, for people and as JSON."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from coalition import Graph
from coalition.namespaces import PREFIXES
from coalition.query import report
from coalition.query.description import Description, Line, Mention

ACTOR = PREFIXES["actor"]


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


RUDOLF = """\
Rudolf Elphberg
actor, person · https://w3id.org/coalition-graph/actor/rudolf
also called Rudolf, the King

  holds King of Ruritania
      The zenda paper, 22–70
  took part in Meeting in Strelsau
      The zenda paper, 22–70; by the rule took-part-in

Meeting in Strelsau
  host Rudolf Elphberg
      The zenda paper, 22–70

participation
  participant Rudolf Elphberg; at event Meeting in Strelsau; role as host
      The zenda paper, 22–70
  represents Ruritania
      The zenda paper, 22–70; by the rule represents-by-post

Passages
  The zenda paper · Strelsau Gazette · 1894-05-04 · 22–70 · asserts
    “Rudolf, King of Ruritania, received Queen Flavia”
"""


def test_a_description_is_a_heading_with_names_then_facts_then_what_mentions_the_thing(graph: Graph) -> None:
    output = io.StringIO()
    report.write_description(graph.show("Rudolf"), output)
    assert output.getvalue() == RUDOLF


def test_a_thing_without_facts_is_told_in_one_line(graph: Graph) -> None:
    output = io.StringIO()
    report.write_description(graph.view(stances=["denies"]).show("Rudolf"), output)
    assert output.getvalue() == "this graph holds no facts about Rudolf Elphberg\n"


def test_long_lines_go_on_under_what_they_go_on_with(graph: Graph, narrow: io.StringIO) -> None:
    described = graph.show("Rudolf")
    long = ("a b " * 20).strip()
    line = Line("said", long, described.lines[0].evidence)
    mention = Mention("x:m", long, (line,))
    report.write_description(Description("x:a", long, (long,), (long, "c"), (line,), (mention,)), narrow)
    written = narrow.getvalue()
    assert " ".join(written.split()) == " ".join(
        f"{long} {long} · x:a also called {long}, c said {long} The zenda paper, 22–70 {long} said {long} "
        "The zenda paper, 22–70 Passages The zenda paper · Strelsau Gazette · 1894-05-04 · 22–70 · asserts "
        "“Rudolf, King of Ruritania, received Queen Flavia”".split()
    )
    depths = [len(row) - len(row.lstrip()) for row in written.splitlines() if row]
    assert set(depths) == {0, 2, 4, 6} and max(map(len, written.splitlines())) <= 30


def test_facts_that_no_passage_asserts_name_the_stances_of_all_their_passages(graph: Graph) -> None:
    fact = next(
        line
        for mention in graph.show("Graustark").mentions
        for line in mention.lines
        if any(cited.passage.stance == "reports" for cited in line.evidence.passages)
    )
    (cited,) = fact.evidence.passages
    denied = replace(cited, passage=replace(cited.passage, stance="denies"))
    line = replace(fact, evidence=replace(fact.evidence, passages=(cited, denied)))
    output = io.StringIO()
    report.write_description(Description("x:a", "A", (), (), (line,), ()), output)
    assert "  [denies, reports] " in output.getvalue()


def test_a_description_in_json_is_the_whole_of_it(graph: Graph) -> None:
    output = io.StringIO()
    described = graph.show("Rudolf")
    report.write_description_json(described, output)

    def as_data(lines: tuple[Line, ...]) -> list[dict[str, object]]:
        return [{"relation": one.relation, "text": one.text, "evidence": one.evidence.to_dict()} for one in lines]

    assert json.loads(output.getvalue()) == {
        "iri": ACTOR + "rudolf",
        "label": "Rudolf Elphberg",
        "classes": ["actor", "person"],
        "aliases": ["Rudolf", "the King"],
        "lines": json.loads(json.dumps(as_data(described.lines))),
        "passage": None,
        "mentions": [
            {"iri": m.iri, "title": m.title, "lines": json.loads(json.dumps(as_data(m.lines)))}
            for m in described.mentions
        ],
    }
