"""Test that rows about one thing are gathered into one, for people."""

from __future__ import annotations

import io

import pytest
from ruritania import TEXT

from coalition import Graph
from coalition.query import formats
from coalition.query.answer import Answer
from coalition.query.gathering import Gathered, by_document

PARTS = """SELECT ?event ?who ?place ?role WHERE {
    GRAPH ?g { ?p cg:event ?event ; cg:participant ?who OPTIONAL { ?p cg:role ?role } }
    OPTIONAL { ?event cg:place ?place }
} ORDER BY ?event ?who ?role"""


@pytest.fixture
def answer(graph: Graph) -> Answer:
    found = graph.query(PARTS)
    assert isinstance(found, Answer)
    return found


def written(answer: Answer | Gathered, format: str, why: bool = False) -> str:
    output = io.StringIO()
    formats.write(answer, output, format, evidence=(lambda: answer.evidence) if why else None)
    return output.getvalue()


def test_a_cell_holds_each_value_once_in_the_order_of_the_rows(answer: Answer) -> None:
    assert len(answer) == 4
    gathered = Gathered(answer, ("event",))
    assert (len(gathered), gathered.columns, gathered.numeric) == (1, answer.columns, frozenset())
    ((event, who, place, role),) = gathered.texts()
    assert (event, place) == ("Meeting in Strelsau", "Strelsau")
    assert who == "Flavia of Ruritania; Graustark; League of Nations of Zenda; Rudolf Elphberg"
    assert role == "through representatives; as host"


def test_each_combination_of_the_columns_is_a_row(answer: Answer) -> None:
    assert list(Gathered(answer, ("event", "who")).texts()) == list(answer.texts())


def test_a_row_rests_on_all_that_its_rows_rest_on(answer: Answer) -> None:
    (together,) = Gathered(answer, ("event",)).evidence
    every = {(cited.passage.iri, fact) for each in answer.evidence for cited in each.passages for fact in cited.facts}
    assert {(cited.passage.iri, fact) for cited in together.passages for fact in cited.facts} == every
    starts = [cited.passage.start for cited in together.passages]
    assert starts == sorted(set(starts))
    assert TEXT.index("Graustark did not come") in starts


@pytest.mark.parametrize("format", formats.PEOPLE)
def test_people_see_one_row(answer: Answer, format: str) -> None:
    gathered = Gathered(answer, ("event",))
    assert written(gathered, format).count("Meeting in Strelsau") == 1
    assert written(gathered, format, why=True).count("“Graustark did not come”") == 1


SAID = """SELECT ?what ?status ?price ?document WHERE {
    VALUES (?what ?status ?price ?document) {
        ("loan" "given" UNDEF "First") ("loan" "given" UNDEF "Second") ("loan" "promised" 7 "Second")
        ("troops" "offered" 3 "First") ("gift" "given" 1 "First") ("gift" "given" 1 "Third")
    }
} ORDER BY ?what ?document ?status"""


def test_what_one_document_says_is_not_told_of_another(graph: Graph) -> None:
    answer = graph.query(SAID)
    assert isinstance(answer, Answer)
    assert list(Gathered(answer, ("what",)).texts()) == [
        ["gift", "given", "1", "a: First; b: Third"],
        ["loan", "given; promised (b)", "7 (b)", "a: First; b: Second"],
        ["troops", "offered", "3", "First"],
    ]


def test_a_value_has_the_documents_that_say_it_unless_all_do() -> None:
    assert by_document(["x", "y", "", "x"], ["1", "2", "2", "2"]) == {"x": [], "y": ["2"]}
    assert by_document(["x", ""], ["1", "2"]) == {"x": ["1"]}
    assert by_document(["x", "y"], ["", ""]) == {"x": [], "y": []}


def test_each_document_has_a_letter_of_its_own(graph: Graph) -> None:
    rows = " ".join(f'("it" "{number:04}" "{number:04}")' for number in range(800))
    answer = graph.query(f"SELECT ?what ?v ?document {{ VALUES (?what ?v ?document) {{ {rows} }} }} ORDER BY ?document")
    assert isinstance(answer, Answer)
    ((_, values, documents),) = Gathered(answer, ("what",)).texts()
    letters = [each.split(": ")[0] for each in documents.split("; ")]
    assert len(set(letters)) == 800 and letters[:27] == [*"abcdefghijklmnopqrstuvwxyz", "aa"]
    assert values.startswith("0000 (a); 0001 (b); ") and values.endswith(f"0799 ({letters[-1]})")
