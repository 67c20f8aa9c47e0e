"""Test that the format is chosen that a client accepts most."""

from __future__ import annotations

import pytest

from coalition.errors import SelectionError
from coalition.output.negotiation import GRAPHS, RESULTS, NotAcceptableError, negotiated, prefers


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", "xml"),
        ("text/*, application/json;q=0.9", "csv"),
        ("*/*;q=0.1, text/tab-separated-values", "tsv"),
        ("application/sparql-results+json;q=0, */*", "xml"),
        ("text/csv; header=present; q=1, application/json;q=0.2", "csv"),
        ("text/csv;q=nonsense, application/json;q=0.1", "json"),
        (", ,text/csv,", "csv"),
    ],
)
def test_the_weight_of_the_most_specific_range_counts(accept: str, name: str) -> None:
    assert negotiated(RESULTS, accept)[0] == name


def test_the_media_type_that_was_accepted_is_told() -> None:
    assert negotiated(RESULTS, "application/json")[1] == "application/json"
    assert negotiated(RESULTS, "text/csv")[1] == "text/csv; charset=utf-8"
    assert negotiated(GRAPHS, "application/*;q=0.7, text/turtle;q=0.8")[1] == "text/turtle; charset=utf-8"


def test_a_name_or_media_type_goes_before_what_is_accepted() -> None:
    assert negotiated(RESULTS, "text/csv", "xml") == ("xml", "application/sparql-results+xml")
    assert negotiated(RESULTS, "text/csv", "application/json")[0] == "json"


def test_what_cannot_be_written_is_told_with_what_can() -> None:
    with pytest.raises(NotAcceptableError, match=r"image/png.*accept one of text/turtle"):
        negotiated(GRAPHS, "image/png, text/csv")
    with pytest.raises(NotAcceptableError):
        negotiated(GRAPHS, "*/*;q=0")
    with pytest.raises(SelectionError, match=r"no format 'excel'.*choose one of turtle"):
        negotiated(GRAPHS, "", "excel")


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "preferred"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("TEXT/HTML;q=0.5, */*;q=0.1", True),
        ("text/turtle, text/html;q=0.5", False),
        ("text/html;q=0", False),
        ("*/*", False),
        ("text/*", False),
        ("", False),
    ],
)
def test_pages_are_for_those_who_name_them_and_prefer_nothing_else(accept: str, preferred: bool) -> None:
    assert prefers("text/html", accept) is preferred
