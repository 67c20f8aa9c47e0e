"""Test that rows end with the numbers of their notes."""

from __future__ import annotations

import io

from works import written

from coalition import Graph
from coalition.output.cited import write_cited
from coalition.provenance.evidence import Evidence


def test_a_passage_has_one_number_wherever_it_stands(cited: Graph) -> None:
    rows, _, notes = written(cited, "footnotes").partition("\n\n")
    assert rows.splitlines() == ["row 0 [1]", "row 1 [2]", "row 2 [3]", "row 3 [1]"]
    assert [line[:3] for line in notes.splitlines()] == ["[1]", "[2]", "[3]"]


def test_a_row_without_a_passage_has_no_mark() -> None:
    output = io.StringIO()
    write_cited([("true", Evidence())], {}, "footnotes", output)
    assert output.getvalue() == "true\n"


def test_an_answer_without_rows_says_so_in_footnotes() -> None:
    output = io.StringIO()
    write_cited([], {}, "footnotes", output)
    assert output.getvalue() == "(no rows)\n"
