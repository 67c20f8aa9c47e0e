"""Test how the tokens of a query are gone through."""

from __future__ import annotations

import pytest

from coalition.provenance.algebra import Exists
from coalition.provenance.cursor import MAX_PARTS, Cursor
from coalition.provenance.rewriting import INNER, UntraceableError
from coalition.rdf.sparql import tokens


def test_a_bracket_is_passed_with_what_stands_in_it() -> None:
    cursor = Cursor(tokens("{ '}' ( ?x ) [ ] } ?y"))
    assert [token.text for token in cursor.passed()] == ["{", "'}'", "(", "?x", ")", "[", "]", "}"]
    assert cursor.take().text == "?y"


def test_marks_and_words_are_skipped_only_where_they_stand() -> None:
    cursor = Cursor(tokens("; union '.' ."))
    assert not cursor.skip(".")
    assert cursor.skip(".", ";")
    assert not cursor.word("OPTIONAL")
    assert cursor.word("OPTIONAL", "UNION") == "UNION"
    assert not cursor.skip(".")  # it is a string
    assert cursor.take().kind == "string"
    assert cursor.take(".").text == "."


@pytest.mark.parametrize("text", ["", "{ ( }", "<< ?x"])
def test_what_ends_too_early_or_is_a_triple_is_refused(text: str) -> None:
    with pytest.raises(UntraceableError, match="does not parse as SPARQL"):
        Cursor(tokens(text)).go_past()


def test_the_exists_among_some_tokens_are_found() -> None:
    cursor = Cursor(tokens(f"f ( EXISTS {{ BIND(true AS ?{INNER}7) EXISTS {{ }} }} ) EXISTS"))
    for _ in range(2):
        cursor.go_past()
    assert cursor.exists_since(0) == (Exists(f"{INNER}7", 0, False),)
    with pytest.raises(UntraceableError):  # it has no name
        Cursor(tokens("{ ?x }")).inner()


def test_a_query_of_too_many_parts_is_refused() -> None:
    cursor = Cursor(())
    for _ in range(MAX_PARTS):
        cursor.count()
    with pytest.raises(UntraceableError, match="too long"):
        cursor.count()
