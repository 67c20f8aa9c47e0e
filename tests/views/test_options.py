"""Test how the options of a view are read, and which values are refused."""

from __future__ import annotations

import pytest

from coalition import Graph
from coalition.dates import PartialDate
from coalition.errors import CoalitionError, ParameterError
from coalition.namespaces import CG, HOME
from coalition.provenance.record import Record
from coalition.views.options import dates_of_issue, parse_view
from coalition.views.view import View


def view(graph: Graph, **asked: object) -> View:
    given = {"known_by": None, "on": None, "stances": (), "sources": (), "families": None} | asked
    return parse_view(Record(graph.store), graph.names, **given)  # type: ignore[arg-type]


def test_nothing_asked_restricts_nothing(graph: Graph) -> None:
    assert view(graph) == View()


def test_readings_are_kept_unless_they_are_unwanted(graph: Graph) -> None:
    assert view(graph, readings=False) == View(readings=False)


def test_dates_are_as_precise_as_they_are_written(graph: Graph) -> None:
    assert view(graph, known_by="1894-05").known_by == PartialDate(1894, 5)
    assert view(graph, on="1894").on == PartialDate(1894)


@pytest.mark.parametrize("name", ["reports", "Reports", "cg:Reports", CG + "Reports"])
def test_a_stance_is_named_by_label_or_iri(graph: Graph, name: str) -> None:
    assert view(graph, stances=[name, "denies"]).stances == frozenset({CG + "Reports", CG + "Denies"})


@pytest.mark.parametrize("name", ["zenda", "The zenda paper", "source:zenda", HOME + "source/zenda"])
def test_a_document_is_named_by_short_name_label_or_iri(graph: Graph, name: str) -> None:
    assert view(graph, sources=[name]).sources == frozenset({HOME + "source/zenda"})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"known_by": "May 1894"}, "--known-by: May 1894 is not a date; write it as 2025-03-02, 2025-03 or 2025"),
        ({"known_by": "--05-04"}, "--known-by: --05-04 is not a date"),
        ({"on": "1894-02-30"}, "--on: 1894-02-30 is not a date"),
        ({"on": "1894-5"}, "--on: 1894-5 is not a date"),
        (
            {"stances": ["reprots"]},
            "--stance: there is no stance reprots; did you mean reports? choose one of asserts,",
        ),
        ({"sources": ["zenda papers"]}, "--source: there is no source called zenda papers; did you mean The zenda"),
        ({"families": 0}, "--families: 0 is not a valid number of families; give 1 or more"),
    ],
)
def test_what_is_none_is_refused_with_a_remedy(graph: Graph, asked: dict[str, object], told: str) -> None:
    with pytest.raises(CoalitionError) as fault:
        view(graph, **asked)
    assert str(fault.value).startswith(told)


def test_a_work_that_nothing_is_quoted_from_is_no_document(published: Graph) -> None:
    with pytest.raises(ParameterError) as fault:
        view(published, sources=["s001-ref-1"])
    assert str(fault.value).startswith("--source: no passage is quoted from Reference 1 of document 001; name one of")


def test_documents_are_known_with_their_dates_of_issue(graph: Graph, published: Graph) -> None:
    assert dates_of_issue(Record(graph.store)) == {HOME + "source/zenda": "issued 1894-05-04"}
    assert list(dates_of_issue(Record(published.store)).values())[:5] == [
        "no date of issue",
        "issued 2025-10-13, as inferred",
        "issued 2025-03, as inferred",
        "issued 2025-03, as inferred",
        "issued 2025-03-16",
    ]
    assert published.left_out() == []
    assert published.view(known_by="2025-03-31").left_out()[:2] == [
        "Document 000 (no date of issue)",
        "Document 001 (issued 2025-10-13, as inferred)",
    ]
