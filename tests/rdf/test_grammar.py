"""Test that names are read as the engine reads them."""

from __future__ import annotations

import contextlib
import re

import pytest

from coalition.errors import QueryError
from coalition.rdf import grammar, sparql
from coalition.rdf.store import Store

STORE = Store.in_memory([])

LETTERS = sorted(
    {
        chr(code + beside)
        for bound in re.findall(r"\\u([0-9A-F]{4})", grammar.LATER)
        for code in [int(bound, 16)]
        for beside in (-1, 0, 1)
        if not 0xD800 <= code + beside <= 0xDFFF
    }
    | set(map(chr, range(256))) - set(" \t\r\n")
)
"""Each character at a bound of the classes of the grammar, and its neighbours."""


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [
        ("SELECT * {{ {} ?p ?o }}", "variable", "?{}"),
        ("SELECT * {{ {} ?p ?o }}", "variable", "?a{}b"),
        ("PREFIX {}: <http://x/> SELECT * {{}}", "name", "{}"),
        ("PREFIX {}: <http://x/> SELECT * {{}}", "name", "a{}b"),
        ("PREFIX a: <http://x/> SELECT * {{ {} ?p ?o }}", "name", "a:{}"),
        ("PREFIX a: <http://x/> SELECT * {{ {} ?p ?o }}", "name", "a:b{}c"),
        ("SELECT * {{ {} ?p ?o }}", "name", "_:{}"),
    ],
)
def test_every_name_of_the_engine_is_one_token(query: str, kind: str, name: str) -> None:
    colon = ":" if "PREFIX {}" in query else ""
    parsed, differ = 0, []
    for letter in LETTERS:
        told = name.format(letter)
        text = query.format(told)
        with contextlib.suppress(QueryError):
            STORE.query(text)
            parsed += 1
            if (kind, told + colon) not in [(token.kind, token.text) for token in sparql.tokens(text)]:
                differ.append(letter)
    assert parsed > 50
    assert differ == []
