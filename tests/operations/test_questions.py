"""Test that the header of a saved question makes an operation."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from coalition.errors import ParameterError
from coalition.graph import Graph
from coalition.operations.operation import Page, Writing
from coalition.operations.parameters import typed
from coalition.operations.questions import QUESTIONS, of_question
from coalition.query.questions import Question

HEADER = """#+ summary: Which?
#+ parameter by: actor, required, for example Portugal
#+ parameter since: date, for example 2025-03
#+ parameter least: number, default 2, for example 2.5
#+ parameter why: text
SELECT ?by ?since ?least ?why { }
"""


@pytest.fixture
def question(tmp_path: Path) -> Question:
    """Return a question with a parameter of each type."""
    (tmp_path / "which.rq").write_text(HEADER, encoding="utf-8")
    return Question.load(tmp_path / "which.rq")


def test_parameters_have_the_types_of_the_header(question: Question) -> None:
    made = of_question(question)
    found = {each.name: (each.type, each.required, each.default, each.example) for each in made.parameters}
    assert (made.name, made.summary) == ("ask/which", "Which?")
    assert found == {
        "by": ("thing", True, None, "Portugal"),
        "since": ("date", False, None, "2025-03"),
        "least": ("text", False, "2", "2.5"),  # which may have decimals
        "why": ("text", False, None, ""),  # in the place of the one that all questions have
        "labels": ("flag", False, None, ""),
    }
    with pytest.raises(ParameterError, match=r"^by: this parameter is required"):
        typed(made.parameters, {"least": "3"})


def written(graph: Graph, name: str, format: str, page: Page | None = None, **values: Any) -> str:
    """Return what the operation of a question writes."""
    made, output = of_question(graph.questions()[name]), io.StringIO()
    made.write(made.result(graph, values), format, output, Writing(graph, values, graph.about, page or Page()))
    return output.getvalue()


def test_rows_come_with_labels_and_evidence_where_asked_for(published: Graph) -> None:
    heads = written(published, "commitments", "csv", by="Portugal").splitlines()[0]
    labelled = written(published, "commitments", "csv", by="Portugal", labels=True).splitlines()[0]
    cited = written(published, "commitments", "tsv", by="Portugal", why=True).splitlines()[0]
    assert "commitment_label" not in heads and "commitment_label" in labelled
    assert cited.startswith("why.row\t?commitment\t") and "why.passage" in cited
    rows = json.loads(written(published, "commitments", "json", by="Portugal", why=True))
    assert len(rows["evidence"]) == len(rows["results"]["bindings"])
    assert "@" in written(published, "commitments", "bibtex", by="Portugal")


def test_a_page_says_so_before_the_rows_as_some_readers_allow_no_member_after_them(published: Graph) -> None:
    page = json.loads(written(published, "commitments", "json", Page(2, 1)))
    assert [*page] == ["about", "total", "offset", "head", "results"]
    assert len(page["results"]["bindings"]) == 2


def test_questions_are_listed_with_their_parameters(published: Graph) -> None:
    output = io.StringIO()
    QUESTIONS.write(QUESTIONS.result(published, {}), "json", output, Writing(published, {}, published.about))
    listed = {each["name"]: each for each in json.loads(output.getvalue())["questions"]}
    assert {*listed} == {*published.questions()}
    [by] = listed["commitments"]["parameters"]
    assert by == {"name": "by", "type": "actor", "required": False, "default": None, "example": "United Kingdom"}
