"""Test that each error means one problem, of one line, with the status that fits."""

from __future__ import annotations

import json

import pytest

from coalition import errors
from coalition.output import problems
from coalition.output.negotiation import NotAcceptableError


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        (errors.NotFoundError("x"), 404, "missing"),
        (NotAcceptableError("x"), 406, "format"),
        (errors.ParameterError("x"), 400, "parameter"),
        (errors.QueryError("x"), 400, "query"),
        (errors.SelectionError("x"), 400, "request"),
        (errors.LimitError("x"), 503, "size"),
        (errors.StoreError("x"), 503, "store"),
        (errors.SourceError("x"), 500, "fault"),
        (errors.GraphError("x"), 500, "fault"),
    ],
)
def test_an_error_means_a_status_and_a_kind(fault: errors.CoalitionError, status: int, kind: str) -> None:
    told, problem = problems.of(fault)
    assert (told, problem["status"], problem["type"]) == (status, status, problems.BASE + kind)
    assert set(problem) == {"type", "title", "status", "detail"}


def test_what_is_wrong_where_and_what_to_do_are_told_apart() -> None:
    _, problem = problems.of(errors.QueryError("this is\nwrong", where="query:1:2", remedy="mend it"))
    assert problem["detail"] == "query:1:2: this is wrong; mend it"
    assert (problem["where"], problem["remedy"]) == ("query:1:2", "mend it")


def test_a_problem_is_sent_as_json_that_any_reader_reads() -> None:
    detail = problems.problem(400, "query", "Ünïcode \u2028 \ud800", row=3)
    assert json.loads(problems.encoded(detail).decode("ascii")) == detail
