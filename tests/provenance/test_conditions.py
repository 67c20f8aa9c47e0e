"""Test what a condition makes of each EXISTS in it."""

from __future__ import annotations

import pytest

from coalition.provenance.algebra import Exists
from coalition.provenance.conditions import constraint
from coalition.provenance.cursor import Cursor
from coalition.provenance.rewriting import INNER, UntraceableError, rewrite
from coalition.rdf.sparql import tokens


def after_filter(condition: str) -> Cursor:
    """Return a cursor that stands where a condition begins, whose inner queries are marked."""
    read = tokens(rewrite(f"SELECT * {{ FILTER {condition} ?x ?y ?z }}").pattern)
    return Cursor(read, next(number for number, token in enumerate(read) if token.is_word("FILTER")) + 1)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("EXISTS { ?y ex:q ?z FILTER EXISTS { ?z ex:q ?x } }", [(1, True)]),
        ("EXISTS { SELECT ?y { ?y ex:q ?z } }", [(1, True)]),
        ("NOT EXISTS { ?y ex:q ?z }", [(-1, True)]),
        ("(! EXISTS { ?y ex:q ?z })", [(-1, True)]),
        ("(!(! EXISTS { ?y ex:q ?z }))", [(1, True)]),
        ("(EXISTS { ?y ex:q ?z } && ?x != ?y)", [(1, True)]),
        ("(NOT EXISTS { ?y ex:q ?z } && EXISTS { ?x ex:q ?z })", [(-1, True), (1, True)]),
        ("(EXISTS { ?y ex:q ?z } || ?x = ?y)", [(1, False)]),
        ("(?x = ?y || !(EXISTS { ?y ex:q ?z } && EXISTS { ?x ex:q ?z }))", [(-1, False), (-1, False)]),
        ("(!(EXISTS { ?y ex:q ?z } || EXISTS { ?x ex:q ?z }))", [(-1, True), (-1, True)]),
        ("(!(?x = ?y && EXISTS { ?x ex:q ?z }))", [(-1, False)]),
        ("(?x = ?y || (?x != ?z && EXISTS { ?x ex:q ?z }))", [(1, False)]),
        ("IF(NOT EXISTS { ?y ex:q ?z }, EXISTS { ?y ex:q ?z }, false)", [(0, False), (0, False)]),
        ("(COALESCE(?z, EXISTS { ?y ex:q ?z }) = true)", [(0, False)]),
        ("(?x IN (1, EXISTS { ?y ex:q ?z }))", [(0, False)]),
        ("(?x != 'EXISTS')", []),
    ],
)
def test_a_filter_tells_what_it_makes_of_each_exists(condition: str, expected: list[tuple[int, bool]]) -> None:
    cursor = after_filter(condition)
    exists = tuple(Exists(f"{INNER}{number}", *told) for number, told in enumerate(expected))
    assert constraint(cursor) == exists
    assert cursor.next().text == "?x"


@pytest.mark.parametrize(
    "condition", ["(?x = <<( ?x ?y ?z )>>)", "(?x", "EXISTS { ?x ?y ?z }", "(?x | ?y)", "EXISTS ?x"]
)
def test_what_is_not_known_is_refused(condition: str) -> None:
    with pytest.raises(UntraceableError):
        constraint(Cursor(tokens(condition)))
